"""The shipped data as values: instruments, recommendations, areas, reviews, counts of acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from tayanch import vocabulary
from tayanch.policy import reading
from tayanch.policy.model import (
    ADDRESSEES,
    COUNTRIES,
    KINDS,
    LEVELS,
    Area,
    Article,
    Conflict,
    Document,
    Instrument,
    Matrix,
    Party,
    PolicyError,
    Recommendation,
    Review,
    Round,
    Step,
    Volume,
)
from tayanch.policy.reading import CEDAW, DATE, DAY, ID, LINE, Fields, entry, opened, unique

SEEN, STATES = ("seen", "partly", "memory"), ("in-force", "replaced", "ended", "draft", "unknown")


def _file(name: str) -> str:
    return (resources.files(__package__) / name).read_text(encoding="utf-8")


# --- instruments -----------------------------------------------------------------------------------------------------


@cache
def instruments() -> Mapping[str, Instrument]:
    """All instruments by id, in the order of the file."""
    return MappingProxyType({one.id: one for one in read_instruments(_file("instruments.yaml"))})


def read_instruments(text: str | bytes) -> tuple[Instrument, ...]:
    """Instruments of a file. Raises :class:`~tayanch.policy.model.PolicyError`, naming entry and field."""
    top = opened(text, "instruments.yaml")
    checked = top.string("checked_on", DAY)
    found = top.many("instruments", lambda one: _instrument(one, checked), required=True)
    unique("instruments.yaml", [one.id for one in found])
    return found


def _instrument(one: Fields, checked: str) -> Instrument:
    return Instrument(
        id=one.string("id", ID),
        kind=one.one_of("kind", KINDS),
        name=one.text("name"),
        seen=one.one_of("seen", SEEN),
        state=one.one_of("state", STATES),
        checked_on=one.string("checked_on", DAY, required=False) or checked,
        sources=one.strings("sources", required=True),
        number=one.string("number", required=False),
        date=one.string("date", DATE, required=False),
        in_force=one.string("in_force", DATE, required=False),
        owner=_country(one, "owner", required=False),
        parties=one.many("parties", _party),
        articles=one.many("articles", _article),
        topics=one.topics(),
        conflicts=one.many("conflicts", _conflict),
        note=one.text("note", required=False),
    )


def _country(one: Fields, name: str, *, required: bool = True) -> str:
    value = one.string(name, required=required)
    if value and value not in COUNTRIES:
        raise one.wrong(name, f"{value!r} is none of {', '.join(COUNTRIES)}")
    return value


def _party(one: Fields) -> Party:
    return Party(
        country=_country(one, "country"),
        status=one.one_of("status", ("party", "signatory", "not-party", "unknown")),
        seen=one.one_of("seen", SEEN),
        date=one.string("date", DATE, required=False),
        signed=one.string("signed", DATE, required=False),
        note=one.text("note", required=False),
    )


def _article(one: Fields) -> Article:
    return Article(one.string("number"), one.text("about"), one.topics(required=True), one.one_of("seen", SEEN))


def _conflict(one: Fields) -> Conflict:
    return Conflict(one.string("id"), one.text("says"), one.strings("sources", required=True))


# --- recommendations -------------------------------------------------------------------------------------------------


@cache
def documents() -> Mapping[str, Document]:
    """The source documents by id: ``S000`` to ``S004``. One of them recommends nothing."""
    return MappingProxyType({one.id: one for one in read_recommendations(_file("recommendations.yaml"))[0]})


@cache
def recommendations() -> Mapping[str, Recommendation]:
    """All recommendations by id, in the order of the documents.

    Raises PolicyError: one names an instrument or an area that is not there.
    """
    found = read_recommendations(_file("recommendations.yaml"))[1]
    for one in found:
        if gone := set(one.instruments) - set(instruments()):
            raise PolicyError(f"recommendations.yaml: {one.id}: no instrument is called {', '.join(sorted(gone))}")
    return MappingProxyType({one.id: one for one in found})


def read_recommendations(text: str | bytes) -> tuple[tuple[Document, ...], tuple[Recommendation, ...]]:
    """Documents and what they recommend. Raises :class:`~tayanch.policy.model.PolicyError`."""
    top = opened(text, "recommendations.yaml")
    papers = top.many("documents", _document, required=True)
    years = {one.id: one.year for one in papers}
    groups = top.many("groups", lambda one: _group(one, years), required=True)
    found = tuple(one for group in groups for one in group)
    unique("recommendations.yaml", [one.id for one in found])
    return papers, found


def _document(one: Fields) -> Document:
    return Document(one.string("id"), one.text("title"), one.string("by"), one.string("year", DATE, required=False))


def _group(one: Fields, years: Mapping[str, str]) -> tuple[Recommendation, ...]:
    document = one.one_of("document", years)
    if not years[document]:
        raise one.wrong("document", f"{document} has no year, so that nobody can say since when this waits")
    shared = {"document": document, "since": years[document], "part": one.text("part")}
    shared["area"] = one.string("area", ID, required=False)
    if shared["area"] and not reading.is_concept(f"assistance-area:{shared['area']}"):
        raise one.wrong("area", f"the vocabulary has no area {shared['area']!r}")
    found = one.many("recommendations", lambda each: _recommendation(each, shared), required=True)
    return tuple(replace(each, number=nth) for nth, each in enumerate(found, 1))


def _recommendation(one: Fields, shared: Mapping[str, Any]) -> Recommendation:
    cedaw = one.strings("cedaw")
    if wrong := set(cedaw) - CEDAW:
        raise one.wrong("cedaw", f"articles 1 to 16 only, not {', '.join(sorted(wrong))}")
    return Recommendation(
        id=one.string("id", ID),
        number=0,
        line=one.string("line", LINE),
        addressee=one.one_of("addressee", ADDRESSEES),
        named=one.flag("named"),
        text=one.text("text"),
        topics=one.topics(required=True),
        cedaw=cedaw,
        instruments=one.strings("instruments", ID),
        **shared,
    )


# --- areas, reviews, counts ------------------------------------------------------------------------------------------


@cache
def areas() -> Matrix:
    """The niche matrix as it was published: nine areas with a level each."""
    return read_areas(_file("areas.yaml"))


def read_areas(text: str | bytes) -> Matrix:
    """The matrix of a file. Raises :class:`~tayanch.policy.model.PolicyError`."""
    top = opened(text, "areas.yaml")
    meanings = entry(top.values.get("levels"), "areas.yaml: levels", lambda one: {n: one.text(n) for n in LEVELS})
    found = top.many("areas", _area, required=True)
    unique("areas.yaml", [one.id for one in found])
    return Matrix(top.string("document"), top.string("year", DATE), top.string("line", LINE), meanings, found)


def _area(one: Fields) -> Area:
    concept_id = one.string("id", ID)
    try:
        name = vocabulary.concept(f"assistance-area/{concept_id}").labels
    except vocabulary.VocabularyError as error:
        raise one.wrong("id", str(error)) from None
    return Area(
        id=concept_id,
        name=name,
        side=one.one_of("side", ("origin", "destination")),
        niche=one.text("niche"),
        level=one.one_of("level", LEVELS),
        line=one.string("line", LINE),
        recommended=one.flag("recommended"),
    )


@cache
def reviews() -> tuple[Review, ...]:
    """The calendars of the treaty bodies and forums that are known."""
    return read_reviews(_file("reviews.yaml"))


def read_reviews(text: str | bytes) -> tuple[Review, ...]:
    """Calendars of a file. Raises :class:`~tayanch.policy.model.PolicyError`."""
    top = opened(text, "reviews.yaml")
    checked = top.string("checked_on", DAY)
    found = top.many("reviews", lambda one: _review(one, checked), required=True)
    unique("reviews.yaml", [one.id for one in found])
    return found


def _review(one: Fields, checked: str) -> Review:
    return Review(
        id=one.string("id", ID),
        country=_country(one, "country"),
        name=one.text("name"),
        every=one.number("every"),
        how=one.text("how"),
        rounds=one.many("rounds", _round, required=True),
        steps=one.many("steps", lambda each: Step(each.number("months"), each.text("what"))),
        sources=one.strings("sources", required=True),
        checked_on=checked,
    )


def _round(one: Fields) -> Round:
    return Round(
        number=one.string("number"),
        kind=one.one_of("kind", ("held", "due")),
        date=one.string("date", DATE),
        until=one.string("until", DATE, required=False),
        seen=one.one_of("seen", SEEN),
        text=one.text("text"),
        document=one.string("document", required=False),
        conflicts=one.many("conflicts", _conflict),
    )


@cache
def volumes() -> tuple[Volume, ...]:
    """Acts on migration among all acts, by period, with the share that was printed."""
    top = opened(_file("volumes.yaml"), "volumes.yaml")
    return top.many("volumes", _volume, required=True)


def _volume(one: Fields) -> Volume:
    return Volume(
        period=one.string("period"),
        act=one.text("act"),
        migration=one.number("migration"),
        all=one.number("all"),
        printed=one.string("printed"),
        line=one.string("line", LINE),
    )
