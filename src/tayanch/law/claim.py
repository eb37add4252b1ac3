"""The whole claim of a worker: from a short description of the job to what is owed, since when, and until when to sue.

The order of the reckoning: what was due for each pay period (salary, overtime, night, days off), what is missing to the
minimum wage, what was taken from her unlawfully, what is due on leaving; from that what is due in hand; less what was
paid; the compensation for delay; the last day to sue for each sum. A country supplies its rules as a `WageLaw`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache, cached_property
from typing import Any, Protocol

from tayanch.law.days import ONE_DAY, month_end
from tayanch.law.debts import Debt, Payment
from tayanch.law.derivation import Assumption, Derivation, Notice, Step
from tayanch.law.errors import BadInput
from tayanch.law.money import round_half_up_kopecks
from tayanch.law.pack import Pack
from tayanch.law.texts import BASE_TEXTS, LANGUAGES, Words

MOST_SUMS = 1000
KINDS = ("wages", "overtime", "night", "rest_day", "minimum", "leave", "deduction", "other")
EXTRAS = ("overtime", "night", "rest_day")  # paid for hours, with the pay period in which they fall
ZERO = Decimal("0.00")

Entries = Sequence[tuple[date, Decimal]]


class Period(Protocol):
    """Days worked and the day their pay is due."""

    @property
    def first(self) -> date: ...
    @property
    def last(self) -> date: ...
    @property
    def due(self) -> date: ...


@dataclass(frozen=True)
class Job:
    """What was agreed. Sums a month, in the currency of the country; `in_hand` when they are after tax."""

    start: date
    salary: Decimal
    in_hand: bool = False
    end: date | None = None
    norm_hours: Decimal | None = None
    bonus: Decimal = ZERO
    pay_days: tuple[int, int] | None = None
    status: str = ""  # for tax: eaeu, patent; empty when it is not known


@dataclass(frozen=True)
class Deduction:
    """What the employer kept back: on a day, for a reason (a code of the country's rule of deductions)."""

    on: date
    kind: str
    amount: Decimal


@dataclass(frozen=True)
class Owed:
    """One sum that was due. `amount` is what reaches her hand; `gross` is before tax where it is known."""

    what: str
    first: date
    last: date
    due: date
    amount: Decimal
    gross: Decimal | None = None
    payments: tuple[Payment, ...] = ()

    @property
    def order(self) -> tuple[Any, ...]:
        return self.due, KINDS.index(self.what), self.first, self.last, self.amount, self.payments


@dataclass(frozen=True)
class WageLaw:
    """The rules of one country that a claim needs; a rule that is none is left out of its claims, and said so."""

    pack: Pack
    delay: Callable[[Sequence[Debt], date], Derivation]
    limitation: Callable[[date], Derivation]
    pay_periods: Callable[[Job, date], Sequence[Period]] | None = None
    paid_hours: Callable[[str, Job, Decimal, Entries], Derivation] | None = None  # kind, job, norm hours, hours by day
    minimum: Callable[[date], Derivation] | None = None  # of a full month, before tax
    leave: Callable[[Job, date, Decimal], Derivation] | None = None  # job, last day, days taken
    settled_by: Callable[[date], date] | None = None  # when everything is due after her last day; none: that day
    deductions: Callable[[Decimal, Sequence[Deduction]], Derivation] | None = None  # wages in hand of the period
    in_hand: Callable[[Decimal, date, str], Derivation] | None = None
    covers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """Everything that was told. The order of the entries does not matter."""

    as_of: date
    job: Job | None = None
    hours: Mapping[str, Entries] = field(default_factory=dict)
    deductions: Sequence[Deduction] = ()
    leave_taken: Decimal | None = None
    payments: Sequence[Payment] = ()
    sums: Sequence[Owed] = ()


def claim(law: WageLaw, facts: Facts) -> Derivation:
    """What she is owed on `facts.as_of`: unpaid sums and compensation, in the currency of the country.

    `details`: `sums` (per sum what, from, to, due, gross, amount, paid, unpaid, compensation, last_day, last_safe_day),
    `wages`, `compensation`, `not_due` (how many sums come later), `unused` (money paid that answers to no sum), and
    `other_readings` where sums before tax are known. `parts` are the answers of the rules it rests on.
    Raises BadInput and OutsideKnownDates.
    """
    return _Reckoning(law, facts).derivation()


class _Reckoning:
    """One claim while it is computed."""

    def __init__(self, law: WageLaw, facts: Facts) -> None:
        self.law, self.facts = law, facts
        self.parts: list[Derivation] = []
        if not facts.job and not facts.sums:
            raise BadInput("missing_key", "sums" if law.pay_periods is None else "job")
        told = sorted([*facts.sums, *self._of_job()], key=lambda owed: owed.order)
        self.not_due = [owed for owed in told if owed.due > facts.as_of]
        self.owed, self.unused = _with_payments([owed for owed in told if owed.due <= facts.as_of], facts)
        if len(self.owed) > MOST_SUMS:
            raise BadInput("list_length", "sums", least=0, most=MOST_SUMS)

    # --- what was due

    def _of_job(self) -> Iterator[Owed]:
        job = self.facts.job
        if job is None:
            return
        if job.end and job.end < job.start:
            raise BadInput("range_backwards", "job.end")
        known = sorted((each for each in self.facts.sums if each.what == "wages"), key=lambda each: each.order)
        periods: Sequence[Period] = known or self._periods(job)
        for period in periods:
            yield from self._hours(job, period)
        if periods and not known:
            salaries = _salaries(job, periods, self._is_worked)
            yield from (self._sum("wages", *each) for each in zip(periods, salaries, strict=True))
            yield from self._minimum(job, periods)
        if periods:
            yield from self._given_back(job, periods)
        yield from self._leave(job)

    def _periods(self, job: Job) -> list[Period]:
        if self.law.pay_periods is None:
            raise BadInput("missing_key", "sums")
        return list(self.law.pay_periods(job, min(job.end or self.facts.as_of, self.facts.as_of)))

    def _is_worked(self, day: date) -> bool:
        days = self.law.pack.days_off
        return not days.is_day_off(day) if days else day.weekday() < 5

    def _sum(self, what: str, period: Period, before: Decimal, *, in_hand: bool | None = None) -> Owed:
        job = self.facts.job
        assert job is not None  # sums of a job only
        if (job.in_hand if in_hand is None else in_hand) or self.law.in_hand is None or not before:
            return Owed(what, period.first, period.last, period.due, before)
        net = self.law.in_hand(before, period.due, job.status)
        if not any(part.rule == net.rule for part in self.parts):
            self.parts.append(net)  # one shows how; the others are the same with other sums
        assert isinstance(net.value, Decimal)
        return Owed(what, period.first, period.last, period.due, net.value, before)

    def _hours(self, job: Job, period: Period) -> Iterator[Owed]:
        for kind in EXTRAS:
            entries = sorted(each for each in self.facts.hours.get(kind, ()) if period.first <= each[0] <= period.last)
            if entries and self.law.paid_hours:
                if job.norm_hours is None:
                    raise BadInput("missing_key", "job.norm_hours")
                part = self.law.paid_hours(kind, job, job.norm_hours, entries)
                self.parts.append(part)
                assert isinstance(part.value, Decimal)
                yield self._sum(kind, period, part.value)

    def _minimum(self, job: Job, periods: Sequence[Period]) -> Iterator[Owed]:
        """What the pay for normal hours lacks to the minimum wage of the month."""
        if self.law.minimum is None:
            return
        for month, share in _months(job, periods, self._is_worked):
            part = self.law.minimum(month)
            assert isinstance(part.value, Decimal)
            least = part.value
            if job.in_hand and self.law.in_hand:
                net = self.law.in_hand(least, month, job.status).value
                assert isinstance(net, Decimal)
                least = net
            missing = round_half_up_kopecks(max(Fraction(0), (Fraction(least) - Fraction(job.salary)) * share))
            if missing:
                self.parts.append(part)
                yield self._sum("minimum", [each for each in periods if each.first <= month_end(month)][-1], missing)

    def _given_back(self, job: Job, periods: Sequence[Period]) -> Iterator[Owed]:
        """What was kept back against the law is due with the wages it was kept from."""
        if not self.facts.deductions or self.law.deductions is None:
            return
        for period in periods:
            own = [each for each in self.facts.deductions if _pay_day(each.on, periods) == period.due]
            kept = sorted(own, key=lambda each: (each.on, each.kind, each.amount))
            if kept and period is [each for each in periods if each.due == period.due][-1]:
                part = self.law.deductions(job.salary, kept)
                self.parts.append(part)
                assert isinstance(part.value, Decimal)
                if part.value:
                    yield self._sum("deduction", period, part.value, in_hand=True)

    def _leave(self, job: Job) -> Iterator[Owed]:
        taken = self.facts.leave_taken
        if taken is None or job.end is None or self.law.leave is None or job.end > self.facts.as_of:
            return
        part = self.law.leave(job, job.end, taken)
        self.parts.append(part)
        assert isinstance(part.value, Decimal)
        if part.value:
            due = self.law.settled_by(job.end) if self.law.settled_by else job.end
            yield self._sum("leave", Owed("leave", job.end, job.end, due, part.value), part.value)

    # --- what it comes to

    @cached_property
    def delay(self) -> Derivation:
        return self.law.delay([Debt(each.amount, each.due, each.payments) for each in self.owed], self.facts.as_of)

    def derivation(self) -> Derivation:
        if not self.owed:
            return self._nothing()
        rows = self._rows()
        wages = sum((row["unpaid"] for row in rows), ZERO)
        assert isinstance(self.delay.value, Decimal)
        together = wages + self.delay.value
        total = {"wages": wages, "compensation": self.delay.value, "together": together}
        return self.law.pack.derive(
            "wage.claim",
            together,
            used=(),
            currency=self.law.pack.currency,
            steps=(*(self._step(row) for row in rows), self.law.pack.step("claim_total", total, self.delay.used[0])),
            details={
                "as_of": self.facts.as_of,
                "sums": [{key: each for key, each in row.items() if key != "named"} for row in rows],
                "wages": wages,
                "compensation": self.delay.value,
                "not_due": len(self.not_due),
                "unused": self.unused,
                **self._other_reading(),
            },
            warnings=self._warnings(),
            assumed=self._assumed(),
            parts=(*self.parts, self.delay, *self._limits()),
        )

    def _nothing(self) -> Derivation:
        """Nothing was due by that day."""
        texts, later = self.law.pack.texts, {"as_of": self.facts.as_of}
        details = {**later, "sums": [], "wages": ZERO, "compensation": ZERO, "unused": self.unused}
        return self.law.pack.derive(
            "wage.claim",
            ZERO,
            used=(),
            currency=self.law.pack.currency,
            steps=(Step("claim_nothing_due", later, texts),),
            details={**details, "not_due": len(self.not_due)},
            parts=tuple(self.parts),
        )

    def _rows(self) -> list[dict[str, Any]]:
        compensation = self.delay.details["debts"]
        assert isinstance(compensation, Sequence)
        return [self._row(owed, found) for owed, found in zip(self.owed, compensation, strict=True)]

    def _row(self, owed: Owed, found: Mapping[str, Any]) -> dict[str, Any]:
        limit = self._limit(owed.due).details if _was_late(owed, self.facts.as_of) else {}
        return {
            "what": owed.what,
            "named": _named(owed.what),
            "from": owed.first,
            "to": owed.last,
            "due": owed.due,
            "gross": owed.gross,
            "amount": owed.amount,
            "paid": owed.amount - found["unpaid"],
            "unpaid": found["unpaid"],
            "compensation": found["compensation"],
            "last_day": limit.get("last_day"),
            "last_safe_day": limit.get("last_safe_day"),
        }

    def _step(self, row: Mapping[str, Any]) -> Step:
        shown = ("named", "from", "to", "due", "amount", "paid", "unpaid", "compensation")
        facts = {key: row[key] for key in shown}
        if row["last_day"] is None:
            return self.law.pack.step("claim_sum_in_time", facts, self.delay.used[0])
        limit = self._limit(row["due"]).used[0]
        return self.law.pack.step("claim_sum", {**facts, "last_day": row["last_day"]}, limit)

    def _limit(self, due: date) -> Derivation:
        if due not in self._known_limits:
            self._known_limits[due] = self.law.limitation(due)
        return self._known_limits[due]

    @cached_property
    def _known_limits(self) -> dict[date, Derivation]:
        return {}

    def _limits(self) -> tuple[Derivation, ...]:
        """How the last day to sue is counted, for the sum whose day comes first; the others are in the rows."""
        late = [each.due for each in self.owed if _was_late(each, self.facts.as_of)]
        return (self._limit(min(late)),) if late else ()

    def _other_reading(self) -> dict[str, object]:
        return {"reading": "in_hand", "other_readings": {"gross": self._gross}} if self._gross else {}

    @cached_property
    def _gross(self) -> Decimal | None:
        """What it comes to when unpaid sums count before tax: courts differ. None where that changes nothing."""
        unpaid = [each for each in self.owed if each.gross is not None and not each.payments]
        if not unpaid:
            return None
        sums = [replace(each, amount=each.gross) if each in unpaid and each.gross else each for each in self.owed]
        found = self.law.delay([Debt(each.amount, each.due, each.payments) for each in sums], self.facts.as_of)
        open_sums = found.details["total_unpaid"]
        assert isinstance(open_sums, Decimal)
        assert isinstance(found.value, Decimal)
        return open_sums + found.value

    def _warnings(self) -> tuple[Notice, ...]:
        pack, late = self.law.pack, [each.due for each in self.owed if _was_late(each, self.facts.as_of)]
        found = [pack.warning("claim_not_due", count=len(self.not_due))] if self.not_due else []
        found += [pack.warning("claim_unused", unused=self.unused)] if self.unused else []
        passed = [each for each in set(late) if self._is_over(each)]
        found += [pack.warning("claim_over", count=len(passed))] if passed else []
        found += [pack.other_reading(self._gross)] if self._gross else []
        return (*found, pack.warning("claim_side_effects"))

    def _is_over(self, due: date) -> bool:
        last = self._limit(due).details["last_day"]
        assert isinstance(last, date)
        return last < self.facts.as_of

    def _assumed(self) -> tuple[Assumption, ...]:
        pack, job = self.law.pack, self.facts.job
        codes = ["claim_oldest_first"] if self.facts.payments else []
        codes += ["claim_by_working_days"] if job else []
        codes += ["claim_no_tax"] if job and not job.in_hand and self.law.in_hand is None else []
        codes += ["claim_is_in_hand"] if self.facts.sums or (job and job.in_hand) else []
        return tuple(pack.assumed(code) for code in codes)


def _salaries(job: Job, periods: Sequence[Period], is_worked: Callable[[date], bool]) -> list[Decimal]:
    """The salary of each period by its working days in its month, so that a whole month adds up to the kopeck."""
    shares: dict[date, Fraction] = {}
    found = []
    for period in periods:
        month = period.first.replace(day=1)
        before = shares.get(month, Fraction(0))
        after = before + _share(period.first, period.last, is_worked)
        full = Fraction(job.salary)
        found.append(round_half_up_kopecks(full * after) - round_half_up_kopecks(full * before))
        shares[month] = after
    return found


def _months(job: Job, periods: Sequence[Period], is_worked: Callable[[date], bool]) -> Iterator[tuple[date, Fraction]]:
    """First day of each month worked, and which share of it."""
    for month in sorted({period.first.replace(day=1) for period in periods}):
        inside = [period for period in periods if period.first.replace(day=1) == month]
        yield month, _share(inside[0].first, inside[-1].last, is_worked)


def _share(first: date, last: date, is_worked: Callable[[date], bool]) -> Fraction:
    """Working days from `first` to `last` over those of the whole month."""
    whole = _worked(first.replace(day=1), month_end(first), is_worked)
    return Fraction(_worked(first, last, is_worked), whole) if whole else Fraction(0)


def _worked(first: date, last: date, is_worked: Callable[[date], bool]) -> int:
    days = (first + ONE_DAY * number for number in range((last - first).days + 1))
    return sum(map(is_worked, days))


def _pay_day(on: date, periods: Sequence[Period]) -> date:
    """The pay day from which something was kept back on a day: the last one until then, or the first."""
    return max((each.due for each in periods if each.due <= on), default=periods[0].due)


def _with_payments(sums: Sequence[Owed], facts: Facts) -> tuple[list[Owed], Decimal]:
    """The sums with the money she got, the oldest first; and what is left of that money."""
    owed = list(sums)
    open_sums = [_left(each) for each in owed]
    unused, place = ZERO, 0
    for payment in sorted(facts.payments, key=lambda each: (each.on, each.amount)):
        if payment.on > facts.as_of:
            continue
        rest = payment.amount
        while rest and place < len(owed):
            part = min(rest, open_sums[place])
            if part:
                owed[place] = replace(owed[place], payments=(*owed[place].payments, Payment(payment.on, part)))
                open_sums[place] -= part
                rest -= part
            place += 0 if open_sums[place] else 1
        unused += rest
    return [each for each in owed if each.amount], unused


def _left(owed: Owed) -> Decimal:
    left = owed.amount - sum((each.amount for each in owed.payments), ZERO)
    if left < 0:
        raise BadInput("overpaid", "sums", amount=owed.amount, paid=owed.amount - left)
    return left


def _was_late(owed: Owed, as_of: date) -> bool:
    """True when something was unpaid after its day: wages or compensation may be sued for."""
    return sum((each.amount for each in owed.payments if each.on <= owed.due), ZERO) < owed.amount and owed.due < as_of


@cache
def _named(what: str) -> Words:
    return Words({each: BASE_TEXTS.say(f"claim.{what}", each, {}) for each in LANGUAGES})
