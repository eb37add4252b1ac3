"""A report as PDF/UA-1, set by Typst from fonts it carries: no system font, no file, no network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from importlib import resources
from typing import Any

from tayanch.reports.model import Composed, ReportError
from tayanch.reports.words import word

HEADS = ("contents", "sources", "gap", "method", "warning", "unchecked")


def to_pdf(composed: Composed) -> bytes:
    """The PDF. The same document gives the same bytes. Nothing is written to disk.

    Raises :class:`~tayanch.reports.model.ReportError` for signs outside the embedded fonts, such as emoji.
    """
    import typst

    compiler = typst.Compiler(
        _page(),
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=True),
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(_data(composed), ensure_ascii=False)},
    )
    try:
        made = compiler.compile(format="pdf", pdf_standards="ua-1")
    except typst.TypstError as error:
        # Chained errors would carry words of the report into a log.
        if "could not be displayed" in str(error):
            raise ReportError(
                "The report has a sign that the fonts cannot show. Take out emoji, or use DOCX."
            ) from None
        raise
    assert isinstance(made, bytes)
    return made


def _data(composed: Composed) -> Mapping[str, Any]:
    heads = {name: word("heads", name, composed.language) for name in HEADS}
    return {
        "title": composed.title,
        "subtitle": composed.subtitle,
        "language": composed.language,
        "contents": composed.with_contents,
        "short": bool(composed.pages),
        "unchecked": any(one.what == "unsourced" for one in composed.warned),
        "heads": heads,
        "notes": list(composed.notes),
        "sources": list(composed.sources),
        "parts": [asdict(part) for part in composed.parts],
    }


@cache
def _page() -> bytes:
    return resources.files(__package__).joinpath("page.typ").read_bytes()
