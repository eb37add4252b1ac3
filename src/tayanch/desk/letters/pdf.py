"""A document as PDF/UA-1, set by Typst from fonts it carries: no system font, no file, no network."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from typing import Any

import typst

from tayanch.desk.letters.document import Block, Document, Table
from tayanch.desk.letters.kinds import HERE


class UnprintableText(ValueError):
    """A value has a sign the embedded fonts lack. Better said than lost: the DOCX still has it."""


def to_pdf(document: Document) -> bytes:
    """The PDF. The same document gives the same bytes. Nothing is written to disk.

    Raises ``UnprintableText`` for signs outside the embedded fonts, such as emoji.
    """
    compiler = typst.Compiler(
        _page(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"letter": json.dumps(_data(document), ensure_ascii=False)},
    )
    try:
        made = compiler.compile(format="pdf", pdf_standards="ua-1")
    except typst.TypstError as error:
        # Chained errors would carry her words into a log.
        if "could not be displayed" in str(error):
            raise UnprintableText("a value has a sign the fonts cannot show") from None
        raise
    assert isinstance(made, bytes)
    return made


def _data(document: Document) -> Mapping[str, Any]:
    return {
        "title": document.title,
        "language": document.language,
        "blocks": [_block(block) for block in document.blocks],
    }


def _block(block: Block | Table) -> Mapping[str, Any]:
    return asdict(block) if isinstance(block, Block) else {"kind": "table", **asdict(block)}


@cache
def _page() -> bytes:
    return HERE.joinpath("page.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
