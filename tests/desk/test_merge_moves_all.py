"""Joining two records leaves nothing behind that names the other one, whatever model names it; parting brings it back.

The models are asked for: one that points at a person and has no row here fails the first test.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from tayanch.desk import assessments
from tayanch.desk.access import cases_shared_with
from tayanch.desk.actions import checklists
from tayanch.desk.actions.consents import do_give_consent, do_withdraw_consent
from tayanch.desk.actions.consultations import do_join_person, do_start_consultation
from tayanch.desk.actions.documents import do_keep_document
from tayanch.desk.actions.doubles import do_decide_pair, do_merge_people, do_split
from tayanch.desk.actions.household import do_add_to_household, do_describe
from tayanch.desk.cases import householding
from tayanch.desk.models import (
    Case,
    CasePerson,
    CaseShare,
    Checklist,
    Consent,
    Group,
    HouseholdPart,
    JoinQuestion,
    LetterAnswers,
    PairDecision,
)
from tayanch.vault.models import Person, SealedField, SealedModel
from tayanch.vault.people import do_create_person
from tests.desk.test_merge import state
from tests.house.matrix import make_records

TODAY = date(2026, 11, 21)
# These keep the other record's id on purpose: to erase her in old backups, and to part the two again.
REMEMBER = {"vault.FormerId.former", "desk.Merge.history"}


def pointers() -> list[tuple[type[models.Model], str]]:
    """Every model of the registry with a column that points at a person."""
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is Person
    ]


def pointing_at(person_id: Any) -> set[str]:
    return {
        f"{model._meta.label}.{name}"
        for model, name in pointers()
        if model._base_manager.filter(**{name: person_id}).exists()
    }


def naming(person_id: Any) -> set[str]:
    """Every column of every row in which the id stands: also one without a foreign key, also in sealed texts."""
    found = set()
    for model in apps.get_models():
        if model._meta.app_label in {"desk", "vault"}:
            for row in model._base_manager.all():
                found |= {f"{model._meta.label}.{name}" for name, told in columns(row) if str(person_id) in told}
    return found


def columns(row: models.Model) -> list[tuple[str, str]]:
    return [(one.name, told(row, one)) for one in row._meta.concrete_fields]


def told(row: models.Model, field: Any) -> str:
    if isinstance(row, SealedModel) and isinstance(field, SealedField):
        return row.unseal(field.name)
    return str(getattr(row, field.attname))


@pytest.fixture
def two(here: SimpleNamespace) -> SimpleNamespace:
    """A woman of whom every model has a row, and another record of hers with a case of its own."""
    by, made = here.owner, make_records(here)
    case = Case.objects.get(reference=made["case"])
    other = Person.objects.get(id=made["person_id"])
    keep, third = do_create_person(by=by, name="Асель Эже"), do_create_person(by=by, name="Башка Аял")
    for one in (keep, third):
        CasePerson.objects.create(case=Case.objects.get(reference=made["closed"]), person=one)
    do_join_person(do_start_consultation(by=by), other, by=by)
    do_keep_document(case, b"%PDF-1.7 paper", "Паспорт", by=by, person=other)
    answer(case, other, "", witness_names="Айнура апа")
    share(here, case, other)
    low, middle, high = sorted((other.id, third.id, do_create_person(by=by, name="Үчүнчү").id))
    for first, second in ((low, middle), (middle, high), (low, high)):
        do_decide_pair(first, second, "different", by=by, today=TODAY)
    do_merge_people(other, do_create_person(by=by, name="Асель Ойдонова", document="AN5556667"), by=by)
    child = do_add_to_household(case, by=by, name="кичүү уулу", relation="child")
    do_describe(child, by=by, carer=str(other.id))
    return SimpleNamespace(here=here, case=case, keep=keep, other=Person.objects.get(id=other.id), child=child)


def answer(case: Case, person: Person, letter: str, **facts: str) -> None:
    row = LetterAnswers(case=case, person=person)
    row.tell(letter, facts)
    row.save()


def share(here: SimpleNamespace, case: Case, person: Person, *, days: int = 90) -> CaseShare:
    """Her yes that the lawyer of the team may read the case."""
    consent = do_give_consent(
        case,
        person=person,
        purpose=Consent.Purpose.COLLECTIVE_CLAIM,
        recipient=str(here.lawyer.id),
        recipient_name=here.lawyer.name,
        facts=("name", "topic"),
        until=timezone.localdate() + timedelta(days=days),
        language="ky",
        how="spoken",
        by=here.owner,
    )
    told = {"consent": consent, "group": Group.objects.get(), "reader": here.lawyer}
    return CaseShare.objects.create(case=case, person=person, **told)


def test_every_model_that_points_at_a_person_has_a_row_here(two: SimpleNamespace) -> None:
    decided = {"desk.PairDecision.first", "desk.PairDecision.second"}
    all_of_them = {f"{model._meta.label}.{name}" for model, name in pointers()}
    assert all_of_them - pointing_at(two.other.id) <= decided
    assert decided & pointing_at(two.other.id)


def test_nothing_names_the_other_record_after_the_two_were_joined(two: SimpleNamespace) -> None:
    assert "desk.HouseholdPart.told" in naming(two.other.id)
    do_merge_people(two.keep, two.other, by=two.here.owner)
    assert pointing_at(two.other.id) == set()
    assert naming(two.other.id) == REMEMBER
    assert pointing_at(two.keep.id) >= {f"{model._meta.label}.{name}" for model, name in pointers()} - {
        "desk.PairDecision.first",
        "desk.PairDecision.second",
    }


def test_no_row_is_lost_and_parting_brings_each_back(two: SimpleNamespace) -> None:
    counted = {model: model._base_manager.count() for model, _name in pointers()}
    before = state()
    merge = do_merge_people(two.keep, two.other, by=two.here.owner)
    more = {model._meta.label: model._base_manager.count() - count for model, count in counted.items()}
    assert {label: by for label, by in more.items() if by < 0 and label != "vault.PersonToken"} == {}
    do_split(merge, by=two.here.owner)
    assert state() == before
    assert naming(two.keep.id) & {"desk.Claim.person", "desk.Consent.person", "desk.HouseholdPart.told"} == set()


def test_whoever_was_cared_for_by_the_other_record_is_cared_for_by_the_kept_one(two: SimpleNamespace) -> None:
    do_merge_people(two.keep, two.other, by=two.here.owner)
    child = CasePerson.objects.get(id=two.child.id)
    assert householding.facts_of(two.case, child)["carer"] == str(two.keep.id)
    drawn = householding.drawn(householding.people(two.case), 2026)
    names = {one["name"]: one["carer_name"] for group in drawn for one in group["people"]}
    assert "Асель Эже" in names


# --- both records in one case ----------------------------------------------------------------------------------------


@pytest.fixture
def in_one(two: SimpleNamespace) -> SimpleNamespace:
    """The same woman twice in one case, with everything that a woman of a case has once."""
    by, case = two.here.owner, two.case
    tie = CasePerson.objects.create(case=case, person=two.keep, relation="client")
    papers = [task for task in _tasks(two) if task.id in {"birth", "passport"}]
    checklists.do_list_papers(case, papers[:1], by=by, country="ru", person=two.keep)
    answer(case, two.keep, "", witness_names="Бегимай эже")
    answer(case, two.keep, "ru/demand", where="Ош")
    do_describe(tie, by=by, where="abroad", note="Жалгыз жашайт", papers=["passport"])
    theirs = case.people.get(person=two.other)
    do_describe(theirs, by=by, where="home", note="Апасы менен", money="together", papers=["birth"])
    JoinQuestion.objects.create(case=case, person=two.keep, lawyer=two.here.lawyer)
    two.share = share(two.here, case, two.keep)
    two.tie = tie
    return two


def _tasks(two: SimpleNamespace) -> list[Any]:
    answers = {"country": "kg", "birth": "missing", "passport": "kept"}
    return list(assessments.evaluate(assessments.load("papers"), answers).tasks)


def test_what_a_woman_has_once_is_put_together(in_one: SimpleNamespace) -> None:
    before = state()
    steps = sum(one.steps.count() for one in Checklist.objects.filter(case=in_one.case, kind="papers"))
    merge = do_merge_people(in_one.keep, in_one.other, by=in_one.here.owner)
    assert naming(in_one.other.id) == REMEMBER
    lists = Checklist.objects.filter(case=in_one.case, person=in_one.keep)
    assert sorted(lists.values_list("kind", flat=True)) == ["papers", "return"]
    keys = [step.facts["key"] for step in checklists.steps_of(checklist(in_one, "papers"))]
    assert len(keys) == len(set(keys)) >= 1
    assert steps >= len(keys)
    part = HouseholdPart.objects.get(tie=in_one.tie).facts
    assert (part["where"], part["money"]) == ("abroad", "together")
    assert part["papers"] == ["passport", "birth"]
    assert part["note"] == "Жалгыз жашайт; Апасы менен"
    do_split(merge, by=in_one.here.owner)
    assert state() == before


def checklist(in_one: SimpleNamespace, kind: str) -> Checklist:
    found = checklists.checklist_of(in_one.case, kind, Person.objects.get(id=in_one.keep.id))
    assert found is not None
    return found


def test_what_was_typed_into_letters_fills_what_is_not_typed(in_one: SimpleNamespace) -> None:
    answer(in_one.case, in_one.other, "ru/court", court="Ош шаардык соту")
    do_merge_people(in_one.keep, in_one.other, by=in_one.here.owner)
    rows = LetterAnswers.objects.filter(case=in_one.case)
    told = [json.loads(row.unseal("told")) for row in rows]
    assert any(one.get("", {}).get("witness_names") == "Бегимай эже" for one in told)
    assert any(one.get("ru/court", {}).get("court") == "Ош шаардык соту" for one in told)


@pytest.mark.parametrize("whose", ["keep", "other"])
def test_a_yes_that_she_took_back_in_one_record_opens_nothing_after_joining(
    in_one: SimpleNamespace, whose: str
) -> None:
    taken_back = CaseShare.objects.get(person=getattr(in_one, whose), case=in_one.case)
    do_withdraw_consent(taken_back.consent, by=in_one.here.owner)
    do_merge_people(in_one.keep, in_one.other, by=in_one.here.owner)
    left = CaseShare.objects.get(case=in_one.case, person=in_one.keep)
    assert left.consent_id == taken_back.consent_id
    assert in_one.case not in cases_shared_with(in_one.here.lawyer, timezone.localdate())


@pytest.mark.parametrize(
    ("hers", "theirs", "holds"), [("yes", "no", "no"), ("open", "yes", "yes"), ("no", "yes", "no")]
)
def test_of_two_answers_to_a_lawyer_the_more_careful_holds(
    in_one: SimpleNamespace, hers: str, theirs: str, holds: str
) -> None:
    asked = JoinQuestion.objects.filter(case=in_one.case, lawyer=in_one.here.lawyer)
    asked.filter(person=in_one.keep).update(answer=hers)
    asked.filter(person=in_one.other).update(answer=theirs)
    do_merge_people(in_one.keep, in_one.other, by=in_one.here.owner)
    assert asked.get().answer == holds
    assert not PairDecision.objects.filter(first=in_one.other.id).exists()
