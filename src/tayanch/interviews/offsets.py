"""Where the words of one text stand in the next: for corrections, and for stand-ins in the place of names."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import accumulate, pairwise


@dataclass(frozen=True, order=True)
class Edit:
    """``text[start:end]`` of the old text gave way to *new*."""

    start: int
    end: int
    new: str


@dataclass(frozen=True)
class OffsetMap:
    """From positions of an old text to those of the new one; code points, half-open.

    *edits* are in order and do not touch one another's characters; raises ``ValueError`` otherwise.
    """

    edits: tuple[Edit, ...] = ()

    def __post_init__(self) -> None:
        if any(edit.end < edit.start or edit.start < 0 for edit in self.edits):
            raise ValueError("An edit ends before it starts.")
        if any(left.end > right.start for left, right in pairwise(self.edits)):
            raise ValueError("Edits overlap or are out of order.")

    @cached_property
    def _starts(self) -> list[int]:
        return [edit.start for edit in self.edits]

    @cached_property
    def _shifts(self) -> list[int]:
        """How far everything behind the first 0, 1, 2, … edits has moved."""
        return list(accumulate((len(edit.new) - (edit.end - edit.start) for edit in self.edits), initial=0))

    def apply(self, text: str) -> str:
        """The new text of an old one."""
        parts, last = [], 0
        for edit in self.edits:
            parts += [text[last : edit.start], edit.new]
            last = edit.end
        return "".join([*parts, text[last:]])

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A passage of the old text in the new one.

        A border inside an edit moves outward, so that a passage keeps whole words: half a name becomes the whole
        stand-in. What was inserted at a border stays outside; a passage that was deleted becomes empty.
        """
        if start == end:
            at = self._moved(start, outward=-1)
            return at, at
        left, right = self._moved(start, outward=-1), self._moved(end, outward=1)
        return left, max(left, right)

    def _moved(self, position: int, outward: int) -> int:
        """One border: *outward* −1 for the start of a passage, 1 for its end."""
        done = bisect_right(self._starts, position - (outward > 0))
        if done == 0:
            return position
        edit, shift = self.edits[done - 1], self._shifts[done]
        if position < edit.end:  # inside
            begun = edit.start + self._shifts[done - 1]
            return begun if outward < 0 else begun + len(edit.new)
        return position + shift

    @classmethod
    def between(cls, old: str, new: str) -> OffsetMap:
        """The map of a text that somebody corrected by hand, word by word."""
        return cls(tuple(_differences(old, new)))


# A text is compared in ever finer parts, each only where the coarser ones differ: the spaces of a long transcript alone
# would take half a minute to tell apart.
_FINER = (
    re.compile(r"[^\n]*\n|[^\n]+"),  # lines
    re.compile(r"[^\W_]+[\W_]*|[\W_]+"),  # words, each with what follows it
    re.compile(r"[^\W_]+|[\W_]"),  # words, and every other character by itself
)
_MOST_PAIRS = 3_000_000  # of equal parts in a stretch; beyond, it counts as written anew


def _differences(old: str, new: str) -> Iterable[Edit]:
    """Differences of two texts in words and the spaces between them; what only begins or ends alike is one edit."""
    return _apart(old, new, 0, 0) if old != new else ()


def _apart(old: str, new: str, at: int, level: int) -> Iterator[Edit]:
    """Edits of ``old``, which stands at *at* of the whole text."""
    if not old or not new or level == len(_FINER):
        yield Edit(at, at + len(old), new)
        return
    left, right = _FINER[level].findall(old), _FINER[level].findall(new)
    before, after = list(accumulate(map(len, left), initial=0)), list(accumulate(map(len, right), initial=0))
    for tag, a, b, c, d in _opcodes(left, right):
        if tag != "equal":
            yield from _apart(old[before[a] : before[b]], new[after[c] : after[d]], at + before[a], level + 1)


def _opcodes(left: list[str], right: list[str]) -> list[tuple[str, int, int, int, int]]:
    """What became of the parts; those that are alike at both ends are not compared again."""
    first, short = 0, min(len(left), len(right))
    while first < short and left[first] == right[first]:
        first += 1
    last = 0
    while last < short - first and left[-1 - last] == right[-1 - last]:
        last += 1
    middle, other = left[first : len(left) - last], right[first : len(right) - last]
    often = Counter(other)
    if sum(often[part] for part in middle) > _MOST_PAIRS:
        return [("replace", first, len(left) - last, first, len(right) - last)]
    found = SequenceMatcher(None, middle, other, autojunk=False).get_opcodes()
    return [(tag, a + first, b + first, c + first, d + first) for tag, a, b, c, d in found]
