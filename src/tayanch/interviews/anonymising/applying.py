"""Stand-ins in the place of names: the next version of a text, its turns and codings moved, and what is left over."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from tayanch.interviews.anonymising.dictionary import Dictionary
from tayanch.interviews.anonymising.model import Candidate
from tayanch.interviews.model import Adjudication, Case, Coding, Document, Memo, Study, TextVersion, Turn
from tayanch.interviews.offsets import Edit, OffsetMap


def edits(text: str, names: Dictionary) -> OffsetMap:
    """What gives way to stand-ins: every form of every confirmed name that has one."""
    return OffsetMap(tuple(_edit(each) for each in names.find(text) if each.stand_in))


def _edit(each: Candidate) -> Edit:
    """The name without its ending, so that it can be read: [Аял-03]дан."""
    return Edit(each.name_start, each.name_end, each.stand_in + each.ending)


def anonymised(version: TextVersion, names: Dictionary) -> tuple[TextVersion, OffsetMap]:
    """The next version of a text with stand-ins, and the map that carries codings over (``map.span(start, end)``).

    Replaces what the dictionary has confirmed and given a stand-in (:func:`~.standing_in.stand_ins`), nothing else.
    """
    moved = edits(version.text, names)
    turns = tuple(_turn(turn, moved) for turn in version.turns)
    return TextVersion(version.number + 1, "anonymised", moved.apply(version.text), turns, moved), moved


def _turn(turn: Turn, moved: OffsetMap) -> Turn:
    start, end = moved.span(turn.start, turn.end)
    said = moved.span(turn.said, turn.end)[0] if turn.said < turn.end else end
    return replace(turn, start=start, said=max(start, said), end=end)


def anonymised_study(study: Study, names: Dictionary) -> Study:
    """A study whose documents have one version more; codings, settled passages and memos of the newest one stand on it.

    Labels of speakers, names of documents and cases and texts of memos get their stand-ins too. A document in which
    nothing changes gets its version all the same, so that what may be released can be told from what may not. Codings
    of older versions stay where they are, and their texts hold the names: see :func:`without_history`.
    """
    maps: dict[tuple[str, int], OffsetMap] = {}
    documents = []
    for document in study.documents:
        version, moved = anonymised(document.newest, names)
        maps[document.id, document.newest.number] = moved
        documents.append(replace(_named(document, names), versions=(*document.versions, version)))
    return replace(
        study,
        documents=tuple(documents),
        speakers=tuple(replace(each, label=_said(each.label, names)) for each in study.speakers),
        cases=tuple(_named(each, names) for each in study.cases),
        codings=tuple(_moved(each, maps.get((each.document, each.version))) for each in study.codings),
        adjudications=tuple(_moved(each, maps.get((each.document, each.version))) for each in study.adjudications),
        memos=tuple(_memo(each, maps, names) for each in study.memos),
    )


def without_history(study: Study) -> Study:
    """The study as it may leave: each document with its newest text only, without what stands on older ones."""
    numbers = {document.id: document.newest.number for document in study.documents}
    newest = tuple(
        replace(document, versions=(replace(document.newest, came_by=None),)) for document in study.documents
    )
    kept = tuple(each for each in study.codings if numbers.get(each.document) == each.version)
    settled = tuple(each for each in study.adjudications if numbers.get(each.document) == each.version)
    memos = tuple(each for each in study.memos if each.about != "passage" or numbers.get(each.subject) == each.version)
    return replace(study, documents=newest, codings=kept, adjudications=settled, memos=memos, events=())


Named = TypeVar("Named", Document, Case)
OnText = TypeVar("OnText", Coding, Adjudication)


def _said(text: str, names: Dictionary) -> str:
    return edits(text, names).apply(text)


def _named(thing: Named, names: Dictionary) -> Named:
    return replace(thing, name=_said(thing.name, names))


def _moved(thing: OnText, moved: OffsetMap | None) -> OnText:
    if moved is None:
        return thing
    start, end = moved.span(thing.start, thing.end)
    return replace(thing, version=thing.version + 1, start=start, end=end)


def _memo(memo: Memo, maps: dict[tuple[str, int], OffsetMap], names: Dictionary) -> Memo:
    memo = replace(memo, text=_said(memo.text, names), title=_said(memo.title, names))
    moved = maps.get((memo.subject, memo.version)) if memo.about == "passage" else None
    if moved is None:
        return memo
    start, end = moved.span(memo.start, memo.end)
    return replace(memo, version=memo.version + 1, start=start, end=end)


def leftovers(text: str, names: Dictionary) -> tuple[Candidate, ...]:
    """Forms of confirmed names that still stand in a text outside of stand-ins. Empty: nothing is left."""
    return tuple(names.find(text))


def key_table(names: Dictionary) -> list[tuple[str, str]]:
    """Stand-in and real name, in the order of the stand-ins. Whoever has this table knows everybody: keep it apart."""
    return [(name.stand_in, form) for name in names.names if name.stand_in for form in name.forms]
