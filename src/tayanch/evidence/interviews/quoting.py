"""What must hold before words of a respondent leave: true to the transcript, agreed to, nameless, one of several."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tayanch.evidence.interviews.models import Interview, Quote, TextVersion
from tayanch.interviews import labels
from tayanch.interviews.labels import DETAIL

CUT = "[…]"
_INSERTED = re.compile(r"\[[^\]]*\]")
LANGUAGES = ("ky", "ru", "en")


def is_faithful(said: str, printed: str) -> bool:
    """True when *printed* holds words of *said* in their order, and everything else stands in [brackets].

    Words are compared whole: "not" cannot become "no", and nothing is left out unless […] says so.
    """
    pieces = [_words(piece) for piece in _INSERTED.split(printed)]
    pieces = [piece for piece in pieces if piece]
    words, at = _words(said), 0
    for piece in pieces:
        found = next((n for n in range(at, len(words)) if words[n : n + len(piece)] == piece), None)
        if found is None:
            return False
        at = found + len(piece)
    return bool(pieces)


def _words(text: str) -> list[str]:
    """Words in small letters; a stand-in such as [Woman-03] is cut out before."""
    return re.findall(r"\w+", text.casefold())


def without_stand_ins(text: str, stand_ins: Iterable[str]) -> str:
    """Stand-ins of the study as plain words, so that they are compared like all others."""
    for stand_in in sorted(stand_ins, key=len, reverse=True):
        text = text.replace(stand_in, stand_in.strip("[]"))
    return text


@dataclass(frozen=True)
class Check:
    """One condition of a release: whether it holds, and what to do when it does not."""

    holds: bool
    what: str
    do: str = ""


def translations(quote: Quote) -> dict[str, str]:
    """Translations by language."""
    found: dict[str, str] = json.loads(quote.unseal("translations") or "{}")
    return found


def detail_of(quote: Quote) -> tuple[str, ...]:
    """What its label tells: names of facts of :mod:`tayanch.interviews.labels`."""
    return tuple(quote.label) if quote.label else DETAIL


def label_of(quote: Quote, speaker: Any, document: Any, language: str) -> str:
    """The words below it."""
    return labels.label(speaker, document, language, detail_of(quote))


def consent_checks(interview: Interview, version: TextVersion) -> list[Check]:
    """What was agreed, and how far the transcript is."""
    agreed = interview.consent in (Interview.Consent.WRITTEN, Interview.Consent.SPOKEN) and interview.may_quote
    return [
        Check(
            version.kind == TextVersion.Kind.ANONYMISED,
            _("The transcript has stand-ins in the place of names."),
            _("Take the names out of the interview first."),
        ),
        Check(
            interview.released_at is not None,
            _("A second person has released the transcript."),
            _("Ask a colleague to look through the interview and release it."),
        ),
        Check(
            agreed,
            _("Those who spoke agreed that words of theirs are printed without their names."),
            _("Write down on the interview's page how they agreed, and that they may be quoted."),
        ),
    ]
