"""Texts of definitions in the language of the page: ``{{ indicator.name|told }}``."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from tayanch.evidence.indicators.telling import kind_of, sources, unit_name
from tayanch.vocabulary.model import Text

register = template.Library()
register.filter("unit_name", unit_name)
register.filter("kind_of", kind_of)


@register.filter
def told(text: Text) -> str:
    return text.get(get_language() or "en")


@register.filter
def source_name(kind: str) -> str:
    return sources()[kind]
