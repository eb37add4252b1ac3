"""Carries messages out and fetches what is waiting outside, while the installation is unlocked.

The gate is held only to read and to write: never while a service is spoken to, so that a lock does not wait for it. A
message is handed over before it is sent and settled after; if the computer stops in between, it is never sent twice.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, connection
from django.utils import timezone

from tayanch import channels
from tayanch.accounts.scopes import every_organisation
from tayanch.desk.actions.channels import setting_of, values_of
from tayanch.desk.actions.messages import do_give_up_lost, do_hand_over, do_settle_message, due
from tayanch.desk.messages import doors, inbox
from tayanch.desk.models import ChannelSetting, Message
from tayanch.store import gate
from tayanch.store.keyring import Locked
from tayanch.vault import letterbox, spool
from tayanch.vault.envelope import CannotUnseal
from tayanch.vault.keys import Erased, load_keys, organisation_key
from tayanch.vault.shares import KeyAway

EVERY = 10.0  # seconds
POLL_EVERY = 6  # rounds: mailboxes are asked once a minute


class Closed(channels.ChannelError):
    """The installation itself may not open this message."""

    code = "sealed"


@dataclass(frozen=True)
class Parcel:
    """A message in hand, opened. Never kept."""

    id: UUID
    channel: str
    settings: dict[str, str] = field(repr=False)
    to: str = field(repr=False)
    text: str = field(repr=False)


def send_due(now: datetime | None = None) -> Counter[str]:
    """Send what may go now; counts what became of it: "sent", or the code of an error. Raises ``Locked``."""
    now = now or timezone.now()
    counts: Counter[str] = Counter()
    while (parcel := _next(now)) is not None:
        error = _carry(parcel)
        with gate.inside(is_use=False):
            do_settle_message(parcel.id, error, now=now)
        counts[error.code if error else "sent"] += 1
    return counts


def _next(now: datetime) -> Parcel | None:
    """One message, handed over and opened."""
    with gate.inside(is_use=False):
        do_give_up_lost(now)
        for message in due(now):
            if do_hand_over(message, now=now) and (parcel := _opened(message, now)) is not None:
                return parcel
    return None


def _opened(message: Message, now: datetime) -> Parcel | None:
    setting = setting_of(message.organisation_id, message.channel)
    try:
        return Parcel(message.id, message.channel, values_of(setting), message.unseal("to"), message.unseal("text"))
    except (Erased, KeyAway, CannotUnseal):
        do_settle_message(message.id, Closed(), now=now)
        return None


def _carry(parcel: Parcel) -> channels.ChannelError | None:
    """None when the service has taken it over."""
    try:
        channels.channel(parcel.channel).send(parcel.settings, parcel.to, parcel.text)
    except channels.ChannelError as error:
        return error
    return None


def fetch_waiting() -> int:
    """Ask the channels that are asked; what they hold goes through the letterbox like everything else."""
    with gate.inside(is_use=False):
        asked = [(s.id, s.organisation_id, s.channel, values_of(s), s.unseal("cursor")) for s in _on()]
    count = 0
    for setting_id, organisation_id, name, values, cursor in asked:
        try:
            polled = channels.channel(name).poll(values, cursor)
        except channels.ChannelError:
            continue
        if polled is not None:
            with gate.inside(is_use=False):
                count += _keep(setting_id, organisation_id, name, polled)
    return count


def _on() -> list[ChannelSetting]:
    known = {one.organisation_id: one for one in doors.all_doors()}
    settings = list(ChannelSetting.objects.filter(is_on=True))
    load_keys(settings)
    return [
        one for one in settings if one.organisation_id in known and one.channel in known[one.organisation_id].channels
    ]


def _keep(setting_id: UUID, organisation_id: UUID, name: str, polled: channels.Polled) -> int:
    """Spool what came, and only then move the cursor, which lets the service forget it."""
    public = letterbox.public_key(letterbox.private_key(organisation_key(organisation_id)))
    for one in polled.incoming:
        spool.put(organisation_id, public, inbox.letter_of(name, one, timezone.now()))
    setting = ChannelSetting.objects.get(id=setting_id)
    if setting.unseal("cursor") != polled.cursor:
        setting.seal(cursor=polled.cursor)
        setting.save(update_fields=["cursor"])
    return len(polled.incoming)


def one_round(*, poll: bool) -> None:
    """Read in, send, fetch: everything once. Quietly nothing while locked."""
    try:
        with gate.inside(is_use=False):
            inbox.read_in(timezone.now())
        send_due()
        if poll and fetch_waiting():
            with gate.inside(is_use=False):
                inbox.read_in(timezone.now())
    except (Locked, DatabaseError, spool.Full):  # locked meanwhile, or not migrated yet
        pass
    finally:
        connection.close()


def start() -> threading.Event:
    """Go on in the background until the event that it returns is set."""
    stop = threading.Event()

    def work() -> None:
        rounds = 0
        while not stop.wait(EVERY):
            with every_organisation():  # one loop for the whole installation
                one_round(poll=rounds % POLL_EVERY == 0)
            rounds += 1

    threading.Thread(target=work, name="messages", daemon=True).start()
    return stop
