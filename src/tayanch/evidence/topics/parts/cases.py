"""What the desk was asked and what came of it, by sex first. Protected values only: never a row of anybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tayanch.accounts.models import User
from tayanch.evidence.indicators import values
from tayanch.evidence.topics.catalogue import Topic
from tayanch.indicators.definitions import about
from tayanch.indicators.model import Indicator, Observation

OVER_TIME = ("desk-consultations", "desk-cases-opened")
QUARTERS = 6
SEXES = ("female", "male", "other", "", None)  # None: all together


@dataclass(frozen=True)
class Line:
    """One indicator, or one quarter of one: *cells* by sex in the order of :attr:`Counted.sexes`."""

    id: str
    name: str
    unit: str
    period: str
    cells: tuple[Observation | None, ...]


@dataclass(frozen=True)
class Counted:
    """*over_time*: consultations and cases of the topic by quarter; *now*: its indicators in the newest year."""

    sexes: tuple[str | None, ...]
    over_time: tuple[Line, ...]
    now: tuple[Line, ...]


def counted_of(user: User, topic: Topic, language: str) -> Counted:
    """Sexes that nobody was counted under are left out."""
    over_time = [line for id in OVER_TIME for line in _quarters(user, topic, id, language)]
    now = [line for one in _indicators(topic) if (line := _newest(user, one, language))]
    shown = tuple(place for place, _sex in enumerate(SEXES) if any(line.cells[place] for line in (*over_time, *now)))
    return Counted(tuple(SEXES[place] for place in shown), _only(over_time, shown), _only(now, shown))


def _only(lines: Iterable[Line], places: tuple[int, ...]) -> tuple[Line, ...]:
    return tuple(
        Line(one.id, one.name, one.unit, one.period, tuple(one.cells[place] for place in places)) for one in lines
    )


def _indicators(topic: Topic) -> Iterator[Indicator]:
    """Of the desk, each once."""
    found = {one.id: one for concept in topic.concepts for one in about(concept) if one.source == "desk"}
    yield from found.values()


def _newest(user: User, one: Indicator, language: str) -> Line | None:
    found = values.latest(user, one.id)
    cells = _by_sex(found, {})
    return Line(one.id, one.name.get(language), one.unit, found[0].period, cells) if any(cells) else None


def _quarters(user: User, topic: Topic, id: str, language: str) -> Iterator[Line]:
    """The topic's first need over the last quarters that have values, the newest last."""
    definition = values.definition(id)
    if definition is None or not topic.needs:
        return
    own = {"topic": topic.needs[0]}
    found = [one for one in values.shown(user, id) if "-Q" in one.period and dict(one.groups).get("topic") == own["topic"]]
    for period in sorted({one.period for one in found})[-QUARTERS:]:
        cells = _by_sex([one for one in found if one.period == period], own)
        yield Line(id, definition.name.get(language), definition.unit, period, cells)


def _by_sex(found: Iterable[Observation], own: dict[str, str]) -> tuple[Observation | None, ...]:
    """The values of a group for each sex and for all together."""
    by_groups = {tuple(sorted(dict(one.groups).items())): one for one in found}

    def cell(sex: str | None) -> Observation | None:
        groups = own if sex is None else {**own, "sex": sex}
        return by_groups.get(tuple(sorted(groups.items())))

    return tuple(cell(sex) for sex in SEXES)
