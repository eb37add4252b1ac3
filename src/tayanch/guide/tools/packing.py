"""The law packs as a kernel reads them: tables, days off and sentences as JSON; and answers of the packs to compare.

A day is a whole number since 1 January 1970, a table its first day, its last (0: open) and what changes when.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tayanch.guide import words
from tayanch.law.derivation import Notice
from tayanch.law.errors import LawError
from tayanch.law.live import pack as pack_of
from tayanch.law.pack import Pack
from tayanch.law.parameters import DatedTable
from tayanch.law.texts import COUNTS, LANGUAGES, Days, Months, Words, WorkingDayCount, Years

EPOCH = date(1970, 1, 1)
# What a message in the tool's own words is called among the facts, by its unit.
UNITS: Mapping[type, str] = {Days: "d", Months: "m", Years: "y", WorkingDayCount: "w"}
Packed = dict[str, Any]


def number(day: date) -> int:
    return (day - EPOCH).days


def whole(value: str) -> int:
    return int(value)


def hundredths(value: str) -> int:
    """`"16.50"` → 1650. Raises ValueError for what has more than two decimals."""
    found = Fraction(value) * 100
    if found.denominator != 1:
        raise ValueError(f"{value!r} has more than two decimals")
    return int(found)


def share(value: str) -> int:
    """`"1/150"` → 150."""
    found = Fraction(value)
    if found.numerator != 1:
        raise ValueError(f"{value!r} is no share of one")
    return found.denominator


def table(one: DatedTable, read: Callable[[str], object] = str, first: date = date.min) -> Packed:
    """Its values in order, between them the days from one change to the next; equal neighbours become one.

    What was before `first` is left out: where no question can name those days.
    """
    told: list[object] = []
    start = since = max(first, one.known_from)
    for row in one.rows:
        value = read(row.value)
        if row.valid_to < start or (told and value == told[-1]):
            continue
        told += [value] if not told else [(row.valid_from - since).days, value]
        since = max(start, row.valid_from)
    end = one.known_through
    return {"from": number(start), "to": 0 if end == date.max else number(end), "rows": told, "n": one.shown}


def only(one: DatedTable, read: Callable[[str], object] = str) -> object:
    """The value of a table that has never changed. Raises ValueError when it has: then a kernel must be taught so."""
    (value,) = {row.value for row in one.rows}
    return read(value)


def days_off(pack: Pack, first: date, last: date) -> Packed:
    """The days from `first` to `last` that are off on a weekday or worked at a weekend, each by its distance."""
    told, before = [], number(first)
    for place in range((last - first).days + 1):
        day = first + timedelta(days=place)
        if pack.working_days.is_day_off(day) != (day.weekday() >= 5):
            told.append(number(day) - before)
            before = number(day)
    return {"from": number(first), "rows": told}


def in_language(packed: object, language: str) -> object:
    """The same with every name in one language."""
    if isinstance(packed, Words):
        return packed[language]
    if isinstance(packed, Mapping):
        return {key: in_language(each, language) for key, each in packed.items()}
    return packed


def sentences(codes: Iterable[str], home: str, language: str) -> dict[str, str]:
    """The sentences with their places still open."""
    return dict(_sentence(code, home, language) for code in codes)


def _sentence(code: str, home: str, language: str) -> tuple[str, str]:
    where, _, name = code.rpartition(":")
    if where == "word":
        return name, words.say(name, language)
    pack = pack_of(where or home)
    if pack is None:
        raise KeyError(where)
    return name, pack.texts.say(name, language, _Open())


class _Open(dict[str, Any]):
    """Facts that are not known yet: a place stays as it is written."""

    def __missing__(self, place: str) -> str:
        return f"{{{place}}}"


# --- answers of the law packs, as a kernel gives them -------------------------------------------------------


def kopecks(amount: Decimal) -> int:
    return int(amount.scaleb(2))


def roubles(amount: int) -> str:
    """A sum of a question, as the law packs want it."""
    return f"{amount // 100}.{amount % 100:02}"


def plain(value: object) -> Any:
    """An answer as JSON: sums as whole kopecks, days as ISO text."""
    if isinstance(value, Decimal):
        return kopecks(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, COUNTS):
        return int(value)
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def fact(value: object, language: str = LANGUAGES[0]) -> Any:
    """A fact of a sentence, as a kernel gives it."""
    if isinstance(value, Decimal):
        return [kopecks(value), "c"]
    if type(value) in UNITS:
        return [int(str(int(value))), UNITS[type(value)]]  # type: ignore[call-overload]
    return value[language] if isinstance(value, Words) else plain(value)


def line(kind: str, notice: Notice) -> list[Any]:
    """A step or a warning of an answer, as a kernel gives it."""
    return [kind, f"{notice.kind}.{notice.code}", {key: fact(each) for key, each in notice.facts.items()}]


def lines(kind: str, notices: Iterable[Notice], texts: Iterable[str]) -> list[list[Any]]:
    """Those of the notices that the tool shows."""
    return [line(kind, one) for one in notices if f"{one.kind}.{one.code}" in texts]


def refused(error: LawError) -> dict[str, Any]:
    return {"refused": [f"error.{error.code}", {key: fact(each) for key, each in error.facts.items()}]}
