"""The charts of the dashboard, from protected values only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from tayanch.accounts.models import User
from tayanch.evidence.releases import series
from tayanch.indicators.model import Indicator
from tayanch.releases.charts import Chart, charts_of
from tayanch.releases.writing import chart_files


@dataclass(frozen=True)
class Part:
    """An indicator with its charts, in one language."""

    indicator: Indicator
    title: str
    about: str
    caveats: str
    charts: tuple[Chart, ...]

    @property
    def drawn(self) -> list[tuple[Chart, SafeString]]:
        """Each chart with its picture as it stands in the page; every text in it was escaped when it was drawn."""
        return [(one, mark_safe(one.svg)) for one in self.charts]  # noqa: S308


@dataclass(frozen=True)
class Board:
    """The parts of a dashboard, and the topics one can choose: id, name, whether it is chosen."""

    parts: tuple[Part, ...]
    topics: tuple[tuple[str, str, bool], ...]


def board(user: User, language: str, topic: str = "") -> Board:
    """Charts of the indicators that have values; with *topic* of those that belong to it, else of the main ones."""
    having = series.having_values(user)
    chosen = [one for one in having if topic in one.topics] if topic else series.main(having)
    parts = tuple(part for one in chosen if (part := _part(user, one, language)))
    return Board(parts, tuple(_topics(having, topic, language)))


def file_of(user: User, indicator_id: str, chart_id: str, form: str, language: str) -> bytes | None:
    """A chart to be taken away; none when there is no such one."""
    found = series.known(indicator_id)
    part = _part(user, found, language) if found else None
    chart = next((one for one in part.charts if one.id == chart_id), None) if part else None
    return chart_files(chart, pictures=form == "png").get(form) if chart else None


def _part(user: User, indicator: Indicator, language: str) -> Part | None:
    observations = series.shown(user, indicator.id)
    citation = series.citation(user, indicator, language)
    charts = charts_of(observations, indicator, language, citation=citation)
    name, about, caveats = (one.get(language) for one in (indicator.name, indicator.concept, indicator.caveats))
    return Part(indicator, name, about, caveats, charts) if charts else None


def _topics(having: list[Indicator], topic: str, language: str) -> Iterator[tuple[str, str, bool]]:
    from tayanch.vocabulary import VocabularyError, concept

    for id in sorted({id for one in having for id in one.topics}):
        try:
            yield id, concept(id.replace(":", "/")).label(language), id == topic
        except VocabularyError:
            continue
