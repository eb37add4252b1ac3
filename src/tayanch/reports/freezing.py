"""A finished report as data: every number as it stood that day. Words of interviews are not copied into it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from tayanch.reports.model import Block, Composed, Known, Part, Piece, Reference, Warned
from tayanch.reports.tokens import read
from tayanch.reports.words import word


def frozen(composed: Composed) -> str:
    """The document as JSON. Of a quote only its reference stays, so that one that is taken back can disappear."""
    return json.dumps(asdict(_mapped(composed, _without_words)), ensure_ascii=False)


def _without_words(piece: Piece) -> Piece:
    return replace(piece, text="") if piece.quote else piece


def thawed(text: str, resolve: Callable[[Reference], Known]) -> Composed:
    """The document again, quotes in their places as far as they may still be printed; the others are warned of."""
    data = json.loads(text)
    composed = Composed(
        **data
        | {
            "parts": tuple(_part(part) for part in data["parts"]),
            "notes": tuple(data["notes"]),
            "sources": tuple(data["sources"]),
            "warned": tuple(Warned(**one) for one in data["warned"]),
        }
    )
    return _with_quotes(composed, resolve)


def _part(data: dict[str, Any]) -> Part:
    return Part(**data | {"blocks": tuple(_block(block) for block in data["blocks"])})


def _block(data: dict[str, Any]) -> Block:
    pieces = tuple(Piece(**piece) for piece in data["pieces"])
    return Block(**data | {"pieces": pieces, "rows": tuple(map(tuple, data["rows"]))})


def _with_quotes(composed: Composed, resolve: Callable[[Reference], Known]) -> Composed:
    withdrawn: list[Warned] = []

    def filled(piece: Piece, part: str = "") -> Piece:
        reference = read(piece.quote) if piece.quote else None
        if reference is None:
            return piece
        known = resolve(reference)
        if known.is_gone:
            withdrawn.append(Warned(part, "withdrawn", piece.quote, token=piece.quote))
            text = "" if piece.mark == "label" else word("notes", "withdrawn", composed.language)
            return replace(piece, text=text, mark="gone" if text else "label")
        said = word("notes", "said", composed.language, text=known.text)
        return replace(piece, text=f" — {known.label}" if piece.mark == "label" else said)

    made = _mapped(composed, filled)
    once = {one.token: one for one in withdrawn}
    return replace(made, warned=(*made.warned, *once.values()))


def _mapped(composed: Composed, change: Callable[[Piece], Piece]) -> Composed:
    def block_of(block: Block) -> Block:
        return replace(block, pieces=tuple(change(piece) for piece in block.pieces))

    parts = (replace(part, blocks=tuple(map(block_of, part.blocks))) for part in composed.parts)
    return replace(composed, parts=tuple(parts))
