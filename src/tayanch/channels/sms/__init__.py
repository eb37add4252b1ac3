"""SMS through any HTTP gateway: its address and fields are settings. See README.md beside this file."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlencode

from tayanch.channels import web
from tayanch.channels.base import (
    BadSettings,
    Field,
    Forged,
    Incoming,
    Raw,
    RefusedNumber,
    Sent,
    Settings,
    TryLater,
    WrongCredentials,
    needed,
    same,
    shortened,
)
from tayanch.channels.base import no_handshake as handshake
from tayanch.channels.base import no_poll as poll

__all__ = ["FIELDS", "HEADERS", "KIND", "check", "handshake", "poll", "receive", "send"]

KIND = "phone"
SIGN = "x-gateway-secret"
HEADERS = ("content-type", SIGN)
FIELDS = (
    Field("url", required=True),
    Field("format", required=True, default="form", choices=("form", "json")),
    Field("to_field", required=True, default="to"),
    Field("text_field", required=True, default="text"),
    Field("from_field", default="from"),
    Field("sender"),
    Field("numbers", required=True, default="plus", choices=("plus", "digits")),
    Field("header"),
    Field("header_value", secret=True),
    Field("more", secret=True),  # further fields such as login and password: one "name=value" a line
    Field("id_path", default="id"),
    Field("ok_path"),
    Field("ok_value"),
    Field("check_url"),
    Field("in_from", default="from"),
    Field("in_text", default="text"),
    Field("in_id", default="id"),
    Field("in_sign", secret=True),
)


def send(settings: Settings, to: str, text: str) -> Sent:
    """Hand one message to the gateway."""
    number = to if settings.get("numbers") != "digits" else to.removeprefix("+")
    told = dict(_more(settings)) | {needed(settings, "to_field"): number, needed(settings, "text_field"): text}
    if settings.get("sender", "").strip() and settings.get("from_field", "").strip():
        told[settings["from_field"].strip()] = settings["sender"].strip()
    answer = web.ask("POST", needed(settings, "url"), *_written(settings, told))
    _raise_for(answer)
    if settings.get("ok_path", "").strip() and _at(answer.data, settings["ok_path"]) != settings.get("ok_value", ""):
        raise RefusedNumber
    return Sent(_at(answer.data, settings.get("id_path", "")))


def _written(settings: Settings, told: dict[str, str]) -> tuple[bytes, dict[str, str]]:
    """Body and headers in the form that the gateway reads."""
    if settings.get("format") == "json":
        return json.dumps(told, ensure_ascii=False).encode(), {"Content-Type": "application/json", **_sign(settings)}
    kind = "application/x-www-form-urlencoded"
    return urlencode(told).encode("ascii"), {"Content-Type": kind, **_sign(settings)}


def _sign(settings: Settings) -> dict[str, str]:
    header = settings.get("header", "").strip()
    return {header: settings.get("header_value", "").strip()} if header else {}


def _more(settings: Settings) -> list[tuple[str, str]]:
    lines = [line.partition("=") for line in settings.get("more", "").splitlines() if "=" in line]
    return [(name.strip(), value.strip()) for name, _, value in lines]


def _raise_for(answer: web.Answer) -> None:
    if answer.status in {401, 402, 403}:  # 402: the account is empty
        raise WrongCredentials
    if answer.status == 429 or answer.status >= 500:
        raise TryLater(answer.retry_after)
    if answer.status == 404:
        raise BadSettings
    if not 200 <= answer.status < 300:
        raise RefusedNumber


def _at(data: Any, path: str) -> str:
    """What stands at ``messages.0.id``; "" when nothing does."""
    for step in filter(None, path.strip().split(".")):
        if isinstance(data, list) and step.isdecimal() and int(step) < len(data):
            data = data[int(step)]
        else:
            data = data.get(step, "") if isinstance(data, dict) else ""
    return "" if isinstance(data, dict | list) or data is None else str(data)


def receive(settings: Settings, raw: Raw) -> list[Incoming]:
    """Read one message that the gateway passes on, as a form or as JSON."""
    if settings.get("in_sign", "") and not same(raw.headers.get(SIGN, ""), settings["in_sign"]):
        raise Forged
    told = _told(raw)
    sender = _at(told, settings.get("in_from", "") or "from").strip()
    if not sender:
        return []
    number = sender if sender.startswith("+") or not sender.isdecimal() else f"+{sender}"
    text = shortened(_at(told, settings.get("in_text", "") or "text"))
    return [Incoming(number, text, _at(told, settings.get("in_id", "") or "id"))]


def _told(raw: Raw) -> Any:
    try:
        if "json" in raw.headers.get("content-type", ""):
            return json.loads(raw.body)
        return {name: values[0] for name, values in parse_qs(raw.body.decode()).items()}
    except (ValueError, RecursionError):
        return {}


def check(settings: Settings) -> None:
    """Ask the address that the gateway has for it, such as the balance; without one, see that its server answers."""
    address = settings.get("check_url", "").strip()
    answer = web.ask("GET" if address else "HEAD", address or needed(settings, "url"), None, _sign(settings))
    if address:
        _raise_for(answer)
    elif answer.status in {401, 403}:
        raise WrongCredentials
