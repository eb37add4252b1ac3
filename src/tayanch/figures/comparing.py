"""Figures on one question side by side, with what may make them differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tayanch.figures.model import Figure
from tayanch.figures.reasons import Reason, reasons
from tayanch.figures.rows import Row, read, words_of
from tayanch.figures.rules.facts import between_documents, borrowed_values, scale_step, yes_and_no
from tayanch.vocabulary.model import LANGUAGES, Text

_BETWEEN = (between_documents, borrowed_values, yes_and_no)


@dataclass(frozen=True)
class Group:
    """Figures on one question. *low*, *high*: the smallest and the largest value; equal when all agree."""

    id: str
    question: Text
    topic: str
    unit: str
    figures: tuple[Figure, ...]
    reasons: tuple[Reason, ...]
    low: Decimal
    high: Decimal

    @property
    def agree(self) -> bool:
        """All print one value."""
        return self.low == self.high


@dataclass(frozen=True)
class Comparison:
    """Every question that two passages or more answer, those with the widest disagreement first."""

    groups: tuple[Group, ...]

    def of(self, figure_id: str) -> Group | None:
        """The group of one figure, if it is compared with any other."""
        return next((group for group in self.groups if figure_id in {figure.id for figure in group.figures}), None)


def compare(figures: Iterable[Figure]) -> Comparison:
    """Group *figures* by question: the same measure in the same unit, whoever and wherever it is about.

    Figures of one case, and tables that list a measure for several groups of people, are no disagreement and left out.
    """
    rows = [row for row in read(figures) if not row.one_case and row.about]
    groups = [_group(together) for together in _by_question(rows) if _several_passages(together)]
    return Comparison(tuple(sorted(groups, key=lambda g: (-_spread(g), g.id))))


def _by_question(rows: Sequence[Row]) -> Iterable[list[Row]]:
    """Rows with one wording, and wordings that a check between documents found to answer one question."""
    leader: dict[Hashable, Hashable] = {}

    def lead(key: Hashable) -> Hashable:
        while leader.get(key, key) != key:
            key = leader[key]
        return key

    for find in _BETWEEN:
        for hit in find(rows):
            first, *others = (lead(_question(row)) for row in hit.rows)
            leader.update({lead(other): lead(first) for other in others if lead(other) != lead(first)})
    together: dict[Hashable, list[Row]] = defaultdict(list)
    for row in rows:
        together[lead(_question(row))].append(row)
    return together.values()


def _question(row: Row) -> Hashable:
    f = row.figure
    about = row.about - words_of("everywhere") - words_of("ends")
    return (f.topic, f.unit, about or row.about, row.negated, scale_step(row))


def _several_passages(rows: Sequence[Row]) -> bool:
    return len({(row.figure.document, row.figure.section) for row in rows}) > 1


def _spread(group: Group) -> float:
    return float((group.high - group.low) / abs(group.high)) if group.high else 0.0


def _group(rows: Sequence[Row]) -> Group:
    figures = tuple(row.figure for row in rows)
    first = figures[0]
    name = "-".join(
        [first.topic or "figures", *(["not"] if rows[0].negated else []), *sorted(rows[0].about), first.unit]
    )
    question = Text(**{code: _question_in(first, code) for code in LANGUAGES})
    low, high = min(row.value for row in rows), max(row.high for row in rows)
    slug = "-".join("".join(c if c.isalnum() else " " for c in name).split())
    return Group(slug, question, first.topic, first.unit, figures, reasons(figures), low, high)


def _question_in(figure: Figure, language: str) -> str:
    """The measure in *language*: the first part of the statement, or the measure itself in English."""
    told = str(getattr(figure.statement, language)).split(": ", 1)[0]
    return told or (figure.measure if language == "en" else "")
