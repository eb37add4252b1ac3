"""People of a case: their details, their phones, and the hint that somebody is known already."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tayanch.accounts.models import User
from tayanch.audit.models import Entry
from tayanch.desk.actions.cases import do_close_case, do_open_case
from tayanch.desk.actions.people import do_add_person
from tayanch.desk.models import Case, CasePerson
from tayanch.vault.models import ContactPoint, Person, PersonContact
from tayanch.vault.people import do_add_contact, do_update_person

PHONE = "+996 555 123 456"


@pytest.fixture
def tie(here: SimpleNamespace) -> CasePerson:
    case = do_open_case(by=here.owner, topic="unpaid-wages")
    return do_add_person(case, by=here.owner, name="Айгүл Токтосунова", relation="client")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def page_of(tie: CasePerson, name: str = "person", *more: Any) -> str:
    return reverse(f"desk:{name}", args=[tie.case.reference, tie.person_id, *more])


DETAILS = {"name": "Айгүл Токтосунова", "relation": "client", "birth_date": "1990-05-04", "document": "AN 1234567"}


def test_details_are_written_sealed_and_read_again(here: Any, tie: CasePerson) -> None:
    client = signed_in(here.teammate)
    assert client.post(page_of(tie), DETAILS | {"address": "Бишкек", "relation": "witness"}).status_code == 302
    person = Person.objects.get()
    assert person.unseal("birth_date") == "1990-05-04"
    assert b"1990" not in bytes(person.birth_date)
    assert CasePerson.objects.get().relation == "witness"
    assert "AN 1234567" in client.get(page_of(tie)).content.decode()


@pytest.mark.parametrize("actor", ["other_team", "stranger", "administrator", "analyst"])
def test_nobody_outside_the_team_reaches_her(here: Any, tie: CasePerson, actor: str) -> None:
    contact = do_add_contact(tie.person, PHONE, "own", by=here.owner)
    client = signed_in(getattr(here, actor))
    assert client.get(page_of(tie)).status_code == 404
    for where in (page_of(tie), page_of(tie, "person-phone"), page_of(tie, "person-phone-remove", contact.id)):
        assert client.post(where, DETAILS).status_code == 404
    assert client.post(page_of(tie, "person-erase")).status_code == 404


def test_she_is_not_reached_through_a_case_she_is_not_in(here: Any, tie: CasePerson) -> None:
    theirs = do_open_case(by=here.other_team)
    where = reverse("desk:person", args=[theirs.reference, tie.person_id])
    assert signed_in(here.other_team).get(where).status_code == 404


def test_in_a_closed_case_she_is_read_and_not_changed(here: Any, tie: CasePerson) -> None:
    do_close_case(tie.case, by=here.owner, outcome="advice-given", closing_words="")
    client = signed_in(here.owner)
    assert client.get(page_of(tie)).status_code == 200
    assert client.post(page_of(tie), DETAILS).status_code == 403
    assert client.post(page_of(tie, "person-phone"), {"number": PHONE, "relation": "own"}).status_code == 403


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"document": "passport"}, {"birth_date": "sometime"}, {"relation": "x"}]
)
def test_a_wrong_detail_is_refused_and_nothing_is_changed(here: Any, tie: CasePerson, wrong: dict[str, str]) -> None:
    assert signed_in(here.owner).post(page_of(tie), DETAILS | wrong).status_code == 422
    assert Person.objects.get().unseal("birth_date") == ""


def test_three_women_share_one_phone_and_none_is_merged(here: Any, tie: CasePerson) -> None:
    ties = [tie, *(do_add_person(tie.case, by=here.owner, name=f"Name {n}", relation="client") for n in (1, 2))]
    client = signed_in(here.owner)
    for each in ties:
        client.post(page_of(each, "person-phone"), {"number": PHONE, "relation": "brigade"})
    assert ContactPoint.objects.count() == 1
    assert PersonContact.objects.count() == Person.objects.count() == 3


def test_a_number_dialled_at_home_is_understood(here: Any, tie: CasePerson) -> None:
    client = signed_in(here.owner)
    client.post(page_of(tie, "person-phone"), {"number": "0555 123 456", "relation": "own"})
    assert "+996555123456" in client.get(page_of(tie)).content.decode()


def test_a_half_number_is_refused_with_advice(here: Any, tie: CasePerson) -> None:
    answer = signed_in(here.owner).post(page_of(tie, "person-phone"), {"number": "0555 12", "relation": "own"})
    assert answer.status_code == 422
    assert "country code" in answer.content.decode()


def test_a_phone_is_removed_and_its_token_with_it(here: Any, tie: CasePerson) -> None:
    contact = do_add_contact(tie.person, PHONE, "own", by=here.owner)
    signed_in(here.owner).post(page_of(tie, "person-phone-remove", contact.id))
    assert not ContactPoint.objects.exists()


def test_a_known_document_says_how_many_and_whom_to_ask_never_who(here: Any, tie: CasePerson) -> None:
    hidden = do_open_case(by=here.other_team)
    known = do_add_person(hidden, by=here.other_team, name="Бермет Скрытая", relation="client")
    do_update_person(known.person, by=here.other_team, document="ak1234567")
    do_update_person(tie.person, by=here.owner, document="АК 1234567")  # Cyrillic letters
    page = signed_in(here.owner).get(page_of(tie)).content.decode()
    assert "1 person is known already with the same document" in page
    assert "Ask: Other-Team." in page
    assert "Бермет" not in page
    assert hidden.reference not in page


def test_the_same_name_and_birth_date_in_another_spelling_is_a_hint(here: Any, tie: CasePerson) -> None:
    do_update_person(tie.person, by=here.owner, birth_date="1990-05-04")
    other = do_add_person(do_open_case(by=here.teammate), by=here.teammate, name="Toktosunova Aygul", relation="client")
    do_update_person(other.person, by=here.teammate, birth_date="1990-05-04")
    page = signed_in(here.owner).get(reverse("desk:case", args=[tie.case.reference])).content.decode()
    assert "1 person is known already with the same birth date and name" in page
    assert "Ask: Teammate." in page


def test_another_organisation_is_no_hint(here: Any, tie: CasePerson) -> None:
    far = do_add_person(do_open_case(by=here.stranger), by=here.stranger, name="Айгүл Токтосунова", relation="client")
    for each, by in ((tie, here.owner), (far, here.stranger)):
        do_update_person(each.person, by=by, document="AN1234567", birth_date="1990-05-04")
    assert "known already" not in signed_in(here.owner).get(page_of(tie)).content.decode()


def test_nothing_she_is_called_is_in_the_log(here: Any, tie: CasePerson) -> None:
    signed_in(here.owner).post(page_of(tie), DETAILS)
    told = " ".join(f"{entry.action} {entry.fields} {entry.reason}" for entry in Entry.objects.all())
    assert "Айгүл" not in told
    assert "1234567" not in told


def test_a_teammate_may_not_erase_and_the_owner_must_type_the_reference(here: Any, tie: CasePerson) -> None:
    where, sent = page_of(tie, "person-erase"), {"reason": "her-wish", "reference": tie.case.reference}
    assert signed_in(here.teammate).get(where).status_code == 403
    assert signed_in(here.teammate).post(where, sent).status_code == 403
    client = signed_in(here.owner)
    assert client.get(where).status_code == 200
    assert client.post(where, sent | {"reference": "222-222"}).status_code == 422
    assert Person.objects.exists()
    assert client.post(where, sent | {"reference": tie.case.reference.lower()}).status_code == 302
    assert not Person.objects.exists()
    assert not Case.objects.exists()


def test_who_is_in_a_case_of_another_team_is_not_erased_over_their_heads(here: Any, tie: CasePerson) -> None:
    theirs = do_open_case(by=here.other_team)
    CasePerson.objects.create(case=theirs, person=tie.person)
    where, sent = page_of(tie, "person-erase"), {"reason": "her-wish", "reference": tie.case.reference}
    answer = signed_in(here.owner).post(where, sent)
    assert "Other-Team" in answer.content.decode()
    assert Person.objects.exists()
    assert signed_in(here.supervisor).post(where, sent).status_code == 302
    assert not Person.objects.exists()
