"""Official series: values of an official source with where they stand, when they were seen, and whether at all.

``official/*.yaml`` hold one series each::

    id: nbkr-remittances
    indicator: official-remittances      # of the library
    unit: million USD
    organisation: …                      # and publication, url: what a citation names
    known: seen                          # seen, partly (in part, or through somebody else) or memory
    seen_on: "2026-11-21"
    notes: [{ky: …, ru: …, en: …}]       # traps for whoever reads the values
    groups: {origin: kg}                 # of every value
    observations:
      - {period: "2023", value: 2532, country: ru, measure: gross, url: …}
    table:                               # the same for many values: a column sex:female holds values of that group
      {columns: [period, country, "sex:female"], rows: [["2024", ru, 170717]]}

An observation may have its own *known*, *seen_on*, *url*, *organisation*, *unit*, *flags* and *note*. Countries are ids
of the vocabulary. A value that is not broken down has no such group: an empty country is all of them, ``sex: all`` is
everybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal

import yaml

from tayanch import vocabulary
from tayanch.indicators.errors import SeriesError
from tayanch.indicators.model import Groups, Observation
from tayanch.indicators.units import units
from tayanch.vocabulary.model import LANGUAGES, Text
from tayanch.yaml_text import read_yaml

Known = Literal["seen", "partly", "memory"]
KNOWN = ("seen", "partly", "memory")
FLAGS = ("rounded", "at-least", "disagrees")

# A year, half-year, quarter or month, or an interval of years or months with both ends in it (ISO 8601, SDMX).
PERIOD = re.compile(r"\d{4}(-Q[1-4]|-S[12]|-(0[1-9]|1[0-2]))?|\d{4}/\d{4}|\d{4}-(0[1-9]|1[0-2])/\d{4}-(0[1-9]|1[0-2])")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

# In this order they stand in the groups of an observation.
GROUPS = ("sex", "origin", "country", "age", "measure")
SEXES = ("female", "male", "all")
_SERIES = {"id", "indicator", "unit", "organisation", "publication", "url", "known", "seen_on", "notes", "groups"}
_OWN = {"period", "value", "known", "seen_on", "url", "organisation", "unit", "flags", "note"}


@dataclass(frozen=True)
class Entry:
    """One value with what is known about where it stands. *flags* of the observation say ``memory`` and ``partly``."""

    observation: Observation
    known: Known
    seen_on: str
    url: str
    note: Text = field(default_factory=Text)


@dataclass(frozen=True)
class Series:
    """One series: what it is, its traps, its values."""

    id: str
    indicator: str
    unit: str
    organisation: str
    publication: str
    url: str
    notes: tuple[Text, ...]
    entries: tuple[Entry, ...]


@cache
def series() -> Mapping[str, Series]:
    """Every series that comes with the program, by its id. Raises SeriesError naming the file."""
    folder = resources.files("tayanch.indicators") / "official"
    names = sorted(file.name.removesuffix(".yaml") for file in folder.iterdir() if file.name.endswith(".yaml"))
    found = {name: read_series_file((folder / f"{name}.yaml").read_text(encoding="utf-8"), name) for name in names}
    return MappingProxyType(found)


@cache
def official() -> tuple[Observation, ...]:
    """The values of every series. A value from memory has the flag ``memory``, and its source says so too."""
    return tuple(entry.observation for one in series().values() for entry in one.entries)


def read_series_file(text: str, name: str) -> Series:
    """A series from the text of its file.

    Raises:
        SeriesError: broken YAML, an unknown or missing key, a country, unit, period or status that does not exist.
    """
    where = f"{name}.yaml"
    try:
        data = read_yaml(text)
    except yaml.YAMLError as error:
        raise SeriesError(f"{where}: {error}") from error
    keys = set(data) if isinstance(data, dict) else set()
    if missing := sorted(_SERIES - keys):
        raise SeriesError(f"{where}: nothing under {', '.join(missing)}")
    if unknown := sorted(keys - _SERIES - {"observations", "table"}):
        raise SeriesError(f"{where}: unknown {', '.join(unknown)}")
    if data["id"] != name:
        raise SeriesError(f"{where}: id is {data['id']!r}, the file name says {name!r}")
    items = [*data.get("observations", ()), *_table(data.get("table"), where)]
    if not items:
        raise SeriesError(f"{where}: there is no value")
    return Series(
        id=name,
        indicator=data["indicator"],
        unit=data["unit"],
        organisation=data["organisation"],
        publication=data["publication"],
        url=data["url"],
        notes=tuple(_text(note, where) for note in data["notes"]),
        entries=tuple(_entry(item, data, f"{where}, value {number}") for number, item in enumerate(items, 1)),
    )


def _table(table: Any, where: str) -> Iterator[dict[str, Any]]:
    if not table:
        return
    columns = table["columns"]
    for number, row in enumerate(table["rows"], 1):
        if len(row) != len(columns):
            raise SeriesError(f"{where}: row {number} has {len(row)} cells for {len(columns)} columns")
        cells = dict(zip(columns, row, strict=True))
        shared = {name: cell for name, cell in cells.items() if ":" not in name}
        for name, cell in cells.items():
            group, _, code = name.partition(":")
            if code:
                yield {**shared, group: code, "value": cell}


def _entry(item: Mapping[str, Any], data: Mapping[str, Any], where: str) -> Entry:
    if unknown := sorted(set(item) - _OWN - set(GROUPS)):
        raise SeriesError(f"{where}: unknown {', '.join(unknown)}")
    whole = {**data, **item}
    known, unit, value = whole["known"], whole["unit"], item.get("value")
    if known not in KNOWN or not DAY.fullmatch(str(whole["seen_on"])):
        raise SeriesError(f"{where}: known is {', '.join(KNOWN)}, seen_on a day such as 2026-11-21")
    if unit not in units():
        raise SeriesError(f"{where}: unit {unit!r} is not in units.yaml")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SeriesError(f"{where}: value is {value!r}, not a number; what was not seen has no row")
    if not PERIOD.fullmatch(str(item.get("period"))):
        raise SeriesError(f"{where}: period {item.get('period')!r} is no year, half-year, quarter, month or interval")
    if wrong := [flag for flag in item.get("flags", ()) if flag not in FLAGS]:
        raise SeriesError(f"{where}: flags are of {', '.join(FLAGS)}, not {', '.join(wrong)}")
    observation = Observation(
        indicator=data["indicator"],
        version=1,
        period=str(item["period"]),
        groups=_groups({**data["groups"], **item}, where),
        value=float(value),
        unit=unit,
        flags=(*item.get("flags", ()), *([known] if known != "seen" else [])),
        source=cite(whole, known),
    )
    note = _text(item["note"], where) if "note" in item else Text()
    return Entry(observation, known, str(whole["seen_on"]), whole["url"], note)


def cite(source: Mapping[str, Any], known: Known) -> str:
    """One line for a footnote: who, what, where, and when it was seen; or that it was not."""
    told = {"seen": "seen {}", "partly": "seen in part {}", "memory": "from memory, not seen (noted {})"}[known]
    day = told.format(source["seen_on"])
    return f"{source['organisation']}. {source['publication']}. {source['url']} ({day})"


def _groups(given: Mapping[str, Any], where: str) -> Groups:
    found = tuple((name, str(given[name])) for name in GROUPS if given.get(name))
    for name, code in found:
        if name == "sex" and code not in SEXES:
            raise SeriesError(f"{where}: sex is {', '.join(SEXES)}, not {code!r}")
        if name in ("origin", "country") and code not in countries():
            raise SeriesError(f"{where}: {name} {code!r} is not in the vocabulary")
    return tuple(group for group in found if group != ("sex", "all"))


@cache
def countries() -> frozenset[str]:
    """The ids of the countries of the vocabulary: ISO 3166-1 alpha-2 in small letters."""
    return frozenset(concept.id for concept in vocabulary.scheme("country"))


def _text(value: Any, where: str) -> Text:
    if not isinstance(value, dict) or set(value) != set(LANGUAGES):
        raise SeriesError(f"{where}: a note has a text in each of {', '.join(LANGUAGES)}")
    return Text(**{language: " ".join(str(value[language]).split()) for language in LANGUAGES})


def dollars_of_200(cost: Observation) -> Decimal:
    """What sending 200 US dollars costs, in dollars and cents: 4.2 percent are 8.40.

    Raises:
        SeriesError: the value is not there, or is no percentage of 200 dollars.
    """
    if cost.unit != "percent of 200 USD" or cost.value is None:
        raise SeriesError(f"{cost.indicator} of {cost.period} is no price of sending 200 dollars")
    return (Decimal(str(cost.value)) * 2).quantize(Decimal("0.01"), ROUND_HALF_UP)


def women_share(values: tuple[Observation, ...], indicator: str = "official-migrant-stock") -> tuple[Observation, ...]:
    """Women's share of a stock, in percent, for each period and group that has both a total and women.

    The base is the total; a group whose total is 0 has no value and the flag ``no-denominator``.
    """
    own = [one for one in values if one.indicator == indicator]
    totals = {_without_sex(one): one for one in own if "sex" not in dict(one.groups)}
    women = [one for one in own if ("sex", "female") in one.groups]
    return tuple(_share(one, totals[_without_sex(one)]) for one in women if _without_sex(one) in totals)


def _without_sex(one: Observation) -> tuple[str, Groups]:
    return one.period, tuple(group for group in one.groups if group[0] != "sex")


def _share(women: Observation, total: Observation) -> Observation:
    part, whole = women.value or 0.0, total.value or 0.0
    flags = tuple(dict.fromkeys((*women.flags, *total.flags, *(() if whole else ("no-denominator",)))))
    return Observation(
        indicator=women.indicator,
        version=women.version,
        period=women.period,
        groups=women.groups,
        value=100 * part / whole if whole else None,
        unit="percent",
        count=part,
        base=whole,
        flags=flags,
        source=women.source,
    )
