"""Everything that is written to a message. What may be sent is decided here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tayanch import channels
from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.actions.channels import rules_of, setting_of, values_of
from tayanch.desk.messages import neutral, reaching
from tayanch.desk.messages.contact import next_safe_moment
from tayanch.desk.messages.reaching import Recipient
from tayanch.desk.messages.texts import LANGUAGES, texts
from tayanch.desk.models import Case, Consultation, Message, MessageRules, SafetyCard

GRACE = timedelta(minutes=1)  # so long it can be taken back
LIFE = timedelta(hours=24)  # a text that comes later than that may do harm
A_DAY = timedelta(hours=24)
FARTHEST = timedelta(days=60)


@dataclass(frozen=True)
class Choice:
    """Which text, in which language, and what goes into its slots. The hour is by her clock."""

    template: str
    language: str
    day: date | None = None
    clock: time | None = None


class Refused(Exception):
    """This message is not sent; ``str()`` says why and what to do. *code* is for the log."""

    def __init__(self, code: str, text: Any) -> None:
        super().__init__(code)
        self.code, self.text = code, text

    def __str__(self) -> str:
        return str(self.text)


@transaction.atomic
def do_queue_message(
    about: Case | Consultation, recipient: Recipient, choice: Choice, *, by: User, now: datetime
) -> Message:
    """Put a neutral text into the queue. Raises :class:`Refused`; nothing is kept then.

    It goes out after a minute, and only in her safe hours.
    """
    if about.is_sealed:
        raise Refused("sealed", reaching.FAULTS["sealed"])
    rules = rules_of(about.organisation_id)
    card = reaching.card_of(about, recipient.person)
    _check_card(card, rules, now)
    made = _new(about, recipient, choice, by)
    _check_number_of_messages(made, rules, now)
    text = _written(choice, rules, card, now)
    _check_neutral(about, recipient, text, rules)
    made.not_before = next_safe_moment(card, now + GRACE)
    made.expires_at = made.not_before + LIFE
    made.seal(to=recipient.address, text=text)
    made.made_at = now
    made.save(force_insert=True)
    fields = ["to", "text"]
    log.record("message.queue", by=by.id, kind=_kind(about), object_id=about.id, fields=fields, reason=choice.template)
    return made


def _kind(about: Case | Consultation) -> str:
    return "case" if isinstance(about, Case) else "consultation"


def _check_card(card: SafetyCard, rules: MessageRules, now: datetime) -> None:
    answer = reaching.verdict(card, rules, now)
    if not answer.allowed:
        raise Refused(answer.reason.value, answer.reason.text)


def _check_number_of_messages(made: Message, rules: MessageRules, now: datetime) -> None:
    """So many a day to one woman, and to one address: a phone that rings all day is asked about."""
    hers = Q(token=made.token) | (Q(person=made.person_id) if made.person_id else Q())
    lately = Message.objects.filter(hers, organisation_id=made.organisation_id, made_at__gt=now - A_DAY)
    if lately.exclude(state__in=(Message.State.CANCELLED, Message.State.FAILED)).count() >= rules.a_day:
        raise Refused("enough", _("She has had enough messages today. Call her, or write tomorrow."))


def _written(choice: Choice, rules: MessageRules, card: SafetyCard, now: datetime) -> str:
    template = texts().get(choice.template)
    if template is None or choice.language not in LANGUAGES:
        raise Refused("text", _("Choose one of the texts and a language."))
    if choice.day and not now.date() - A_DAY <= choice.day <= now.date() + FARTHEST:
        raise Refused("day", _("The day must lie within the next 60 days."))
    our_name = rules.our_name if card.may_say_who else ""
    try:
        return template.write(
            choice.language, day=choice.day, clock=choice.clock, number=rules.our_number, our_name=our_name
        )
    except ValueError as missing:
        raise Refused(str(missing), MISSING[str(missing)]) from None


MISSING = {
    "day": _("This text needs a day."),
    "time": _("This text needs an hour, by her clock."),
    "number": _("This text needs your public number. The administrator writes it under Channels."),
}


def _check_neutral(about: Case | Consultation, recipient: Recipient, text: str, rules: MessageRules) -> None:
    """Look in everything that travels with the text, too: subject and sender are the administrator's words."""
    setting = setting_of(about.organisation_id, recipient.channel)
    if setting is None or not setting.is_on:
        raise Refused("off", _("This channel is switched off. Choose another."))
    values = values_of(setting)
    around = [values.get(name, "") for name in ("subject", "sender")]
    own_words = " ".join([*around, rules.our_name if rules.our_name in text else ""])
    hers = neutral.sealed_values(neutral.subjects_of(about))
    if neutral.tells(" \n ".join([text, *around]), hers, own_words=own_words):
        raise Refused("tells", _("This text has a word or a number that stands in her record. Choose another text."))


