"""Stand-ins in the place of names: the next version of a text, its turns and codings moved, and what is left over."""

from __future__ import annotations

from dataclasses import replace

from tayanch.interviews.anonymising.dictionary import Dictionary
from tayanch.interviews.anonymising.model import Candidate
from tayanch.interviews.model import Coding, Document, Study, TextVersion, Turn
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
    """A study whose documents have one version more, and whose codings of the newest version stand on it.

    Labels of speakers get their stand-ins too; a document in which nothing changes gets its version all the same, so
    that what may be released can be told from what may not.
    """
    maps: dict[tuple[str, int], OffsetMap] = {}
    documents = []
    for document in study.documents:
        version, moved = anonymised(document.newest, names)
        maps[document.id, document.newest.number] = moved
        documents.append(_with(document, version, names))
    speakers = tuple(replace(each, label=edits(each.label, names).apply(each.label)) for each in study.speakers)
    cases = tuple(replace(each, name=edits(each.name, names).apply(each.name)) for each in study.cases)
    return replace(
        study,
        documents=tuple(documents),
        speakers=speakers,
        cases=cases,
        codings=tuple(_coding(each, maps.get((each.document, each.version))) for each in study.codings),
    )


def _with(document: Document, version: TextVersion, names: Dictionary) -> Document:
    name = edits(document.name, names).apply(document.name)
    return replace(document, name=name, versions=(*document.versions, version))


def _coding(coding: Coding, moved: OffsetMap | None) -> Coding:
    if moved is None:
        return coding
    start, end = moved.span(coding.start, coding.end)
    return replace(coding, version=coding.version + 1, start=start, end=end)


def leftovers(text: str, names: Dictionary) -> tuple[Candidate, ...]:
    """Forms of confirmed names that still stand in a text outside of stand-ins. Empty: nothing is left."""
    return tuple(names.find(text))


def key_table(names: Dictionary) -> list[tuple[str, str]]:
    """Stand-in and real name, in the order of the stand-ins. Whoever has this table knows everybody: keep it apart."""
    return [(name.stand_in, form) for name in names.names if name.stand_in for form in name.forms]
