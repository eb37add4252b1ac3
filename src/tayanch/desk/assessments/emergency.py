"""Short numbers for an emergency, by country, each with its source and the month in which it was seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from tayanch.yaml_text import read_yaml

PURPOSES = ("emergency", "police", "ambulance", "violence", "children")


@dataclass(frozen=True)
class Number:
    """*seen*: the month (2025-09) in which the page was written; empty when it has no date."""

    number: str
    purpose: str
    source: str
    seen: str


@cache
def numbers() -> Mapping[str, tuple[Number, ...]]:
    """Country → its numbers; none where no source was found, so that somebody has to ask."""
    data = read_yaml((resources.files(__package__) / "numbers.yaml").read_text(encoding="utf-8"))
    return {country: tuple(_number(one) for one in rows) for country, rows in data["countries"].items()}


def _number(row: dict[str, str]) -> Number:
    if row["for"] not in PURPOSES:
        raise ValueError(f"numbers.yaml: {row['for']!r} is no purpose")
    return Number(row["number"], row["for"], row["source"], str(row["seen"]))
