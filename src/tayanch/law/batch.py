"""Sums for the delay of very many debts at once, without steps: what a whole desk is owed, or a study of the courts.

The share of a sum that a day of delay adds is a fraction that changes only with the tables. Over all known days these
fractions have one denominator, so their sums up to each change are whole numbers, and a stretch of delay costs two
look-ups instead of a walk through the rates. The value is that of the step-by-step answer, to the kopeck.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import lcm

from tayanch.law.command import find_rule
from tayanch.law.days import check_date
from tayanch.law.debts import Debt, checked_debt
from tayanch.law.errors import BadInput
from tayanch.law.live import refresh
from tayanch.law.money import rounded
from tayanch.law.parameters import DatedTable, Parameter
from tayanch.law.rule import Rule


def delay_many(rule_id: str, debts: Iterable[Debt], as_of: date) -> list[Decimal]:
    """What the delay of each debt adds up to on `as_of`, in the currency of the pack, in the order of the debts.

    Each value is that of the rule asked about this debt alone: exact, rounded once, half up. `rule_id` is a rule on
    late wages (`ru.wage.delay`, `kg.wage.delay`, `kz.wage.delay`). Raises BadInput (another rule, or a wrong debt, as
    the rule would) and OutsideKnownDates; the field names the debt by its place.
    """
    refresh()
    rule = find_rule(rule_id)
    if not isinstance(rule, Rule) or rule.many is None:
        raise BadInput("unknown_rule", "rule", known="ru.wage.delay, kg.wage.delay, kz.wage.delay", given=rule_id)
    return rule.many(debts, check_date(as_of, "as_of"))


@dataclass(frozen=True)
class _Sums:
    """Whole numbers over one denominator: from each of `starts` on, what is `before` it and what each day adds."""

    rows: tuple[tuple[Parameter, ...], ...]  # what they were made of
    starts: list[int]  # ordinals of days; the first is before every day, and adds nothing
    before: list[int]
    share: list[int]
    denominator: int
    first: int
    last: int

    def through(self, day: int) -> int:
        """The sum of the shares of all known days up to `day`, an ordinal."""
        place = bisect_right(self.starts, day) - 1
        return self.before[place] + self.share[place] * (day - self.starts[place] + 1)


@dataclass
class DailyInterest:
    """Interest for each day of delay: the unpaid sum × the values of all `tables` on that day ÷ those of `divided_by`.

    The first table is a percentage. `at_payment` counts every day of what was paid on one day with the values of that
    day.
    """

    tables: tuple[DatedTable, ...]
    divided_by: tuple[DatedTable, ...] = ()
    at_payment: bool = False
    _made: _Sums | None = field(default=None, repr=False)

    def values(self, debts: Iterable[Debt], as_of: date) -> list[Decimal]:
        """The interest of each debt up to and including `as_of`. Raises BadInput and OutsideKnownDates."""
        sums = self._sums()
        count = self._paid_by_part if self.at_payment else self._day_by_day
        return [
            rounded(count(place, checked_debt(debt, f"debts[{place}]"), as_of, sums), sums.denominator)
            for place, debt in enumerate(debts)
        ]

    def _sums(self) -> _Sums:
        rows = tuple(table.rows for table in (*self.tables, *self.divided_by))
        made = self._made
        if made is None or any(old is not new for old, new in zip(made.rows, rows, strict=True)):
            made = self._made = _sums_of(rows, len(self.tables))
        return made

    def _day_by_day(self, place: int, debt: Debt, as_of: date, sums: _Sums) -> int:
        """Kopecks × the denominator."""
        units = 0
        for first, last, base in debt.stretches(as_of) if not debt.payments else debt.until(as_of).stretches(as_of):
            begin, end = first.toordinal(), last.toordinal()
            if begin < sums.first or end > sums.last:
                self._refuse(first, last, "as_of" if end > sums.last else f"debts[{place}].due")
            units += _kopecks(base) * (sums.through(end) - sums.through(begin - 1))
        return units

    def _paid_by_part(self, place: int, debt: Debt, as_of: date, sums: _Sums) -> int:
        due = debt.due.toordinal()
        parts = [(pay.on, pay.amount, f"debts[{place}].payments[{at}].date") for at, pay in enumerate(debt.payments)]
        known = [part for part in parts if part[0] <= as_of]
        unpaid = debt.amount - sum((amount for _, amount, _ in known), Decimal(0))
        units = 0
        for day, amount, told in [*known, (as_of, unpaid, "as_of")]:
            days = day.toordinal() - due
            if amount and days > 0:
                if not sums.first <= day.toordinal() <= sums.last:
                    self._refuse(day, day, told)
                share = sums.share[bisect_right(sums.starts, day.toordinal()) - 1]
                units += _kopecks(amount) * days * share
        return units

    def _refuse(self, first: date, last: date, told: str) -> None:
        """Let the table that does not know these days say so."""
        for table in (*self.tables, *self.divided_by):
            list(table.spans(first, last, told))


def _sums_of(rows: tuple[tuple[Parameter, ...], ...], factors: int) -> _Sums:
    first = max(each[0].valid_from for each in rows)
    last = min(each[-1].valid_to for each in rows)
    changes = sorted({max(first, row.valid_from) for each in rows for row in each if row.valid_from <= last} | {first})
    shares = [_share(rows, factors, day) for day in changes]
    denominator = lcm(*(share.denominator for share in shares))
    whole = [share.numerator * (denominator // share.denominator) for share in shares]
    starts = [day.toordinal() for day in changes]
    before = [0]
    for (begin, end), share in zip(pairwise(starts), whole[:-1], strict=True):
        before.append(before[-1] + share * (end - begin))
    return _Sums(rows, [0, *starts], [0, *before], [0, *whole], denominator, starts[0], last.toordinal())


def _share(rows: tuple[tuple[Parameter, ...], ...], factors: int, day: date) -> Fraction:
    """What one day adds to a sum of one; the tables after the first `factors` divide."""
    found = Fraction(1, 100)
    for place, each in enumerate(rows):
        value = next(Fraction(row.value) for row in each if row.valid_from <= day <= row.valid_to)
        found = found * value if place < factors else found / value
    return found


def _kopecks(amount: Decimal) -> int:
    return int(amount.scaleb(2))
