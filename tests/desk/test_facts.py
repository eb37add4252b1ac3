"""Facts: rows that name nobody, month by month; the database marks what was changed, whoever changed it and however."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tayanch.desk import facts
from tayanch.desk.actions.cases import do_open_case
from tayanch.desk.actions.consultations import do_save_fields, do_start_consultation
from tayanch.desk.models import (
    Canary,
    Case,
    CasePerson,
    Consultation,
    ConsultationTopic,
    Employer,
    FactChange,
    FactPart,
    LedgerEntry,
    Violation,
)
from tayanch.vault import erasure
from tayanch.vault.models import Person, Tombstone

pytestmark = pytest.mark.django_db
MONTHS = [datetime(2026, month, 15, 12, tzinfo=UTC) for month in range(1, 11)]


def talk(here: SimpleNamespace, at: datetime, topic: str = "unpaid-wages", **more: Any) -> Consultation:
    """A conversation as plain columns."""
    owned = {"organisation": here.organisation, "team": here.night, "owner": here.owner}
    return Consultation(**owned, started_at=at, topic=topic, **({"sex": "female", "country": "ru"} | more))


def case(here: SimpleNamespace, at: datetime, **more: Any) -> Case:
    owned = {"organisation": here.organisation, "team": here.night, "owner": here.owner}
    given = {"topic": "unpaid-wages", "sex": "female", "country": "ru", "opened_at": at} | more
    return Case.objects.create(**owned, **given)


def entry(of: Case, amount: str, on: date, by: Any, **more: Any) -> LedgerEntry:
    given = {"stage": "received", "currency": "RUB", "amount": Decimal(amount), "date": on, "by": by} | more
    return LedgerEntry.objects.create(case=of, **given)


def rows(here: SimpleNamespace, fact: str) -> list[dict[str, Any]]:
    facts.take_out(here.organisation.id)
    return facts.read(here.organisation.id)[fact].to_pylist()


def whole(organisation_id: Any) -> dict[str, dict[str, str]]:
    """The fingerprints of everything taken out anew, beside what is kept."""
    before = facts.state_of(organisation_id)
    FactPart.objects.all().delete()
    facts.take_out(organisation_id)
    found = facts.state_of(organisation_id)
    assert before == found
    return found


def test_a_conversation_is_a_row_without_anything_that_points_at_her(here: SimpleNamespace) -> None:
    made = do_start_consultation(by=here.owner)
    typed = {
        "topics": "unpaid-wages contract",
        "place": "place/moscow",
        "sex": "female",
        "said": "не платят",
        "phone": "0555123456",
    }
    do_save_fields(made, typed, by=here.owner)
    row = rows(here, "consultations")[0]
    assert row | {"row": "", "month": ""} == {
        "row": "",
        "month": "",
        "sex": "female",
        "topic": "unpaid-wages",
        "topics": ["unpaid-wages", "contract"],
        "stage": "",
        "country": "ru",
        "place": "moscow",
        "target_group": "",
        "sector": "",
        "channel": "hotline-phone",
        "language": "en",
        "named": False,
        "case": False,
        "sealed": False,
    }
    assert made.id.hex not in str(row)
    assert made.reference not in str(row)
    assert row["month"] == made.started_at.astimezone().strftime("%Y-%m")


def test_a_row_has_one_name_for_ever_and_another_in_another_organisation(here: SimpleNamespace) -> None:
    Consultation.objects.bulk_create([talk(here, MONTHS[0])])
    first = rows(here, "consultations")[0]["row"]
    FactPart.objects.all().delete()
    assert rows(here, "consultations")[0]["row"] == first
    ours, theirs = (facts.pseudonym(one.id, "cases")("0" * 32) for one in (here.organisation, here.partner))
    assert ours != theirs


def test_a_month_begins_at_midnight_of_the_installation(here: SimpleNamespace, settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Bishkek"
    Consultation.objects.bulk_create([talk(here, datetime(2026, 6, 30, hour, 30, tzinfo=UTC)) for hour in (17, 18)])
    assert sorted(row["month"] for row in rows(here, "consultations")) == ["2026-06", "2026-07"]


def test_kept_parts_are_sealed(here: SimpleNamespace) -> None:
    Consultation.objects.bulk_create([talk(here, MONTHS[0])])
    facts.take_out(here.organisation.id)
    part = FactPart.objects.exclude(month="").get()
    assert b"unpaid-wages" not in bytes(part.data)
    assert b"PAR1" not in bytes(part.data)


def test_a_case_a_violation_and_its_money_know_the_case_and_canaries_are_no_facts(here: SimpleNamespace) -> None:
    real, canary = (
        case(here, MONTHS[2], closed_at=MONTHS[3], state="closed", outcome="paid-in-full"),
        case(here, MONTHS[2]),
    )
    for one in (real, canary):
        Violation.objects.create(case=one, violation="wages-unpaid", perpetrator="employer")
        entry(one, "1500.50", date(2026, 5, 3), here.owner)
    Employer.objects.create(case=real, is_household=True, papers="none")
    Canary.objects.create(case=canary, organisation=here.organisation, planted_by=here.director)
    found = rows(here, "cases")[0]
    told = ("month", "closed_month", "days_open", "outcome", "household", "papers", "second_look", "clients")
    assert [found[name] for name in told] == ["2026-03", "2026-04", 31, "paid-in-full", True, "none", False, 0]
    assert [row["case"] for row in rows(here, "violations")] == [found["row"]]
    assert [(row["amount"], row["month"], row["case"]) for row in rows(here, "money")] == [
        (150050, "2026-05", found["row"])
    ]


def test_what_was_taken_back_is_no_fact_in_its_own_month_either(here: SimpleNamespace) -> None:
    of = case(here, MONTHS[0])
    wrong = entry(of, "100", date(2026, 2, 1), here.owner)
    assert len(rows(here, "money")) == 1
    entry(of, "100", date(2026, 4, 1), here.owner, reverses=wrong)
    assert rows(here, "money") == []
    whole(here.organisation.id)


def test_who_was_erased_counts_by_quarter_and_her_part_is_gone_at_once(here: SimpleNamespace) -> None:
    made = talk(here, MONTHS[4])
    Consultation.objects.bulk_create([made])
    name = rows(here, "consultations")[0]["row"]
    assert erasure.do_erase_record(made.id, by=here.owner, reason="her-wish")
    assert [bytes(part.data) for part in FactPart.objects.exclude(month="")] == [b""]
    found = rows(here, "consultations")
    assert [(row["month"], row["sex"], row["topic"]) for row in found] == [("2026-Q2", "female", "unpaid-wages")]
    assert found[0]["row"] != name


def _changes(here: SimpleNamespace, made: list[Consultation], of: Case) -> dict[str, Any]:
    """Ways to change a record, each with the kind and month of the facts that are others then."""
    client = Person.objects.create(organisation=here.organisation)
    sql = "UPDATE desk_consultation SET country = 'kz' WHERE topic = 'contract'"
    return {
        "update": (
            lambda: Consultation.objects.filter(id=made[0].id).update(sex="male"),
            {("consultations", "2026-01")},
        ),
        "bulk_update": (
            lambda: Consultation.objects.bulk_update([_with(one, stage="crisis") for one in made[:2]], ["stage"]),
            {("consultations", "2026-01"), ("consultations", "2026-02")},
        ),
        "bulk_create": (
            lambda: Consultation.objects.bulk_create([talk(here, MONTHS[6]), talk(here, MONTHS[7])]),
            {("consultations", "2026-07"), ("consultations", "2026-08")},
        ),
        "delete": (lambda: Consultation.objects.filter(id=made[1].id).delete(), {("consultations", "2026-02")}),
        "sql": (lambda: _run(sql), {("consultations", "2026-03")}),
        "moved": (
            lambda: Consultation.objects.filter(id=made[0].id).update(started_at=MONTHS[9]),
            {("consultations", "2026-01"), ("consultations", "2026-10")},
        ),
        "further topic": (
            lambda: ConsultationTopic.objects.create(consultation=made[0], topic="contract"),
            {("consultations", "2026-01")},
        ),
        "case": (
            lambda: Case.objects.filter(id=of.id).update(sex="male"),
            {("cases", "2026-05"), ("violations", "2026-05"), ("money", "2026-06")},
        ),
        "person": (lambda: CasePerson.objects.create(case=of, person=client), {("cases", "2026-05")}),
        "employer": (lambda: Employer.objects.create(case=of, papers="none"), {("cases", "2026-05")}),
        "cascade": (of.delete, {("cases", "2026-05"), ("violations", "2026-05"), ("money", "2026-06")}),
        "tombstone": (
            lambda: Tombstone.objects.create(kind="case", organisation=here.organisation, quarter="2026-Q2"),
            {("cases", "2026-Q2")},
        ),
    }


def _with(one: Consultation, **values: Any) -> Consultation:
    for name, value in values.items():
        setattr(one, name, value)
    return one


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


WAYS = ("update", "bulk_update", "bulk_create", "delete", "sql", "moved", "further topic", "case", "person", "employer")


@pytest.mark.parametrize("way", [*WAYS, "cascade", "tombstone"])
def test_every_way_to_change_a_record_marks_its_months(here: SimpleNamespace, way: str) -> None:
    made = [talk(here, MONTHS[0]), talk(here, MONTHS[1]), talk(here, MONTHS[2], "contract")]
    Consultation.objects.bulk_create(made)
    of = case(here, MONTHS[4])
    Violation.objects.create(case=of, violation="wages-unpaid")
    entry(of, "10", date(2026, 6, 1), here.owner)
    facts.take_out(here.organisation.id)
    assert not FactChange.objects.exists()
    change, expected = _changes(here, made, of)[way]
    change()
    assert expected <= set(FactChange.objects.values_list("fact", "month"))
    taken = facts.take_out(here.organisation.id)
    assert {(fact, month) for fact, months in taken.changed.items() for month in months} == expected
    assert not FactChange.objects.exists()
    whole(here.organisation.id)


def test_what_no_fact_depends_on_marks_nothing(here: SimpleNamespace) -> None:
    Consultation.objects.bulk_create([made := talk(here, MONTHS[0])])
    facts.take_out(here.organisation.id)
    Consultation.objects.filter(id=made.id).update(said=b"sealed", version=3, state="finished")
    assert not FactChange.objects.exists()
    assert facts.take_out(here.organisation.id).rows == 0


def test_a_change_that_comes_while_facts_are_read_keeps_its_mark(here: SimpleNamespace, monkeypatch: Any) -> None:
    Consultation.objects.bulk_create([made := talk(here, MONTHS[0])])
    facts.take_out(here.organisation.id)
    Consultation.objects.filter(id=made.id).update(sex="male")
    keep = facts._keep

    def meanwhile(*given: Any) -> Any:
        Consultation.objects.filter(id=made.id).update(sex="other")
        return keep(*given)

    monkeypatch.setattr(facts, "_keep", meanwhile)
    facts.take_out(here.organisation.id)
    monkeypatch.setattr(facts, "_keep", keep)
    assert rows(here, "consultations")[0]["sex"] == "other"


EDITS = st.lists(
    st.tuples(st.sampled_from(["add", "change", "move", "delete"]), st.integers(0, 9), st.integers(0, 9)), max_size=12
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EDITS)
def test_after_any_edits_the_kept_parts_are_those_of_everything_read_anew(
    here: SimpleNamespace, edits: list[tuple[str, int, int]]
) -> None:
    for act, number, other in edits:
        chosen = list(
            Consultation.objects.order_by("started_at", "id")[number : number + 1].values_list("id", flat=True)
        )
        mine = Consultation.objects.filter(id__in=chosen)
        if act == "add":
            Consultation.objects.bulk_create([talk(here, MONTHS[number] + timedelta(days=other))])
        elif act == "change":
            mine.update(sex=("female", "male", "")[other % 3])
        elif act == "move":
            mine.update(started_at=MONTHS[other])
        else:
            mine.delete()
        if other % 3 == 0:
            facts.take_out(here.organisation.id)
    facts.take_out(here.organisation.id)
    whole(here.organisation.id)


def test_a_case_takes_the_sex_of_its_first_consultation(here: SimpleNamespace) -> None:
    made = do_start_consultation(by=here.owner)
    do_save_fields(made, {"topics": "unpaid-wages", "target_group": "wife-at-home"}, by=here.owner)
    assert made.sex == "female"
    of = do_open_case(by=here.owner, consultation=made)
    assert of.sex == "female"
    made.refresh_from_db()
    do_save_fields(made, {"sex": "other"}, by=here.owner)
    of.refresh_from_db()
    assert of.sex == "other"
