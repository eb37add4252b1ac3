"""Words of a transcript on a page, character by character as they stand in the text."""

from __future__ import annotations

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def exact(text: str) -> SafeString:
    """The text so that a browser has every character of it: it would make one line end of CR and LF, and drop NUL."""
    return mark_safe(escape(text).replace("\r", "&#13;").replace("\0", "\ufffd"))  # noqa: S308  it is escaped
