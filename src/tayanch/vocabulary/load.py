"""Reads the scheme files, refuses whatever is wrong in them, and keeps the result."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

import yaml

from tayanch.vocabulary.model import LANGUAGES, Concept, Scheme, Text, VocabularyError, Words
from tayanch.yaml_text import read_yaml

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SDG = re.compile(r"([1-9]|1[0-7])\.([1-9]\d?|[a-d])\.[1-9]\d?")
_CONCEPT_KEYS = {"id", "label", "note", "source", "broader", "notation", "alt", "mappings"}
_SCHEME_KEYS = {"id", "title", "note", "source", "translation_status", "concepts"}
_STATUSES = {"draft", "reviewed"}

ILO_FORCED_LABOUR_INDICATORS = (
    "abuse of vulnerability",
    "deception",
    "restriction of movement",
    "isolation",
    "physical and sexual violence",
    "intimidation and threats",
    "retention of identity documents",
    "withholding of wages",
    "debt bondage",
    "abusive working and living conditions",
    "excessive overtime",
)
"""The eleven indicators of the ILO, Special Action Programme to Combat Forced Labour (2012)."""


def _article(last: int) -> Callable[[str], bool]:
    return lambda value: value.isdecimal() and 1 <= int(value) <= last


# Substantive articles: CEDAW 1-16; the migrant workers' convention 7-71 (72-93 are about its committee).
STANDARDS: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        "cedaw": _article(16),
        "icrmw": _article(71),
        "ilo_forced_labour": lambda value: value in ILO_FORCED_LABOUR_INDICATORS,
        "sdg": lambda value: _SDG.fullmatch(value) is not None,
    }
)


def parse_scheme(text: str, scheme_id: str) -> Scheme:
    """A scheme from the text of its file.

    Raises VocabularyError naming the file and the concept for: broken YAML, an unknown key, a missing
    label, note or source, a bad or repeated id, a broader concept of this scheme that is not there, or
    a mapping outside its standard. Broader concepts in other schemes are checked by `schemes`.
    """
    where = f"{scheme_id}.yaml"
    data = _mapping(_yaml(text, where), _SCHEME_KEYS, where)
    if data.get("id") != scheme_id:
        raise VocabularyError(f"{where}: id is {data.get('id')!r}, the file name says {scheme_id!r}")
    concepts = tuple(_concept(item, scheme_id, where) for item in _list(data.get("concepts"), where))
    _check_unique(concepts, where)
    _check_own_broader(concepts, scheme_id, where)
    return Scheme(
        id=scheme_id,
        titles=_text(data.get("title"), LANGUAGES, f"{where}: title"),
        note=_string(data.get("note"), f"{where}: note"),
        source=_string(data.get("source"), f"{where}: source"),
        status=_status(data.get("translation_status"), where),
        concepts=concepts,
    )


@cache
def scheme(scheme_id: str) -> Scheme:
    """One scheme by its id. Raises VocabularyError when there is none."""
    file = _folder() / f"{scheme_id}.yaml"
    if _ID.fullmatch(scheme_id) is None or not file.is_file():
        raise VocabularyError(f"no scheme {scheme_id!r}")
    return parse_scheme(file.read_text(encoding="utf-8"), scheme_id)


@cache
def schemes() -> Mapping[str, Scheme]:
    """All schemes by id, in alphabetical order, with broader concepts across schemes checked."""
    names = sorted(f.name.removesuffix(".yaml") for f in _folder().iterdir() if f.name.endswith(".yaml"))
    found = {name: scheme(name) for name in names}
    for one in found.values():
        check_broader(one, found)
    return MappingProxyType(found)


@cache
def concept(full_id: str) -> Concept:
    """One concept by its full id, such as "need/unpaid-wages". Raises VocabularyError when there is none."""
    scheme_id, _, own = full_id.partition("/")
    for one in scheme(scheme_id):
        if one.id == own:
            return one
    raise VocabularyError(f"{scheme_id}.yaml: no concept {own!r}")


def check_broader(one: Scheme, found: Mapping[str, Scheme]) -> None:
    """Raises VocabularyError when a concept's broader concept is in none of the schemes in `found`."""
    known = {c.full_id for s in found.values() for c in s}
    for c in one:
        if c.broader is not None and c.broader not in known:
            raise VocabularyError(f"{one.id}.yaml, {c.id}: broader {c.broader!r} does not exist")


