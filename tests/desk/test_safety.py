"""May she be contacted? The card, its confirmation, and the hours on her clock."""

from __future__ import annotations

from datetime import UTC, datetime, time
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tayanch.audit.models import Entry
from tayanch.desk.actions import consultations
from tayanch.desk.actions.cases import do_open_case
from tayanch.desk.actions.safety import card_about, do_confirm_card, do_write_card
from tayanch.desk.messages.contact import Reason, is_safe_hour, may_contact
from tayanch.desk.models import SafetyCard
from tayanch.vault.people import do_create_person

NOW = datetime(2026, 11, 21, 16, 30, tzinfo=UTC)  # 19:30 in Moscow, 22:30 in Bishkek


def card(**facts: Any) -> SafetyCard:
    made = SafetyCard(**({"confirmed_at": NOW} | facts))
    made._state.adding = False
    return made


def test_without_a_card_she_is_asked_first() -> None:
    assert may_contact(None, NOW).reason is Reason.ASK_FIRST
    assert may_contact(SafetyCard(), NOW).reason is Reason.ASK_FIRST


def test_an_unconfirmed_card_allows_nothing() -> None:
    verdict = may_contact(card(confirmed_at=None, may_leave_message=True), NOW)
    assert (verdict.allowed, verdict.reason) == (False, Reason.CONFIRM_FIRST)


def test_a_watched_phone_gets_no_message_even_if_she_agreed_and_a_call_only_with_care() -> None:
    watched = card(is_watched=True, may_leave_message=True)
    assert may_contact(watched, NOW, by_message=True).reason is Reason.WATCHED
    verdict = may_contact(watched, NOW)
    assert (verdict.allowed, verdict.reason) == (True, Reason.WATCHED_CALL)


@pytest.mark.parametrize(("agreed", "allowed"), [(None, False), (False, False), (True, True)])
def test_what_was_not_asked_about_messages_counts_as_no(agreed: bool | None, allowed: bool) -> None:
    assert may_contact(card(may_leave_message=agreed), NOW, by_message=True).allowed is allowed


def test_safe_hours_are_on_her_clock() -> None:
    hours = {"safe_from": time(19), "safe_until": time(20)}
    assert may_contact(card(time_zone="Europe/Moscow", **hours), NOW).allowed
    assert may_contact(card(time_zone="Asia/Bishkek", **hours), NOW).reason is Reason.WAIT
    assert may_contact(card(**hours), NOW).reason is Reason.WAIT  # not known where: our own clock


@pytest.mark.parametrize(
    ("start", "end", "safe"),
    [
        (time(22), time(6), False),
        (time(19), time(6), True),
        (time(18), time(19, 30), False),
        (time(19, 30), time(20), True),
        (time(20), None, False),
        (None, time(20), True),
        (None, None, True),
    ],
)
def test_a_window_may_pass_midnight_or_have_one_end(start: time | None, end: time | None, safe: bool) -> None:
    assert is_safe_hour(card(safe_from=start, safe_until=end, time_zone="Europe/Moscow"), NOW) is safe


@given(st.times(), st.times(), st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2030, 1, 1)))
def test_a_window_and_its_opposite_never_both_hold(start: time, end: time, moment: datetime) -> None:
    if start != end:
        now = moment.replace(tzinfo=UTC)
        inside = is_safe_hour(card(safe_from=start, safe_until=end, time_zone="Europe/Moscow"), now)
        outside = is_safe_hour(card(safe_from=end, safe_until=start, time_zone="Europe/Moscow"), now)
        assert inside is not outside


FACTS = {
    "whose_phone": "sister",
    "who_may_answer": "her aunt",
    "name_to_use": "the shop",
    "code_word": "tea",
    "is_watched": "no",
    "may_leave_message": "",
    "safe_from": "19:00",
    "safe_until": "22:00",
    "time_zone": "Europe/Moscow",
    "remarks": "Never on Fridays",
}


