"""DOCX with Word's own footnotes, PDF that can be read aloud; the same report gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from functools import cache

import docx
import pypdf
import pytest
from lxml import etree

from tayanch.reports.assembling import assemble
from tayanch.reports.charts import bars
from tayanch.reports.composing import compose
from tayanch.reports.model import Block, Composed, Part, Piece, ReportError
from tayanch.reports.pdf import to_pdf
from tayanch.reports.word import to_docx
from tests.reports.facts import FACTS, resolve

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ROWS = (("Answer", "Women", "All"), ("Cleaning", "42.1 %", "30 %"), ("Sewing", "–", "20 %"))


@cache
def report(language: str = "ru") -> Composed:
    made = compose(assemble("cedaw-shadow", FACTS, language, "2026"), resolve)
    svg, alt = bars(ROWS, "Sectors", language)
    table, chart = Block("table", (Piece("Sectors", 1),), ROWS), Block("chart", (Piece("Sectors"),), ROWS, svg, alt)
    return replace(made, parts=(*made.parts, Part("tables", "Tables", (table, chart))))


def test_footnotes_of_word_are_footnotes_and_each_is_called_once() -> None:
    package = zipfile.ZipFile(io.BytesIO(to_docx(report())))
    notes = etree.fromstring(package.read("word/footnotes.xml"))
    texts = [note for note in notes if note.get(f"{W}type") is None]
    called = etree.fromstring(package.read("word/document.xml")).iter(f"{W}footnoteReference")
    ids = [one.get(f"{W}id") for one in called]
    assert len(texts) == len(report().notes)
    assert set(ids) == {note.get(f"{W}id") for note in texts}
    assert "".join(texts[0].itertext()).strip() == report().notes[0]
    assert "footnotes+xml" in package.read("[Content_Types].xml").decode()


def test_the_docx_has_headings_contents_table_heads_and_a_language() -> None:
    paper = docx.Document(io.BytesIO(to_docx(report("ky"))))
    heads = [line.text for line in paper.paragraphs if line.style and line.style.name == "Heading 1"]
    assert heads[: len(report("ky").parts)] == [part.title for part in report("ky").parts]
    body = paper.element.xml
    assert "TOC " in body
    assert "w:tblHeader" in body
    assert 'descr="Sectors: Cleaning – 42.1 %; Sewing – –"' in body
    assert paper.core_properties.language == "ky-KG"


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_the_pdf_holds_its_sentences_in_order(language: str) -> None:
    reader = pypdf.PdfReader(io.BytesIO(to_pdf(report(language))))
    text = " ".join(page.extract_text() for page in reader.pages)
    flat = "".join(text.split())
    assert "".join(report(language).parts[1].title.split()) in flat
    assert "59.6%" in flat
    assert reader.trailer["/Root"]["/Lang"] == language
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_the_same_report_gives_the_same_bytes() -> None:
    assert to_docx(report()) == to_docx(report())
    assert to_pdf(report()) == to_pdf(report())


def test_a_sign_that_no_font_has_is_told() -> None:
    with pytest.raises(ReportError, match="emoji"):
        to_pdf(replace(report(), title="Report 🙂"))


def test_a_brief_is_two_pages() -> None:
    made = compose(assemble("brief", FACTS, "ru", "2026"), resolve)
    assert len(pypdf.PdfReader(io.BytesIO(to_pdf(made))).pages) <= made.pages == 2
