"""Everything that is written to what came in from women: kept, taken up, discarded, forgotten."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from tayanch import channels
from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.actions.consultations import do_join_case, do_save_fields, do_start_consultation, region_of
from tayanch.desk.actions.safety import card_about, do_write_card
from tayanch.desk.messages import reaching
from tayanch.desk.messages.post import Letter, phone_of
from tayanch.desk.models import Arrival, Case, Consultation, MessageRules, ReplyAddress, SeenMessage
from tayanch.vault.keys import blind_index, load_keys, new_data_key
from tayanch.vault.models import DataKey, Person

SEEN_DAYS = 14  # services stop repeating long before
REASONS = ("spam", "wrong-number", "answered", "test")


@transaction.atomic
def do_keep_arrival(rules: MessageRules, letter: Letter, at: datetime, *, now: datetime, by: User | None = None) -> int:
    """Put a letter into the queue of the team that gets them; 0 when it was there before, else 1.

    Raises ``ValueError`` when the rules name no team.
    """
    if rules.team is None:
        raise ValueError("no team")
    if letter.id and not _is_new(rules, letter, now):
        return 0
    kind = Arrival.Kind.CALLBACK if letter.is_request else Arrival.Kind.MESSAGE
    made = Arrival(organisation_id=rules.organisation_id, team=rules.team, kind=kind, channel=letter.channel, at=at)
    made.expires = timezone.localdate(now) + timedelta(days=rules.keep_days)
    made._data_key = new_data_key(made.id, rules.organisation_id)
    made.seal(content=json.dumps(asdict(letter), ensure_ascii=False))
    made.save(force_insert=True)
    log.record("arrival.keep", by=by.id if by else None, kind="arrival", object_id=made.id, reason=made.channel)
    return 1


def _is_new(rules: MessageRules, letter: Letter, now: datetime) -> bool:
    token = blind_index(rules.organisation_id).token("message", letter.channel, letter.id)
    key = {"organisation_id": rules.organisation_id, "token": token}
    return SeenMessage.objects.get_or_create(**key, defaults={"on": timezone.localdate(now)})[1]


@transaction.atomic
def do_take_arrival(item: Arrival, letter: Letter, *, by: User) -> Consultation:
    """Make a consultation of it, with her number, her words and a draft of her safety card; the item is destroyed.

    Raises ``Http404`` when a colleague was quicker, ``RecoverySheetMissing`` and ``PermissionDenied`` as
    :func:`~tayanch.desk.actions.consultations.do_start_consultation`.
    """
    _destroy(item)
    talk = do_start_consultation(by=by)
    talk.team = item.team
    talk.save(update_fields=["team"])
    do_save_fields(talk, _fields(item, letter, by), by=by)
    if not letter.is_request and channels.channel(letter.channel).KIND != "phone":
        _keep_reply_address(talk, letter)
    if told := _safety(letter):
        do_write_card(card_about(talk), by=by, **told)
    log.record("arrival.take", by=by.id, kind="consultation", object_id=talk.id, reason=item.channel)
    return talk


@transaction.atomic
def do_take_into_case(item: Arrival, letter: Letter, case: Case, person: Person, *, by: User) -> Consultation:
    """The same, and the conversation belongs to a woman of a case we know. Who may do that is decided before."""
    return do_join_case(do_take_arrival(item, letter, by=by), case, person, by=by)


def _fields(item: Arrival, letter: Letter, by: User) -> dict[str, str]:
    """What the page of the conversation would send. A number that is not whole is kept as she wrote it."""
    ways = {"web": "hotline-phone", "email": "e-mail"}
    number = phone_of(letter, region_of(by)) or (letter.sender if letter.is_request else "")
    fields = {"channel": ways.get(item.channel, "messenger"), "said": letter.text, "phone": number}
    fields |= {"language": letter.language} if letter.language else {}
    return fields | ({"topics": letter.topic} if letter.topic else {})


def _keep_reply_address(talk: Consultation, letter: Letter) -> None:
    """A chat or a mailbox she can be answered at; a phone number stands in the consultation itself."""
    kept = ReplyAddress(consultation=talk, channel=letter.channel)
    kept.token = reaching.token_of(talk.organisation_id, letter.channel, letter.sender)
    kept._data_key = talk._data_key
    kept.seal(address=letter.sender)
    kept.save(force_insert=True)


def _safety(letter: Letter) -> dict[str, Any]:
    """What she said of how to reach her. Two equal hours say nothing."""
    told: dict[str, Any] = {"name_to_use": letter.name, "code_word": letter.word, "whose_phone": letter.whose}
    told = {name: text for name, text in told.items() if text}
    if letter.may_leave_message is not None:
        told["may_leave_message"] = letter.may_leave_message
    if letter.safe_from != letter.safe_until:
        hours = {"safe_from": letter.safe_from, "safe_until": letter.safe_until}
        told |= {name: time.fromisoformat(text) if text else None for name, text in hours.items()}
        told["time_zone"] = letter.zone
    return told


@transaction.atomic
def do_discard_arrival(item: Arrival, reason: str, *, by: User) -> None:
    """Destroy it, for one of :data:`REASONS`. Raises ``ValueError`` for another, ``Http404`` when it is gone."""
    if reason not in REASONS:
        raise ValueError(reason)
    _destroy(item)
    log.record("arrival.discard", by=by.id, kind="arrival", object_id=item.id, reason=reason)


def _destroy(item: Arrival) -> None:
    gone, _ = Arrival.objects.filter(id=item.id).delete()
    if not gone:
        raise Http404
    DataKey.objects.filter(subject=item.id).delete()


def has_old_arrivals(now: datetime) -> bool:
    """True when there is something to forget: a look takes no lock."""
    today = timezone.localdate(now)
    old = SeenMessage.objects.filter(on__lt=today - timedelta(days=SEEN_DAYS))
    return Arrival.objects.filter(expires__lte=today).exists() or old.exists()


@transaction.atomic
def do_forget_arrivals(now: datetime, *, by: User | None = None) -> int:
    """Destroy what nobody took up in time; returns how many."""
    today = timezone.localdate(now)
    old = list(Arrival.objects.filter(expires__lte=today).values_list("id", flat=True))
    Arrival.objects.filter(id__in=old).delete()
    DataKey.objects.filter(subject__in=old).delete()
    for item_id in old:
        log.record("arrival.forget", by=by.id if by else None, kind="arrival", object_id=item_id)
    SeenMessage.objects.filter(on__lt=today - timedelta(days=SEEN_DAYS)).delete()
    return len(old)


@transaction.atomic
def do_forget_arrivals_from(person: Person, *, by: User | None = None) -> list[UUID]:
    """Destroy what waits from a number or chat of a woman who is erased; returns the subjects whose keys go with it."""
    region = person.organisation.country.upper() or None
    hers = {bytes(token) for token in person.contacts.exclude(point=None).values_list("point__token", flat=True)}
    talks = ReplyAddress.objects.filter(consultation__person=person).values_list("token", flat=True)
    hers |= {bytes(token) for token in talks}
    waiting = list(Arrival.objects.filter(organisation_id=person.organisation_id)) if hers else []
    load_keys(waiting)
    gone = [item.id for item in waiting if _token(item, region) in hers]
    Arrival.objects.filter(id__in=gone).delete()
    return gone


def _token(item: Arrival, region: str | None) -> bytes:
    """The blind token of where it came from; empty when that is no whole number."""
    letter = Letter(**json.loads(item.unseal("content")))
    number = phone_of(letter, region)
    if number:
        return blind_index(item.organisation_id).token("phone", number)
    return b"" if letter.is_request else reaching.token_of(item.organisation_id, letter.channel, letter.sender)
