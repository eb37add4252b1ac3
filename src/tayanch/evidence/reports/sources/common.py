"""What all sources share: who asks and in which language, and how something that is not there is told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tayanch.accounts.models import User
from tayanch.reports.model import Known
from tayanch.reports.words import word

_LINE = re.compile(r"l(?:ines?)?[. ]*(\d[\d–, -]*)")
GONE = Known("", None, "", "", ("gone",), "gone")


@dataclass
class Who:
    """Who asks, in which language; what was read for one answer is kept for the next of the same request."""

    user: User
    language: str
    memory: dict[Any, Any] = field(default_factory=dict)


def joined(parts: Iterable[str]) -> str:
    """Parts of a footnote as one sentence, empty ones left out."""
    kept = (part.strip() for part in parts if part and part.strip())
    return "; ".join(part if part.endswith(" г.") else part.rstrip(".") for part in kept)


def place_said(place: str, language: str) -> str:
    """Where in a document something stands: ``line 78`` and ``l.78`` as words, a page as it is."""
    found = _LINE.fullmatch(place.strip())
    return word("notes", "line", language, n=found[1].replace("-", "–")) if found else place


def written_day(day: date, language: str) -> str:
    """``2026-11-23`` in English, ``23.11.2026`` in Russian and Kyrgyz."""
    return day.isoformat() if language == "en" else day.strftime("%d.%m.%Y")
