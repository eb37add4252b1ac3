"""Languages and areas as the pages of interviews write them."""

from __future__ import annotations

from django import template

from tayanch.evidence.interviews.forms import LANGUAGES
from tayanch.evidence.interviews.models import Method
from tayanch.evidence.interviews.planning import area_label

register = template.Library()


@register.filter
def spoken(language: str) -> str:
    """``Kyrgyz`` for ``ky``; whatever else as it is."""
    return str(dict(LANGUAGES).get(language, language))


@register.filter
def area(name: str) -> str:
    """An oblast in the language of the page, or an area as the study calls it."""
    return area_label(name) if name else ""


@register.filter
def method(name: str) -> str:
    """``focus group``."""
    return str(Method(name).label)
