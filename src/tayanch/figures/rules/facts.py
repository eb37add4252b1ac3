"""One fact with two values, one value for two facts, and rows that exchange their labels."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise, product

from tayanch.figures.reasons import reasons
from tayanch.figures.rows import (
    PAIRS_OF_A_GROUP,
    Row,
    every_word,
    fits,
    grouped,
    lexicon,
    likeness,
    overlap,
    pairs,
    words_of,
)
from tayanch.figures.rules.base import HUNDRED, Country, Hit, Numbers, in_order
from tayanch.vocabulary.model import LANGUAGES, Text

YEARS_APART = 3  # shares of years farther apart do not contradict each other
FAR = Decimal("0.10")  # values of two documents that differ by less than a tenth are taken as the same fact
VERY_FAR = Decimal(3)  # … by more than three times: the sex of those asked hardly explains it
_ACCOUNT = re.compile(r"\bby (his|her|their) (?:own )?account\b")


def _differ(one: Row, other: Row) -> bool:
    return one.high < other.value or other.high < one.value


def two_values(rows: Sequence[Row]) -> Iterator[Hit]:
    """In one document: the same measure of the same people, place and year, and another value."""
    for group in grouped(rows, _same_fact):
        values = {(row.value, row.high): row for row in group}
        if len(values) > 1:
            kept = list(values.values())
            yield Hit(in_order(group), numbers={"values": kept, "count": len(kept)})
    yield from _accounts(rows)


def _same_fact(row: Row) -> Hashable | None:
    f = row.figure
    if row.one_case or (f.topic == "study-method" and not f.year):
        return None
    return (f.document, " ".join(f.measure.lower().split()), f.population.lower(), f.sex, f.origin, f.destination,
            f.year, f.unit, f.source)  # fmt: skip


def _accounts(rows: Sequence[Row]) -> Iterator[Hit]:
    """Two people tell one thing differently: "by his account", "by her account"."""
    told = [row for row in rows if _ACCOUNT.search(row.figure.measure.lower())]
    for group in grouped(told, lambda r: (r.figure.document, r.figure.section, r.figure.unit, r.figure.topic)):
        for one, other in pairs(group):
            who = {_ACCOUNT.findall(row.figure.measure.lower())[0] for row in (one, other)}
            same = likeness(one.about - one.whom, other.about - other.whom) >= 0.75
            if len(who) == 2 and same and _differ(one, other):
                yield Hit(in_order([one, other]), "accounts", {"values": in_order([one, other])}, "note")


def between_documents(rows: Sequence[Row]) -> Iterator[Hit]:
    """The same measure in two documents with values that are far apart; place, year and people may explain it."""
    told = [row for row in rows if not row.one_case]
    for group in grouped(told, lambda r: (r.figure.topic, r.figure.unit)):
        linked = [pair for pair in _candidates(group) if _apart(*pair)]
        for together in _joined(linked):
            numbers: Numbers = {"values": in_order(together), "reasons": _named_reasons(together)}
            yield Hit(in_order(together), numbers=numbers)


def _named_reasons(rows: Sequence[Row]) -> Text:
    """Names of what differs between rows: place, year, people counted …"""
    found = reasons([row.figure for row in rows])
    return Text(**{code: ", ".join(reason.name.get(code).lower() for reason in found) for code in LANGUAGES})


def _candidates(group: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    """Pairs of one origin, and pairs of which one names no origin, as when a study asked women of many countries."""
    for same in grouped(group, lambda r: r.figure.origin):
        yield from pairs(same)
    nowhere = [
        row for row in group if not row.figure.origin and not row.is_count and not row.whom & words_of("everywhere")
    ]
    somewhere = [row for row in group if row.figure.origin and not row.is_count]
    if len(nowhere) * len(somewhere) <= PAIRS_OF_A_GROUP**2:
        yield from product(nowhere, somewhere)


def _apart(one: Row, other: Row) -> bool:
    a, b = one.figure, other.figure
    return (
        a.document != b.document
        and fits(a.destination, b.destination)
        and one.negated == other.negated
        and _one_question(one, other)
        and _far(one, other)
        and _when(one, other)
    )


def _joined(linked: Sequence[tuple[Row, Row]]) -> Iterator[list[Row]]:
    """Rows that hang together by pairs, each set once."""
    leader: dict[int, int] = {}
    rows = {row.at: row for pair in linked for row in pair}

    def lead(at: int) -> int:
        while leader.get(at, at) != at:
            at = leader[at]
        return at

    for one, other in linked:
        leader[lead(other.at)] = lead(one.at)
    together: dict[int, list[Row]] = defaultdict(list)
    for at, row in rows.items():
        together[lead(at)].append(row)
    yield from together.values()


def _one_question(one: Row, other: Row) -> bool:
    about = min(len(one.about), len(other.about))
    if scale_step(one) != scale_step(other):
        return False
    if one.about == other.about:
        same = about >= 1
    else:
        same = about >= 1 and likeness(one.about, other.about) == 1.0 and _distinct(one, other)
    return same and (likeness(one.whom, other.whom) > 0 or not one.whom or not other.whom)


def scale_step(row: Row) -> tuple[str, ...]:
    """The step of a scale that a measure names ("specialised secondary"): other steps are other questions."""
    measure = row.figure.measure.lower()
    named = (max((t for t in terms if t in measure), key=len, default="") for terms in lexicon()["scales"].values())
    return tuple(named)


def _distinct(one: Row, other: Row) -> bool:
    """A shorter wording inside a longer one counts when it says something particular: two words, or a joined one."""
    shared = one.about & other.about
    return len(shared) >= 2 or bool(shared & {"entryban"})


def _far(one: Row, other: Row) -> bool:
    low, high = sorted((one.value, other.value))
    if one.figure.value_high is not None and other.figure.value_high is not None:
        return (one.value, one.high) != (other.value, other.high)
    if not _differ(one, other) or low <= 0 or (high - low) <= FAR * high:
        return False
    return one.figure.sex == other.figure.sex or high / low >= VERY_FAR


def _when(one: Row, other: Row) -> bool:
    """Numbers of people and ends of a series are compared of the same years; shares and terms of any."""
    if one.about & words_of("ends") or other.about & words_of("ends"):
        return overlap(one.years, other.years)
    return not one.is_count or overlap(one.years, other.years)


def base_beside(rows: Sequence[Row]) -> Iterator[Hit]:
    """A share of women or men without a base, beside counts of all with one: which people it is a share of is open."""
    for group in grouped(rows, _one_study):
        counted = [row for row in group if row.figure.sex == "all" and row.figure.base and not row.one_case]
        alone = [row for row in group if row.figure.sex in ("female", "male") and row.is_share and not row.figure.base]
        for row in alone[:PAIRS_OF_A_GROUP]:
            beside = [
                other
                for other in counted[:PAIRS_OF_A_GROUP]
                if row.negated == other.negated and len(row.about & other.about) >= 2 and other.about <= row.about
            ]
            bases = {other.figure.base for other in beside}
            if len(bases) == 1:
                numbers: Numbers = {"share": row.value, "beside": beside, "base": bases.pop() or 0}
                yield Hit(in_order([row, *beside]), numbers=numbers)


def _one_study(row: Row) -> Hashable:
    f = row.figure
    return (f.document, f.section, f.source, f.year, f.topic, f.origin, f.destination)


def borrowed_values(rows: Sequence[Row]) -> Iterator[Hit]:
    """Two values or more that two documents share about the same people, under another source or another year."""
    found: dict[Hashable, list[tuple[Row, Row]]] = defaultdict(list)
    for group in grouped(
        rows, lambda r: None if r.one_case or not r.is_share else (r.figure.topic, r.value, r.figure.unit)
    ):
        for one, other in pairs(group):
            a, b = one.figure, other.figure
            same = fits(a.destination, b.destination) and a.origin == b.origin and a.sex == b.sex
            apart = a.document != b.document and a.source != b.source and a.year != b.year
            if apart and same and one.whom == other.whom and _shared(one, other):
                key = (*sorted((a.document, b.document)), one.whom, a.origin, a.sex, a.topic)
                found[key].append((one, other))
    for matched in found.values():
        if len({one.value for one, _ in matched}) >= 2:
            for pair in matched:
                first, second = in_order(pair)
                numbers: Numbers = {
                    "value": first.value,
                    "first": f"{first.figure.source}, {first.figure.year}",
                    "second": f"{second.figure.source}, {second.figure.year}",
                    "count": len(matched),
                }
                yield Hit((first, second), numbers=numbers)


def _shared(one: Row, other: Row) -> bool:
    return one.about == other.about or len(one.about & other.about) >= 2 or likeness(one.about, other.about) >= 0.75


def twice_the_same(rows: Sequence[Row]) -> Iterator[Hit]:
    """Two neighbours of one passage with one odd value for measures of different kinds: perhaps a copying slip."""
    for group in grouped(rows, _passage):
        for one, other in pairwise(group):
            plain = one.value == other.value and one.figure.value_high == other.figure.value_high is None
            if plain and one.is_share and _odd(one.value) and one.head != other.head and one.about != other.about:
                yield Hit((one, other), numbers={"value": one.value})


def _passage(row: Row) -> Hashable | None:
    f = row.figure
    return None if row.one_case else (f.document, f.section, f.population.lower(), f.source, f.unit, f.sex)


def _odd(value: Decimal) -> bool:
    """Printed with two digits or more and no round number: two of them rarely agree by chance."""
    return len(value.as_tuple().digits) >= 2 and value % 5 != 0


def labels_swapped(rows: Sequence[Row]) -> Iterator[Hit]:
    """Two values that carry each other's labels in another place of the same or of another document."""
    for group in grouped(rows, _whose):
        passages: dict[Hashable, list[Row]] = defaultdict(list)
        of_value: dict[Decimal, list[Row]] = defaultdict(list)
        for row in group:
            of_value[row.value].append(row)
        candidates = [row for same in of_value.values() if 1 < len(same) <= 8 for row in same]
        for row in candidates:
            passages[row.figure.document, row.figure.section].append(row)
        yield from _crossed(list(passages.values()))


