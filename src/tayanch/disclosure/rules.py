"""What a table must keep to before it is shown. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

SMALLEST = 5

Rounding = Literal["controlled", "conventional"]


class TableError(ValueError):
    """A table, its dimensions or its rules cannot be used; the message says what to do."""


@dataclass(frozen=True)
class Rules:
    """How a table is protected.

    Attributes:
        smallest: counts from 1 to one less are hidden, and sums of fewer contributors.
        dominance: ``(n, k)``: a sum is hidden when its n largest contributors hold more than k percent of it.
        p_percent: a sum is hidden when its second largest contributor could estimate the largest to within p percent.
        width: how near nobody may come, from below and above, to a sum that is hidden for its few contributors, in
            percent of it.
        zero_is_safe: zeros are shown. When not, they are hidden like small counts.
        tell_small: hidden counts of single cells say "fewer than five" when they are; more is hidden for it.
        rounding: 0, or the base to which every value is rounded instead of hiding small ones.
        kind: ``controlled``: rounded values still add up, in tables of up to *exact_up_to* cells and of any size that
            HiGHS solves; ``conventional``: each to its nearest multiple, sums may not add up.
        roll_up: categories whose total is under this are joined into "other"; 0: none.
        exact_up_to: tables of up to so many cells that are not zero are protected at the lowest possible loss.
        changes: a difference to an earlier release that counts 1 to *smallest* - 1 must not be seen either.
    """

    smallest: int = SMALLEST
    dominance: tuple[int, float] | None = None
    p_percent: float | None = None
    width: float = 10.0
    zero_is_safe: bool = True
    tell_small: bool = False
    rounding: int = 0
    kind: Rounding = "controlled"
    roll_up: float = 0
    exact_up_to: int = 40
    changes: bool = True

    def __post_init__(self) -> None:
        if self.smallest < 1:
            raise TableError("smallest is at least 1: with 1 no count is hidden.")
        if self.rounding < 0 or self.rounding == 1:
            raise TableError("rounding is 0 for none, or a base of at least 2, such as 5.")
        if self.kind not in ("controlled", "conventional"):
            raise TableError("kind of rounding is controlled or conventional.")
        if self.dominance is not None and (self.dominance[0] < 1 or not 0 < self.dominance[1] <= 100):
            raise TableError("dominance is how many contributors, at least 1, and a percentage, such as 1 and 85.")
        if self.p_percent is not None and not 0 < self.p_percent <= 100:
            raise TableError("p_percent is more than 0 and at most 100.")
        if not 0 <= self.width <= 100:
            raise TableError("width is a percentage from 0 to 100.")

    @classmethod
    def of(cls, given: dict[str, Any]) -> Rules:
        """Rules from names and values, as a file or a command gives them. Raises TableError for an unknown name."""
        names = set(cls.__dataclass_fields__)
        if unknown := sorted(set(given) - names):
            raise TableError(f"There is no rule {unknown[0]!r}. There are: {', '.join(sorted(names))}.")
        known = dict(given)
        if isinstance(known.get("dominance"), list):
            known["dominance"] = tuple(known["dominance"])
        if known.get("dominance") is not None and len(known["dominance"]) != 2:
            raise TableError("dominance is two numbers: how many contributors, and a percentage.")
        try:
            return cls(**known)
        except TypeError as error:
            raise TableError("The value of a rule is of the wrong kind: numbers are numbers, yes is true.") from error
