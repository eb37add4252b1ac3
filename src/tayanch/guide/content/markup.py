"""The small part of Markdown that a card may use: lists, quotations, paragraphs, bold words, and places to be filled.

Links, pictures, tables, HTML and headings inside a section are not: a page of the guide leads nowhere else.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tayanch.guide.content.card import Block, Item, Kind, Piece, Shape
from tayanch.guide.content.problems import Broken, Problem

PLACE = re.compile(r"\{([^{}]*)\}|\[\[(org|phone):([^\[\]]*)\]\]")
_SHAPES: dict[str, Shape] = {"ordered_list_open": "ol", "bullet_list_open": "ul", "blockquote_open": "quote"}
_NOT_ALLOWED = re.compile(r"^\s*(?:#|\||```|~~~|<|!\[)|\]\(|https?://|</?\w")


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("zero").enable(["list", "blockquote", "emphasis", "newline"])


def blocks_of(text: str, first_line: int, path: Path) -> tuple[Block, ...]:
    """The blocks of a section that begins in *first_line* of its file. Raises Broken for anything else."""
    for number, line in enumerate(text.splitlines()):
        if _NOT_ALLOWED.search(line):
            what = "Only lists, quotations, paragraphs and **bold** words can stand here."
            raise Broken(Problem(path, first_line + number, what, "Take links, headings, tables and HTML out."))
    return tuple(_blocks(_reader().parse(text), first_line, path))


def _blocks(tokens: Sequence[Token], first_line: int, path: Path) -> Iterator[Block]:
    """One block for each list, quotation and paragraph at the left margin."""
    shape: Shape = "text"
    items: list[Item] = []
    for token in tokens:
        if token.level == 0 and token.nesting == 1:
            shape, items = _SHAPES.get(token.type, "text"), []
        if token.type in ("ordered_list_open", "bullet_list_open", "blockquote_open") and token.level > 0:
            line = first_line + (token.map or [0])[0]
            raise Broken(Problem(path, line, "A list stands inside another one.", "Make two lists of it."))
        if token.type == "inline":
            items += _items(token, first_line + (token.map or [0])[0], each_line=shape == "quote")
        if token.level == 0 and token.nesting == -1 and items:
            yield Block(shape, tuple(items))


def _items(inline: Token, line: int, *, each_line: bool) -> list[Item]:
    """One item, or one for each line: a line of a quotation is something to say by itself."""
    runs: list[list[Piece]] = [[]]
    strong = False
    for token in inline.children or []:
        if token.type in ("strong_open", "em_open"):
            strong = True
        elif token.type in ("strong_close", "em_close"):
            strong = False
        elif token.type in ("softbreak", "hardbreak") and each_line:
            runs.append([])
        else:
            runs[-1] += _filled(" " if token.type in ("softbreak", "hardbreak") else token.content, strong)
    return [Item(line + place, tuple(run)) for place, run in enumerate(runs)]


def _filled(words: str, strong: bool) -> Iterator[Piece]:
    """Words cut at the places in them."""
    end = 0
    for found in PLACE.finditer(words):
        if found.start() > end:
            yield Piece("text", words[end : found.start()], strong)
        kind: Kind = "figure" if found[2] is None else "org" if found[2] == "org" else "phone"
        yield Piece(kind, (found[1] if kind == "figure" else found[3]).strip(), strong)
        end = found.end()
    if end < len(words):
        yield Piece("text", words[end:], strong)


def in_line(words: str) -> tuple[Piece, ...]:
    """A title or lead: words with places, and nothing else."""
    return tuple(_filled(words, strong=False))
