"""Which figures of the register somebody asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tayanch.evidence.figures import library, register
from tayanch.evidence.figures.telling import Register
from tayanch.figures.model import Figure
from tayanch.vocabulary.typeahead import fold


@dataclass(frozen=True)
class Question:
    """What is asked for; empty parts ask for nothing. *words* come in the body of a request, never in an address."""

    topic: str = ""
    document: str = ""
    sex: str = ""
    country: str = ""
    year: int | None = None
    found: str = ""  # "any", or the id of a rule
    own: bool = False
    words: str = ""


def asked(here: Register, question: Question) -> list[Figure]:
    """The figures that meet a question, in the order of the register."""
    wanted = [word for word in fold(question.words).split() if word]
    with_findings = set(_with_findings(here, question.found)) if question.found else None
    return [
        figure
        for figure in here.figures.values()
        if _meets(figure, question)
        and (with_findings is None or figure.id in with_findings)
        and (not question.own or figure.id not in library.shipped_by_id())
        and (not wanted or _holds(figure, here.titles, wanted))
    ]


def _with_findings(here: Register, rule: str) -> Iterator[str]:
    for one in here.findings:
        if rule in ("any", one.rule):
            yield from one.rows


def _meets(figure: Figure, question: Question) -> bool:
    return (
        (not question.document or figure.document == question.document)
        and (not question.sex or figure.sex == question.sex)
        and (not question.country or question.country in (figure.origin, figure.destination))
        and (question.year is None or covers(figure.year, question.year))
        and (not question.topic or on_topic(figure, question.topic))
    )


def on_topic(figure: Figure, topic: str) -> bool:
    """Whether a figure is on a concept, or has ``topic:wages`` printed as its topic."""
    kind, _colon, name = topic.partition(":")
    return figure.topic == name if kind == "topic" else register.is_about(figure, topic)


def covers(told: str, year: int) -> bool:
    """Whether a printed year or span of years holds a year: ``2019-2022`` holds 2020."""
    years = [int(each) for each in re.findall(r"\d{4}", told)]
    return bool(years) and min(years) <= year <= max(years)


def _holds(figure: Figure, titles: Mapping[str, str], wanted: Iterable[str]) -> bool:
    said: tuple[str, ...] = (
        figure.id,
        figure.measure,
        figure.population,
        figure.source,
        figure.note,
        figure.section,
        figure.topic,
    )
    said += (titles.get(figure.document, ""), *(text for _each, text in figure.statement.items()))
    bare = fold(" ".join(said))
    return all(word in bare for word in wanted)


def choices(figures: Iterable[Figure]) -> dict[str, list[Any]]:
    """What there is to choose from: concepts, printed topics, countries."""
    concepts: dict[str, None] = {}
    printed, countries = set(), set()
    for figure in figures:
        for each in figure.topics:
            concepts |= dict.fromkeys(register.line_of(each))
        printed.add(figure.topic)
        countries |= {figure.origin, figure.destination}
    return {
        "concepts": list(concepts),
        "printed": sorted(printed - {""}),
        "countries": sorted(countries - {""}),
    }
