"""A place that becomes a hiding place: its address goes, and nobody can write it into the entry again by mistake.

The address is not kept. What is kept is a keyed code of it: a text that has the same words or digits is recognised,
and nobody learns the address from the code.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from tayanch.directory import hiding
from tayanch.directory.model import Organisation
from tayanch.store.state import keyring

Code = list[Any]  # how many words (or digits, if negative), and their code
_WORD = re.compile(r"[\w.]+")


def newly_hidden(old: Organisation, new: Organisation) -> set[str]:
    """Every piece of text that would give away a place that was open in *old* and is hidden in *new*."""
    hidden_in = {place.city for place in new.places if place.hidden}
    still_open = {place for place in new.places if not place.hidden}
    gone = [place for place in old.places if not place.hidden and place.city in hidden_in and place not in still_open]
    return hiding.secrets(replace(old, places=tuple(replace(place, hidden=True) for place in gone)))


def codes(pieces: Iterable[str]) -> list[Code]:
    """What is kept of them. A point on the map is none: it is written in too many ways."""
    found = [_digit_code(piece) if piece.isdigit() else _word_code(_words(piece)) for piece in sorted(pieces)]
    return [code for code in found if code[0]]


def tells(codes: Iterable[Code], text: str) -> bool:
    """Whether *text* says something of which there is a code."""
    words, digits = _words(text), re.sub(r"\D", " ", re.sub(r"(?<=\d)[\s()\-–+]+(?=\d)", "", text)).split()
    return any(code == kept for kept in codes for code in _codes_of(abs(kept[0]), kept[0] < 0, words, digits))


def _codes_of(size: int, are_digits: bool, words: list[str], digits: list[str]) -> Iterator[Code]:
    if are_digits:
        runs = (run[at : at + size] for run in digits for at in range(len(run) - size + 1))
        yield from (_digit_code(run) for run in runs)
    else:
        yield from (_word_code(words[at : at + size]) for at in range(len(words) - size + 1))


def _words(text: str) -> list[str]:
    return [word.strip(".") for word in _WORD.findall(text.casefold())]


def _word_code(words: list[str]) -> Code:
    is_point = len(words) == 1 and words[0].replace(".", "").isdigit()
    return [0 if is_point else len(words), _code(" ".join(words))]


def _digit_code(digits: str) -> Code:
    return [-len(digits), _code(digits)]


def _code(text: str) -> str:
    return hmac.digest(keyring().key("directory-hidden"), text.encode(), "sha256").hex()[:32]
