"""Photos, scans, sounds and PDFs for tests, all of them invented; some carry what phones write into photos."""

from __future__ import annotations

import io
import struct

import pikepdf
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

PLACE = (55.0, 45.0, 20.88), (37.0, 37.0, 2.28)
SAID_PLACE = "55.75580, 37.61730"
DEVICE = "Xiaomi Redmi (invented)"
HIDDEN = b"hidden words of the phone"


def image(size: tuple[int, int] = (400, 300), colour: str = "teal") -> Image.Image:
    """A picture whose upper left corner is red, so that a turn can be seen."""
    made = Image.new("RGB", size, colour)
    ImageDraw.Draw(made).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="red")
    return made


def exif(*, orientation: int = 1, place: bool = True) -> Image.Exif:
    """What a phone writes: device, time, place."""
    made = Image.Exif()
    made[0x010F], made[0x0110], made[0x0112] = DEVICE.split(" ", 1)[0], DEVICE.split(" ", 1)[1], orientation
    made.get_ifd(0x8769)[0x9003] = "2025:03:04 10:22:33"
    if place:
        gps = made.get_ifd(0x8825)
        gps[1], gps[2], gps[3], gps[4] = "N", PLACE[0], "E", PLACE[1]
    return made


def photo(*, orientation: int = 1, place: bool = True, tail: bytes = b"", colour: str = "teal") -> bytes:
    """A JPEG as a phone makes it; *tail* hangs behind its end, as moving pictures and previews do."""
    made = io.BytesIO()
    image(colour=colour).save(made, "JPEG", exif=exif(orientation=orientation, place=place), comment=HIDDEN)
    return made.getvalue() + tail


def screenshot() -> bytes:
    made = io.BytesIO()
    words = PngInfo()
    words.add_text("Author", HIDDEN.decode())
    image().save(made, "PNG", pnginfo=words, exif=exif())
    return made.getvalue() + HIDDEN


def webp(*, orientation: int = 1) -> bytes:
    made = io.BytesIO()
    image().save(made, "WEBP", exif=exif(orientation=orientation), xmp=HIDDEN, lossless=True)
    return made.getvalue()


def scan(pages: int = 3, *, named: bool = True) -> bytes:
    """A TIFF of many pages, as scanners make it."""
    made = io.BytesIO()
    tags = {270: HIDDEN.decode(), 33432: "me", 34675: b"x"} if named else {}
    first, *rest = [image(colour=colour) for colour in ("teal", "navy", "olive")[:pages]]
    first.save(made, "TIFF", save_all=True, append_images=rest, tiffinfo=tags)
    return made.getvalue()


def pdf(pages: int = 1, *, words: str = "", turned: int = 0, password: str = "", script: bool = False) -> bytes:
    """A PDF with a word on each page."""
    with pikepdf.Pdf.new() as made:
        for number in range(1, pages + 1):
            page = made.add_blank_page(page_size=(400, 600))
            font = pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
            page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
            page.obj.Contents = made.make_stream(f"BT /F 20 Tf 40 500 Td ({words} {number}) Tj ET".encode())
            page.rotate(turned, relative=False)
        if script:
            run = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
            made.Root.OpenAction = run
            made.pages[0].obj.AA = pikepdf.Dictionary(O=run)
            link = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))
            note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=link)
            made.pages[0].obj.Annots = pikepdf.Array([made.make_indirect(note)])
        kept = io.BytesIO()
        made.save(kept, encryption=pikepdf.Encryption(owner=password, user=password) if password else False)
    return kept.getvalue()


def ogg(codec: bytes = b"OpusHead") -> bytes:
    packet = codec + b"\x01\x01" + bytes(9)
    return b"OggS\x00\x02" + bytes(20) + bytes([1, len(packet)]) + packet


def mp3() -> bytes:
    frame = b"\xff\xfb\x90\x00" + bytes(413)  # 128 kbit/s at 44100 Hz: 417 bytes
    return b"ID3\x04\x00\x00\x00\x00\x00\x0a" + bytes(10) + frame * 3


def m4a(*, handler: bytes = b"soun", place: bool = False, brand: bytes = b"M4A ") -> bytes:
    inner = b"hdlr" + bytes(8) + handler + (b"\xa9xyz+55.75+037.61/" if place else b"")
    boxes = [(b"ftyp", brand + bytes(8)), (b"moov", inner), (b"mdat", b"sound")]
    return b"".join(struct.pack(">I", len(body) + 8) + kind + body for kind, body in boxes)


HEIC = struct.pack(">I", 24) + b"ftypheic" + bytes(4) + b"mif1heic"
