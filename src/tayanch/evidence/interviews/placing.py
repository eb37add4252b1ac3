"""Whose words a passage holds."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from tayanch.interviews.model import Turn


class Places:
    """Finds the turn of a passage among many; *turns* in the order of the text."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self.turns = turns
        self.starts = [turn.start for turn in turns]

    def speaker(self, start: int, end: int) -> str | None:
        """Who says most of ``text[start:end]``; None when nobody knows."""
        said: dict[str | None, int] = {}
        first = max(0, bisect_right(self.starts, start) - 1)
        for turn in self.turns[first:]:
            if turn.start >= end:
                break
            shared = min(end, turn.end) - max(start, turn.said)
            if shared > 0:
                said[turn.speaker] = said.get(turn.speaker, 0) + shared
        return max(said, key=lambda speaker: said[speaker]) if said else None
