"""What the desk was asked and what came of it, by sex first. Protected values only: never a row of anybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from tayanch.accounts.models import User
from tayanch.evidence.indicators import telling, values
from tayanch.evidence.topics.catalogue import Topic
from tayanch.indicators.definitions import about, definitions
from tayanch.indicators.model import Indicator, Observation
from tayanch.releases import wording

OVER_TIME = ("desk-consultations", "desk-cases-opened")
SEXES = ("female", "male", "other", "", None)  # None: all together


@dataclass(frozen=True)
class Line:
    """One indicator, or one quarter of one: *cells* by sex in the order of :attr:`Counted.sexes`, "×" when hidden."""

    id: str
    name: str
    unit: str
    period: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Counted:
    """*over_time*: consultations and cases by year and quarter; *now*: the topic's indicators in the newest year."""

    sexes: tuple[str, ...]
    over_time: tuple[Line, ...]
    now: tuple[Line, ...]


def counted_of(user: User, topic: Topic) -> Counted:
    """Sexes that nobody was counted under are left out."""
    over_time = [line for id in OVER_TIME for line in _over_time(user, topic, id)]
    now = [line for one in _indicators(topic) if (line := _newest(user, one))]
    shown = [place for place in range(len(SEXES)) if any(line.cells[place] for line in (*over_time, *now))]
    names = tuple(_("All") if (sex := SEXES[place]) is None else sex_name(sex) for place in shown)
    return Counted(names, _only(over_time, shown), _only(now, shown))


def sex_name(sex: str) -> str:
    """Who is counted in a column; what nobody asked stands as such."""
    return {"female": _("Women"), "male": _("Men"), "other": _("Another sex"), "": _("Sex not said")}[sex]


def _only(lines: Iterable[Line], places: Sequence[int]) -> tuple[Line, ...]:
    return tuple(replace(one, cells=tuple(one.cells[place] or "–" for place in places)) for one in lines)


def _indicators(topic: Topic) -> Iterator[Indicator]:
    """Of the desk, each once."""
    found = {one.id: one for concept in topic.concepts for one in about(concept) if one.source == "desk"}
    yield from found.values()


def _newest(user: User, one: Indicator) -> Line | None:
    found = values.latest(user, one.id)
    cells = _by_sex(one, found, {})
    return _line(one, found[0].period, cells) if any(cells) else None


def _over_time(user: User, topic: Topic, id: str) -> Iterator[Line]:
    """The topic's first need by year, and by quarter where a quarter may be told; the newest last."""
    one = definitions()[id]
    own = {"topic": topic.needs[0]} if topic.needs else {}
    found = [each for each in values.shown(user, id) if dict(each.groups).get("topic") == own.get("topic")]
    for period in sorted({each.period for each in found}):
        cells = _by_sex(one, [each for each in found if each.period == period], own)
        if len(period) == len("2026") or ("-Q" in period and {*cells} - {"", "×"}):
            yield _line(one, period, cells)


def _line(one: Indicator, period: str, cells: tuple[str, ...]) -> Line:
    return Line(
        one.id,
        one.name.get(telling.language()),
        telling.unit_name(one),
        wording.period(period, telling.language()),
        cells,
    )


def _by_sex(one: Indicator, found: Iterable[Observation], own: dict[str, str]) -> tuple[str, ...]:
    """The values of a group for each sex and for all together; "" where there is none."""
    by_groups = {tuple(sorted(each.groups)): each for each in found}

    def cell(sex: str | None) -> str:
        groups = own if sex is None else {**own, "sex": sex}
        seen = by_groups.get(tuple(sorted(groups.items())))
        if seen is None:
            return ""
        return "×" if "hidden" in seen.flags else telling.number(seen.value, one.unit)

    return tuple(cell(sex) for sex in SEXES)
