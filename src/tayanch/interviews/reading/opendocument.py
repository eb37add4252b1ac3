"""ODT, and its flat form in one XML file (OpenDocument 1.3 part 3, sections 5 to 7 and 9)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tayanch.interviews.reading import losses
from tayanch.interviews.reading.base import Paragraph, ReadError, Transcript, bold_lead, from_paragraphs
from tayanch.interviews.reading.packed import DAMAGED, Element, opened, parsed, xml
from tayanch.interviews.reading.word import row_of

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_MOST_SPACES = 1000
_LOST = {
    f"{_TEXT}note": "note",
    f"{_OFFICE}annotation": "comment",
    f"{_DRAW}frame": "picture",
    f"{_DRAW}custom-shape": "picture",
    f"{_TEXT}hidden-text": "hidden",
    f"{_TEXT}hidden-paragraph": "hidden",
}
_SKIPPED = frozenset(
    (f"{_OFFICE}annotation-end", f"{_TEXT}tracked-changes", f"{_OFFICE}forms", f"{_TEXT}sequence-decls")
)


def read_opendocument(data: bytes) -> Transcript:
    """The transcript of an ODT file; raises :class:`~tayanch.interviews.reading.ReadError`."""
    with opened(data) as archive:
        names = archive.namelist()
        if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise ReadError("it is protected by a password. Open it and save it without one.")
        return _read(xml(archive, "content.xml"))


def read_flat(data: bytes) -> Transcript:
    """The transcript of an FODT file; raises :class:`~tayanch.interviews.reading.ReadError`."""
    return _read(parsed(data))


def _read(root: Element) -> Transcript:
    body = next(root.iter(f"{_OFFICE}text"), None)
    if body is None:
        raise ReadError("there is no text document in it. Save the transcript as DOCX or ODT.")
    reading = _Reading(root)
    paragraphs = list(reading.paragraphs(body))
    return from_paragraphs(paragraphs, losses.told(reading.lost))


class _Reading:
    """One document: which of its styles are bold, and what was left out so far."""

    def __init__(self, root: Element) -> None:
        self.lost: Counter[str] = Counter()
        self.bold = frozenset(
            str(style.get(f"{_STYLE}name"))
            for style in root.iter(f"{_STYLE}style")
            for told in style.iter(f"{_STYLE}text-properties")
            if str(told.get(f"{_FO}font-weight", "")) in ("bold", "700", "800", "900")
        )
        changes = next(root.iter(f"{_TEXT}tracked-changes"), None)
        if changes is not None:
            self.lost["deleted"] += sum(1 for _ in changes.iter(f"{_TEXT}deletion"))
            self.lost["inserted"] += sum(1 for _ in changes.iter(f"{_TEXT}insertion"))

    def paragraphs(self, parent: Element) -> Iterator[Paragraph]:
        """Paragraphs and rows below *parent*, in order."""
        for child in parent:
            tag = child.tag
            if tag in (f"{_TEXT}p", f"{_TEXT}h"):
                is_bold = child.get(f"{_TEXT}style-name") in self.bold
                yield bold_lead(self.runs(child, is_bold))
            elif tag == f"{_TABLE}table-row":
                cells = [list(self.paragraphs(cell)) for cell in child if cell.tag == f"{_TABLE}table-cell"]
                yield row_of([cell for cell in cells if cell])
            elif tag in _LOST:
                self.lost[_LOST[str(tag)]] += 1
            elif isinstance(tag, str) and tag not in _SKIPPED:
                self.lost["number"] += tag == f"{_TEXT}list-item"
                yield from self.paragraphs(child)

    def runs(self, parent: Element, bold: bool) -> Iterator[tuple[str, bool]]:
        """Text and whether it is bold; runs of blanks are one blank, as the format says."""
        yield _narrow(parent.text), bold
        for child in parent:
            tag = child.tag
            if tag == f"{_TEXT}s":
                yield " " * _count(child), bold
            elif tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
                yield "\t" if tag == f"{_TEXT}tab" else "\n", bold
            elif tag in _LOST:
                self.lost[_LOST[str(tag)]] += 1
            elif isinstance(tag, str) and tag not in _SKIPPED:
                yield from self.runs(child, bold or child.get(f"{_TEXT}style-name") in self.bold)
            yield _narrow(child.tail), bold


_BLANKS = re.compile(r"[ \t\r\n]+")


def _narrow(text: str | None) -> str:
    """White space of XML as blanks, runs of it as one (section 6.1.2)."""
    return _BLANKS.sub(" ", text or "")


def _count(element: Element) -> int:
    told = str(element.get(f"{_TEXT}c", "1"))
    if not told.isascii() or not told.isdigit():
        raise ReadError(DAMAGED)
    return min(int(told), _MOST_SPACES)
