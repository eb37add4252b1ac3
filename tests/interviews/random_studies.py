"""Studies made by chance for property tests: small, with every oddity at once."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tayanch.interviews.codebook import Code, Codebook
from tayanch.interviews.model import Adjudication, Coder, Coding, Document, Speaker, Study, TextVersion, Turn
from tayanch.interviews.offsets import Edit, OffsetMap

CODES = (
    Code("t", "THEME"),
    Code("a", "A", "t"),
    Code("b", "B", "t"),
    Code("c", "C"),
    Code("aa", "AA", "a"),
)
BOOK = Codebook(CODES).add(Code("old", "OLD", "c")).merge("old", "c")
EVERY_CODE = ("t", "a", "b", "c", "aa", "old", "lost")
LETTERS = "aбАЁёй ß👵\n"
WORDS = st.text(st.sampled_from([*LETTERS, "й"]), max_size=14)  # й composed and decomposed
SPEAKERS = (
    Speaker("w", "W", {"sex": "woman", "age": "37", "status": "domestic-worker"}),
    Speaker("v", "V", {"sex": "woman", "age": "35-44", "oblast": "osh"}),
    Speaker("m", "M", {"sex": "man", "age": "61", "oblast": "naryn"}),
    Speaker("q", "Q", asks=True),
)


@st.composite
def documents(draw: Any, place: int) -> Document:
    """Turns one after another, with gaps; sometimes a second version with a stand-in at the front."""
    turns, text = [], draw(st.sampled_from(["", "title\n"]))
    for words in draw(st.lists(WORDS, max_size=5)):
        speaker = draw(st.sampled_from([None, "w", "v", "m", "q"]))
        start, said = len(text), len(text) + len("X: ")
        text += "X: " + words
        turns.append(Turn(start, said, len(text), speaker))
        text += draw(st.sampled_from(["\n", ""]))
    versions = [TextVersion(1, "transcribed", text, tuple(turns))]
    if draw(st.booleans()) and len(text) > 2:
        later = OffsetMap((Edit(0, 1, "[stand-in]"),))
        moved = tuple(Turn(*later.span(t.start, t.said), later.span(t.said, t.end)[1], t.speaker) for t in turns)
        versions.append(TextVersion(2, "anonymised", later.apply(text), moved, later))
    attributes = draw(st.sampled_from([{}, {"oblast": "talas"}, {"round": "2"}]))
    method = draw(st.sampled_from(["focus-group", "interview", ""]))
    return Document(f"d{place}", f"D{place}", tuple(versions), method=method, attributes=attributes)


@st.composite
def studies(draw: Any) -> Study:
    """Three documents at most; codings on any version, some beside the text."""
    found = tuple(draw(documents(place)) for place in range(draw(st.integers(0, 3))))
    codings, settled = [], []
    for number in range(draw(st.integers(0, 12)) if found else 0):
        document, version, start, end = draw(passages(found))
        code, coder = draw(st.sampled_from(EVERY_CODE)), draw(st.sampled_from(["x", "y", ""]))
        codings.append(Coding(f"k{number}", document.id, version, start, end, code, coder, draw(st.integers(1, 2))))
    for number in range(draw(st.integers(0, 2)) if found else 0):
        document, version, start, end = draw(passages(found))
        stand = tuple(draw(st.sets(st.sampled_from(["a", "c", "old"]), max_size=2)))
        rejected = tuple(draw(st.sets(st.sampled_from([one.id for one in codings]), max_size=2))) if codings else ()
        settled.append(Adjudication(f"s{number}", document.id, version, start, end, stand, rejected, "z"))
    coders = (Coder("x", "X"), Coder("y", "Y"))
    return Study("s", "S", found, SPEAKERS, (), BOOK, coders, tuple(codings), tuple(settled))


@st.composite
def passages(draw: Any, found: tuple[Document, ...]) -> tuple[Document, int, int, int]:
    """Document, version, start, end."""
    document = draw(st.sampled_from(found))
    version = draw(st.sampled_from(document.versions))
    start = draw(st.integers(0, len(version.text)))
    return document, version.number, start, draw(st.integers(start, len(version.text) + 1))
