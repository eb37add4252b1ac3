"""What a question to all transcripts of a study finds, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass

from tayanch.evidence.interviews.find_forms import FindForm
from tayanch.interviews.retrieval import Index, Passage, Passages, Take

A_PAGE = 25


@dataclass(frozen=True)
class Shown:
    """A passage as it stands on the page."""

    passage: Passage
    label: str
    codes: list[str]
    before: str
    after: str


@dataclass(frozen=True)
class Found:
    """One page of what was found; *speakers*, *documents*: how many are in all of it."""

    total: int
    speakers: int
    documents: int
    page: int
    pages: int
    shown: list[Shown]


def asked(index: Index, form: FindForm) -> Passages | None:
    """What a form asks; None when it asks nothing."""
    words, code, where = form.cleaned_data["words"], form.cleaned_data["code"], form.where()
    if not (words.strip() or code or where):
        return None
    if not code and words.strip():
        return index.search(words, where=where)
    take: Take = form.cleaned_data["take"] or "standing"
    return index.find(code or None, where=where, text=words, take=take)


def page_of(passages: Passages, number: int, language: str) -> Found:
    """Page *number*, the first is 1."""
    pages = max(1, -(-len(passages) // A_PAGE))
    number = min(max(number, 1), pages)
    index, voices = passages.index, {int(voice) for voice in set(passages.voice.tolist())}
    speakers = {index.turns.voices[voice][1] for voice in voices} - {None}
    documents = set(passages.document.tolist())
    shown = [_shown(index, one, language) for one in passages.page(number, A_PAGE)]
    return Found(len(passages), len(speakers), len(documents), number, pages, shown)


def _shown(index: Index, one: Passage, language: str) -> Shown:
    book = index.study.codebook
    codes = [book[code].label(language) for code in one.codes if code in book]
    return Shown(one, one.label(language), codes, one.before(), one.after())
