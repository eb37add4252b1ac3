"""Write claims for wages: terms, pay periods, payments, and the last days that follow from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.language import language
from tayanch.desk.legal import claim_calculation
from tayanch.desk.models import Case, Claim, Deadline, WagePayment, WagePeriod, WorkEntry
from tayanch.law import LawError, OutsideKnownDates
from tayanch.law.texts import show
from tayanch.vault.keys import data_key

MONTHLY, HALF_MONTHLY = "monthly", "half-monthly"
MOST_PERIODS = 110  # the grid of periods must fit into one posted form
_NO_PAY_DAYS = gettext_lazy("This law sets no pay days that are known here: type the day on which each sum was due.")
T = TypeVar("T")


class Refused(Exception):
    """What was typed cannot be kept; the text says why and what to do. ``row`` is its place among the rows given."""

    def __init__(self, text: str, row: int | None = None) -> None:
        super().__init__(text)
        self.text = text
        self.row = row


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A pay period as typed. Without ``id`` it is new; without ``due`` the law sets the due day.

    ``payments`` (day, sum) are added to those it has.
    """

    first: date
    last: date
    agreed: Decimal
    due: date | None = None
    hours: Decimal | None = None
    payments: tuple[tuple[date, Decimal], ...] = ()
    id: int | None = None


@transaction.atomic
def do_start_claim(case: Case, *, by: User) -> Claim:
    """Begin the next claim of a case; the person is the case's client when there is one only."""
    Case.objects.select_for_update().get(id=case.id)
    clients = list(case.people.filter(relation="client")[:2])
    last = case.claims.aggregate(last=models.Max("number"))["last"] or 0
    claim = Claim(case=case, number=last + 1, person_id=clients[0].person_id if len(clients) == 1 else None)
    _set_law(claim, case.country if case.country in claim_calculation.laws() else claim.law)
    claim.save(force_insert=True)
    log.record("claim.start", by=by.id, kind="claim", object_id=claim.id)
    return claim


def _set_law(claim: Claim, code: str) -> None:
    claim.law, claim.currency = code, claim_calculation.currency(code)


@transaction.atomic
def do_update_terms(
    claim: Claim, *, by: User, work: str, pay_days: Sequence[int], last_day_worked: date | None, law: str = ""
) -> None:
    """Keep the terms and count the due days again, except those that somebody typed. Raises :class:`Refused`.

    With another *law* the sums stay as they are typed and are of that country's currency from then on.
    """
    _hold(claim)
    _set_law(claim, law or claim.law)
    claim.seal(work=work)
    claim.pay_days = list(pay_days)
    claim.last_day_worked = last_day_worked
    claim.save()
    for period in claim.periods.filter(due_is_own=False):
        period.due = due_day(claim, period.first, period.last)
        period.save(update_fields=["due"])
    log.record(
        "claim.terms", by=by.id, kind="claim", object_id=claim.id, fields=["law", "work", "pay_days", "last_day_worked"]
    )
    do_recompute_deadlines(claim, by=by)


@transaction.atomic
def do_update_pay(claim: Claim, *, by: User, today: date, **pay: object) -> None:
    """Keep what hours, leave and deductions are counted from. Raises :class:`Refused` when the law cannot count so."""
    _hold(claim)
    for name, value in pay.items():
        setattr(claim, name, value)
    claim.save(update_fields=list(pay))
    log.record("claim.pay", by=by.id, kind="claim", object_id=claim.id, fields=list(pay))
    _check_counts(claim, today)


@transaction.atomic
def do_add_entry(claim: Claim, entry: WorkEntry, *, by: User, today: date) -> WorkEntry:
    """Add hours or money kept back on one day. Raises :class:`Refused` when the law cannot count it."""
    _hold(claim)
    entry.claim = claim
    entry.save()
    log.record("claim.entry", by=by.id, kind="claim", object_id=claim.id, fields=[entry.kind])
    _check_counts(claim, today)
    return entry


@transaction.atomic
def do_remove_entry(entry: WorkEntry, *, by: User) -> None:
    """Take an entry back."""
    entry.delete()
    log.record("claim.entry-removed", by=by.id, kind="claim", object_id=entry.claim_id, fields=[entry.kind])


