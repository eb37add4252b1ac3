"""Codes that a user declares as no answer, where the file itself does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tayanch.survey.codebook import Level, Variable
from tayanch.survey.reading.base import WHY, ReadError, Source

Code = float | str


def declared(source: Source, missing: Mapping[str, Iterable[Code]]) -> Source:
    """*source* with the codes in *missing* as reasons instead of answers.

    Raises:
        ReadError: a column is not there.
    """
    if unknown := sorted(set(missing) - set(source.codebook.variables)):
        raise ReadError(f"There is no column {', '.join(unknown)}: check the names against the codebook.")
    codes = {name: list(given) for name, given in missing.items()}
    tagged = {name for name in codes if name in source.whys}  # reasons of Stata and SAS are texts
    whys = {**source.whys, **{name: f"{name}{WHY}" for name in codes}}
    book = source.codebook
    for name, given in codes.items():
        book = book.with_variable(_without(book[name], given))

    def pieces() -> Iterator[tuple[pa.Table, float]]:
        for piece, done in source.pieces():
            for name, given in codes.items():
                piece = _split(piece, name, whys[name], given)  # noqa: PLW2901
            yield piece, done

    texts = source.texts | {whys[name] for name in codes if name in source.texts and name not in tagged}
    return replace(source, codebook=book, pieces=pieces, texts=texts, whys=whys)


def _without(variable: Variable, codes: list[Code]) -> Variable:
    """*variable* with the levels of *codes* as reasons, behind the answers."""
    levels = [Level(level.code, level.labels, level.missing or level.code in codes) for level in variable.levels]
    return replace(variable, levels=tuple(sorted(levels, key=lambda level: level.missing)))


def _split(piece: pa.Table, name: str, why: str, codes: list[Code]) -> pa.Table:
    """*piece* with *codes* of column *name* moved to the column *why*."""
    column = piece[name]
    wanted: list[Any] = [str(code) for code in codes] if pa.types.is_string(column.type) else codes
    found = pc.is_in(column, pa.array(wanted, column.type))
    reasons = pc.if_else(found, column, pa.scalar(None, column.type))
    if why in piece.column_names:
        told = piece[why]
        if told.type != column.type:
            reasons = pc.if_else(found, _as_text(column), pa.scalar(None, pa.string()))
        piece = piece.set_column(piece.column_names.index(why), why, pc.coalesce(told, reasons))
    else:
        piece = piece.append_column(why, reasons)
    values = pc.if_else(found, pa.scalar(None, column.type), column)
    return piece.set_column(piece.column_names.index(name), name, values)


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Codes as texts, whole ones without a point."""
    texts = column.cast(pa.string())
    return pc.replace_substring_regex(texts, r"\.0$", "")
