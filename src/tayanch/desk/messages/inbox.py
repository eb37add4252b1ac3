"""Letters that came in, from the sealed file on the disk to an item of the queue.

A letter is a JSON object: ``channel``, ``at``, and one of ``raw`` (a request as a service sent it: its signature is
checked here, since the secret for that is sealed while the installation is locked), ``one`` (a message that was
fetched), ``form`` (a call-back request) or ``box`` (one that her browser has sealed).
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from tayanch import channels
from tayanch.accounts.models import Organisation
from tayanch.audit import log
from tayanch.desk.actions.arrivals import do_forget_arrivals, do_keep_arrival, has_old_arrivals
from tayanch.desk.actions.channels import rules_of, setting_of, values_of
from tayanch.desk.messages import post
from tayanch.store.keyring import Locked
from tayanch.store.state import keyring
from tayanch.vault import letterbox, spool
from tayanch.vault.keys import organisation_key


def raw_letter(channel: str, body: bytes, headers: dict[str, str], now: datetime) -> bytes:
    """A request of a service, to be put into the letterbox unread."""
    told = {"body": b64encode(body).decode(), "headers": headers}
    return json.dumps({"channel": channel, "at": now.isoformat(), "raw": told}).encode()


def letter_of(channel: str, one: channels.Incoming, now: datetime) -> bytes:
    """A message that was fetched."""
    told = {"channel": channel, "at": now.isoformat(), "one": asdict(one)}
    return json.dumps(told, ensure_ascii=False).encode()


def form_letter(form: dict[str, str], now: datetime) -> bytes:
    """A call-back request that came without scripts."""
    return json.dumps({"channel": post.WEB, "at": now.isoformat(), "form": form}, ensure_ascii=False).encode()


def box_letter(box: bytes, now: datetime) -> bytes:
    """A call-back request that her browser has sealed: we cannot read it before somebody unlocks."""
    return json.dumps({"channel": post.WEB, "at": now.isoformat(), "box": b64encode(box).decode()}).encode()


def read_in(now: datetime) -> int:
    """Take every waiting letter into the queue; returns how many items that made. Raises ``Locked``."""
    if has_old_arrivals(now):
        do_forget_arrivals(now)
    count = 0
    for organisation_id in Organisation.objects.values_list("id", flat=True):
        try:
            count += _read_of(organisation_id, now)
        except Locked:  # this organisation's key may be away while another's is here
            if not keyring().is_unlocked:
                raise
    return count


def _read_of(organisation_id: UUID, now: datetime) -> int:
    if not spool.waiting(organisation_id):
        return 0
    rules, count = rules_of(organisation_id), 0
    if rules.team is None:
        return 0
    for path, text in spool.read(organisation_id):
        for one in _letters(organisation_id, text, path.name):
            count += do_keep_arrival(rules, one, _at(text, now), now=now)
        path.unlink(missing_ok=True)
    return count


def _at(text: bytes, now: datetime) -> datetime:
    """When it came; never a moment to come."""
    try:
        at = datetime.fromisoformat(json.loads(text)["at"])
        return min(at, now) if at.tzinfo else now
    except (ValueError, LookupError, TypeError):
        return now


def _letters(organisation_id: UUID, text: bytes, name: str) -> list[post.Letter]:
    """What a file holds; nothing when it is no letter of ours or a forged one."""
    try:
        told = json.loads(text)
        if "raw" in told or "one" in told:
            return list(_from_channel(organisation_id, told, name))
        form = told["form"] if "form" in told else _unboxed(organisation_id, told["box"])
        return [post.of_form(form, name)]
    except channels.Forged:
        log.record("arrival.forged", by=None, kind="organisation", object_id=organisation_id)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, NotBase64, letterbox.CannotOpen):
        log.record("arrival.unreadable", by=None, kind="organisation", object_id=organisation_id)
    return []


def _from_channel(organisation_id: UUID, told: dict[str, Any], file: str) -> Iterator[post.Letter]:
    """Messages whose service gives no id are known by their file, so that two readers do not keep one twice."""
    name = told["channel"]
    if "one" in told:
        found = [channels.Incoming(**told["one"])]
    else:
        raw = channels.Raw(b64decode(told["raw"]["body"]), told["raw"]["headers"])
        found = channels.channel(name).receive(values_of(setting_of(organisation_id, name)), raw)
    for number, one in enumerate(found):
        yield post.of_message(name, one if one.id else replace(one, id=f"{file}/{number}"))


def _unboxed(organisation_id: UUID, box: str) -> dict[str, Any]:
    private = letterbox.private_key(organisation_key(organisation_id))
    found = json.loads(letterbox.open_letter(private, b64decode(box, validate=True)))
    return {name: value for name, value in found.items() if isinstance(value, str)}
