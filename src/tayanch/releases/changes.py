"""What changed from one release to the next: added, corrected, defined anew, hidden, left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tayanch.releases.model import Change, Dataset, Value

Key = tuple[str, ...]
MOST = 200  # rows of one dataset that are told one by one


def between(before: Iterable[Dataset], after: Iterable[Dataset]) -> tuple[Change, ...]:
    """The changes of all datasets. Rows that came with a new period are one change, corrected values one each."""
    old, new = ({one.id: one for one in side} for side in (before, after))
    found: list[Change] = [Change("added", one.id, one.title) for id, one in new.items() if id not in old]
    for id in old:
        if id not in new:
            found.append(Change("removed", id, old[id].title))
        else:
            found.extend(_of_dataset(old[id], new[id]))
    return tuple(found)


def _of_dataset(old: Dataset, new: Dataset) -> Iterator[Change]:
    if old.version != new.version:
        yield Change("redefined", new.id, new.title, (), old.version, new.version)
        return
    was, now = values(old), values(new)
    if set(_keys(old)) != set(_keys(new)):
        yield Change("redefined", new.id, new.title)
        return
    fresh = sorted({key[0] for key in now if key not in was and key})
    yield from (Change("added", new.id, new.title, (one,)) for one in fresh)
    yield from list(_corrected(new, was, now))[:MOST]
    gone = sorted({key[0] for key in was if key not in now and key})
    yield from (Change("removed", new.id, new.title, (one,)) for one in gone)


def _corrected(new: Dataset, was: Mapping[Key, Value], now: Mapping[Key, Value]) -> Iterator[Change]:
    for key, value in now.items():
        if key in was and was[key] != value:
            yield Change("hidden" if value is None else "corrected", new.id, new.title, key, was[key], value)


def _keys(dataset: Dataset) -> list[str]:
    return [one.name for one in dataset.columns if one.kind in ("period", "code")]


def values(dataset: Dataset) -> dict[Key, Value]:
    """Period and groups of each row → its value. Tables without periods are told by their first column."""
    names = [one.name for one in dataset.columns]
    keyed = [names.index(name) for name in _keys(dataset)] or [0]
    at = names.index("value") if "value" in names else len(names) - 1
    return {tuple(str(row[place]) for place in keyed): row[at] for row in dataset.rows}
