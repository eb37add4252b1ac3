"""What becomes of each line once the doubles are known, and which lines hang together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from tayanch.desk.importing.checking import Record, by_case, is_out

JOIN, NEW, SKIP, UPDATE = "join", "new", "skip", "update"


@dataclass(frozen=True, slots=True)
class Hint:
    """A line whose woman may be known already. ``woman``: her id, if she may be joined; ``other``: a line before."""

    line: int
    reasons: tuple[str, ...]
    other: int = 0
    woman: str = ""
    ask: tuple[str, ...] = ()  # colleagues who know a woman whom the importer does not see

    @property
    def may_join(self) -> bool:
        return bool(self.other or self.woman)

    @property
    def choices(self) -> tuple[str, ...]:
        return (JOIN, NEW, SKIP) if self.may_join else (NEW, SKIP)


@dataclass(slots=True)
class Decisions:
    """What a person chose: for all doubles, for all lines that are here already, and for single lines."""

    for_all: str = ""
    for_known: str = ""
    single: dict[int, str] = field(default_factory=dict)

    def of(self, hint: Hint) -> str:
        """``join``, ``new``, ``skip``, or "" while nobody chose one that is possible."""
        chosen = self.single.get(hint.line) or self.for_all
        return chosen if chosen in hint.choices else ""


@dataclass(slots=True)
class Bundle:
    """Lines that hang together: women with their lines (and an id when she is there already), cases with theirs."""

    women: list[tuple[UUID | None, list[Record]]]
    cases: list[list[Record]]


@dataclass(slots=True)
class Outcome:
    """Bundles to make, lines to write over, lines that stay out by line, and lines nobody decided on."""

    bundles: list[Bundle]
    updates: list[Record]
    out: dict[int, str]  # line → why: problem, skipped, known
    undecided: list[int]


def decide(
    records: Iterable[Record], hints: Iterable[Hint], known: Mapping[int, str], decisions: Decisions, bad: str
) -> Outcome:
    """Sort the lines. *known*: lines that are here already, ``same`` or ``changed``."""
    by_line = {hint.line: hint for hint in hints}
    outcome = Outcome([], [], {}, [])
    kept: list[Record] = []
    for one in records:
        hint = by_line.get(one.line)
        chosen = decisions.of(hint) if hint else NEW
        if is_out(one, bad):
            outcome.out[one.line] = "problem"
        elif one.line in known:
            _known(one, known[one.line], decisions, outcome)
        elif chosen == SKIP:
            outcome.out[one.line] = "skipped"
        elif not chosen:
            outcome.undecided.append(one.line)
        else:
            kept.append(one)
    outcome.bundles = list(_bundles(kept, by_line, decisions))
    return outcome


def _known(one: Record, how: str, decisions: Decisions, outcome: Outcome) -> None:
    chosen = decisions.single.get(one.line) or decisions.for_known
    if how == "same" or chosen == SKIP:
        outcome.out[one.line] = "known"
    elif chosen == UPDATE:
        outcome.updates.append(one)
    else:
        outcome.undecided.append(one.line)


def _bundles(records: list[Record], hints: Mapping[int, Hint], decisions: Decisions) -> Iterator[Bundle]:
    women = _women(records, hints, decisions)
    case_of = {one.line: key for key, lines in by_case(records).items() for one in lines}
    together = _Together()
    for one in records:
        together.tie(f"woman {women[one.line]}", f"case {case_of.get(one.line, f'none {one.line}')}")
    parts: dict[str, list[Record]] = defaultdict(list)
    for one in records:
        parts[together.root(f"woman {women[one.line]}")].append(one)
    for lines in parts.values():
        hers: dict[str, list[Record]] = defaultdict(list)
        for one in lines:
            hers[women[one.line]].append(one)
        ids = [(UUID(key[3:]) if key.startswith("id ") else None, found) for key, found in hers.items()]
        yield Bundle(ids, list(by_case(lines).values()))


def _women(records: list[Record], hints: Mapping[int, Hint], decisions: Decisions) -> dict[int, str]:
    """Whose each line is: ``id …`` of a woman who is there, otherwise the first line of hers."""
    keys: dict[int, str] = {}
    numbers: dict[str, str] = {}
    for one in records:
        hint = hints.get(one.line)
        joins = hint is not None and decisions.of(hint) == JOIN
        if joins and hint is not None and hint.woman:
            key = f"id {hint.woman}"
        elif joins and hint is not None and hint.other in keys:
            key = keys[hint.other]
        else:
            key = f"line {one.line}"
        if one.number:
            key = numbers.setdefault(one.number, key)
        keys[one.line] = key
    return keys


class _Together:
    """Disjoint sets of names."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def root(self, name: str) -> str:
        while (parent := self._parent.setdefault(name, name)) != name:
            self._parent[name] = self._parent[parent]
            name = parent
        return name

    def tie(self, one: str, other: str) -> None:
        self._parent[self.root(one)] = self.root(other)
