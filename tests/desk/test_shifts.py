"""The hand-over between shifts: nothing falls through, and who handed what to whom is known."""

from __future__ import annotations

import html
from datetime import date, time, timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.audit.models import Entry
from tayanch.desk.actions import shifts as actions
from tayanch.desk.actions.consultations import do_start_consultation
from tayanch.desk.actions.promises import do_keep_promise, do_promise, do_take_promise
from tayanch.desk.actions.tasks import do_add_task
from tayanch.desk.hotline import shifts
from tayanch.desk.models import HandedItem, Promise, ShiftEnd
from tests.desk.together_helpers import NAMES, a_case


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def night(here: SimpleNamespace, today: date) -> SimpleNamespace:
    """What the owner has at the end of her shift: two promises, a step and a conversation that is not finished."""
    case, by = a_case(here.owner, NAMES[0]), here.owner
    late = do_promise(case, what="Call the sister", due=today - timedelta(1), by=by, owner=by)
    now = do_promise(case, what="Tell her the sum", due=today, due_from=time(8), by=by, owner=by)
    step = do_add_task(case, what="Send the demand", due=today, by=by, owner=by)
    talk = do_start_consultation(by=by)
    do_promise(case, what="Next week", due=today + timedelta(7), by=by, owner=by)
    return SimpleNamespace(case=case, late=late, now=now, step=step, talk=talk)


def seen_by(client: Client, user: User, name: str = "desk:tonight") -> str:
    client.force_login(user)
    return html.unescape(client.get(reverse(name)).content.decode())


def end_of(client: Client, user: User, **notes: str) -> None:
    """Everything is ticked; *notes* by the key of an item, and ``first`` for the one to call first."""
    client.force_login(user)
    data = {f"give-{one.key}": "on" for one in shifts.left_by(user, timezone.localdate())}
    data |= {name.replace("__", "-"): text for name, text in notes.items()}
    assert client.post(reverse("desk:shift-end"), data).status_code == 302


def handed(user: User) -> list[str]:
    return [one.what for one in shifts.from_last_shift(user)]


def test_the_page_shows_what_is_hers_and_not_done(
    here: SimpleNamespace, night: SimpleNamespace, client: Client
) -> None:
    page = seen_by(client, here.owner, "desk:shift")
    assert all(text in page for text in ("Call the sister", "Tell her the sum", "Send the demand"))
    assert night.talk.reference in page
    assert "Next week" not in page
    assert "Call the sister" not in seen_by(client, here.teammate, "desk:shift")


def test_one_act_frees_everything_and_the_next_worker_reads_whom_to_call_first_and_why(
    here: SimpleNamespace, night: SimpleNamespace, client: Client
) -> None:
    end_of(
        client,
        here.owner,
        **{f"note-promise-{night.now.id}": "She is free at eight only", f"first-promise-{night.now.id}": "on"},
    )
    for row in (night.late, night.now, night.step):
        row.refresh_from_db()
        assert row.owner is None
    page = seen_by(client, here.teammate)
    part = page[page.index("From the last shift") :]
    assert part.index("Tell her the sum") < part.index("Call the sister")
    assert "She is free at eight only" in part
    assert "call first" in part
    assert 'data-key="t"' in part


def test_one_press_takes_an_item_and_undo_gives_it_back(
    here: SimpleNamespace, night: SimpleNamespace, client: Client
) -> None:
    end_of(client, here.owner)
    item = HandedItem.objects.get(promise=night.late)
    client.force_login(here.teammate)
    assert client.post(reverse("desk:shift-item", args=[item.id, "take"])).status_code == 302
    night.late.refresh_from_db()
    assert night.late.owner == here.teammate
    assert "Call the sister" not in handed(here.supervisor)
    client.post(client.session["undo"]["url"])
    night.late.refresh_from_db()
    assert night.late.owner is None
    assert "Call the sister" in handed(here.supervisor)


def test_an_item_is_taken_once(here: SimpleNamespace, night: SimpleNamespace, client: Client) -> None:
    end_of(client, here.owner)
    item = HandedItem.objects.get(promise=night.late)
    actions.do_take_item(item, by=here.teammate)
    with pytest.raises(PermissionDenied):
        actions.do_take_item(item, by=here.supervisor)
    with pytest.raises(PermissionDenied):
        actions.do_give_back_item(item, by=here.supervisor)


