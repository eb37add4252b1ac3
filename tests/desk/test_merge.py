"""Two records of one woman become one, and two again, each as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, time
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tayanch.desk.actions import cases, claims
from tayanch.desk.actions.consultations import do_join_person, do_save_fields, do_start_consultation
from tayanch.desk.actions.doubles import CannotMerge, CannotSplit, do_decide_pair, do_merge_people, do_split
from tayanch.desk.actions.pictures import values_of
from tayanch.desk.actions.safety import card_about, do_write_card
from tayanch.desk.models import Case, CasePerson, Consultation, Merge, PairDecision, SafetyCard
from tayanch.desk.records.duplicates import possible_doubles
from tayanch.store.state import data_folder
from tayanch.vault import erasure, search
from tayanch.vault.keys import Erased
from tayanch.vault.models import DataKey, Person, PersonContact, PersonToken, SealedField, SealedModel
from tayanch.vault.people import do_add_contact, do_create_person, do_remove_contact, do_update_person

TODAY = date(2026, 11, 21)
DERIVED = {"vault.PersonToken", "audit.Entry", "vault.DataKey", "desk.Merge", "vault.FormerId"}
DERIVED |= {"desk.FactChange", "desk.FactPart"}  # which months of the facts wait to be read anew


def state(*, without: str = "") -> dict[str, Any]:
    """Every row of vault and desk, unsealed: what anybody could read."""
    found: dict[str, Any] = {}
    for model in [*apps.get_app_config("vault").get_models(), *apps.get_app_config("desk").get_models()]:
        if model._meta.label not in DERIVED:
            for row in model._base_manager.all():
                found[f"{model._meta.label} {row.pk}"] = read(row)
    tokens = PersonToken.objects.order_by("person_id", "field", "token").values_list("person_id", "field", "token")
    found["tokens"] = [(str(person), field, bytes(token)) for person, field, token in tokens]
    return found


def read(row: models.Model) -> dict[str, Any]:
    told = values_of(row)
    told.pop("renamed", None)
    if isinstance(row, SealedModel):
        for field in row._meta.concrete_fields:
            if isinstance(field, SealedField):
                told[field.attname] = row.unseal(field.attname)
    return told


def all_texts() -> set[str]:
    """Every sealed word that can be read, of all rows."""

    def words(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for one in value.values():
                yield from words(one)
        elif isinstance(value, list):
            for one in value:
                yield from words(one)
        elif isinstance(value, str) and value:
            yield value

    found: set[str] = set()
    for label, told in state().items():
        if label != "tokens":
            for text in words({k: v for k, v in told.items() if isinstance(v, str)}):
                found |= {text, *text.splitlines()}
                if text.startswith("{"):
                    found |= set(words(json.loads(text)))
    return found


def woman(here: SimpleNamespace, name: str, **details: str) -> Person:
    return do_create_person(by=here.owner, name=name, **details)


def in_case(here: SimpleNamespace, person: Person, relation: str = "client") -> Case:
    case = cases.do_open_case(by=here.owner, topic="unpaid-wages", country="ru")
    CasePerson.objects.create(case=case, person=person, relation=relation)
    return case


def two(here: SimpleNamespace) -> tuple[Person, Person]:
    keep = woman(here, "Асель Ойдон", document="AN1112223")
    other = woman(here, "Aselya Oydon", birth_date="1990-05-01", document="AN9998887", address="Ош")
    do_add_contact(keep, "+996555000111", "own", by=here.owner)
    do_add_contact(other, "+996555000111", "own", by=here.owner)
    do_add_contact(other, "+79161234567", "husband", by=here.owner)
    in_case(here, keep)
    case = in_case(here, other)
    claims.do_start_claim(case, by=here.owner)
    talk = do_start_consultation(by=here.owner)
    do_save_fields(talk, {"said": "слова", "topics": "unpaid-wages"}, by=here.owner)
    do_join_person(talk, other, by=here.owner)
    do_write_card(card_about(other), by=here.owner, code_word="чайнек", may_leave_message=True, safe_from=time(18))
    return keep, other


def test_everything_of_the_other_record_is_with_the_kept_one(here: SimpleNamespace) -> None:
    keep, other = two(here)
    do_merge_people(keep, other, by=here.owner)
    keep = Person.objects.get(id=keep.id)
    assert not Person.objects.filter(id=other.id).exists()
    assert keep.cases.count() == 2
    assert keep.consultations.count() == 1
    assert {contact.unseal("number") for contact in keep.contacts.all()} == {"+996555000111", "+79161234567"}
    assert keep.unseal("birth_date") == "1990-05-01"  # hers was empty
    assert keep.unseal("document") == "AN1112223"
    assert json.loads(keep.unseal("also")) == {"name": ["Aselya Oydon"], "document": ["AN9998887"]}
    assert SafetyCard.objects.get(person=keep).unseal("code_word") == "чайнек"


def test_joining_never_loses_a_value(here: SimpleNamespace) -> None:
    keep, other = two(here)
    do_write_card(card_about(keep), by=here.owner, code_word="самовар", may_leave_message=True)
    before = all_texts() - {str(other.id)}
    do_merge_people(keep, other, by=here.owner)
    missing = before - all_texts()
    assert {text for text in missing if not any(text in kept for kept in all_texts())} == set()


def test_she_is_found_by_the_other_name_and_the_other_document(here: SimpleNamespace) -> None:
    keep, other = two(here)
    do_update_person(other, by=here.owner, name="Жылдыз Токтогулова")
    do_merge_people(keep, other, by=here.owner)
    assert search.find_by_name(here.organisation.id, "Жылдыз") == {keep.id}
    third = woman(here, "Кто-то Третья", document="AN 999 8887")
    in_case(here, third)
    assert {(p.first, p.second) for p in possible_doubles(here.owner, TODAY).pairs} == {
        tuple(sorted((keep.id, third.id)))
    }


def test_of_two_safety_cards_the_more_careful_answers_hold(here: SimpleNamespace) -> None:
    keep, other = two(here)
    do_write_card(card_about(keep), by=here.owner, may_leave_message=True, is_watched=False)
    do_write_card(card_about(other), by=here.owner, may_leave_message=False, is_watched=True, code_word="чайнек")
    do_merge_people(keep, other, by=here.owner)
    card = SafetyCard.objects.get(person=keep)
    assert (card.may_leave_message, card.is_watched, card.confirmed_at) == (False, True, None)
    assert "чайнек" in card.unseal("remarks")


def test_the_other_records_key_is_away(here: SimpleNamespace) -> None:
    keep, other = two(here)
    merge = do_merge_people(keep, other, by=here.owner)
    assert not DataKey.objects.filter(subject=other.id).exists()
    DataKey.objects.filter(subject=keep.id).delete()
    with pytest.raises(Erased):
        Merge.objects.get(id=merge.id).told  # noqa: B018


def test_parting_brings_both_back_as_they_were(here: SimpleNamespace) -> None:
    keep, other = two(here)
    before = state()
    merge = do_merge_people(keep, other, by=here.owner)
    assert state() != before
    do_split(merge, by=here.owner)
    assert state() == before
    assert search.find_by_name(here.organisation.id, "Aselya") == {keep.id, other.id}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_joining_and_parting_change_nothing_whatever_the_two_have(here: SimpleNamespace, data: st.DataObject) -> None:
    """Identical unsealed state of all rows, and no word lost in between."""
    by = here.owner
    text = st.text("абвАБВ éñ", min_size=1, max_size=12).map(str.strip).filter(bool)
    pair = [_drawn(here, data, text) for _ in range(2)]
    shared = cases.do_open_case(by=by, topic="unpaid-wages")
    for person in pair:
        if data.draw(st.booleans()):
            CasePerson.objects.create(
                case=shared, person=person, relation=data.draw(st.sampled_from(["client", "witness"]))
            )
    before, words = state(), all_texts()
    merge = do_merge_people(*pair, by=by)
    joined = all_texts()
    assert {w for w in words - joined if w != str(pair[1].id) and not any(w in kept for kept in joined)} <= ALLOWED
    do_split(merge, by=by)
    assert state() == before


ALLOWED = {"witness", "not-asked", "own", "husband"}  # of one tie twice, the more telling word stays


def _drawn(here: SimpleNamespace, data: st.DataObject, text: st.SearchStrategy[str]) -> Person:
    details: dict[str, Any] = {"name": data.draw(text), "address": data.draw(st.one_of(st.just(""), text))}
    details["birth_date"] = data.draw(st.sampled_from(["", "1990-05-01", "1985-01-31"]))
    details["document"] = data.draw(st.sampled_from(["", "AN1234567", "AC7654321"]))
    person = do_create_person(by=here.owner, **details)
    for number in data.draw(st.lists(st.sampled_from(["+996555000111", "+996555000222"]), unique=True)):
        do_add_contact(person, number, data.draw(st.sampled_from(["own", "husband", "not-asked"])), by=here.owner)
    if data.draw(st.booleans()):
        do_write_card(card_about(person), by=here.owner, code_word=data.draw(text), is_watched=data.draw(st.booleans()))
    if data.draw(st.booleans()):
        in_case(here, person)
    return person


def test_what_was_written_since_stays_with_the_kept_record(here: SimpleNamespace) -> None:
    keep, other = two(here)
    merge = do_merge_people(keep, other, by=here.owner)
    later = in_case(here, keep)
    do_update_person(Person.objects.get(id=keep.id), by=here.owner, address="Бишкек")
    # The address came with the other record: changed since, it stands in the way.
    with pytest.raises(CannotSplit) as refusal:
        do_split(merge, by=here.owner)
    assert refusal.value.rows == ["vault.Person"]
    do_update_person(Person.objects.get(id=keep.id), by=here.owner, address="Ош")
    assert later.people.get().person_id == keep.id


def test_a_phone_removed_since_stands_in_the_way_of_parting(here: SimpleNamespace) -> None:
    keep, other = two(here)
    merge = do_merge_people(keep, other, by=here.owner)
    moved = PersonContact.objects.exclude(relation="own").get(person=keep)
    do_remove_contact(moved, by=here.owner)
    with pytest.raises(CannotSplit) as refusal:
        do_split(merge, by=here.owner)
    assert refusal.value.rows == ["vault.PersonContact"]
    assert not Person.objects.filter(id=other.id).exists()


def test_new_cases_do_not_stand_in_the_way(here: SimpleNamespace) -> None:
    keep, other = two(here)
    merge = do_merge_people(keep, other, by=here.owner)
    later = in_case(here, keep)
    cases.do_add_note(later, "новое", by=here.owner)
    do_split(merge, by=here.owner)
    assert later.people.get().person_id == keep.id
    assert Person.objects.get(id=other.id).cases.count() == 1


def test_three_records_are_parted_in_the_order_of_their_joining_backwards(here: SimpleNamespace) -> None:
    keep, other = two(here)
    third = woman(here, "Асель Третья")
    in_case(here, third)
    before = state()
    first = do_merge_people(keep, other, by=here.owner)
    second = do_merge_people(third, Person.objects.get(id=keep.id), by=here.owner)
    with pytest.raises(CannotSplit, match="later-first"):
        do_split(Merge.objects.get(id=first.id), by=here.owner)
    do_split(second, by=here.owner)
    do_split(Merge.objects.get(id=first.id), by=here.owner)
    assert state() == before


def test_erasing_the_kept_woman_erases_both(here: SimpleNamespace) -> None:
    keep, other = two(here)
    do_merge_people(keep, other, by=here.owner)
    talks = list(Consultation.objects.values_list("id", flat=True))
    erasure.do_erase_person(Person.objects.get(id=keep.id), by=here.owner, reason="her-wish")
    assert not Merge.objects.exists()
    assert not DataKey.objects.filter(subject__in=[keep.id, other.id, *talks]).exists()
    assert {keep.id, other.id} <= set(erasure.ledger())


def test_a_backup_from_before_the_joining_does_not_bring_the_other_record_back(here: SimpleNamespace) -> None:
    keep, other = two(here)
    keep_row, other_row = Person.objects.get(id=keep.id), Person.objects.get(id=other.id)
    do_merge_people(keep, other, by=here.owner)
    erasure.do_erase_person(Person.objects.get(id=keep.id), by=here.owner, reason="her-wish")
    for row in (keep_row, other_row):  # what an older backup holds
        row.save(force_insert=True)
    assert erasure.replay() == 2
    assert (data_folder() / "erasures.ledger").exists()


def test_a_record_cannot_be_joined_with_itself_or_across_organisations(here: SimpleNamespace) -> None:
    keep = woman(here, "Асель Ойдон")
    far = do_create_person(by=here.stranger, name="Асель Ойдон")
    for pair, code in (((keep, keep), "same"), ((keep, far), "elsewhere")):
        with pytest.raises(CannotMerge, match=code):
            do_merge_people(*pair, by=here.owner)


def test_decisions_about_the_other_record_hold_for_the_kept_one(here: SimpleNamespace) -> None:
    keep, other = two(here)
    third = woman(here, "Другая Женщина")
    do_decide_pair(other.id, third.id, "different", by=here.owner, today=TODAY)
    before = state()
    merge = do_merge_people(keep, other, by=here.owner)
    low, high = sorted((keep.id, third.id))
    assert PairDecision.objects.get().first_id == low
    assert PairDecision.objects.get().second_id == high
    do_split(merge, by=here.owner)
    assert state() == before


def test_every_step_is_logged_without_a_value(here: SimpleNamespace) -> None:
    from tayanch.audit.models import Entry

    keep, other = two(here)
    merge = do_merge_people(keep, other, by=here.owner)
    do_split(merge, by=here.owner)
    told = Entry.objects.filter(action__in=["person.merge", "person.split"]).order_by("seq")
    assert [(entry.action, entry.object_id) for entry in told] == [
        ("person.merge", keep.id),
        ("person.merge", other.id),
        ("person.split", keep.id),
        ("person.split", other.id),
    ]
    assert {(tuple(entry.fields), entry.reason) for entry in told} == {((), "")}
