"""What was kept, dropped, changed or guessed, in counts that add up (section 7 of the standard asks every importer
for it)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

LossKind = Literal["dropped", "changed", "guessed"]


class RefiError(ValueError):
    """A file that cannot be read, or a study that cannot be written; the message says why and what to do."""


@dataclass(frozen=True)
class Loss:
    """*count* of *what* (an element of the standard, or a part of a study) did not stay as they were."""

    kind: LossKind
    what: str
    count: int
    detail: str

    def __str__(self) -> str:
        return f"{self.count} × {self.what} {self.kind}: {self.detail}"


class Ledger:
    """Counts while a file is read or written. *held* is what there was before anything was done with it."""

    def __init__(self, held: Mapping[str, int]) -> None:
        self.held = Counter(held)
        self._losses: Counter[tuple[LossKind, str, str]] = Counter()

    def drop(self, what: str, detail: str, count: int = 1) -> None:
        """It is not in what comes out."""
        self._losses["dropped", what, detail] += count

    def change(self, what: str, detail: str, count: int = 1) -> None:
        """It is there, but otherwise."""
        self._losses["changed", what, detail] += count

    def guess(self, what: str, detail: str, count: int = 1) -> None:
        """It is there because of a guess that may be wrong."""
        self._losses["guessed", what, detail] += count

    def dropped(self, what: str) -> int:
        """How many of these were dropped so far."""
        return sum(count for (kind, name, _), count in self._losses.items() if kind == "dropped" and name == what)

    @property
    def losses(self) -> tuple[Loss, ...]:
        """Everything that was noted, in the order of the first time."""
        return tuple(Loss(kind, what, count, detail) for (kind, what, detail), count in self._losses.items() if count)

    @property
    def kept(self) -> dict[str, int]:
        """What was held less what was dropped."""
        return {what: count - self.dropped(what) for what, count in self.held.items()}
