"""Reads the library of indicator definitions, refuses whatever is wrong in it, and keeps the result.

``definitions/*.yaml`` hold the indicators of one source kind each, and ``definitions/texts.yaml`` methods and caveats
that several of them share. A file begins with its *source* and *status*; then come *indicators*::

    - id: desk-wages-share          # never used again for something else
      version: 2
      name: {ky: …, ru: …, en: …}   # so also concept, numerator and, of shares, denominator
      method: desk-share            # a key of texts.yaml, several keys in a list, or a text of its own
      caveats: [not-prevalence]
      unit: share of consultations  # a key of units.yaml
      by_sex: true
      by: [country, stage]
      topics: [need:unpaid-wages]
      links: {cedaw: ["11"], sdg: ["8.8"]}
      query: {…}                    # desk: see tayanch.indicators.queries
      changed: {ky: …, ru: …, en: …}  # from the second version on: since when and why it counts otherwise
      earlier:                      # versions before, the latest first: only what was different
        - {version: 1, query: {…}}

A change that changes values makes the next version. What that is, is measured: :func:`fingerprint`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, get_args

import yaml

from tayanch import vocabulary
from tayanch.indicators.errors import DefinitionError
from tayanch.indicators.linking import check_links
from tayanch.indicators.model import Indicator, SourceKind
from tayanch.indicators.queries import codes_of, desk_query
from tayanch.indicators.source_queries import check_query
from tayanch.indicators.units import units
from tayanch.vocabulary.model import LANGUAGES, Text, VocabularyError
from tayanch.yaml_text import read_yaml

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FILE_KEYS = {"source", "status", "indicators"}
_TEXTS = ("name", "concept", "numerator", "denominator", "method", "caveats", "needs", "changed")
_REQUIRED = {"id", "version", "name", "concept", "numerator", "method", "caveats", "unit", "by_sex", "query"}
_KEYS = _REQUIRED | {"denominator", "by", "topics", "links", "flags", "needs", "changed", "earlier", "status"}
_FLAGS = {"not-asked"}
_STATUSES = ("draft", "reviewed")
_EMPTY = Text()

Texts = Mapping[str, Text]


@cache
def definitions() -> Mapping[str, Indicator]:
    """The current version of every indicator by its id, in the order of the files.

    Raises:
        DefinitionError: a file is wrong; the message names the file and the indicator.
    """
    return MappingProxyType({versions[0].id: versions[0] for versions in _library().values()})


def about(topic: str) -> tuple[Indicator, ...]:
    """The indicators that belong to a concept (``need:unpaid-wages``, or with a slash), in the library's order."""
    wanted = topic.replace("/", ":", 1)
    return tuple(one for one in definitions().values() if wanted in one.topics)


def versions(indicator: str) -> tuple[Indicator, ...]:
    """Every version of an indicator, the current first. Raises DefinitionError when there is no such indicator."""
    if indicator not in _library():
        raise DefinitionError(f"there is no indicator {indicator!r}; `tayanch evidence indicators` lists them")
    return _library()[indicator]


def version_of(indicator: str, version: int) -> Indicator:
    """One version: what a value of that time was counted by. Raises DefinitionError when it is not there."""
    found = [one for one in versions(indicator) if one.version == version]
    if not found:
        raise DefinitionError(f"{indicator} has no version {version}")
    return found[0]


