"""What a locked installation may know: the letterboxes' public keys, and the hashes of secret addresses.

The file ``doors.json`` in the data folder is written anew whenever it may have changed. It names organisations by
random ids, holds nothing that opens anything, and is no part of a backup.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from tayanch import channels
from tayanch.channels.base import same
from tayanch.desk.models import ChannelSetting, MessageRules
from tayanch.store.files import write_atomically
from tayanch.store.keyring import Locked
from tayanch.store.state import data_folder
from tayanch.vault import letterbox
from tayanch.vault.keys import organisation_key


@dataclass(frozen=True)
class Doors:
    """What one organisation takes in. *code* names its call-back page, "" while it has none."""

    organisation_id: UUID
    public: bytes
    code: str = ""
    channels: dict[str, str] = field(default_factory=dict)  # channel → SHA-256 of its secret, in hex


def path() -> Path:
    return data_folder() / "doors.json"


def publish() -> None:
    """Write the file as the settings are now. An organisation whose key is away keeps the doors it had."""
    known = {one.organisation_id: one for one in all_doors()}
    ids = set(MessageRules.objects.values_list("organisation_id", flat=True))
    ids |= set(ChannelSetting.objects.values_list("organisation_id", flat=True))
    told = {}
    for organisation_id in sorted(ids):
        try:
            one = _doors(organisation_id)
        except Locked:
            if organisation_id not in known:
                continue
            one = known[organisation_id]
        told[str(organisation_id)] = {"key": b64encode(one.public).decode(), "code": one.code, "doors": one.channels}
    data = json.dumps(told, indent=1).encode()
    if not path().exists() or path().read_bytes() != data:
        write_atomically(path(), data)


def _doors(organisation_id: UUID) -> Doors:
    rules = MessageRules.objects.filter(organisation_id=organisation_id).first()
    public = letterbox.public_key(letterbox.private_key(organisation_key(organisation_id)))
    code = rules.code if rules and rules.takes_callbacks and rules.team_id else ""
    settings = ChannelSetting.objects.filter(organisation_id=organisation_id, is_on=True)
    # Without a team that gets them, nothing is taken in.
    hashes = {one.channel: _hash(one.unseal("door")) for one in settings} if rules and rules.team_id else {}
    return Doors(organisation_id, public, code, dict(sorted(hashes.items())))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()  # of 192 random bits: nobody tries them all


def all_doors() -> list[Doors]:
    """What the file says; nothing when there is none or it is damaged."""
    try:
        told = json.loads(path().read_bytes())
        return [Doors(UUID(key), b64decode(one["key"]), one["code"], one["doors"]) for key, one in told.items()]
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return []


def door_of(channel: str, secret: str) -> Doors | None:
    """Whose channel has this secret address."""
    if channel not in channels.channels():
        return None
    wanted = _hash(secret)
    return next((one for one in all_doors() if same(one.channels.get(channel, ""), wanted)), None)


def callback_of(code: str) -> Doors | None:
    """Who takes call-back requests under *code*; without one, the only organisation here that takes any."""
    taking = [one for one in all_doors() if one.code]
    if code:
        return next((one for one in taking if one.code == code), None)
    return taking[0] if len(taking) == 1 else None
