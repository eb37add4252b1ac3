"""How a tool counts positions, and which way of counting fits a file best.

The standard (section 10.2) counts Unicode code points and says nothing of line ends and byte order marks. NVivo for
Windows counts UTF-16 units, two for a line end; others differ. A wrong reading moves every passage by some characters,
so each is tried: words are seldom cut in two by people, and some tools name a selection by its text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import numpy as np

    Ints = np.ndarray[Any, np.dtype[np.int64]]
    Bools = np.ndarray[Any, np.dtype[np.bool_]]

Unit = Literal["code point", "utf-16"]
LineEnd = Literal["as written", "one", "two"]
Decided = Literal["only one", "scored", "declared", "forced"]
SURE = 0.9  # below it, a person is asked
NAMES = 2_000  # selections whose names are compared with their texts, at most
SHORTEST = 4  # characters of a name that may be a piece of the text


@dataclass(frozen=True)
class Reading:
    """One way to count. *line_end*: a line break counts one, two, or as many characters as are written for it.

    *writes_bom* says how a file is written; it changes no position.
    """

    unit: Unit = "code point"
    line_end: LineEnd = "as written"
    counts_bom: bool = False
    writes_bom: bool = False

    @property
    def name(self) -> str:
        """plain, nvivo, maxqda, atlasti, or other."""
        for name, known in READINGS.items():
            if self == known:
                return name
        return "other"

    def __str__(self) -> str:
        unit = "code points" if self.unit == "code point" else "UTF-16 units"
        line = {"as written": "line ends as written", "one": "a line end counts one", "two": "a line end counts two"}
        bom = ", the byte order mark counts" if self.counts_bom else ""
        return f"{unit}, {line[self.line_end]}{bom}"


PLAIN = Reading()
NVIVO = Reading("utf-16", "two", writes_bom=True)
MAXQDA = Reading("utf-16", "two")
ATLASTI = Reading("code point", "one")
READINGS = {"plain": PLAIN, "nvivo": NVIVO, "maxqda": MAXQDA, "atlasti": ATLASTI}
TOOLS = {"NVivo for Mac": PLAIN, "NVivo": NVIVO, "MAXQDA": MAXQDA, "ATLAS": ATLASTI}  # by how "origin" begins


@dataclass(frozen=True)
class Dialect:
    """The reading that was taken. *score*: share of selections that fit it, 0–1; None where there was nothing to
    score. *runner_up*: the best reading that gives other passages, with its score."""

    reading: Reading
    score: float | None = None
    runner_up: tuple[Reading, float] | None = None
    decided: Decided = "only one"
    origin: str = ""

    @property
    def asks(self) -> bool:
        """Whether a person must look: the passages fit badly, or another reading fits as well."""
        if self.decided in ("forced", "declared") or self.score is None:
            return False
        return self.score < SURE or (self.runner_up is not None and self.runner_up[1] >= self.score)


@dataclass(frozen=True)
class Measured:
    """A text as it is written in a file, without its byte order mark, and positions given in it."""

    text: str
    has_bom: bool = False
    starts: Sequence[int] = ()
    ends: Sequence[int] = ()
    names: Sequence[str] = field(default=())

    @cached_property
    def points(self) -> Ints:
        """The code points."""
        import numpy as np

        return np.frombuffer(self.text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.int64)

    @cached_property
    def bounds(self) -> Ints:
        """Starts and ends as they are given, in two rows."""
        import numpy as np

        return np.array([list(self.starts), list(self.ends)], dtype=np.int64).reshape(2, -1)

    def edges(self, reading: Reading) -> Ints:
        """Where each code point begins, counted as *reading* counts; one more number for the end."""
        import numpy as np

        points = self.points
        widths = np.ones(len(points), dtype=np.int64)
        if reading.unit == "utf-16":
            widths[points > 0xFFFF] = 2
        if reading.line_end != "as written":
            feeds = points == 10
            returns = np.zeros(len(points), dtype=bool)
            returns[:-1] = (points[:-1] == 13) & feeds[1:]
            widths[returns] = 0
            widths[feeds] = 1 if reading.line_end == "one" else 2
        found = np.zeros(len(points) + 1, dtype=np.int64)
        np.cumsum(widths, out=found[1:])
        return found + (1 if reading.counts_bom and self.has_bom else 0)

    def spans(self, reading: Reading) -> tuple[Ints, Bools]:
        """Starts and ends in code points (two rows), and which lie on a code point's edge within the text.

        A position inside a character goes to that character's edge, outward.
        """
        import numpy as np

        edges, given = self.edges(reading), self.bounds
        left = np.searchsorted(edges, given, side="left")
        inside = (given >= edges[0]) & (given <= edges[-1])
        left = np.minimum(left, len(edges) - 1)
        exact = inside & (edges[left] == given)
        after = np.searchsorted(edges, given[0], side="right") - 1  # the character that a start falls into
        left[0] = np.where(exact[0], left[0], np.maximum(after, 0))
        return left, exact

    @cached_property
    def borders(self) -> Bools:
        """Whether a word may begin or end before each code point; one more for the end of the text."""
        import numpy as np

        kinds, places = np.unique(self.points, return_inverse=True)
        words = np.array([_is_word(int(point)) for point in kinds], dtype=bool)[places]
        found = np.ones(len(words) + 1, dtype=bool)
        found[1:-1] = ~(words[1:] & words[:-1])
        return found

    @cached_property
    def pieces(self) -> dict[int, str]:
        """Place of a selection to its name, where the name is a piece of the text, maybe cut short."""
        told = [(place, _squeezed(name.rstrip(" .…"))) for place, name in enumerate(self.names) if name][:NAMES]
        told = [(place, name) for place, name in told if len(name) >= SHORTEST]
        whole = _squeezed(self.text) if told else ""
        return {place: name for place, name in told if name in whole}

    @cached_property
    def spaces(self) -> Bools:
        """Which code points are white space."""
        import numpy as np

        return np.isin(self.points, [9, 10, 11, 12, 13, 32, 0xA0, 0x2028, 0x2029])


@lru_cache(maxsize=4096)
def _is_word(point: int) -> bool:
    """Letters, digits, and marks that combine with them."""
    return chr(point).isalnum() or unicodedata.category(chr(point)).startswith("M")


@dataclass(frozen=True)
class _Fit:
    reading: Reading
    share: float
    strict: float  # the share that begins and ends with something else than a space
    spans: tuple[Any, ...]


def probe(texts: Sequence[Measured], *, origin: str = "") -> Dialect:
    """The reading that fits the selections of *texts* best; ``reading.name`` also follows what *origin* says."""
    fits = _different([_fit(texts, reading) for reading in _candidates(texts, origin)])
    if not any(text.starts for text in texts):
        return Dialect(fits[0].reading, origin=origin)
    best = max(fits, key=lambda fit: (fit.share, fit.strict))  # of equals the first
    others = [fit for fit in fits if fit is not best]
    if not others:
        return Dialect(best.reading, best.share, None, "only one", origin)
    second = max(others, key=lambda fit: (fit.share, fit.strict))
    level = second.share if (second.share, second.strict) == (best.share, best.strict) else min(second.share, best.share - 1e-9)
    return Dialect(best.reading, best.share, (second.reading, max(0.0, level)), "scored", origin)


def scored(texts: Sequence[Measured], reading: Reading, decided: Decided, origin: str = "") -> Dialect:
    """The dialect of a reading that somebody chose or the file declares, with its score."""
    if not any(text.starts for text in texts):
        return Dialect(reading, None, None, decided, origin)
    return Dialect(reading, _fit(texts, reading).share, None, decided, origin)


def _candidates(texts: Sequence[Measured], origin: str) -> list[Reading]:
    """All readings, the likeliest first."""
    told = [reading for name, reading in TOOLS.items() if origin.startswith(name)][:1]
    marked = any(text.has_bom for text in texts)
    broken = any("\r\n" in text.text for text in texts)
    told += [NVIVO] if marked and broken else []
    units: tuple[Unit, ...] = ("code point", "utf-16")
    ends: tuple[LineEnd, ...] = ("as written", "one", "two")
    every = [Reading(unit, end, bom) for bom, end, unit in product((False, True), ends, units)]
    return list(dict.fromkeys([*told, PLAIN, NVIVO, ATLASTI, *every]))


def _different(fits: Iterable[_Fit]) -> list[_Fit]:
    """Without those that give the same passages as one before them."""
    found: dict[tuple[Any, ...], _Fit] = {}
    for fit in fits:
        found.setdefault(fit.spans, fit)
    return list(found.values())


def _fit(texts: Sequence[Measured], reading: Reading) -> _Fit:
    """How well one reading fits: selections without length say nothing and are left out."""
    good = strict = of = 0
    spans = []
    for text in texts:
        if not len(text.starts):
            continue
        found, exact = text.spans(reading)
        says = text.bounds[1] > text.bounds[0]
        fits = exact.all(axis=0) & says & text.borders[found[0]] & text.borders[found[1]]
        named = _named(text, found)
        fits = (fits & ~named[0]) | (named[1] & exact.all(axis=0))
        good, of = good + int(fits.sum()), of + int(says.sum())
        strict += int((fits & _tight(text, found)).sum())
        spans.append(found.tobytes() + exact.tobytes())
    return _Fit(reading, good / of if of else 0.0, strict / of if of else 0.0, tuple(spans))


def _tight(text: Measured, found: Ints) -> Bools:
    """Which passages neither begin nor end with white space."""
    import numpy as np

    if not len(text.points):
        return np.zeros(found.shape[1], dtype=bool)
    first = text.spaces[np.minimum(found[0], len(text.points) - 1)]
    last = text.spaces[np.maximum(found[1] - 1, 0)]
    tight: Bools = ~(first | last)
    return tight


def _named(text: Measured, found: Ints) -> tuple[Bools, Bools]:
    """Which selections have a name that is a piece of the text, and which of them are named by the passage found."""
    import numpy as np

    telling, right = np.zeros(found.shape[1], dtype=bool), np.zeros(found.shape[1], dtype=bool)
    for place, name in text.pieces.items():
        telling[place] = True
        right[place] = _squeezed(text.text[found[0][place] : found[1][place]]).startswith(name)
    return telling, right


def _squeezed(text: str) -> str:
    return " ".join(text.split())
