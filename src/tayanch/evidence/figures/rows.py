"""A figure as a row of the database, as values that are kept and compared, and as the library takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tayanch.evidence.figures import library
from tayanch.evidence.figures.models import PublishedFigure
from tayanch.figures.model import Figure
from tayanch.vocabulary.model import LANGUAGES, Text

TEXTS: tuple[str, ...] = ("document", "section", "topic", "population", "sex", "origin", "destination", "measure")
TEXTS += ("value", "value_high", "unit", "year", "source", "note", "place", "replaces")
COLUMNS = (*TEXTS, "base", "statement", "topics")
Values = dict[str, Any]  # COLUMNS → what JSON can hold


def values_of_row(row: PublishedFigure) -> Values:
    """What a row says."""
    return {name: getattr(row, name) for name in COLUMNS}


def values_of(figure: Figure) -> Values:
    """What a figure of the library says; it replaces nothing."""
    values: Values = {name: getattr(figure, name) for name in COLUMNS if name != "replaces"}
    values |= {name: _written(values[name]) for name in ("value", "value_high")}
    return values | {"statement": dict(figure.statement.items()), "topics": list(figure.topics), "replaces": ""}


def without_made_line(values: Values, *before: Figure) -> Values:
    """The values without a sentence that nobody wrote: the line made from their parts, or from those of *before*."""
    made = [library.line_of(one) for one in (figure_of("", values), *before)]
    return values | {"statement": {}} if values["statement"] in [dict(line.items()) for line in made] else values


def _written(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


def figure_of(code: str, values: Mapping[str, Any]) -> Figure:
    """Kept values as the library takes them."""
    told = {name: values[name] for name in COLUMNS if name != "replaces"}
    for name in ("value", "value_high"):
        told[name] = Decimal(values[name]) if values[name] else None
    statement = Text(**{each: values["statement"].get(each, "") for each in LANGUAGES})
    return Figure(id=code, **(told | {"statement": statement, "topics": tuple(values["topics"])}))


def figure_of_row(row: PublishedFigure) -> Figure:
    """A row as the library takes it; without a sentence of somebody it gets the line that is made from its parts."""
    figure = figure_of(row.code, values_of_row(row))
    return figure if row.statement else replace(figure, statement=library.line_of(figure))
