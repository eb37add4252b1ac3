"""What a file is, by its bytes. Its name is only compared: people rename files, and so do attackers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from tayanch.desk.papers import pdf, photos, sound

PDF, TEXT = "application/pdf", "text/plain"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
# What a downloaded paper is called, and under which other names it may come.
ENDINGS = {PDF: "pdf", TEXT: "txt", DOCX: "docx", XLSX: "xlsx", ODT: "odt", **photos.ENDINGS, **sound.ENDINGS}
ALSO = {"jpg": {"jpeg", "jfif"}, "tiff": {"tif"}, "txt": {"text", "csv", "log"}, "ogg": {"oga", "opus"}}
ALSO |= {"m4a": {"mp4", "m4b", "aac"}}
ODT_BEGINS = b"mimetype" + ODT.encode()  # OpenDocument 1.3, part 2, 3.3: the first entry, not compressed
MAIN_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
MOST_ENTRIES, LARGEST_UNPACKED = 5000, 200 * 1024 * 1024
# Pictures of other kinds, so that the refusal can say how to turn them into one that is taken.
OTHER_PICTURES = (b"GIF8", b"BM", b"\x00\x00\x00\x0cjP  ", b"\x00\x00\x01\x00", b"<svg", b"<?xml")
HEIF_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}


class NotAPaper(Exception):
    """The file is not taken in. ``why``: "other", "large", "empty", "heic", "picture", "video", "damaged", "macros"."""

    def __init__(self, why: str = "other") -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Content:
    """What the bytes are. *pages*: of a PDF or a scan; none: not known, or there are none.

    *flaw*: "" or "locked" (a password), "broken" (kept, but it cannot be shown or joined), "active" (has scripts).
    """

    media_type: str
    pages: int | None = None
    flaw: str = ""


def media_type(data: bytes) -> str:
    """The type by the first bytes alone; raises :class:`NotAPaper`."""
    if not data:
        raise NotAPaper("empty")
    for find in _FINDERS:
        if found := find(data):
            return found
    raise NotAPaper(_why_not(data))


def look(data: bytes) -> Content:
    """The type, and whether the bytes hold what it promises; raises :class:`NotAPaper`.

    A photo must decode. A PDF that does not open is kept: it may be all the proof there is, and it is said.
    """
    found = media_type(data)
    try:
        if found in photos.ENDINGS:
            return Content(found, pages=photos.check(data))
        if found in sound.ENDINGS:
            sound.check(data, found)
    except (photos.NotAPhoto, sound.NotASound) as refusal:
        raise NotAPaper(refusal.why) from None
    return Content(found, *pdf.look(data)) if found == PDF else Content(found)


def name_fits(name: str, media_type: str) -> bool:
    """Whether the ending of *name* promises what the file is; a name without an ending promises nothing."""
    _stem, dot, ending = name.strip().lower().rpartition(".")
    own = ENDINGS[media_type]
    return not dot or ending in {own, *ALSO.get(own, ())}


def _pdf(data: bytes) -> str:
    return PDF if data.startswith(b"%PDF-") else ""


def _office(data: bytes) -> str:
    if not data.startswith(b"PK\x03\x04"):
        return ""
    if data[30:].startswith(ODT_BEGINS):
        return ODT
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _office_type(archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise NotAPaper("damaged") from None


def _office_type(entries: list[zipfile.ZipInfo]) -> str:
    names = {entry.filename for entry in entries}
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise NotAPaper("other")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise NotAPaper("macros")
    found = [kind for part, kind in MAIN_PARTS.items() if {part, "[Content_Types].xml"} <= names]
    return found[0] if found else ""


def _text(data: bytes) -> str:
    if data.lstrip()[:5].lower() in {b"<svg ", b"<?xml", b"<html", b"<!doc"}:
        return ""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""
    return TEXT if all(sign >= " " or sign in "\t\r\n\f" for sign in text) else ""


_FINDERS: tuple[Callable[[bytes], str], ...] = (_pdf, photos.type_of, sound.type_of, _office, _text)


def _why_not(data: bytes) -> str:
    if data[4:8] == b"ftyp":
        return "heic" if data[8:12] in HEIF_BRANDS else "video"
    if data.startswith(OTHER_PICTURES) or b"<svg" in data[:300].lower():
        return "picture"
    return "video" if data[:4] in {b"\x1aE\xdf\xa3", b"RIFF"} else "other"
