"""Cuts the endings off a word, by lists of endings in ``grammar.yaml``.

No stemmer is published for Kyrgyz, Uzbek or Tajik. Short lists of endings, cut from the end several times over, bring
the forms of one word together; that is all a search needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from tayanch.directory.searching.fold import fold
from tayanch.yaml_text import read_yaml

SPOKEN = ("ky", "ru", "en", "uz", "tg")


@dataclass(frozen=True, slots=True)
class _Endings:
    layers: int
    shortest: int
    all: frozenset[str]
    longest: int


def stem(word: str, language: str) -> str:
    """What is left of a folded word without its endings. Raises KeyError for a language that has no list."""
    endings = _endings()[language]
    for _ in range(endings.layers):
        most = min(endings.longest, len(word) - endings.shortest)
        cut = next((size for size in range(most, 0, -1) if word[-size:] in endings.all), 0)  # the longest that fits
        if not cut:
            break
        word = word[:-cut]
    return word


def stems(word: str) -> frozenset[str]:
    """What may be left of a word whose language is not known."""
    return frozenset(stem(word, language) for language in SPOKEN)


@cache
def says_nothing() -> frozenset[str]:
    """Folded words, of any language, that only hold a sentence together."""
    lists = _grammar()["say_nothing"].values()
    return frozenset(word for listed in lists for one in listed for word in fold(one).split())


@cache
def _endings() -> dict[str, _Endings]:
    found = {}
    for language in SPOKEN:
        given = _grammar()[language]
        folded = frozenset(fold(one) for group in given["endings"] for one in group) - {""}
        found[language] = _Endings(given["layers"], given["shortest"], folded, max(map(len, folded)))
    return found


@cache
def _grammar() -> dict[str, Any]:
    text = (resources.files("tayanch.directory.searching") / "grammar.yaml").read_text("utf-8")
    grammar: dict[str, Any] = read_yaml(text)
    return grammar
