"""Reads the files of this package and refuses whatever is wrong in them, by file, entry and field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import yaml

from tayanch import vocabulary
from tayanch.policy.model import PolicyError
from tayanch.vocabulary.model import LANGUAGES, Text
from tayanch.yaml_text import read_yaml

T = TypeVar("T")
DATE = re.compile(r"(1[89]|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
DAY = re.compile(r"20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LINE = re.compile(r"l\.\d+(-\d+)?")
CEDAW = {str(number) for number in range(1, 17)}


class Fields:
    """One entry of a file: each field is taken once, and what nobody took is an error."""

    def __init__(self, values: Any, where: str) -> None:
        if not isinstance(values, Mapping):
            raise PolicyError(f"{where}: names with values are expected, not {type(values).__name__}")
        self.values, self.where, self.left = values, where, set(values)

    def wrong(self, name: str, why: str) -> PolicyError:
        return PolicyError(f"{self.where}: {name}: {why}")

    def _take(self, name: str, *, required: bool) -> Any:
        self.left.discard(name)
        value = self.values.get(name)
        if value in (None, "", []) and required:
            raise self.wrong(name, "is missing")
        return value

    def string(self, name: str, pattern: re.Pattern[str] | None = None, *, required: bool = True) -> str:
        value = self._take(name, required=required)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.wrong(name, f"put {value!r} in quotes, it must be text")
        if value and pattern and not pattern.fullmatch(value):
            raise self.wrong(name, f"{value!r} is not written as it should be ({pattern.pattern})")
        return value

    def number(self, name: str) -> int:
        value = self._take(name, required=True)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.wrong(name, f"{value!r} is no whole number")
        return value

    def flag(self, name: str) -> bool:
        value = self._take(name, required=False)
        if not isinstance(value, bool | None):
            raise self.wrong(name, "say true or false")
        return bool(value)

    def one_of(self, name: str, allowed: Iterable[str], default: str = "") -> Any:
        value, known = self._take(name, required=not default) or default, tuple(allowed)
        if value not in known:
            raise self.wrong(name, f"{value!r} is none of {', '.join(known)}")
        return value

    def text(self, name: str, *, required: bool = True) -> Text:
        """A text in all three languages."""
        value = self._take(name, required=required)
        if value is None:
            return Text()
        if not isinstance(value, Mapping) or set(value) != set(LANGUAGES):
            raise self.wrong(name, "has to be there in ky, ru and en, and in nothing else")
        for language, words in value.items():
            if not isinstance(words, str) or not words.strip():
                raise self.wrong(f"{name}.{language}", "is empty")
        return Text(**{language: words.strip() for language, words in value.items()})

    def strings(self, name: str, pattern: re.Pattern[str] | None = None, *, required: bool = False) -> tuple[str, ...]:
        values = self._take(name, required=required) or []
        if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
            raise self.wrong(name, "has to be a list of texts in quotes")
        for one in values:
            if pattern and not pattern.fullmatch(one):
                raise self.wrong(name, f"{one!r} is not written as it should be ({pattern.pattern})")
        return tuple(values)

    def topics(self, name: str = "topics", *, required: bool = False) -> tuple[str, ...]:
        """Concepts as ``scheme:concept``, each of them in the vocabulary."""
        found = self.strings(name, required=required)
        for one in found:
            if not is_concept(one):
                raise self.wrong(name, f"the vocabulary has no concept {one!r}")
        return found

    def many(self, name: str, read: Callable[[Fields], T], *, required: bool = False) -> tuple[T, ...]:
        values = self._take(name, required=required) or []
        if not isinstance(values, list):
            raise self.wrong(name, "has to be a list")
        return tuple(entry(one, f"{self.where}: {name} {nth}", read) for nth, one in enumerate(values, 1))


def is_concept(topic: str) -> bool:
    """Whether ``scheme:concept`` is in the vocabulary."""
    scheme, _, name = topic.partition(":")
    try:
        vocabulary.concept(f"{scheme}/{name}")
    except vocabulary.VocabularyError:
        return False
    return bool(name)


def entry(values: Any, where: str, read: Callable[[Fields], T]) -> T:
    """One entry, read by *read*; a field that *read* did not take is an error."""
    if isinstance(values, Mapping) and isinstance(values.get("id"), str):
        where = f"{where} ({values['id']})"
    fields = Fields(values, where)
    made = read(fields)
    if fields.left:
        raise PolicyError(f"{fields.where}: no field is called {', '.join(sorted(map(str, fields.left)))}")
    return made


def opened(text: str | bytes, file: str) -> Fields:
    """The names of a file with their values."""
    try:
        values = read_yaml(text)
    except yaml.YAMLError as error:
        raise PolicyError(f"{file}: cannot be read as YAML: {error}") from None
    return Fields(values, file)


def unique(file: str, ids: Iterable[object]) -> None:
    """Raise PolicyError for an id that is there twice."""
    seen: set[object] = set()
    for one in ids:
        if one in seen:
            raise PolicyError(f"{file}: {one} is there twice")
        seen.add(one)
