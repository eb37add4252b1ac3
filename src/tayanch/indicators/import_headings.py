"""Which column of an official file is what, told by its headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from tayanch.indicators.errors import SeriesError
from tayanch.indicators.spreadsheets import Rows

Format = Literal["un-sdg", "world-bank", "sdmx-csv", "plain"]
FIRST_ROWS = 30  # so far down a heading is looked for: above it stand a title and notes

_YEAR = re.compile(r"(\d{4})(?: \[YR\d{4}\])?")

# Heading in small letters, without brackets and blanks → what the column is.
_UN_SDG = {
    "indicator": "goal",
    "seriescode": "series",
    "seriesdescription": "description",
    "geoareacode": "country",
    "geoareaname": "country-name",
    "timeperiod": "period",
    "value": "value",
    "upperbound": "upper",
    "lowerbound": "lower",
    "sex": "sex",
    "units": "unit",
    "nature": "status",
    "observationstatus": "status",
}
_UN_LEFT = {"goal", "target", "time_detail", "timecoverage", "baseperiod", "source", "geoinfourl", "footnote"} | {
    "reportingtype",
    "reportordinal",
}
_WORLD_BANK = {
    "countrycode": "country",
    "countryname": "country-name",
    "indicatorcode": "series",
    "indicatorname": "description",
    "seriescode": "series",
    "seriesname": "description",
}
_SDMX = {
    "time_period": "period",
    "obs_value": "value",
    "ref_area": "country",
    "geo": "country",
    "country": "country",
    "counterpart_area": "origin",
    "origin": "origin",
    "sex": "sex",
    "age": "age",
    "unit_measure": "unit",
    "unit_mult": "multiplier",
    "obs_status": "status",
    "series": "series",
    "indicator": "series",
    "upper_bound": "upper",
    "lower_bound": "lower",
}
_SDMX_LEFT = {"dataflow", "structure", "structure_id", "structure_name", "action", "freq", "reporting_type"} | {
    "decimals",
    "time_format",
    "source_detail",
    "comment_obs",
    "comment_ts",
    "base_per",
    "nature",
    "time_detail",
    "time_coverage",
    "geo_info_url",
    "geo_info_type",
    "custom_breakdown",
    "conf_status",
    "title",
}
_PLAIN = {
    "period": "period",
    "year": "period",
    "month": "period",
    "quarter": "period",
    "time": "period",
    "date": "period",
    "год": "period",
    "период": "period",
    "жыл": "period",
    "мезгил": "period",
    "value": "value",
    "значение": "value",
    "маани": "value",
    "country": "country",
    "destination": "country",
    "страна": "country",
    "өлкө": "country",
    "origin": "origin",
    "происхождение": "origin",
    "sex": "sex",
    "gender": "sex",
    "пол": "sex",
    "жынысы": "sex",
    "unit": "unit",
    "единица": "unit",
    "бирдик": "unit",
    "age": "age",
    "возраст": "age",
    "series": "series",
    "code": "series",
    "lower": "lower",
    "upper": "upper",
    "measure": "measure",
}
_DIMENSIONS = {"age", "measure"}
# Statuses of values: of SDMX (CL_OBS_STATUS) and the UN's "nature". What is normal or a country's own has no flag.
_STATUS = {
    "e": "estimated",
    "p": "provisional",
    "f": "forecast",
    "i": "imputed",
    "b": "break",
    "u": "low-reliability",
    "m": "modelled",
    "estimated": "estimated",
    "modelled": "modelled",
}


@dataclass(frozen=True)
class Heading:
    """The heading of a file. *row*: its place among the rows; *roles*: what a column is → the columns, in their order;
    *years*: columns of a wide table; *groups*: further dimensions by their names; *told*: for the preview."""

    format: Format
    row: int
    cells: tuple[str, ...]
    roles: Mapping[str, tuple[int, ...]]
    years: Mapping[int, str] = field(default_factory=dict)
    groups: Mapping[int, str] = field(default_factory=dict)

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """Each heading with what its column was taken for."""
        taken = {place: role for role, places in self.roles.items() for place in places}
        taken |= {place: f"value of {year}" for place, year in self.years.items()}
        taken |= {place: f"group {name}" for place, name in self.groups.items()}
        return tuple((cell, taken.get(place, "left out")) for place, cell in enumerate(self.cells) if cell)

    def name(self, role: str) -> str:
        """The heading of a column, for messages."""
        return self.cells[self.roles[role][0]] if role in self.roles else role

    def cell(self, cells: Sequence[str], role: str) -> str:
        """What a row has in the first column of a role that is not empty; "" when there is none."""
        found = (cells[place] for place in self.roles.get(role, ()) if place < len(cells))
        return next((text for text in found if text), "")

    def values(self, cells: Sequence[str]) -> Iterator[tuple[str, str]]:
        """(period, value) of a row: one, or one for each year of a wide table."""
        if self.years:
            yield from ((year, cells[place]) for place, year in self.years.items() if place < len(cells))
        else:
            yield self.cell(cells, "period"), self.cell(cells, "value")

    def dimensions(self, cells: Sequence[str]) -> Iterator[tuple[str, str]]:
        """(name, text) of the further dimensions of a row."""
        return ((name, cells[place]) for place, name in self.groups.items() if place < len(cells))

    def status(self, cells: Sequence[str]) -> tuple[str, ...]:
        """Flags of what the file says about a value: estimated, provisional …"""
        texts = (cells[place] for place in self.roles.get("status", ()) if place < len(cells))
        words = (re.split(r":\s", text)[0].strip().lower() for text in texts)
        return tuple(dict.fromkeys(_STATUS[word] for word in words if word in _STATUS))


def heading_of(rows: Rows) -> Heading:
    """The heading among the first rows. Raises SeriesError when none is one."""
    for place, (_, cells) in enumerate(rows[:FIRST_ROWS]):
        if found := _recognised(place, cells):
            return found
    first = ", ".join(cell for cell in rows[0][1][:8] if cell)
    raise SeriesError(
        "No row among the first is a heading with a period and a value. Needed are columns such as "
        "“year, country, sex, value”, or a file of the UN, the World Bank or SDMX as it was downloaded. "
        f"Found: {first}."
    )


def _plain_name(cell: str) -> str:
    return re.sub(r"[\s\[\]]", "", cell.split(":", maxsplit=1)[0]).lower()


def _recognised(row: int, cells: Sequence[str]) -> Heading | None:
    names = [_plain_name(cell) for cell in cells]
    here = set(names)
    years = {place: match[1] for place, cell in enumerate(cells) if (match := _YEAR.fullmatch(cell))}
    if {"seriescode", "geoareacode", "timeperiod", "value"} <= here:
        return _heading("un-sdg", row, cells, (_UN_SDG, _UN_LEFT))
    if {"time_period", "obs_value"} <= here:
        return _heading("sdmx-csv", row, cells, (_SDMX, _SDMX_LEFT))
    if "countrycode" in here and years and here & {"indicatorcode", "seriescode"}:
        return _heading("world-bank", row, cells, (_WORLD_BANK, here - set(_WORLD_BANK)), years)
    roles = {_PLAIN.get(name) for name in names}
    if {"period", "value"} <= roles:
        return _heading("plain", row, cells, (_PLAIN, here - set(_PLAIN)))
    return None


def _heading(
    kind: Format,
    row: int,
    cells: Sequence[str],
    known: tuple[Mapping[str, str], set[str]],
    years: Mapping[int, str] | None = None,
) -> Heading:
    """*known*: what is what, and what is left out; of the other columns each is a dimension."""
    what, left = known
    roles: dict[str, tuple[int, ...]] = {}
    groups: dict[int, str] = {}
    for place, cell in enumerate(cells):
        name = _plain_name(cell)
        role = what.get(name, "")
        if not name or name in left or (years and place in years):
            continue
        if role and role not in _DIMENSIONS:
            roles[role] = (*roles.get(role, ()), place)
        else:
            groups[place] = role or re.sub(r"[^\w]+", "-", cell.strip(" []").lower()).strip("-").replace("_", "-")
    return Heading(kind, row, tuple(cells), roles, years or {}, groups)
