"""A report as DOCX that can be edited further: Word's own footnotes, headings, contents, tables with heads."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from itertools import count
from typing import Any
from xml.sax.saxutils import escape

from tayanch.reports.model import Block, Composed, Piece
from tayanch.reports.words import word

FONT = "Times New Roman"
TAGS = {"ru": "ru-RU", "ky": "ky-KG", "en": "en-GB"}
_NAMES = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
# What stands before a notice, and its colour: never colour alone.
_NOTICES = {"gap": "8A5A00", "method": "3B4A5A", "warning": "8C2F2B"}


def to_docx(composed: Composed) -> bytes:
    """The DOCX. The same document gives the same bytes. Nothing is written to disk."""
    import docx

    paper = docx.Document()
    _page(paper)
    _styles(paper, composed.language)
    _metadata(paper, composed)
    writer = _Writer(paper, composed)
    writer.write()
    _add_footnotes(paper, composed)
    made = BytesIO()
    paper.save(made)
    return _without_times(made)


# --- the page -------------------------------------------------------------------------------------------------------


def _page(paper: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin = section.bottom_margin = Mm(22)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _field(footer, "PAGE", "1")


def _styles(paper: Any, language: str) -> None:
    from docx.shared import Mm, Pt, RGBColor

    sizes = {"Normal": 11, "Title": 20, "Heading 1": 15, "Heading 2": 12, "List Bullet": 11, "Quote": 11, "Caption": 10}
    for name, size in sizes.items():
        style = paper.styles[name]
        style.font.size, style.font.name, style.font.color.rgb = Pt(size), FONT, RGBColor(0, 0, 0)
        _own_font(style)
    paper.styles["Normal"].paragraph_format.space_after = Pt(6)
    paper.styles["Quote"].paragraph_format.left_indent = Mm(10)
    normal = paper.styles["Normal"].element.get_or_add_rPr()
    normal.append(_element("w:lang", val=TAGS.get(language, language)))
    _footnote_styles(paper)


def _own_font(style: Any) -> None:
    """One font for every script: the theme's would take Cyrillic letters from another one."""
    from docx.oxml.ns import qn

    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)


def _footnote_styles(paper: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    text = paper.styles.add_style("footnote text", WD_STYLE_TYPE.PARAGRAPH)
    text.base_style, text.font.size = paper.styles["Normal"], Pt(9)
    text.paragraph_format.space_after = Pt(2)
    mark = paper.styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER)
    mark.font.superscript = True


def _metadata(paper: Any, composed: Composed) -> None:
    properties = paper.core_properties
    for name in ("author", "last_modified_by", "comments", "subject", "keywords", "category"):
        setattr(properties, name, "")
    properties.title, properties.language = composed.title, TAGS.get(composed.language, composed.language)
    properties.created = properties.modified = datetime(2000, 1, 1, tzinfo=UTC)


# --- what is written ------------------------------------------------------------------------------------------------


class _Writer:
    """Writes parts one after another; bookmarks are numbered as they come."""

    def __init__(self, paper: Any, composed: Composed) -> None:
        self.paper, self.composed, self.language = paper, composed, composed.language
        self.marks = count(1)

    def write(self) -> None:
        composed = self.composed
        self.paper.add_paragraph(composed.title, style="Title")
        if composed.subtitle:
            self.paper.add_paragraph(composed.subtitle)
        if any(one.what == "unsourced" for one in composed.warned):
            self._notice(Block("warning", (Piece(word("heads", "unchecked", self.language)),)))
        if composed.with_contents:
            self._contents()
        for part in composed.parts:
            self._heading(part.title)
            for block in part.blocks:
                self._block(block)
        if composed.sources:
            self._heading(word("heads", "sources", self.language))
            for source in composed.sources:
                self.paper.add_paragraph(source, style="List Bullet")

    def _block(self, block: Block) -> None:
        writers: Mapping[str, Callable[[Block], Any]] = {
            "heading": self._subheading,
            "item": partial(self._line, style="List Bullet"),
            "quote": partial(self._line, style="Quote"),
            "table": self._table,
            "chart": self._chart,
        }
        other: Callable[[Block], Any] = self._notice if block.kind in _NOTICES else self._line
        writers.get(block.kind, other)(block)

    def _line(self, block: Block, style: str | None = None) -> Any:
        paragraph = self.paper.add_paragraph(style=style)
        for piece in block.pieces:
            _write(paragraph, piece)
        return paragraph

    def _subheading(self, block: Block) -> None:
        self.paper.add_heading(block.text, 2)

    def _notice(self, block: Block) -> None:
        from docx.shared import RGBColor

        colour = _NOTICES[block.kind]
        paragraph = self.paper.add_paragraph()
        head = paragraph.add_run(f"{word('heads', block.kind, self.language)}. ")
        head.font.bold, head.font.color.rgb = True, RGBColor.from_string(colour)
        for piece in block.pieces:
            _write(paragraph, piece)
        border = _element("w:pBdr")
        border.append(_element("w:left", val="single", sz="18", space="8", color=colour))
        paragraph._p.get_or_add_pPr().insert(0, border)

    def _table(self, block: Block) -> None:
        caption = self._line(block, "Caption")
        caption.paragraph_format.keep_with_next = True
        _grid(self.paper, block.rows)

    def _chart(self, block: Block) -> None:
        from docx.shared import Mm

        self._line(block, "Caption").paragraph_format.keep_with_next = True
        shape = self.paper.add_picture(BytesIO(as_png(block.svg)), width=Mm(155))
        shape._inline.docPr.set("descr", block.alt)

    def _heading(self, text: str) -> None:
        place = next(self.marks)
        paragraph = self.paper.add_heading(text, 1)
        start = _element("w:bookmarkStart", id=str(place), name=f"part{place}")
        paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
        paragraph._p.append(_element("w:bookmarkEnd", id=str(place)))

    def _contents(self) -> None:
        """A table of contents that Word keeps up to date; its lines stand there before it does."""
        titles = [part.title for part in self.composed.parts]
        if self.composed.sources:
            titles.append(word("heads", "sources", self.language))
        head = self.paper.add_paragraph()
        head.add_run(word("heads", "contents", self.language)).font.bold = True
        for place, title in enumerate(titles, start=1):
            line = self.paper.add_paragraph()
            if place == 1:
                _begin_field(line, 'TOC \\o "1-1" \\h \\z \\u')
            link = _element("w:hyperlink", anchor=f"part{place}")
            link.append(line.add_run(title)._r)
            line._p.append(link)
            if place == len(titles):
                line.add_run()._r.append(_element("w:fldChar", fldCharType="end"))
        self.paper.paragraphs[-1].paragraph_format.space_after = _points(18)


