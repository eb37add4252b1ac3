"""DOCX: paragraphs and tables of the main text (ECMA-376 part 1, sections 17.2 to 17.4 and 17.13.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tayanch.interviews.calling import word_set
from tayanch.interviews.reading import losses
from tayanch.interviews.reading.base import Paragraph, Transcript, bold_lead, from_paragraphs
from tayanch.interviews.reading.packed import Element, opened, xml

if TYPE_CHECKING:
    import zipfile

_MAIN = "word/document.xml"
_WITHIN = word_set("sdt sdtContent ins moveTo customXml smartTag hyperlink fldSimple dir bdo AlternateContent Choice")
_GONE = frozenset(("del", "moveFrom"))
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NOTES = frozenset(("footnoteReference", "endnoteReference"))
_PICTURES = frozenset(("drawing", "pict", "object"))


def read_word(data: bytes) -> Transcript:
    """The transcript of a DOCX file; raises :class:`~tayanch.interviews.reading.ReadError`."""
    lost: Counter[str] = Counter()
    with opened(data) as archive:
        root = xml(archive, _main(archive))
        body = next((child for child in root if _tag(child) == "body"), root)
        paragraphs = list(_paragraphs(body, lost))
        _count_parts(archive, lost)
    return from_paragraphs(paragraphs, losses.told(lost))


def _main(archive: zipfile.ZipFile) -> str:
    """The part that holds the text; programs other than Word call it differently."""
    if _MAIN in archive.namelist():
        return _MAIN
    for link in xml(archive, "_rels/.rels"):
        if str(link.get("Type", "")).endswith("/officeDocument"):
            return str(link.get("Target", "")).lstrip("/")
    return _MAIN


def _tag(element: Element) -> str:
    """The local name; comments and processing instructions have none."""
    name = element.tag
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def _paragraphs(parent: Element, lost: Counter[str]) -> Iterator[Paragraph]:
    for child in parent:
        tag = _tag(child)
        if tag == "p":
            if _find(child, "pPr", "numPr") is not None:
                lost["number"] += 1
            yield bold_lead(_runs(child, lost))
        elif tag == "tbl":
            yield from _rows(child, lost)
        elif tag in _WITHIN:
            yield from _paragraphs(child, lost)
        elif tag in _GONE:
            lost["deleted"] += 1
        elif tag == "altChunk":
            lost["part"] += 1


def _rows(table: Element, lost: Counter[str]) -> Iterator[Paragraph]:
    """Each row as one paragraph, its cells with tabs between them; a bold first cell stays a bold beginning."""
    for row in _descend(table, "tr"):
        cells = [list(_paragraphs(cell, lost)) for cell in _descend(row, "tc")]
        yield row_of([paragraphs for paragraphs in cells if paragraphs])


def row_of(cells: list[list[Paragraph]]) -> Paragraph:
    """The paragraph of a table's row."""
    return Paragraph("\t".join("\n".join(one.text for one in cell) for cell in cells).rstrip("\t"))


def _descend(parent: Element, tag: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, also inside content controls and tracked changes."""
    for child in parent:
        if _tag(child) == tag:
            yield child
        elif _tag(child) in _WITHIN:
            yield from _descend(child, tag)


def _runs(parent: Element, lost: Counter[str]) -> Iterator[tuple[str, bool]]:
    """Text and whether it is bold, of a paragraph without what was deleted."""
    for child in parent:
        tag = _tag(child)
        if tag == "r":
            yield _run(child, lost)
        elif tag in _WITHIN:
            lost["inserted"] += tag == "ins" and any(True for _ in child.iter("{*}t"))
            yield from _runs(child, lost)
        elif tag in _GONE:
            lost["deleted"] += 1
        elif tag in ("oMath", "oMathPara"):
            lost["formula"] += 1


def _run(run: Element, lost: Counter[str]) -> tuple[str, bool]:
    if _is_on(_find(run, "rPr", "vanish")):
        lost["hidden"] += 1
        return "", False
    parts = []
    for child in run:
        tag = _tag(child)
        if tag == "t":
            parts.append(child.text or "")
        elif tag in _SIGNS:
            parts.append(_SIGNS[tag])
        else:
            _count(child, tag, lost)
    style = _find(run, "rPr", "rStyle")
    is_strong = style is not None and _value(style).lower() == "strong"
    return "".join(parts), is_strong or _is_on(_find(run, "rPr", "b"))


def _count(child: Element, tag: str, lost: Counter[str]) -> None:
    """Something in a run that is no text."""
    if tag in _NOTES:
        lost["note"] += 1
    elif tag == "sym":
        lost["symbol"] += 1
    elif tag in _PICTURES or tag == "AlternateContent":
        has_box = next(child.iter("{*}txbxContent"), None) is not None
        lost["box" if has_box else "picture"] += 1


def _find(element: Element, *path: str) -> Element | None:
    found: Element | None = element
    for tag in path:
        found = next((child for child in found if _tag(child) == tag), None) if found is not None else None
    return found


def _value(element: Element) -> str:
    return next((str(value) for name, value in element.attrib.items() if str(name).endswith("}val")), "")


def _is_on(element: Element | None) -> bool:
    return element is not None and _value(element).lower() not in ("0", "false", "off", "none")


def _count_parts(archive: zipfile.ZipFile, lost: Counter[str]) -> None:
    """Comments, headers and footers, which are parts of their own."""
    for name in archive.namelist():
        if name.startswith("word/comments.xml"):
            lost["comment"] += sum(_tag(child) == "comment" for child in xml(archive, name))
        elif name.startswith(("word/header", "word/footer")) and name.endswith(".xml"):
            lost["header"] += any((text.text or "").strip() for text in xml(archive, name).iter("{*}t"))
