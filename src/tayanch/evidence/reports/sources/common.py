"""What all sources share: who asks and in which language, and how something that is not there is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tayanch.accounts.models import User
from tayanch.reports.model import Known

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


def written_day(day: date, language: str) -> str:
    """``2026-11-23`` in English, ``23.11.2026`` in Russian and Kyrgyz."""
    return day.isoformat() if language == "en" else day.strftime("%d.%m.%Y")