def _folder() -> Traversable:
    return resources.files("tayanch.vocabulary") / "schemes"


def _yaml(text: str, where: str) -> object:
    try:
        return read_yaml(text)
    except yaml.YAMLError as error:
        raise VocabularyError(f"{where}: {error}") from error


def _concept(item: object, scheme_id: str, where: str) -> Concept:
    own = item.get("id") if isinstance(item, dict) else None
    if not isinstance(own, str) or _ID.fullmatch(own) is None:
        raise VocabularyError(f"{where}: {own!r} is not an id in small letters, digits and hyphens")
    here = f"{where}, {own}"
    data = _mapping(item, _CONCEPT_KEYS, here)
    return Concept(
        scheme_id=scheme_id,
        id=own,
        labels=_text(data.get("label"), LANGUAGES, f"{here}: label"),
        notes=_text(data.get("note"), ("en",), f"{here}: note"),
        source=_string(data.get("source"), f"{here}: source"),
        broader=_broader(data.get("broader"), scheme_id, here),
        notation=_string(data["notation"], f"{here}: notation") if "notation" in data else None,
        alts=_words(data.get("alt"), here),
        mappings=_mappings(data.get("mappings"), here),
    )


def _mapping(value: object, keys: set[str], where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise VocabularyError(f"{where}: expected keys and values, got {value!r}")
    if unknown := sorted(str(key) for key in value if key not in keys):
        raise VocabularyError(f"{where}: unknown {', '.join(unknown)}")
    return value


def _list(value: object, where: str) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise VocabularyError(f"{where}: expected a list, got {value!r}")
    return value


def _string(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise VocabularyError(f"{where}: expected a text, got {value!r}")
    return value.strip()


def _text(value: object, required: tuple[str, ...], where: str) -> Text:
    data = _mapping(value, set(LANGUAGES), where)
    if missing := [lang for lang in required if lang not in data]:
        raise VocabularyError(f"{where}: nothing in {', '.join(missing)}")
    return Text(**{lang: _string(text, f"{where} in {lang}") for lang, text in data.items()})


def _words(value: object, where: str) -> Words:
    data = _mapping(value or {}, set(LANGUAGES), f"{where}: alt")
    return Words(
        **{
            lang: tuple(_string(word, f"{where}: alt in {lang}") for word in _list(words, f"{where}: alt"))
            for lang, words in data.items()
        }
    )


def _mappings(value: object, where: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    data = _mapping(value or {}, set(STANDARDS), f"{where}: mappings")
    pairs = ((name, tuple(_list(data[name], f"{where}: {name}"))) for name in STANDARDS if name in data)
    return tuple((name, _in_range(name, values, where)) for name, values in pairs)


def _in_range(name: str, values: tuple[object, ...], where: str) -> tuple[str, ...]:
    texts = tuple(_string(value, f"{where}: {name}") for value in values)
    for text in texts:
        if not STANDARDS[name](text):
            raise VocabularyError(f"{where}: {text!r} is not in {name}")
    return texts


def _broader(value: object, scheme_id: str, where: str) -> str | None:
    if value is None:
        return None
    text = _string(value, f"{where}: broader")
    return text if "/" in text else f"{scheme_id}/{text}"


def _status(value: object, where: str) -> tuple[tuple[str, str], ...]:
    data = _mapping(value, set(LANGUAGES), f"{where}: translation_status")
    for lang, status in data.items():
        if status not in _STATUSES:
            raise VocabularyError(f"{where}: translation_status of {lang} is {status!r}")
    return tuple(data.items())


def _check_unique(concepts: tuple[Concept, ...], where: str) -> None:
    seen: set[str] = set()
    for one in concepts:
        if one.id in seen:
            raise VocabularyError(f"{where}, {one.id}: the id is there twice")
        seen.add(one.id)


def _check_own_broader(concepts: tuple[Concept, ...], scheme_id: str, where: str) -> None:
    # A broader concept must come first in the file, which also rules out circles.
    seen: set[str] = set()
    for one in concepts:
        if one.broader and one.broader.startswith(f"{scheme_id}/") and one.broader not in seen:
            raise VocabularyError(f"{where}, {one.id}: broader {one.broader!r} is not above it in the file")
        seen.add(one.full_id)
