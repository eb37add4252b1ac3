"""What comes in from outside: sealed at once, locked or not, and taken up by the team that gets it."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tayanch.accounts.flood import Flood, network
from tayanch.audit.models import Entry
from tayanch.desk.actions import cases, people
from tayanch.desk.actions.arrivals import do_discard_arrival, do_take_arrival
from tayanch.desk.actions.channels import do_write_channel, do_write_rules, setting_of
from tayanch.desk.actions.safety import card_about
from tayanch.desk.messages import arrivals, doors, inbox, post, reaching, sending
from tayanch.desk.models import Arrival, Consultation, ReplyAddress
from tayanch.desk.views import public
from tayanch.store.state import data_folder, keyring
from tayanch.vault import letterbox, spool
from tayanch.vault.erasure import do_erase_person
from tayanch.vault.models import DataKey
from tayanch.vault.people import do_add_contact
from tests.channels.web_server import Service, running
from tests.conftest import PASSPHRASE
from tests.traces import Traces

NUMBER = "+996555000111"
REQUEST = {"reach": "0555 000 111", "by": "whatsapp", "from": "18:00", "until": "21:00", "zone": "Europe/Moscow"}
REQUEST |= {"language": "ky", "topic": "work", "words": "Мага жардам керек"}


@pytest.fixture
def desk(here: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """An organisation that takes call-back requests and messages; the night shift gets them."""
    monkeypatch.setattr(public, "requests", Flood(most=100, most_of_all=100))
    do_write_rules(here.organisation, by=here.administrator, team=here.night, takes_callbacks=True)
    own = {"token": "1:a", "server": "https://api.telegram.org"}
    do_write_channel(here.organisation, "telegram", own, by=here.administrator, is_on=True)
    app = {"phone_id": "1055", "token": "t", "app_secret": "app", "template": "kabar"}
    do_write_channel(here.organisation, "whatsapp", app, by=here.administrator, is_on=True)
    do_write_channel(here.organisation, "sms", {"url": "https://example.org"}, by=here.administrator, is_on=True)
    doors.publish()
    yield here
    for path in spool.waiting(here.organisation.id):
        path.unlink()
    doors.path().unlink(missing_ok=True)


def secret(desk: Any, channel: str) -> str:
    kept = setting_of(desk.organisation.id, channel)
    assert kept is not None
    return kept.unseal("door")


def door(desk: Any, channel: str, wanted: str = "") -> str:
    return reverse("door", args=[channel, wanted or secret(desk, channel)])


def whatsapp_call(text: str = "Салам", app: str = "app", number: str = "1") -> dict[str, Any]:
    message = {"from": NUMBER[1:], "id": f"wamid.{number}", "type": "text", "text": {"body": text}}
    value = {"metadata": {"phone_number_id": "1055"}, "messages": [message]}
    body = json.dumps({"entry": [{"changes": [{"field": "messages", "value": value}]}]}).encode()
    signature = "sha256=" + hmac.new(app.encode(), body, hashlib.sha256).hexdigest()
    return {"data": body, "content_type": "application/json", "headers": {"X-Hub-Signature-256": signature}}


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def read_in() -> list[Arrival]:
    inbox.read_in(timezone.now())
    return list(Arrival.objects.all())


def ask(**more: str) -> Any:
    return Client().post("/callback/", REQUEST | more)


# --- call-back requests --------------------------------------------------------------------------------------------


def test_a_request_without_scripts_is_sealed_at_once_and_thanked(desk: SimpleNamespace) -> None:
    answer = ask()
    assert answer.status_code == 200
    (path,) = spool.waiting(desk.organisation.id)
    assert not Traces({"number": "555000111", "words": REQUEST["words"]}).below(path)
    (item,) = read_in()
    letter = arrivals.letter_in(item)
    assert (letter.sender, letter.by, letter.safe_from, letter.zone) == (
        "0555 000 111",
        "whatsapp",
        "18:00",
        "Europe/Moscow",
    )
    assert spool.waiting(desk.organisation.id) == []


def test_a_request_that_her_browser_sealed_is_opened_only_by_the_desk(desk: SimpleNamespace) -> None:
    (known,) = doors.all_doors()
    box = letterbox.seal(known.public, json.dumps(REQUEST).encode())
    told = {"to": known.code, "box": b64encode(box).decode()}
    answer = Client().post("/callback/", json.dumps(told), content_type="application/json")
    assert (answer.status_code, answer.json()) == (202, {"kept": True})
    (item,) = read_in()
    assert arrivals.letter_in(item).text == REQUEST["words"]


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"reach": ""}, 422),
        ({"reach": "12"}, 422),
        ({"box": "no base64!"}, 422),
        ({"box": b64encode(b"short").decode()}, 422),
        ({"box": b64encode(b"\x01" + bytes(5000)).decode()}, 422),
        ({"to": "ffffffff", "reach": NUMBER}, 410),
        ({"website": "https://spam", "reach": NUMBER}, 202),
    ],
)
def test_what_is_no_request_is_not_kept(desk: SimpleNamespace, told: dict[str, str], status: int) -> None:
    answer = Client().post("/callback/", json.dumps(told), content_type="application/json")
    assert answer.status_code == status
    assert spool.waiting(desk.organisation.id) == []


def test_a_request_that_is_sent_again_is_one_request_before_and_after_it_was_read(desk: SimpleNamespace) -> None:
    once = re.search(r'name="once" value="(\w+)"', Client().get("/ky/callback/").content.decode())
    assert once
    for _ in range(3):
        answer = ask(once=once[1])
    assert len(spool.waiting(desk.organisation.id)) == 1
    (item,) = read_in()
    ask(once=once[1])
    assert read_in() == [item]
    word = arrivals.letter_in(item).word
    assert len(word) == 4
    assert word in answer.content.decode()
    ask(once="../../x", reach="0555 000 222")
    ask(once="", reach="0555 000 222")
    assert len(read_in()) == 3


def test_what_she_said_of_reaching_her_stands_on_her_card(desk: SimpleNamespace) -> None:
    ask(name="Айгүл", whose="husband", message="yes", once="0000002a" + "0" * 24)
    (item,) = read_in()
    talk = do_take_arrival(item, arrivals.letter_in(item), by=desk.owner)
    card = card_about(talk)
    assert (card.unseal("name_to_use"), card.unseal("code_word")) == ("Айгүл", "0042")
    assert (card.whose_phone, card.may_leave_message, card.confirmed_at) == ("husband", True, None)


def test_a_box_for_somebody_else_makes_no_item(desk: SimpleNamespace) -> None:
    other = letterbox.public_key(letterbox.private_key(bytes(32)))
    told = {"box": b64encode(letterbox.seal(other, b"{}")).decode()}
    assert Client().post("/callback/", json.dumps(told), content_type="application/json").status_code == 202
    assert read_in() == []
    assert Entry.objects.filter(action="arrival.unreadable").exists()


def test_odd_parts_of_a_request_are_left_out_and_long_ones_cut() -> None:
    odd = {"reach": " " + "9" * 200, "from": "at noon", "until": "25:00", "zone": "Mars/Base", "topic": "../x"}
    letter = post.of_form(odd | {"language": "xx", "words": "я" * 9000, "by": "owl"})
    assert len(letter.sender) == post.LONGEST["reach"] - 1 or len(letter.sender) == post.LONGEST["reach"]
    assert len(letter.text) == post.LONGEST["words"]
    assert (letter.safe_from, letter.safe_until, letter.zone, letter.topic, letter.language) == ("", "", "", "", "")
    assert letter.by == "phone"


def test_the_public_page_sets_no_cookie_asks_no_database_and_is_small(desk: SimpleNamespace) -> None:
    for language in ("ky", "ru", "en"):
        client = signed_in(desk.owner)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = client.get(f"/{language}/callback/")
        assert answer.status_code == 200
        assert not answer.cookies
        assert len(asked) == 0
        assert len(client.get(f"/{language}/callback/", headers={"Accept-Encoding": "br"}).content) < 7_000
        assert "Tayanch" not in answer.content.decode()
        assert desk.organisation.name not in answer.content.decode()
        assert answer["Cache-Control"] == "no-store"


def test_an_address_that_asks_too_often_waits_and_is_not_remembered(
    desk: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    flood = Flood(most=2, most_of_all=100)
    monkeypatch.setattr(public, "requests", flood)
    assert [ask().status_code for _ in range(3)] == [200, 200, 429]
    assert b"127.0.0.1" not in repr(vars(flood)).encode()
    assert Client(REMOTE_ADDR="10.0.0.7").post("/callback/", REQUEST).status_code == 200


def test_an_hour_later_she_may_ask_again() -> None:
    now = [0.0]
    flood = Flood(most=1, most_of_all=2, clock=lambda: now[0])
    assert [flood.passes("a"), flood.passes("a")] == [True, False]
    assert not flood.passes("b")  # together there were too many
    now[0] = 3601
    assert flood.passes("a")


def test_a_network_of_ipv6_counts_as_one_sender() -> None:
    assert network("2001:db8::1") == network("2001:db8::ffff") != network("2001:db8:1::1")
    assert network("10.0.0.1") != network("10.0.0.2")
    assert network("odd") == "odd"


def test_with_two_organisations_the_page_must_say_whose_it_is(desk: SimpleNamespace) -> None:
    far = desk.stranger.teams.get()
    rules = do_write_rules(desk.partner, by=desk.stranger, team=far, takes_callbacks=True)
    doors.publish()
    assert Client().get("/ru/callback/").status_code == 404
    assert Client().get(f"/ru/callback/?to={rules.code}").status_code == 200
    Client().post("/callback/", REQUEST | {"to": rules.code})
    assert [item.organisation_id for item in read_in()] == [desk.partner.id]


# --- while the installation is locked ------------------------------------------------------------------------------


@pytest.fixture
def locked(desk: SimpleNamespace) -> Iterator[SimpleNamespace]:
    secrets = {name: secret(desk, name) for name in ("telegram", "whatsapp", "sms")}
    keyring().lock()
    yield SimpleNamespace(**vars(desk), secrets=secrets)
    if not keyring().is_unlocked:
        keyring().unlock(PASSPHRASE)


def test_a_locked_desk_loses_no_request_and_no_message(locked: SimpleNamespace) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert Client().get("/ru/callback/").status_code == 200
        assert ask().status_code == 200
        path = door(locked, "whatsapp", locked.secrets["whatsapp"])
        assert Client().post(path, **whatsapp_call()).status_code == 200
    assert len(asked) == 0
    found = Traces({"number": "996555000111", "typed": "0555 000 111", "words": "Салам"}).below(data_folder() / "spool")
    assert found == {}
    assert not Traces(locked.secrets).below(doors.path())
    keyring().unlock(PASSPHRASE)
    assert sorted(item.channel for item in read_in()) == ["web", "whatsapp"]


def test_everything_else_stays_behind_the_lock(locked: SimpleNamespace) -> None:
    assert Client().get(reverse("desk:arrivals")).status_code == 302


# --- messages of channels ------------------------------------------------------------------------------------------


def test_only_the_secret_address_of_a_channel_takes_anything(desk: SimpleNamespace) -> None:
    call = whatsapp_call()
    assert Client().post(door(desk, "whatsapp", "guess"), **call).status_code == 404
    assert Client().post(door(desk, "telegram", secret(desk, "whatsapp")), **call).status_code == 404
    assert Client().post(door(desk, "pigeon", "x"), **call).status_code == 404
    do_write_channel(desk.organisation, "whatsapp", {}, by=desk.administrator, is_on=False)
    doors.publish()
    assert Client().post(door(desk, "whatsapp"), **call).status_code == 404


def test_a_forged_message_gets_the_same_answer_and_makes_no_item(desk: SimpleNamespace) -> None:
    good = Client().post(door(desk, "whatsapp"), **whatsapp_call())
    bad = Client().post(door(desk, "whatsapp"), **whatsapp_call(app="wrong", number="2"))
    assert (good.status_code, good.content) == (bad.status_code, bad.content)
    assert len(read_in()) == 1
    assert Entry.objects.filter(action="arrival.forged").count() == 1


def test_a_message_that_the_service_repeats_comes_once(desk: SimpleNamespace) -> None:
    for _ in range(3):
        Client().post(door(desk, "whatsapp"), **whatsapp_call())
    (item,) = read_in()
    do_take_arrival(item, arrivals.letter_in(item), by=desk.owner)
    Client().post(door(desk, "whatsapp"), **whatsapp_call())
    assert read_in() == []


def test_an_overlong_call_is_refused_before_it_is_kept(desk: SimpleNamespace) -> None:
    answer = Client().post(door(desk, "sms"), "x" * 70_000, content_type="text/plain")
    assert answer.status_code == 413
    assert spool.waiting(desk.organisation.id) == []


def test_the_handshake_of_whatsapp_is_answered_by_get_and_a_bot_that_looks_gets_nothing(desk: SimpleNamespace) -> None:
    path = door(desk, "whatsapp")
    query = {"hub.mode": "subscribe", "hub.verify_token": secret(desk, "whatsapp"), "hub.challenge": "77"}
    assert Client().get(path, query).content == b"77"
    assert Client().get(path).status_code == 404
    assert Client().get(door(desk, "telegram")).status_code == 404


def test_telegram_is_asked_and_forgets_only_what_was_kept(desk: SimpleNamespace) -> None:
    chat = {"id": 42, "type": "private"}
    update = {"update_id": 900, "message": {"from": {"id": 42}, "chat": chat, "text": "Салам"}}
    service = Service(lambda asked: (200, {"ok": True, "result": [update] if asked.data["offset"] < 901 else []}))
    with running(service):
        own = {"token": "1:a", "server": service.address}
        do_write_channel(desk.organisation, "telegram", own, by=desk.administrator, is_on=True)
        assert sending.fetch_waiting() == 1
        assert sending.fetch_waiting() == 0
    assert [asked.data["offset"] for asked in service.asked] == [0, 901]
    (item,) = read_in()
    assert arrivals.letter_in(item).text == "Салам"


# --- the queue -----------------------------------------------------------------------------------------------------


def test_it_stands_on_tonight_with_hours_and_without_a_number(desk: SimpleNamespace) -> None:
    ask()
    page = signed_in(desk.teammate).get(reverse("desk:tonight")).content.decode()
    assert "Call-back request" in page
    assert "18:00–21:00" in page
    assert "555 000 111" not in page
    assert "Call-back request" not in signed_in(desk.other_team).get(reverse("desk:tonight")).content.decode()


def test_it_says_how_many_women_are_known_by_the_number_and_never_who(desk: SimpleNamespace) -> None:
    for name in ("Асель Ойдон", "Бурул Ойдон"):
        case = cases.do_open_case(by=desk.owner, topic="unpaid-wages")
        do_add_contact(
            people.do_add_person(case, by=desk.owner, name=name, relation="client").person, NUMBER, "own", by=desk.owner
        )
    ask()
    (item,) = read_in()
    page = signed_in(desk.teammate).get(reverse("desk:arrival", args=[item.id])).content.decode()
    assert "2 women we know use this number" in page
    assert "Ойдон" not in page
    assert REQUEST["words"] in page
    assert Entry.objects.filter(action="arrival.read", object_id=item.id).count() == 1


def test_taking_it_fills_a_conversation_and_a_card_that_is_not_confirmed(desk: SimpleNamespace) -> None:
    ask()
    (item,) = read_in()
    answer = signed_in(desk.teammate).post(reverse("desk:arrival-take", args=[item.id]))
    talk = Consultation.objects.get()
    assert answer["Location"].endswith(f"/{talk.reference}/")
    assert (talk.unseal("phone"), talk.unseal("said")) == (NUMBER, REQUEST["words"])
    assert (talk.topic, talk.language, talk.team, talk.owner) == ("work", "ky", desk.night, desk.teammate)
    card = card_about(talk)
    assert (str(card.safe_from), card.time_zone, card.confirmed_at) == ("18:00:00", "Europe/Moscow", None)
    assert not Arrival.objects.exists()
    assert not DataKey.objects.filter(subject=item.id).exists()


def test_two_workers_do_not_take_the_same(desk: SimpleNamespace) -> None:
    ask()
    (item,) = read_in()
    letter = arrivals.letter_in(item)
    do_take_arrival(item, letter, by=desk.owner)
    answer = signed_in(desk.teammate).post(reverse("desk:arrival-take", args=[item.id]))
    assert answer.status_code == 404
    assert Consultation.objects.count() == 1


def test_it_can_be_put_to_a_case_of_ours_and_its_woman(desk: SimpleNamespace) -> None:
    case = cases.do_open_case(by=desk.owner, topic="unpaid-wages")
    woman = people.do_add_person(case, by=desk.owner, name="Асель Ойдон", relation="client").person
    do_add_contact(woman, NUMBER, "own", by=desk.owner)
    ask()
    (item,) = read_in()
    client, address = signed_in(desk.teammate), reverse("desk:arrival-take", args=[item.id])
    assert case.reference in client.get(reverse("desk:arrival", args=[item.id])).content.decode()
    client.post(address, {"case": case.reference})
    talk = Consultation.objects.get()
    assert (talk.case, talk.person) == (case, woman)


def test_of_a_case_of_several_women_the_worker_says_which(desk: SimpleNamespace) -> None:
    case = cases.do_open_case(by=desk.owner, topic="unpaid-wages")
    women = [people.do_add_person(case, by=desk.owner, name=f"Ойдон {n}", relation="client").person for n in "АБ"]
    ask()
    (item,) = read_in()
    client, address = signed_in(desk.owner), reverse("desk:arrival-take", args=[item.id])
    assert "Which of them wrote?" in client.post(address, {"case": case.reference}).content.decode()
    assert Arrival.objects.exists()
    client.post(address, {"case": case.reference, "person": str(women[1].id)})
    assert Consultation.objects.get().person == women[1]


def test_a_case_of_another_team_cannot_be_named(desk: SimpleNamespace) -> None:
    case = cases.do_open_case(by=desk.other_team, topic="unpaid-wages")
    ask()
    (item,) = read_in()
    answer = signed_in(desk.owner).post(reverse("desk:arrival-take", args=[item.id]), {"case": case.reference})
    assert answer.status_code == 404
    assert Arrival.objects.exists()


def test_a_chat_can_be_answered_after_it_was_taken(desk: SimpleNamespace) -> None:
    now = timezone.now()
    one = post.Letter("42", "telegram", text="Салам", id="900")
    from tayanch.desk.actions.arrivals import do_keep_arrival
    from tayanch.desk.actions.channels import rules_of

    do_keep_arrival(rules_of(desk.organisation.id), one, now, now=now)
    talk = do_take_arrival(Arrival.objects.get(), one, by=desk.owner)
    assert bytes(ReplyAddress.objects.get().address) != b"42"
    (recipient,) = reaching.recipients(talk)
    assert (recipient.channel, recipient.address) == ("telegram", "42")
    person = people.do_add_person(
        cases.do_open_case(by=desk.owner, topic="work"), by=desk.owner, name="Асель", relation="client"
    ).person
    talk.person = person
    talk.save()
    again = post.Letter("42", "telegram", text="Кайра", id="901")
    assert arrivals.known_by(desk.owner, again) == 1


def test_discarding_needs_a_reason_and_destroys_the_key(desk: SimpleNamespace) -> None:
    ask()
    (item,) = read_in()
    client, address = signed_in(desk.owner), reverse("desk:arrival-discard", args=[item.id])
    client.post(address, {"reason": "because"})
    assert Arrival.objects.exists()
    client.post(address, {"reason": "spam"})
    assert not Arrival.objects.exists()
    assert not DataKey.objects.filter(subject=item.id).exists()
    assert Entry.objects.get(action="arrival.discard").reason == "spam"
    with pytest.raises(ValueError, match="because"):
        do_discard_arrival(item, "because", by=desk.owner)


def test_what_nobody_takes_up_is_destroyed_in_time(desk: SimpleNamespace) -> None:
    ask()
    (item,) = read_in()
    inbox.read_in(timezone.now() + timedelta(days=29))
    assert Arrival.objects.exists()
    inbox.read_in(timezone.now() + timedelta(days=31))
    assert not Arrival.objects.exists()
    assert not DataKey.objects.filter(subject=item.id).exists()


def test_erasing_her_destroys_what_waits_from_her_number_and_nothing_else(desk: SimpleNamespace) -> None:
    case = cases.do_open_case(by=desk.owner, topic="unpaid-wages")
    woman = people.do_add_person(case, by=desk.owner, name="Асель Ойдон", relation="client").person
    do_add_contact(woman, NUMBER, "own", by=desk.owner)
    ask()
    ask(reach="0555 000 222")
    read_in()
    do_erase_person(woman, by=desk.owner, reason="her-wish")
    (left,) = Arrival.objects.all()
    assert arrivals.letter_in(left).sender == "0555 000 222"
    assert DataKey.objects.filter(subject=left.id).exists()


def test_her_hours_are_left_out_when_they_say_nothing(desk: SimpleNamespace) -> None:
    ask(**{"from": "10:00", "until": "10:00"})
    (item,) = read_in()
    card = card_about(do_take_arrival(item, arrivals.letter_in(item), by=desk.owner))
    assert (card.safe_from, card.safe_until, card.time_zone) == (None, None, "")


def test_nothing_about_her_enters_the_log(desk: SimpleNamespace) -> None:
    ask()
    (item,) = read_in()
    do_take_arrival(item, arrivals.letter_in(item), by=desk.owner)
    logged = json.dumps(list(Entry.objects.values("action", "reason", "fields", "kind")), ensure_ascii=False)
    assert not Traces({"number": "555000111", "words": REQUEST["words"]}).within(logged.encode())
