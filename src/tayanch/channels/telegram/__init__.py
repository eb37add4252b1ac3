"""Telegram, by way of a bot (Bot API). See README.md beside this file."""

from __future__ import annotations

import json
import re
from typing import Any

from tayanch.channels import web
from tayanch.channels.base import (
    BadSettings,
    Field,
    Forged,
    Incoming,
    Polled,
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

__all__ = ["FIELDS", "HEADERS", "KIND", "check", "handshake", "poll", "receive", "send"]

KIND = "chat"
SIGN = "x-telegram-bot-api-secret-token"
HEADERS = (SIGN,)
FIELDS = (
    Field("token", required=True, secret=True),
    Field("webhook"),  # our address that Telegram calls; empty: we ask Telegram
    Field("sign", secret=True),  # what Telegram repeats in a header of every call
    Field("server", required=True, default="https://api.telegram.org"),
)
TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
MESSAGES = ["message"]  # the only kind of update we ask for


def send(settings: Settings, to: str, text: str) -> Sent:
    """A message to a chat that she has begun. Telegram fetches no page for a preview."""
    told = {"chat_id": to, "text": text, "link_preview_options": {"is_disabled": True}}
    return Sent(str(_call(settings, "sendMessage", told).get("message_id", "")))


def receive(settings: Settings, raw: Raw) -> list[Incoming]:
    """Read one update that Telegram sent to our address."""
    if not same(raw.headers.get(SIGN, ""), settings.get("sign", "")):
        raise Forged
    try:
        update = json.loads(raw.body)
    except (ValueError, RecursionError):
        return []
    return _read([update])


def poll(settings: Settings, cursor: str) -> Polled | None:
    """Ask for updates; the offset says which of them we have kept, and Telegram forgets those."""
    if settings.get("webhook", "").strip():
        return None
    offset = int(cursor) if cursor.isdecimal() else 0
    told = {"offset": offset, "limit": 100, "timeout": 0, "allowed_updates": MESSAGES}
    updates = _call(settings, "getUpdates", told)
    updates = updates if isinstance(updates, list) else []
    ids = [one["update_id"] for one in updates if isinstance(one, dict) and isinstance(one.get("update_id"), int)]
    return Polled(_read(updates), str(max(ids) + 1 if ids else offset))


def check(settings: Settings) -> None:
    """See that the token is good, and tell Telegram whether to call us or to wait to be asked."""
    _call(settings, "getMe", {})
    address = settings.get("webhook", "").strip()
    if not address:
        _call(settings, "deleteWebhook", {"drop_pending_updates": False})
        return
    sign = needed(settings, "sign")
    _call(settings, "setWebhook", {"url": address, "secret_token": sign, "allowed_updates": MESSAGES})


def _call(settings: Settings, method: str, told: dict[str, Any]) -> Any:
    token = needed(settings, "token")
    if not TOKEN.fullmatch(token):
        raise WrongCredentials
    answer = web.send_json("POST", f"{needed(settings, 'server').rstrip('/')}/bot{token}/{method}", told)
    data = answer.data if isinstance(answer.data, dict) else {}
    if answer.status == 200 and data.get("ok") is True:
        return data.get("result")
    raise _error(answer.status, data, method)


def _error(status: int, data: dict[str, Any], method: str) -> Exception:
    if status in {401, 404}:  # an unknown token gives either
        return WrongCredentials()
    if status == 429 or status >= 500 or status == 409:  # 409: another program asks for this bot's updates
        after = data.get("parameters", {}).get("retry_after") if isinstance(data.get("parameters"), dict) else None
        return TryLater(after if isinstance(after, int) else None)
    if method == "sendMessage" and status in {400, 403}:  # no such chat, or she has blocked the bot
        return RefusedNumber()
    return BadSettings()


def _read(updates: list[Any]) -> list[Incoming]:
    return [found for one in updates if isinstance(one, dict) and (found := _message(one)) is not None]


def _message(update: dict[str, Any]) -> Incoming | None:
    """A message of a private chat. Her name and picture at Telegram are left where they are."""
    message = update.get("message")
    chat = message.get("chat") if isinstance(message, dict) else None
    if not isinstance(message, dict) or not isinstance(chat, dict) or chat.get("type") != "private":
        return None
    text = message.get("text") or message.get("caption") or _own_number(message)
    has_more = not isinstance(message.get("text"), str)
    return Incoming(str(chat.get("id", "")), shortened(str(text)), str(update.get("update_id", "")), has_more)


def _own_number(message: dict[str, Any]) -> str:
    """The phone number she shares of herself by the button that Telegram has for it."""
    contact, sender = message.get("contact"), message.get("from")
    if isinstance(contact, dict) and isinstance(sender, dict) and contact.get("user_id") == sender.get("id"):
        return "+" + str(contact.get("phone_number", "")).lstrip("+")
    return ""
