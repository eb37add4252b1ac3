"""Words of a transcript on a page, character by character as they stand in the text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from tayanch.evidence import presenting

register = template.Library()


@register.filter
def exact(text: str) -> SafeString:
    """The text so that a browser has every character of it: it would make one line end of CR and LF, and drop NUL."""
    return mark_safe(escape(text).replace("\r", "&#13;").replace("\0", "\ufffd"))  # noqa: S308  it is escaped


@register.filter
def reason(figure: Any, reasons: Mapping[str, str]) -> str:
    """Why a figure is not there."""
    return reasons.get(figure.reason, figure.reason)


@register.filter
def unsure(figure: Any, reasons: Mapping[str, str]) -> str:
    """Why a figure has no interval."""
    return reasons.get(figure.unsure, figure.unsure)


@register.filter
def of(measured: Any, name: str) -> Any:
    """One figure by its name."""
    return measured.figures[name]


@register.filter
def cautioned(measured: Any) -> str:
    """What is to be known before two figures are compared."""
    from tayanch.evidence.interviews.agreement_page import caution

    return caution(measured)


@register.filter
def percent(share: float | None) -> str:
    """A share in percent, as the language writes it."""
    return "–" if share is None else f"{presenting.number(100 * share, 1)} %"


@register.filter
def key(mapping: Mapping[str, Any], name: str) -> Any:
    """A value by its key."""
    return mapping[name]
