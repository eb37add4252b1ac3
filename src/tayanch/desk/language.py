"""The language of the page, as the law and the letters name it."""

from __future__ import annotations

from django.utils.translation import get_language

from tayanch.law import LANGUAGES


def language() -> str:
    """``ky``, ``ru`` or ``en``."""
    current = (get_language() or "en").partition("-")[0]
    return current if current in LANGUAGES else "en"