def _new(about: Case | Consultation, recipient: Recipient, choice: Choice, by: User) -> Message:
    tie = {"case": about} if isinstance(about, Case) else {"consultation": about}
    made = Message(about_id=about.id, organisation_id=about.organisation_id, made_by=by, **tie)
    made._data_key = about._data_key
    made.channel, made.person = recipient.channel, recipient.person
    made.template, made.language = choice.template, choice.language
    made.token = reaching.token_of(about.organisation_id, recipient.channel, recipient.address)
    return made


@transaction.atomic
def do_cancel_message(message: Message, *, by: User, now: datetime) -> None:
    """Take back what still waits. Raises ``PermissionDenied`` when it has gone."""
    waiting = Message.objects.filter(id=message.id, state=Message.State.WAITING)
    if not waiting.update(state=Message.State.CANCELLED, fault="by-hand", settled_at=now):
        raise PermissionDenied
    log.record("message.cancel", by=by.id, kind="message", object_id=message.id)


# --- what the sender does: *by* is nobody, the installation itself -------------------------------------------


@transaction.atomic
def do_hand_over(message: Message, *, now: datetime, by: User | None = None) -> bool:
    """Take a message out of the queue to send it once; False when somebody was quicker or it may not go now.

    Everything is looked at again: the card may have changed since, the channel been switched off.
    """
    rules, setting = rules_of(message.organisation_id), setting_of(message.organisation_id, message.channel)
    card = reaching.card_of(message.case or message.consultation, message.person)  # type: ignore[arg-type]
    answer = reaching.verdict(card, rules, now)
    if now > message.expires_at:
        return _settle(message, Message.State.FAILED, "too-late", now, by)
    if setting is None or not setting.is_on:
        return _settle(message, Message.State.FAILED, "off", now, by)
    if not answer.allowed:
        return _settle(message, Message.State.CANCELLED, answer.reason.value, now, by)
    if (safe := next_safe_moment(card, now)) > now:
        Message.objects.filter(id=message.id).update(not_before=safe)
        return False
    waiting = Message.objects.filter(id=message.id, state=Message.State.WAITING)
    return bool(waiting.update(state=Message.State.SENDING, settled_at=now, tries=message.tries + 1))


def _settle(message: Message, state: str, fault: str, now: datetime, by: User | None) -> bool:
    """Write how it ended; always False, since nothing is to be sent any more."""
    open_states = (Message.State.WAITING, Message.State.SENDING)
    if Message.objects.filter(id=message.id, state__in=open_states).update(state=state, fault=fault, settled_at=now):
        who = by.id if by else None
        log.record(f"message.{state}", by=who, kind="message", object_id=message.id, reason=fault)
    return False


BACK_OFF = [timedelta(minutes=2), timedelta(minutes=4), timedelta(minutes=8), timedelta(minutes=16)]


@transaction.atomic
def do_settle_message(
    message_id: UUID, error: channels.ChannelError | None, *, now: datetime, by: User | None = None
) -> None:
    """Write what became of a message that was handed over: sent, to be tried again, or given up."""
    message = Message.objects.filter(id=message_id, state=Message.State.SENDING).first()
    if message is None:  # erased meanwhile
        return
    if error is None:
        _settle(message, Message.State.SENT, "", now, by)
    elif error.code in FINAL:
        _settle(message, Message.State.FAILED, error.code, now, by)
    elif message.tries > len(BACK_OFF):
        _settle(message, Message.State.FAILED, "gave-up", now, by)
    else:
        pause = max(BACK_OFF[message.tries - 1], timedelta(seconds=error.retry_after or 0))
        again = {"state": Message.State.WAITING, "fault": error.code, "not_before": now + pause, "settled_at": None}
        Message.objects.filter(id=message.id).update(**again)


FINAL = {"refused", "forged", "sealed"}  # trying again is vain
STALE = timedelta(minutes=10)


@transaction.atomic
def do_give_up_lost(now: datetime, *, by: User | None = None) -> int:
    """Messages that were handed over and never heard of again: not sent a second time. Returns how many."""
    lost = list(Message.objects.filter(state=Message.State.SENDING, settled_at__lt=now - STALE))
    for message in lost:
        _settle(message, Message.State.FAILED, "unknown", now, by)
    return len(lost)


def due(now: datetime) -> list[Message]:
    """What may go out now, the oldest first."""
    waiting = Message.objects.filter(state=Message.State.WAITING, not_before__lte=now.astimezone(UTC))
    ties = ("case", "consultation", "consultation__person", "person")
    return list(waiting.select_related(*ties).order_by("not_before")[:100])
