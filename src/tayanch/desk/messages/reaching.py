"""Whom a message may reach, by which channel, and whether it may be sent: everything the page of messages shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tayanch import channels
from tayanch.accounts.models import User
from tayanch.desk.actions.safety import card_about
from tayanch.desk.messages.contact import Reason, Verdict, may_send
from tayanch.desk.models import Case, ChannelSetting, Consultation, Message, MessageRules, ReplyAddress, SafetyCard
from tayanch.vault import phones
from tayanch.vault.keys import Erased, SealedModel, blind_index, load_keys
from tayanch.vault.models import Person, PersonContact
from tayanch.vault.shares import KeyAway

# Why a message failed, waits or was taken back: codes of the channels, of the safety card, and our own.
FAULTS: dict[str, Any] = {
    "refused": _("Nobody can be reached there, or she has blocked us. Call her instead."),
    "credentials": _("The service does not let us in. Tell your administrator; it is tried again."),
    "settings": _("The channel is not set up rightly. Tell your administrator; it is tried again."),
    "later": _("The service is busy. It is tried again."),
    "gave-up": _("It was tried five times in vain. Call her instead."),
    "too-late": _("It could not go in time, so it was not sent. Call her instead."),
    "unknown": _("Nobody knows whether it went: the computer stopped at that moment. It is not sent twice."),
    "off": _("This channel was switched off. Call her instead."),
    "by-hand": _("Taken back."),
    "sealed": _("This record is sealed to named workers, so nothing is sent by itself. Call her instead."),
    **{reason.value: reason.text for reason in Reason},
}
# The same errors, told to the administrator who tests a channel.
TEST_FAULTS: dict[str, Any] = {
    "refused": _("The service does not know this address, or it may not be written to."),
    "credentials": _("The service does not accept our name, password or token. Look at them again."),
    "settings": _("A setting leads nowhere. Look at addresses, ports, encryption and templates."),
    "later": _("The service does not answer now. Try again in some minutes."),
}
CHANNEL_NAMES: dict[str, Any] = {
    "email": _("e-mail"),
    "sms": _("SMS"),
    "telegram": _("Telegram"),
    "whatsapp": _("WhatsApp"),
    "web": _("call-back page"),
}


@dataclass(frozen=True)
class Recipient:
    """One address of one woman on one channel. *key* names it in a form and says nothing; *shown* is masked."""

    key: str
    channel: str
    address: str
    shown: str
    person: Person | None = None


def recipients(about: Case | Consultation) -> list[Recipient]:
    """Every address under which the women of a record can be reached by a channel that is switched on."""
    on = list(ChannelSetting.objects.filter(organisation_id=about.organisation_id, is_on=True).order_by("channel"))
    kinds = {one.channel: channels.channel(one.channel).KIND for one in on}
    by_phone = [name for name, kind in kinds.items() if kind == "phone"]
    others = [name for name, kind in kinds.items() if kind != "phone"]
    found = [*_numbers(about, by_phone), *_reply_addresses(about, others)]
    return list({(one.channel, one.address, one.person and one.person.id): one for one in found}.values())


def _numbers(about: Case | Consultation, by: list[str]) -> Iterator[Recipient]:
    people = _people(about)
    contacts = list(PersonContact.objects.filter(person__in=people).select_related("person"))
    load_keys(contacts)
    for contact in contacts:
        if number := _opened(contact, "number"):
            yield from (_recipient(name, f"{contact.id}", number, contact.person) for name in by)
    if isinstance(about, Consultation) and not people and (number := _said_number(about)):
        yield from (_recipient(name, f"{about.id}", number, None) for name in by)


def _said_number(talk: Consultation) -> str:
    """The number of a conversation without a name, when it is a whole one."""
    region = talk.organisation.country.upper() or None
    try:
        return phones.normalise(talk.unseal("phone"), region)
    except phones.NotAPhone:
        return ""


def _people(about: Case | Consultation) -> list[UUID]:
    """The women whom a message from this page may reach: never another one of a conversation's case."""
    if isinstance(about, Consultation):
        return [about.person_id] if about.person_id else []
    return list(about.people.filter(relation="client").values_list("person_id", flat=True))


def _reply_addresses(about: Case | Consultation, on: list[str]) -> Iterator[Recipient]:
    known = ReplyAddress.objects.filter(channel__in=on).select_related("consultation__person")
    if isinstance(about, Consultation):
        wanted = known.filter(consultation=about)
        if about.person_id:
            wanted |= known.filter(consultation__person=about.person_id)
    else:
        wanted = known.filter(consultation__person__in=_people(about))
    rows = list(wanted)
    load_keys(rows)
    for row in rows:
        if address := _opened(row, "address"):
            yield _recipient(row.channel, f"{row.id}", address, row.consultation.person)


def _opened(row: SealedModel, column: str) -> str:
    """A sealed address; empty when it does not open for whoever asks."""
    try:
        return row.unseal(column)
    except (Erased, KeyAway):
        return ""


def _recipient(channel: str, key: str, address: str, person: Person | None) -> Recipient:
    shown = phones.masked(address) if channels.channel(channel).KIND == "phone" else f"··· {address[-2:]}"
    return Recipient(f"{channel}/{key}", channel, address, shown, person)


def token_of(organisation_id: UUID, channel: str, address: str) -> bytes:
    """The blind token of an address: that of the phone index for a phone, whatever the channel."""
    index = blind_index(organisation_id)
    if channels.channel(channel).KIND == "phone":
        return index.token("phone", address)
    return index.token("reply", channel, address)


def card_of(about: Case | Consultation, person: Person | None) -> SafetyCard:
    """The card that decides: the woman's own, else that of the conversation."""
    if person is not None:
        return card_about(person)
    if isinstance(about, Consultation):
        return card_about(about.person or about)
    raise TypeError("a message from a case goes to one of its women")


def verdict(card: SafetyCard, rules: MessageRules, now: datetime) -> Verdict:
    """Whether a message may go to her; a wrong hour only lets it wait."""
    found = may_send(card, now, within=timedelta(days=rules.card_days))
    return Verdict(True, found.reason) if found.reason is Reason.WAIT else found


def messages_of(about: Case | Consultation) -> list[Message]:
    """What was written from the page of this record, the newest first."""
    tie = {"case": about} if isinstance(about, Case) else {"consultation": about}
    found = list(Message.objects.filter(**tie).select_related("made_by")[:100])
    load_keys(found)
    return found


def told(message: Message) -> str:
    """What became of a message, for a worker."""
    return str(FAULTS.get(message.fault, "")) if message.fault else ""


def may_cancel(message: Message, user: User) -> bool:
    """True while it waits."""
    return message.state == Message.State.WAITING and user.works_on_cases
