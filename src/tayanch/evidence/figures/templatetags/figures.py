"""Names of columns and values as the register's pages write them."""

from __future__ import annotations

from typing import Any

from django import template

from tayanch.evidence.figures import telling

register = template.Library()


@register.filter
def column(name: str) -> str:
    """What a column is called."""
    return telling.column(name)


@register.filter
def plain(value: Any) -> str:
    """A kept value as one line."""
    return telling.plain(value)
