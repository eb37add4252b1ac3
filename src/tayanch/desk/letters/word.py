"""A document as DOCX that a worker can edit, with nothing in its metadata but a neutral title."""

import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from tayanch.desk.letters.document import Block, Document, Table

FONT = "Times New Roman"
RED = RGBColor(0x8C, 0x2F, 0x2B)
TEXT_WIDTH = Mm(210 - 25 - 18)


def to_docx(document: Document) -> bytes:
    """The DOCX. The same document gives the same bytes. Nothing is written to disk."""
    paper = docx.Document()
    _set_page(paper)
    _set_styles(paper, document.language)
    _set_metadata(paper, document)
    for block in document.blocks:
        if isinstance(block, Table):
            _table(paper, block)
        else:
            _WRITERS[block.kind](paper, block)
    made = BytesIO()
    paper.save(made)
    return _without_times(made)


def _set_page(paper: Any) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(25), Mm(18)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _field(footer, "PAGE")
    footer.add_run(" / ")
    _field(footer, "NUMPAGES")


def _set_styles(paper: Any, language: str) -> None:
    for name, size, bold in (("Normal", 12, False), ("Heading 1", 14, True), ("Heading 2", 12, True)):
        style = paper.styles[name]
        style.font.size, style.font.bold, style.font.name = Pt(size), bold, FONT
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), FONT)
    paper.styles["Normal"].paragraph_format.space_after = Pt(6)
    paper.styles["Heading 1"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), {"ru": "ru-RU", "ky": "ky-KG"}.get(language, language))
    paper.styles["Normal"].element.get_or_add_rPr().append(spoken)


def _set_metadata(paper: Any, document: Document) -> None:
    properties = paper.core_properties
    for name in ("author", "last_modified_by", "comments", "subject", "keywords", "category"):
        setattr(properties, name, "")
    properties.title, properties.language = document.title, document.language
    midnight = datetime.combine(document.dated, time(), tzinfo=UTC)
    properties.created = properties.modified = midnight


def _addressee(paper: Any, block: Block) -> None:
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.left_indent = Mm(72)
    _write(paragraph, "\n".join(block.lines))


def _notice(paper: Any, block: Block) -> None:
    paragraph = paper.add_paragraph()
    run = _write(paragraph, block.lines[0])
    run.font.size, run.font.color.rgb = Pt(10.5), RED
    borders = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="4", color=str(RED)))
    # The schema wants borders before spacing, indents and the like; pStyle is the only thing before them.
    paragraph._p.get_or_add_pPr().insert(0, borders)


def _item(paper: Any, block: Block) -> None:
    paragraph = paper.add_paragraph()
    shape = paragraph.paragraph_format
    shape.left_indent, shape.first_line_indent = Mm(9), Mm(-9)
    shape.tab_stops.add_tab_stop(Mm(9))
    paragraph.add_run(f"{block.lines[0]}\t")
    _write(paragraph, block.lines[1])


def _signature(paper: Any, block: Block) -> None:
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(24)
    paragraph.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    left, under, name = block.lines
    _write(paragraph, f"{left}    ____________________ ({under})")
    paragraph.add_run("\t")
    _write(paragraph, name)


def _pagebreak(paper: Any, block: Block) -> None:
    paper.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _styled(style: str | None) -> Callable[[Any, Block], None]:
    def write(paper: Any, block: Block) -> None:
        paragraph = paper.add_paragraph(style=style)
        if block.lines[0].endswith(":"):
            paragraph.paragraph_format.keep_with_next = True  # what announces a list does not stay behind alone
        _write(paragraph, block.lines[0])

    return write


_WRITERS: Mapping[str, Callable[[Any, Block], None]] = {
    "notice": _notice,
    "addressee": _addressee,
    "title": _styled("Heading 1"),
    "heading": _styled("Heading 2"),
    "paragraph": _styled(None),
    "item": _item,
    "signature": _signature,
    "pagebreak": _pagebreak,
}


def _table(paper: Any, table: Table) -> None:
    rows = [table.columns, *table.rows, *([table.total] if table.total else [])]
    grid = paper.add_table(rows=len(rows), cols=len(table.columns), style="Table Grid")
    # One pass over the cells: looking each up by row and column is quadratic in python-docx.
    for position, (row, texts) in enumerate(zip(grid.rows, rows, strict=True)):
        last = bool(table.total) and position == len(rows) - 1
        for cell, text, side in zip(row.cells, texts, table.align, strict=True):
            _cell(cell.paragraphs[0], text, side == "right", bold=position == 0 or last)
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    paper.add_paragraph().paragraph_format.space_after = Pt(0)


def _cell(paragraph: Any, text: str, right: bool, *, bold: bool) -> None:
    run = _write(paragraph, text)
    run.font.size, run.font.bold = Pt(9.5), bold
    paragraph.paragraph_format.space_after = Pt(0)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _write(paragraph: Any, text: str) -> Any:
    """Text as it is. python-docx escapes the XML and turns a newline into a line break."""
    return paragraph.add_run(text)


def _field(paragraph: Any, code: str) -> None:
    """A field Word computes: the page number, or how many pages there are."""
    for kind in ("begin", "", "end"):
        run = paragraph.add_run()._r
        if kind:
            run.append(_element("w:fldChar", fldCharType=kind))
        else:
            instruction = OxmlElement("w:instrText")
            instruction.text = code
            run.append(instruction)


def _element(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _without_times(made: BytesIO) -> bytes:
    """The same package with every entry at the ZIP epoch: the clock would tell when she was here."""
    rewritten = BytesIO()
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            target.writestr(zipfile.ZipInfo(entry.filename), source.read(entry), zipfile.ZIP_DEFLATED)
    return rewritten.getvalue()
