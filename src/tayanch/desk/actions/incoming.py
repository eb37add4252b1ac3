"""Take in what partners send: by file, or over HTTPS. Every packet counts once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tayanch.accounts.models import Team, User
from tayanch.audit import log
from tayanch.desk.actions import cases, claims, documents, people, referrals
from tayanch.desk.actions.partners import PartnerRefused, do_take_next_card
from tayanch.desk.actions.promises import do_promise
from tayanch.desk.actions.safety import card_about, do_write_card
from tayanch.desk.legal import claim_calculation
from tayanch.desk.models import Case, OwnIdentity, Partner, Referral, ReferralStep, SeenPacket
from tayanch.desk.referrals import content, exchange
from tayanch.packets import Attachment, NotAPacket, Packet, PacketError, Replayed, read_card
from tayanch.vault import erasure, files
from tayanch.vault.keys import new_data_key
from tayanch.vault.models import Person
from tayanch.vault.people import do_add_contact, do_update_person
from tayanch.vault.phones import NotAPhone
from tayanch.vault.shares import KeyAway

State, Direction = Referral.State, Referral.Direction
RELATION = "own"


class Unrelated(PacketError):
    """An answer to something that is not here."""

    code = "unrelated"
    says = "This answers a referral that is not here any more. Nothing was changed."


class NobodyToTakeIt(Exception):
    """There is no team that could look at it."""


@dataclass(frozen=True)
class Received:
    """What came of a packet. ``answer``: the receipt for its sender; none for a receipt and for new keys."""

    packet: Packet
    partner: Partner
    referral: Referral | None = None
    answer: ReferralStep | None = None


@transaction.atomic
def do_receive(data: bytes, found: exchange.Found, *, by: User | None) -> Received:
    """Open a packet that is for *found*, once, and do what it asks. *by*: who brought the file; none over HTTPS.

    Raises :class:`~tayanch.packets.PacketError` when it is refused; then nothing was changed.
    """
    now = timezone.now()
    row, _identity = found
    packet, partner = exchange.opened(data, found, now)
    if not SeenPacket.objects.get_or_create(organisation_id=row.organisation_id, packet_id=packet.id)[1]:
        raise Replayed
    take: dict[str, Callable[..., Received]] = {
        "referral": _take_referral,
        "receipt": _take_receipt,
        "status": _take_status,
        "outcome": _take_status,
        "recall": _take_recall,
        "key-change": _take_keys,
    }
    return take[packet.kind](packet, partner, row, by)


def do_take_answer(data: bytes, referral: Referral, *, by: User | None) -> None:
    """Take in what came back over the line; what does not fit is passed over, since the step is sent all the same."""
    try:
        found = exchange.addressee(data, referral.organisation_id)
        do_receive(data, found, by=by)
    except PacketError:
        log.record("packet.refused", by=by.id if by else None, kind="referral", object_id=referral.id)


def earlier_answer(data: bytes, found: exchange.Found) -> ReferralStep | None:
    """The receipt that was made when this packet came the first time: its sender may have missed it."""
    packet, partner = exchange.opened(data, found, timezone.now())
    step = ReferralStep.objects.filter(reply_to=packet.id, kind="receipt", referral__partner=partner, has_bytes=True)
    return step.select_related("referral").first()


# --- a referral to us -----------------------------------------------------------------------------------


def _take_referral(packet: Packet, partner: Partner, row: OwnIdentity, by: User | None) -> Received:
    team = _team(row, by)
    referral = Referral(direction=Direction.IN, organisation_id=row.organisation_id, team=team, owner=by)
    referral.about_id, referral.partner, referral.state = referral.id, partner, State.RECEIVED
    referral.packet_id, referral.expires = packet.id, packet.expires
    referral._data_key = new_data_key(referral.id, row.organisation_id)
    papers = [{"name": one.name, "type": one.media_type, "size": len(one.data)} for one in packet.attachments]
    referral.tell({**packet.body, "papers": papers})
    referral.save()
    files.store(referral, b"".join(one.data for one in packet.attachments))
    _note(referral, packet, by)
    log.record("referral.receive", by=by.id if by else None, kind="referral", object_id=referral.id)
    return Received(packet, partner, referral, _receipt(referral, packet, "received"))


def _team(row: OwnIdentity, by: User | None) -> Team:
    mine = by.teams.order_by("name").first() if by else None
    team = mine or row.team or row.organisation.teams.order_by("name").first()
    if team is None:
        raise NobodyToTakeIt
    return team


def _note(referral: Referral, packet: Packet, by: User | None, said: str = "", answer: str = "") -> ReferralStep:
    step = ReferralStep(referral=referral, direction=Direction.IN, kind=packet.kind, by=by, answer=answer[:40])
    step.packet_id, step.reply_to, step.delivered_at = packet.id, packet.in_reply_to, timezone.now()
    referrals.find_key(step, referral)
    step.seal(said=said)
    step.save()
    return step


def _receipt(referral: Referral, packet: Packet, state: str) -> ReferralStep:
    return referrals.do_answer(referral, "receipt", state, by=None, reply_to=packet.id)


# --- answers to ours ------------------------------------------------------------------------------------


def _take_receipt(packet: Packet, partner: Partner, row: OwnIdentity, by: User | None) -> Received:
    steps = ReferralStep.objects.select_related("referral", "referral__partner").filter(referral__partner=partner)
    step = steps.filter(packet_id=_replied(packet), direction=Direction.OUT).first()
    if step is None:
        raise Unrelated
    referral, state = step.referral, content.text(content.part(packet.body, "answer"), "state")
    if step.kind == "referral" and referral.state == State.MADE:
        _set(referral, State.RECEIVED)
    if step.kind == "recall" and state == State.DESTROYED:
        _set(referral, State.DESTROYED)
    _note(referral, packet, by, answer=state)
    ReferralStep.objects.filter(id=step.id).update(delivered_at=timezone.now(), trouble="")
    referrals.forget_bytes([step])
    _told("referral.receipt-came", referral, by)
    return Received(packet, partner, referral)


def _take_status(packet: Packet, partner: Partner, row: OwnIdentity, by: User | None) -> Received:
    ours = Referral.objects.filter(partner=partner, direction=Direction.OUT, packet_id=_replied(packet))
    referral = ours.select_related("partner").first()
    if referral is None:
        raise Unrelated
    answer = content.part(packet.body, "answer")
    state, outcome = content.text(answer, "state"), content.concept(answer, "outcome")
    if packet.kind == "outcome":
        _set(referral, State.FINISHED)
    elif state in {State.ACCEPTED, State.DECLINED, State.DESTROYED, State.KEPT}:
        _set(referral, state)
    _note(referral, packet, by, said=content.text(answer, "text"), answer=outcome or state)
    _told(f"referral.{packet.kind}-came", referral, by)
    return Received(packet, partner, referral, _receipt(referral, packet, "received"))


def _replied(packet: Packet) -> UUID:
    if packet.in_reply_to is None:
        raise Unrelated
    return packet.in_reply_to


def _set(referral: Referral, state: str) -> None:
    referral.state = state
    referral.save(update_fields=["state"])


def _told(action: str, referral: Referral, by: User | None) -> None:
    about = referral.case_id or referral.id
    log.record(action, by=by.id if by else None, kind="referral", object_id=about, fields=["state"])


# --- recalled, new keys ---------------------------------------------------------------------------------


def _take_recall(packet: Packet, partner: Partner, row: OwnIdentity, by: User | None) -> Received:
    theirs = Referral.objects.filter(partner=partner, direction=Direction.IN, packet_id=_replied(packet))
    referral = theirs.select_related("partner", "case", "case__owner").first()
    if referral is None:  # it was recalled before it came: then it is not to come at all
        SeenPacket.objects.get_or_create(organisation_id=row.organisation_id, packet_id=_replied(packet))
        return Received(packet, partner)
    _note(referral, packet, by)
    if referral.case is None:
        _destroy(referral)
        state = "destroyed"
    else:
        _set(referral, State.RECALLED)
        _ask_owner(referral.case)
        state = "asked"
    _told("referral.recall-came", referral, by)
    return Received(packet, partner, referral, _receipt(referral, packet, state))


def _ask_owner(case: Case) -> None:
    with translation.override(case.owner.language):
        what = _("A partner recalls what they sent. Open the referrals of this case and decide.")
    with suppress(KeyAway):  # nobody is here who could write into a sealed case; the list of referrals says it
        do_promise(case, by=None, what=what, due=timezone.localdate(), is_urgent=True, is_call=False, owner=case.owner)


def _destroy(referral: Referral) -> None:
    gone = referrals.empty(referral)
    _set(referral, State.DESTROYED)
    transaction.on_commit(partial(files.delete, gone))
    transaction.on_commit(erasure.scrub)


def _take_keys(packet: Packet, partner: Partner, row: OwnIdentity, by: User | None) -> Received:
    try:
        do_take_next_card(partner, read_card(content.text(packet.body, "card")), by=by)
    except (PartnerRefused, ValueError):
        raise NotAPacket from None
    return Received(packet, partner)


# --- decided here ---------------------------------------------------------------------------------------


@transaction.atomic
def do_decline(referral: Referral, text: str, *, by: User) -> ReferralStep:
    """Send a referral back unopened, as it were: its words are destroyed here, the sender is told why."""
    _must_wait(referral)
    gone = referrals.empty(referral)
    _set(referral, State.DECLINED)
    transaction.on_commit(partial(files.delete, gone))
    transaction.on_commit(erasure.scrub)
    log.record("referral.decline", by=by.id, kind="referral", object_id=referral.id)
    return referrals.do_answer(referral, "status", "declined", by=by, text=text)


def _must_wait(referral: Referral) -> None:
    if referral.is_ours or referral.state != State.RECEIVED or referral.case_id is not None:
        raise PermissionDenied


@transaction.atomic
def do_accept(referral: Referral, *, by: User) -> tuple[Case, list[str]]:
    """Open a case out of a referral: what was told moves there, *by* owns it, the sender is told.

    Returns the case and the names of papers that could not be kept. Raises ``RecoverySheetMissing``.
    """
    _must_wait(referral)
    body = referral.told
    case = _open_case(body, by)
    if case.team_id != referral.team_id and by.teams.filter(id=referral.team_id).exists():
        case.team_id = referral.team_id
        case.save(update_fields=["team"])
    woman = _write_person(case, body, by)
    _write_case(case, body, by)
    refused = [one.name for one in _papers(referral, body) if not _keep(case, one, woman, by)]
    _write_origin(case, referral, body, by)
    files_gone = referral.id
    referrals.move_to(referral, case.id)
    referral.case, referral.person, referral.owner, referral.state = case, woman, by, State.ACCEPTED
    referral.body = b""
    referral.save()
    transaction.on_commit(lambda: files.delete([files_gone]))
    log.record("referral.accept", by=by.id, kind="referral", object_id=case.id)
    referrals.do_answer(referral, "status", "accepted", by=by)
    return case, refused


def _open_case(body: content.Body, by: User) -> Case:
    told = content.part(body, "case")
    topic, country, place, sector = (content.concept(told, name) for name in cases.FACTS)
    return cases.do_open_case(by=by, topic=topic, country=country, place=place, sector=sector)


def _write_person(case: Case, body: content.Body, by: User) -> Person | None:
    told = content.part(body, "person")
    if not told:
        return None
    woman = people.do_add_person(case, by=by, name=content.text(told, "name"), relation="client").person
    born = content.day(told, "birth_date")
    details = {name: content.text(told, name) for name in ("document", "address") if content.text(told, name)}
    try:
        do_update_person(woman, by=by, birth_date=born.isoformat() if born else "", **details)
    except ValueError:  # a number of a paper that is written in another way than ours: it stands in the note of origin
        do_update_person(woman, by=by, birth_date=born.isoformat() if born else "")
    for phone in content.rows(told, "phones"):
        _write_phone(woman, phone, by)
    _write_card(woman, content.part(body, "safety"), by)
    return woman


def _write_phone(woman: Person, phone: content.Body, by: User) -> None:
    try:
        do_add_contact(woman, content.text(phone, "number"), content.concept(phone, "relation") or RELATION, by=by)
    except NotAPhone:
        return  # it stands in the note of origin


def _write_card(woman: Person, told: content.Body, by: User) -> None:
    """The card of the sender; it must be confirmed here before anybody calls."""
    if not told:
        return
    texts = {name: content.text(told, name) for name in ("who_may_answer", "code_word", "name_to_use", "remarks")}
    clocks = {name: content.hour(told, name) for name in ("safe_from", "safe_until")}
    answers = {name: content.yes_no(told, name) for name in ("may_leave_message", "is_watched")}
    whose, zone = content.concept(told, "whose_phone"), content.text(told, "time_zone")[:40]
    do_write_card(card_about(woman), by=by, whose_phone=whose, time_zone=zone, **texts, **clocks, **answers)


def _write_case(case: Case, body: content.Body, by: User) -> None:
    if told := content.part(body, "employer"):
        said = {name: content.text(told, name) for name in ("name", "tax_number", "address", "contact")}
        papers = content.text(told, "papers")
        papers = papers if papers in {"contract", "none"} else "unknown"
        cases.do_set_employer(case, by=by, is_household=bool(told.get("is_household")), papers=papers, **said)
    if told := content.part(body, "stay"):
        days: dict[str, Any] = {name: content.day(told, name) for name in ("since", "until")}
        where = {name: content.concept(told, name) for name in ("country", "place", "mode")}
        cases.do_set_episode(case, by=by, status="", **where, **days)
    for told in content.rows(body, "violations"):
        facts = {name: content.concept(told, name) for name in ("violation", "perpetrator")}
        on = {name: content.day(told, name) for name in ("since", "until")}
        if facts["violation"]:
            cases.do_add_violation(case, by=by, detail=content.text(told, "detail"), **facts, **on)
    for told in content.rows(body, "claims"):
        _write_claim(case, told, by)


def _write_claim(case: Case, told: content.Body, by: User) -> None:
    """The periods and payments of a claim; sums that our law cannot count stay in the note of origin."""
    law, today = content.text(told, "law"), timezone.localdate()
    rows = [row for row in (_period(one) for one in content.rows(told, "periods")) if row is not None]
    if law not in claim_calculation.laws() or not rows:
        return
    try:
        with transaction.atomic():
            claim = claims.do_start_claim(case, by=by)
            last = content.day(told, "last_day_worked")
            work = content.text(told, "work")
            claims.do_update_terms(claim, by=by, work=work, pay_days=[], last_day_worked=last, law=law)
            claims.do_save_periods(claim, rows, by=by, today=today)
    except claims.Refused:
        return


def _period(told: content.Body) -> claims.PeriodRow | None:
    first, last, agreed = content.day(told, "first"), content.day(told, "last"), content.money(told, "agreed")
    if first is None or last is None or agreed is None:
        return None
    paid = [(content.day(one, "date"), content.money(one, "amount")) for one in content.rows(told, "payments")]
    payments: tuple[tuple[date, Decimal], ...] = tuple((on, sum_) for on, sum_ in paid if on and sum_)
    due, hours = content.day(told, "due"), content.money(told, "hours")
    return claims.PeriodRow(first=first, last=last, agreed=agreed, due=due, hours=hours, payments=payments)


def _papers(referral: Referral, body: content.Body) -> list[Attachment]:
    data, at, found = files.read(referral), 0, []
    for told in content.rows(body, "papers"):
        size = int(told["size"])  # written by us when it came
        found.append(Attachment(content.text(told, "name"), content.text(told, "type"), data[at : at + size]))
        at += size
    return found


def _keep(case: Case, paper: Attachment, woman: Person | None, by: User) -> bool:
    try:
        documents.do_keep_document(case, paper.data, paper.name[:200], by=by, person=woman)
    except documents.NotAPaper:
        return False
    return True


def _write_origin(case: Case, referral: Referral, body: content.Body, by: User) -> None:
    """One note with everything that was told, as it was told; then each of the sender's notes by itself."""
    names = [content.text(one, "name") for one in content.rows(body, "papers")]
    told = {name: value for name, value in body.items() if name not in {"notes", "papers"}}
    parts = content.shown(told, names)
    lines = [_("Referred by %(partner)s.") % {"partner": referral.partner.name}]
    for section in parts:
        lines += ["", section.title, *(f"{what}: {value}" if what else value for what, value in section.lines)]
    cases.do_add_note(case, "\n".join(lines)[: content.LONGEST], by=by)
    for note in content.rows(body, "notes"):
        cases.do_add_note(case, f"{content.text(note, 'at')}\n{content.text(note, 'text')}", by=by)


# --- time -----------------------------------------------------------------------------------------------


@transaction.atomic
def do_forget_expired(*, by: User | None = None) -> int:
    """Destroy what nobody took in time: her consent was for those days. Returns how many. Without *by* the
    installation itself does it."""
    now = timezone.now()
    waiting = Referral.objects.filter(direction=Direction.IN, state=State.RECEIVED, case=None, expires__lt=now)
    found = list(waiting)
    for referral in found:
        _destroy(referral)
        log.record("referral.expire", by=by.id if by else None, kind="referral", object_id=referral.id)
    late = ReferralStep.objects.filter(has_bytes=True, kind="referral", referral__expires__lt=now)
    old = ReferralStep.objects.filter(has_bytes=True, at__lt=now - referrals.ANSWER_LASTS)
    referrals.forget_bytes([*late, *old])
    return len(found)
