"""The list in front of a bundle and the numbers on its pages, set by Typst from fonts it carries."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import typst

from tayanch.yaml_text import read_yaml

HERE = files("tayanch.desk.papers")
# What the embedded fonts can surely show; an emoji in a name becomes a small square.
_SURE = re.compile("[^\n -~\u00a0-\u017f\u0400-\u052f\u2010-\u2027\u2030-\u203a\u20bd\u2116]")


@dataclass(frozen=True, slots=True)
class Heading:
    """*reference* of the case, *title* in the worker's words (may be empty), *language* of the list, day."""

    reference: str
    title: str
    language: str
    made_on: date


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. *why* is empty when the paper is in; *kept*: the fingerprint here, if it is another."""

    number: int
    name: str
    proves: str
    on: date | None
    pages: str
    why: str
    sha256: str
    kept: str


@cache
def words(language: str) -> Mapping[str, Any]:
    """The words of the list in one language. Raises ``LookupError`` for a language without them."""
    everything: dict[str, Mapping[str, Any]] = read_yaml(HERE.joinpath("words.yaml").read_text("utf-8"))
    return everything[language]


def to_pdf(heading: Heading, rows: Sequence[Row]) -> bytes:
    """The list as a PDF of one page or more."""
    said = words(heading.language)
    shown = [
        {
            "number": str(row.number),
            "name": showable(row.name),
            "proves": showable(row.proves),
            "on": _day(row.on),
            "pages": row.pages or said["separate"],
            "why": said["why"][row.why] if row.why else "",
            "sha256": row.sha256,
            "kept": row.kept,
        }
        for row in rows
    ]
    about = {"reference": heading.reference, "title": showable(heading.title), "day": _day(heading.made_on)}
    return _set("cover.typ", {**about, "language": heading.language, "said": said, "rows": shown})


def stamps(pages: Sequence[tuple[str, tuple[float, float]]]) -> bytes:
    """A transparent PDF with one text at the foot of each page; sizes in points."""
    return _set("stamps.typ", [{"text": text, "width": w, "height": h} for text, (w, h) in pages])


def showable(text: str) -> str:
    """The text with a square for every sign the fonts may lack."""
    return _SURE.sub("▫", text)


def _set(page: str, content: Any) -> bytes:
    compiler = typst.Compiler(
        HERE.joinpath(page).read_bytes(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
    )
    made = compiler.compile(format="pdf", pdf_tags=False)
    assert isinstance(made, bytes)
    return made


def _day(value: date | None) -> str:
    return f"{value.day:02}.{value.month:02}.{value.year:04}" if value else "—"


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
