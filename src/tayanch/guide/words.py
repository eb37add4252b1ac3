"""The guide's own words by language, and days as one writes them there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tayanch.guide.content.card import LANGUAGES
from tayanch.yaml_text import read_yaml


@cache
def _all() -> Mapping[str, Mapping[str, Any]]:
    told: dict[str, dict[str, Any]] = read_yaml(Path(__file__).with_name("words.yaml").read_text("utf-8"))
    for name, by_language in told.items():
        if set(by_language) != set(LANGUAGES):
            raise ValueError(f"words.yaml: {name!r} must be there in exactly {LANGUAGES}")
    return told


def say(name: str, language: str, **places: str) -> str:
    """A word or sentence; its places are filled. Raises KeyError for a name that is not there."""
    text: str = _all()[name][language]
    for place, value in places.items():
        text = text.replace(f"{{{place}}}", value)
    return text


def listed(name: str, language: str) -> list[str]:
    """Several sentences under one name."""
    sentences: list[str] = _all()[name][language]
    return sentences


def names() -> list[str]:
    return list(_all())


def knows(name: str) -> bool:
    return name in _all()
