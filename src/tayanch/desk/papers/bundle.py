"""Many papers as one PDF: a list with fingerprints, then every paper that can be a page, in order, numbered.

What cannot be opened or is no page (a recording, a Word text) is named in the list as attached separately.
"""

from __future__ import annotations

import io
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Page, Pdf

from tayanch.desk.papers import cover, photos
from tayanch.desk.papers.content import PDF

MOST_ITEMS, MOST_PAGES = 200, 600
LARGEST = 30 * 1024 * 1024  # what the web server gives out from memory, with room to spare
IMAGE_LONGEST = 2200  # pixels: 190 dpi on A4, enough to read small print
A4 = (595.28, 841.89)  # points
MARGIN_SIDE, MARGIN_END = 28, 42
# What a page may bring along besides its looks.
UNSEEN = ("/AA", "/Annots", "/B", "/Dur", "/Metadata", "/PieceInfo", "/StructParents", "/Tabs", "/Thumb", "/Trans")


class TooMuch(Exception):
    """The bundle would be too large. ``what``: "items", "pages" or "bytes"."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True, slots=True)
class Item:
    """One paper to put in. *came*: SHA-256 of the file as it was brought; *sha256*: of *data*. *turned*: degrees."""

    name: str
    media_type: str
    data: bytes
    sha256: str
    came: str = ""
    on: date | None = None
    proves: str = ""
    turned: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one paper. *first*: its first page in the bundle; 0: attached separately, *why* says why."""

    number: int
    item: Item
    first: int = 0
    pages: int = 0
    why: str = ""  # other, locked, broken

    @property
    def last(self) -> int:
        """Its last page in the bundle; 0 when it is not in it."""
        return self.first + self.pages - 1 if self.first else 0


@dataclass(frozen=True, slots=True)
class Made:
    """The PDF, how many pages it has, and a line for each paper."""

    data: bytes
    pages: int
    lines: tuple[Line, ...]


def make(items: Sequence[Item], *, reference: str, title: str, language: str, today: date) -> Made:
    """Put the papers together in memory. Raises :class:`TooMuch`.

    *title* is printed above the list and may be empty; *language* is that of the list: ky, ru or en.
    """
    if len(items) > MOST_ITEMS:
        raise TooMuch("items")
    parts = [_as_pages(item) for item in items]
    if sum(len(part.pages) for part in parts if isinstance(part, Pdf)) > MOST_PAGES:
        raise TooMuch("pages")
    front, lines = _front(items, parts, cover.Heading(reference, title, language, today))
    with Pdf.new() as made:
        for part in (front, *(part for part in parts if isinstance(part, Pdf))):
            made.pages.extend(part.pages)
        _number(made, len(front.pages), lines)
        _outline(made, lines, language)
        data = _saved(made, cover.words(language)["title"])
    if len(data) > LARGEST:
        raise TooMuch("bytes")
    return Made(data, len(front.pages) + sum(line.pages for line in lines), tuple(lines))


def protect(data: bytes, password: str) -> bytes:
    """The same PDF under *password*: AES-256, revision 6 (ISO 32000-2, 7.6.4.3). Without it nothing can be read."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as found:
        found.save(made, encryption=pikepdf.Encryption(owner=secrets.token_urlsafe(32), user=password, R=6))
    return made.getvalue()


def _as_pages(item: Item) -> Pdf | str:
    """The paper as a PDF, or why it is none."""
    try:
        if item.media_type in photos.ENDINGS:
            return _photo_pages(item)
        return _pdf_pages(item.data) if item.media_type == PDF else "other"
    except pikepdf.PasswordError:
        return "locked"
    except (pikepdf.PdfError, photos.NotAPhoto, ValueError, RuntimeError, RecursionError, TypeError, KeyError):
        return "broken"


def _photo_pages(item: Item) -> Pdf:
    made = Pdf.new()
    for number in range(photos.pages(item.data)):
        _add_picture(made, photos.picture(item.data, IMAGE_LONGEST, item.turned, number))
    return made


def _add_picture(made: Pdf, jpeg: bytes) -> None:
    """A page of A4, upright or on its side as the picture is, with the picture as large as fits."""
    wide, high = photos.size(jpeg)
    across, up = A4 if high >= wide else A4[::-1]
    scale = min((across - 2 * MARGIN_SIDE) / wide, (up - 2 * MARGIN_END) / high)
    shown = Dictionary(Type=Name.XObject, Subtype=Name.Image, Width=wide, Height=high, BitsPerComponent=8)
    shown.ColorSpace, shown.Filter = Name.DeviceRGB, Name.DCTDecode
    w, h = wide * scale, high * scale
    place = f"q {w:.2f} 0 0 {h:.2f} {(across - w) / 2:.2f} {(up - h) / 2:.2f} cm /P Do Q"
    page = made.add_blank_page(page_size=(across, up))
    page.obj.Resources = Dictionary(XObject=Dictionary(P=made.make_stream(jpeg, shown)))
    page.obj.Contents = made.make_stream(place.encode())


def _pdf_pages(data: bytes) -> Pdf:
    """Its pages with what was filled in and nothing that acts. Read twice: what does not survive that is broken."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as found:
        if not len(found.pages) or len(found.pages) > MOST_PAGES:
            raise pikepdf.PdfError if not len(found.pages) else TooMuch("pages")
        if "/AcroForm" in found.Root:
            found.generate_appearance_streams()
        found.flatten_annotations("all")
        with Pdf.new() as plain:
            plain.pages.extend(found.pages)
            for page in plain.pages:
                for key in UNSEEN:
                    if key in page.obj:
                        del page.obj[key]
                _size(page)
            plain.save(made)
    return pikepdf.open(io.BytesIO(made.getvalue()))


