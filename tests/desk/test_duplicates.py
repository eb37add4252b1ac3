"""Possible doubles: with reasons, never by themselves, and only between women one sees wholly."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tayanch.accounts.models import User
from tayanch.desk.actions import cases
from tayanch.desk.actions.doubles import do_decide_pair, do_merge_people
from tayanch.desk.actions.people import do_add_person
from tayanch.desk.models import CasePerson, Merge
from tayanch.desk.records.duplicates import MOST_BEHIND_A_NUMBER, pair_of, possible_doubles
from tayanch.vault.keys import DataKey
from tayanch.vault.models import Person
from tayanch.vault.people import do_add_contact, do_update_person

TODAY = date(2026, 11, 21)
PHONE = "+996555000111"


def woman(by: User, name: str, *numbers: str, **details: str) -> Person:
    case = cases.do_open_case(by=by, topic="unpaid-wages")
    person: Person = do_add_person(case, by=by, name=name, relation="client").person
    if details:
        do_update_person(person, by=by, **details)
    for number in numbers:
        do_add_contact(person, number, "own", by=by)
    return person


def found(user: User, today: date = TODAY) -> list[tuple[set[Any], str]]:
    return [({pair.first, pair.second}, pair.strength) for pair in possible_doubles(user, today).pairs]


def test_the_same_document_makes_a_strong_pair_and_a_phone_alone_a_weak_one(here: SimpleNamespace) -> None:
    first, second = (woman(here.owner, name, document="AN 123 4567") for name in ("Асель Ойдон", "Другое Имя"))
    third, fourth = (woman(here.owner, name, PHONE) for name in ("Айгүл Осмонова", "Мээрим Токтогулова"))
    assert found(here.owner) == [({first.id, second.id}, "strong"), ({third.id, fourth.id}, "weak")]


def test_a_phone_and_a_name_that_sounds_alike_make_a_fair_pair(here: SimpleNamespace) -> None:
    first, second = woman(here.owner, "Гульнара Асанова", PHONE), woman(here.owner, "Gulnora Asanova", PHONE)
    assert found(here.owner) == [({first.id, second.id}, "fair")]
    assert possible_doubles(here.owner, TODAY).pairs[0].reasons == ("phone", "name")


def test_a_name_with_a_birth_date_is_found_across_scripts_and_a_name_alone_is_not(here: SimpleNamespace) -> None:
    first = woman(here.owner, "Гульнара Асанова", birth_date="1990-05-01")
    second = woman(here.owner, "Asanova Gulnora", birth_date="1990-05-01")
    woman(here.owner, "Гульнара Асанова", birth_date="1990-05-02")
    assert found(here.owner) == [({first.id, second.id}, "strong")]


def test_the_number_of_a_whole_dormitory_makes_no_pairs(here: SimpleNamespace) -> None:
    for number in range(MOST_BEHIND_A_NUMBER + 1):
        woman(here.owner, f"Имя{number} Фамилия{number}", PHONE)
    assert found(here.owner) == []


def test_of_a_woman_one_does_not_see_only_whom_to_ask_is_told(here: SimpleNamespace) -> None:
    woman(here.owner, "Асель Ойдон", document="AN1234567")
    woman(here.other_team, "Асель Ойдон", document="AN1234567")
    told = possible_doubles(here.owner, TODAY)
    assert (told.pairs, told.ask) == ([], ["Other-Team"])
    assert len(possible_doubles(here.supervisor, TODAY).pairs) == 1


def test_a_woman_whom_another_team_also_helps_is_not_joined_behind_its_back(here: SimpleNamespace) -> None:
    first, second = (woman(here.owner, "Асель Ойдон", document="AN1234567") for _ in range(2))
    theirs = cases.do_open_case(by=here.other_team, topic="documents")
    CasePerson.objects.create(case=theirs, person=second)
    assert pair_of(here.owner, first.id, second.id) is None
    assert possible_doubles(here.owner, TODAY).ask == ["Other-Team"]
    assert pair_of(here.supervisor, first.id, second.id) is not None


def test_women_of_two_organisations_are_never_a_pair(here: SimpleNamespace) -> None:
    woman(here.owner, "Асель Ойдон", document="AN1234567")
    woman(here.stranger, "Асель Ойдон", document="AN1234567")
    for user in (here.owner, here.stranger):
        told = possible_doubles(user, TODAY)
        assert (told.pairs, told.ask) == ([], [])


def test_a_woman_who_is_sealed_to_workers_takes_no_part(here: SimpleNamespace) -> None:
    first, second = (woman(here.owner, "Асель Ойдон", document="AN1234567") for _ in range(2))
    DataKey.objects.filter(subject=second.id).delete()
    assert found(here.owner) == []
    assert pair_of(here.owner, first.id, second.id) is None


def test_two_women_are_not_shown_again_and_later_comes_again(here: SimpleNamespace) -> None:
    first, second = (woman(here.owner, "Асель Ойдон", document="AN1234567") for _ in range(2))
    do_decide_pair(second.id, first.id, "later", by=here.owner, today=TODAY)
    assert found(here.owner) == []
    assert len(found(here.owner, TODAY + timedelta(days=15))) == 1
    do_decide_pair(first.id, second.id, "different", by=here.owner, today=TODAY)
    assert found(here.owner, TODAY + timedelta(days=999)) == []


@pytest.fixture
def client(here: SimpleNamespace) -> Client:
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(here.owner)
    return browser


def test_a_worker_compares_joins_and_parts_by_the_pages(client: Client, here: SimpleNamespace) -> None:
    first, second = woman(here.owner, "Асель Ойдон", PHONE), woman(here.owner, "Aselya Oydon", PHONE)
    assert "Look at both" in client.get(reverse("desk:doubles")).content.decode()
    page = reverse("desk:double", args=[first.id, second.id])
    shown = client.get(page).content.decode()
    assert "Aselya Oydon" in shown
    assert "a name that sounds alike" in shown
    assert client.post(f"{page}join/", {"keep": second.id}).status_code == 302
    assert not Person.objects.filter(id=first.id).exists()
    merge = Merge.objects.get()
    assert "Part them again" in client.get(reverse("desk:doubles")).content.decode()
    client.post(reverse("desk:double-part", args=[merge.id]))
    assert Person.objects.filter(id=first.id).exists()


def test_a_joining_that_cannot_be_parted_says_why(client: Client, here: SimpleNamespace) -> None:
    first, second = woman(here.owner, "Асель Ойдон", PHONE), woman(here.owner, "Aselya Oydon", PHONE)
    do_update_person(second, by=here.owner, address="Ош")
    merge = do_merge_people(first, second, by=here.owner)
    do_update_person(Person.objects.get(id=first.id), by=here.owner, address="Бишкек")
    answer = client.post(reverse("desk:double-part", args=[merge.id]), follow=True)
    assert "her details" in answer.content.decode()


def test_two_women_are_noted_by_the_page(client: Client, here: SimpleNamespace) -> None:
    first, second = (woman(here.owner, "Асель Ойдон", document="AN1234567") for _ in range(2))
    client.post(reverse("desk:double-decide", args=[first.id, second.id]), {"verdict": "different"})
    assert found(here.owner) == []
