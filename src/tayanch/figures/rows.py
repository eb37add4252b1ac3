"""A figure with its wording taken apart: what is measured, of whom, when, and how finely it is printed.

The checks compare these readings. They never read the note of a row.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import combinations, pairwise
from typing import Any

from tayanch import vocabulary
from tayanch.figures.model import Figure
from tayanch.yaml_text import read_yaml

Words = frozenset[str]
PAIRS_OF_A_GROUP = 80  # rows of one group that are compared each with each; in larger groups only with equal wording
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?", re.UNICODE)
_YEARS = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_SPAN = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*[-–]\s*((?:19|20)\d\d)(?!\d)")
_BY_ACCOUNT = re.compile(r"\bby (?:his|her|their|\w+'s) (?:own )?account\b")


@cache
def lexicon() -> dict[str, Any]:
    """The words of ``lexicon.yaml``."""
    found: dict[str, Any] = read_yaml(files("tayanch.figures").joinpath("lexicon.yaml").read_bytes())
    return found


@cache
def words_of(name: str) -> frozenset[str]:
    """One list of the lexicon, as it is compared."""
    return frozenset(_stem(word) for word in lexicon()[name])


@cache
def _phrases() -> tuple[dict[str, str], re.Pattern[str]]:
    """Phrase → the word that stands for it, and one pattern of all of them, longest first."""
    stands = {phrase: word for word, phrases in lexicon()["same"].items() for phrase in phrases}
    longest = sorted(stands, key=len, reverse=True)
    return stands, re.compile(r"\b(?:" + "|".join(map(re.escape, longest)) + r")s?\b")


@cache
def _places() -> re.Pattern[str]:
    names = {c.labels.en.lower() for c in vocabulary.scheme("country")} | set(lexicon()["places"])
    return re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, names), key=len, reverse=True)) + r")\b")


def _stem(word: str) -> str:
    word = word.removesuffix("'s")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


@cache
def plain(text: str) -> str:
    """Lower case, one word for words that mean the same, no names of countries (columns of their own hold them)."""
    stands, pattern = _phrases()

    def one(found: re.Match[str]) -> str:
        said = found.group(0)
        return stands.get(said) or stands[said.removesuffix("s")]

    return _places().sub(" ", pattern.sub(one, text.lower()))


@cache
def every_word(text: str) -> Words:
    """All words of *text* in their plain form, empty ones too."""
    return frozenset(_stem(word) for word in _WORD.findall(plain(text).replace("-", "")))


@cache
def telling(text: str) -> Words:
    """The words of *text* that say what it is about, without empty words and words of negation."""
    return every_word(text) - _empty() - words_of("negative")


@cache
def _empty() -> Words:
    return words_of("empty")


def number_of_places(value: Decimal) -> int:
    """Digits behind the point, as printed."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def half_step(value: Decimal) -> Decimal:
    """How far a printed share can be from the exact one: half of its last printed place."""
    return Decimal(5).scaleb(-number_of_places(value) - 1)


@dataclass(frozen=True)
class Row:
    """A figure, its place in the file and its wording taken apart.

    *about*: telling words of the measure; *whom*: of the population, without sex; *negated*: the measure denies;
    *years*: first and last year, None when no year is given.
    """

    at: int
    figure: Figure
    about: Words
    whom: Words
    negated: bool
    years: tuple[int, int] | None

    @property
    def value(self) -> Decimal:
        """The printed value; only rows that have one are read."""
        assert self.figure.value is not None  # `read` leaves the others out
        return self.figure.value

    @property
    def high(self) -> Decimal:
        """Upper end of a range, the value itself otherwise."""
        return self.value if self.figure.value_high is None else self.figure.value_high

    @property
    def is_share(self) -> bool:
        return self.figure.unit.startswith("percent") or self.figure.unit == "%"

    @property
    def one_case(self) -> bool:
        """Told by or of one person: not a fact about a population."""
        return self.figure.base == 1

    @property
    def is_count(self) -> bool:
        """A number of people or things: no share, no rate, no money, no time, no rank."""
        unit = self.figure.unit
        return not (self.is_share or "/" in unit or unit in _NO_COUNTS or unit.isupper())

    @property
    def head(self) -> str:
        """The first word of the measure: share, rise, gap, people …"""
        return _stem(self.figure.measure.lower().split(" ", 1)[0].strip(",;:"))


_NO_COUNTS = frozenset(
    ("rank", "year", "years", "months", "days", "hours", "weeks", "times", "ratio", "hour of day", "grade", "")
)


def _without_sex(words: Words) -> Words:
    return words - {"woman", "man"}


def years_of(text: str) -> tuple[int, int] | None:
    """First and last year named in *text*."""
    found = [int(year) for year in _YEARS.findall(text)]
    return (min(found), max(found)) if found else None


def span_of(text: str) -> tuple[int, int] | None:
    """A period such as 2005-2016 in *text*."""
    found = _SPAN.search(text)
    return (int(found[1]), int(found[2])) if found else None


def read(figures: Iterable[Figure]) -> list[Row]:
    """Every figure that has a value, in the order of the file."""
    return [
        Row(
            at=at,
            figure=figure,
            about=telling(_BY_ACCOUNT.sub("", figure.measure.lower())),
            whom=_without_sex(telling(figure.population)),
            negated=bool(every_word(figure.measure) & words_of("negative")),
            years=years_of(figure.year),
        )
        for at, figure in enumerate(figures)
        if figure.value is not None
    ]


def grouped(rows: Iterable[Row], key: Callable[[Row], Hashable | None]) -> Iterator[list[Row]]:
    """Rows with the same key, in groups of at least two; a key of None leaves a row out."""
    groups: dict[Hashable, list[Row]] = defaultdict(list)
    for row in rows:
        if (name := key(row)) is not None:
            groups[name].append(row)
    return (group for group in groups.values() if len(group) > 1)


def pairs(group: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    """Every two rows of a small group; of a large one only neighbours with the same wording.

    So that ten thousand rows of one kind are still checked in seconds.
    """
    if len(group) <= PAIRS_OF_A_GROUP:
        yield from combinations(group, 2)
        return
    for alike in grouped(group, lambda row: row.about):
        yield from combinations(alike, 2) if len(alike) <= PAIRS_OF_A_GROUP else pairwise(alike)


def likeness(one: Words, other: Words) -> float:
    """Which part of the shorter wording the longer one shares, 0 to 1."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def fits(one: str, other: str) -> bool:
    """The same code, or one of them is not given."""
    return one == other or not one or not other


def overlap(one: tuple[int, int] | None, other: tuple[int, int] | None) -> bool:
    """Two periods have a year in common; a missing one fits none."""
    return bool(one and other and one[0] <= other[1] and other[0] <= one[1])
