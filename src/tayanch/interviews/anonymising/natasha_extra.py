"""One more source of candidates: natasha's model for Russian, which also sees names in Kyrgyz and Uzbek in Cyrillic.

An extra: ``pip install "tayanch[ner]"``. The model lies in the package; nothing is fetched. It says nothing of Latin
letters, and takes first words of Kyrgyz sentences for names: its candidates have little confidence.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tayanch.interviews.anonymising.inflection import guessed
from tayanch.interviews.anonymising.languages import language_of
from tayanch.interviews.anonymising.model import Candidate, Kind
from tayanch.interviews.anonymising.names import is_ordinary
from tayanch.interviews.anonymising.words import fold, plain

CONFIDENCE = 0.4
_KINDS: dict[str, Kind] = {"PER": "person", "LOC": "place", "ORG": "organisation"}


class NotInstalled(ImportError):
    """natasha is not there; the message says how to get it."""


def finder() -> Callable[[str], tuple[Candidate, ...]]:
    """A function from a text to candidates. Loads the model once (about a second, 200 MB of memory).

    Raises :class:`NotInstalled`.
    """
    try:
        import natasha
    except ImportError as error:
        raise NotInstalled('natasha is not installed. Run: pip install "tayanch[ner]", or leave --ner out.') from error
    tagger: Any = natasha.NewsNERTagger(natasha.NewsEmbedding())
    segmenter: Any = natasha.Segmenter()

    def find(text: str) -> tuple[Candidate, ...]:
        document = natasha.Doc(text)
        document.segment(segmenter)
        document.tag_ner(tagger)
        language = language_of(text)
        found = (_candidate(text, span, language) for span in document.spans)
        return tuple(each for each in found if each is not None)

    return find


def _candidate(text: str, span: Any, language: str) -> Candidate | None:
    raw = text[span.start : span.stop]
    low = plain(raw)
    if span.type not in _KINDS or is_ordinary(low, language):
        return None
    stem, ending = guessed(low, language)
    return Candidate(
        span.start, span.stop, _KINDS[span.type], raw, CONFIDENCE, "natasha", fold(stem), span.start, span.stop, ending
    )  # fmt: skip
