"""What the pages share that keep each word as it is typed: what ``keeping.js`` sends, is told, and says."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.core.exceptions import BadRequest
from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _


@dataclass
class Kept:
    """What became of each value of one save. *conflicts*: what somebody else wrote there meanwhile."""

    saved: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    conflicts: dict[str, str] = field(default_factory=dict)


class Outcome(Protocol):
    """:class:`Kept`, or what says the same and more."""

    saved: list[str]
    refused: dict[str, str]
    conflicts: dict[str, str]


def sent(body: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """What is to be kept, and what the page believes to be kept: JSON ``{"fields": {…}, "was": {…}}``.

    Raises ``BadRequest``.
    """
    try:
        told = json.loads(body)
        parts = told["fields"], told.get("was", {})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadRequest from None
    for part in parts:
        if not isinstance(part, dict) or not all(isinstance(text, str) for text in part.values()):
            raise BadRequest
    return parts


def answer(outcome: Outcome, **more: Any) -> JsonResponse:
    """What became of each value. The status says the worst of it: 409 somebody else wrote there, 422 refused, 200."""
    told = {"saved": outcome.saved, "refused": outcome.refused, "conflicts": outcome.conflicts, **more}
    told["at"] = timezone.localtime().strftime("%H:%M:%S")
    return JsonResponse(told, status=409 if outcome.conflicts else 422 if outcome.refused else 200)


def words() -> dict[str, str]:
    """What the script says, in the language of the page."""
    return {
        "saving": _("Saving …"),
        "saved": _("Saved"),
        "unsaved": _("Not saved yet"),
        "locked": _(
            "Locked. What you typed is kept on this page. Unlock in a new tab, sign in, and it will be saved by itself."
        ),
        "signed_out": _(
            "Signed out. What you typed is kept on this page. Sign in in a new tab, and it will be saved by itself."
        ),
        "offline": _("No answer. What you typed is kept on this page and will be saved as soon as there is one."),
        "refused": _("This is not open for writing any more. Copy your last words and reload the page."),
        "unlock": _("Unlock in a new tab"),
        "sign_in": _("Sign in in a new tab"),
        "conflict": _("Somebody else wrote here meanwhile:"),
        "keep_both": _("Keep both"),
        "keep_mine": _("Keep mine"),
        "keep_theirs": _("Keep theirs"),
    }
