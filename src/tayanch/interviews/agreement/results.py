"""What agreement is told as: every number with the reason where there is none, and with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

By = Literal["turn", "sentence", "character"]

MEASURES = {
    "alpha": "Krippendorff's alpha",
    "u_alpha": "unitised u-alpha",
    "u_any": "u-alpha of what was coded at all",
    "cu_alpha": "cu-alpha",
    "cohen": "Cohen's kappa, mean of pairs",
    "fleiss": "Fleiss' kappa",
    "ac1": "Gwet's AC1",
    "brennan_prediger": "Brennan-Prediger",
    "brennan_prediger_coded": "Brennan-Prediger of coded text",
    "percent": "percent of everything",
    "percent_coded": "percent of coded text",
}
BORDERS = ("u_alpha", "u_any", "cu_alpha")  # measured where coders set the borders: by character
RARE = 0.10  # a prevalence under it, or as far from everything
APART = 0.2  # between alpha and AC1


def counted(number: int, one: str, more: str, rest: str) -> list[str]:
    """A sentence about how many, or none about nothing."""
    return [f"{number} {one if number == 1 else more} {rest}"] if number else []


@dataclass(frozen=True)
class Figure:
    """A coefficient or a share; ``None`` with the reason where it is undefined. *low*, *high*: 95 % by documents."""

    value: float | None
    reason: str = ""
    low: float | None = None
    high: float | None = None
    unsure: str = ""  # why there is no interval though one was asked for


@dataclass(frozen=True)
class Pair:
    """Cohen's kappa of two coders on what both read."""

    coders: tuple[str, str]
    cohen: Figure
    percent_coded: Figure
    documents: int
    units: int


@dataclass(frozen=True)
class Measured:
    """The agreement about one code, or about all of them. *figures* by the names of :data:`MEASURES`."""

    code: str  # empty: all codes
    figures: Mapping[str, Figure]
    pairs: tuple[Pair, ...] = ()
    prevalence: float | None = None  # share of what coders could say that was "yes"
    units: int = 0  # that two coders read
    coded: int = 0  # of them, that at least one coder gave the code
    documents: int = 0  # that two coders read and in which somebody gave the code
    codings: Mapping[str, int] = field(default_factory=dict)  # coder to number of segments there

    def __getitem__(self, measure: str) -> Figure:
        """The figure of that name; ``KeyError`` where it is not measured."""
        return self.figures[measure]

    @property
    def caution(self) -> str:
        """A sentence when prevalence makes alpha and AC1 tell different stories; empty otherwise."""
        alpha, ac1 = self.figures["alpha"].value, self.figures["ac1"].value
        share = self.prevalence
        if alpha is None or ac1 is None or share is None or abs(ac1 - alpha) < APART or RARE < share < 1 - RARE:
            return ""
        coded = self.figures["percent_coded"].value
        told = f" Of what at least one of two coders coded, both coded {coded:.0%}." if coded is not None else ""
        return (
            f"{share:.1%} of the units carry this code, so that alpha ({alpha:.2f}) and AC1 ({ac1:.2f}) tell different "
            f"stories about the same codings: AC1 counts agreement about what nobody coded.{told} "
            "Report both with the prevalence."
        )


@dataclass(frozen=True)
class Agreement:
    """How far coders agree: for each code, for all codes as one variable, and for all decisions pooled."""

    by: By
    coders: tuple[str, ...]
    codes: tuple[Measured, ...]
    together: Measured  # nominal: each coder's set of codes is one value
    pooled: Measured  # every code in every unit is one decision, yes or no
    documents: tuple[str, ...]  # that at least two coders read
    read: Mapping[str, tuple[str, ...]]  # coder to documents
    assumed: bool  # who read what was taken from who coded something there
    units: int  # that at least two coders read
    draws: int = 0
    notes: tuple[str, ...] = ()  # what was left out or taken for granted, in sentences

    def __getitem__(self, code: str) -> Measured:
        """The agreement about one code; ``KeyError`` where it was not asked for."""
        return self._by_code[code]

    @property
    def _by_code(self) -> dict[str, Measured]:
        return {each.code: each for each in self.codes}
