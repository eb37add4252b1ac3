"""DOCX files for tests: honest ones, and ones with something slipped into them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

import docx

Change = Callable[[str], str]


def letter(*lines: str, header: str = "", footer: str = "", table: tuple[tuple[str, ...], ...] = ()) -> bytes:
    """A DOCX with a paragraph for each line."""
    paper = docx.Document()
    for line in lines:
        paper.add_paragraph(line)
    if table:
        grid = paper.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, text in zip(grid.add_row().cells, row, strict=True):
                cell.text = text
    if header:
        paper.sections[0].header.paragraphs[0].text = header
    if footer:
        paper.sections[0].footer.paragraphs[0].text = footer
    made = io.BytesIO()
    paper.save(made)
    return made.getvalue()


def rewritten(data: bytes, changes: Mapping[str, Change] | None = None, **added: bytes | str) -> bytes:
    """The same archive with some parts changed and others added (``a__b_xml`` cannot be a name: use ``extra``)."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            if changes and entry.filename in changes:
                content = changes[entry.filename](content.decode()).encode()
            target.writestr(entry.filename, content)
        for name, content in added.items():
            target.writestr(name, content)
    return made.getvalue()


def with_body(data: bytes, xml: str) -> bytes:
    """Raw WordprocessingML before everything else in the text."""
    return rewritten(data, {"word/document.xml": lambda text: text.replace("<w:body>", f"<w:body>{xml}", 1)})


def with_tie(data: bytes, kind: str, target: str, outside: bool = True) -> bytes:
    """One more relationship of the text."""
    mode = ' TargetMode="External"' if outside else ""
    space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    tie = f'<Relationship Id="rIdX" Type="{space}/{kind}" Target="{target}"{mode}/>'
    name = "word/_rels/document.xml.rels"
    return rewritten(data, {name: lambda text: text.replace("</Relationships>", f"{tie}</Relationships>")})
