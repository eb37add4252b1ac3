"""Figures and notes as the pages of surveys write them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import template

from tayanch.evidence import presenting

register = template.Library()


@register.filter
def figure(value: float | None, digits: int | None = None) -> str:
    """``12 345.6``, as the language writes it."""
    return presenting.HIDDEN if value is None else presenting.number(float(value), digits)


@register.filter
def meaning(flag: str) -> str:
    """What a note says."""
    return presenting.meaning(flag)


@register.filter
def marked(flags: Iterable[str], notes: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The notes of a line, with their letters."""
    told = {presenting.meaning(flag) for flag in flags}
    return [(mark, text) for mark, text in notes if text in told]


@register.filter
def before(rows: Sequence[Any], place: int) -> Any:
    """The row before the one at *place*; none before the first."""
    return rows[place - 1] if place else None


@register.filter
def at(values: Sequence[Any], place: int) -> Any:
    """One of several."""
    return values[place]
