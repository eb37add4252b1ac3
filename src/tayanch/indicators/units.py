"""What values are counted in, in three languages, and how they are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from tayanch.indicators.errors import DefinitionError
from tayanch.vocabulary.model import LANGUAGES, Text
from tayanch.yaml_text import read_yaml


@dataclass(frozen=True, slots=True)
class Unit:
    """*text*: how it is named after a number. *is_share*: values are 0 to 1 and are written as percent of something.

    *is_service*: it counts what an organisation did or met, never people of a country. *decimals*: how many are
    written.
    """

    id: str
    text: Text
    is_share: bool = False
    is_service: bool = False
    decimals: int = 0


@cache
def units() -> Mapping[str, Unit]:
    """Every unit by the word that definitions and values use."""
    data = read_yaml((resources.files("tayanch.indicators") / "units.yaml").read_text(encoding="utf-8"))
    found = {}
    for name, one in data.items():
        kinds = set(one.get("kind", ()))
        if set(one) - {*LANGUAGES, "kind", "decimals"} or kinds - {"share", "service"}:
            raise DefinitionError(f"units.yaml, {name}: a unit has {', '.join(LANGUAGES)}, kind, decimals")
        text = Text(**{language: one[language] for language in LANGUAGES})
        decimals = one.get("decimals", 1 if "share" in kinds else 0)
        found[name] = Unit(name, text, "share" in kinds, "service" in kinds, decimals)
    return MappingProxyType(found)