def _check_counts(claim: Claim, today: date) -> None:
    """What was typed must be countable; days outside the tables are the page's to explain."""
    try:
        result_of(claim, claim_calculation.usual_day(claim.law, today), today=today, language=language())
    except OutsideKnownDates:
        return
    except LawError as refusal:
        raise Refused(refusal.text(language())) from None


@transaction.atomic
def do_make_periods(
    claim: Claim, *, by: User, first: date, last: date, rhythm: str, agreed: Decimal
) -> list[WagePeriod]:
    """Make the pay periods from *first* to *last*, each with the same sum. Raises :class:`Refused`.

    *rhythm* is :data:`HALF_MONTHLY` as the law has it, or :data:`MONTHLY`: then a month counts from its later due day.
    """
    _hold(claim)
    halves = _due_days(claim, first, last)
    spans = claim_calculation.by_month(halves) if rhythm == MONTHLY else halves
    made = [WagePeriod(claim=claim, first=begin, last=end, due=due, agreed=agreed) for begin, end, due in spans]
    WagePeriod.objects.bulk_create(made)
    _check(claim)
    log.record("claim.periods", by=by.id, kind="claim", object_id=claim.id, fields=["periods"])
    do_recompute_deadlines(claim, by=by)
    return made


@transaction.atomic
def do_save_periods(claim: Claim, rows: Iterable[PeriodRow], *, by: User, today: date) -> None:
    """Change and add pay periods and add payments; either all of it is kept or nothing. Raises :class:`Refused`."""
    _hold(claim)
    kept: dict[int, int] = {}
    for place, row in enumerate(rows):
        kept[_save(claim, row, place, today).id] = place
    _check(claim, kept)
    log.record("claim.periods", by=by.id, kind="claim", object_id=claim.id, fields=["periods", "payments"])
    do_recompute_deadlines(claim, by=by)


@transaction.atomic
def do_remove_period(period: WagePeriod, *, by: User) -> None:
    """Take a pay period out of the claim, with its payments."""
    claim = period.claim
    period.delete()
    log.record("claim.period-removed", by=by.id, kind="claim", object_id=claim.id, fields=["periods"])
    do_recompute_deadlines(claim, by=by)


@transaction.atomic
def do_remove_payment(payment: WagePayment, *, by: User) -> None:
    """Take back a payment that was entered by mistake."""
    claim = payment.period.claim
    payment.delete()
    log.record("claim.payment-removed", by=by.id, kind="claim", object_id=claim.id, fields=["payments"])
    do_recompute_deadlines(claim, by=by)


@transaction.atomic
def do_recompute_deadlines(claim: Claim, *, by: User | None) -> list[Deadline]:
    """Write the days that the law sets anew.

    One last day to sue for each day on which something was due and was not paid in full; and by the oldest sum that is
    still unpaid, the first day on which she may stop work. Without *by* the installation itself does it.
    """
    periods = periods_of(claim)
    late = {period.due for period in periods if claim_calculation.was_late(period)}
    claim.deadlines.all().delete()
    made = [_deadline(claim, due) for due in sorted(late)]
    made += _may_stop(claim, periods)
    Deadline.objects.bulk_create(made)
    who = by.id if by else None
    log.record("claim.deadlines", by=who, kind="claim", object_id=claim.id, fields=["deadlines"])
    return made


def periods_of(claim: Claim) -> list[WagePeriod]:
    """The pay periods in their order, with their payments."""
    return list(claim.periods.order_by("first", "id").prefetch_related("payments"))


def result_of(
    claim: Claim, as_of: date, *, today: date, language: str, periods: Sequence[WagePeriod] | None = None
) -> claim_calculation.Result | None:
    """What she is owed on *as_of* under the claim's law; none when nothing was due. Raises ``LawError``."""
    rows = periods_of(claim) if periods is None else periods
    further = claim_calculation.further_facts(claim, rows)
    return claim_calculation.calculate(claim.law, rows, as_of, today=today, language=language, further=further)


def due_day(claim: Claim, first: date, last: date) -> date:
    """The day the law sets for a period: of its half-months the latest one. Raises :class:`Refused`."""
    return max(due for _first, _last, due in _due_days(claim, first, last))


def name_of(period: WagePeriod) -> str:
    """A period as people speak of it: its days."""
    return f"{_shown(period.first)} – {_shown(period.last)}"


def _shown(value: date | Decimal) -> str:
    return show(value, language())