def _whose(row: Row) -> Hashable | None:
    f = row.figure
    return None if row.one_case else (row.whom, f.origin, f.destination, f.year, f.topic)


def _crossed(passages: Sequence[Sequence[Row]]) -> Iterator[Hit]:
    for at, here in enumerate(passages[:40]):
        for there in passages[at + 1 : 40]:
            values = {row.value: row for row in there}
            matched = [(row, values[row.value]) for row in here if row.value in values]
            for (a, b), (c, d) in ((x, y) for i, x in enumerate(matched[:30]) for y in matched[i + 1 : 30]):
                if a.value != c.value and _exchanged(a, c, b, d):
                    yield Hit(in_order([a, b, c, d]), numbers={"one": a.value, "other": c.value,
                                                              "here": (a, c), "there": (b, d)})  # fmt: skip


def _labels(row: Row) -> frozenset[str]:
    return (every_word(row.figure.measure) | every_word(row.figure.unit) | {f"sex:{row.figure.sex}"}) - words_of(
        "empty"
    )


def _exchanged(a: Row, c: Row, b: Row, d: Row) -> bool:
    """a and b print one value, c and d the other; what tells a from c is what tells d from b."""
    only_a, only_c = _labels(a) - _labels(c), _labels(c) - _labels(a)
    only_b, only_d = _labels(b) - _labels(d), _labels(d) - _labels(b)
    crossed = bool(only_a & only_d) and bool(only_c & only_b)
    return crossed and not only_a & only_b and not only_c & only_d


