"""The household: who lives where, who cares for whom, and what children need. Every person is invented."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from tayanch.audit.models import Entry
from tayanch.desk.actions.cases import do_close_case
from tayanch.desk.actions.erasure import do_erase
from tayanch.desk.actions.household import do_add_to_household, do_describe
from tayanch.desk.actions.people import do_add_person
from tayanch.desk.cases import householding
from tayanch.desk.models import Case, CasePerson, HouseholdPart
from tests.desk.claim_helpers import a_case

YEAR = timezone.localdate().year


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def case(here: SimpleNamespace) -> Case:
    return a_case(here)


@pytest.fixture
def owner(here: SimpleNamespace, client: Client) -> Client:
    client.force_login(here.owner)
    return client


def someone(case: Case, here: SimpleNamespace, name: str, relation: str = "child", **facts: Any) -> CasePerson:
    return do_add_to_household(case, by=here.owner, name=name, relation=relation, **facts)


def at(case: Case, name: str = "", *more: Any) -> str:
    return reverse(f"desk:household{name}", args=[case.reference, *more])


def read(client: Client, case: Case) -> str:
    return client.get(at(case)).content.decode()


def test_a_child_is_written_down_with_a_first_name_and_a_year(case: Case, owner: Client) -> None:
    assert "Nobody is written down" not in read(owner, case)  # she is there herself
    sent = {
        "name": "Кичүү кызы",
        "relation": "child",
        "birth_year": str(YEAR - 7),
        "where": "home",
        "school": "no-papers",
    }
    assert owner.post(at(case, "-add"), {**sent, "papers": ["birth"], "carer": "nobody"}).status_code == 302
    page = read(owner, case)
    assert "about 7 years" in page
    assert "does not go: papers are missing" in page
    assert "Missing: birth certificate" in page
    assert "nobody cares for this child" in page
    assert case.people.get(relation="child").person.unseal("birth_date") == ""


def test_below_a_carer_stand_those_she_cares_for(case: Case, here: SimpleNamespace) -> None:
    grandmother = someone(case, here, "Апасы", "mother", where="home")
    someone(case, here, "Улуусу", where="home", carer=str(grandmother.person_id), birth_year=str(YEAR - 9))
    someone(case, here, "Кичүүсү", where="with-her", carer=str(case.people.get(relation="client").person_id))
    groups = {group["where"]: group for group in householding.drawn(householding.people(case), YEAR)}
    assert list(groups) == ["with-her", "home"]
    assert [one["name"] for one in groups["home"]["people"]] == ["Апасы"]
    assert [one["name"] for one in groups["home"]["people"][0]["below"]] == ["Улуусу"]
    assert [one["name"] for one in groups["with-her"]["people"][0]["below"]] == ["Кичүүсү"]


@given(
    st.lists(st.integers(-1, 6), min_size=1, max_size=7),
    st.lists(st.sampled_from(["home", "abroad", ""]), min_size=7, max_size=7),
)
def test_everybody_is_drawn_exactly_once_whoever_cares_for_whom(carers: list[int], where: list[str]) -> None:
    people = [
        {
            "id": str(n),
            "carer": str(carer),
            "name": str(n),
            "born": None,
            "where": where[n],
            "is_client": n == 0,
            "tie": SimpleNamespace(relation="child"),
        }
        for n, carer in enumerate(carers)
    ]
    drawn: list[str] = []

    def walk(found: list[dict[str, Any]]) -> None:
        for one in found:
            drawn.append(one["id"])
            walk(one["below"])

    for group in householding.drawn(people, YEAR):
        walk(group["people"])
    assert sorted(drawn) == sorted(one["id"] for one in people)


def test_who_decides_over_her_money_is_asked_of_her_alone(case: Case, here: SimpleNamespace, owner: Client) -> None:
    her, child = case.people.get(), someone(case, here, "Баласы")
    sent = {"relation": "client", "money": "mother-in-law", "where": "", "place": "", "note": ""}
    assert owner.post(at(case, "-change", her.person_id), sent).status_code == 302
    owner.post(at(case, "-change", child.person_id), {"relation": "child", "money": "husband", "note": ""})
    page = read(owner, case)
    assert "Her money: her mother-in-law" in page
    assert "Her money: her husband" not in page


def test_a_child_leads_to_the_advice_to_seal(case: Case, here: SimpleNamespace, owner: Client) -> None:
    assert "Consider sealing" not in read(owner, case)
    someone(case, here, "Чоңу", "sister", birth_year=str(YEAR - 30))
    assert "Consider sealing" not in read(owner, case)
    someone(case, here, "Баласы", birth_year=str(YEAR - 17))
    page = read(owner, case)
    assert "Consider sealing" in page
    assert reverse("desk:sealed", args=[case.reference]) in page


def test_a_birth_date_of_the_vault_gives_the_year(case: Case, here: SimpleNamespace) -> None:
    from tayanch.vault.people import do_update_person

    child = someone(case, here, "Баласы")
    do_update_person(child.person, by=here.owner, birth_date="2015-04-03")
    found = {one["name"]: one["born"] for one in householding.people(case)}
    assert found["Баласы"] == 2015


@pytest.mark.parametrize("year", ["1850", "soon"])
def test_a_year_that_cannot_be_is_refused_and_stays_on_the_page(case: Case, owner: Client, year: str) -> None:
    answer = owner.post(at(case, "-add"), {"name": "Баласы", "relation": "child", "birth_year": year})
    assert answer.status_code == 422
    assert f'value="{year}"' in answer.content.decode()
    assert not case.people.filter(relation="child").exists()


def test_what_was_emptied_is_forgotten(case: Case, here: SimpleNamespace) -> None:
    child = someone(case, here, "Баласы", place="Ош", note="ооруйт")
    do_describe(child, by=here.owner, place="", note="ооруйт")
    assert HouseholdPart.objects.get().facts == {"note": "ооруйт"}


def test_nobody_of_another_team_sees_it(case: Case, here: SimpleNamespace, client: Client) -> None:
    child = someone(case, here, "Баласы")
    for actor in ("other_team", "stranger", "administrator"):
        client.force_login(getattr(here, actor))
        assert client.get(at(case)).status_code == 404
        assert client.post(at(case, "-change", child.person_id), {}).status_code == 404


def test_a_closed_case_is_read_and_not_changed(case: Case, here: SimpleNamespace, owner: Client) -> None:
    do_close_case(case, by=here.owner, outcome="advice-given", closing_words="")
    assert "household/add" not in read(owner, case)
    assert owner.post(at(case, "-add"), {"name": "x", "relation": "child"}).status_code == 403


def test_the_database_and_the_log_hold_no_value(case: Case, here: SimpleNamespace) -> None:
    someone(case, here, "Баласы", place="Кочкор", school="works", birth_year="2016")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(HouseholdPart._meta.db_table)}")
        cells = repr([bytes(c) if isinstance(c, memoryview) else c for line in cursor for c in line])
    assert not [word for word in ("Кочкор", "works", "2016") if word in cells]
    entry = Entry.objects.get(action="case.household")
    assert entry.fields == ["birth_year", "place", "school"]


def test_erasing_her_takes_the_household_out_of_a_case_that_others_share(case: Case, here: SimpleNamespace) -> None:
    her = case.people.get()
    other = do_add_person(case, by=here.owner, name="Бурул Выдумкина", relation="client")
    do_describe(her, by=here.owner, money="husband")
    do_describe(other, by=here.owner, money="herself")
    someone(case, here, "Баласы", carer=str(her.person_id))
    do_erase(her.person, by=here.owner, reason="her-wish")
    assert [part.tie for part in HouseholdPart.objects.all()] == [other]
