"""Who she is: written sealed, found by token, shared by nobody."""

from __future__ import annotations

import os
from types import SimpleNamespace

import pytest

from tayanch.accounts.models import User
from tayanch.vault import people, search
from tayanch.vault.envelope import CannotUnseal
from tayanch.vault.keys import Erased, load_keys
from tayanch.vault.models import ContactPoint, DataKey, Person

SHARED = "+996 555 000 111"


def woman(by: User, name: str = "Гульнара Асанова", **details: str) -> Person:
    return people.do_create_person(by=by, name=name, **details)


def test_her_details_are_read_back_and_lie_sealed(here: SimpleNamespace) -> None:
    person = woman(here.owner, document="AN 123 4567", birth_date="1990-05-01", address="Ош, Курманжан 5")
    stored = Person.objects.get(id=person.id)
    assert stored.unseal("name") == "Гульнара Асанова"
    assert stored.unseal("address") == "Ош, Курманжан 5"
    for column in people.DETAILS:
        assert person.unseal(column).encode() not in bytes(getattr(stored, column))


def test_a_value_moved_to_another_woman_does_not_open(here: SimpleNamespace) -> None:
    first, second = woman(here.owner), woman(here.owner, "Айгүл Осмонова")
    second.name = first.name
    with pytest.raises(CannotUnseal):
        second.unseal("name")


def test_without_her_key_nothing_opens(here: SimpleNamespace) -> None:
    person = woman(here.owner)
    DataKey.objects.filter(subject=person.id).delete()
    with pytest.raises(Erased):
        Person.objects.get(id=person.id).unseal("name")


@pytest.mark.parametrize("spelling", ["Гульнара", "Gulnora", "Гулнора", "гульнара асанова", "Asanova Gulnara"])
def test_one_name_in_any_script_finds_her(here: SimpleNamespace, spelling: str) -> None:
    person = woman(here.owner)
    woman(here.owner, "Айгүл Осмонова")
    assert search.find_by_name(here.organisation.id, spelling) == {person.id}


def test_a_changed_name_is_found_by_the_new_one_only(here: SimpleNamespace) -> None:
    person = woman(here.owner)
    assert search.find_by_name(here.organisation.id, "Гульнара") == {person.id}
    people.do_update_person(person, by=here.owner, name="Мээрим Асанова")
    assert search.find_by_name(here.organisation.id, "Гульнара") == set()
    assert search.find_by_name(here.organisation.id, "Meerim") == {person.id}


def test_another_organisation_finds_nobody(here: SimpleNamespace) -> None:
    person = woman(here.owner)
    people.do_add_contact(person, SHARED, "own", by=here.owner)
    assert search.find_by_name(here.partner.id, "Гульнара") == set()
    assert people.points_for(here.partner, SHARED) == []


def test_three_women_share_one_number_and_none_is_merged(here: SimpleNamespace) -> None:
    women = [woman(here.owner, name) for name in ("Асель А", "Бермет Б", "Чолпон Ч")]
    for person in women:
        people.do_add_contact(person, SHARED, "dormitory", by=here.owner)
    (point,) = people.points_for(here.organisation, "0555 000 111", "KG")
    assert {tie.person_id for tie in point.people.all()} == {person.id for person in women}


def test_the_token_of_a_number_goes_with_its_last_tie(here: SimpleNamespace) -> None:
    first, second = woman(here.owner), woman(here.owner, "Асель А")
    ties = [people.do_add_contact(person, SHARED, "own", by=here.owner) for person in (first, second)]
    people.do_remove_contact(ties[0], by=here.owner)
    assert ContactPoint.objects.count() == 1
    people.do_remove_contact(ties[1], by=here.owner)
    assert ContactPoint.objects.count() == 0


def test_the_same_name_and_birth_date_suggest_a_duplicate_across_scripts(here: SimpleNamespace) -> None:
    first = woman(here.owner, birth_date="1990-05-01")
    second = woman(here.owner, "Asanova Gulnora", birth_date="1990-05-01")
    woman(here.owner, "Gulnora Asanova", birth_date="1991-05-01")
    assert people.possible_duplicates(second) == [(first.id, "name-birth")]


def test_the_keys_of_many_women_come_with_one_query(here: SimpleNamespace, django_assert_num_queries: object) -> None:
    for number in range(5):
        woman(here.owner, f"Асель {number}")
    rows = list(Person.objects.all())
    with django_assert_num_queries(1):  # type: ignore[operator]
        load_keys(rows)
    assert all(row.unseal("name") for row in rows)


def test_a_detail_that_does_not_exist_is_refused(here: SimpleNamespace) -> None:
    with pytest.raises(TypeError, match="nickname"):
        woman(here.owner, nickname=os.urandom(4).hex())
