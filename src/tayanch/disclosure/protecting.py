"""Protect a table with margins, whatever its dimensions: what is hidden, rounded or rolled up, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tayanch.disclosure.attack import wants
from tayanch.disclosure.exact import optimum
from tayanch.disclosure.hiding import heuristic, mended
from tayanch.disclosure.knowledge import Knowledge
from tayanch.disclosure.layout import Codes, Key, Layout, layout_of
from tayanch.disclosure.released import Released, Table, same_kind, together
from tayanch.disclosure.rolling import rolled_up
from tayanch.disclosure.rounding import rounded
from tayanch.disclosure.rules import Rules
from tayanch.disclosure.sensitivity import Contributions, Measured, measure
from tayanch.disclosure.telling import account

HIDDEN, SMALL, ROUNDED, ROLLED_UP = "hidden", "small", "rounded", "rolled-up"
EXACT, HEURISTIC, NOTHING = "exact", "heuristic (linear programming), audited", "nothing to hide"


@dataclass(frozen=True)
class Shown:
    """A cell as everybody may see it. *value* is None when it is not shown; then *reason* is ``hidden``, ``small``
    (only with ``Rules.tell_small``) or ``rolled-up``. A value is shown as it is, or ``rounded``."""

    value: float | None
    reason: str = ""


@dataclass(frozen=True)
class ProtectedTable:
    """A table that may be shown. Read it by key: ``table["RU", ""]``; ``""`` is the total of a dimension.

    Attributes:
        method: how the cells to hide were found: ``exact``, ``heuristic …``, ``rounding …``.
        loss: what is lost: the sum over hidden cells of ln(1 + value), without those that rolling up joined.
        why: of each hidden cell ``small``, ``dominant``, ``complementary`` or ``differencing``. For the inside only:
            together with the table it would tell on which side of five a hidden count lies.
        known_before: how many earlier hidden numbers are told closely by earlier releases alone.
        compared: with how many earlier tables.
        population, date, measure: as given.
    """

    layout: Layout
    rules: Rules
    measured: Measured
    cells: Mapping[Key, Shown]
    why: Mapping[Key, str]
    method: str
    loss: float
    rolled: Mapping[Key, Key] = field(default_factory=dict)
    protected: tuple[tuple[Key, float, float], ...] = ()
    population: Mapping[str, str] = field(default_factory=dict)
    date: str = ""
    measure: str = ""
    known_before: int = 0
    compared: int = 0

    def __getitem__(self, key: Key | str) -> Shown:
        """The cell; of one that was rolled up, that it was. Raises KeyError for a code that no dimension has."""
        wanted = (key,) if isinstance(key, str) else tuple(key)
        if wanted in self.cells:
            return self.cells[wanted]
        if wanted in self.rolled:
            return Shown(None, ROLLED_UP)
        raise KeyError(wanted)

    def __iter__(self) -> Iterator[Key]:
        return iter(self.cells)

    @property
    def hidden(self) -> int:
        """How many cells are hidden."""
        return len(self.why)

    @property
    def refused(self) -> bool:
        """Whether nothing but zeros may be shown."""
        return not any(shown.value for shown in self.cells.values()) and bool(self.why)

    def table(self) -> list[dict[str, Any]]:
        """One row a cell: its codes by dimension, ``value`` (None when hidden) and ``reason``."""
        names = [one.name for one in self.layout.dimensions]
        return [
            {**dict(zip(names, key, strict=True)), "value": shown.value, "reason": shown.reason}
            for key, shown in self.cells.items()
        ]

    def account(self, language: str, *, inside: bool = False) -> tuple[str, ...]:
        """What was done and why, in sentences of ky, ru or en. *inside*: also how many cells for which reason."""
        return account(self, language, inside)

    def released(self, label: str, date: str | None = None) -> Released:
        """What must be kept, sealed, to compare later tables with this one."""
        numbers = {}
        if not self.measured.is_count:
            numbers = {key: float(one) for key, one in zip(self.layout.keys, self.measured.numbers, strict=True)}
        return Released(
            label,
            self.date if date is None else date,
            self.layout.dimensions,
            {key: shown.value for key, shown in self.cells.items()},
            self.population,
            self.measure,
            self.protected,
            numbers,
            self.measured.is_count,
            self.rules.zero_is_safe,
            self.rules.rounding,
            "conventional" if "conventional" in self.method else self.rules.kind,
        )


def protect_table(
    cells: Mapping[Key, Contributions],
    *,
    dimensions: Mapping[str, Codes],
    rules: Rules = Rules(),
    released: Sequence[Released] = (),
    population: Mapping[str, str] | None = None,
    date: str = "",
    measure_name: str = "",
) -> ProtectedTable:
    """Make the totals of a table and hide what tells of too few, and as little else as makes it safe.

    Safe means: from everything that is shown, here and in the earlier tables, no hidden count from 1 to 4 can be told
    more closely than "from 1 to 4", and no hidden sum more closely than its rule asks.

    Args:
        cells: inner cells, a code of each dimension a key: a count, or the contributions to a sum as a list or as
            contributor → amount (then one who gives to several cells counts once in their total). Absent cells are 0.
        dimensions: name → codes, or name → each code and its broader one (``""`` at the top).
        rules: see :class:`Rules`.
        released: earlier tables; those of another *measure_name* or kind are not compared.
        population: codes that all records share, such as ``{"sex": "female"}``, by the dimension's name.
        date: ISO date of the records; the same date as an earlier table means the same records.
        measure_name: what is counted: ``consultations``.

    Raises:
        TableError: the table, its dimensions or the releases cannot be used.
    """
    cells, dimensions, rolled = rolled_up(cells, dimensions, rules)
    layout = layout_of(dimensions, cells)
    measured = measure(layout, cells, rules)
    table = Table(layout, measured, rules, population or {}, date)
    before = same_kind(released, measured, measure_name)
    made = rounded(table, before) if rules.rounding else _hidden(table, before)
    return ProtectedTable(
        layout,
        rules,
        measured,
        made.cells,
        made.why,
        made.method,
        made.loss,
        rolled,
        made.protected,
        table.population,
        date,
        measure_name,
        made.known_before,
        len(before),
    )


@dataclass(frozen=True)
class Made:
    """What protecting decided."""

    cells: dict[Key, Shown]
    why: dict[Key, str]
    method: str
    loss: float
    protected: tuple[tuple[Key, float, float], ...]
    known_before: int = 0


def _hidden(table: Table, released: Sequence[Released]) -> Made:
    alone = together(table, ())
    by_itself, method = _chosen(alone, table.rules, is_last=not released)
    known, hidden, lost = alone, by_itself, 0
    if released:
        known = together(table, released)
        joint, gone = heuristic(known, by_itself)
        hidden, lost, method = joint, len({place for place, _ in gone}), HEURISTIC
        mended(known, hidden, [end for end in wants(known) if end not in gone])
    why = _reasons(table, known, hidden, by_itself)
    protected = tuple(
        (table.layout.keys[one.place], target.low * alone.scale, target.high * alone.scale)
        for one, target in zip(table.measured.sensitive, alone.wanted, strict=True)
    )
    loss = float(known.weights[hidden].sum())
    return Made(_cells(table, why), why, method if why else NOTHING, loss, protected, lost)


def _chosen(known: Knowledge, rules: Rules, is_last: bool) -> tuple[Any, str]:
    """Which cells to hide, and how they were found. What is found is attacked again and mended."""
    hidden, lost = heuristic(known)
    method = HEURISTIC
    if is_last and len(known.values) <= rules.exact_up_to:
        best = optimum(known, lost)
        if best is not None:
            hidden, method = best, EXACT
    mended(known, hidden, [end for end in wants(known) if end not in lost])
    return hidden, method


def _reasons(table: Table, known: Knowledge, hidden: Any, by_itself: Any) -> dict[Key, str]:
    """Why each hidden cell is hidden."""
    own = {one.place: one.reason for one in table.measured.sensitive}
    found = {}
    for row, place in enumerate(known.places):
        if hidden[row]:
            other = "complementary" if by_itself[row] else "differencing"
            found[table.layout.keys[place]] = own.get(int(place), other)
    return found


def _cells(table: Table, why: Mapping[Key, str]) -> dict[Key, Shown]:
    """Every cell as it is shown. Only a single cell may say that it is small: a total that did would tell too much."""
    found = {}
    for key, value in zip(table.layout.keys, table.measured.values, strict=True):
        if key not in why:
            found[key] = Shown(_number(value, table.measured.is_count))
        elif table.rules.tell_small and why[key] == "small" and table.layout.is_inner(key):
            found[key] = Shown(None, SMALL)
        else:
            found[key] = Shown(None, HIDDEN)
    return found


def _number(value: float, is_count: bool) -> float:
    return int(value) if is_count else float(value)
