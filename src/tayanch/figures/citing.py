"""Citations of a document, or of one figure in it: BibTeX, CSL-JSON and a footnote in three languages.

BibTeX entry types: ``techreport`` for reports, ``misc`` for slides. CSL-JSON follows csl-data.json of the Citation
Style Language (``type`` and ``id`` required, no other fields than the schema's).
"""

from __future__ import annotations

import json
from typing import Any, Literal

from tayanch.figures.loading import Document
from tayanch.figures.model import Figure

Style = Literal["bibtex", "csl", "footnote"]
STYLES = ("bibtex", "csl", "footnote")
_ESCAPED = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_WORDS = {
    "en": {"line": "line", "cited": "citing", "edited": "ed.", "no date": "no date", "slides": "slides"},
    "ru": {
        "line": "строка",
        "cited": "со ссылкой на",
        "edited": "ред.",
        "no date": "без даты",
        "slides": "презентация",
    },
    "ky": {"line": "сап", "cited": "шилтеме:", "edited": "ред.", "no date": "датасы жок", "slides": "презентация"},
}


def cite(document: Document, style: Style = "bibtex", *, figure: Figure | None = None, language: str = "en") -> str:
    """The citation of *document*; with *figure* it names the place of that figure and whom the document cites.

    Raises:
        ValueError: there is no such *style*, or the figure is of another document.
    """
    if style not in STYLES:
        raise ValueError(f"A citation is {', '.join(STYLES)}, not {style}.")
    if figure is not None and figure.document != document.id:
        raise ValueError(f"Figure {figure.id} is of document {figure.document}, not of {document.id}.")
    if style == "bibtex":
        return _bibtex(document, figure)
    return _csl(document, figure) if style == "csl" else _footnote(document, figure, language)


def place_of(figure: Figure, language: str) -> str:
    """Where a figure stands: section and line, in *language*."""
    words = _words(language)
    kind, _, at = figure.place.partition(" ")
    line = f"{words.get(kind, kind)} {at}".strip()
    return ", ".join(part for part in (figure.section, line) if part)


def _words(language: str) -> dict[str, str]:
    return _WORDS.get(language[:2].lower(), _WORDS["en"])


def _named_source(figure: Figure) -> str:
    """Whom the document cites for the figure; empty when it cites nobody."""
    return "" if figure.source.lower().startswith(("not cited", "document's own")) else figure.source


def _bibtex(document: Document, figure: Figure | None) -> str:
    fields = {
        "author": " and ".join(document.authors),
        "editor": " and ".join(document.editors),
        "title": document.title,
        "institution" if document.kind == "report" else "organization": document.publisher,
        "howpublished": "Slides" if document.kind == "slides" else "",
        "series": document.series,
        "address": document.city,
        "year": str(document.year or ""),
        "language": document.language,
        "url": document.url,
        "note": _bibtex_note(figure),
    }
    kind = "techreport" if document.kind == "report" else "misc"
    lines = [f"  {name} = {{{_escaped(value, name)}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{figure.id if figure else document.id},", *lines, "}"])


def _bibtex_note(figure: Figure | None) -> str:
    if figure is None:
        return ""
    cited = _named_source(figure)
    return f"Figure {figure.id}: {place_of(figure, 'en')}" + (f"; citing {cited}" if cited else "")


def _escaped(value: str, name: str) -> str:
    """Characters TeX reads as commands; the title keeps its capitals by braces of its own."""
    plain = value if name == "url" else "".join(_ESCAPED.get(letter, letter) for letter in value)
    return f"{{{plain}}}" if name == "title" else plain


def _csl(document: Document, figure: Figure | None) -> str:
    item: dict[str, Any] = {
        "id": figure.id if figure else document.id,
        "type": "report" if document.kind == "report" else "document",
        "title": document.title,
        "author": [_name(person) for person in document.authors],
        "editor": [_name(person) for person in document.editors],
        "collection-title": document.series,
        "publisher": document.publisher,
        "publisher-place": document.city,
        "issued": {"date-parts": [[document.year]]} if document.year else {},
        "language": document.language,
        "genre": "slides" if document.kind == "slides" else "",
        "URL": document.url,
    }
    if figure is not None:
        item |= {"section": figure.section, "locator": figure.place, "note": _bibtex_note(figure)}
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2)


def _name(person: str) -> dict[str, str]:
    family, _, given = person.partition(", ")
    return {"family": family, "given": given} if given else {"literal": person}


def _footnote(document: Document, figure: Figure | None, language: str) -> str:
    words = _words(language)
    people = ", ".join(
        f"{given} {family}".strip() for family, _, given in (p.partition(", ") for p in document.authors)
    )
    title = document.title if document.title.endswith((".", "?")) else f"{document.title}."
    where = ": ".join(part for part in (document.city, document.publisher) if part)
    when = str(document.year) if document.year else words["no date"]
    kind = f" ({words['slides']})" if document.kind == "slides" else ""
    told = [
        f"{people}." if people else "",
        title[:-1] + kind + title[-1],
        f"{', '.join(p for p in (where, when) if p)}.",
    ]
    if figure is not None:
        cited = _named_source(figure)
        told.append(place_of(figure, language) + (f" ({words['cited']} {cited})" if cited else "") + ".")
    return " ".join(part for part in told if part)
