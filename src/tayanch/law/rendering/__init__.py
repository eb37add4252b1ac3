"""One answer, several shapes: plain text, an HTML fragment and DOCX, in each language.

Every shape is written from the same page of blocks, so none of them can leave out what another one says. The JSON
of an answer is `Derivation.to_dict`.
"""

from typing import Any

from tayanch.law.derivation import Derivation
from tayanch.law.rendering.answer import answer_page
from tayanch.law.rendering.markup import page_to_html
from tayanch.law.rendering.plain import page_to_text


def to_text(answer: Derivation, language: str) -> str:
    """The answer as lines of plain text, with a line break at the end."""
    return page_to_text(answer_page(answer, language))


def to_html(answer: Derivation, language: str, level: int = 2) -> str:
    """The answer as an escaped HTML fragment; its own heading has *level*."""
    return page_to_html(answer_page(answer, language), level)


def to_docx(answer: Derivation, language: str) -> bytes:
    """The answer as a DOCX file. The same answer gives the same bytes."""
    from tayanch.law.rendering.word import page_to_docx

    return page_to_docx(answer_page(answer, language))


def add_to_document(paper: Any, answer: Derivation, language: str) -> None:
    """Writes the answer at the end of an open `docx.Document`."""
    from tayanch.law.rendering.word import add_page

    add_page(paper, answer_page(answer, language))


__all__ = ["add_to_document", "to_docx", "to_html", "to_text"]
