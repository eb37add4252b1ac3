"""Transcripts from files: TXT, DOCX, ODT, RTF, HTML, VTT, SRT, and tables of answers.

>>> for transcript in read("group-03.docx", data):
...     print(len(transcript.turns), [speaker.label for speaker in transcript.speakers])

What a file is shows its content, not its name. Texts are NFC with ``\\n`` between paragraphs. Nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import PurePath

from tayanch.interviews.reading.base import MOST_BYTES, ReadError, Transcript, transcript

__all__ = ["KINDS", "ReadError", "Transcript", "read"]

KINDS = ("txt", "docx", "odt", "rtf", "html", "vtt", "srt", "xlsx", "csv")
_FORMATS = "Give a transcript as DOCX, ODT, RTF, TXT, HTML, VTT, SRT or XLSX."
_RECORDING = f"it is a recording, not a transcript. {_FORMATS}"
_PICTURE = f"it is a picture. {_FORMATS}"
_PACKED = "it is packed. Unpack it and give the files in it."
_OTHERS = (
    (b"%PDF", "it is a PDF, whose lines are no paragraphs. Open it in Word or LibreOffice and save it as DOCX."),
    (b"ID3", _RECORDING),
    (b"OggS", _RECORDING),
    (b"fLaC", _RECORDING),
    (b"RIFF", _RECORDING),
    (b"\xff\xfb", _RECORDING),
    (b"\xff\xf3", _RECORDING),
    (b"\x1aE\xdf\xa3", _RECORDING),
    (b"#!AMR", _RECORDING),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"7z\xbc\xaf", _PACKED),
    (b"Rar!", _PACKED),
    (b"\x1f\x8b", _PACKED),
    (b"SQLite format 3", f"it is a database. {_FORMATS}"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SUFFIXES = {"docx": ".docx .docm .dotx", "odt": ".odt .ott .fodt", "rtf": ".rtf", "html": ".html .htm .xhtml"}
_SUFFIXES |= {"vtt": ".vtt", "srt": ".srt", "xlsx": ".xlsx .xlsm", "csv": ".csv .tsv", "txt": ".txt .text .md .log"}
_SUFFIXES["captions"] = ".vtt .srt .txt"


def read(name: str, data: bytes, *, attributes: Sequence[str] | None = None) -> tuple[Transcript, ...]:
    """The transcripts in a file: one, or one for each row of a table of answers.

    Args:
        name: of the file; its end decides only between a table and a text.
        data: its bytes.
        attributes: names of columns of a table that are attributes of the respondent, besides those that are known.

    Raises:
        ReadError: with a sentence that says what to do: the file is empty, damaged, protected, too large or no
            transcript at all.
    """
    try:
        kind = kind_of(name, data)
        found = _read(kind, data, attributes)
    except ReadError as error:
        raise ReadError(f"{PurePath(name).name}: {error}") from error
    notes = _labelled_otherwise(name, kind)
    stem = PurePath(name).stem
    return tuple(
        replace(one, warnings=(*notes, *one.warnings), title=f"{stem} {one.title}".rstrip() if one.title else stem)
        for one in found
    )


def kind_of(name: str, data: bytes) -> str:
    """``docx``, ``odt``, ``fodt``, ``rtf``, ``html``, ``captions``, ``xlsx``, ``csv`` or ``txt``, by content.

    Raises:
        ReadError: it is none of them.
    """
    from tayanch.interviews.reading.pages import looks_like_page
    from tayanch.interviews.reading.rich import looks_rich

    if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise ReadError("it is empty. Look whether the right file was copied to its end.")
    if len(data) > MOST_BYTES:
        raise ReadError(f"it is larger than {MOST_BYTES // 1_000_000} MB. Save it without pictures and sound.")
    if data.startswith(b"PK"):
        return _packed(data)
    if data.startswith(_OLE):
        raise ReadError(_old(data))
    if told := next((told for mark, told in _OTHERS if data.startswith(mark)), None) or _film(data):
        raise ReadError(told)
    if looks_rich(data):
        return "rtf"
    if data[:400].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml") and b"<office:document" in data[:4000]:
        return "fodt"
    return "html" if looks_like_page(data) else _text_kind(name, data)


def _film(data: bytes) -> str | None:
    return _RECORDING if data[4:8] == b"ftyp" else None


def _text_kind(name: str, data: bytes) -> str:
    from tayanch.interviews.reading.captions import looks_like_captions
    from tayanch.interviews.reading.encodings import decoded

    suffix = PurePath(name).suffix.lower()
    if data[:400].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        raise ReadError(f"it is XML of another program. {_FORMATS}")
    head, _ = decoded(data[: 8192 - 8192 % 4] if len(data) > 8192 and b"\0" in data[:64] else _cut(data))
    if suffix in (".vtt", ".srt") or looks_like_captions(head.replace("\r\n", "\n")):
        return "captions"
    return "csv" if suffix in (".csv", ".tsv") else "txt"


def _cut(data: bytes) -> bytes:
    """The beginning of a text up to a line's end, so that no letter is cut in two."""
    if len(data) <= 8192:
        return data
    end = data.rfind(b"\n", 0, 8192)
    return data[: end + 1] if end > 0 else data