def fingerprint(indicator: Indicator) -> str:
    """SHA-256 over what decides values: source, query, unit and breakdowns. Texts, links and status do not.

    Of the desk also every code that is compared with: where the vocabulary puts a concept below another, values change.
    """
    decides: dict[str, Any] = {
        "source": indicator.source,
        "query": _plain(indicator.query),
        "unit": indicator.unit,
        "by_sex": indicator.by_sex,
        "by": sorted(indicator.by),
    }
    if indicator.source == "desk":
        decides["codes"] = codes_of(desk_query(indicator.query))
    text = json.dumps(decides, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """What stands in a query without the order of its keys and the texts that only explain it."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items() if key != "question"}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value


# --- the files -------------------------------------------------------------------------------------------------------


@cache
def _library() -> Mapping[str, tuple[Indicator, ...]]:
    folder = resources.files("tayanch.indicators") / "definitions"
    shared = read_texts((folder / "texts.yaml").read_text(encoding="utf-8"))
    found: dict[str, tuple[Indicator, ...]] = {}
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".yaml") and file.name != "texts.yaml":
            for many in read_definitions(file.read_text(encoding="utf-8"), file.name, shared):
                if many[0].id in found:
                    raise DefinitionError(f"{file.name}, {many[0].id}: the id is there twice")
                found[many[0].id] = many
    return MappingProxyType(found)


def read_texts(text: str) -> Texts:
    """Shared methods and caveats by their keys. Raises DefinitionError."""
    data = _mapping(_yaml(text, "texts.yaml"), None, "texts.yaml")
    return {key: _text(value, f"texts.yaml, {key}") for key, value in data.items()}


def read_definitions(text: str, file: str, shared: Texts | None = None) -> tuple[tuple[Indicator, ...], ...]:
    """The indicators of one file, each with all its versions, the current first.

    Args:
        text: of the file. file: its name, for errors.
        shared: what *method* and *caveats* may name.

    Raises:
        DefinitionError: broken YAML, an unknown or missing key, a text without one of the languages, a concept, code,
            column, unit, article or goal that does not exist, versions that do not go down by one.
    """
    data = _mapping(_yaml(text, file), _FILE_KEYS, file)
    if data.get("source") not in get_args(SourceKind):
        raise DefinitionError(f"{file}: source is {data.get('source')!r}, not one of {', '.join(get_args(SourceKind))}")
    if data.get("status") not in _STATUSES:
        raise DefinitionError(f"{file}: status is {data.get('status')!r}, not draft or reviewed")
    items = data.get("indicators")
    if not isinstance(items, list) or not items:
        raise DefinitionError(f"{file}: there is no list of indicators")
    return tuple(_versions(item, data, file, shared or {}) for item in items)


def _versions(item: Any, data: Mapping[str, Any], file: str, shared: Texts) -> tuple[Indicator, ...]:
    own = item.get("id") if isinstance(item, dict) else None
    if not isinstance(own, str) or _ID.fullmatch(own) is None:
        raise DefinitionError(f"{file}: {own!r} is not an id in small letters, digits and hyphens")
    where = f"{file}, {own}"
    current = _mapping(item, _KEYS, where)
    if missing := sorted(_REQUIRED - set(current)):
        raise DefinitionError(f"{where}: nothing under {', '.join(missing)}")
    earlier = current.pop("earlier", [])
    states = [current]
    for older in earlier if isinstance(earlier, list) else [earlier]:
        # What an older version does not say was as in the one after it, but for the reason of the change.
        rest = {key: value for key, value in states[-1].items() if key != "changed"}
        states.append(rest | _mapping(older, _KEYS - {"id", "earlier"}, f"{where}, earlier"))
    numbers = [state["version"] for state in states]
    if numbers != list(range(len(states), 0, -1)):
        raise DefinitionError(f"{where}: the versions are {numbers}; they must go down to 1, one by one")
    found = tuple(_indicator(state, data, f"{where}, version {state['version']}", shared) for state in states)
    if any(one.version > 1 and one.changed == _EMPTY for one in found):
        raise DefinitionError(f"{where}: from version 2 on, `changed` says since when and why it counts otherwise")
    return found


def _indicator(state: Mapping[str, Any], data: Mapping[str, Any], where: str, shared: Texts) -> Indicator:
    texts = {key: _words(state[key], f"{where}: {key}", shared) for key in _TEXTS if key in state}
    found = Indicator(
        id=state["id"],
        version=state["version"],
        name=texts["name"],
        concept=texts["concept"],
        unit=str(state["unit"]),
        numerator=texts["numerator"],
        denominator=texts.get("denominator", _EMPTY),
        by_sex=state["by_sex"],
        by=_strings(state.get("by", []), f"{where}: by"),
        source=data["source"],
        query=_frozen(_mapping(state["query"], None, f"{where}: query")),
        method=texts["method"],
        caveats=texts["caveats"],
        topics=_strings(state.get("topics", []), f"{where}: topics"),
        links=_links(state.get("links", {}), where),
        status=state.get("status", data["status"]),
        flags=_strings(state.get("flags", []), f"{where}: flags"),
        needs=texts.get("needs", _EMPTY),
        changed=texts.get("changed", _EMPTY),
    )
    _check(found, where)
    return found


def _check(found: Indicator, where: str) -> None:
    if not isinstance(found.by_sex, bool):
        raise DefinitionError(f"{where}: by_sex is true or false, not {found.by_sex!r}")
    if found.unit not in units():
        raise DefinitionError(f"{where}: unit {found.unit!r} is not in units.yaml")
    if units()[found.unit].is_share and found.denominator == _EMPTY:
        raise DefinitionError(f"{where}: a share says in `denominator` what it is a share of")
    if found.status not in _STATUSES or set(found.flags) - _FLAGS:
        raise DefinitionError(f"{where}: status is draft or reviewed, flags are of {', '.join(_FLAGS)}")
    if ("not-asked" in found.flags) == (found.needs == _EMPTY):
        raise DefinitionError(f"{where}: `needs` says what would have to be asked of what is not-asked, and only then")
    for topic in found.topics:
        _check_topic(topic, where)
    if found.source == "desk":
        desk_query(found.query, where, found.by)
    else:
        check_query(found, where)


def _check_topic(topic: str, where: str) -> None:
    try:
        vocabulary.concept(topic.replace(":", "/", 1))
    except VocabularyError as error:
        raise DefinitionError(f"{where}: topic {topic!r} is not in the vocabulary ({error})") from error


# --- parts -----------------------------------------------------------------------------------------------------------


def _links(value: Any, where: str) -> Mapping[str, tuple[str, ...]]:
    data = _mapping(value, None, f"{where}: links")
    found = {name: _strings(codes, f"{where}: {name}") for name, codes in data.items()}
    check_links(found, where)
    return MappingProxyType(found)


def _words(value: Any, where: str, shared: Texts) -> Text:
    """A text, or the shared ones that are named, one after the other."""
    if isinstance(value, dict):
        return _text(value, where)
    keys = [value] if isinstance(value, str) else value
    if not isinstance(keys, list) or not keys:
        raise DefinitionError(f"{where}: expected a text in ky, ru, en or keys of texts.yaml, got {value!r}")
    parts = [_text(key, where) if isinstance(key, dict) else _shared(key, where, shared) for key in keys]
    return Text(*(" ".join(part.get(language) for part in parts) for language in LANGUAGES))


def _shared(key: Any, where: str, shared: Texts) -> Text:
    if key not in shared:
        raise DefinitionError(f"{where}: texts.yaml has no {key!r}")
    return shared[key]


def _text(value: Any, where: str) -> Text:
    data = _mapping(value, set(LANGUAGES), where)
    for language in LANGUAGES:
        if not isinstance(data.get(language), str) or not data[language].strip():
            raise DefinitionError(f"{where}: nothing in {language}")
    return Text(**{language: " ".join(data[language].split()) for language in LANGUAGES})


def _strings(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise DefinitionError(f"{where}: expected a list of texts, got {value!r}; put numbers in quotes")
    return tuple(value)


def _mapping(value: Any, keys: Iterable[str] | None, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise DefinitionError(f"{where}: expected keys and values, got {value!r}")
    if keys is not None and (unknown := sorted(str(key) for key in value if key not in set(keys))):
        raise DefinitionError(f"{where}: unknown {', '.join(unknown)}; known are {', '.join(sorted(keys))}")
    return dict(value)


def _frozen(value: dict[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(value)


def _yaml(text: str, where: str) -> Any:
    try:
        return read_yaml(text)
    except yaml.YAMLError as error:
        raise DefinitionError(f"{where}: {error}") from error
