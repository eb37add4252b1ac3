"""The shift queue: who must be called, by whom, by when, and what was promised. Read in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Count,
    DecimalField,
    ExpressionWrapper,
    F,
    Min,
    Q,
    QuerySet,
    Sum,
)
from django.db.models.functions import Cast, Coalesce, Round
from django.utils.translation import get_language

from tayanch import law, vocabulary
from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.access import consultations_for, deadlines_for, promises_for
from tayanch.desk.actions.consultations import place_of
from tayanch.desk.legal.clocks import Clock, clocks
from tayanch.desk.messages.contact import Verdict, may_contact
from tayanch.desk.models import CasePerson, Consultation, Deadline, LedgerEntry, Promise, SafetyCard
from tayanch.vault.keys import Erased, load_keys
from tayanch.vault.models import SealedModel
from tayanch.vault.shares import KeyAway

A_PAGE = 50
MOST_UNFINISHED = 10
MOST_DAYS = 50
LAW_AHEAD = timedelta(days=14)
LAST_SHIFT = timedelta(hours=24)
AHEAD = {"tonight": 0, "week": 7, "all": 3650}  # days


@dataclass(frozen=True)
class Row:
    """One promise as the queue shows it."""

    promise: Promise
    reference: str
    link: str  # name of the page it leads to
    what: str
    card: SafetyCard | None
    name_to_use: str
    code_word: str
    verdict: Verdict
    labels: tuple[str, ...]
    last_safe_day: date | None
    is_overdue: bool


@dataclass(frozen=True)
class LeftBehind:
    """What became of promises in the last day, and how many open ones nobody has."""

    kept: int
    moved: int
    dropped: int
    free: int


@dataclass(frozen=True)
class Money:
    """Sums of one currency since the first of January: in her hands, and claimed."""

    currency: str
    received: Decimal
    claimed: Decimal
    cases: int


def queue(user: User, today: date, ahead: str = "tonight") -> QuerySet[Promise]:
    """The open promises due by now (urgent ones whatever their day): urgent, then overdue, then by day and hour."""
    due = Q(due__lte=today + timedelta(days=AHEAD.get(ahead, 0))) | Q(is_urgent=True)
    waiting = promises_for(user).filter(due, state=Promise.State.OPEN).select_related("case", "consultation", "owner")
    hour = Coalesce("due_from", "due_until")
    # What nobody has is seen before what somebody has, or it would fall through.
    is_had = ExpressionWrapper(Q(owner__isnull=False) | Q(due__gt=today), BooleanField())
    return waiting.order_by("-is_urgent", is_had, "due", hour.asc(nulls_last=True), "made_at")


def due_promises(user: User, today: date) -> int:
    """How many open promises are due by today that are hers or nobody's."""
    if not user.works_on_cases:
        return 0
    due = promises_for(user).filter(state=Promise.State.OPEN, due__lte=today)
    return due.filter(Q(owner=user) | Q(owner=None)).count()


def shift(user: User, now: datetime, today: date, number: str, ahead: str) -> tuple[Page[Promise], list[Row]]:
    """One page of the queue with its rows. That it was read is logged."""
    page = Paginator(queue(user, today, ahead), A_PAGE).get_page(number)
    promises = list(page.object_list)
    log.record("tonight.read", by=user.id, kind="queue")
    return page, _rows(promises, now, today)


def _rows(promises: Sequence[Promise], now: datetime, today: date) -> list[Row]:
    cards = _cards(promises)
    load_keys([*promises, *{card.id: card for card in cards.values()}.values()])
    deadlines = _deadlines(promises, today)
    return [_row(one, cards.get(one.id), deadlines, now, today) for one in promises]


def _row(one: Promise, card: SafetyCard | None, deadlines: dict[UUID, date], now: datetime, today: date) -> Row:
    about: Any = one.case or one.consultation
    return Row(
        promise=one,
        reference=about.reference,
        link="desk:case" if one.case else "desk:consultation",
        what=opened(one, "what"),
        card=card,
        name_to_use=opened(card, "name_to_use"),
        code_word=opened(card, "code_word"),
        verdict=may_contact(card, now),
        labels=_labels(about),
        last_safe_day=deadlines.get(one.case_id) if one.case_id else None,
        is_overdue=one.due < today,
    )


def opened(row: SealedModel | None, column: str) -> str:
    """A sealed text; empty when there is no row, or when its key was erased or is not open for whoever asks."""
    if row is None:
        return ""
    try:
        return row.unseal(column)
    except (Erased, KeyAway):
        return ""


def _cards(promises: Iterable[Promise]) -> dict[UUID, SafetyCard]:
    """Promise id → the card to read: the woman's own, else that of the conversation."""
    clients = _clients({one.case_id for one in promises if one.case_id})
    subjects = {one.id: _subjects(one, clients) for one in promises}
    wanted = {subject for each in subjects.values() for subject in each}
    found = {card.about_id: card for card in SafetyCard.objects.filter(about_id__in=wanted)}
    chosen = {key: [found[one] for one in each if one in found] for key, each in subjects.items()}
    return {key: cards[0] for key, cards in chosen.items() if cards}