def _size(page: Page) -> tuple[float, float]:
    """Width and height in points as it is shown, a turned page turned."""
    left, low, right, top = (float(edge) for edge in page.trimbox)
    across, up = abs(right - left), abs(top - low)
    if not (10 < across < 20_000 and 10 < up < 20_000):
        raise ValueError("a page of no size")
    return (up, across) if page.rotation % 180 else (across, up)


def _front(items: Sequence[Item], parts: Sequence[Pdf | str], heading: cover.Heading) -> tuple[Pdf, list[Line]]:
    """The list, which must know how long it is itself: a long one moves every number in it."""
    length = 1
    while True:
        lines = list(_lines(items, parts, length))
        front = pikepdf.open(io.BytesIO(cover.to_pdf(heading, [_row(line) for line in lines])))
        if len(front.pages) <= length:
            return front, lines
        length = len(front.pages)


def _lines(items: Sequence[Item], parts: Sequence[Pdf | str], length: int) -> Iterator[Line]:
    at = length + 1
    for number, (item, part) in enumerate(zip(items, parts, strict=True), 1):
        if isinstance(part, str):
            yield Line(number, item, why=part)
        else:
            yield Line(number, item, at, len(part.pages))
            at += len(part.pages)


def _row(line: Line) -> cover.Row:
    item = line.item
    pages = f"{line.first}–{line.last}" if line.last > line.first else str(line.first or "")
    kept = "" if item.came in {"", item.sha256} else item.sha256
    return cover.Row(line.number, item.name, item.proves, item.on, pages, line.why, item.came or item.sha256, kept)


def _number(made: Pdf, front: int, lines: Sequence[Line]) -> None:
    """Stamp ``№ 3 · 5 / 57`` on every page."""
    total = len(made.pages)
    papers = {line.first + step: line.number for line in lines if line.first for step in range(line.pages)}
    texts = [f"№ {papers[at]} · {at} / {total}" if at in papers else f"{at} / {total}" for at in range(1, total + 1)]
    sizes = [_size(page) for page in made.pages]
    with pikepdf.open(io.BytesIO(cover.stamps(list(zip(texts, sizes, strict=True))))) as stamps:
        for page, stamp in zip(made.pages, stamps.pages, strict=True):
            page.contents_add(b"q", prepend=True)
            page.contents_add(b"Q")
            page.add_overlay(stamp, None)


def _outline(made: Pdf, lines: Sequence[Line], language: str) -> None:
    with made.open_outline() as outline:
        outline.root.append(OutlineItem(cover.words(language)["list"], 0))
        for line in lines:
            if line.first:
                outline.root.append(OutlineItem(f"{line.number}. {_one_line(line.item.name)}", line.first - 1))


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _saved(made: Pdf, title: str) -> bytes:
    """A neutral title, and nothing about who made it and with what."""
    for key in list(made.docinfo.keys()):
        del made.docinfo[key]
    made.docinfo[Name.Title] = title
    made.Root.PageLayout = Name.SinglePage
    made.trailer.ID = Array([secrets.token_bytes(16), secrets.token_bytes(16)])
    data = io.BytesIO()
    made.save(data, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return data.getvalue()
