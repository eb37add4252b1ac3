"""How topics, countries, dates and what is known are written on these pages."""

from __future__ import annotations

import re

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from tayanch import policy, vocabulary
from tayanch.evidence.policy.models import Addressee
from tayanch.policy.model import COUNTRIES
from tayanch.vocabulary.model import Text

KINDS = {
    "treaty": _("treaty of the United Nations"),
    "ilo": _("convention of the ILO"),
    "soft-law": _("not binding: declaration, recommendation, goals"),
    "regional": _("agreement of the CIS or the Eurasian Economic Union"),
    "bilateral": _("agreement of two countries"),
    "law": _("law of a country"),
    "strategy": _("strategy or programme"),
}
STATES = {
    "in-force": _("in force now"),
    "replaced": _("replaced by another"),
    "ended": _("its time has ended"),
    "draft": _("still a draft"),
    "unknown": _("not known whether in force"),
}
MEMBERSHIPS = {
    "party": _("is a party"),
    "signatory": _("has only signed"),
    "not-party": _("is not a party"),
    "unknown": _("to be checked"),
}
SEEN = {"seen": _("seen in a source"), "partly": _("seen in part"), "memory": _("from memory, not verified")}
_LINE = re.compile(r"l(?:ines?)?[. ]*(\d[\d–, -]*)")
SCHEMES = ("need", "violation")
Choices = list[tuple[str, str]]


def language() -> str:
    return get_language() or "en"


def said(text: Text) -> str:
    """A text in the language of the page."""
    return text.get(language())


def topic(name: str) -> str:
    """The label of ``need:unpaid-wages``."""
    return vocabulary.concept(name.replace(":", "/", 1)).label(language())


def country(code: str) -> str:
    """``Kyrgyzstan`` for ``KG``."""
    return vocabulary.concept(f"country/{code.lower()}").label(language())


def when(date: str) -> str:
    """``2003-09-29``, ``2028-12`` or ``1990`` as the language of the page writes it; a dash for nothing."""
    if language() == "en" or not date:
        return date or "—"
    return ".".join(reversed(date.split("-")))


def topic_choices() -> list[tuple[str, Choices]]:
    """Needs and violations, each group under its name, for a select."""
    return [(vocabulary.scheme(name).title(language()), _options(name)) for name in SCHEMES]


def _options(scheme: str) -> Choices:
    return [(f"{scheme}:{one.id}", one.label(language())) for one in vocabulary.scheme(scheme)]


def used_topics() -> Choices:
    """The topics that recommendations of the documents have, by label."""
    names = {name for one in policy.recommendations().values() for name in one.topics}
    return sorted(((name, topic(name)) for name in names), key=lambda one: one[1])


def country_choices() -> Choices:
    return [(code, country(code)) for code in COUNTRIES]


def document_choices() -> Choices:
    """The documents that recommend something, and the organisation's own list."""
    have = {one.document for one in policy.recommendations().values()}
    papers = [
        (one.id, f"{document(one.id)} · {said(one.title)}") for one in policy.documents().values() if one.id in have
    ]
    return [*papers, ("own", gettext("added by us"))]


def document(name: str) -> str:
    """Who published a source document and when; any other name as it is."""
    found = policy.documents().get(name)
    return f"{found.by} {found.year}".strip() if found else name


def place(mark: str) -> str:
    """``line 265`` in the language of the page for ``l.265``; any other place as it is."""
    found = _LINE.fullmatch(mark.strip())
    return gettext("text line %(number)s") % {"number": found[1].replace("-", "–")} if found else mark


def addressee(name: str) -> str:
    return str(Addressee(name).label)
