"""The queue of what came in, as Tonight and its own pages show it: ages and hours, never a name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.utils.translation import gettext_lazy as _

from tayanch import channels
from tayanch.accounts.models import User
from tayanch.desk.access import arrivals_for
from tayanch.desk.actions.consultations import region_of
from tayanch.desk.hotline import known
from tayanch.desk.messages import inbox, reaching
from tayanch.desk.messages.post import Letter, phone_of
from tayanch.desk.models import Arrival, ReplyAddress
from tayanch.vault.keys import load_keys
from tayanch.vault.models import PersonContact
from tayanch.vault.people import points_for

A_PAGE, ON_TONIGHT = 50, 6
REASONS: dict[str, Any] = {
    "spam": _("It is advertising or abuse"),
    "wrong-number": _("It was meant for somebody else"),
    "answered": _("She was answered already"),
    "test": _("It was a test"),
}
WAYS: dict[str, Any] = {
    "phone": _("by phone"),
    "whatsapp": _("by WhatsApp"),
    "telegram": _("by Telegram"),
    "other": _("in another way"),
}


@dataclass(frozen=True)
class Row:
    """One item without its words. *known*: women known by this number or chat. *is_safe_now*: None when not said."""

    item: Arrival
    channel: str
    hours: str
    her_clock: str
    is_safe_now: bool | None
    known: int


def letter_in(item: Arrival) -> Letter:
    """What came, opened."""
    return Letter(**json.loads(item.unseal("content")))


def waiting(user: User, now: datetime, number: str = "1", size: int = A_PAGE) -> tuple[Page[Arrival], list[Row]]:
    """A page of the queue, the oldest first. Letters that still lie sealed on the disk are read in before."""
    inbox.read_in(now)
    page = Paginator(arrivals_for(user), size).get_page(number)
    items = list(page.object_list)
    load_keys(items)
    return page, [_row(item, user, now) for item in items]


def _row(item: Arrival, user: User, now: datetime) -> Row:
    letter = letter_in(item)
    clock = now.astimezone(ZoneInfo(letter.zone or settings.TIME_ZONE)).strftime("%H:%M")
    return Row(
        item=item,
        channel=str(reaching.CHANNEL_NAMES[item.channel]),
        hours=hours_of(letter),
        her_clock=clock if letter.zone else "",
        is_safe_now=_is_safe(letter, clock),
        known=known_by(user, letter),
    )


def hours_of(letter: Letter) -> str:
    """``18:00–21:00``; empty when she named none."""
    if not letter.safe_from and not letter.safe_until:
        return ""
    return f"{letter.safe_from or '00:00'}–{letter.safe_until or '24:00'}"


def _is_safe(letter: Letter, clock: str) -> bool | None:
    if not hours_of(letter):
        return None
    start, end = letter.safe_from or "00:00", letter.safe_until or "24:00"
    return start <= clock < end if start <= end else clock >= start or clock < end


def known_by(user: User, letter: Letter) -> int:
    """How many women the organisation knows under the number or chat it came from; who they are is not said."""
    if number := phone_of(letter, region_of(user)):
        points = points_for(user.organisation_id, number)
        return PersonContact.objects.filter(point__in=points).values("person").distinct().count() if points else 0
    if letter.channel not in channels.channels():
        return 0
    token = reaching.token_of(user.organisation_id, letter.channel, letter.sender)
    talks = ReplyAddress.objects.filter(token=token, consultation__organisation=user.organisation_id)
    people = talks.exclude(consultation__person=None)
    return people.values("consultation__person").distinct().count()


def cases_of(user: User, item: Arrival, letter: Letter) -> tuple[str, ...]:
    """References of the cases within her reach that the number leads to."""
    number = phone_of(letter, region_of(user))
    return known.cases_by_number(user, number, about=item.id) if number else ()


def shown_sender(letter: Letter, region: str | None) -> str:
    """The number or address in full, for the worker who has opened the item."""
    number = phone_of(letter, region)
    return number or letter.sender
