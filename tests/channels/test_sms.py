"""An SMS gateway as many of them are: a form or JSON, an id in the answer, a call when somebody writes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest

from tayanch.channels import BadSettings, Forged, Raw, RefusedNumber, TryLater, WrongCredentials, sms
from tests.channels.web_server import Asked, Service, running

NUMBER = "+996555000111"
TEXT = "Кайра чалабыз: 25.11, саат 10:00."


@pytest.fixture
def service() -> Iterator[Service]:
    with running(Service(lambda asked: (200, {"messages": [{"id": 77}], "status": "ok"}))) as made:
        yield made


@pytest.fixture
def settings(service: Service) -> dict[str, str]:
    told = {field.name: field.default for field in sms.FIELDS}
    return told | {"url": f"{service.address}/send", "sender": "Kabar", "id_path": "messages.0.id"}


def test_a_form_has_the_fields_that_the_gateway_names(service: Service, settings: dict[str, str]) -> None:
    own = {"to_field": "phones", "text_field": "mes", "more": "login=desk\npsw=a=b", "numbers": "digits"}
    assert sms.send(settings | own, NUMBER, TEXT).id == "77"
    asked = service.asked[0]
    assert (asked.method, asked.path) == ("POST", "/send")
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    told = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
    assert told == {"phones": "996555000111", "mes": TEXT, "from": "Kabar", "login": "desk", "psw": "a=b"}


def test_json_is_signed_by_a_header(service: Service, settings: dict[str, str]) -> None:
    sms.send(settings | {"format": "json", "header": "X-Api-Key", "header_value": "k"}, NUMBER, TEXT)
    assert service.asked[0].data == {"to": NUMBER, "text": TEXT, "from": "Kabar"}
    assert service.asked[0].headers["x-api-key"] == "k"


@pytest.mark.parametrize(
    ("status", "error", "seconds"),
    [
        (401, WrongCredentials, None),
        (402, WrongCredentials, None),
        (400, RefusedNumber, None),
        (404, BadSettings, None),
        (429, TryLater, 90),
        (503, TryLater, 90),
        (301, BadSettings, None),
    ],
)
def test_each_answer_has_its_error(
    service: Service, settings: dict[str, str], status: int, error: type[Exception], seconds: int | None
) -> None:
    service.answer = lambda asked: (status, {"error": NUMBER}, {"Retry-After": "90"})
    with pytest.raises(error) as told:
        sms.send(settings, NUMBER, TEXT)
    assert told.value.retry_after == seconds  # type: ignore[attr-defined]
    assert NUMBER not in str(told.value)


def test_a_gateway_that_says_no_with_200_is_heard(service: Service, settings: dict[str, str]) -> None:
    own = {"ok_path": "status", "ok_value": "ok"}
    sms.send(settings | own, NUMBER, TEXT)
    service.answer = lambda asked: (200, {"status": "blocked"})
    with pytest.raises(RefusedNumber):
        sms.send(settings | own, NUMBER, TEXT)


def test_an_answer_that_is_no_json_still_counts_as_sent(service: Service, settings: dict[str, str]) -> None:
    service.answer = lambda asked: (200, "OK")
    assert sms.send(settings, NUMBER, TEXT).id == ""


@pytest.mark.parametrize("url", ["", "ftp://x", "http://example.org/send", "https://user:pass@example.org/", "//x"])
def test_an_address_that_is_unsafe_or_none_is_refused(settings: dict[str, str], url: str) -> None:
    with pytest.raises(BadSettings):
        sms.send(settings | {"url": url}, NUMBER, TEXT)


def test_a_header_cannot_carry_another_one(service: Service, settings: dict[str, str]) -> None:
    with pytest.raises(BadSettings):
        sms.send(settings | {"header": "X-Key", "header_value": "k\r\nX-Other: 1"}, NUMBER, TEXT)
    assert service.asked == []


def test_nobody_there_is_tried_again(settings: dict[str, str]) -> None:
    with pytest.raises(TryLater):
        sms.send(settings | {"url": "http://127.0.0.1:1/"}, NUMBER, TEXT)


def check(asked: Asked) -> tuple[Any, ...]:
    return (200 if asked.headers.get("x-key") == "k" else 403), {}


def test_the_check_sends_no_message(service: Service, settings: dict[str, str]) -> None:
    service.answer = check
    own = settings | {"header": "X-Key", "header_value": "k", "check_url": f"{service.address}/balance"}
    sms.check(own)
    assert [(one.method, one.path, one.body) for one in service.asked] == [("GET", "/balance", b"")]
    with pytest.raises(WrongCredentials):
        sms.check(own | {"header_value": "wrong"})
    sms.check(own | {"check_url": ""})
    assert service.asked[-1].method == "HEAD"


def test_a_message_comes_in_as_a_form_or_as_json(settings: dict[str, str]) -> None:
    form = Raw(
        b"from=996555000111&text=%D0%A1%D0%B0%D0%BB%D0%B0%D0%BC&id=5",
        {"content-type": "application/x-www-form-urlencoded"},
    )
    (one,) = sms.receive(settings, form)
    assert (one.sender, one.text, one.id) == (NUMBER, "Салам", "5")
    told = {"data": {"src": NUMBER, "body": "Салам", "n": 6}}
    own = {"in_from": "data.src", "in_text": "data.body", "in_id": "data.n"}
    (one,) = sms.receive(settings | own, Raw(json.dumps(told).encode(), {"content-type": "application/json"}))
    assert (one.sender, one.text, one.id) == (NUMBER, "Салам", "6")


def test_a_sign_is_asked_for_when_one_is_agreed(settings: dict[str, str]) -> None:
    own = settings | {"in_sign": "agreed"}
    assert sms.receive(own, Raw(b"from=996555000111", {"x-gateway-secret": "agreed"}))
    with pytest.raises(Forged):
        sms.receive(own, Raw(b"from=996555000111", {"x-gateway-secret": "x"}))


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"text=x", b"{", b"[]"])
def test_nonsense_is_no_message(settings: dict[str, str], body: bytes) -> None:
    for kind in ("application/json", "application/x-www-form-urlencoded", ""):
        assert sms.receive(settings, Raw(body, {"content-type": kind})) == []
