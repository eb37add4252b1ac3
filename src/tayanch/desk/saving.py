"""A page that saves itself while somebody types: what its script says, and what it sends."""

from __future__ import annotations

import json

from django.core.exceptions import BadRequest
from django.utils.translation import gettext as _


def words_of_saving() -> dict[str, str]:
    """What the script says of saving, in the language of the page."""
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
    }


def sent_fields(body: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """The fields as they were typed, and as they were before. Raises ``BadRequest``."""
    try:
        sent = json.loads(body)
        parts = sent["fields"], sent.get("was", {})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadRequest from None
    for part in parts:
        if not isinstance(part, dict) or not all(isinstance(text, str) for text in part.values()):
            raise BadRequest
    return parts
