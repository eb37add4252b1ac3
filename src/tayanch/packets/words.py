"""Six words that two people compare by voice."""

from __future__ import annotations

from functools import cache
from importlib import resources

from nacl.pwhash import argon2id

from tayanch.yaml_text import read_yaml

LANGUAGES = ("ky", "ru", "en")
COUNT = 6
# Each of 2**48 guesses at the six words of another key costs this much: RFC 9106, 64 MiB and three passes.
MEMORY_BYTES, PASSES = 64 * 1024 * 1024, 3
_SALT = b"tayanch six word"  # sixteen bytes; one salt for all, because both sides must come to the same words


@cache
def nouns() -> tuple[dict[str, str], ...]:
    """The 256 words in their order, each ``{"en": …, "ky": …, "ru": …}``."""
    text = resources.files("tayanch.packets").joinpath("words.yaml").read_text("utf-8")
    return tuple({"en": en, "ky": ky, "ru": ru} for en, (ky, ru) in read_yaml(text).items())


@cache
def _places(fingerprint: bytes) -> bytes:
    return argon2id.kdf(32, fingerprint, _SALT, opslimit=PASSES, memlimit=MEMORY_BYTES)[:COUNT]


def six_words(fingerprint: bytes, language: str) -> list[str]:
    """The words of a key's 32-byte fingerprint in ``ky``, ``ru`` or ``en``; about 0.2 s the first time."""
    return [nouns()[place][language] for place in _places(fingerprint)]
