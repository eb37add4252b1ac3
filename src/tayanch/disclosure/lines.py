"""Quick protection of a table of counts with any number of margins: what a page may show while somebody waits.

Every count from 1 to *smallest* - 1 is hidden, then, until nothing is left to do, the next smallest of every line (a
total and its parts along one dimension) from which a hidden count could be had by subtraction, or whose hidden parts
add up to less than *smallest*. This is the rule of :func:`tayanch.disclosure.protect` in every direction at once
(Hundepool et al., "Statistical Disclosure Control", 2012, chapter 4). It looks at one line at a time and is no proof
against solving all lines together: what is published is protected by ``protect_table``, which is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tayanch.disclosure.rules import SMALLEST

Key = tuple[str, ...]
Parents = Mapping[str, str]  # code → its broader one; "" is the total


def protect_lines(
    cells: Mapping[Key, float], dimensions: Sequence[Parents], smallest: int = SMALLEST
) -> dict[Key, float | None]:
    """Every cell of the table with its margins; None where it is hidden.

    Args:
        cells: inner cells, a code of each dimension a key; those that are not there are 0.
        dimensions: for each the codes with their broader ones. Inner cells have codes that nothing is below.

    Raises:
        KeyError: a cell has a code that its dimension has not.
    """
    import numpy as np

    codes = [["", *each] for each in dimensions]
    places = [{code: place for place, code in enumerate(each)} for each in codes]
    counts = np.zeros([len(each) for each in codes])
    for key, count in cells.items():
        counts[tuple(place[code] for place, code in zip(places, key, strict=True))] += count
    families = [_families(each, place) for each, place in zip(dimensions, places, strict=True)]
    for axis, parents in enumerate(families):
        for parent, children in parents:
            _axis(counts, axis)[parent] = _axis(counts, axis)[children].sum(axis=0)
    hidden = (counts > 0) & (counts < smallest)
    while sum(_hide_more(counts, hidden, axis, parents, smallest) for axis, parents in enumerate(families)):
        pass
    return {
        tuple(each[place] for each, place in zip(codes, index, strict=True)): None if hidden[index] else float(count)
        for index, count in np.ndenumerate(counts)
    }


def _axis(values: Any, axis: int) -> Any:
    """A view with one dimension in front."""
    import numpy as np

    return np.moveaxis(values, axis, 0)


def _families(parents: Parents, place: Mapping[str, int]) -> list[tuple[int, list[int]]]:
    """(parent, children) as places, those furthest down first."""
    below: dict[str, list[str]] = {}
    for code, parent in parents.items():
        below.setdefault(parent, []).append(code)

    def depth(code: str) -> int:
        return 0 if code == "" else 1 + depth(parents[code])

    order = sorted(below, key=depth, reverse=True)
    return [(place[parent], [place[code] for code in below[parent]]) for parent in order]


def _hide_more(counts: Any, hidden: Any, axis: int, families: list[tuple[int, list[int]]], smallest: int) -> bool:
    """One more cell in each line that is not safe yet; True when there was one."""
    import numpy as np

    found = False
    counted, unseen = _axis(counts, axis), _axis(hidden, axis)
    for parent, children in families:
        parts, covered = counted[children], unseen[children]
        number, weight = covered.sum(axis=0), (parts * covered).sum(axis=0)
        is_total_hidden = unseen[parent]
        alone = ~is_total_hidden & (number > 0) & ((number < 2) | (weight < smallest))
        bare = is_total_hidden & (number == 0) & (counted[parent] > 0)
        unsafe = np.atleast_1d(alone | bare)
        if not unsafe.any():
            continue
        found = True
        rest = np.where(covered | (parts == 0), np.inf, parts)
        chosen, has = rest.argmin(axis=0), np.isfinite(rest.min(axis=0))
        for index in np.argwhere(np.reshape(unsafe, counted[parent].shape)):
            where = tuple(index)
            if has[where]:
                unseen[(children[int(chosen[where])], *where)] = True
            else:
                unseen[(parent, *where)] = True
    return found
