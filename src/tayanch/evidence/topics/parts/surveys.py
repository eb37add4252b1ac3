"""What surveys estimate of a topic: shares and means with their intervals, from kept tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from tayanch.accounts.models import User
from tayanch.evidence import tabulating, telling
from tayanch.evidence.access import tabulations_for
from tayanch.evidence.indicators.models import Link
from tayanch.evidence.models import Tabulation
from tayanch.evidence.presenting import Line
from tayanch.evidence.topics.catalogue import Topic
from tayanch.indicators.definitions import about
from tayanch.indicators.model import Indicator


@dataclass(frozen=True)
class Estimated:
    """One indicator of one survey: its lines by group, everybody first."""

    name: str
    unit: str
    lines: tuple[Line, ...]
    survey: str
    source: str
    table: UUID


@dataclass(frozen=True)
class Surveyed:
    """*missing*: indicators of the topic that no survey here answers yet, by name."""

    found: tuple[Estimated, ...]
    missing: tuple[str, ...]


def surveyed_of(user: User, topic: Topic, language: str) -> Surveyed:
    """The survey indicators of the topic that are linked to a kept table of the organisation."""
    asked = {one.id: one for concept in topic.concepts for one in about(concept) if one.source == "survey"}
    tables = {row.id: row for row in tabulations_for(user).defer(None)}
    links = Link.objects.filter(organisation_id=user.organisation_id, indicator__in=asked, tabulation__in=tables)
    found = [
        _estimated(asked[indicator], tables[table], language)
        for indicator, table in links.order_by("indicator", "at").values_list("indicator", "tabulation_id")
    ]
    answered = set(links.values_list("indicator", flat=True))
    missing = tuple(one.name.get(language) for id, one in asked.items() if id not in answered)
    return Surveyed(tuple(one for one in found if one.lines), missing)


def _estimated(indicator: Indicator, made: Tabulation, language: str) -> Estimated:
    lines = tuple(_lines(indicator, made, language))
    survey = made.survey
    return Estimated(indicator.name.get(language), indicator.unit, lines, survey.title, survey.source, made.id)


def _lines(indicator: Indicator, made: Tabulation, language: str) -> Iterator[Line]:
    """Those of the level that the indicator counts."""
    table = telling.table(made, language)
    cells = tabulating.estimates_of(table["told"])
    for section in table["shown"].sections:
        for line in section.lines:
            if cells[line.place].level == indicator.query.get("level"):
                yield line
