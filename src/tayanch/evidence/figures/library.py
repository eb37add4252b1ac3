"""The figures that come with the product, and what the library computes from any set of them.

Computing is kept in memory by the figures themselves: the same register is asked for on every page.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from tayanch import figures as library
from tayanch.figures import Comparison, Document, Register, Rule
from tayanch.figures.model import Figure, Finding
from tayanch.vocabulary.model import Text

SETS = 8  # of figures whose findings are kept: an organisation's register, and what is typed just now


@cache
def shipped() -> Register:
    """The register as it comes: documents, figures, findings that people recorded."""
    return library.load()


@cache
def shipped_by_id() -> Mapping[str, Figure]:
    """Its figures by their ids."""
    return {figure.id: figure for figure in shipped().figures}


@lru_cache(maxsize=SETS)
def findings(figures: tuple[Figure, ...]) -> tuple[Finding, ...]:
    """What does not agree among figures, by rule."""
    return tuple(library.check(figures))


@lru_cache(maxsize=SETS)
def comparison(figures: tuple[Figure, ...]) -> Comparison:
    """Figures on one question side by side, with the reasons they may differ."""
    return library.compare(figures)


def documents() -> Mapping[str, Document]:
    """The documents that come with the product, by what their figures call them."""
    return shipped().documents


def rules() -> Mapping[str, Rule]:
    """The checks by their ids, each with a name and what it looks at."""
    return library.rules()


def rule_name(rule_id: str) -> Text:
    """What a rule is called; empty for one that is not known."""
    found = rules().get(rule_id)
    return found.name if found else Text()


def line_of(figure: Figure) -> Text:
    """The line that is made from a figure's parts when nobody wrote a sentence."""
    return library.statement(figure)


def phrases() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Translations of measures, populations and units of the shipped register."""
    from tayanch.figures.stating import phrases

    return phrases()
