"""Refer a woman to a partner by her consent, answer a partner, recall. See :mod:`tayanch.desk.actions.incoming` for
what comes in.

Every packet becomes a step of its referral. Its bytes wait sealed in the data folder until it is known to have arrived.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.actions.partners import do_make_identity
from tayanch.desk.models import Case, Consent, Partner, Referral, ReferralStep
from tayanch.desk.privacy import consents
from tayanch.desk.referrals import content, exchange
from tayanch.desk.referrals.delivery import Outcome, deliver
from tayanch.packets import Attachment, Packet, seal_packet
from tayanch.vault import files
from tayanch.vault.keys import data_key, new_data_key
from tayanch.vault.models import DataKey
from tayanch.vault.shares import KeyAway

USUAL_DAYS = 14
ANSWER_LASTS = timedelta(days=60)
State, Direction = Referral.State, Referral.Direction
# What may be answered while a referral to us is in a state.
MAY_TELL = {State.ACCEPTED, State.FINISHED}


class ReferralRefused(Exception):
    """This cannot be told or answered; the message says why."""


@transaction.atomic
def do_make_referral(
    case: Case,
    consent: Consent,
    partner: Partner,
    facts: Sequence[str],
    asks: str,
    *,
    by: User,
    lasts: timedelta = timedelta(days=USUAL_DAYS),
) -> Referral:
    """Make the packet that tells *partner* these *facts*. Raises :class:`ReferralRefused`, ``TooLarge``.

    It expires after *lasts*, at the latest when her consent does.
    """
    check(case, consent, partner, facts)
    now = timezone.now()
    body = content.body_of(case, consent, facts, asks, by=by)
    papers = _papers(case, facts)
    lasts = min(lasts, _end_of(consent) - now)
    packet, data = _sealed(partner, "referral", body, now, lasts, attachments=papers)
    referral = Referral(
        about_id=case.id,
        direction=Direction.OUT,
        organisation_id=case.organisation_id,
        team_id=case.team_id,
        owner=by,
        case=case,
        person=consent.person,
        consent=consent,
        partner=partner,
        packet_id=packet.id,
        expires=packet.expires,
    )
    referral.tell({**body, "papers": [paper.name for paper in papers]})
    referral.save()
    keep_step(referral, packet, data, by=by, said=asks)
    fields = sorted({fact.partition(":")[0] for fact in facts})
    log.record("referral.make", by=by.id, kind="referral", object_id=case.id, fields=fields)
    return referral


def check(case: Case, consent: Consent, partner: Partner, facts: Sequence[str]) -> None:
    """Every referral passes here: the case, the partner, and her consent for exactly this. Raises
    :class:`ReferralRefused`."""
    if case.state == Case.State.CLOSED or partner.organisation_id != case.organisation_id or consent.case_id != case.id:
        raise PermissionDenied
    if not partner.is_verified:
        raise ReferralRefused(_("Compare the six words with this partner first. Until then nothing can be sent."))
    if not facts:
        raise ReferralRefused(_("Choose what may be told."))
    purpose, recipient = Consent.Purpose.REFERRAL, str(partner.id)
    if why := consents.why_not(consent, timezone.localdate(), purpose=purpose, recipient=recipient, facts=facts):
        raise ReferralRefused(why)


def _papers(case: Case, facts: Sequence[str]) -> list[Attachment]:
    try:
        return content.attachments_of(content.papers_of(case, facts))
    except FileNotFoundError:
        raise ReferralRefused(_("The bytes of a paper are gone. Leave this paper out.")) from None


def _end_of(consent: Consent) -> datetime:
    """The last moment of her consent, on the desk's clock."""
    return timezone.make_aware(datetime.combine(consent.until, time.max))


def _sealed(
    partner: Partner,
    kind: str,
    body: dict[str, Any],
    now: datetime,
    lasts: timedelta,
    *,
    reply_to: UUID | None = None,
    attachments: Sequence[Attachment] = (),
) -> tuple[Packet, bytes]:
    identity = exchange.secret_of(do_make_identity(partner.organisation, by=None))
    return seal_packet(
        kind, body, by=identity, to=partner.card, now=now, lasts=lasts, in_reply_to=reply_to, attachments=attachments
    )


