"""The dictionary of a study as YAML: what was confirmed and what was rejected, to be read and changed by a person."""

from __future__ import annotations

from typing import Any, cast

import yaml

from tayanch.interviews.anonymising.dictionary import Confirmed, Dictionary
from tayanch.interviews.anonymising.model import KINDS, Sex
from tayanch.yaml_text import read_yaml

_KEYS = {"id", "kind", "forms", "stand_in", "sex", "place", "region"}


class DictionaryError(ValueError):
    """A dictionary that cannot be read; the message says where and what to do."""


def read_dictionary(text: str) -> Dictionary:
    """From YAML: ``names``, each with id, kind, forms and, if known, stand_in, sex, place, region; ``rejected`` words.

    Raises :class:`DictionaryError`.
    """
    try:
        told = read_yaml(text) or {}
    except yaml.YAMLError as error:
        raise DictionaryError(f"The dictionary is no YAML: {error}") from None
    if not isinstance(told, dict) or not isinstance(told.get("names", []), list):
        raise DictionaryError("A dictionary has 'names', a list, and 'rejected', a list of words.")
    names = tuple(_name(each, place) for place, each in enumerate(told.get("names", []), 1))
    ids = [name.id for name in names]
    twice = sorted({each for each in ids if ids.count(each) > 1})
    if twice:
        raise DictionaryError(f"Two names have the id {twice[0]}: give one of them another.")
    return Dictionary(names, frozenset(map(str, told.get("rejected") or ())))


def _name(each: Any, place: int) -> Confirmed:
    where = f"Name {place} of the dictionary"
    if not isinstance(each, dict) or not each.get("forms") or set(each) - _KEYS:
        raise DictionaryError(f"{where} needs 'forms' and knows only {', '.join(sorted(_KEYS))}.")
    kind, sex = str(each.get("kind", "person")), str(each.get("sex") or "")
    if kind not in KINDS:
        raise DictionaryError(f"{where} is of kind {kind}: write one of {', '.join(KINDS)}.")
    if sex not in ("", "woman", "man"):
        raise DictionaryError(f"{where}: sex is woman, man or left out.")
    forms = each["forms"] if isinstance(each["forms"], list) else [each["forms"]]
    texts = {key: str(each.get(key) or "") for key in ("stand_in", "place", "region")}
    return Confirmed(
        str(each.get("id") or f"{kind}-{place}"), kind, tuple(map(str, forms)), sex=cast(Sex, sex), **texts
    )  # fmt: skip


def write_dictionary(dictionary: Dictionary) -> str:
    """As YAML. It holds the real names: it belongs where the key table does."""
    names = []
    for name in dictionary.names:
        row: dict[str, object] = {
            "id": name.id,
            "kind": name.kind,
            "forms": list(name.forms),
            "stand_in": name.stand_in,
        }
        row |= {key: value for key in ("sex", "place", "region") if (value := getattr(name, key))}
        names.append({key: value for key, value in row.items() if value})
    told = {"names": names, "rejected": sorted(dictionary.rejected)}
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=120)
