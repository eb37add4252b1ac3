"""Photos and scans: decoded within limits, shown small, and freed of what they carry unseen.

A phone writes into a photo where and when it was taken and with which device. The copy that is kept has none of it,
and the very same pixels: segments are left out, nothing is compressed anew.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageOps

JPEG, PNG, WEBP, TIFF = "image/jpeg", "image/png", "image/webp", "image/tiff"
ENDINGS = {JPEG: "jpg", PNG: "png", WEBP: "webp", TIFF: "tiff"}
READERS = {JPEG: ("JPEG", "MPO"), PNG: ("PNG",), WEBP: ("WEBP",), TIFF: ("TIFF",)}
# A JPEG is decoded at a fraction of its size; anything else lies whole in memory, four bytes a pixel.
MOST_PIXELS = {JPEG: 200_000_000, PNG: 50_000_000, WEBP: 50_000_000, TIFF: 80_000_000}
MOST_SCANS = 200  # pages of one TIFF
SMALL, LARGE = 240, 1600  # the longer side of a picture on the screen
QUALITY = 85
ORIENTATION, MAKE, MODEL, TIME, EXIF_PART, GPS_PART, TIME_TAKEN = 0x0112, 0x010F, 0x0110, 0x0132, 0x8769, 0x8825, 0x9003
BASELINE = {*range(254, 280), *(284, 296, 297, 317, 318, 319, 320, 321, 338, 339, 282, 283), *range(529, 533)}


class NotAPhoto(Exception):
    """It does not decode. ``why``: "damaged" or "huge"."""

    def __init__(self, why: str = "damaged") -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Carried:
    """What a photo tells besides its pixels. *place*: ``55.75580, 37.61730``; *taken*: ``2025-03-04 10:22``."""

    place: str = ""
    taken: str = ""
    device: str = ""

    @property
    def kinds(self) -> list[str]:
        return [name for name in ("place", "taken", "device") if getattr(self, name)]


def type_of(data: bytes) -> str:
    """The media type by the first bytes, "" for anything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return WEBP
    return TIFF if data.startswith((b"II*\x00", b"MM\x00*")) else ""


def pages(data: bytes) -> int:
    """How many pictures there are: a TIFF is often a scan of many pages. Raises :class:`NotAPhoto`."""
    count = 1
    with _opened(data) as image, suppress(EOFError):
        while image.format == "TIFF":  # asking for all of them would read a million empty ones
            if count > MOST_SCANS:
                raise NotAPhoto("huge")
            image.seek(count)
            count += 1
    return count


def check(data: bytes) -> int:
    """Decode every picture; how many there are. Raises :class:`NotAPhoto`."""
    count = pages(data)
    with _opened(data) as image:
        for number in range(count):
            _load(image, number, LARGE)
    return count


def picture(data: bytes, longest: int, turned: int = 0, page: int = 0) -> bytes:
    """A JPEG of one page, upright, at most *longest* pixels on its longer side; it carries nothing but pixels.

    *turned*: degrees clockwise. Raises :class:`NotAPhoto`.
    """
    with _opened(data) as image:
        paper = ImageOps.exif_transpose(_load(image, page, longest))
        paper = paper.convert("RGBA" if paper.has_transparency_data else "RGB")
        paper.thumbnail((longest, longest))
        if paper.mode == "RGBA":
            white = Image.new("RGBA", paper.size, "white")
            paper = Image.alpha_composite(white, paper).convert("RGB")
        made = io.BytesIO()
        (paper.rotate(-turned, expand=True) if turned else paper).save(made, "JPEG", quality=QUALITY)
        return made.getvalue()


