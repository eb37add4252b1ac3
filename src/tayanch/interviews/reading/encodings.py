"""The encoding of a plain text, found from its bytes: Unicode first, else the Cyrillic one whose words look right."""

from __future__ import annotations

import codecs
import re

from tayanch.interviews.reading.base import ReadError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The first of equals is taken. kz1048 has the Kyrgyz letters ң, ө and ү where cp1251 has Serbian and Ukrainian ones.
EIGHT_BIT = ("cp1251", "kz1048", "koi8-r", "cp866", "mac-cyrillic", "cp1252")
_SAMPLE = 60_000
_COMMON = frozenset("оеаинтсрвлкмдуыгбя")  # the letters Kyrgyz and Russian use most
_OTHERS = frozenset("пзйхжшчщцэюьъфёөүңһқғўҳ")
_WORD = re.compile(r"[^\W\d_]+")
_ALLOWED = frozenset("«»–—…“”„’‘‚№\u00a0•°·\t\n\r\f\v\x1a")


def decoded(data: bytes) -> tuple[str, str]:
    """The text, and a sentence when the encoding had to be guessed (else empty).

    Raises:
        ReadError: the bytes are no text in any of them.
    """
    text, note = _unicode(data), ""
    if text is None:
        text, note = _guessed(data)
    if _is_binary(text):
        raise ReadError("it is no text. Give a transcript as DOCX, ODT, RTF, TXT, HTML, VTT, SRT or XLSX.")
    return text, note


def _guessed(data: bytes) -> tuple[str, str]:
    """UTF-8 with a few broken signs, else the likeliest of eight bits."""
    text = data.decode("utf-8", "replace")
    broken, strange = text.count("\ufffd"), sum(not letter.isascii() for letter in text)
    if broken * 20 < strange:
        return text, f"Broken signs of the file stand as \ufffd: {broken}. Look at them."
    sample = data[:_SAMPLE]
    name = max(EIGHT_BIT, key=lambda one: (_score(sample.decode(one, "replace")), -EIGHT_BIT.index(one)))
    return data.decode(name, "replace"), f"The file is not UTF-8; {name} was taken by its letters."


def _unicode(data: bytes) -> str | None:
    """The text of UTF-8, UTF-16 or UTF-32, with a mark or without."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _tried(data, name)
    if wide := _wide(data[:4096]):
        return _tried(data, wide)
    return _tried(data, "utf-8")


def _tried(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name).removeprefix("\ufeff")
    except UnicodeDecodeError:
        return None


def _wide(head: bytes) -> str:
    """UTF-16 without its mark: every other byte is 0, as with Latin letters, or 4, as with Cyrillic ones."""
    for name, half in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if half and sum(half.count(byte) for byte in (0, 4)) > 0.8 * len(half):
            return name
    return ""


def _score(text: str) -> float:
    """How much the text looks like words of Kyrgyz or Russian, or of any language in Latin letters, for each letter."""
    points, letters = 0.0, 0
    for word in _WORD.findall(text):
        letters += len(word)
        points += _points(word)
    points -= sum(3 for sign in text if not sign.isalnum() and sign > "~" and sign not in _ALLOWED)
    return points / max(1, letters)


def _points(word: str) -> float:
    is_ascii = word.isascii()
    if is_ascii:
        return float(len(word))
    found = 0.0
    for place, letter in enumerate(word):
        low = letter.lower()
        if letter != low and place and not word.isupper():
            found -= 2  # a capital inside a word
        elif low in _COMMON:
            found += 1.5
        elif low in _OTHERS:
            found += 0.5
        else:
            found -= 1
    return found - 0.5 * sum(letter.isupper() for letter in word)


def _is_binary(text: str) -> bool:
    head = text[:20_000]
    strange = sum((letter < " " and letter not in "\t\r\n\f\v\x1a") or letter == "\ufffd" for letter in head)
    return strange * 100 > max(len(head), 300)
