"""A share beside the counts it is made of, numbers made by multiplication, and values that cannot be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from decimal import ROUND_DOWN, Decimal

from tayanch.figures.rows import (
    PAIRS_OF_A_GROUP,
    Row,
    every_word,
    grouped,
    half_step,
    lexicon,
    likeness,
    number_of_places,
    pairs,
)
from tayanch.figures.rules.base import HUNDRED, Added, Hit, Numbers, in_order, share

NEARLY = Decimal("0.25")  # counts that come within a quarter of a share were meant by it
ROUGHLY = Decimal("0.15")  # a share said in words ("every fifth") is taken as meant within 15 % of itself


def share_and_counts(rows: Sequence[Row]) -> Iterator[Hit]:
    """The share worked out from the printed count and base, against the printed share."""
    bases = {(row.figure.document, row.value): row for row in rows if row.is_count}
    for group in grouped(rows, _people):
        shares = [row for row in group if row.is_share and row.figure.base and row.figure.value_high is None]
        counts = [row for row in group if row.is_count and row.figure.value_high is None]
        by_word: dict[str, list[Row]] = defaultdict(list)
        for row in counts:
            for word in row.about:
                by_word[word].append(row)
        for printed in shares:
            near = {row.at: row for word in printed.about for row in by_word[word]}
            if len(shares) == 1:
                near |= {row.at: row for row in counts if not row.about}
            if (count := _own_count(printed, list(near.values()))) is not None:
                yield from _against(printed, (count,), ())
            elif whole := bases.get((printed.figure.document, Decimal(printed.figure.base or 0))):
                parts = in_order([row for row in near.values() if row.figure.base is None])
                if parts and whole not in parts and _meant(printed, parts):
                    yield from _against(printed, parts, (whole,))


def _meant(printed: Row, parts: Sequence[Row]) -> bool:
    """Counts that nearly make a share were meant by it; far ones count something else."""
    part = sum((row.value for row in parts), Decimal(0))
    off = abs(HUNDRED * part / Decimal(printed.figure.base or 1) - printed.value)
    return off <= NEARLY * printed.value and not any(row.negated != printed.negated for row in parts)


def _people(row: Row) -> Hashable | None:
    f = row.figure
    return None if row.one_case else (f.document, f.section, f.population.lower(), f.sex, f.year, f.destination)


def _own_count(printed: Row, counts: Sequence[Row]) -> Row | None:
    """The count whose words hold those of the share, or are held by them; the nearest, none when two are as near."""
    near = [
        (len(row.about & printed.about) / (len(row.about | printed.about) or 1), row)
        for row in counts
        if row.figure.base == printed.figure.base
        and row.negated == printed.negated
        and (not row.about or likeness(row.about, printed.about) == 1.0)
    ]
    near = sorted(near, key=lambda pair: (-pair[0], pair[1].at))
    if not near or (len(near) > 1 and near[0][0] == near[1][0] and near[0][1].value != near[1][1].value):
        return None
    return near[0][1]


def _unsure(count: Decimal) -> Decimal:
    """How far a round number can be from the exact one: half of its last place that is not 0, at most 2 %."""
    zeros = len(str(int(count))) - len(str(int(count)).rstrip("0"))
    return min(Decimal(5) * 10 ** (zeros - 1), count / 50) if zeros > 1 else Decimal(0)


def _against(printed: Row, parts: tuple[Row, ...], whole: tuple[Row, ...]) -> Iterator[Hit]:
    base = Decimal(printed.figure.base or 0)
    part = sum((row.value for row in parts), Decimal(0))
    exact = HUNDRED * part / base
    slack = half_step(printed.value) + HUNDRED * sum((_unsure(row.value) for row in parts), Decimal(0)) / base
    if part > base or abs(exact - printed.value) <= slack:
        return
    cut = exact.quantize(Decimal(1).scaleb(-number_of_places(printed.value)), rounding=ROUND_DOWN) == printed.value
    numbers: Numbers = {
        "parts": Added(parts),
        "part": part,
        "base": base,
        "exact": share(part, base),
        "printed": printed.value,
    }
    rows = in_order([*parts, printed, *whole])
    in_words = any(printed.value == Decimal(str(known)) for known in lexicon()["fractions"])
    if cut and printed.value:
        yield Hit(rows, "cut", numbers, "note")
    elif in_words and abs(exact - printed.value) <= ROUGHLY * printed.value:
        yield Hit(rows, "roughly", numbers, "doubt")
    else:
        yield Hit(rows, "wrong", numbers, "error")


def impossible(rows: Sequence[Row]) -> Iterator[Hit]:
    """A share above 100 or below 0, a range that ends before it begins, more people than the base, 30 hours a day."""
    limits = lexicon()["limits"]
    for row in rows:
        f, high = row.figure, row.high
        if high < row.value:
            yield Hit((row,), "range", {"low": row.value, "high": high})
        elif row.is_share and row.head in ("share", "percentage", "proportion") and not 0 <= row.value <= high <= 100:
            yield Hit((row,), "share", {"value": high})
        elif f.base is not None and f.base <= 0:
            yield Hit((row,), "base", {"base": f.base})
        elif f.base is not None and not row.one_case and row.is_count and high > f.base:
            yield Hit((row,), "more", {"value": high, "base": f.base})
        elif f.unit in limits and high > limits[f.unit]:
            yield Hit((row,), "limit", {"value": high, "unit": f.unit, "limit": limits[f.unit]})


def rate_times_number(rows: Sequence[Row]) -> Iterator[Hit]:
    """So many for each of so many places, against the total that is printed."""
    by_document: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_document[row.figure.document].append(row)
    for document in by_document.values():
        by_unit: dict[str, list[Row]] = defaultdict(list)
        for row in document:
            by_unit[row.figure.unit].append(row)
        for rate in document:
            yield from _product(rate, by_unit)


def _product(rate: Row, by_unit: dict[str, list[Row]]) -> Iterator[Hit]:
    thing, _, place = rate.figure.unit.partition("/")
    if not place or place in lexicon()["time_units"] or rate.one_case or rate.figure.value_high is not None:
        return
    f = rate.figure
    places = [row for row in by_unit.get(f"{place}s", [])[:PAIRS_OF_A_GROUP] if row.figure.population == f.population]
    places = [row for row in places if row.figure.year == f.year]
    wanted = rate.about - every_word(place) - {f"{place}"}
    if len(places) != 1 or not wanted:
        return
    totals = [
        row
        for row in by_unit.get(thing, [])
        if row.figure.year == f.year and wanted <= row.about and row.figure.origin == f.origin
    ]
    if not totals:
        return
    product = rate.value * places[0].value
    if all(row.high < product or row.value > product for row in totals):
        numbers: Numbers = {
            "rate": rate.value,
            "places": places[0].value,
            "product": product,
            "printed": totals,
        }
        yield Hit(in_order([rate, places[0], *totals]), numbers=numbers)


def cost_over_income(rows: Sequence[Row]) -> Iterator[Hit]:
    """One person or business that pays more for one thing than it is said to earn."""
    incomes, costs = set(lexicon()["income"]), set(lexicon()["cost"])
    for group in grouped(rows, _purse):
        for one, other in pairs(group):
            for income, cost in ((one, other), (other, one)):
                earns = income.about & incomes and not income.about & costs
                if earns and cost.about & costs and cost.value > income.high:
                    numbers: Numbers = {"income": income.value, "cost": cost.value, "unit": cost.figure.unit}
                    yield Hit(in_order([income, cost]), numbers=numbers)


def _purse(row: Row) -> Hashable | None:
    f = row.figure
    if not f.unit.split("/")[0].isupper() or "/" not in f.unit:
        return None
    return (f.document, f.section, f.population.lower(), f.unit, f.year, f.origin, f.destination, f.sex)
