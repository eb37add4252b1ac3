"""The shift queue: in which order, for whom, and that nothing falls through."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tayanch.audit.models import Entry
from tayanch.desk.actions import consultations
from tayanch.desk.actions.cases import do_open_case
from tayanch.desk.actions.promises import do_keep_promise, do_move_promise, do_promise
from tayanch.desk.actions.safety import card_about, do_confirm_card, do_write_card
from tayanch.desk.hotline import tonight
from tayanch.desk.models import Case, Claim, Deadline, LedgerEntry, Promise
from tayanch.vault.keys import load_keys
from tayanch.vault.models import DataKey
from tayanch.vault.people import do_create_person

pytestmark = pytest.mark.django_db
TONIGHT = reverse("desk:tonight")


@pytest.fixture
def today() -> date:
    return timezone.localdate()


def a_case(by: Any, **facts: str) -> Case:
    return do_open_case(by=by, **({"topic": "unpaid-wages", "country": "ru", "place": "moscow"} | facts))


def promised(by: Any, what: str, due: date, **more: Any) -> Promise:
    return do_promise(a_case(by), by=by, what=what, due=due, **more)


def texts(user: Any, today: date, ahead: str = "tonight") -> list[str]:
    rows = list(tonight.queue(user, today, ahead))
    load_keys(rows)
    return [one.unseal("what") for one in rows]


def page(client: Client, user: Any) -> str:
    client.force_login(user)
    return client.get(TONIGHT).content.decode()


def test_urgent_comes_first_then_overdue_then_by_hour(here: SimpleNamespace, today: date) -> None:
    promised(here.owner, "no hour", today)
    promised(here.owner, "before 23", today, due_until=time(23))
    promised(here.owner, "at 20", today, due_from=time(20), due_until=time(21))
    promised(here.owner, "overdue", today - timedelta(3))
    promised(here.owner, "urgent, even tomorrow", today + timedelta(1), is_urgent=True)
    promised(here.owner, "tomorrow", today + timedelta(1))
    expected = ["urgent, even tomorrow", "overdue", "at 20", "before 23", "no hour"]
    assert texts(here.owner, today) == expected
    assert texts(here.owner, today, "week") == [*expected, "tomorrow"]


def test_the_queue_shows_ones_own_and_the_teams_promises_and_no_others(here: SimpleNamespace, today: date) -> None:
    promised(here.owner, "night", today)
    promised(here.other_team, "day", today)
    promised(here.stranger, "far", today)
    seen = {name: texts(getattr(here, name), today) for name in ("teammate", "other_team", "stranger", "analyst")}
    assert seen == {"teammate": ["night"], "other_team": ["day"], "stranger": ["far"], "analyst": []}
    assert sorted(texts(here.supervisor, today)) == ["day", "night"]


def test_a_row_says_whose_phone_whom_to_ask_for_and_that_no_message_may_be_left(
    here: SimpleNamespace, client: Client, today: date
) -> None:
    case = a_case(here.owner)
    woman = do_create_person(by=here.owner, name="Бермет Ойдон")
    case.people.create(person=woman)
    do_promise(case, by=here.owner, what="Tell her the address", due=today)
    facts = {"whose_phone": "sister", "name_to_use": "the shop", "code_word": "tea", "may_leave_message": True}
    card = do_write_card(card_about(woman), by=here.owner, **facts)
    seen = page(client, here.teammate)
    for text in ("Sister&#x27;s", "the shop", "tea", "not confirmed", "Tell her the address", "Moscow", "free"):
        assert text in seen
    assert "Бермет" not in seen
    assert "no message" not in seen
    do_write_card(card, by=here.owner, is_watched=True)
    do_confirm_card(card, by=here.owner)
    seen = page(client, here.teammate)
    assert "no message" in seen
    assert "not confirmed" not in seen


def test_the_card_of_one_woman_is_not_read_to_another_of_the_same_case(here: SimpleNamespace, today: date) -> None:
    case = a_case(here.owner)
    for name in ("Бермет Ойдон", "Назик Ойдон"):
        woman = do_create_person(by=here.owner, name=name)
        case.people.create(person=woman)
        do_write_card(card_about(woman), by=here.owner, name_to_use="the shop")
    do_promise(case, by=here.owner, what="Hearing", due=today)
    _page, rows = tonight.shift(here.owner, timezone.now(), today, "1", "tonight")
    assert rows[0].card is None
    assert not rows[0].verdict.allowed


def test_a_consultation_without_a_name_shows_its_own_card(here: SimpleNamespace, client: Client, today: date) -> None:
    talk = consultations.do_start_consultation(by=here.owner)
    do_promise(talk, by=here.owner, what="Call back", due=today)
    do_write_card(card_about(talk), by=here.owner, whose_phone="brigade")
    assert "Work team&#x27;s" in page(client, here.owner)


def test_the_next_last_safe_day_of_the_case_is_shown_and_past_ones_are_not(
    here: SimpleNamespace, client: Client, today: date
) -> None:
    case = do_promise(a_case(here.owner), by=here.owner, what="x", due=today).case
    claim = Claim.objects.create(case=case, number=1)
    for days in (-40, 12, 90):
        day = today + timedelta(days)
        limit = Deadline(case=case, claim=claim, last_day=day, last_safe_day=day)
        limit.say("ru.wage.limitation", day)
        limit.save()
    seen = page(client, here.owner)
    assert (today + timedelta(12)).isoformat() in seen
    assert (today + timedelta(90)).isoformat() not in seen


def test_a_promise_of_an_erased_woman_stands_without_words(here: SimpleNamespace, client: Client, today: date) -> None:
    promise = promised(here.owner, "words", today)
    DataKey.objects.filter(subject=promise.about_id).delete()
    seen = page(client, here.owner)
    assert promise.case is not None
    assert promise.case.reference in seen
    assert "words" not in seen


def act(client: Client, promise: Promise, what: str) -> int:
    return client.post(reverse("desk:promise-act", args=[promise.id, what])).status_code


def test_kept_can_be_taken_back_from_the_next_page(here: SimpleNamespace, client: Client, today: date) -> None:
    promise = promised(here.owner, "call", today)
    client.force_login(here.teammate)
    assert act(client, promise, "keep") == 302
    promise.refresh_from_db()
    assert (promise.state, promise.settled_by) == ("kept", here.teammate)
    back = reverse("desk:promise-act", args=[promise.id, "reopen"])
    assert back in client.get(TONIGHT).content.decode()
    client.post(back)
    promise.refresh_from_db()
    assert (promise.state, promise.settled_at) == ("open", None)


def test_a_move_offers_the_way_back_with_the_old_day_and_hours(
    here: SimpleNamespace, client: Client, today: date
) -> None:
    promise = promised(here.owner, "call", today, due_from=time(20), due_until=time(21))
    client.force_login(here.owner)
    client.post(reverse("desk:promise-move", args=[promise.id]), {"due": "2027-01-05", "due_from": "10:00"})
    promise.refresh_from_db()
    assert (promise.due, promise.due_from, promise.due_until, promise.moved) == (date(2027, 1, 5), time(10), None, 1)
    seen = client.get(TONIGHT).content.decode()
    assert 'value="20:00:00"' in seen
    assert today.isoformat() in seen


def test_a_free_promise_is_taken_once(here: SimpleNamespace, client: Client, today: date) -> None:
    promise = promised(here.owner, "call", today)
    client.force_login(here.teammate)
    assert act(client, promise, "take") == 302
    client.force_login(here.owner)
    assert act(client, promise, "take") == 403
    promise.refresh_from_db()
    assert promise.owner == here.teammate
    assert act(client, promise, "free") == 403


def test_a_settled_promise_is_not_settled_or_moved_again(here: SimpleNamespace, client: Client, today: date) -> None:
    promise = promised(here.owner, "call", today)
    do_keep_promise(promise, by=here.owner)
    client.force_login(here.owner)
    assert act(client, promise, "drop") == 403
    assert client.post(reverse("desk:promise-move", args=[promise.id]), {"due": "2027-01-05"}).status_code == 403


@pytest.mark.parametrize("actor", ["other_team", "stranger"])
def test_a_promise_out_of_reach_does_not_exist(here: SimpleNamespace, client: Client, today: date, actor: str) -> None:
    promise = promised(here.owner, "call", today)
    client.force_login(getattr(here, actor))
    assert act(client, promise, "keep") == 404
    assert client.post(reverse("desk:promise-move", args=[promise.id]), {"due": "2027-01-05"}).status_code == 404


def test_what_the_last_shift_left_is_counted_and_a_free_promise_is_not_hidden(
    here: SimpleNamespace, client: Client, today: date
) -> None:
    kept, moved, free = (promised(here.owner, what, today, owner=here.owner) for what in ("a", "b", "c"))
    do_keep_promise(kept, by=here.owner)
    do_move_promise(moved, by=here.owner, due=today)
    assert "Nobody was left without an owner." in page(client, here.owner)
    Promise.objects.filter(id=free.id).update(owner=None)
    assert tonight.left_behind(here.teammate, timezone.now()) == tonight.LeftBehind(1, 1, 0, 1)
    assert "Nobody was left without an owner." not in page(client, here.owner)
    later = timezone.now() + timedelta(hours=25)
    assert tonight.left_behind(here.teammate, later) == tonight.LeftBehind(0, 0, 0, 1)


def entry(case: Case, by: Any, stage: str, amount: str, day: date, **more: Any) -> LedgerEntry:
    money = {"stage": stage, "amount": Decimal(amount), "date": day, "currency": "RUB"}
    return LedgerEntry.objects.create(case=case, by=by, **money, **more)


def test_money_counts_this_year_without_what_was_taken_back(here: SimpleNamespace, today: date) -> None:
    case, other = a_case(here.owner), a_case(here.stranger)
    for _ in range(10):
        entry(case, here.owner, "claimed", "0.10", today)
    entry(case, here.owner, "claimed", "5000.00", date(today.year - 1, 12, 31))
    entry(case, here.owner, "received", "12345678901.01", today)
    wrong = entry(case, here.owner, "received", "99.00", today)
    entry(case, here.owner, "received", "99.00", today, reverses=wrong)
    entry(other, here.stranger, "received", "7.00", today)
    sums = tonight.money_since_january(here.organisation.id, today)
    assert sums == [tonight.Money("RUB", Decimal("12345678901.01"), Decimal("1.00"), 1)]


def test_an_unfinished_consultation_is_listed_for_the_one_who_began_it(here: SimpleNamespace, client: Client) -> None:
    talk = consultations.do_start_consultation(by=here.owner)
    assert talk.reference in page(client, here.owner)
    assert talk.reference not in page(client, here.teammate)


def test_an_empty_queue_teaches(here: SimpleNamespace, client: Client) -> None:
    assert "Nobody waits for a call tonight." in page(client, here.owner)


def test_fifty_rows_cost_no_more_queries_than_five(
    here: SimpleNamespace, client: Client, today: date, django_assert_max_num_queries: Any
) -> None:
    for number in range(55):
        talk = consultations.do_start_consultation(by=here.owner)
        do_promise(talk if number % 2 else a_case(here.owner), by=here.owner, what=str(number), due=today)
    client.force_login(here.owner)
    client.get(TONIGHT)
    with django_assert_max_num_queries(36):
        seen = client.get(TONIGHT).content.decode()
    assert "Page 1 of 2" in seen


def test_reading_the_queue_is_logged(here: SimpleNamespace, client: Client) -> None:
    page(client, here.owner)
    assert Entry.objects.filter(action="tonight.read", actor_id=here.owner.id).count() == 1
