"""Leaflet and poster as PDF/UA-1, set by Typst from the fonts it carries: no system font, no file, no network."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import cache
from typing import Any

import pikepdf
import segno
import typst

from tayanch.guide.pages.rendering import Making
from tayanch.guide.paper.content import HERE, Sheet, sheet

KINDS = ("leaflet", "poster")
INNER, OUTER = (11.0, 10.5, 10.0), (10.5, 10.0, 9.5, 9.0)  # points: what is smaller cannot be read on a bus
SIDES = 2
Sizes = dict[str, float]


class TooLong(ValueError):
    """Not even the first card finds room on the sheet."""


def to_pdf(kind: str, making: Making, language: str, country: str, address: str) -> bytes:
    """The leaflet (A4, two sides, folded twice) or the poster (A3). A guide and a day give always the same bytes.

    As many of the chosen cards are printed as the sheet holds, each one whole. Raises NoPaper for a country without
    a leaflet, TooLong when nothing fits.
    """
    whole = sheet(making, language, country, address)
    if kind == "poster":
        return _set(kind, whole, {})
    outside = [replace(whole, parts=(), helpers=whole.helpers[:count]) for count in range(len(whole.helpers), -1, -1)]
    chosen, outer, _ = _first_that_fits(outside, [{"outer": size, "inner": INNER[-1]} for size in OUTER])
    inside = [replace(chosen, parts=whole.parts[:count]) for count in range(len(whole.parts), 0, -1)]
    return _first_that_fits(inside, [outer | {"inner": size} for size in INNER])[2]


def _first_that_fits(sheets: list[Sheet], sizes: list[Sizes]) -> tuple[Sheet, Sizes, bytes]:
    for one in sheets:
        for size in sizes:
            made = _set("leaflet", one, size)
            if _count(made) == SIDES:
                return one, size, made
    raise TooLong(sheets[0].address)


def _set(kind: str, content: Sheet, sizes: Sizes) -> bytes:
    told: Mapping[str, Any] = {**asdict(content), "sizes": sizes, "qr": qr(content.address)}
    compiler = typst.Compiler(
        (HERE / f"{kind}.typ").read_bytes(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"content": json.dumps(told, ensure_ascii=False)},
    )
    made = compiler.compile(format="pdf", pdf_standards="ua-1")
    assert isinstance(made, bytes)
    return made


def qr(address: str) -> str:
    """The address as a drawing, with the white border that a reader needs. A quarter of it may be torn or dirty."""
    drawn = io.BytesIO()
    segno.make(address, error="q", micro=False).save(drawn, kind="svg", border=4, xmldecl=False, nl=False)
    return drawn.getvalue().decode()


def _count(made: bytes) -> int:
    with pikepdf.open(io.BytesIO(made)) as pdf:
        return len(pdf.pages)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
