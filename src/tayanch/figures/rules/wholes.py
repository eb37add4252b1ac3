"""Parts that do not fit into their whole, and periods that do not fit each other or their source."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from decimal import Decimal

from tayanch.figures.rows import (
    PAIRS_OF_A_GROUP,
    Row,
    every_word,
    grouped,
    half_step,
    lexicon,
    likeness,
    pairs,
    span_of,
    words_of,
    years_of,
)
from tayanch.figures.rules.base import HUNDRED, Country, Hit, Numbers, in_order, share

YEARS_APART = 3  # a share of a whole population is compared with one of its parts within so many years


def part_over_place(rows: Sequence[Row]) -> Iterator[Hit]:
    """People in one country are not fewer than the people in all countries of the same year."""
    for group in grouped(rows, _abroad):
        wholes = [row for row in group if not row.figure.destination][:PAIRS_OF_A_GROUP]
        parts = [row for row in group if row.figure.destination]
        for part in sorted(parts, key=lambda row: -row.value)[:PAIRS_OF_A_GROUP]:
            for whole in wholes:
                if part.value >= whole.value and _part_of(part, whole):
                    yield _over(part, whole)


def _part_of(part: Row, whole: Row) -> bool:
    return likeness(part.about, whole.about) > 0 and part.figure.sex in (whole.figure.sex, "female", "male")


def _over(part: Row, whole: Row) -> Hit:
    numbers: Numbers = {
        "whole": whole.high,
        "place": Country(part.figure.destination),
        "parts": (part,),
        "wholes": (whole,),
    }
    return Hit(in_order([part, whole]), numbers=numbers, severity="error" if part.value > whole.high else "doubt")


def _abroad(row: Row) -> Hashable | None:
    f = row.figure
    if not f.origin or not f.year or not row.is_count or row.one_case:
        return None
    return (f.topic, f.unit, f.origin, f.year, row.whom)


def _nearest(rows: Sequence[Row], year: int) -> Row:
    return min(rows, key=lambda row: abs((row.years or (year, year))[0] - year))


def _weights(rows: Sequence[Row]) -> dict[tuple[str, str], list[tuple[Decimal, tuple[Row, ...]]]]:
    """(origin, destination) → known shares of the people abroad who are there, each with the rows it rests on."""
    known: dict[tuple[str, str], list[tuple[Decimal, tuple[Row, ...]]]] = defaultdict(list)
    for group in grouped(rows, _stocks):
        places = {row.figure.destination: row for row in group if row.figure.destination}
        wholes = [row for row in group if not row.figure.destination]
        if len(places) >= 3:
            total = sum((row.value for row in places.values()), Decimal(0))
            for place, row in places.items():
                known[row.figure.origin, place].append((row.value / total, tuple(places.values())))
        elif wholes and wholes[0].value:
            for place, row in places.items():
                weight = min(row.value / wholes[0].high, Decimal(1))
                known[row.figure.origin, place].append((weight, (row, wholes[0])))
    return known


def _stocks(row: Row) -> Hashable | None:
    f = row.figure
    people = f.unit == "people" and f.sex == "all" and not row.one_case
    return (f.topic, f.origin, f.year, row.whom) if people and f.origin and f.year else None


def whole_and_part(rows: Sequence[Row]) -> Iterator[Hit]:
    """A share overall and in one country, against how many of the people are in that country."""
    weights = _weights(rows)
    for group in grouped(rows, _share_of_people):
        everywhere = [row for row in group if not row.figure.destination][:PAIRS_OF_A_GROUP]
        for part in [row for row in group if row.figure.destination][:PAIRS_OF_A_GROUP]:
            known = weights.get((part.figure.origin, part.figure.destination))
            for overall in everywhere if known else ():
                near = abs((overall.years or (0, 0))[0] - (part.years or (0, 0))[0]) <= YEARS_APART
                if near and known and (hit := _mixed(overall, part, known)):
                    yield hit


def _share_of_people(row: Row) -> Hashable | None:
    f = row.figure
    return (f.topic, f.origin, f.sex, row.about, row.whom) if row.is_share and f.origin and row.years else None


def _mixed(overall: Row, part: Row, known: Sequence[tuple[Decimal, tuple[Row, ...]]]) -> Hit | None:
    p, q = overall.value, part.value
    if p == q or p > q >= HUNDRED:
        return None
    most = (HUNDRED - p) / (HUNDRED - q) if p > q else p / q
    weight, rest = max(known, key=lambda pair: (len(pair[1]), pair[0]))
    if weight <= most + Decimal("0.005"):
        return None
    numbers: Numbers = {
        "overall": p,
        "part": q,
        "place": Country(part.figure.destination),
        "most": share(most, Decimal(1)).quantize(Decimal(1)),
        "weight": share(weight, Decimal(1)).quantize(Decimal(1)),
        "counts": rest,
    }
    return Hit(in_order([overall, part, *rest]), numbers=numbers)


def whole_outside_parts(rows: Sequence[Row]) -> Iterator[Hit]:
    """What holds for all lies between what holds for women and for men, for villages and for towns."""
    for group in grouped(rows, _poll):
        yield from _outside_sexes(group)
    for layers in lexicon()["layers"]:
        names = frozenset(layers)
        for group in grouped(rows, lambda r, names=names: _layered(r, names)):  # type: ignore[misc]
            by_layer = {frozenset(row.whom & names): row for row in group}
            whole = by_layer.pop(frozenset(), None)
            if whole is not None and len(by_layer) == len(names):
                yield from _between(whole, list(by_layer.values()))


def _poll(row: Row) -> Hashable | None:
    f = row.figure
    return (f.document, f.source, f.year, f.topic, f.origin) if row.is_share and not row.one_case else None


def _layered(row: Row, names: frozenset[str]) -> Hashable | None:
    f = row.figure
    return (
        (f.document, f.source, f.year, f.measure, f.origin, f.destination, f.sex, row.whom - names)
        if row.is_share
        else None
    )


def _outside_sexes(group: Sequence[Row]) -> Iterator[Hit]:
    together: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in group:
        together[row.figure.measure][row.figure.sex] = row
    both = [by_sex for by_sex in together.values() if {"female", "male"} <= by_sex.keys()][:200]
    for whole in [row for row in group if row.figure.sex == "all"][:200]:
        for by_sex in both:
            if by_sex["female"].whom - by_sex["male"].whom or not _same_question(whole, by_sex["female"]):
                continue
            yield from _between(whole, [by_sex["female"], by_sex["male"]])


def _same_question(one: Row, other: Row) -> bool:
    shared = one.about & other.about
    if one.about == other.about:
        return one.negated == other.negated and (one.whom == other.whom or not one.whom or not other.whom)
    return len(shared) >= 5 and likeness(one.about, other.about) >= 0.6


def _between(whole: Row, parts: Sequence[Row]) -> Iterator[Hit]:
    low, high = min(row.value for row in parts), max(row.high for row in parts)
    slack = half_step(whole.value) + max(half_step(row.value) for row in parts)
    if whole.high < low - slack or whole.value > high + slack:
        numbers: Numbers = {"whole": whole.value, "ends": in_order(parts), "low": low, "high": high}
        yield Hit(in_order([whole, *parts]), numbers=numbers)


def any_and_some(rows: Sequence[Row]) -> Iterator[Hit]:
    """Whoever tells one bad thing tells any bad thing: the share for "any" is never the smaller one."""
    bad = set(lexicon()["bad"])
    for group in grouped(rows, _poll_of_all):
        anything = [row for row in group if _any(row) and row.about & bad]
        for general in anything[:50]:
            context = general.about - bad - {"experience"}
            some = [
                row
                for row in group
                if row is not general
                and not _any(row)
                and (row.about | row.whom) & bad
                and context <= row.about | row.whom
                and row.value > general.high
            ]
            if some and context:
                yield Hit(in_order([general, *some]), numbers={"any": general.value, "some": some})


def _poll_of_all(row: Row) -> Hashable | None:
    f = row.figure
    return (f.document, f.source, f.year, f.origin, f.sex) if row.is_share and not row.one_case else None


def _any(row: Row) -> bool:
    return "any" in row.figure.measure.lower().split()


def kinds_over_whole(rows: Sequence[Row]) -> Iterator[Hit]:
    """Rapes and kidnappings are crimes: kinds counted for the same people and year fit into the general count."""
    for general, kinds in lexicon()["kinds"].items():
        names = set(kinds)
        for group in grouped(rows, _counted_together):
            wholes = [row for row in group if general in row.about and not row.about & names]
            of_kind: dict[str, Row] = {}
            for row in group:
                for kind in sorted(row.about & names) if general not in row.about else ():
                    of_kind.setdefault(kind, row)
            parts = list({row.at: row for row in of_kind.values()}.values())
            total = sum((row.value for row in parts), Decimal(0))
            for whole in wholes[:50]:
                if parts and total > whole.high:
                    numbers: Numbers = {"parts": parts, "sum": total, "whole": whole.value}
                    yield Hit(in_order([*parts, whole]), numbers=numbers)


def _counted_together(row: Row) -> Hashable | None:
    f = row.figure
    counts = not row.is_share and f.unit.split("/")[0] in ("cases", "people", "crimes", "incidents", "deaths")
    return (f.document, f.population.lower(), f.origin, f.destination, f.year, f.unit) if counts else None


def after_its_source(rows: Sequence[Row]) -> Iterator[Hit]:
    """A figure for a year that the named source cannot know, because it is older."""
    for row in rows:
        dated = years_of(row.figure.source)
        if dated is None or every_word(row.figure.measure) & words_of("future"):
            continue
        period = span_of(row.figure.measure)
        if row.years and row.years[0] > dated[1]:
            yield Hit((row,), "after", {"year": row.figure.year, "source": row.figure.source})
        elif period and period[1] - period[0] >= 3 and period[1] >= dated[1]:
            numbers: Numbers = {"year": f"{period[0]}–{period[1]}", "source": row.figure.source}
            yield Hit((row,), "within", numbers, "error" if period[1] > dated[1] else "doubt")


_PERIOD = re.compile(r"\bin(?: the)?(?: first| second| third| fourth| last)? ?(?:half|quarter|\d{4}|six months)[^,;]*")


def _stem_of(row: Row) -> str:
    return _PERIOD.sub("", row.figure.measure.lower()).strip(" ,;")


def _length(row: Row) -> Decimal | None:
    """Years that a count covers, when the row says so."""
    said = every_word(row.figure.measure)
    for word, years in lexicon()["parts_of_year"].items():
        if every_word(word) <= said:
            return Decimal(str(years))
    span = span_of(row.figure.year) or span_of(row.figure.measure)
    if span:
        return Decimal(span[1] - span[0] + 1)
    return Decimal(1) if row.years else None


def unequal_periods(rows: Sequence[Row]) -> Iterator[Hit]:
    """Two counts of unequal periods, where the smaller count is the faster one: set side by side they mislead."""
    told = [row for row in rows if row.is_count and not row.one_case and _PERIOD.search(row.figure.measure.lower())]
    for group in grouped(told, _same_thing):
        for one, other in pairs(group):
            a, b = _length(one), _length(other)
            if not a or not b or a == b:
                continue
            yearly, other_yearly = one.value / a, other.value / b
            if (one.value - other.value) * (yearly - other_yearly) < 0:
                numbers: Numbers = {"one": one.value, "years": a, "yearly": round(yearly),
                           "other": other.value, "other_years": b, "other_yearly": round(other_yearly)}  # fmt: skip
                yield Hit(in_order([one, other]), numbers=numbers)


def _same_thing(row: Row) -> Hashable:
    f = row.figure
    return (f.document, f.section, f.population.lower(), f.sex, f.unit, f.origin, f.destination, _stem_of(row))


_FACTOR = re.compile(r"\bfactor from (\w+) to (\w+)")
_END = re.compile(r"\s*,?\s*\b(?:at|at the) (start|end)(?: of (?:the )?period)?$")


def growth(rows: Sequence[Row]) -> Iterator[Hit]:
    """A factor of growth against both ends; a rise that falls, a fall that rises."""
    for group in grouped(rows, _series):
        for factor in (row for row in group if row.figure.unit == "times"):
            if found := _FACTOR.search(factor.figure.measure.lower()):
                start, end = (_at(group, month, factor) for month in found.groups())
                if start and end and start.figure.unit == end.figure.unit and start.value:
                    yield from _grown(factor, start, end)
    ends = [row for row in rows if _END.search(row.figure.measure.lower())]
    for group in grouped(ends, lambda r: (*_series(r), r.figure.unit, _END.sub("", r.figure.measure.lower()))):
        named = {_END.findall(row.figure.measure.lower())[0]: row for row in group}
        if len(named) == 2:
            yield from _direction(named["start"], named["end"])


def _series(row: Row) -> tuple[Hashable, ...]:
    f = row.figure
    return (f.document, f.section, f.population.lower(), f.sex, f.origin, f.destination)


def _at(group: Sequence[Row], when: str, factor: Row) -> Row | None:
    named = (row for row in group if row is not factor and row.figure.unit != "percent")
    return next((row for row in named if row.figure.measure.lower().split()[-1] == when), None)


def _grown(factor: Row, start: Row, end: Row) -> Iterator[Hit]:
    exact = end.value / start.value
    if abs(exact - factor.value) > max(half_step(factor.value), factor.value / 20):
        numbers: Numbers = {"start": start.value, "end": end.value, "exact": round(exact, 2), "printed": factor.value}
        yield Hit(in_order([factor, start, end]), "factor", numbers)


def _direction(start: Row, end: Row) -> Iterator[Hit]:
    said = start.about
    change = end.value - start.value
    rises, falls = said & set(lexicon()["rising"]), said & set(lexicon()["falling"])
    if (rises and change < 0 and not falls) or (falls and change > 0 and not rises):
        numbers: Numbers = {"start": start.value, "end": end.value}
        yield Hit(in_order([start, end]), "rise" if rises else "fall", numbers)


def source_unsure(rows: Sequence[Row]) -> Iterator[Hit]:
    """The register itself says that it does not know where the figure comes from."""
    for row in rows:
        if every_word(row.figure.source) & {"unclear", "uncertain", "unknown"}:
            yield Hit((row,), numbers={"source": row.figure.source})
