"""Files of transcripts for the tests, each made to its format: by a real writer, or byte by byte."""

from __future__ import annotations

import io
import zipfile

import docx
import openpyxl
from docx.document import Document

TALK = """\
Модератор: Эмне үчүн кеттиңиз?
Айнура: Балдардын окуусу үчүн.
Айнура: Дагы бир себеп бар.
Zulfiya: O‘zim ketdim.
"""


def docx_of(document: Document) -> bytes:
    """The bytes of a document of python-docx."""
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def word(*lines: str) -> bytes:
    """A DOCX file with a paragraph for each line."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return docx_of(document)


def word_with(body: str) -> bytes:
    """A DOCX file whose paragraphs are the given WordprocessingML."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = f"<?xml version='1.0' encoding='UTF-8'?><w:document {space}><w:body>{body}</w:body></w:document>"
    return packed({"[Content_Types].xml": WORD_TYPES, "word/document.xml": document})


WORD_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def packed(parts: dict[str, str | bytes]) -> bytes:
    """A ZIP archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()


def odt(body: str, styles: str = "") -> bytes:
    """An ODT file whose text is the given XML."""
    return packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": flat(body, styles, "content")})


def flat(body: str, styles: str = "", kind: str = "") -> str:
    """The XML of an ODT file's content, or of a flat one."""
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0"'
        for short, full in (("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"))
    )
    spaces += ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    spaces += ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    root = "office:document-content" if kind else "office:document"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><{root} {spaces} office:version="1.3"><office:automatic-styles>{styles}'
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></{root}>"
    )


def rtf(body: bytes) -> bytes:
    """An RTF file as Word on a Russian Windows begins one."""
    return (
        rb"{\rtf1\ansi\ansicpg1251\deff0\deflang1049{\fonttbl{\f0\froman\fcharset204 Times New Roman;}"
        rb"{\f1\fswiss\fcharset0 Arial;}}{\colortbl;\red0\green0\blue0;}{\*\generator Riched20;}"
        rb"\viewkind4\uc1\pard\f0\fs24 " + body + b"}"
    )


def escaped(text: str) -> bytes:
    """A text as RTF writes it: cp1251 where it has the letter, else a number with a question mark behind it."""
    parts = []
    for letter in text:
        if letter == "\n":
            parts.append(b"\\par\r\n")
        elif letter.isascii():
            parts.append(letter.encode())
        else:
            try:
                parts.append(b"\\'%02x" % letter.encode("cp1251")[0])
            except UnicodeEncodeError:
                units = letter.encode("utf-16-le")
                numbers = [int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2)]
                parts += [b"\\u%d?" % number for number in numbers]
    return b"".join(parts)


def workbook(*rows: list[object], **others: list[list[object]]) -> bytes:
    """An XLSX file with these rows, and further sheets by their names."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for name, given in others.items():
        sheet = book.create_sheet(name)
        for row in given:
            sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()
