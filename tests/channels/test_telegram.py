"""Telegram against a server that answers as the Bot API does."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from tayanch.channels import BadSettings, Forged, Raw, RefusedNumber, TryLater, WrongCredentials, telegram
from tests.channels.web_server import Asked, Service, running

TOKEN = "123456:AA-invented_token"
SIGN = "x-telegram-bot-api-secret-token"
METHODS = {"sendMessage", "getUpdates", "getMe", "setWebhook", "deleteWebhook"}


def bot(asked: Asked) -> tuple[Any, ...]:
    """The Bot API: ``/bot<token>/METHOD``, JSON in, ``ok`` and ``result`` out."""
    _, token, method = asked.path.split("/")
    assert asked.method == "POST"
    assert asked.headers["content-type"] == "application/json"
    assert method in METHODS
    if token != f"bot{TOKEN}":
        return 401, {"ok": False, "error_code": 401, "description": "Unauthorized"}
    if method != "sendMessage":
        return 200, {"ok": True, "result": [] if method == "getUpdates" else True}
    return {
        "42": (200, {"ok": True, "result": {"message_id": 7, "chat": {"id": 42}}}),
        "403": (403, {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}),
        "400": (400, {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}),
        "429": (429, {"ok": False, "error_code": 429, "parameters": {"retry_after": 17}}),
    }.get(asked.data["chat_id"], (502, {}))


@pytest.fixture
def service() -> Iterator[Service]:
    with running(Service(bot)) as made:
        yield made


@pytest.fixture
def settings(service: Service) -> dict[str, str]:
    return {"token": TOKEN, "server": service.address, "sign": "s3cret", "webhook": ""}


def update(**message: Any) -> dict[str, Any]:
    who = {"id": 42, "first_name": "Айгүл", "username": "aigul"}
    return {
        "update_id": 900,
        "message": {"message_id": 1, "from": who, "chat": {"id": 42, "type": "private"}, **message},
    }


def test_a_message_goes_without_a_preview_of_links(service: Service, settings: dict[str, str]) -> None:
    assert telegram.send(settings, "42", "Кайра чалабыз").id == "7"
    assert service.asked[0].data == {
        "chat_id": "42",
        "text": "Кайра чалабыз",
        "link_preview_options": {"is_disabled": True},
    }


@pytest.mark.parametrize("chat", ["403", "400"])
def test_a_chat_that_is_gone_or_has_blocked_us_is_final(settings: dict[str, str], chat: str) -> None:
    with pytest.raises(RefusedNumber):
        telegram.send(settings, chat, "x")


def test_the_service_says_how_long_to_wait(settings: dict[str, str]) -> None:
    with pytest.raises(TryLater) as told:
        telegram.send(settings, "429", "x")
    assert told.value.retry_after == 17
    with pytest.raises(TryLater):
        telegram.send(settings, "500", "x")


@pytest.mark.parametrize("token", ["123456:wrong", "no token", "../../x"])
def test_a_wrong_token_is_told_apart_and_never_repeated(settings: dict[str, str], token: str) -> None:
    with pytest.raises(WrongCredentials) as told:
        telegram.check(settings | {"token": token})
    assert token not in repr(told.value)


def test_updates_are_asked_for_from_the_offset_that_was_kept(service: Service, settings: dict[str, str]) -> None:
    updates = [update(text="Салам"), {"update_id": 901, "edited_message": {}}]
    service.answer = lambda asked: (200, {"ok": True, "result": updates})
    polled = telegram.poll(settings, "900")
    assert polled is not None
    assert service.asked[0].data == {"offset": 900, "limit": 100, "timeout": 0, "allowed_updates": ["message"]}
    assert [(one.sender, one.text, one.id) for one in polled.incoming] == [("42", "Салам", "900")]
    assert polled.cursor == "902"


def test_an_empty_round_keeps_the_offset(settings: dict[str, str]) -> None:
    polled = telegram.poll(settings, "902")
    assert polled is not None
    assert (polled.incoming, polled.cursor) == ([], "902")


def test_with_a_webhook_nothing_is_asked_for(service: Service, settings: dict[str, str]) -> None:
    assert telegram.poll(settings | {"webhook": "https://example.org/in"}, "") is None
    assert service.asked == []


def test_the_check_tells_telegram_where_to_call(service: Service, settings: dict[str, str]) -> None:
    telegram.check(settings | {"webhook": "https://example.org/in/telegram/x/"})
    assert [one.path.rpartition("/")[2] for one in service.asked] == ["getMe", "setWebhook"]
    assert service.asked[1].data == {
        "url": "https://example.org/in/telegram/x/",
        "secret_token": "s3cret",
        "allowed_updates": ["message"],
    }
    telegram.check(settings)
    assert service.asked[-1].path.endswith("/deleteWebhook")


def test_only_who_knows_the_sign_is_believed(settings: dict[str, str]) -> None:
    body = json.dumps(update(text="Салам")).encode()
    assert [one.text for one in telegram.receive(settings, Raw(body, {SIGN: "s3cret"}))] == ["Салам"]
    for sign in ("", "wrong"):
        with pytest.raises(Forged):
            telegram.receive(settings, Raw(body, {SIGN: sign}))
    with pytest.raises(Forged):
        telegram.receive(settings | {"sign": ""}, Raw(body, {SIGN: ""}))


def read(settings: dict[str, str], told: Any) -> list[Any]:
    return telegram.receive(settings, Raw(json.dumps(told).encode(), {SIGN: "s3cret"}))


def test_her_name_at_telegram_is_left_where_it_is(settings: dict[str, str]) -> None:
    (one,) = read(settings, update(text="Салам"))
    assert "Айгүл" not in repr(one)
    assert "aigul" not in repr(one)


def test_a_group_is_not_listened_to(settings: dict[str, str]) -> None:
    told = update(text="x")
    told["message"]["chat"]["type"] = "group"
    assert read(settings, told) == []


def test_a_voice_message_says_only_that_there_was_more(settings: dict[str, str]) -> None:
    (one,) = read(settings, update(voice={"file_id": "x"}))
    assert (one.text, one.has_more) == ("", True)


def test_a_number_is_taken_only_when_it_is_her_own(settings: dict[str, str]) -> None:
    own = update(contact={"phone_number": "996555000111", "user_id": 42})
    assert read(settings, own)[0].text == "+996555000111"
    assert read(settings, update(contact={"phone_number": "996555000222", "user_id": 43}))[0].text == ""


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"message": 5}', b"null", b"[" * 100_000])
def test_nonsense_is_no_message(settings: dict[str, str], body: bytes) -> None:
    assert telegram.receive(settings, Raw(body, {SIGN: "s3cret"})) == []


def test_a_redirect_is_not_followed(service: Service, settings: dict[str, str]) -> None:
    service.answer = lambda asked: (302, {}, {"Location": "http://127.0.0.1:1/"})
    with pytest.raises(BadSettings):
        telegram.send(settings, "42", "x")


def test_nothing_goes_out_without_tls(settings: dict[str, str]) -> None:
    with pytest.raises(BadSettings):
        telegram.send(settings | {"server": "http://example.org"}, "42", "x")


def test_nothing_is_logged(settings: dict[str, str], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    telegram.send(settings, "42", "x")
    assert caplog.records == []
