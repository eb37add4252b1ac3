"""Texts of a project, their selections, and where these stand in the text that is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tayanch.interviews.refi.dialects import Measured, Reading
from tayanch.interviews.refi.elements import child, children, text_of
from tayanch.interviews.refi.losses import Ledger
from tayanch.interviews.refi.packing import INTERNAL, Package
from tayanch.interviews.refi.schema import SOURCES, local, normal

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]

NAMED = re.compile(r"turn(?:; at \d+(?:\.\d+)?)?(?:; said \d+)?|settled")  # names that we give ourselves


@dataclass
class Source:
    """A text of the project. *element* is what codes and values hang on, *outer* what carries name and GUID."""

    outer: _Element
    element: _Element
    raw: str
    has_bom: bool = False
    missing: bool = False
    picks: list[_Element] = field(default_factory=list)  # PlainTextSelection and TranscriptSelection
    places: list[tuple[int, int]] = field(default_factory=list)  # as they are given, one for each of picks


def find_sources(project: _Element, package: Package, ledger: Ledger) -> list[Source]:
    """Every text that the project has: also the text of a PDF and the transcript of a recording."""
    found = []
    for outer in project.iterfind("{*}Sources/*"):
        kind = local(outer.tag)
        if kind not in SOURCES:
            continue
        texts = [outer] if kind == "TextSource" else list(_twins(outer))
        if not texts:
            ledger.drop(kind, "only texts are kept, and it has none")
        elif kind != "TextSource":
            ledger.change(kind, "kept as its text")
        for text in texts[:1]:
            found.append(_source(outer, text, package, ledger))
    return found


def _twins(outer: _Element) -> Iterator[_Element]:
    """The texts that stand for a PDF, a picture or a recording."""
    yield from children(outer, "Representation", "TextDescription", "Transcript")


def _source(outer: _Element, element: _Element, package: Package, ledger: Ledger) -> Source:
    raw, has_bom, missing = read_text(element, package, ledger, "TextSource")
    source = Source(outer, element, raw, has_bom, missing)
    points = {normal(each.get("guid")): each.get("position") for each in children(element, "SyncPoint")}
    for pick in children(element, "PlainTextSelection", "TranscriptSelection"):
        if local(pick.tag) == "PlainTextSelection":
            given = pick.get("startPosition"), pick.get("endPosition")
        else:
            given = points.get(normal(pick.get("fromSyncPoint"))), points.get(normal(pick.get("toSyncPoint")))
        source.picks.append(pick)
        source.places.append((_whole(given[0]), _whole(given[1])))
    return source


def _whole(text: str | None) -> int:
    """A position; −1 for what is none, which no text has."""
    bare = (text or "").strip()
    return int(bare) if re.fullmatch(r"[+-]?\d{1,15}", bare) else -1


def read_text(element: _Element, package: Package, ledger: Ledger, what: str) -> tuple[str, bool, bool]:
    """Text, whether it had a byte order mark, and whether it is missing."""
    inline, path = child(element, "PlainTextContent"), element.get("plainTextPath") or ""
    if path:
        found = package.text(path)
        if found:
            if found[2]:
                ledger.guess(what, f"its text is no UTF-8; read as {found[2]}")
            if not path.lower().startswith(INTERNAL):
                ledger.change(
                    what, "its text is named without internal://; NVivo would take such a text for an empty one"
                )
            return found[0], found[1], False
    if inline is not None:
        return text_of(inline), False, False
    return "", False, True


def measured(source: Source) -> Measured:
    """What the probe needs."""
    names = [pick.get("name") or "" for pick in source.picks]
    names = ["" if NAMED.fullmatch(name) else name for name in names]
    starts, ends = [start for start, _ in source.places], [end for _, end in source.places]
    return Measured(source.raw, source.has_bom, starts, ends, names)


@dataclass(frozen=True)
class Placed:
    """The text that is kept, and for each selection its place, or None where it has none."""

    text: str
    spans: tuple[tuple[int, int] | None, ...]


def place(source: Source, reading: Reading, *, as_written: bool, ledger: Ledger) -> Placed:
    """Selections in code points of the text that is kept: with single line feeds where all line ends are CR LF.

    *as_written*: the text is kept as it is.
    """
    spans, exact = measured(source).spans(reading)
    text = source.raw
    feeds = text.count("\n")
    if not as_written and feeds and text.count("\r\n") == feeds:
        spans = _without_returns(source, spans)
        text = text.replace("\r\n", "\n")
        ledger.change("TextSource", "line ends CR LF became LF; passages moved with their words")
    found: list[tuple[int, int] | None] = []
    for number, (given, start, end) in enumerate(zip(source.places, *spans.tolist(), strict=True)):
        whole = bool(exact[0][number] and exact[1][number])
        found.append(_span(given, start, end, length=len(text), whole=whole, pick=source.picks[number], ledger=ledger))
    return Placed(text, tuple(found))


def _without_returns(source: Source, spans):  # type: ignore[no-untyped-def]  # arrays of numpy
    import numpy as np

    points = measured(source).points
    kept = np.ones(len(points) + 1, dtype=np.int64)
    kept[:-2] = ~((points[:-1] == 13) & (points[1:] == 10))
    before = np.concatenate([[0], np.cumsum(kept)])[:-1]
    return before[spans]


def _span(
    given: tuple[int, int], start: int, end: int, *, length: int, whole: bool, pick: _Element, ledger: Ledger
) -> tuple[int, int] | None:
    """Where a selection stands, or None with a note why it has no place."""
    first, last = given
    what = local(pick.tag)
    if first < 0 or last < 0 or first > last:
        ledger.drop(what, "its positions are no passage")
    elif first == last:
        ledger.drop(what, "it has no length")
    elif not length:
        ledger.drop(what, "the text of its source is not in the file")
    elif start >= length:
        ledger.drop(what, "it lies behind the end of its text")
    else:
        end = min(end, length)
        if not whole:
            ledger.change(what, "a border inside a character or behind the end of the text was moved to the next edge")
        if end > start:
            return start, end
        ledger.drop(what, "it has no length")
    return None
