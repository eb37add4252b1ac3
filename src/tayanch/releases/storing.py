"""A dataset as plain values, and back: for a draft that waits, and for what is remembered of a release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from tayanch.indicators.model import Indicator, Observation
from tayanch.releases.model import Column, Dataset
from tayanch.vocabulary.model import Text

_TEXTS = ("title", "about", "method", "caveats")
_PLAIN = ("id", "kind", "source", "version")
_INDICATOR_TEXTS = ("name", "concept", "numerator", "denominator", "method", "caveats")
_OBSERVED = tuple(one.name for one in fields(Observation) if one.name != "derivation")


def as_data(dataset: Dataset) -> dict[str, Any]:
    """The dataset as JSON holds it. Derivations are left out: how a value was computed stays in the house."""
    return {
        **{name: getattr(dataset, name) for name in _PLAIN},
        **{name: _told(getattr(dataset, name)) for name in _TEXTS},
        "hidden": [_told(sentence) for sentence in dataset.hidden],
        "columns": [_column(one) for one in dataset.columns],
        "rows": [list(row) for row in dataset.rows],
        "indicator": _indicator(dataset.indicator) if dataset.indicator else None,
        "observations": [[getattr(one, name) for name in _OBSERVED] for one in dataset.observations],
    }


def from_data(told: Mapping[str, Any]) -> Dataset:
    """The dataset of :func:`as_data`, also after it has been through JSON."""
    texts: dict[str, Any] = {name: Text(**told[name]) for name in _TEXTS}
    return Dataset(
        **{name: told[name] for name in _PLAIN},
        **texts,
        hidden=tuple(Text(**sentence) for sentence in told["hidden"]),
        columns=tuple(_column_of(one) for one in told["columns"]),
        rows=tuple(tuple(row) for row in told["rows"]),
        indicator=_indicator_of(told["indicator"]) if told["indicator"] else None,
        observations=tuple(_observation_of(one) for one in told["observations"]),
    )


def _told(text: Text) -> dict[str, str]:
    return dict(text.items())


def _column(one: Column) -> list[Any]:
    codes = [[code, _told(meaning)] for code, meaning in one.codes]
    return [one.name, one.kind, _told(one.label), one.hxl, _told(one.about), codes]


def _column_of(told: list[Any]) -> Column:
    name, kind, label, hxl, about, codes = told
    return Column(name, kind, Text(**label), hxl, Text(**about), tuple((code, Text(**text)) for code, text in codes))


def _indicator(one: Indicator) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in ("id", "version", "unit", "by_sex", "source", "status")}
    texts = {name: _told(getattr(one, name)) for name in _INDICATOR_TEXTS}
    links = {name: list(own) for name, own in one.links.items()}
    return plain | texts | {"by": list(one.by), "topics": list(one.topics), "links": links}


def _indicator_of(told: Mapping[str, Any]) -> Indicator:
    texts: dict[str, Any] = {name: Text(**told[name]) for name in _INDICATOR_TEXTS}
    plain = {name: told[name] for name in ("id", "version", "unit", "by_sex", "source", "status")}
    links = {name: tuple(own) for name, own in told["links"].items()}
    return Indicator(**plain, **texts, by=tuple(told["by"]), topics=tuple(told["topics"]), links=links, query={})


def _observation_of(told: list[Any]) -> Observation:
    given = dict(zip(_OBSERVED, told, strict=True))
    given["groups"] = tuple((name, code) for name, code in given["groups"])
    given["flags"] = tuple(given["flags"])
    return Observation(**given)