def keep_step(
    referral: Referral, packet: Packet, data: bytes, *, by: User | None, said: str = "", answer: str = ""
) -> ReferralStep:
    """Write a packet of ours down as a step; its bytes wait to be sent."""
    step = ReferralStep(referral=referral, direction=Direction.OUT, kind=packet.kind, by=by, answer=answer)
    step.packet_id, step.reply_to, step.has_bytes = packet.id, packet.in_reply_to, True
    find_key(step, referral)
    step.seal(said=said)
    step.save()
    files.store(step, data)
    return step


def find_key(step: ReferralStep, referral: Referral) -> None:
    """A step is sealed as its referral is. While nobody is here who could open a sealed case, it gets a key of its own
    until somebody is: see :func:`do_settle`."""
    step.about_id, step._data_key = referral.about_id, referral._data_key
    try:
        data_key(step)
    except KeyAway:
        step.about_id, step._data_key = step.id, new_data_key(step.id, referral.organisation_id)


@transaction.atomic
def do_settle(referral: Referral, *, by: User) -> None:
    """Bring steps that came while a sealed case was shut under the key of the case."""
    if any(step.about_id == step.id for step in referral.steps.all()):
        move_to(referral, referral.about_id)
        log.record("referral.settle", by=by.id, kind="referral", object_id=referral.case_id or referral.id)


# --- answers --------------------------------------------------------------------------------------------


@transaction.atomic
def do_answer(
    referral: Referral,
    kind: str,
    state: str,
    *,
    by: User | None,
    text: str = "",
    outcome: str = "",
    reply_to: UUID | None = None,
) -> ReferralStep:
    """Make a packet about this referral: a receipt, a status, an outcome, a recall. *text* is for the partner to read.

    Raises :class:`ReferralRefused` while the partner's keys are not compared.
    """
    if not referral.partner.is_verified:
        raise ReferralRefused(_("Compare the six words with this partner first. Until then nothing can be sent."))
    answer = {"state": state, "outcome": outcome, "text": text}
    body = {"form": content.FORM, "answer": {name: value for name, value in answer.items() if value}}
    packet, data = _sealed(
        referral.partner, kind, body, timezone.now(), ANSWER_LASTS, reply_to=reply_to or referral.packet_id
    )
    step = keep_step(referral, packet, data, by=by, said=text, answer=outcome or state)
    about = referral.case_id or referral.id
    log.record(f"referral.{kind}", by=by.id if by else None, kind="referral", object_id=about, fields=["state", "text"])
    return step


@transaction.atomic
def do_tell_status(referral: Referral, text: str, *, by: User) -> ReferralStep:
    """Tell the sender how it goes. Raises ``PermissionDenied`` unless it was accepted here."""
    if referral.is_ours or referral.state not in MAY_TELL:
        raise PermissionDenied
    return do_answer(referral, "status", "working", by=by, text=text)


@transaction.atomic
def do_tell_outcome(referral: Referral, outcome: str, text: str, *, by: User) -> ReferralStep:
    """Tell the sender how it ended. *outcome*: a concept of "case-outcome"."""
    if referral.is_ours or referral.state not in MAY_TELL:
        raise PermissionDenied
    referral.state = State.FINISHED
    referral.save(update_fields=["state"])
    return do_answer(referral, "outcome", "finished", by=by, text=text, outcome=outcome)


@transaction.atomic
def do_recall(referral: Referral, *, by: User) -> ReferralStep:
    """Ask for a referral of ours back: they destroy it, or their worker decides and they tell us."""
    if not referral.is_ours or referral.state in {State.DECLINED, State.DESTROYED}:
        raise PermissionDenied
    referral.state = State.RECALLED
    referral.save(update_fields=["state"])
    return do_answer(referral, "recall", "asked", by=by)


