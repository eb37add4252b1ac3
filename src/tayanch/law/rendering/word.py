"""A page as DOCX that one can edit. Steps are a table: with days and sums, or with the sentence and its article."""

import zipfile
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from tayanch.law.rendering.blocks import (
    Block,
    Callout,
    Column,
    Heading,
    Items,
    Page,
    Pairs,
    Paragraph,
    Steps,
    Table,
)
from tayanch.law.rendering.words import say

DEEPEST = 9
_SPOKEN = {"ky": "ky-KG", "ru": "ru-RU", "en": "en-GB"}
_NO_DAY = datetime(2000, 1, 1)  # noqa: DTZ001 the file says nothing about when it was made


def page_to_docx(page: Page) -> bytes:
    """A DOCX file with nothing in its metadata but the title. The same page gives the same bytes."""
    paper = docx.Document()
    _set_page(paper)
    _set_language(paper, page.language)
    _set_metadata(paper, page)
    add_page(paper, page)
    made = BytesIO()
    paper.save(made)
    return _without_times(made)


def add_page(paper: Any, page: Page) -> None:
    """Writes the page at the end of an open document, in the styles that every document has."""
    paper.add_heading(page.title, 1)
    for block in page.blocks:
        _add(paper, block, page.language)


def _add(paper: Any, block: Block, language: str) -> None:
    match block:
        case Heading(text, level):
            paper.add_heading(text, min(level + 1, DEEPEST))
        case Paragraph(text):
            paper.add_paragraph(text)
        case Callout(text):
            paper.add_paragraph().add_run(text).bold = True
        case Items(lines):
            for line in lines:
                paper.add_paragraph(line, style="List Bullet")
        case Pairs(rows):
            for name, value in rows:
                paragraph = paper.add_paragraph()
                paragraph.add_run(f"{name}: ")
                paragraph.add_run(value).bold = True
        case Table():
            _add_table(paper, block)
        case Steps():
            _add_table(paper, block.table or _sentences(block, language))


def _sentences(steps: Steps, language: str) -> Table:
    """Steps without days and sums as a table: number, sentence, reckoning if there is any, article."""
    is_reckoned = any(line.formula for line in steps.lines)
    heads = [Column("№"), Column(say("label.step", language))]
    heads += [Column(say("label.formula", language))] if is_reckoned else []
    rows = [
        (str(number), line.text, *([line.formula] if is_reckoned else []), line.article)
        for number, line in enumerate(steps.lines, 1)
    ]
    return Table((*heads, Column(say("label.article", language))), tuple(rows))


def _add_table(paper: Any, table: Table) -> None:
    heads = tuple(column.head for column in table.columns)
    rows = [heads, *table.rows, *([table.total] if table.total else [])]
    grid = paper.add_table(rows=len(rows), cols=len(heads), style="Table Grid")
    bold = {0, len(rows) - 1} if table.total else {0}
    # One pass over the cells: looking each up by row and column is quadratic in python-docx.
    for position, (row, texts) in enumerate(zip(grid.rows, rows, strict=True)):
        _fill(row.cells, texts, table.columns, bold=position in bold)
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    paper.add_paragraph()


def _fill(cells: Iterable[Any], texts: Iterable[str], columns: Iterable[Column], *, bold: bool) -> None:
    for cell, text, column in zip(cells, texts, columns, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.add_run(text).bold = bold
        if column.is_number:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _set_page(paper: Any) -> None:
    """A4."""
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)


def _set_language(paper: Any, language: str) -> None:
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), _SPOKEN.get(language, language))
    paper.styles["Normal"].element.get_or_add_rPr().append(spoken)


def _set_metadata(paper: Any, page: Page) -> None:
    properties = paper.core_properties
    for name in ("author", "last_modified_by", "comments", "subject", "keywords", "category"):
        setattr(properties, name, "")
    properties.title, properties.language = page.title, page.language
    properties.created = properties.modified = _NO_DAY


def _without_times(made: BytesIO) -> bytes:
    """The same package with every entry at the ZIP epoch: the clock of the computer stays out of it."""
    rewritten = BytesIO()
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            target.writestr(zipfile.ZipInfo(entry.filename), source.read(entry), zipfile.ZIP_DEFLATED)
    return rewritten.getvalue()
