"""The days that the law sets: where they come from, what they say, and who is shown them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from tayanch.accounts.models import User
from tayanch.audit.models import Entry
from tayanch.desk.actions import claims, panels
from tayanch.desk.actions.cases import do_close_case
from tayanch.desk.actions.people import do_add_person
from tayanch.desk.actions.promises import do_promise
from tayanch.desk.cases import caselist
from tayanch.desk.hotline import tonight
from tayanch.desk.models import Case, CasePerson, Claim, Deadline
from tayanch.vault.erasure import do_erase_person
from tayanch.vault.keys import DataKey
from tests.desk.claim_helpers import TODAY, a_case, a_claim, day, row

TONIGHT = reverse("desk:tonight")


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """A page of another test may have left its language behind."""
    with translation.override("en"):
        yield


@pytest.fixture
def case(here: SimpleNamespace) -> Case:
    return a_case(here)


def a_stay(case: Case, by: User, entered: date, *more: tuple[date, str], today: date) -> None:
    on = {"by": by, "today": today}
    facts = {"country": "ru", "citizenship": "KG", "expires": today + timedelta(days=200)}
    panels.do_keep_panel(case, "stay", **facts, **on)
    for when, kind in ((entered, "entry"), *more):
        panels.do_add_row(case, "stay", {"date": when.isoformat(), "kind": kind}, **on)


def told(case: Case) -> set[tuple[str, date]]:
    return {(clock.rule, clock.last_safe_day) for clock in case.deadlines.all()}


def page(client: Client, user: User, path: str = TONIGHT) -> str:
    client.force_login(user)
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


# --- where they come from --------------------------------------------------------------------------------


def test_the_oldest_unpaid_sum_says_when_work_may_be_stopped(here: SimpleNamespace, case: Case) -> None:
    """Due on 29 May, and 15 days of delay are to pass: the right begins on the sixteenth day, 14 June."""
    rows = [row("2026-05-01", "2026-05-15", "100", "2026-05-29"), row("2026-05-16", "2026-05-31", "100", "2026-06-15")]
    claim = a_claim(case, here.owner, *rows)
    stop = claim.deadlines.get(is_start=True)
    assert (stop.rule, stop.since, stop.last_safe_day) == ("ru.wage.suspension", day("2026-05-29"), day("2026-06-14"))
    first = claim.periods.get(due=day("2026-05-29"))
    paid = claims.PeriodRow(first.first, first.last, first.agreed, first.due, None, ((TODAY, first.agreed),), first.id)
    claims.do_save_periods(claim, [paid], by=here.owner, today=TODAY)
    assert claim.deadlines.get(is_start=True).since == day("2026-06-15")


def test_nobody_stops_work_that_has_ended_or_was_paid(here: SimpleNamespace, case: Case) -> None:
    claim = a_claim(case, here.owner, row("2026-05-01", "2026-05-15", "100", "2026-05-29"))
    claims.do_update_terms(claim, by=here.owner, work="x", pay_days=[], last_day_worked=day("2026-05-15"))
    assert not claim.deadlines.filter(is_start=True).exists()
    late = row("2026-05-01", "2026-05-15", "100", "2026-05-29", ("2026-07-01", "100"))
    assert not a_claim(a_case(here), here.owner, late).deadlines.filter(is_start=True).exists()


def test_a_law_without_the_right_sets_no_such_day(here: SimpleNamespace, case: Case) -> None:
    Case.objects.update(country="kz")
    case.refresh_from_db()
    claim = a_claim(case, here.owner, row("2025-09-01", "2025-09-30", "250000", "2025-10-10"))
    assert [clock.rule for clock in claim.deadlines.all()] == ["kz.wage.limitation"]


def test_a_stay_sets_its_last_counted_day_and_the_day_to_register(here: SimpleNamespace, case: Case) -> None:
    """In on 1 September 2026: 30 days to register, 90 days in all, the first day counts."""
    a_stay(case, here.owner, day("2026-09-01"), today=TODAY)
    assert told(case) == {("ru.stay.last_day", day("2026-11-29")), ("ru.stay.registration", day("2026-09-30"))}
    assert {clock.claim for clock in case.deadlines.all()} == {None}
    event = {"date": "2026-09-05", "kind": "registration"}
    panels.do_add_row(case, "stay", event, by=here.owner, today=TODAY)
    assert told(case) == {("ru.stay.last_day", day("2026-11-29"))}


def test_a_stay_that_is_over_or_has_no_end_in_sight_sets_none(here: SimpleNamespace, case: Case) -> None:
    a_stay(case, here.owner, day("2026-09-01"), (day("2026-09-10"), "exit"), today=TODAY)
    assert told(case) == set()
    other = a_case(here)
    a_stay(other, here.owner, day("2026-03-01"), (day("2026-03-02"), "contract_start"), today=TODAY)
    assert told(other) == set()


def test_a_stay_that_the_law_refuses_to_count_sets_none_and_is_kept(here: SimpleNamespace, case: Case) -> None:
    a_stay(case, here.owner, day("2026-09-01"), today=TODAY)
    event = {"date": "2026-09-10", "kind": "entry"}
    panel = panels.do_add_row(case, "stay", event, by=here.owner, today=TODAY)
    assert told(case) == set()
    assert len(panel.told["events"]) == 2


def test_kazakhstan_asks_the_treaty_when_to_register(here: SimpleNamespace, case: Case) -> None:
    facts = {"country": "kz", "citizenship": "KG", "expires": TODAY + timedelta(days=9)}
    panels.do_keep_panel(case, "stay", by=here.owner, today=TODAY, **facts)
    panels.do_add_row(case, "stay", {"date": "2026-09-01", "kind": "entry"}, by=here.owner, today=TODAY)
    assert told(case) == {("kz.stay.last_day", day("2026-11-29")), ("eaeu.stay.registration", day("2026-09-30"))}


def test_a_stay_and_a_claim_do_not_take_each_others_days(here: SimpleNamespace, case: Case) -> None:
    claim = a_claim(case, here.owner, row("2026-05-01", "2026-05-15", "100", "2026-05-29"))
    a_stay(case, here.owner, day("2026-09-01"), today=TODAY)
    claims.do_recompute_deadlines(claim, by=here.owner)
    assert len(told(case)) == 4
    panels.do_forget_panel(case, "stay", by=here.owner)
    assert {rule for rule, _ in told(case)} == {"ru.wage.limitation", "ru.wage.suspension"}


# --- the page of the case and the list ---------------------------------------------------------------------


def test_the_case_says_each_day_with_its_reason_and_its_article(
    here: SimpleNamespace, case: Case, client: Client
) -> None:
    a_claim(case, here.owner, row("2026-05-01", "2026-05-15", "100", "2026-05-29"))
    today = timezone.localdate()
    a_stay(case, here.owner, today, today=today)
    seen = page(client, here.owner, reverse("desk:case", args=[case.reference]))
    assert "Claim 1: sue for the pay that was due on 29 May 2026." in seen
    assert "from this day she may stop work" in seen
    assert "possible now" in seen  # the day is over, the right is not
    assert "Last counted day of her stay" in seen
    assert "Last day to register" in seen
    for article in ("Labour Code of Russia, art. 392", "Labour Code of Russia, art. 142", "EAEU Treaty, art. 97(6)"):
        assert article in seen
    assert "2027-05-28" in seen  # the safe day before Saturday, 29 May 2027


@pytest.mark.parametrize(("language", "said"), [("ky", "1-талап"), ("ru", "Требование 1")])
def test_reasons_are_in_the_language_of_the_worker(
    here: SimpleNamespace, case: Case, client: Client, language: str, said: str
) -> None:
    a_claim(case, here.owner, row("2026-05-01", "2026-05-15", "100", "2026-05-29"))
    with translation.override(language):
        seen = page(client, here.owner, reverse("desk:case", args=[case.reference]))
    assert said in seen
    assert "Claim 1: sue" not in seen


def test_the_list_shows_the_day_that_ends_something_first(here: SimpleNamespace, case: Case) -> None:
    today = timezone.localdate()
    due = today - timedelta(days=10)  # work may be stopped in six days, and she may sue for a year
    a_claim(case, here.owner, row(due.isoformat(), due.isoformat(), "100", due.isoformat()))
    nearest = caselist.nearest(here.owner, [case.id])[case.id]["deadline"]
    assert nearest == case.deadlines.get(is_start=False).last_safe_day
    a_stay(case, here.owner, today, today=today)
    assert caselist.nearest(here.owner, [case.id])[case.id]["deadline"] == today + timedelta(days=29)


# --- tonight -----------------------------------------------------------------------------------------------


def limit(case: Case, safe: date, last: date | None = None, **more: Any) -> Deadline:
    """A day of a claim of that case."""
    claim = case.claims.first() or Claim.objects.create(case=case, number=1)
    made = Deadline(case=case, claim=claim, last_safe_day=safe, last_day=last or safe, **more)
    made.say("ru.wage.limitation", safe)
    made.save()
    return made


def test_tonight_shows_the_days_of_two_weeks_without_any_promise(
    here: SimpleNamespace, case: Case, client: Client
) -> None:
    today = timezone.localdate()
    limit(case, today + timedelta(days=14))
    seen = page(client, here.teammate)
    assert "Days that the law sets" in seen
    assert case.reference in seen
    assert "14 days left" in seen


def test_the_nearest_day_comes_first_and_later_and_past_ones_not_at_all(here: SimpleNamespace) -> None:
    today = timezone.localdate()
    days = {name: a_case(here) for name in ("later", "soon", "gone", "first", "safe day gone")}
    limit(days["later"], today + timedelta(days=15))
    limit(days["soon"], today + timedelta(days=9))
    limit(days["gone"], today - timedelta(days=1))
    limit(days["first"], today)
    limit(days["safe day gone"], today - timedelta(days=2), today)
    found = tonight.coming_days(here.owner, today)
    assert [clock.case for clock in found] == [days["safe day gone"], days["first"], days["soon"]]
    assert [clock.is_urgent for clock in found] == [True, True, False]
    assert [clock.left for clock in found] == ["passed", "today", "9 days left"]


@pytest.mark.parametrize("actor", ["other_team", "stranger"])
def test_a_colleague_of_another_team_is_not_shown_them(
    here: SimpleNamespace, case: Case, client: Client, actor: str
) -> None:
    limit(case, timezone.localdate())
    assert case.reference not in page(client, getattr(here, actor))


def test_a_closed_case_has_no_days(here: SimpleNamespace, case: Case) -> None:
    limit(case, timezone.localdate())
    do_close_case(case, by=here.owner, outcome="advice-given", closing_words="")
    assert tonight.coming_days(here.owner, timezone.localdate()) == []


def test_the_days_of_a_stay_lead_to_its_panel(here: SimpleNamespace, case: Case, client: Client) -> None:
    today = timezone.localdate()
    a_stay(case, here.owner, today - timedelta(days=80), today=today)
    seen = page(client, here.owner)
    assert reverse("desk:stay", args=[case.reference]) in seen
    assert "Last counted day of her stay" in seen


def test_reading_them_is_logged_with_the_queue(here: SimpleNamespace, case: Case, client: Client) -> None:
    limit(case, timezone.localdate())
    page(client, here.owner)
    assert Entry.objects.filter(action="tonight.read", actor_id=here.owner.id).count() == 1


def test_a_row_keeps_showing_the_nearest_last_safe_day(here: SimpleNamespace, case: Case) -> None:
    today = timezone.localdate()
    do_promise(case, by=here.owner, what="call", due=today)
    limit(case, today + timedelta(days=3), is_start=True)
    limit(case, today + timedelta(days=40))
    _page, rows = tonight.shift(here.owner, timezone.now(), today, "1", "tonight")
    assert [each.last_safe_day for each in rows] == [today + timedelta(days=40)]


def test_fifty_days_cost_no_more_queries_than_five(here: SimpleNamespace, client: Client) -> None:
    today = timezone.localdate()
    client.force_login(here.owner)

    def queries(cases: int) -> int:
        for _ in range(cases):
            limit(a_case(here), today)
        client.get(TONIGHT)
        with CaptureQueriesContext(connection) as found:
            client.get(TONIGHT)
        return len(found)

    few = queries(5)
    assert few <= 36
    assert queries(45) == few


# --- erasing -----------------------------------------------------------------------------------------------


def test_an_erased_key_leaves_no_day_to_show(here: SimpleNamespace, case: Case, client: Client) -> None:
    limit(case, timezone.localdate())
    DataKey.objects.filter(subject=case.id).delete()
    assert tonight.coming_days(here.owner, timezone.localdate()) == []
    assert page(client, here.owner)


def test_erasing_her_takes_the_days_of_her_stay_out_of_a_shared_case(here: SimpleNamespace, case: Case) -> None:
    person = case.people.get().person
    a_stay(case, here.owner, day("2026-09-01"), today=TODAY)
    other = do_add_person(case, by=here.owner, name="Бурул Выдумкина", relation="client").person
    claim = Claim.objects.create(case=case, number=1, person=other)
    kept = limit(case, TODAY)
    assert claim == kept.claim
    do_erase_person(person, by=here.owner, reason="her-wish")
    assert list(CasePerson.objects.values_list("person", flat=True)) == [other.id]
    assert list(case.deadlines.all()) == [kept]
    assert not case.panels.exists()


def test_erasing_a_witness_leaves_the_days_of_the_woman(here: SimpleNamespace, case: Case) -> None:
    witness = do_add_person(case, by=here.owner, name="Свидетель Выдуманный", relation="witness").person
    a_stay(case, here.owner, day("2026-09-01"), today=TODAY)
    do_erase_person(witness, by=here.owner, reason="her-wish")
    assert len(told(case)) == 2
