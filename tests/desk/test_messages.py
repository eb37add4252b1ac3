"""What may be sent to her, when, and that nothing of hers ever stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tayanch.audit.models import Entry
from tayanch.channels import RefusedNumber, TryLater, WrongCredentials
from tayanch.desk.actions import cases, consultations, people
from tayanch.desk.actions import messages as actions
from tayanch.desk.actions.channels import do_write_channel, do_write_rules, setting_of, values_of
from tayanch.desk.actions.messages import Choice, Refused
from tayanch.desk.actions.safety import card_about, do_confirm_card, do_write_card
from tayanch.desk.messages import neutral, reaching, sending
from tayanch.desk.messages.contact import next_safe_moment
from tayanch.desk.messages.texts import LANGUAGES, texts
from tayanch.desk.models import ChannelSetting, Message, SafetyCard
from tayanch.store import gate
from tayanch.vault.people import do_add_contact, do_update_person
from tests.channels.web_server import Asked, Service, running
from tests.sealing import seal

NUMBER = "+996555000111"
OURS = "+996 312 00 00 00"


@pytest.fixture
def gateway() -> Iterator[Service]:
    with running(Service(lambda asked: (200, {"id": "1"}))) as made:
        yield made


@pytest.fixture
def desk(here: SimpleNamespace, gateway: Service) -> SimpleNamespace:
    """A case of one woman who may be written to, and an SMS gateway that is switched on."""
    do_write_rules(here.organisation, by=here.administrator, team=here.night, our_number=OURS, our_name="Таяныч")
    do_write_channel(here.organisation, "sms", {"url": f"{gateway.address}/send"}, by=here.administrator, is_on=True)
    case = cases.do_open_case(by=here.owner, topic="unpaid-wages")
    woman = people.do_add_person(case, by=here.owner, name="Асель Ойдон", relation="client").person
    do_add_contact(woman, NUMBER, "own", by=here.owner)
    return SimpleNamespace(**vars(here), case=case, woman=woman, card=allow(woman, here.owner), gateway=gateway)


def allow(about: Any, by: Any, **facts: Any) -> SafetyCard:
    card = do_write_card(card_about(about), by=by, **({"may_leave_message": True, "is_watched": False} | facts))
    return do_confirm_card(card, by=by)


def queue(desk: Any, template: str = "please-call", **more: Any) -> Message:
    (recipient,) = reaching.recipients(desk.case)
    language, now = more.pop("language", "ru"), more.pop("now", timezone.now())
    return actions.do_queue_message(desk.case, recipient, Choice(template, language, **more), by=desk.owner, now=now)


def refusal(desk: Any, template: str = "please-call", **more: Any) -> str:
    with pytest.raises(Refused) as told:
        queue(desk, template, **more)
    assert Message.objects.count() == more.get("already", 0)
    return told.value.code


def sent_texts(gateway: Service) -> list[str]:
    return [parse_qs(asked.body.decode())["text"][0] for asked in gateway.asked]


# --- the texts ---------------------------------------------------------------------------------------------------


def test_every_text_is_written_in_three_languages_with_the_same_slots() -> None:
    for one in texts().values():
        assert set(one.text) == set(one.label) == set(LANGUAGES)
        for language in LANGUAGES:
            assert {slot for slot in ("day", "time", "number") if f"{{{slot}}}" in one.text[language]} == set(one.slots)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_with_an_empty_slot_is_not_written(language: str) -> None:
    for one in texts().values():
        if one.slots:
            with pytest.raises(ValueError, match=one.slots[0]):
                one.write(language, day=None, clock=None, number="")


CASE_WORDS = "иш укук зомбулук жардам арыз сот юрист миграци помощь насили заявлени права дело суд help violence legal"


def test_no_text_has_a_word_of_a_case() -> None:
    for one in texts().values():
        for text in one.text.values():
            words = text.lower().split()
            assert not [w for w in words for bad in CASE_WORDS.split() if w.startswith(bad) and len(bad) > 3]


# --- the safety card ---------------------------------------------------------------------------------------------


def test_a_message_that_may_go_goes_through_the_gateway_once(desk: SimpleNamespace) -> None:
    message = queue(desk)
    assert sending.send_due() == {}  # it can still be taken back
    assert sending.send_due(timezone.now() + timedelta(minutes=2)) == {"sent": 1}
    assert sending.send_due(timezone.now() + timedelta(minutes=3)) == {}
    assert sent_texts(desk.gateway) == [f"Позвоните, пожалуйста, когда сможете: {OURS}"]
    message.refresh_from_db()
    assert message.state == "sent"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"is_watched": True}, "watched"),
        ({"may_leave_message": False}, "no-message"),
        ({"may_leave_message": None}, "no-message"),
    ],
)
def test_a_card_that_forbids_messages_is_obeyed(desk: SimpleNamespace, facts: dict[str, Any], code: str) -> None:
    allow(desk.woman, desk.owner, **facts)
    assert refusal(desk) == code


def test_without_a_card_or_its_confirmation_nothing_is_sent(desk: SimpleNamespace) -> None:
    do_write_card(desk.card, by=desk.owner, remarks="new")
    assert refusal(desk) == "confirm-first"
    desk.card.delete()
    assert refusal(desk) == "ask-first"


def test_a_confirmation_holds_for_the_days_that_the_organisation_says(desk: SimpleNamespace) -> None:
    assert refusal(desk, now=timezone.now() + timedelta(days=31)) == "confirm-again"
    do_write_rules(desk.organisation, by=desk.administrator, card_days=40)
    queue(desk, now=timezone.now() + timedelta(days=31))


def test_outside_her_safe_hours_it_waits_for_them(desk: SimpleNamespace) -> None:
    now = timezone.now()
    local = timezone.localtime(now)
    later = (local + timedelta(hours=2)).time().replace(microsecond=0)
    allow(desk.woman, desk.owner, safe_from=later, safe_until=(local + timedelta(hours=3)).time())
    message = queue(desk)
    assert abs(message.not_before - now - timedelta(hours=2)) < timedelta(minutes=2)
    assert sending.send_due(now + timedelta(minutes=5)) == {}
    assert sending.send_due(now + timedelta(hours=2, minutes=1)) == {"sent": 1}


@pytest.mark.parametrize(
    ("zone", "hours", "at", "begins"),
    [
        ("Europe/Moscow", (time(19), time(21)), "2026-11-21T12:00+00:00", "2026-11-21T16:00+00:00"),
        ("Europe/Moscow", (time(19), time(21)), "2026-11-21T18:30+00:00", "2026-11-22T16:00+00:00"),
        ("Asia/Bishkek", (time(22), time(2)), "2026-11-21T19:00+00:00", "2026-11-21T19:00+00:00"),
        ("Asia/Bishkek", (None, time(8)), "2026-11-21T04:00+00:00", "2026-11-21T18:00+00:00"),
    ],
)
def test_the_next_safe_moment_is_on_her_clock(zone: str, hours: Any, at: str, begins: str) -> None:
    card = SafetyCard(time_zone=zone, safe_from=hours[0], safe_until=hours[1])
    assert next_safe_moment(card, datetime.fromisoformat(at)) == datetime.fromisoformat(begins)


def test_a_card_that_changes_while_a_message_waits_stops_it(desk: SimpleNamespace) -> None:
    message = queue(desk)
    do_write_card(desk.card, by=desk.owner, is_watched=True)
    assert sending.send_due(timezone.now() + timedelta(minutes=2)) == {}
    message.refresh_from_db()
    assert (message.state, message.fault) == ("cancelled", "confirm-first")
    assert desk.gateway.asked == []


# --- the queue ---------------------------------------------------------------------------------------------------


def test_three_messages_a_day_are_enough(desk: SimpleNamespace) -> None:
    for _ in range(3):
        queue(desk)
    with pytest.raises(Refused, match=r".*") as told:
        queue(desk)
    assert told.value.code == "enough"
    actions.do_cancel_message(Message.objects.first(), by=desk.owner, now=timezone.now())  # type: ignore[arg-type]
    queue(desk)
    queue(desk, now=timezone.now() + timedelta(hours=25))


def test_two_records_with_one_number_share_its_three_messages(desk: SimpleNamespace) -> None:
    for _ in range(3):
        queue(desk)
    talk = consultations.do_start_consultation(by=desk.owner)
    consultations.do_save_fields(talk, {"phone": NUMBER}, by=desk.owner)
    allow(talk, desk.owner)
    (recipient,) = reaching.recipients(talk)
    choice = Choice("please-call", "ru")
    with pytest.raises(Refused) as told:
        actions.do_queue_message(talk, recipient, choice, by=desk.owner, now=timezone.now())
    assert told.value.code == "enough"


def test_what_waits_can_be_taken_back_and_what_went_cannot(desk: SimpleNamespace) -> None:
    message, client = queue(desk), Client()
    client.force_login(desk.teammate)
    address = reverse("desk:message-cancel", args=[desk.case.reference, message.id])
    client.post(address)
    message.refresh_from_db()
    assert (message.state, message.fault) == ("cancelled", "by-hand")
    assert sending.send_due(timezone.now() + timedelta(minutes=2)) == {}
    sent = queue(desk)
    sending.send_due(timezone.now() + timedelta(minutes=2))
    client.post(reverse("desk:message-cancel", args=[desk.case.reference, sent.id]))
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_a_busy_service_is_tried_again_ever_later_and_given_up_after_five(desk: SimpleNamespace) -> None:
    desk.gateway.answer = lambda asked: (503, {})
    message, now, pauses = queue(desk), timezone.now() + timedelta(minutes=2), []
    for _ in range(5):
        assert sending.send_due(now) == {"later": 1}
        message.refresh_from_db()
        pauses.append(round((message.not_before - now).total_seconds() / 60))
        now = max(message.not_before, now) + timedelta(seconds=1)
    assert pauses[:4] == [2, 4, 8, 16]
    assert (message.state, message.fault, message.tries) == ("failed", "gave-up", 5)
    assert sending.send_due(now + timedelta(hours=1)) == {}


def test_a_service_that_asks_for_patience_gets_it(desk: SimpleNamespace) -> None:
    desk.gateway.answer = lambda asked: (429, {}, {"Retry-After": "1200"})
    message, now = queue(desk), timezone.now() + timedelta(minutes=2)
    sending.send_due(now)
    message.refresh_from_db()
    assert message.not_before == now + timedelta(minutes=20)


def test_a_refused_number_is_told_to_the_worker_and_not_tried_again(desk: SimpleNamespace) -> None:
    desk.gateway.answer = lambda asked: (400, {})
    message = queue(desk)
    assert sending.send_due(timezone.now() + timedelta(minutes=2)) == {RefusedNumber.code: 1}
    message.refresh_from_db()
    assert message.state == "failed"
    client = Client()
    client.force_login(desk.owner)
    page = client.get(reverse("desk:messages", args=[desk.case.reference])).content.decode()
    assert "Nobody can be reached there" in page
    assert NUMBER not in page


def test_a_message_that_could_not_go_in_a_day_is_not_sent_late(desk: SimpleNamespace) -> None:
    message = queue(desk)
    assert sending.send_due(timezone.now() + timedelta(days=2)) == {}
    message.refresh_from_db()
    assert (message.state, message.fault) == ("failed", "too-late")


def test_a_channel_that_is_switched_off_sends_nothing(desk: SimpleNamespace) -> None:
    message = queue(desk)
    do_write_channel(desk.organisation, "sms", {"url": "https://example.org"}, by=desk.administrator, is_on=False)
    sending.send_due(timezone.now() + timedelta(minutes=2))
    message.refresh_from_db()
    assert (message.state, message.fault) == ("failed", "off")
    assert reaching.recipients(desk.case) == []


def test_after_a_crash_while_sending_nothing_is_sent_twice(desk: SimpleNamespace) -> None:
    message, now = queue(desk), timezone.now() + timedelta(minutes=2)
    assert actions.do_hand_over(message, now=now)
    assert sending.send_due(now + timedelta(minutes=11)) == {}
    message.refresh_from_db()
    assert (message.state, message.fault) == ("failed", "unknown")
    assert desk.gateway.asked == []


def test_a_service_is_never_spoken_to_while_the_gate_is_held(desk: SimpleNamespace) -> None:
    held: list[int] = []

    def look(asked: Asked) -> tuple[Any, ...]:
        held.append(gate._inside)
        return 200, {}

    desk.gateway.answer = look
    queue(desk)
    sending.send_due(timezone.now() + timedelta(minutes=2))
    assert held == [0]


def test_sending_is_no_use_of_the_desk_and_does_not_keep_it_open(desk: SimpleNamespace) -> None:
    before = gate._last_use
    sending.one_round(poll=False)
    assert gate._last_use == before


# --- nothing of hers ---------------------------------------------------------------------------------------------


def test_our_name_is_said_only_where_her_card_allows_it(desk: SimpleNamespace) -> None:
    assert "Таяныч" not in queue(desk).unseal("text")
    allow(desk.woman, desk.owner, may_say_who=True)
    assert queue(desk).unseal("text").endswith("Таяныч")


def test_a_name_of_ours_that_is_also_hers_is_refused_in_any_script(desk: SimpleNamespace) -> None:
    allow(desk.woman, desk.owner, may_say_who=True)
    do_write_rules(desk.organisation, by=desk.administrator, our_name="Oydon centre")
    assert refusal(desk) == "tells"


def test_a_subject_or_sender_that_tells_is_refused_too(desk: SimpleNamespace) -> None:
    values = values_of(setting_of(desk.organisation.id, "sms")) | {"sender": "Asel"}
    do_write_channel(desk.organisation, "sms", values, by=desk.administrator, is_on=True)
    assert refusal(desk) in {"tells"}


@pytest.mark.parametrize("kind", ["note", "code word", "employer", "plan", "another talk"])
def test_words_of_any_record_of_hers_are_looked_for(desk: SimpleNamespace, kind: str) -> None:
    word = "когда сможете"
    if kind == "note":
        cases.do_add_note(desk.case, word, by=desk.owner)
    elif kind == "code word":
        allow(desk.woman, desk.owner, code_word="сможете")
    elif kind == "employer":
        cases.do_set_employer(desk.case, by=desk.owner, is_household=False, papers="none", name="Сможете")
    elif kind == "plan":
        cases.do_change_plan(desk.case, word, by=desk.owner)
    else:
        talk = consultations.do_start_consultation(by=desk.owner)
        consultations.do_save_fields(talk, {"advice": word}, by=desk.owner)
        consultations.do_join_person(talk, desk.woman, by=desk.owner)
        do_confirm_card(card_about(desk.woman), by=desk.owner)
    assert refusal(desk) == "tells"
    assert queue(desk, "received").state == "waiting"


def test_our_public_number_that_stands_in_her_record_is_refused(desk: SimpleNamespace) -> None:
    do_write_rules(desk.organisation, by=desk.administrator, our_number=NUMBER)
    assert refusal(desk) == "tells"


def queued_or_none(desk: Any, template: str, language: str) -> Message | None:
    """The message, or None when it was refused because it would tell something of her; no other refusal passes."""
    try:
        return queue(desk, template, language=language, day=date.today(), clock=time(10))
    except Refused as refused:
        if refused.code == "tells":
            return None
        raise


LETTERS = st.sampled_from("абвгдежзийклмнопрстуүөңАЙГҮЛ aeiuoghlnr")
WORDS = st.text(LETTERS, min_size=3, max_size=30).map(str.strip).filter(lambda text: len(text) >= 3)
FROM_TEXTS = st.sampled_from(
    sorted({w.strip(".,:") for t in texts().values() for x in t.text.values() for w in x.split()})
)
VALUES = st.one_of(WORDS, FROM_TEXTS.filter(lambda word: len(word) > 3 and "{" not in word))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=VALUES,
    code_word=VALUES,
    note=VALUES,
    employer=VALUES,
    template=st.sampled_from(sorted(texts())),
    language=st.sampled_from(LANGUAGES),
    says_who=st.booleans(),
)
def test_no_text_that_is_queued_holds_a_value_of_hers(
    desk: SimpleNamespace,
    name: str,
    code_word: str,
    note: str,
    employer: str,
    template: str,
    language: str,
    says_who: bool,
) -> None:
    """Whatever she is called and whatever was written of her: the message is refused, or has none of it."""
    do_update_person(desk.woman, by=desk.owner, name=name)
    cases.do_set_employer(desk.case, by=desk.owner, is_household=False, papers="none", name=employer)
    cases.do_add_note(desk.case, note, by=desk.owner)
    allow(desk.woman, desk.owner, code_word=code_word, may_say_who=says_who)
    Message.objects.all().delete()
    message = queued_or_none(desk, template, language)
    if message is None:
        return
    values = values_of(setting_of(desk.organisation.id, "sms"))
    out = " ".join([message.unseal("text"), values["sender"]]).casefold()
    assert not [value for value in (name, code_word, note, employer) if value.strip().casefold() in out]
    logged = Entry.objects.filter(action="message.queue").latest("seq")
    assert logged.reason == template
    assert set(logged.fields) == {"to", "text"}


def test_everything_that_is_sealed_is_looked_into(desk: SimpleNamespace) -> None:
    found = {text for _, text in neutral.sealed_values(neutral.subjects_of(desk.case))}
    assert {"Асель Ойдон", NUMBER} <= found


def test_a_record_that_is_sealed_to_workers_sends_nothing_by_itself(desk: SimpleNamespace) -> None:
    waiting = queue(desk)
    seal(desk.case, desk.teammate)
    desk.case.refresh_from_db()
    now = timezone.now() + timedelta(minutes=2)
    assert sending.send_due(now).total() == 0
    waiting.refresh_from_db()
    assert (waiting.state, waiting.fault, desk.gateway.asked) == ("cancelled", "sealed", [])
    other = reaching.Recipient("sms/x", "sms", NUMBER, "", desk.woman)
    with pytest.raises(Refused) as told:
        actions.do_queue_message(desk.case, other, Choice("received", "ru"), by=desk.owner, now=now)
    assert told.value.code == "sealed"


# --- the pages ---------------------------------------------------------------------------------------------------


def test_a_worker_chooses_a_text_and_sees_what_became_of_it(desk: SimpleNamespace) -> None:
    client, address = Client(), reverse("desk:messages", args=[desk.case.reference])
    client.force_login(desk.owner)
    page = client.get(address).content.decode()
    (recipient,) = reaching.recipients(desk.case)
    assert recipient.key in page
    assert NUMBER not in page
    form = {"to": recipient.key, "template": "call-agreed", "language": "ky", "day": date.today(), "clock": "10:00"}
    assert client.post(address, form).status_code == 302
    assert "саат 10:00" in client.get(address).content.decode()
    answer = client.post(address, form | {"day": ""})
    assert answer.status_code == 422
    assert "needs a day" in answer.content.decode()


def test_no_word_can_be_typed_into_a_message(desk: SimpleNamespace) -> None:
    client, address = Client(), reverse("desk:messages", args=[desk.case.reference])
    client.force_login(desk.owner)
    (recipient,) = reaching.recipients(desk.case)
    form = {"to": recipient.key, "template": "received", "language": "ru", "text": "мы знаем о вас всё"}
    client.post(address, form)
    assert [one.unseal("text") for one in Message.objects.all()] == ["Сообщение получили. Позвоним сами."]
    assert client.post(address, form | {"to": "sms/" + "0" * 8}).status_code == 422
    assert client.post(address, form | {"template": "own words"}).status_code == 422


def test_a_conversation_without_a_name_can_be_answered(desk: SimpleNamespace) -> None:
    talk = consultations.do_start_consultation(by=desk.owner)
    consultations.do_save_fields(talk, {"phone": "0555 000 222"}, by=desk.owner)
    allow(talk, desk.owner)
    client, address = Client(), reverse("desk:consultation-messages", args=[talk.reference])
    client.force_login(desk.owner)
    (recipient,) = reaching.recipients(talk)
    client.post(address, {"to": recipient.key, "template": "received", "language": "ru"})
    sending.send_due(timezone.now() + timedelta(minutes=2))
    assert parse_qs(desk.gateway.asked[0].body.decode())["to"] == ["+996555000222"]


def test_erasing_her_takes_her_messages_along(desk: SimpleNamespace) -> None:
    from tayanch.vault.erasure import do_erase_person

    queue(desk)
    do_erase_person(desk.woman, by=desk.owner, reason="her-wish")
    assert not Message.objects.exists()


# --- the administrator -------------------------------------------------------------------------------------------


def test_a_secret_is_sealed_and_never_shown_again(desk: SimpleNamespace) -> None:
    client, address = Client(), reverse("desk:channel", args=["telegram"])
    client.force_login(desk.administrator)
    form = {"is_on": "on", "token": "123:very-secret", "server": "https://api.telegram.org"}
    assert client.post(address, form).status_code == 302
    assert "very-secret" not in client.get(address).content.decode()
    assert client.post(address, form | {"token": ""}).status_code == 302
    values = values_of(setting_of(desk.organisation.id, "telegram"))
    assert values["token"] == "123:very-secret"
    assert len(values["sign"]) > 20
    assert b"very-secret" not in bytes(ChannelSetting.objects.get(channel="telegram").values)


def test_the_test_button_says_whether_it_went(desk: SimpleNamespace) -> None:
    client = Client()
    client.force_login(desk.administrator)
    address = reverse("desk:channel-test", args=["sms"])
    page = client.post(address, {"to": "0555 000 333"}, follow=True).content.decode()
    assert "taken the test over" in page
    assert setting_of(desk.organisation.id, "sms").tested_at  # type: ignore[union-attr]
    desk.gateway.answer = lambda asked: (401 if asked.method == "POST" else 200, {})
    page = client.post(address, {"to": "0555 000 333"}, follow=True).content.decode()
    assert "does not accept our name" in page
    assert client.post(address, {"to": "no number"}).status_code == 422


def test_call_backs_need_a_team_that_gets_them(desk: SimpleNamespace) -> None:
    client = Client()
    client.force_login(desk.administrator)
    form = {"a_day": 3, "card_days": 30, "keep_days": 30, "takes_callbacks": "on", "team": ""}
    assert client.post(reverse("desk:channels"), form).status_code == 422
    assert client.post(reverse("desk:channels"), form | {"team": desk.night.id}).status_code == 302


def test_errors_have_words_for_both_readers() -> None:
    for code in (RefusedNumber.code, TryLater.code, WrongCredentials.code, "settings"):
        assert reaching.FAULTS[code]
        assert reaching.TEST_FAULTS[code]
