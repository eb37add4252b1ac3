"""From a draft to a document: every live number in its place with its footnote, and what is wrong said aloud."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import groupby

from tayanch.reports.charts import bars
from tayanch.reports.kinds import kinds
from tayanch.reports.model import Block, Composed, Draft, Known, Part, Piece, Reference, Section, Warned
from tayanch.reports.tokens import Token, Typed, tokens, typed_by_hand
from tayanch.reports.words import word

Resolve = Callable[[Reference], Known]
_SIGNS = {"!gap:": "gap", "!method:": "method", "!warning:": "warning", "### ": "heading", "- ": "item"}


def compose(draft: Draft, resolve: Resolve) -> Composed:
    """The document that a draft is today. *resolve* gives what is known; for what is gone a Known flagged ``gone``."""
    notes = _Notes(draft.language, resolve)
    parts = tuple(_part(section, draft, notes) for section in draft.sections)
    kind = kinds().get(draft.kind)
    return Composed(
        title=draft.title,
        language=draft.language,
        subtitle=" · ".join(text for text in (draft.organisation, draft.dated) if text),
        parts=parts,
        notes=tuple(notes.texts),
        sources=tuple(sorted(notes.sources)),
        warned=tuple(notes.warned),
        with_contents=kind.contents if kind else True,
        pages=kind.pages if kind else 0,
    )


def preview(text: str, language: str, resolve: Resolve, read: dict[str, dict[str, str]] | None = None) -> Composed:
    """One section composed by itself."""
    section = Section("preview", "", text, read=read or {})
    return compose(Draft("", language, "", "", (section,)), resolve)


class _Notes:
    """Footnotes, sources and warnings as they are found on the way through the report."""

    def __init__(self, language: str, resolve: Resolve) -> None:
        self.language, self.resolve = language, resolve
        self.texts: list[str] = []
        self.sources: dict[str, None] = {}
        self.warned: list[Warned] = []
        self._said: dict[tuple[str, str], int] = {}
        self._last = ""

    def add(self, text: str) -> int:
        self.texts.append(text)
        return len(self.texts)

    def of(self, known: Known) -> int | None:
        """The footnote of what is known, with what others say of the same."""
        number = len(self.texts) + 1
        checks = (self._once("error_found", text, number) for text in known.checks)
        other = [*checks, *(self._once("also", text, number) for text in known.also)]
        if known.source:
            self.sources[known.source] = None
        text = " ".join(_ended(part) for part in (known.footnote, *other) if part)
        # The words of an interview keep their whole footnote: it says when they were released.
        is_same, self._last = text == self._last and not known.label, text
        return self.add(_ended(word("notes", "same", self.language)) if is_same else text) if text else None

    def _once(self, what: str, text: str, number: int) -> str:
        """A sentence in full the first time, then a pointer to the footnote where it stands."""
        first = self._said.setdefault((what, text), number)
        told = text if first == number else word("notes", "see", self.language, n=first)
        return word("notes", what, self.language, text=told)


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _part(section: Section, draft: Draft, notes: _Notes) -> Part:
    title = section.title
    if section.article:
        title = word("heads", "article", draft.language, n=section.article, title=title)
    blocks = [block for text in _paragraphs(section.text) for block in _blocks(text, section, notes)]
    return Part(section.key, title, tuple(_together(blocks)), section.article)


def _together(blocks: list[Block]) -> Iterator[Block]:
    """Gaps that follow each other as one notice with a line each."""
    for is_gap, some in groupby(blocks, key=lambda block: block.kind == "gap"):
        if not is_gap:
            yield from some
            continue
        first, *others = some
        more = (piece for block in others for piece in (Piece("\n"), *block.pieces))
        yield Block("gap", (*first.pieces, *more))


def _paragraphs(text: str) -> Iterator[str]:
    """Paragraphs stand apart by an empty line; a heading, a line of a list and a notice each stand in a line."""
    for chunk in re.split(r"\n\s*\n", text.replace("\r\n", "\n")):
        plain: list[str] = []
        for line in chunk.split("\n"):
            if line.strip().startswith(tuple(_SIGNS)):
                if plain:
                    yield "\n".join(plain)
                    plain = []
                yield line.strip()
            elif line.strip():
                plain.append(line.strip())
        if plain:
            yield "\n".join(plain)


def _blocks(text: str, section: Section, notes: _Notes) -> Iterator[Block]:
    sign = next((sign for sign in _SIGNS if text.startswith(sign)), "")
    text = text[len(sign) :].strip()
    only = _only_token(text)
    if only and only.reference and (only.show or only.reference.kind == "quote"):
        yield _shown_whole(only, section, notes)
        return
    yield Block(_SIGNS.get(sign, "paragraph"), tuple(_pieces(text, section, notes)))  # type: ignore[arg-type]


def _only_token(text: str) -> Token | None:
    found = list(tokens(text))
    return found[0] if len(found) == 1 and (found[0].start, found[0].end) == (0, len(text)) else None


def _known(one: Token, section: Section, notes: _Notes) -> Known:
    """What a live number is now; warns when it is gone or is not what the author read."""
    assert one.reference is not None
    known = notes.resolve(one.reference)
    before = section.read.get(one.meant, {})
    was = before.get("text") or one.shown
    if known.is_gone:
        what = "withdrawn" if one.reference.kind == "quote" else "gone"
        notes.warned.append(Warned(section.key, what, one.meant, was, "", "gone", one.meant))
    elif before and before.get("fingerprint") != known.fingerprint:
        # Words of an interview are not put beside each other: what she took back must not be read here.
        now = "" if known.label else known.text
        why = "value" if before.get("text") != now else "source"
        notes.warned.append(Warned(section.key, "changed", one.meant, was, now, why, one.meant))
    return known


def _shown_whole(one: Token, section: Section, notes: _Notes) -> Block:
    """A quote, a table or a chart that stands by itself."""
    known = _known(one, section, notes)
    if known.is_gone:
        text = word("notes", "withdrawn" if known_quote(one) else "gone", notes.language)
        return Block("warning", (Piece(text, mark="gone"),))
    note = notes.of(known)
    if known_quote(one):
        said = Piece(word("notes", "said", notes.language, text=_within(known.text)), quote=one.meant)
        return Block("quote", (said, Piece(f" — {known.label}", note, "label", one.meant)))
    title = (Piece(known.label or known.footnote.split(".")[0], note),)
    if one.show == "chart" and known.rows:
        svg, alt = bars(known.rows, known.label, notes.language)
        return Block("chart", title, known.rows, svg, alt)
    return Block("table", title, known.rows or ((known.text,),))


def _within(text: str) -> str:
    """Somebody's words with the marks that stand inside other marks: „so“ within «», ‘so’ within “”."""
    if "«" in text:
        return text.replace("«", "„").replace("»", "“")
    return text.replace("“", "‘").replace("”", "’")


