"""Shares and counts that are parts of one whole."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from itertools import groupby

from tayanch.figures.rows import Row, grouped, half_step, lexicon, telling, words_of
from tayanch.figures.rules.base import HUNDRED, Hit, Numbers, in_order

MOST_OF_THE_SCALE = Decimal(80)  # below it a list of answers is taken for a selection, not for the whole scale
_SPACES = re.compile(r"\s+")
# "share of women among migrants" divides the migrants; "share of women with debts" divides the women.
_COMPOSITION = re.compile(r"\s*(?:$|,|among\b|amongst\b|within\b|of\b|среди\b)")
_NUMBERS = re.compile(r"\d+(?:[.,]\d+)?(?:\s*[-–]\s*\d+)?")


def _same_people(row: Row) -> Hashable | None:
    f = row.figure
    if not row.is_share or row.one_case:
        return None
    return (f.document, f.section, f.population.lower(), f.origin, f.destination, f.base, f.year, f.source, f.unit)


def _tolerance(rows: Sequence[Row]) -> Decimal:
    return sum((half_step(row.value) for row in rows), Decimal(0))


def _sum(rows: Sequence[Row]) -> Decimal:
    return sum((row.value for row in rows), Decimal(0))


def shares_sum(rows: Sequence[Row]) -> Iterator[Hit]:
    """Women and men, steps of a scale, kinds of answer of which one is given: do they make 100?"""
    for group in grouped(rows, _same_people):
        yield from _by_sex(group)
        yield from _by_steps(group)
        yield from _by_scale(group)


@cache
def _sexes() -> dict[str, str]:
    return {word: sex for sex, words in lexicon()["sexes"].items() for word in words}


@cache
def _sex_word() -> re.Pattern[str]:
    start = r"^\s*(?:the\s+)?(?:share|percentage|proportion|доля|процент)\s+(?:of\s+)?"
    return re.compile(start + r"(" + "|".join(sorted(_sexes(), key=len, reverse=True)) + r")\b(.*)")


def _by_sex(group: Sequence[Row]) -> Iterator[Hit]:
    kinds: dict[frozenset[str], dict[str, Row]] = defaultdict(dict)
    for row in group:
        found = _sex_word().match(row.figure.measure.lower())
        if found and not row.negated and _COMPOSITION.match(found[2]):
            kinds[telling(found[2])].setdefault(found[1], row)
    for named in kinds.values():
        present = {_sexes()[word] for word in named}
        if len(present) == 2:
            yield from _judged(list(named.values()), complete=True)


def _bounds(measure: str) -> tuple[str, str] | None:
    """(what is measured without its numbers, "below" | "above" | "between") of a step such as "up to 10 hours"."""
    if not _NUMBERS.search(measure):
        return None
    kind = "between"
    for name, side in (("open_above", "above"), ("open_below", "below")):
        for phrase in lexicon()[name]:
            if phrase in measure:
                kind, measure = side, measure.replace(phrase, " ")
                break
    return _SPACES.sub(" ", _NUMBERS.sub(" ", measure)).strip(), kind


def _by_steps(group: Sequence[Row]) -> Iterator[Hit]:
    steps: dict[tuple[str, str], list[tuple[Row, str]]] = defaultdict(list)
    for row in group:
        if bounds := _bounds(row.figure.measure.lower()):
            steps[bounds[0], row.figure.sex].append((row, bounds[1]))
    for named in steps.values():
        sides = [side for _, side in named]
        if len(named) >= 3 and sides.count("above") == 1 and "below" in sides:
            parts = [row for row, _ in named]
            if not _adds_up_on_the_way(named):
                yield from _judged(parts, complete=True)


def _adds_up_on_the_way(named: Sequence[tuple[Row, str]]) -> bool:
    """Each step holds the ones before it ("up to 8", "up to 10", "up to 12"): such shares rise and are not summed."""
    below = [row.value for row, side in named if side == "below"]
    return len(below) > 1 and below == sorted(below) and _sum([row for row, _ in named]) > HUNDRED


def _by_scale(group: Sequence[Row]) -> Iterator[Hit]:
    for terms in lexicon()["scales"].values():
        named: dict[tuple[str, str], dict[str, Row]] = defaultdict(dict)
        for row in group:
            measure = row.figure.measure.lower()
            if not row.negated and (term := _term(measure, tuple(terms))):
                rest = _SPACES.sub(" ", measure.replace(term, " ")).strip()
                named[rest, row.figure.sex].setdefault(term, row)
        for parts in named.values():
            if len(parts) >= 3:
                yield from _judged(list(parts.values()), complete=False)


@cache
def _term(measure: str, terms: tuple[str, ...]) -> str:
    """The longest step of a scale that *measure* names as words of their own."""
    named = [term for term in terms if re.search(rf"\b{re.escape(term)}\b", measure)]
    return max(named, key=len, default="")


def _judged(parts: Sequence[Row], *, complete: bool) -> Iterator[Hit]:
    if any(row.figure.value_high is not None for row in parts):
        return
    total, slack = _sum(parts), _tolerance(parts)
    numbers: Numbers = {"parts": in_order(parts), "sum": total, "rest": abs(HUNDRED - total)}
    if total > HUNDRED + slack:
        yield Hit(in_order(parts), "over", numbers, "error")
    elif total < HUNDRED - slack and (complete or total >= MOST_OF_THE_SCALE):
        yield Hit(in_order(parts), "under", numbers, "doubt")


def parts_of_a_total(rows: Sequence[Row]) -> Iterator[Hit]:
    """Parts by origin of one printed total: together they cannot be more than it."""
    totals: dict[tuple[str, Decimal], list[Row]] = defaultdict(list)
    for row in rows:
        if row.is_count and not row.figure.origin:
            totals[row.figure.document, row.value].append(row)
    for group in grouped(rows, _part):
        first = group[0].figure
        whole = totals.get((first.document, Decimal(first.base or 0)))
        if not whole or len({row.figure.origin for row in group}) < len(group):
            continue
        limit = HUNDRED + _tolerance(group) if group[0].is_share else whole[0].value
        if _sum(group) > limit:
            numbers: Numbers = {
                "parts": group,
                "sum": _sum(group),
                "whole": HUNDRED if group[0].is_share else whole[0].value,
            }
            yield Hit(in_order([*group, whole[0]]), numbers=numbers)


def _part(row: Row) -> Hashable | None:
    f = row.figure
    if not f.base or not f.origin or not (row.is_share or row.is_count) or f.value_high is not None:
        return None
    return (f.document, f.section, f.measure.lower(), f.base, f.destination, f.year, f.unit, f.sex)


def totals(rows: Sequence[Row]) -> Iterator[Hit]:
    """A row that calls itself a total, and the parts beside it."""
    for group in grouped(rows, _table):
        for total in group:
            if "total" not in telling_with_total(total):
                continue
            by_base = _parts_by_base(total, group)
            parts = by_base or _parts_by_wording(total, group)
            if len(parts) > 1 and _sum(parts) != total.value and _nearly(_sum(parts), total.value):
                numbers: Numbers = {"parts": parts, "sum": _sum(parts), "total": total.value}
                more = _sum(parts) > total.value
                sure = more and bool(by_base)
                yield Hit(in_order([*parts, total]), "over" if more else "under", numbers, "error" if sure else "doubt")


def _nearly(parts: Decimal, total: Decimal) -> bool:
    """Within a fifth: rows that make half or twice of a total were not meant as its parts."""
    return abs(parts - total) <= total / 5


@cache
def _words(measure: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]+", measure.lower()))


def telling_with_total(row: Row) -> frozenset[str]:
    """Words of a measure, "total" among them."""
    return _words(row.figure.measure)


def _table(row: Row) -> Hashable | None:
    f = row.figure
    return (f.document, f.section, f.unit, f.year, f.source) if row.is_count and f.value_high is None else None


def _parts_by_base(total: Row, group: Sequence[Row]) -> list[Row]:
    return [
        row
        for row in group
        if row is not total and row.figure.base == total.value and row.about == total.about and row.whom != total.whom
    ]


def _parts_by_wording(total: Row, group: Sequence[Row]) -> list[Row]:
    """Of the same population, without a base of their own, sharing a word with the total (acts, laws adopted)."""
    same = [
        row
        for row in group
        if row is not total
        and row.figure.base is None
        and row.figure.population == total.figure.population
        and row.figure.sex == total.figure.sex
        and "total" not in telling_with_total(row)
    ]
    total_words = telling_with_total(total) - words_of("empty") - {"total"} | total.about
    alike = [row for row in same if (telling_with_total(row) | row.about) & (total_words | _kept(total))]
    distinct = [next(rows) for _, rows in groupby(sorted(alike, key=lambda r: r.figure.measure), lambda r: r.about)]
    return distinct if len(distinct) > 1 else []


def _kept(total: Row) -> frozenset[str]:
    """ "respondents, total": an empty word elsewhere, here the only one that tells."""
    return _words(total.figure.measure) - {"total", "of", "the", "in", "all"}


def sexes_total(rows: Sequence[Row]) -> Iterator[Hit]:
    """Women and men counted, and all of them: the parts make the whole."""
    for group in grouped(rows, _counted):
        by_sex: dict[str, Row] = {}
        for row in group:
            by_sex.setdefault(row.figure.sex, row)
        if (everybody := by_sex.get("all")) is None:
            continue
        parts = [row for sex, row in by_sex.items() if sex in ("female", "male")]
        total = _sum(parts)
        if parts and (total > everybody.value or (len(parts) == 2 and total < everybody.value)):
            more = total > everybody.value
            numbers: Numbers = {"parts": in_order(parts), "sum": total, "total": everybody.value}
            yield Hit(in_order([*parts, everybody]), "over" if more else "under", numbers, "error" if more else "doubt")


def _counted(row: Row) -> Hashable | None:
    f = row.figure
    if not row.is_count or row.one_case or f.value_high is not None:
        return None
    about = row.about - {"woman", "man"}
    return (f.document, f.section, f.year, f.unit, f.origin, f.destination, f.source, about, row.whom)