@transaction.atomic
def do_settle_recall(referral: Referral, text: str, *, by: User) -> ReferralStep:
    """We keep what was recalled and say why; or it is erased already, and the sender is told so."""
    if referral.is_ours or referral.state not in {State.RECALLED, State.DESTROYED}:
        raise PermissionDenied
    if referral.case_id is not None and not text:
        raise ReferralRefused(_("Say why it is kept, so that they can tell her."))
    referral.state = State.DESTROYED if referral.case_id is None else State.KEPT
    referral.save(update_fields=["state"])
    return do_answer(referral, "status", referral.state, by=by, text=text)


# --- sending --------------------------------------------------------------------------------------------


def do_send(step: ReferralStep, *, by: User) -> Outcome:
    """Carry a step to the partner over HTTPS. Not in a transaction: the network may be slow.

    What comes back is taken in at once. Trouble is written to the step, so that one can try again.
    """
    from tayanch.desk.actions.incoming import do_take_answer

    if not step.has_bytes or not step.referral.partner.is_verified:
        raise PermissionDenied
    outcome = deliver(files.read(step), step.referral.partner.address)
    note_delivery(step, outcome.trouble, by=by)
    if outcome.answer:
        do_take_answer(outcome.answer, step.referral, by=by)
    return outcome


@transaction.atomic
def note_delivery(step: ReferralStep, trouble: str, *, by: User | None) -> None:
    """Write down that a step arrived, or why not."""
    step.trouble = trouble
    step.delivered_at = None if trouble else timezone.now()
    step.save(update_fields=["trouble", "delivered_at"])
    about = step.referral.case_id or step.referral_id
    action = "referral.not-sent" if trouble else "referral.sent"
    log.record(action, by=by.id if by else None, kind="referral", object_id=about, reason=trouble)
    if not trouble and step.kind == "referral":
        forget_bytes([step])


def forget_bytes(steps: Sequence[ReferralStep]) -> None:
    """Delete the waiting bytes of packets that have arrived, or that nobody may send any more."""
    gone = [step.id for step in steps]
    ReferralStep.objects.filter(id__in=gone).update(has_bytes=False)
    for step in steps:
        step.has_bytes = False
    transaction.on_commit(lambda: files.delete(gone))


@transaction.atomic
def do_note_download(step: ReferralStep, *, by: User) -> bytes:
    """The bytes of a packet, to be carried as a file; that somebody took them is logged."""
    log.record("referral.download", by=by.id, kind="referral", object_id=step.referral.case_id or step.referral_id)
    return files.read(step)


def note_refusal(code: str, *, by: User) -> None:
    """Log that a packet was refused, and why in one word."""
    log.record("packet.refused", by=by.id, kind="packet", reason=code)


# --- moving what was sealed -----------------------------------------------------------------------------


def move_to(referral: Referral, subject: UUID) -> None:
    """Seal the words and the waiting bytes of a referral and its steps with the key of another subject; saves.

    Keys of their own go.
    """
    steps = list(referral.steps.all())
    rows: tuple[Referral | ReferralStep, ...] = (referral, *steps)
    body = referral.unseal("body")
    held = [(step, step.unseal("said"), files.read(step) if step.has_bytes else b"") for step in steps]
    for row in rows:
        row.about_id, row._data_key = subject, None
    referral.seal(body=body)
    referral.save()
    for step, said, data in held:
        step.seal(said=said)
        step.save()
        if data:
            files.store(step, data)
    DataKey.objects.filter(subject__in={row.id for row in rows} - {subject}).delete()


def empty(referral: Referral) -> list[UUID]:
    """Take every word out of a referral and let it stand on a fresh key of its own; saves.

    Returns the ids of the files that must go.
    """
    steps = list(referral.steps.all())
    DataKey.objects.filter(subject__in=[referral.id, *(step.id for step in steps)]).delete()
    new_data_key(referral.id, referral.organisation_id)
    referral.about_id, referral._data_key, referral.body = referral.id, None, b""
    referral.case = referral.person = referral.consent = None
    referral.save()
    referral.steps.update(about_id=referral.id, said=b"", has_bytes=False)
    return [referral.id, *(step.id for step in steps)]
