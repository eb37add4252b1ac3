"""WhatsApp against a server that checks what the Business Cloud API asks for."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tayanch.channels import BadSettings, Forged, Raw, RefusedNumber, TryLater, WrongCredentials, whatsapp
from tests.channels.web_server import Asked, Service, running

NUMBER = "+996555000111"
SIGN = "x-hub-signature-256"


def cloud(asked: Asked) -> tuple[Any, ...]:
    """``POST /<version>/<phone number id>/messages`` with a bearer token and an approved template."""
    if asked.headers.get("authorization") != "Bearer token":
        return 401, {"error": {"code": 190, "message": "expired", "error_data": {"details": asked.path}}}
    if asked.method == "GET":
        assert asked.path == "/v23.0/1055?fields=id"
        return 200, {"id": "1055"}
    assert asked.path == "/v23.0/1055/messages"
    assert asked.headers["content-type"] == "application/json"
    told = asked.data
    assert (told["messaging_product"], told["type"]) == ("whatsapp", "template")
    template = told["template"]
    (body,) = template["components"]
    (variable,) = body["parameters"]
    assert (body["type"], variable["type"]) == ("body", "text")
    if "\n" in variable["text"] or "    " in variable["text"]:
        return 400, {"error": {"code": 132018}}
    if template["name"] != "kabar" or template["language"] != {"code": "ru"}:
        return 404, {"error": {"code": 132001}}
    if told["to"] != NUMBER[1:]:
        return 400, {"error": {"code": 131026}}
    return 200, {"messaging_product": "whatsapp", "contacts": [{"wa_id": told["to"]}], "messages": [{"id": "wamid.1"}]}


@pytest.fixture
def service() -> Iterator[Service]:
    with running(Service(cloud)) as made:
        yield made


@pytest.fixture
def settings(service: Service) -> dict[str, str]:
    own = {"phone_id": "1055", "token": "token", "app_secret": "app", "template": "kabar", "template_language": "ru"}
    return own | {"server": f"{service.address}/v23.0"}


def test_the_text_goes_as_the_variable_of_an_approved_template(service: Service, settings: dict[str, str]) -> None:
    assert whatsapp.send(settings, NUMBER, "Мы звонили.\n  Позвоним снова.").id == "wamid.1"
    body = service.asked[0].data["template"]["components"][0]
    assert body["parameters"] == [{"type": "text", "text": "Мы звонили. Позвоним снова."}]


def test_errors_of_the_cloud_become_ours(service: Service, settings: dict[str, str]) -> None:
    with pytest.raises(RefusedNumber):
        whatsapp.send(settings, "+996700000000", "x")
    with pytest.raises(BadSettings):
        whatsapp.send(settings | {"template": "other"}, NUMBER, "x")
    with pytest.raises(WrongCredentials):
        whatsapp.send(settings | {"token": "old"}, NUMBER, "x")
    with pytest.raises(BadSettings):
        whatsapp.send(settings | {"phone_id": "1055/../9"}, NUMBER, "x")
    service.answer = lambda asked: (400, {"error": {"code": 130429}})
    with pytest.raises(TryLater):
        whatsapp.send(settings, NUMBER, "x")
    service.answer = lambda asked: (500, {})
    with pytest.raises(TryLater):
        whatsapp.send(settings, NUMBER, "x")


def test_the_check_reads_our_number_and_sends_nothing(service: Service, settings: dict[str, str]) -> None:
    whatsapp.check(settings)
    assert [one.method for one in service.asked] == ["GET"]
    with pytest.raises(WrongCredentials):
        whatsapp.check(settings | {"token": "old"})


def test_the_handshake_gives_the_challenge_back_to_who_knows_the_token() -> None:
    query = {"hub.mode": "subscribe", "hub.verify_token": "door", "hub.challenge": "1158201444"}
    assert whatsapp.handshake(query, "door") == "1158201444"
    assert whatsapp.handshake(query, "other") is None
    assert whatsapp.handshake(query | {"hub.mode": "x"}, "door") is None
    assert whatsapp.handshake(query | {"hub.challenge": "<script>"}, "door") is None
    assert whatsapp.handshake({}, "") is None


def call(**value: Any) -> dict[str, Any]:
    told = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": "1055"}} | value
    return {"object": "whatsapp_business_account", "entry": [{"changes": [{"field": "messages", "value": told}]}]}


def raw(told: Any, secret: str = "app") -> Raw:
    body = json.dumps(told).encode()
    return Raw(body, {SIGN: "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()})


MESSAGE = {"from": "996555000111", "id": "wamid.2", "timestamp": "1", "type": "text", "text": {"body": "Салам"}}


def test_a_signed_message_is_read(settings: dict[str, str]) -> None:
    contact = {"profile": {"name": "Айгүл"}, "wa_id": "996555000111"}
    (one,) = whatsapp.receive(settings, raw(call(messages=[MESSAGE], contacts=[contact])))
    assert (one.sender, one.text, one.id, one.has_more) == (NUMBER, "Салам", "wamid.2", False)
    assert "Айгүл" not in repr(one)


def test_a_message_without_the_right_signature_is_forged(settings: dict[str, str]) -> None:
    good = raw(call(messages=[MESSAGE]))
    for headers in ({}, {SIGN: "sha256=00"}, {SIGN: ""}):
        with pytest.raises(Forged):
            whatsapp.receive(settings, Raw(good.body, headers))
    with pytest.raises(Forged):
        whatsapp.receive(settings, raw(call(messages=[MESSAGE]), "other"))
    with pytest.raises(Forged):
        whatsapp.receive(settings | {"app_secret": ""}, raw(call(messages=[MESSAGE]), ""))


def test_pictures_states_and_other_numbers_of_ours(settings: dict[str, str]) -> None:
    (picture,) = whatsapp.receive(settings, raw(call(messages=[MESSAGE | {"type": "image", "text": None}])))
    assert (picture.text, picture.has_more) == ("", True)
    assert whatsapp.receive(settings, raw(call(statuses=[{"id": "wamid.1", "status": "read"}]))) == []
    other = call(messages=[MESSAGE]) | {}
    other["entry"][0]["changes"][0]["value"]["metadata"] = {"phone_number_id": "9"}
    assert whatsapp.receive(settings, raw(other)) == []


@pytest.mark.parametrize("told", [None, [], {"entry": 5}, {"entry": [{"changes": [{"value": 1}]}]}, "x"])
def test_nonsense_is_no_message(settings: dict[str, str], told: Any) -> None:
    assert whatsapp.receive(settings, raw(told)) == []
