"""The last look before numbers leave: whether they give something away together with what was released before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tayanch.disclosure import SMALLEST
from tayanch.releases import wording
from tayanch.releases.changes import Key, values
from tayanch.releases.model import Dataset, Value
from tayanch.vocabulary.model import LANGUAGES, Text

COUNTED = ("value", "count", "base")


@dataclass(frozen=True)
class Protected:
    """A dataset as it may leave. *held*: keys of rows that keep the value of an earlier release."""

    dataset: Dataset
    held: tuple[Key, ...] = ()


def against(dataset: Dataset, released: Sequence[Dataset]) -> Protected:
    """A dataset that tells no small number by subtraction from *released*, the oldest first."""
    known = _last_values(one for one in released if one.version == dataset.version)
    return Protected(dataset) if not known else _compared(dataset, known)


def _last_values(released: Iterable[Dataset]) -> dict[Key, Value]:
    found: dict[Key, Value] = {}
    for one in released:
        found |= {key: value for key, value in values(one).items() if value is not None}
    return found


def _compared(dataset: Dataset, known: dict[Key, Value]) -> Protected:
    now = values(dataset)
    held = tuple(key for key, value in now.items() if _is_small_change(known.get(key), value))
    if not held:
        return Protected(dataset)
    at = [one.name for one in dataset.columns].index("value")
    rows = tuple(
        (*row[:at], known[key], *row[at + 1 :]) if key in held else row
        for row, key in zip(dataset.rows, now, strict=True)
    )
    told = {language: wording.say("hidden.held", language, n=len(held)) for language in LANGUAGES}
    return Protected(replace(dataset, rows=rows, hidden=(*dataset.hidden, Text(**told))), held)


def _is_small_change(before: Value, after: Value) -> bool:
    """A count that moved by one to four: whoever knows both releases would know of so few."""
    if not isinstance(before, int | float) or not isinstance(after, int | float):
        return False
    return before == int(before) and after == int(after) and 0 < abs(after - before) < SMALLEST
