"""Label languages of Stata files, which lie in their characteristics (``label language`` in Stata).

A file holds one set of labels as *the* labels and the others as notes named ``_lang_v_…`` (questions) and ``_lang_l_…``
(names of sets of answers). Layout: Stata's *File formats .dta* for releases 113 to 119.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

_CODES = {"ky": "ky", "kg": "ky", "ru": "ru", "en": "en"}
_MOST = 64 * 2**20  # bytes of characteristics that are looked at


@dataclass(frozen=True, slots=True)
class Languages:
    """Labels beside the current ones: *variables* by column and language, *sets* as names of sets of answers."""

    current: str = ""
    variables: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sets: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def languages(path: Path) -> Languages:
    """The label languages of a file; none where it has only one, or is laid out otherwise than is known."""
    try:
        found = list(_characteristics(path))
    except (OSError, struct.error, ValueError, IndexError):
        return Languages()
    current = next((text for owner, name, text in found if (owner, name) == ("_dta", "_lang_c")), "")
    questions: dict[str, dict[str, str]] = {}
    answers: dict[str, dict[str, str]] = {}
    for owner, name, text in found:
        for start, kept in (("_lang_v_", questions), ("_lang_l_", answers)):
            if name.startswith(start):
                kept.setdefault(owner, {})[_code(name.removeprefix(start))] = text
    return Languages(_code(current), questions, answers)


def _code(language: str) -> str:
    """ky, ru or en for what a user called a language; her own word where it is another, "" for Stata's default."""
    word = language.lower()
    return "" if word == "default" else _CODES.get(word[:2], word)


def _characteristics(path: Path) -> Iterator[tuple[str, str, str]]:
    """Owner, name and text of each characteristic."""
    with path.open("rb") as file:
        head = file.read(2048)
        if head.startswith(b"<stata_dta>"):
            size = 33 if b"<release>117" in head else 129
            order = "<" if b"<byteorder>LSF" in head else ">"
            start = head.index(b"<map>") + 5
            places = struct.unpack(f"{order}14Q", head[start : start + 112])
            file.seek(places[8])
            block = file.read(min(_MOST, places[9] - places[8]))
            yield from _tagged(block, size, order)
        elif head[:1] in (b"\x71", b"\x72", b"\x73"):
            order = "<" if head[1] == 2 else ">"
            (count,) = struct.unpack(f"{order}H", head[4:6])
            formats = 12 if head[:1] == b"\x71" else 49
            file.seek(109 + count + 33 * count + 2 * (count + 1) + formats * count + 33 * count + 81 * count)
            yield from _expansions(file.read(_MOST), order)


def _tagged(block: bytes, size: int, order: str) -> Iterator[tuple[str, str, str]]:
    """The characteristics of releases 117 to 119, whose names take *size* bytes."""
    at = block.index(b"<characteristics>") + 17
    while block[at : at + 4] == b"<ch>":
        (length,) = struct.unpack(f"{order}I", block[at + 4 : at + 8])
        body = block[at + 8 : at + 8 + length]
        yield _text(body[:size]), _text(body[size : 2 * size]), _text(body[2 * size :])
        at += 8 + length + 5


def _expansions(block: bytes, order: str) -> Iterator[tuple[str, str, str]]:
    """The characteristics of releases 113 to 115."""
    at = 0
    while True:
        kind, length = struct.unpack(f"{order}bI", block[at : at + 5])
        if kind == 0 or length < 67:
            return
        body = block[at + 5 : at + 5 + length]
        yield _text(body[:33]), _text(body[33:66]), _text(body[66:])
        at += 5 + length


def _text(raw: bytes) -> str:
    body = raw.split(b"\0", 1)[0]
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp1251", errors="replace")