def test_a_conversation_that_was_not_finished_goes_over_with_its_owner(
    here: SimpleNamespace, night: SimpleNamespace, client: Client
) -> None:
    end_of(client, here.owner)
    item = HandedItem.objects.get(consultation=night.talk, promise=None, task=None)
    night.talk.refresh_from_db()
    assert night.talk.owner == here.owner  # until somebody takes it, it is hers
    actions.do_take_item(item, by=here.teammate)
    night.talk.refresh_from_db()
    assert night.talk.owner == here.teammate


def test_nothing_that_nobody_took_ever_leaves_the_list(
    here: SimpleNamespace, night: SimpleNamespace, client: Client
) -> None:
    end_of(client, here.owner)
    ShiftEnd.objects.update(at=timezone.now() - timedelta(days=400))
    assert "Call the sister" in handed(here.teammate)


def test_what_was_taken_from_the_row_or_settled_meanwhile_leaves_the_list(
    here: SimpleNamespace, night: SimpleNamespace, client: Client
) -> None:
    end_of(client, here.owner)
    night.late.refresh_from_db()
    night.now.refresh_from_db()
    do_take_promise(night.late, by=here.teammate)
    do_keep_promise(night.now, by=here.teammate)
    assert handed(here.supervisor) == ["Send the demand", ""]


def test_what_is_not_ticked_stays_hers(here: SimpleNamespace, night: SimpleNamespace, client: Client) -> None:
    client.force_login(here.owner)
    client.post(reverse("desk:shift-end"), {f"give-promise-{night.late.id}": "on"})
    night.now.refresh_from_db()
    assert night.now.owner == here.owner
    assert handed(here.teammate) == ["Call the sister"]
    client.post(reverse("desk:shift-end"), {})
    assert len(shifts.ends(here.owner)) == 1


def test_nobody_hands_over_what_is_anothers(here: SimpleNamespace, night: SimpleNamespace, today: date) -> None:
    left = shifts.left_by(here.owner, today)
    with pytest.raises(PermissionDenied):
        actions.do_end_shift([actions.Given(left[0])], by=here.teammate)


def test_a_note_is_kept_while_it_is_typed(here: SimpleNamespace, night: SimpleNamespace, client: Client) -> None:
    key = f"promise-{night.late.id}"
    client.force_login(here.owner)
    for text in ("half a sen", "half a sentence"):
        answer = client.post(reverse("desk:shift-note"), {"item": key, f"note-{key}": text})
        assert answer.status_code == 204
    assert "half a sentence" in seen_by(client, here.owner, "desk:shift")
    assert HandedItem.objects.get().unseal("note") == "half a sentence"
    assert handed(here.teammate) == []
    assert client.post(reverse("desk:shift-note"), {"item": "promise-none"}).status_code == 422


def test_notes_are_sealed_and_never_mailed(here: SimpleNamespace, night: SimpleNamespace, client: Client) -> None:
    end_of(client, here.owner, **{f"note-promise-{night.late.id}": "seeded note"})
    assert not any(b"seeded" in bytes(item.note) for item in HandedItem.objects.all())
    assert not any("seeded" in f"{entry.reason} {entry.fields}" for entry in Entry.objects.all())
    assert mail.outbox == []


def test_history_tells_who_handed_what_to_whom(here: SimpleNamespace, night: SimpleNamespace, client: Client) -> None:
    end_of(client, here.owner)
    actions.do_take_item(HandedItem.objects.get(promise=night.late), by=here.teammate)
    page = seen_by(client, here.supervisor, "desk:shift-ends")
    assert "Owner" in page
    assert "→ Teammate" in page
    assert "nobody yet" in page
    assert night.case.reference in page
    assert night.case.reference not in seen_by(client, here.other_team, "desk:shift-ends")


def test_another_team_and_another_organisation_see_nothing_of_it(
    here: SimpleNamespace, night: SimpleNamespace, client: Client
) -> None:
    end_of(client, here.owner)
    assert handed(here.other_team) == handed(here.stranger) == []
    item = HandedItem.objects.get(promise=night.late)
    for user in (here.other_team, here.stranger, here.administrator):
        client.force_login(user)
        assert client.post(reverse("desk:shift-item", args=[item.id, "take"])).status_code == 404


def test_what_nobody_has_stands_above_what_somebody_has(
    here: SimpleNamespace, night: SimpleNamespace, today: date
) -> None:
    from tayanch.desk.hotline import tonight

    Promise.objects.filter(id=night.now.id).update(owner=None)
    texts = [one.unseal("what") for one in tonight.queue(here.owner, today)]
    assert texts.index("Tell her the sum") < texts.index("Call the sister")