def _packed(data: bytes) -> str:
    from tayanch.interviews.reading.packed import opened

    with opened(data) as archive:
        names = set(archive.namelist())
        if "[Content_Types].xml" in names:
            types = archive.read("[Content_Types].xml")
            if b"wordprocessingml" in types:
                return "docx"
            if b"spreadsheetml" in types:
                return "xlsx"
            raise ReadError(f"it is no text. {_FORMATS}")
        if "mimetype" in names and "content.xml" in names:
            told = archive.read("mimetype").strip()
            if told.startswith(b"application/vnd.oasis.opendocument.text"):
                return "odt"
            raise ReadError("it is no text document. Save a text as DOCX or ODT, a table as XLSX.")
        if any(name.lower().endswith(".qde") for name in names):
            raise ReadError("it is a project of REFI-QDA, not a transcript. Use: tayanch interviews read.")
    raise ReadError(_PACKED)


def _old(data: bytes) -> str:
    """What to do with a file of Word or Excel before 2007, or with one under a password."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "it is protected by a password. Open it and save it without one."
    kind = "XLSX" if "Workbook".encode("utf-16-le") in data else "DOCX"
    return f"it is an old Office file. Open it and save it as {kind}."


def _read(kind: str, data: bytes, attributes: Sequence[str] | None) -> tuple[Transcript, ...]:
    from tayanch.interviews.reading import answers, captions, opendocument, pages, rich, word

    if kind in ("xlsx", "csv"):
        return (answers.read_workbook if kind == "xlsx" else answers.read_table)(data, attributes)
    if attributes:
        raise ReadError("it is no table, so it has no columns of attributes. Leave them out.")
    readers: dict[str, Callable[[bytes], Transcript]] = {
        "docx": word.read_word,
        "odt": opendocument.read_opendocument,
        "fodt": opendocument.read_flat,
        "rtf": rich.read_rich,
        "html": pages.read_page,
        "captions": captions.read_captions,
        "txt": _read_text,
    }
    return (readers[kind](data),)


def _read_text(data: bytes) -> Transcript:
    from tayanch.interviews.reading.encodings import decoded

    text, note = decoded(data)
    return transcript(text, [note] if note else [])


def _labelled_otherwise(name: str, kind: str) -> list[str]:
    """A note when a file is something else than its name says."""
    suffix = PurePath(name).suffix.lower()
    known = {"fodt": "odt"}.get(kind, kind)
    if suffix not in re.split(" ", " ".join(_SUFFIXES.values())) or suffix in _SUFFIXES.get(known, ""):
        return []
    return [f"The name ends with {suffix}, but the file is {known.upper()} and was read so."]
