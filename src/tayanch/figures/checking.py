"""What does not agree in a register of figures: computed from the rows, never read from their notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, cast

from tayanch import vocabulary
from tayanch.figures.model import Figure, Finding, Severity
from tayanch.figures.rows import Row, read
from tayanch.figures.rules import counts, facts, sums, wholes
from tayanch.figures.rules.base import Added, Check, Country, Hit, Told
from tayanch.vocabulary.model import LANGUAGES, Text
from tayanch.yaml_text import read_yaml

CHECKS: Mapping[str, Check] = {
    "impossible": counts.impossible,
    "shares-sum": sums.shares_sum,
    "share-of-base": counts.share_and_counts,
    "parts-of-total": sums.parts_of_a_total,
    "total": sums.totals,
    "women-and-men": sums.sexes_total,
    "rate-times-number": counts.rate_times_number,
    "growth": wholes.growth,
    "two-values": facts.two_values,
    "labels-swapped": facts.labels_swapped,
    "same-value-twice": facts.twice_the_same,
    "whole-outside-parts": wholes.whole_outside_parts,
    "whole-and-part": wholes.whole_and_part,
    "part-over-place": wholes.part_over_place,
    "kinds-over-whole": wholes.kinds_over_whole,
    "any-and-some": wholes.any_and_some,
    "yes-and-no": facts.yes_and_no,
    "unequal-periods": wholes.unequal_periods,
    "after-its-source": wholes.after_its_source,
    "cost-over-income": counts.cost_over_income,
    "rank-twice": facts.rank_twice,
    "borrowed-values": facts.borrowed_values,
    "between-documents": facts.between_documents,
    "base-beside": facts.base_beside,
    "two-abbreviations": facts.two_abbreviations,
    "source-unsure": wholes.source_unsure,
}


@dataclass(frozen=True)
class Rule:
    """A check as people see it. *needs*: columns it reads; *says*: its sentences with places for numbers."""

    id: str
    name: Text
    about: Text
    needs: tuple[str, ...]
    severity: Severity
    says: Mapping[str, Text]


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its id, in the order in which findings are listed."""
    texts: dict[str, Any] = read_yaml(files("tayanch.figures.rules").joinpath("texts.yaml").read_bytes())
    return {name: _rule(name, texts[name]) for name in CHECKS}


def _rule(name: str, said: Mapping[str, Any]) -> Rule:
    sentences = {key: Text(**text) for key, text in said["says"].items()}
    return Rule(name, Text(**said["name"]), Text(**said["about"]), tuple(said["needs"]), said["severity"], sentences)


def check(figures: Iterable[Figure]) -> tuple[Finding, ...]:
    """What does not agree among *figures*, rule by rule; within a rule in the order of the file.

    Figures without a value are left out. Notes are not read. Nothing is corrected.
    """
    rows = read(figures)
    return tuple(finding for name, find in CHECKS.items() for finding in _findings(rules()[name], find, rows))


def _findings(rule: Rule, find: Check, rows: Sequence[Row]) -> Iterable[Finding]:
    seen: set[tuple[str, ...]] = set()
    for hit in find(rows):
        ids = tuple(row.figure.id for row in hit.rows)
        if ids not in seen:
            seen.add(ids)
            yield _finding(rule, hit, ids)


def _finding(rule: Rule, hit: Hit, ids: tuple[str, ...]) -> Finding:
    told = {
        code: rule.says[hit.says]
        .get(code)
        .format_map({name: said(value, code, adding=name == "parts") for name, value in hit.numbers.items()})
        for code in LANGUAGES
    }
    numbers = {name: _bare(value) for name, value in hit.numbers.items()}
    return Finding(rule.id, ids, hit.severity or rule.severity, Text(**told), numbers)


def _bare(value: Told) -> str:
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, Country):
        return value.code
    if isinstance(value, Text):
        return value.en
    if isinstance(value, Added):
        return " ".join(row.figure.id for row in value.rows)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    return " ".join(row.figure.id for row in value)


def said(value: Told, language: str, *, adding: bool = False) -> str:
    """A number as it is written in *language*; rows as their values with their ids."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | Decimal):
        return number(Decimal(value), language)
    if isinstance(value, Country):
        return _country(value.code, language)
    if isinstance(value, Text):
        return value.get(language)
    if isinstance(value, Added):
        total = number(sum((row.value for row in value.rows), Decimal(0)), language)
        return said(value.rows, language, adding=True) + (f" = {total}" if len(value.rows) > 1 else "")
    return (" + " if adding else ", ").join(_row(row, language) for row in value)


def _country(code: str, language: str) -> str:
    known = next((c for c in vocabulary.scheme("country") if c.id.upper() == code), None)
    return known.label(language) if known else code


def _row(row: Row, language: str) -> str:
    high = row.figure.value_high
    value = number(row.value, language) + (f"–{number(high, language)}" if high is not None else "")
    return f"{value} ({row.figure.id})"


def number(value: Decimal, language: str) -> str:
    """18.4 in English is 18,4 in Kyrgyz and Russian; thousands stand apart, in English by commas.

    >>> number(Decimal("1914500"), "en"), number(Decimal("18.40"), "ru")
    ('1,914,500', '18,4')
    """
    plain = f"{value.normalize():,f}" if value else "0"
    if language == "en":
        return plain
    return plain.translate(cast("dict[int, str]", str.maketrans({",": "\u00a0", ".": ","})))
