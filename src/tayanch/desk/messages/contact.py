"""May she be contacted now? A pure answer from her contact-safety card and the moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tayanch.desk.models import SafetyCard


class Reason(Enum):
    """Why she may or may not be contacted, and what to do about it."""

    ASK_FIRST = "ask-first"
    CONFIRM_FIRST = "confirm-first"
    CONFIRM_AGAIN = "confirm-again"
    WATCHED = "watched"
    NO_MESSAGE = "no-message"
    WAIT = "wait"
    WATCHED_CALL = "watched-call"
    SAFE = "safe"

    @property
    def text(self) -> Any:
        return TEXTS[self]


TEXTS = {
    Reason.ASK_FIRST: _("There is no safety card yet. Ask her how she may be reached."),
    Reason.CONFIRM_FIRST: _("Not confirmed. Read the card and confirm it before anybody contacts her."),
    Reason.CONFIRM_AGAIN: _(
        "The card was confirmed too long ago. Ask her whether it still holds, and confirm it again."
    ),
    Reason.WATCHED: _("Somebody reads this phone. Send no message."),
    Reason.NO_MESSAGE: _("She has not agreed to messages. Send none."),
    Reason.WAIT: _("It is not a safe hour for her now. Wait."),
    Reason.WATCHED_CALL: _("Somebody watches this phone. Say only the agreed words until you know it is her."),
    Reason.SAFE: _("You may contact her now."),
}


@dataclass(frozen=True)
class Verdict:
    """*allowed* is the answer; *reason* says why, and its ``text`` what to do."""

    allowed: bool
    reason: Reason


def may_contact(card: SafetyCard | None, now: datetime, *, by_message: bool = False) -> Verdict:
    """Whether she may be called at *now* (an aware moment), or sent a message.

    What was not asked counts as no. The order is that of harm: an unknown or unconfirmed card, a message that
    somebody else would read, the hour.
    """
    if card is None or card._state.adding:
        return Verdict(False, Reason.ASK_FIRST)
    if card.confirmed_at is None:
        return Verdict(False, Reason.CONFIRM_FIRST)
    if by_message and card.is_watched:
        return Verdict(False, Reason.WATCHED)
    if by_message and not card.may_leave_message:
        return Verdict(False, Reason.NO_MESSAGE)
    if not is_safe_hour(card, now):
        return Verdict(False, Reason.WAIT)
    return Verdict(True, Reason.WATCHED_CALL if card.is_watched else Reason.SAFE)


def may_send(card: SafetyCard | None, now: datetime, *, within: timedelta) -> Verdict:
    """Whether a message may be sent to her at *now*: as :func:`may_contact`, and the card is younger than *within*."""
    verdict = may_contact(card, now, by_message=True)
    if card is not None and card.confirmed_at is not None and now - card.confirmed_at > within:
        return Verdict(False, Reason.CONFIRM_AGAIN)
    return verdict


def next_safe_moment(card: SafetyCard, now: datetime) -> datetime:
    """*now*, or the moment at which her next safe hours begin."""
    if is_safe_hour(card, now):
        return now
    local, start = her_time(card, now), card.safe_from or time.min
    day = local.date() if local.time() < start else local.date() + timedelta(days=1)
    return datetime.combine(day, start, local.tzinfo)


def is_safe_hour(card: SafetyCard, now: datetime) -> bool:
    """True inside her safe hours, on her clock; always when she named none. A window may pass midnight."""
    if card.safe_from is None and card.safe_until is None:
        return True
    clock = her_time(card, now).time()
    start, end = card.safe_from or time.min, card.safe_until or time.max
    if start <= end:
        return start <= clock < end
    return clock >= start or clock < end


def her_time(card: SafetyCard, now: datetime) -> datetime:
    """*now* on her clock; ours when we do not know where she is."""
    return now.astimezone(ZoneInfo(card.time_zone or settings.TIME_ZONE))
