"""What must hold before words of a respondent leave: true to the transcript, agreed to, nameless, one of several."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tayanch.evidence.interviews import naming
from tayanch.evidence.interviews.models import Interview, Quote, TextVersion
from tayanch.interviews import disclosing, labels
from tayanch.interviews.labels import DETAIL
from tayanch.interviews.retrieval import Index, Passage

if TYPE_CHECKING:
    from tayanch.evidence.interviews.quote_bank import Shown

CUT = "[…]"
_STAND_IN = re.compile(r"\[[^\[\]\s]+-\d+[^\[\]]*\]")
_INSERTED = re.compile(r"\[[^\]]*\]")
WIDE = ("place", "organisation")  # kinds that need not tell who somebody is
SHOWN = 4  # safer labels to choose from


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


def checks(shown: Shown, index: Index) -> list[Check]:
    """Everything that must hold before a quote is released."""
    interview, version = shown.quote.version.interview, shown.quote.version
    return [*consent_checks(interview, version), *told_checks(disclosed(shown, index), names_in(shown))]


def names_in(shown: Shown) -> tuple[str, ...]:
    """What surely is a name in the words as they will be printed: also in what was added or translated. A town or an
    office is one only when the study took it for one."""
    known = naming.dictionary_of(shown.quote.study)
    printed = [(shown.document.language, shown.text), *shown.translations.items()]
    found = [
        each
        for language, text in printed
        for each in naming.found_in(_STAND_IN.sub(" ", text), language, known)
        if each.id or (each.confidence >= naming.SURE and each.kind not in WIDE)
    ]
    return tuple(dict.fromkeys(each.text for each in found))


def seen(shown: Shown) -> str:
    """What tells whether a quote is still the one that somebody read."""
    told = [shown.text, sorted(shown.translations.items()), list(detail_of(shown.quote))]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def disclosed(shown: Shown, index: Index) -> disclosing.Check:
    """What the label and the words tell, together with every quote of the study that is out already."""
    quote = shown.quote
    passage = Passage(shown.document, quote.start, quote.end, shown.speaker)
    return disclosing.check(
        disclosing.Crowd.of(index.study), passage, detail_of(quote), released=_released(quote, index)
    )


def safer_labels(shown: Shown, index: Index, language: str) -> list[tuple[str, str]]:
    """Labels that tell less and may be used: the names of their facts, and the words. Empty when its own is safe."""
    found = disclosed(shown, index).proposals[:SHOWN]
    return [(" ".join(one.detail), one.label(language)) for one in found]


def _released(quote: Quote, index: Index) -> Iterator[disclosing.Released]:
    documents = {document.id: document for document in index.study.documents}
    others = Quote.objects.filter(study_id=quote.study_id, released_at__isnull=False).exclude(id=quote.id)
    for other in others.select_related("version"):
        speaker = index.speakers.get(str(other.speaker_id or ""))
        document = documents.get(str(other.version.interview_id))
        if speaker and document:
            yield disclosing.Released(speaker.id, labels.told(speaker, document, detail_of(other)))


def told_checks(found: disclosing.Check, inside: Iterable[str] = ()) -> list[Check]:
    """The label is shared by enough respondents, and no word looks like a name."""
    alike = ngettext(
        "%(n)d respondent of the study shares what the label tells; at least %(limit)d must.",
        "%(n)d respondents of the study share what the label tells; at least %(limit)d must.",
        found.together,
    )
    names = ", ".join(dict.fromkeys((*found.names, *inside)))
    return [
        Check(
            found.is_shared,
            alike % {"n": found.together, "limit": found.limit},
            _("Let the label tell less: choose one of the labels below."),
        ),
        Check(not names, _("No word looks like a name."), _("These look like names: %s.") % names),
    ]