def size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels. Raises :class:`NotAPhoto`."""
    with _opened(data) as image:
        return image.size


def carried(data: bytes) -> Carried:
    """Where, when and with what it was taken, as far as it says so. Raises :class:`NotAPhoto`."""
    with _opened(data) as image:
        exif = image.getexif()
        inner = exif.get_ifd(EXIF_PART)
        device = " ".join(str(exif[tag]).strip("\x00 ") for tag in (MAKE, MODEL) if exif.get(tag))
        return Carried(_place(exif.get_ifd(GPS_PART)), _moment(inner.get(TIME_TAKEN) or exif.get(TIME)), device[:80])


def clean(data: bytes) -> bytes:
    """The photo without place, time, device, comments, inner previews and whatever hangs behind its end.

    The same bytes when there is nothing of the kind. Raises :class:`NotAPhoto`.
    """
    kind = type_of(data)
    with _opened(data) as image:
        orientation = int(image.getexif().get(ORIENTATION, 1) or 1)
        if kind == TIFF:
            return _clean_tiff(image, data)
    try:
        return _CLEANERS[kind](data, orientation if orientation in range(2, 9) else 1)
    except (ValueError, IndexError, struct.error):  # an odd file that decodes all the same
        return picture(data, 10_000)


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    kind = type_of(data)
    try:
        with Image.open(io.BytesIO(data), formats=READERS.get(kind, ())) as image:
            if image.width * image.height > MOST_PIXELS[kind]:
                raise NotAPhoto("huge")
            yield image
    except (NotAPhoto, MemoryError):
        raise
    except Exception:  # the decoders raise whatever a broken file makes them meet
        raise NotAPhoto from None


def _load(image: Image.Image, page: int, longest: int) -> Image.Image:
    if page or image.format == "TIFF":
        image.seek(page)
        if image.width * image.height > MOST_PIXELS[TIFF]:
            raise NotAPhoto("huge")
    image.draft("RGB", (longest, longest))
    image.load()
    return image


def _place(gps: dict[int, Any]) -> str:
    try:
        north = _degrees(gps[2]) * (-1 if gps.get(1) == "S" else 1)
        east = _degrees(gps[4]) * (-1 if gps.get(3) == "W" else 1)
    except (KeyError, TypeError, ValueError, ZeroDivisionError, IndexError):
        return ""
    return f"{north:.5f}, {east:.5f}" if abs(north) <= 90 and abs(east) <= 180 else ""


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600


def _moment(text: Any) -> str:
    found = re.fullmatch(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d):\d\d\D*", str(text or "").strip("\x00 "))
    return f"{found[1]}-{found[2]}-{found[3]} {found[4]}" if found and found[1] != "0000" else ""


# --- the same pixels without the rest ------------------------------------------------------------------------


def _turn_note(orientation: int) -> bytes:
    """The smallest TIFF directory that says which side is up (Exif 2.32, 4.6.4 A)."""
    return b"II*\x00\x08\x00\x00\x00\x01\x00" + struct.pack("<HHIHHI", ORIENTATION, 3, 1, orientation, 0, 0)


SCAN_END = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def _clean_jpeg(data: bytes, orientation: int) -> bytes:
    """ISO/IEC 10918-1, Annex B: markers, of which pictures need all but APPn and comments."""
    first: list[bytes] = []
    rest: list[bytes] = []
    at = 2
    while True:
        while data[at : at + 2] == b"\xff\xff":
            at += 1
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if data[at] != 0xFF or (marker != 0xD9 and length < 2):
            raise ValueError("no marker where one must be")
        if marker == 0xD9:
            break
        end = at + 2 + length
        if marker == 0xDA:
            found = SCAN_END.search(data, end)
            end = found.start() if found else len(data)
        if _is_needed(marker, data[at + 4 : at + 16]):
            (first if marker == 0xE0 else rest).append(data[at:end])
        at = end
    note = b"Exif\x00\x00" + _turn_note(orientation)
    turn = [b"\xff\xe1" + (len(note) + 2).to_bytes(2, "big") + note] if orientation != 1 else []
    return b"".join([b"\xff\xd8", *first, *turn, *rest, b"\xff\xd9"])


def _is_needed(marker: int, begins: bytes) -> bool:
    kept = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}
    if 0xE0 <= marker <= 0xEF:
        return marker in kept and begins.startswith(kept[marker])
    return marker != 0xFE


PNG_CHUNKS = {
    b"IHDR",
    b"PLTE",
    b"IDAT",
    b"IEND",
    b"tRNS",
    b"gAMA",
    b"cHRM",
    b"sRGB",
    b"iCCP",
    b"sBIT",
    b"pHYs",
    b"bKGD",
}


def _clean_png(data: bytes, orientation: int) -> bytes:
    """PNG (third edition), 5.3: a chunk is a length, a type, the data and a checksum."""
    kept, at, kind = [data[:8]], 8, b""
    while kind != b"IEND":
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if len(kind) != 4:
            raise ValueError("no end")
        if kind == b"IDAT" and orientation != 1:
            note, orientation = _turn_note(orientation), 1
            kept.append(struct.pack(">I", len(note)) + b"eXIf" + note + struct.pack(">I", zlib.crc32(b"eXIf" + note)))
        if kind in PNG_CHUNKS:
            kept.append(data[at : at + 12 + length])
        at += 12 + length
    return b"".join(kept)


WEBP_CHUNKS = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
SAYS_EXIF, SAYS_XMP = 0x08, 0x04


def _clean_webp(data: bytes, orientation: int) -> bytes:
    """RFC 9649, 2.7: RIFF chunks, padded to even lengths; VP8X says which of them there are."""
    kept, at, end = [], 12, min(len(data), 8 + int.from_bytes(data[4:8], "little"))
    while at + 8 <= end:
        kind, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        chunk = data[at : at + 8 + length + length % 2]
        if kind == b"VP8X":
            flags = chunk[8] & ~(SAYS_EXIF | SAYS_XMP) | (SAYS_EXIF if orientation != 1 else 0)
            chunk = chunk[:8] + bytes([flags]) + chunk[9:]
        if kind in WEBP_CHUNKS:
            kept.append(chunk)
        at += 8 + length + length % 2
    if orientation != 1:
        note = _turn_note(orientation)
        kept.append(b"EXIF" + struct.pack("<I", len(note)) + note)
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _clean_tiff(image: Image.Image, data: bytes) -> bytes:
    """TIFF 6.0, part 1: a scan with baseline tags only stays as it is; any other is written anew without loss."""
    frames, extra = [], False
    for number in range(pages(data)):
        upright = ImageOps.exif_transpose(_load(image, number, LARGE))
        extra = extra or bool(set(getattr(image, "tag_v2", ())) - BASELINE)
        plain = Image.new(upright.mode, upright.size)
        plain.paste(upright)
        if upright.mode == "P":
            plain.putpalette(upright.getpalette() or [])
        frames.append(plain)
    if not extra:
        return data
    made = io.BytesIO()
    dots = image.info.get("dpi", (200, 200))
    frames[0].save(made, "TIFF", compression="tiff_deflate", save_all=True, append_images=frames[1:], dpi=dots)
    return made.getvalue()


_CLEANERS: dict[str, Callable[[bytes, int], bytes]] = {JPEG: _clean_jpeg, PNG: _clean_png, WEBP: _clean_webp}
