"""The tables of the annex: each figure in the letter can be checked against a row here."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from tayanch.desk.letters.calculation import Calculation
from tayanch.desk.letters.document import Align, Table
from tayanch.desk.letters.figures import NBSP, SIGNS, day, money, number, rate


def debts(calculation: Calculation, *, reading_copy: bool, texts: Mapping[str, Any]) -> Table:
    """One row per debt. Her last day to sue is in her copy only: the other side need not be told."""
    rows = tuple(
        (
            str(position),
            f"{day(debt.period_from)} – {day(debt.period_to)}" + (f", {debt.name}" if debt.name else ""),
            day(debt.due_on),
            number(debt.agreed),
            number(debt.paid),
            number(debt.unpaid),
            *((_day_or_dash(debt.last_day_to_sue),) if reading_copy else ()),
        )
        for position, debt in enumerate(calculation.debts, start=1)
    )
    last = ("",) if reading_copy else ()
    total = ("", texts["total"], "", "", "", number(calculation.wages), *last)
    return _table(texts, "debts", calculation, rows, total)


def steps(calculation: Calculation, *, reading_copy: bool, texts: Mapping[str, Any]) -> Table:
    """One row per stretch of days with one rate; rows are shown to the kopeck, the total is rounded once."""
    rows = tuple(
        (
            str(step.debt),
            f"{day(step.from_day)} – {day(step.to_day)}",
            str(step.days),
            number(step.base),
            rate(step.rate, step.fraction),
            number(step.amount),
            step.article,
        )
        for step in calculation.steps
    )
    total = ("", texts["total"], "", "", "", number(calculation.compensation), "")
    return _table(texts, "steps", calculation, rows, total)


def totals(calculation: Calculation, *, reading_copy: bool, texts: Mapping[str, Any]) -> Table:
    """Wages, compensation, and the two together."""

    def row(name: str, value: Decimal) -> tuple[str, str]:
        return texts[name], money(value, calculation.currency)

    rows = (row("wages", calculation.wages), row("compensation", calculation.compensation))
    return _table(texts, "totals", calculation, rows, row("together", calculation.together))


TABLES: Mapping[str, Callable[..., Table]] = {"[debts]": debts, "[steps]": steps, "[totals]": totals}


def _table(
    texts: Mapping[str, Any],
    name: str,
    calculation: Calculation,
    rows: tuple[tuple[str, ...], ...],
    total: tuple[str, ...],
) -> Table:
    sign = SIGNS.get(calculation.currency, calculation.currency)
    heads: list[str] = texts[name][: len(total)]
    columns = tuple(head.replace("{currency}", f"{NBSP}{sign}") for head in heads)
    return Table(columns, _ALIGN[name][: len(total)], rows, total)


def _day_or_dash(value: Any) -> str:
    return day(value) if value else "—"


_ALIGN: Mapping[str, tuple[Align, ...]] = {
    "debts": ("left", "left", "left", "right", "right", "right", "left"),
    "steps": ("left", "left", "right", "right", "right", "right", "left"),
    "totals": ("left", "right"),
}
