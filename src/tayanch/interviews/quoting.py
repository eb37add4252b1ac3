"""Quotes as they may be printed: the words without labels, who says them, and whether that points to one woman.

>>> for quote in quotes(study, codes_named(study.codebook, "MOT-CHILD"), where={"sex": "woman"}):
...     print(quote.text, quote.label)
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tayanch.disclosure import SMALLEST
from tayanch.interviews import disclosing
from tayanch.interviews.anonymising import Candidate, Lexicon, candidates
from tayanch.interviews.calling import plain
from tayanch.interviews.codebook import Codebook
from tayanch.interviews.labels import DETAIL, words
from tayanch.interviews.model import Study
from tayanch.interviews.retrieval import Index, Passage, Take

ELLIPSIS = "[…]"  # words of another speaker were left out


@dataclass(frozen=True)
class Quote:
    """One quote. *label* tells only what enough respondents share; it is empty when not even "respondent" is shared.

    *alike*: respondents of the study who share the label. *asked*: the full label, where less had to be told.
    *names*: words of the quote that still look like names; it must not leave with them.
    """

    text: str
    label: str
    alike: int
    asked: str
    names: tuple[str, ...]
    codes: tuple[str, ...]  # their names
    document: str  # its name
    start: int
    end: int

    @property
    def is_safe(self) -> bool:
        """Nothing is known that would point to one person."""
        return bool(self.label) and not self.names


def codes_named(codebook: Codebook, told: str) -> tuple[str, ...]:
    """Ids of the codes that *told* means: an id, a name, a label in any language, or a path such as ``Reasons/Self``.

    Letter case and spaces do not matter. Empty when there is none.
    """
    asked = plain(told)
    return tuple(
        code.id
        for code in codebook.codes
        if asked
        in {plain(text) for text in (code.id, code.name, *code.labels.values(), "/".join(codebook.path(code.id)))}
    )


def quotes(
    study: Study,
    codes: Sequence[str],
    *,
    where: Mapping[str, Sequence[str]] | None = None,
    text: str = "",
    language: str = "en",
    detail: Sequence[str] = DETAIL,
    limit: int = SMALLEST,
    take: Take = "standing",
) -> tuple[Quote, ...]:
    """What respondents said that is coded with any of *codes* or one below them, in the order of the documents.

    Args:
        where: attribute → values, see :meth:`tayanch.interviews.retrieval.Index.find`.
        detail: what a label tells, see :func:`tayanch.interviews.labels.label`.
        limit: the fewest respondents of the study who must share a label.
    """
    index = Index.of(study)
    lexicon = Lexicon.of([document.newest.text for document in study.documents])
    found = index.find(codes, where=where, text=text, take=take)
    asked = _Asked(study, disclosing.Crowd.of(study), lexicon, tuple(detail), language, limit)
    given = (passage for passage in found if passage.speaker is None or not passage.speaker.asks)
    return tuple(quote for one in given if (quote := _quote(asked, one)))


@dataclass(frozen=True)
class _Asked:
    """What all quotes of one question share."""

    study: Study
    crowd: disclosing.Crowd
    lexicon: Lexicon
    detail: tuple[str, ...]
    language: str
    limit: int


def _quote(asked: _Asked, passage: Passage) -> Quote | None:
    spans = _spans(passage)
    if not spans:
        return None
    found = [one for one in _candidates(passage, asked.lexicon) if any(a < one.end and one.start < b for a, b in spans)]
    check = disclosing.check(asked.crowd, passage, asked.detail, candidates=found, limit=asked.limit)
    facts = check.facts if check.is_shared else check.proposals[0].facts if check.proposals else None
    book = asked.study.codebook
    return Quote(
        text=_joined(passage, spans),
        label=words(facts, asked.language) if facts is not None else "",
        alike=asked.crowd.alike(facts.items())[0] if facts is not None else check.in_study,
        asked="" if check.is_shared else words(check.facts, asked.language),
        names=check.names,
        codes=tuple(book[code].name if code in book else code for code in passage.codes),
        document=passage.document.name,
        start=passage.start,
        end=passage.end,
    )


def spoken(passage: Passage) -> str:
    """The words of the passage's speaker in it, without labels of turns; what others say between is left out."""
    return _joined(passage, _spans(passage))


def _joined(passage: Passage, spans: Sequence[tuple[int, int]]) -> str:
    text = passage.document.newest.text
    return f" {ELLIPSIS} ".join(text[start:end].strip() for start, end in spans)


def _spans(passage: Passage) -> list[tuple[int, int]]:
    """Where the passage's speaker says something in it; all of it where the text has no turns."""
    version = passage.document.newest
    who = passage.speaker.id if passage.speaker else None
    first = max(0, bisect_right(version.turns, passage.start, key=lambda turn: turn.start) - 1)
    last = bisect_left(version.turns, passage.end, key=lambda turn: turn.start)
    turns = [turn for turn in version.turns[first:last] if turn.speaker == who]
    found = [(max(passage.start, turn.said), min(passage.end, turn.end)) for turn in turns]
    if not turns and who is None:
        found = [(passage.start, passage.end)]
    return [(start, end) for start, end in found if version.text[start:end].strip()]


def _candidates(passage: Passage, lexicon: Lexicon) -> Iterator[Candidate]:
    """Words of the passage that may be names, found in what stands around it."""
    before = passage.before()
    window = before + passage.text + passage.after()
    shift = passage.start - len(before)
    for one in candidates(window, language=passage.document.language, lexicon=lexicon):
        yield replace(one, start=one.start + shift, end=one.end + shift)
