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
    longest_first: tuple[str, ...]


def stem(word: str, language: str) -> str:
    """What is left of a folded word without its endings. Raises KeyError for a language that has no list."""
    endings = _endings()[language]
    for _ in range(endings.layers):
        cut = next((one for one in endings.longest_first if _may_cut(word, one, endings.shortest)), None)
        if cut is None:
            break
        word = word[: -len(cut)]
    return word


def stems(word: str) -> frozenset[str]:
    """What may be left of a word whose language is not known."""
    return frozenset(stem(word, language) for language in SPOKEN)


@cache
def says_nothing() -> frozenset[str]:
    """Folded words, of any language, that only hold a sentence together."""
    lists = _grammar()["say_nothing"].values()
    return frozenset(word for listed in lists for one in listed for word in fold(one).split())


def _may_cut(word: str, ending: str, shortest: int) -> bool:
    return word.endswith(ending) and len(word) - len(ending) >= shortest


@cache
def _endings() -> dict[str, _Endings]:
    found = {}
    for language in SPOKEN:
        given = _grammar()[language]
        folded = {fold(one) for group in given["endings"] for one in group} - {""}
        ordered = tuple(sorted(folded, key=lambda one: (-len(one), one)))
        found[language] = _Endings(given["layers"], given["shortest"], ordered)
    return found


@cache
def _grammar() -> dict[str, Any]:
    text = (resources.files("tayanch.directory.searching") / "grammar.yaml").read_text("utf-8")
    grammar: dict[str, Any] = read_yaml(text)
    return grammar
