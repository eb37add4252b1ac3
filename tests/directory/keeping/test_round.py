"""The round: which number comes next, what is recorded, and what everybody then sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tayanch.audit.models import Entry as Logged
from tayanch.directory import lookup, may_be_dialled
from tayanch.directory.checks import Due
from tayanch.directory.keeping import actions, ringing
from tayanch.directory.keeping.models import Check
from tayanch.directory.keeping.ringing import Choice, next_to_ring

pytestmark = pytest.mark.django_db
LINE = "kg-migrant-line-1899"


@pytest.fixture
def today() -> Any:
    return timezone.localdate()


def ring(here: SimpleNamespace, result: str, on: Any, **more: Any) -> Check:
    return actions.do_ring(LINE, "1899", result, by=here.owner, on=on, **more)


def test_every_entry_with_a_number_comes_once_and_no_emergency_line(here: SimpleNamespace, today: Any) -> None:
    seen: list[str] = []
    while (found := next_to_ring(today, skipped=seen)) and len(seen) < 200:
        seen.append(found.kept.entry.id)
    with_numbers = {
        one.id for one in lookup.all_entries() for phone in one.phones if len(phone.number) > 3 or not phone.confirmed
    }
    assert set(seen) == with_numbers
    assert len(seen) == len(set(seen))
    assert not [id for id in seen if id.endswith(("-112", "-102", "-103", "-119"))]


def test_progress_grows_by_one_with_each_entry(here: SimpleNamespace, today: Any) -> None:
    first = next_to_ring(today)
    assert first
    assert first.number == 1
    assert first.why is Due.NEVER
    actions.do_ring(first.kept.entry.id, first.phone.number, "answered", by=here.owner, on=today, said_who=True)
    second = next_to_ring(today)
    assert second
    assert (second.number, second.total) == (2, first.total)
    assert second.kept.entry.id != first.kept.entry.id


def test_one_rings_only_where_one_can_speak(here: SimpleNamespace, today: Any) -> None:
    found = next_to_ring(today, Choice(country="kr", language="ko"))
    assert found
    assert found.kept.entry.id == "kr-danuri"
    assert next_to_ring(today, Choice(country="kg", language="ko")) is None


def test_never_rung_comes_before_stale_and_stale_before_silent(here: SimpleNamespace, today: Any) -> None:
    only = Choice(country="kg")
    due = []
    while found := next_to_ring(today, only):
        due.append(found)
        actions.do_ring(
            found.kept.entry.id, found.phone.number, "no answer", by=here.owner, on=today - timedelta(days=1)
        )
        if len(due) == 3:
            break
    ring(here, "answered", today - timedelta(days=200), said_who=True)
    rest = [one for one in (next_to_ring(today, only, skipped) for skipped in ([], [LINE])) if one]
    assert all(one.why is Due.NEVER for one in due)
    assert rest[0].why is Due.NEVER


def test_an_answer_with_a_name_is_published_and_two_silent_days_take_it_off(
    here: SimpleNamespace, today: Any, committed: Callable[[], Any]
) -> None:
    with committed():
        ring(here, "answered", today - timedelta(days=3), said_who=True)
    assert may_be_dialled("1899", "kg")
    assert lookup.freshness(lookup.find(LINE), today) is lookup.Freshness.FRESH  # type: ignore[arg-type]
    for days in (2, 1):
        with committed():
            ring(here, "no answer", today - timedelta(days=days))
    assert not may_be_dialled("1899", "kg")


def test_undo_is_as_if_nobody_had_rung(here: SimpleNamespace, today: Any, committed: Callable[[], Any]) -> None:
    with committed():
        made = ring(here, "answered", today, said_who=True)
    with committed():
        actions.do_take_back_ring(made, by=here.owner)
    assert not may_be_dialled("1899", "kg")
    assert Check.objects.count() == 1  # what happened stays written down


def test_the_page_gives_a_number_records_what_came_and_takes_it_back(here: SimpleNamespace, today: Any) -> None:
    client = Client()
    client.force_login(here.owner)
    page = client.get("/en/directory/round/?country=kg&language=ky").content.decode()
    found = next_to_ring(today, Choice("kg", "ky"))
    assert found
    assert f"tel:{found.phone.number}" in page
    assert "1 of" in page
    sent = {"entry": found.kept.entry.id, "number": found.phone.number, "outcome": "silent", "note": "engaged"}
    answer = client.post("/en/directory/round/record/", {**sent, "country": "kg", "language": "ky"})
    assert answer["Location"] == "/en/directory/round/?country=kg&language=ky"
    made = Check.objects.get()
    assert (made.result, made.note, made.by, made.on) == ("no answer", "engaged", here.owner, today)
    assert "no answer" in client.get("/en/directory/round/").content.decode()
    client.post(f"/en/directory/round/undo/{made.id}/")
    made.refresh_from_db()
    assert made.taken_back_at


def test_nobody_takes_back_what_a_colleague_recorded(here: SimpleNamespace, today: Any) -> None:
    made = ring(here, "answered", today)
    client = Client()
    client.force_login(here.teammate)
    assert client.post(f"/en/directory/round/undo/{made.id}/").status_code == 404


def test_what_is_put_off_waits_and_can_be_taken_up(here: SimpleNamespace, today: Any) -> None:
    client = Client()
    client.force_login(here.owner)
    first = next_to_ring(today)
    assert first
    client.post("/en/directory/round/later/", {"entry": first.kept.entry.id})
    assert f"tel:{first.phone.number}" not in client.get("/en/directory/round/").content.decode()
    client.post("/en/directory/round/later/")
    assert f"tel:{first.phone.number}" in client.get("/en/directory/round/").content.decode()
    assert not Check.objects.exists()


def test_a_number_that_is_gone_is_not_recorded(here: SimpleNamespace, today: Any) -> None:
    with pytest.raises(actions.Refused):
        actions.do_ring(LINE, "1900", "answered", by=here.owner, on=today)


def test_what_to_ask_stands_in_the_languages_spoken_there_and_asks_for_no_hiding_place(today: Any) -> None:
    for one in ringing.kept(today):
        scripts = ringing.scripts(one, "ky")
        assert scripts
        assert all("{" not in ask for script in scripts for ask in script.asks)
        if "ky" in one.entry.languages:
            assert scripts[0].language == "ky"
        assert not any("адрес" in ask.lower() for script in scripts for ask in script.asks)


def test_each_call_is_in_the_log_and_the_note_is_not(here: SimpleNamespace, today: Any) -> None:
    made = ring(here, "answered", today, note="A word of the note")
    told = Logged.objects.order_by("-seq").first()
    assert told
    assert (told.action, told.object_id, told.actor_id, told.reason) == ("directory.ring", made.id, here.owner.id, LINE)


def test_a_worker_of_another_organisation_is_told_by_her_organisation_only(here: SimpleNamespace, today: Any) -> None:
    ring(here, "answered", today)
    client = Client()
    client.force_login(here.stranger)
    page = client.get(f"/en/directory/{LINE}/").content.decode()
    assert here.organisation.name in page
    assert ">Owner<" not in page
