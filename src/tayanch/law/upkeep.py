"""Keeping the law current: which tables end, and what nobody has looked at for a year."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from tayanch.law import live
from tayanch.law.pack import DAYS_OFF, Pack
from tayanch.law.parameters import Parameter
from tayanch.law.rule import Rule

NEAR = timedelta(days=60)
YEAR = timedelta(days=365)
UNREADABLE = "newer-files"


@dataclass(frozen=True)
class Finding:
    """Something to do. `what` is the full name of a table, a rule or a statement; `day` when it is or was due.

    kind `ends`: the last known day of a table or a statement; `unchecked`: the day a year after somebody looked;
    `unreadable`: a file that came later and cannot be used, see `live.fault`.
    """

    kind: Literal["ends", "unchecked", "unreadable"]
    what: str
    day: date
    is_past: bool

    def __str__(self) -> str:
        """One line for a terminal, in English."""
        if self.kind == "ends":
            return f"{self.what}: {'was known' if self.is_past else 'is known'} through {self.day}"
        if self.kind == "unchecked":
            return f"{self.what}: nobody has checked it since {self.day - YEAR}"
        return live.fault()


def check(as_of: date) -> list[Finding]:
    """What is past or near (60 days) on that day, the oldest first.

    Of the tables those that a rule rests on are looked at, except periods of the past that are closed for good. A rule
    is as old as the oldest check of its last rows; a statement as its own. A statement that has ended is history.
    """
    live.refresh()
    found = [Finding("unreadable", UNREADABLE, as_of, True)] if live.fault() else []
    for code, module in live.packs().items():
        held: Pack = module.PACK
        last = _last_rows(module.RULES)
        found += _ends(held, {name for names in last.values() for name in names}, as_of)
        found += _unchecked({rule: list(rows.values()) for rule, rows in last.items()}, as_of)
        found += _unchecked({each.id: [each.law] for each in held.statements}, as_of)
        found += [_ending(each.id, each.law.valid_to, as_of) for each in held.statements if _is_near(each.law, as_of)]
        if held.days_off and held.days_off.known_through <= as_of + NEAR:
            found.append(_ending(f"{code}.{DAYS_OFF}", held.days_off.known_through, as_of))
    return sorted(found, key=lambda one: (one.day, one.what))


def _last_rows(rules: tuple[object, ...]) -> dict[str, dict[str, Parameter]]:
    """By rule and table the row that is in force, or was last."""
    return {
        rule.id: {name: rule.pack.tables[name].rows[-1] for name in rule.tables if not rule.pack.tables[name].closed}
        for rule in rules
        if isinstance(rule, Rule)
    }


def _ends(held: Pack, names: set[str], as_of: date) -> Iterator[Finding]:
    for name in sorted(names):
        through = held.tables[name].known_through
        if through < date.max and through <= as_of + NEAR:
            yield _ending(f"{held.code}.{_origin(held.code, name)}", through, as_of)


def _origin(code: str, name: str) -> str:
    """The table that a newer row belongs to: this one, or the one that it takes its last rows from."""
    stem, _, parameter = name.partition(".")
    borrowed = live.effective(code)[stem]["parameters"][parameter]["rows"][-1].get("same_as")
    return _origin(code, borrowed) if borrowed else name


def _ending(what: str, through: date, as_of: date) -> Finding:
    return Finding("ends", what, through, through < as_of)


def _is_near(law: Parameter, as_of: date) -> bool:
    return law.valid_to < date.max and as_of <= law.valid_to <= as_of + NEAR


def _unchecked(rows_of: dict[str, list[Parameter]], as_of: date) -> Iterator[Finding]:
    for what, rows in rows_of.items():
        due = min((row.checked_on + YEAR for row in rows), default=as_of)
        if due < as_of:
            yield Finding("unchecked", what, due, True)