def _points(n: float) -> Any:
    from docx.shared import Pt

    return Pt(n)


def _write(paragraph: Any, piece: Piece) -> None:
    from docx.enum.text import WD_COLOR_INDEX

    run = paragraph.add_run(piece.text)
    if piece.mark in ("unsourced", "gone"):
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW
    run.font.italic = True if piece.mark == "gone" else None
    if piece.note is not None:
        mark = paragraph.add_run()
        mark.style = "footnote reference"
        # Word keeps -1 and 0 for the lines between text and footnotes.
        mark._r.append(_element("w:footnoteReference", id=str(piece.note)))


def _grid(paper: Any, rows: tuple[tuple[str, ...], ...]) -> None:
    grid = paper.add_table(rows=len(rows), cols=max(map(len, rows)), style="Table Grid")
    for position, (row, texts) in enumerate(zip(grid.rows, rows, strict=True)):
        for cell, text in zip(row.cells, texts, strict=False):
            run = cell.paragraphs[0].add_run(text)
            run.font.size, run.font.bold = _points(9.5), position == 0
            cell.paragraphs[0].paragraph_format.space_after = _points(0)
        row._tr.get_or_add_trPr().append(_element("w:cantSplit"))
    grid.rows[0]._tr.get_or_add_trPr().append(_element("w:tblHeader"))
    paper.add_paragraph().paragraph_format.space_after = _points(0)


def as_png(svg: str) -> bytes:
    """A chart as a picture that Word can show, at twice its size so that it prints well."""
    import vl_convert

    made: bytes = vl_convert.svg_to_png(svg, scale=2)
    return made


# --- footnotes ------------------------------------------------------------------------------------------------------


def _add_footnotes(paper: Any, composed: Composed) -> None:
    """Word's own footnotes (ECMA-376, part 1, 17.11): a part beside the document, which python-docx cannot make."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    part = Part(PackURI("/word/footnotes.xml"), _TYPE, _footnotes(composed).encode(), paper.part.package)
    paper.part.relate_to(part, _RELATION)
    settings = paper.settings.element
    between = _element("w:footnotePr")
    for place in ("-1", "0"):
        between.append(_element("w:footnote", id=place))
    before = settings.find(f"{{{_NAMES}}}compat")
    settings.insert(len(settings) if before is None else list(settings).index(before), between)


def _footnotes(composed: Composed) -> str:
    language = TAGS.get(composed.language, composed.language)
    lines = "".join(_footnote_lines(composed.notes, language))
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{head}<w:footnotes xmlns:w="{_NAMES}">{lines}</w:footnotes>'


def _footnote_lines(notes: tuple[str, ...], language: str) -> Iterator[str]:
    for place, kind in ((-1, "separator"), (0, "continuationSeparator")):
        yield f'<w:footnote w:type="{kind}" w:id="{place}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
    for place, text in enumerate(notes, start=1):
        yield (
            f'<w:footnote w:id="{place}"><w:p><w:pPr><w:pStyle w:val="footnotetext"/></w:pPr>'
            '<w:r><w:rPr><w:rStyle w:val="footnotereference"/></w:rPr><w:footnoteRef/></w:r>'
            f'<w:r><w:rPr><w:lang w:val="{language}"/></w:rPr><w:t xml:space="preserve"> {escape(_clean(text))}</w:t>'
            "</w:r></w:p></w:footnote>"
        )


def _clean(text: str) -> str:
    """Without signs that XML has no room for."""
    return "".join(sign for sign in text if sign in "\t\n" or ord(sign) >= 32)


# --- XML of Word ----------------------------------------------------------------------------------------------------


def _field(paragraph: Any, code: str, shown: str) -> None:
    _begin_field(paragraph, code)
    paragraph.add_run(shown)
    paragraph.add_run()._r.append(_element("w:fldChar", fldCharType="end"))


def _begin_field(paragraph: Any, code: str) -> None:
    paragraph.add_run()._r.append(_element("w:fldChar", fldCharType="begin"))
    instruction = _element("w:instrText")
    instruction.text = f" {code} "
    paragraph.add_run()._r.append(instruction)
    paragraph.add_run()._r.append(_element("w:fldChar", fldCharType="separate"))


def _element(tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _without_times(made: BytesIO) -> bytes:
    """The same package with every entry at the ZIP epoch, so that the same report gives the same bytes."""
    rewritten = BytesIO()
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            target.writestr(zipfile.ZipInfo(entry.filename), source.read(entry), zipfile.ZIP_DEFLATED)
    return rewritten.getvalue()