@pytest.mark.django_db
def test_a_card_is_written_sealed_read_and_confirmed(here: SimpleNamespace, client: Client) -> None:
    talk = consultations.do_start_consultation(by=here.owner)
    client.force_login(here.owner)
    address = reverse("desk:consultation-safety", args=[talk.reference])
    assert client.post(address, FACTS).status_code == 302
    made = SafetyCard.objects.get()
    assert b"the shop" not in bytes(made.name_to_use)
    assert (made.is_watched, made.may_leave_message, made.confirmed_at) == (False, None, None)
    seen = client.get(address).content.decode()
    for text in ("the shop", "tea", "her aunt", "Never on Fridays", "Not confirmed"):
        assert text in seen
    client.post(reverse("desk:consultation-safety-confirm", args=[talk.reference]))
    assert SafetyCard.objects.get().confirmed_by == here.owner
    actions = list(
        Entry.objects.filter(object_id=talk.id, action__startswith="safety.").values_list("action", flat=True)
    )
    assert actions == ["safety.write", "safety.read", "safety.confirm"]


@pytest.mark.django_db
def test_a_changed_card_must_be_confirmed_again(here: SimpleNamespace) -> None:
    talk = consultations.do_start_consultation(by=here.owner)
    made = do_write_card(card_about(talk), by=here.owner, code_word="tea")
    do_confirm_card(made, by=here.owner)
    do_write_card(made, by=here.owner, code_word="bread")
    assert SafetyCard.objects.get().confirmed_at is None


@pytest.mark.django_db
def test_there_is_nothing_to_confirm_before_a_card_is_written(here: SimpleNamespace, client: Client) -> None:
    talk = consultations.do_start_consultation(by=here.owner)
    client.force_login(here.owner)
    client.post(reverse("desk:consultation-safety-confirm", args=[talk.reference]))
    assert not SafetyCard.objects.exists()


@pytest.mark.django_db
def test_safe_hours_without_length_are_refused(here: SimpleNamespace, client: Client) -> None:
    talk = consultations.do_start_consultation(by=here.owner)
    client.force_login(here.owner)
    address = reverse("desk:consultation-safety", args=[talk.reference])
    answer = client.post(address, FACTS | {"safe_until": "19:00"})
    assert answer.status_code == 422
    assert not SafetyCard.objects.exists()


@pytest.mark.django_db
def test_the_card_of_a_talk_becomes_hers_when_she_agrees_to_be_known(here: SimpleNamespace) -> None:
    talk = consultations.do_start_consultation(by=here.owner)
    do_write_card(card_about(talk), by=here.owner, code_word="tea", whose_phone="own")
    person = consultations.do_know_by_name(talk, by=here.owner, name="Бермет Ойдон")
    hers = SafetyCard.objects.get()
    assert (hers.person, hers.consultation, hers.unseal("code_word"), hers.whose_phone) == (person, None, "tea", "own")


@pytest.mark.django_db
def test_the_card_she_has_already_is_not_replaced_but_must_be_confirmed_anew(here: SimpleNamespace) -> None:
    talk = consultations.do_start_consultation(by=here.owner)
    woman = do_create_person(by=here.owner, name="Бермет Ойдон")
    do_confirm_card(do_write_card(card_about(woman), by=here.owner, code_word="bread"), by=here.owner)
    do_write_card(card_about(talk), by=here.owner, code_word="tea", is_watched=True)
    consultations.do_join_person(talk, woman, by=here.owner)
    assert card_about(woman).unseal("code_word") == "bread"
    assert card_about(woman).confirmed_at is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("actor", "status"),
    [
        ("owner", 200),
        ("teammate", 200),
        ("other_team", 404),
        ("stranger", 404),
        ("administrator", 404),
        ("analyst", 404),
    ],
)
def test_her_card_is_reached_only_through_a_case_she_is_in(
    here: SimpleNamespace, client: Client, actor: str, status: int
) -> None:
    case = do_open_case(by=here.owner)
    inside, outside = (do_create_person(by=here.owner, name=name) for name in ("Бермет Ойдон", "Назик Ойдон"))
    case.people.create(person=inside)
    client.force_login(getattr(here, actor))
    assert client.get(reverse("desk:person-safety", args=[case.reference, inside.id])).status_code == status
    outsider = reverse("desk:person-safety", args=[case.reference, outside.id])
    assert client.get(outsider).status_code == 404
    confirm = reverse("desk:person-safety-confirm", args=[case.reference, inside.id])
    assert client.post(confirm).status_code == (302 if status == 200 else status)
