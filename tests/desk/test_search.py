"""The search finds across scripts, shows one's own, and of others only that they are and whom to ask."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tayanch.accounts.models import User
from tayanch.audit.models import Entry
from tayanch.desk.actions.cases import do_open_case, do_set_employer
from tayanch.desk.actions.consultations import do_start_consultation
from tayanch.desk.actions.people import do_add_person
from tayanch.desk.models import Case, Consultation
from tayanch.desk.records import lookup
from tayanch.vault import search as names
from tayanch.vault.people import contact_point, do_add_contact

PHONE = "+996555123456"


@pytest.fixture(autouse=True)
def _fresh_index() -> None:
    names.forget_index()


def case_of(user: User, name: str = "Гульнара Осмонова", employer: str = "ООО Ромашка") -> Case:
    case = do_open_case(by=user, topic="unpaid-wages", country="ru", place="kazan")
    tie = do_add_person(case, by=user, name=name, relation="client")
    do_add_contact(tie.person, PHONE, "brigade", by=user)
    rest = {"tax_number": "", "address": "", "contact": ""}
    do_set_employer(case, by=user, is_household=False, papers="none", name=employer, **rest)
    return case


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def searched(user: User, typed: str) -> str:
    return str(signed_in(user).post(reverse("desk:search"), {"typed": typed}).content.decode())


TYPED = ["Gulnara", "Гулнора", "осмонова гульнара", PHONE, "0555 123 456", "«ромашка»", "OOO Romashka", "unpaid wages"]


@pytest.mark.parametrize("typed", TYPED)
def test_owner_and_teammate_find_the_case(here: SimpleNamespace, typed: str) -> None:
    case = case_of(here.owner)
    for user in (here.owner, here.teammate):
        page = searched(user, typed)
        assert case.reference in page
        assert "Kazan" in page


def test_a_reference_is_found_however_it_is_typed(here: SimpleNamespace) -> None:
    case = case_of(here.owner)
    for typed in (case.reference, case.reference.lower(), case.reference.replace("-", "")):
        assert reverse("desk:case", args=[case.reference]) in searched(here.owner, typed)


@pytest.mark.parametrize("typed", ["Gulnara", PHONE, "reference"])
def test_another_team_learns_only_that_it_is_and_whom_to_ask(here: SimpleNamespace, typed: str) -> None:
    case = case_of(here.owner)
    page = searched(here.other_team, case.reference if typed == "reference" else typed)
    assert "1 match: ask Owner" in page
    assert reverse("desk:case", args=[case.reference]) not in page
    assert "Kazan" not in page
    assert "Unpaid wages" not in page


@pytest.mark.parametrize("typed", ["ромашка", "OOO Romashka"])
def test_of_an_employer_another_team_learns_nothing(here: SimpleNamespace, typed: str) -> None:
    """Whom one employer failed is told to lawyers only, from three women on."""
    case = case_of(here.owner)
    page = searched(here.other_team, typed)
    assert "Nothing found here" in page
    assert "ask Owner" not in page
    assert case.reference not in page


@pytest.mark.parametrize("typed", ["Gulnara", PHONE, "ромашка", "reference", "unpaid wages"])
def test_another_organisation_learns_nothing(here: SimpleNamespace, typed: str) -> None:
    case = case_of(here.owner)
    page = searched(here.stranger, case.reference if typed == "reference" else typed)
    assert "Nothing found here" in page
    assert "Owner" not in page.split("<main")[1].replace('scope="col">Owner', "")


def test_a_name_is_never_in_the_results(here: SimpleNamespace) -> None:
    case_of(here.owner)
    results = searched(here.owner, PHONE).split("</form>")[-1]
    assert "Гульнара" not in results


def test_a_nameless_consultation_is_found_by_its_phone(here: SimpleNamespace) -> None:
    talk = do_start_consultation(by=here.owner)
    Consultation.objects.filter(id=talk.id).update(point=contact_point(here.organisation.id, PHONE))
    assert talk.reference in searched(here.teammate, PHONE)
    assert "1 match: ask Owner" in searched(here.other_team, PHONE)


def test_what_was_typed_is_in_no_address_and_no_log(here: SimpleNamespace) -> None:
    searched(here.owner, "Гульнара")
    entry = Entry.objects.get(action="search.run")
    assert (entry.fields, entry.reason, entry.object_id) == ([], "", None)
    answer = signed_in(here.owner).get(reverse("desk:search"), {"typed": "Гульнара"})
    assert "Гульнара" not in answer.content.decode()


def test_a_name_that_everybody_has_finds_nobody(here: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "MOST_PEOPLE", 1)
    case_of(here.owner)
    case_of(here.owner)
    assert "Add another name" in searched(here.owner, "Гульнара")


@pytest.mark.parametrize("typed", ["", "  ", "<script>", "ооо", "%", "555"])
def test_nothing_typed_breaks_the_search(here: SimpleNamespace, typed: str) -> None:
    case_of(here.owner)
    assert signed_in(here.owner).post(reverse("desk:search"), {"typed": typed}).status_code == 200


@pytest.mark.parametrize("typed", ["Гульнара Осмонова", PHONE, "ABC-234"])
def test_a_search_needs_few_queries(here: Any, typed: str, django_assert_max_num_queries: Any) -> None:
    for _ in range(5):
        case_of(here.owner)
    lookup.find(here.owner, typed, "en")  # the index of names is read once after unlock
    with django_assert_max_num_queries(20):
        lookup.find(here.owner, typed, "en")


def test_a_firm_whose_name_sounds_like_a_topic_brings_only_its_own_cases(here: SimpleNamespace) -> None:
    """«Берег» sounds like «беременность»: alone it finds that topic, with a firm of that name only the firm."""
    same_topic = do_open_case(by=here.owner, topic="pregnancy-and-birth")
    assert same_topic.reference in searched(here.owner, "Берег")
    firm = case_of(here.owner, employer="ООО Берег")
    page = searched(here.owner, "Берег")
    assert firm.reference in page
    assert same_topic.reference not in page


@pytest.mark.parametrize("typed", ["ООО «Берег»", "Берег 1147", 'ИП "Берег"'])
def test_a_firm_in_quotation_marks_or_with_a_number_is_no_topic_even_when_nobody_knows_it(
    here: SimpleNamespace, typed: str
) -> None:
    same_topic = do_open_case(by=here.owner, topic="pregnancy-and-birth")
    assert same_topic.reference not in searched(here.owner, typed)


def test_the_rarest_word_of_a_firm_finds_it_among_many_that_share_the_other(here: SimpleNamespace) -> None:
    firms = [case_of(here.owner, employer=f"ООО Ромашка {word}") for word in ("Север", "Юг", "Юг", "Юг")]
    page = searched(here.owner, "Ромашка Север")
    assert [case.reference in page for case in firms] == [True, False, False, False]