def _hold(claim: Claim) -> None:
    """One writer of a claim at a time, so that two payments cannot both fit into what is owed."""
    Claim.objects.select_for_update().get(id=claim.id)


def _due_days(claim: Claim, first: date, last: date) -> list[tuple[date, date, date]]:
    return _asked(lambda: claim_calculation.due_days(claim.law, first, last, claim.pay_days, claim.last_day_worked))


def _asked(question: Callable[[], T], row: int | None = None) -> T:
    """Ask the law; its refusal in the language of the page."""
    try:
        return question()
    except LawError as refusal:
        text = _NO_PAY_DAYS if refusal.code == "unknown_rule" else refusal.text(language())
        raise Refused(str(text), row) from None


def _save(claim: Claim, row: PeriodRow, place: int, today: date) -> WagePeriod:
    if row.last < row.first:
        raise Refused(_("The period ends before it begins. Check the two days."), place)
    period = WagePeriod(claim=claim) if row.id is None else claim.periods.filter(id=row.id).first()
    if period is None:
        raise Refused(_("Somebody removed this period meanwhile. Load the page again."), place)
    usual = _usual_due(claim, row, place)
    due = row.due or usual
    period.first, period.last, period.agreed, period.hours = row.first, row.last, row.agreed, row.hours
    period.due, period.due_is_own = due, due != usual
    _asked(lambda: claim_calculation.limitation(claim.law, due), place)
    period.save()
    for on, amount in row.payments:
        _add_payment(period, on, amount, place, today)
    return period


def _usual_due(claim: Claim, row: PeriodRow, place: int) -> date:
    """What the law sets; where it set nothing yet, the typed day."""
    try:
        return due_day(claim, row.first, row.last)
    except Refused as refusal:
        if row.due is None:
            raise Refused(refusal.text, place) from None
        return row.due


def _add_payment(period: WagePeriod, on: date, amount: Decimal, place: int, today: date) -> None:
    if on > today:
        raise Refused(_("A payment cannot be in the future. Enter it when it has come."), place)
    WagePayment.objects.create(period=period, date=on, amount=amount)


def _check(claim: Claim, places: dict[int, int] | None = None) -> None:
    """No overlaps, no period paid twice over; the refusal names the period."""
    places = places or {}
    periods = periods_of(claim)
    if len(periods) > MOST_PERIODS:
        text = _("A claim holds at most %(most)s pay periods. Begin another claim for the rest.")
        raise Refused(text % {"most": MOST_PERIODS})
    for earlier, later in pairwise(periods):
        if later.first <= earlier.last:
            text = _("The periods %(one)s and %(other)s overlap. Change one of them, or remove it.")
            names = {"one": name_of(earlier), "other": name_of(later)}
            raise Refused(text % names, places.get(later.id, places.get(earlier.id)))
    for period in periods:
        paid = sum((payment.amount for payment in period.payments.all()), Decimal(0))
        if paid > period.agreed:
            raise Refused(_overpaid(period, paid), places.get(period.id))


def _overpaid(period: WagePeriod, paid: Decimal) -> str:
    text = _(
        "For %(period)s more is paid than was agreed: %(paid)s of %(agreed)s. "
        "Check the sums, or enter the rest for another period."
    )
    return text % {"period": name_of(period), "paid": _shown(paid), "agreed": _shown(period.agreed)}


def _deadline(claim: Claim, due: date) -> Deadline:
    limit = claim_calculation.limitation(claim.law, due)
    made = _clock(claim, f"{claim.law}.wage.limitation", due)
    made.last_day, made.last_safe_day = limit.last_day, limit.last_safe_day
    return made


def _may_stop(claim: Claim, periods: Sequence[WagePeriod]) -> list[Deadline]:
    """The first day on which she may stop work; none when all is paid, she has left, or the law has no such rule."""
    unpaid = [period.due for period in periods if claim_calculation.is_unpaid(period)]
    first_day = claim_calculation.may_stop_from(claim.law, min(unpaid)) if unpaid else None
    if first_day is None or claim.last_day_worked:
        return []
    made = _clock(claim, claim_calculation.suspension_rule(claim.law), min(unpaid))
    made.last_day = made.last_safe_day = first_day
    made.is_start = True
    return [made]


def _clock(claim: Claim, rule: str, since: date) -> Deadline:
    made = Deadline(case_id=claim.case_id, claim=claim)
    made._data_key = data_key(claim)
    made.say(rule, since)
    return made
