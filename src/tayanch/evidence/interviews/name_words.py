"""What kinds of names and decisions about them are called."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

KINDS: tuple[tuple[str, Any], ...] = (
    ("person", _("a person")),
    ("place", _("a place")),
    ("organisation", _("a firm, a school, an office")),
    ("phone", _("a phone number")),
    ("email", _("an e-mail address")),
    ("handle", _("an account or a link")),
    ("document", _("the number of a document")),
    ("address", _("an address")),
    ("date", _("a day of birth")),
    ("number", _("a card or another number")),
)
DECISIONS: tuple[tuple[str, Any], ...] = (
    ("name", _("a name: take it out")),
    ("word", _("no name, in the whole study")),
    ("later", _("decide later")),
)