def _clients(cases: set[UUID]) -> dict[UUID, UUID]:
    """Case id → its woman, for cases of one woman only: a card of one must not be read to another."""
    ties = CasePerson.objects.filter(case__in=cases, relation="client").values_list("case_id", "person_id")
    women: dict[UUID, list[UUID]] = {}
    for case_id, person_id in ties:
        women.setdefault(case_id, []).append(person_id)
    return {case_id: each[0] for case_id, each in women.items() if len(each) == 1}


def _subjects(one: Promise, clients: dict[UUID, UUID]) -> list[UUID]:
    person = clients.get(one.case_id) if one.case_id else None
    talk = one.consultation
    return [each for each in (person, talk and talk.person_id, talk and talk.id) if each]


def _deadlines(promises: Iterable[Promise], today: date) -> dict[UUID, date]:
    cases = {one.case_id for one in promises if one.case_id}
    coming = Deadline.objects.filter(case__in=cases, last_safe_day__gte=today, is_start=False).order_by()
    return dict(coming.values_list("case_id").annotate(day=Min("last_safe_day")))


def coming_days(user: User, today: date) -> list[Clock]:
    """The days that the law sets within two weeks, in open cases of her reach: the nearest first.

    A safe day that has passed stays while the last day itself lies ahead.
    """
    near = {"last_day__gte": today, "last_safe_day__lte": today + LAW_AHEAD}
    parts = [part.filter(**near).select_related("case", "claim")[:MOST_DAYS] for part in deadlines_for(user)]
    found = {row.id: row for part in parts for row in part}
    rows = sorted(found.values(), key=lambda row: (row.last_safe_day, row.id))[:MOST_DAYS]
    load_keys(rows)
    return clocks(rows, today)


def _labels(about: Any) -> tuple[str, ...]:
    language = get_language() or "en"
    sector = f"sector/{about.sector}" if about.sector else ""
    topic = f"need/{about.topic}" if about.topic else ""
    return tuple(label(full_id, language) for full_id in (place_of(about), sector, topic) if full_id)


@cache
def label(full_id: str, language: str) -> str:
    """A concept's label; the id itself for one that the vocabulary has lost."""
    try:
        return vocabulary.concept(full_id).label(language)
    except vocabulary.VocabularyError:
        return full_id


def left_behind(user: User, now: datetime) -> LeftBehind:
    """What the last day left to this shift, in the teams of *user*. Each count walks its own index."""
    since, mine = now - LAST_SHIFT, promises_for(user)
    settled = mine.filter(settled_at__gte=since).aggregate(
        kept=Count("id", Q(state=Promise.State.KEPT)), dropped=Count("id", Q(state=Promise.State.DROPPED))
    )
    waiting = mine.filter(state=Promise.State.OPEN)
    moved, free = waiting.filter(moved_at__gte=since).count(), waiting.filter(owner=None).count()
    return LeftBehind(**settled, moved=moved, free=free)


def unfinished(user: User) -> list[Consultation]:
    """Conversations this worker has not finished, the newest first: a closed lid loses none."""
    mine = consultations_for(user).filter(owner=user, state=Consultation.State.OPEN)
    return list(mine.order_by("-started_at")[:MOST_UNFINISHED])


def money_since_january(organisation_id: UUID, today: date) -> list[Money]:
    """Received and claimed by the organisation's women this year, by currency, without what was taken back.

    Summed in whole hundredths, so that the embedded database never adds binary fractions.
    """
    hundredths = Cast(Round(F("amount") * 100, output_field=DecimalField()), BigIntegerField())
    entries = LedgerEntry.objects.filter(
        case__organisation=organisation_id, date__gte=date(today.year, 1, 1), reverses=None, reversed_by=None
    ).order_by()
    sums = entries.values("currency").annotate(
        received=Sum(hundredths, filter=Q(stage=LedgerEntry.Stage.RECEIVED), default=0),
        claimed=Sum(hundredths, filter=Q(stage=LedgerEntry.Stage.CLAIMED), default=0),
        cases=Count("case", Q(stage=LedgerEntry.Stage.CLAIMED), distinct=True),
    )
    found = [Money(s["currency"], _whole(s["received"]), _whole(s["claimed"]), s["cases"]) for s in sums]
    return sorted(found, key=lambda sum_: -sum_.claimed)


def _whole(hundredths: int) -> Decimal:
    return Decimal(hundredths) / 100


@cache
def rates_known_through() -> date | None:
    """The last day for which compensation for late wages can be computed; None when that never ends."""
    known = law.describe("ru.wage.delay")["known_through"]
    return date.fromisoformat(str(known)) if known else None