def known_quote(one: Token) -> bool:
    """Whether a live number is somebody's words."""
    return one.reference is not None and one.reference.kind == "quote"


# --- a line ---------------------------------------------------------------------------------------------------------


def _pieces(text: str, section: Section, notes: _Notes) -> Iterator[Piece]:
    marks: list[Token | Typed] = sorted([*tokens(text), *typed_by_hand(text)], key=lambda one: one.start)
    at = 0
    for one in marks:
        if text[at : one.start]:
            yield Piece(text[at : one.start])
        yield _typed(one, section, notes) if isinstance(one, Typed) else _live(one, section, notes)
        at = one.end
    if text[at:]:
        yield Piece(text[at:])


def _typed(one: Typed, section: Section, notes: _Notes) -> Piece:
    notes.warned.append(Warned(section.key, "unsourced", one.text))
    return Piece(one.text, notes.add(word("notes", "unsourced_note", notes.language)), "unsourced")


def _live(one: Token, section: Section, notes: _Notes) -> Piece:
    if one.kind == "note":
        return Piece("", notes.add(_ended("|".join(part for part in (one.body, one.shown) if part))))
    if one.kind == "word" and "%" not in one.body:
        return Piece(one.body)
    if one.kind in ("own", "word"):
        return _own(one, section, notes)
    known = _known(one, section, notes)
    if known.is_gone:
        return Piece(word("notes", "gone", notes.language), None, "gone")
    text = known.plain if one.form == "n" and known.plain else known.text
    if known_quote(one):
        text = word("notes", "said", notes.language, text=_within(text))
        return Piece(f"{text} ({known.label})", notes.of(known), quote=one.meant)
    return Piece(text, notes.of(known))


def _own(one: Token, section: Section, notes: _Notes) -> Piece:
    """A number of the author's own: with a source it has a footnote like any other, without it is marked."""
    if not one.shown:
        return _typed(Typed(one.start, one.end, one.body), section, notes)
    notes.sources[one.shown] = None
    return Piece(one.body, notes.add(_ended(word("notes", "own", notes.language, text=one.shown))))
