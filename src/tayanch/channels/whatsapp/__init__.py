"""WhatsApp, by way of the Business Cloud API of Meta. See README.md beside this file."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from typing import Any

from tayanch.channels import web
from tayanch.channels.base import (
    BadSettings,
    ChannelError,
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
from tayanch.channels.base import no_poll as poll

__all__ = ["FIELDS", "HEADERS", "KIND", "check", "handshake", "poll", "receive", "send"]

KIND = "phone"
SIGN = "x-hub-signature-256"
HEADERS = (SIGN,)
FIELDS = (
    Field("phone_id", required=True),
    Field("token", required=True, secret=True),
    Field("app_secret", required=True, secret=True),
    Field("template", required=True),
    Field("template_language", required=True, default="ru"),
    Field("server", required=True, default="https://graph.facebook.com/v23.0"),
)
# Error codes of the Cloud API; any other one of the 400s means that a setting is wrong.
NOBODY_THERE = {131021, 131026, 131030, 131045, 131049, 131050}
NOT_ALLOWED = {0, 3, 10, 190, 368, 131005, 131031, 131042, 133010, *range(200, 300)}
BUSY = {1, 2, 4, 80007, 130429, 131000, 131016, 131048, 131056, 131057, 133004, 133016}


def send(settings: Settings, to: str, text: str) -> Sent:
    """The text goes as the one variable of a message template that Meta has approved: nothing else may begin a talk."""
    told = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": to.removeprefix("+"),
        "type": "template",
        "template": {
            "name": needed(settings, "template"),
            "language": {"code": needed(settings, "template_language")},
            # A variable may hold no line break and no row of spaces.
            "components": [{"type": "body", "parameters": [{"type": "text", "text": " ".join(text.split())}]}],
        },
    }
    data = _call("POST", settings, "/messages", told)
    messages = data.get("messages")
    return Sent(str(messages[0].get("id", "")) if isinstance(messages, list) and messages else "")


def check(settings: Settings) -> None:
    """Read the name of our number."""
    needed(settings, "app_secret")
    needed(settings, "template")
    _call("GET", settings, "?fields=id")


def handshake(query: Mapping[str, str], secret: str) -> str | None:
    """Meta asks once, by GET, whether the address is ours: it gets its own challenge back."""
    if query.get("hub.mode") != "subscribe" or not same(query.get("hub.verify_token", ""), secret):
        return None
    challenge = query.get("hub.challenge", "")
    return challenge if challenge.isalnum() and len(challenge) < 100 else None


def receive(settings: Settings, raw: Raw) -> list[Incoming]:
    """Read the messages of one call; states of what we sent are passed over."""
    wanted = "sha256=" + hmac.new(settings.get("app_secret", "").encode(), raw.body, hashlib.sha256).hexdigest()
    if not settings.get("app_secret") or not same(raw.headers.get(SIGN, ""), wanted):
        raise Forged
    try:
        told = json.loads(raw.body)
    except (ValueError, RecursionError):
        return []
    return [one for value in _values(told) if _is_ours(value, settings) for one in _messages(value)]


def _values(told: Any) -> Iterator[dict[str, Any]]:
    for entry in _list(told, "entry"):
        for change in _list(entry, "changes"):
            value = change.get("value")
            if change.get("field") == "messages" and isinstance(value, dict):
                yield value


def _list(holder: Any, name: str) -> list[dict[str, Any]]:
    found = holder.get(name) if isinstance(holder, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _is_ours(value: dict[str, Any], settings: Settings) -> bool:
    metadata = value.get("metadata")
    return isinstance(metadata, dict) and str(metadata.get("phone_number_id")) == settings.get("phone_id", "").strip()


def _messages(value: dict[str, Any]) -> Iterator[Incoming]:
    for message in _list(value, "messages"):
        sender, text = str(message.get("from", "")), message.get("text")
        if sender.isdecimal():
            words = str(text.get("body", "")) if isinstance(text, dict) else ""
            has_more = message.get("type") != "text"
            yield Incoming(f"+{sender}", shortened(words), str(message.get("id", "")), has_more)


def _call(method: str, settings: Settings, end: str, told: object = None) -> dict[str, Any]:
    phone_id = needed(settings, "phone_id")
    if not phone_id.isdecimal():
        raise BadSettings
    address = f"{needed(settings, 'server').rstrip('/')}/{phone_id}{end}"
    sign = {"Authorization": f"Bearer {needed(settings, 'token')}"}
    answer = web.send_json(method, address, told, sign) if told else web.ask(method, address, None, sign)
    data = answer.data if isinstance(answer.data, dict) else {}
    if 200 <= answer.status < 300:
        return data
    raise _error(answer, data.get("error"))


def _error(answer: web.Answer, error: Any) -> ChannelError:
    code = error.get("code") if isinstance(error, dict) else None
    if code in NOBODY_THERE:
        return RefusedNumber()
    if code in BUSY or answer.status == 429 or answer.status >= 500:
        return TryLater(answer.retry_after)
    return WrongCredentials() if code in NOT_ALLOWED or answer.status == 401 else BadSettings()
