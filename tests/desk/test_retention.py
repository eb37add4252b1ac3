"""What ends is announced a month before, can be kept, leaves a number, and does not come back from a backup."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tayanch.desk.actions import cases, people, retention
from tayanch.desk.actions.consultations import do_finish_consultation, do_save_fields, do_start_consultation
from tayanch.desk.models import Case, Consultation, ForgetWarning
from tayanch.desk.privacy.retention import NOTICE
from tayanch.law.days import add_months
from tayanch.vault import erasure
from tayanch.vault.models import DataKey, Person, Tombstone

TODAY = timezone.localdate()


def closed(here: SimpleNamespace, months_ago: int, name: str = "Зуура Ойдон", topic: str = "unpaid-wages") -> Case:
    case = cases.do_open_case(by=here.owner, topic=topic)
    if name:
        people.do_add_person(case, by=here.owner, name=name, relation="client")
    cases.do_close_case(case, by=here.owner, outcome="paid-in-full", closing_words="")
    Case.objects.filter(id=case.id).update(closed_at=timezone.now() - timedelta(days=31 * months_ago))
    return case


def ruled(here: SimpleNamespace, months: int = 12, kind: str = "case", topic: str = "") -> None:
    retention.do_set_rule(kind, topic, months, by=here.director)


def test_without_a_rule_nothing_is_forgotten(here: SimpleNamespace) -> None:
    closed(here, 200)
    assert retention.do_retain(TODAY) == 0
    assert Case.objects.count() == 1


def test_no_case_goes_without_a_months_notice(here: SimpleNamespace) -> None:
    closed(here, 200)
    ruled(here)
    assert retention.do_retain(TODAY) == 0
    assert retention.do_retain(TODAY + NOTICE - timedelta(days=1)) == 0
    assert retention.do_retain(TODAY + NOTICE) == 1
    assert not Case.objects.exists()
    assert not Person.objects.exists()
    assert Tombstone.objects.get(kind="case").outcome == "paid-in-full"


def test_a_young_case_and_an_open_one_stay(here: SimpleNamespace) -> None:
    closed(here, 2)
    cases.do_open_case(by=here.owner, topic="unpaid-wages")
    ruled(here)
    assert retention.do_retain(TODAY) == retention.do_retain(TODAY + NOTICE) == 0
    assert not ForgetWarning.objects.exists()


def test_a_topic_has_its_own_months(here: SimpleNamespace) -> None:
    closed(here, 7, topic="violence", name="Нургүл")
    closed(here, 7, topic="unpaid-wages", name="Айнура")
    ruled(here, 6, topic="violence")
    ruled(here, 36)
    retention.do_retain(TODAY)
    assert retention.do_retain(TODAY + NOTICE) == 1
    assert Case.objects.get().topic == "unpaid-wages"


def test_what_is_held_stays_until_its_day_and_gets_notice_anew(here: SimpleNamespace) -> None:
    case = closed(here, 200)
    ruled(here)
    retention.do_retain(TODAY)
    retention.do_hold(case, TODAY + timedelta(days=400), "court", by=here.owner)
    assert retention.do_retain(TODAY + timedelta(days=399)) == 0
    assert retention.do_retain(TODAY + timedelta(days=401)) == 1


def test_opening_it_again_takes_the_warning_back(here: SimpleNamespace) -> None:
    case = closed(here, 200)
    ruled(here)
    retention.do_retain(TODAY)
    case.refresh_from_db()
    cases.do_reopen_case(case, "she called", by=here.owner)
    retention.do_retain(TODAY)
    assert not ForgetWarning.objects.exists()


def test_a_woman_with_another_case_stays_and_only_the_old_case_goes(here: SimpleNamespace) -> None:
    old = closed(here, 200)
    person = old.people.get().person
    young = cases.do_open_case(by=here.owner, topic="documents")
    young.people.create(person=person, relation="client")
    ruled(here)
    retention.do_retain(TODAY)
    retention.do_retain(TODAY + NOTICE)
    assert Case.objects.get() == young
    assert Person.objects.get() == person
    assert not DataKey.objects.filter(subject=old.id).exists()


def test_conversations_without_a_name_end_too_and_still_count(here: SimpleNamespace) -> None:
    talk = do_start_consultation(by=here.owner)
    do_save_fields(talk, {"topics": "documents", "said": "x", "phone": "+996555000111"}, by=here.owner)
    do_finish_consultation(talk, by=here.owner)
    Consultation.objects.filter(id=talk.id).update(started_at=timezone.now() - timedelta(days=800))
    ruled(here, 24, kind="consultation")
    assert retention.do_retain(TODAY) == 1
    assert not Consultation.objects.exists()
    assert not DataKey.objects.filter(subject=talk.id).exists()
    assert Tombstone.objects.get().topic == "documents"


def test_the_ledger_forgets_a_record_of_nobody_again(here: SimpleNamespace) -> None:
    case = closed(here, 200, name="")
    ruled(here)
    retention.do_retain(TODAY)
    copy = Case.objects.get(id=case.id)
    retention.do_retain(TODAY + NOTICE)
    copy.save(force_insert=True)  # as a restored backup would bring it back
    assert erasure.replay() >= 1
    assert not Case.objects.filter(id=case.id).exists()


def test_the_owner_sees_what_ends_and_keeps_it(here: SimpleNamespace) -> None:
    case = closed(here, 200)
    ruled(here)
    client = Client()
    client.force_login(here.owner)
    page = client.get("/en/desk/endings/").content.decode()
    assert case.reference in page
    sent = {"until": (TODAY + timedelta(days=90)).isoformat(), "why": "court"}
    client.post(f"/en/desk/cases/{case.reference}/hold/", sent)
    assert "kept until" in client.get("/en/desk/endings/").content.decode()
    assert client.post(f"/en/desk/cases/{case.reference}/hold/", sent | {"until": "2020-01-01"}).status_code == 422


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 5), 0, date(2026, 1, 5)),
    ],
)
def test_months_later(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 240))
def test_more_months_are_never_earlier(day: Any, months: int) -> None:
    assert day <= add_months(day, months) <= add_months(day, months + 1)