def rank_twice(rows: Sequence[Row]) -> Iterator[Hit]:
    """Two countries in one place of rankings from one source, for the same years and destination."""
    ranks = [row for row in rows if row.figure.unit == "rank"]
    for group in grouped(ranks, lambda r: (r.figure.source, r.figure.destination, r.value)):
        for one, other in pairs(group):
            a, b = one.figure, other.figure
            if a.origin and b.origin and a.origin != b.origin and overlap(one.years, other.years):
                numbers: Numbers = {"rank": one.value, "one": Country(a.origin), "other": Country(b.origin)}
                yield Hit(in_order([one, other]), numbers=numbers)


def yes_and_no(rows: Sequence[Row]) -> Iterator[Hit]:
    """The share with and the share without one thing, of the same people: together not above 100."""
    for group in grouped(rows, _asked):
        for one, other in pairs(group):
            a, b = one.figure, other.figure
            if one.negated == other.negated or one.about != other.about or not one.about:
                continue
            total = one.value + other.value
            if total > HUNDRED + 1 and _answers_one(one, other) and _same_time(one, other):
                near = a.document == b.document and a.year == b.year and a.source == b.source
                numbers: Numbers = {"parts": in_order([one, other]), "sum": total}
                yield Hit(in_order([one, other]), numbers=numbers, severity="error" if near else "doubt")


def _same_time(one: Row, other: Row) -> bool:
    """Within three years, or a year is not told."""
    if one.years is None or other.years is None:
        return True
    return max(one.years[0], other.years[0]) - min(one.years[1], other.years[1]) <= YEARS_APART


def _asked(row: Row) -> Hashable | None:
    f = row.figure
    return (row.whom, f.sex, f.origin, f.destination, f.unit) if row.is_share and not row.one_case else None


def _answers_one(one: Row, other: Row) -> bool:
    """Not two classes of one scale such as "up to" and "more than": those are summed elsewhere."""
    marks = {*lexicon()["open_above"], *lexicon()["open_below"]}
    return not any(mark in row.figure.measure.lower() for row in (one, other) for mark in marks)


def two_abbreviations(rows: Sequence[Row]) -> Iterator[Hit]:
    """One body named with two abbreviations in one document."""
    named: dict[tuple[str, str], dict[frozenset[str], Row]] = defaultdict(dict)
    for row in rows:
        for before, short in re.findall(r"([^()]+)\(([A-Z]{3,6})\)", f"{row.figure.measure}"):
            body = frozenset(sorted(every_word(" ".join(before.split()[-3:])) - words_of("empty")))
            named[row.figure.document, short].setdefault(body, row)
    shorts: dict[str, list[tuple[str, frozenset[str], Row]]] = defaultdict(list)
    for (document, short), bodies in named.items():
        shorts[document].extend((short, body, row) for body, row in bodies.items())
    for bodies_of in shorts.values():
        for at, (short, body, row) in enumerate(bodies_of[:60]):
            for other_short, other_body, other in bodies_of[at + 1 : 60]:
                if short != other_short and likeness(body, other_body) == 1.0 and min(len(body), len(other_body)) > 1:
                    yield Hit(in_order([row, other]), numbers={"one": short, "other": other_short})
