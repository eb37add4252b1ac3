"""Data for a page's own script."""

from __future__ import annotations

import json

from django import template

register = template.Library()


@register.filter
def as_json(value: object) -> str:
    """JSON for a ``data-`` attribute; the template escapes it."""
    return json.dumps(value)
