"""What the pages say of indicators: groups in words, values as text, lines of a chart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tayanch import vocabulary
from tayanch.accounts.models import User
from tayanch.evidence.indicators import values
from tayanch.indicators.definitions import definitions
from tayanch.indicators.model import Indicator, Observation
from tayanch.indicators.queries import TABLES, desk_query

SEXES = ("female", "male", "other", "")
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 640, 260, 56, 16, 36
NBSP = "\u00a0"


def language() -> str:
    return get_language() or "en"


# --- words -----------------------------------------------------------------------------------------------------------


def sources() -> dict[str, str]:
    """Where values come from, in the order of the pages."""
    return {
        "desk": _("Own records"),
        "survey": _("Surveys"),
        "interviews": _("Interviews"),
        "figures": _("Published figures"),
        "official": _("Official series"),
    }


def column_name(name: str) -> str:
    """A breakdown in words."""
    told = {
        "sex": _("Sex"),
        "topic": _("Topic"),
        "stage": _("Stage of migration"),
        "country": _("Country"),
        "place": _("Place"),
        "sector": _("Kind of work"),
        "target_group": _("Target group"),
        "channel": _("How she came to us"),
        "language": _("Language"),
        "outcome": _("Outcome"),
        "currency": _("Currency"),
        "violation": _("Violation"),
        "perpetrator": _("By whom"),
        "household": _("Works in a household"),
        "state": _("State of the record"),
    }
    return told.get(name, name)


def code_name(table: str, column: str, code: str) -> str:
    """A group in words; what was never said is a group of its own."""
    if not code:
        return _("not said")
    if column == "sex":
        return vocabulary.concept(f"sex/{code}").label(language())
    known = TABLES.get(table, {}).get(column)
    if known is not None and known.kind == "yes-no":
        return _("yes") if code == "yes" else _("no")
    if known is not None and known.scheme:
        try:
            return vocabulary.concept(code if "/" in code else f"{known.scheme}/{code}").label(language())
        except vocabulary.VocabularyError:
            return code
    return code


def number(value: float | None, unit: str) -> str:
    """A value as it is read: shares in percent, sums with spaces."""
    if value is None:
        return "–"
    if unit.startswith("share"):
        text = f"{value * 100:.1f}{NBSP}%"
    elif value == int(value):
        text = f"{int(value):,}".replace(",", NBSP)
    else:
        text = f"{value:,.1f}".replace(",", NBSP)
    return text if language() == "en" else text.replace(".", ",")


# --- the list --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """An indicator in the list, with the newest year by sex."""

    indicator: Indicator
    name: str
    unit: str
    period: str
    cells: tuple[tuple[str, str], ...]  # label, value
    count: int = 0  # values of an indicator that has none by sex alone


def lines(user: User) -> list[tuple[str, str, list[Line]]]:
    """(kind of source, in words, its indicators)."""
    found: dict[str, list[Line]] = {kind: [] for kind in sources()}
    for one in definitions().values():
        found[one.source].append(_line(user, one))
    return [(kind, name, found[kind]) for kind, name in sources().items() if found[kind]]


def _line(user: User, one: Indicator) -> Line:
    latest = values.latest(user, one.id, is_ready=True)
    told = {dict(seen.groups).get("sex"): seen for seen in latest if set(dict(seen.groups)) <= {"sex"}}
    cells = [(_("all"), told[None])] if None in told else []
    cells += [(code_name("", "sex", sex), told[sex]) for sex in SEXES if sex in told]
    shown = tuple((label, number(seen.value, one.unit)) for label, seen in cells)
    count = 0 if shown or one.source == "desk" else len(values.shown(user, one.id))
    return Line(one, one.name.get(language()), unit_name(one), latest[0].period if latest else "", shown, count)


def unit_name(one: Indicator) -> str:
    """The unit in the language of the page."""
    from tayanch.indicators.units import units

    return units()[one.unit].text.get(language())


# --- one indicator ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A line of a table. *cells*: value as text, whether it is hidden, where its records are."""

    name: str
    cells: list[tuple[str, bool, str]]


@dataclass(frozen=True)
class Table:
    """*columns*: periods or sexes."""

    columns: list[str]
    rows: list[Row]

    @property
    def hides(self) -> bool:
        return any(hidden for row in self.rows for _, hidden, _ in row.cells)


def periods_of_kind(seen: Sequence[Observation], kind: str) -> list[str]:
    """The periods of a kind that have values, oldest first."""
    return sorted({one.period for one in seen if kind_of(one.period) == kind})


def kind_of(period: str) -> str:
    return "year" if len(period) == 4 else "quarter" if "Q" in period else "month"


def by_sex(one: Indicator, seen: Sequence[Observation], kind: str, most: int = 12) -> Table:
    """Periods by sex, the whole first; of breakdowns that have no total, one line for each of their groups."""
    always = desk_query(one.query).always
    periods = periods_of_kind(seen, kind)[-most:]
    wanted = {*always, "sex"} if one.by_sex else set(always)
    found = {
        (obs.period, obs.groups): obs
        for obs in seen
        if set(dict(obs.groups)) <= wanted and set(always) <= set(dict(obs.groups))
    }
    groups = sorted({groups for _, groups in found}, key=lambda each: _order(dict(each), always))
    rows = [
        Row(_group_name(one, each), [_cell(one, found.get((period, each)), period, each) for period in periods])
        for each in groups
    ]
    return Table(periods, rows)


def _order(told: dict[str, str], always: Sequence[str]) -> tuple[Any, ...]:
    return (*(told.get(name, "") for name in always), SEXES.index(told["sex"]) + 1 if told.get("sex") in SEXES else 0)


def _group_name(one: Indicator, groups: Sequence[tuple[str, str]]) -> str:
    table = str(one.query.get("table", ""))
    return " · ".join(code_name(table, name, code) for name, code in groups) or _("all")


def _cell(
    one: Indicator, seen: Observation | None, period: str, groups: Sequence[tuple[str, str]]
) -> tuple[str, bool, str]:
    if seen is None:
        return ("0" if not one.unit.startswith("share") and one.unit != "days" else "–", False, "")
    hidden = "hidden" in seen.flags
    return ("×" if hidden else number(seen.value, one.unit), hidden, urlencode({"period": period, **dict(groups)}))


def breakdown(one: Indicator, seen: Sequence[Observation], name: str, period: str) -> Table:
    """The groups of one breakdown in one period, by sex; the largest first."""
    always = desk_query(one.query).always
    of_period = {obs.groups: obs for obs in seen if obs.period == period and name in dict(obs.groups)}
    codes: dict[tuple[str, ...], float] = {}
    for groups, obs in of_period.items():
        told = dict(groups)
        if "sex" not in told:
            codes[(*(told[each] for each in always), told[name])] = obs.value or 0
    order = sorted(codes, key=lambda each: (each[:-1], -codes[each], each[-1]))
    sexes = [None, *(sex for sex in SEXES if any(dict(groups).get("sex") == sex for groups in of_period))]
    return Table(
        [_("all") if sex is None else code_name("", "sex", sex) for sex in sexes],
        [_of_code(one, of_period, (*always, name), each, sexes=sexes, period=period) for each in order],
    )


def _of_code(
    one: Indicator,
    seen: dict[Any, Observation],
    names: Sequence[str],
    codes: Sequence[str],
    *,
    sexes: Sequence[str | None],
    period: str,
) -> Row:
    cells = []
    for sex in sexes:
        wanted = dict(zip(names, codes, strict=True)) | ({} if sex is None else {"sex": sex})
        match = next((groups for groups in seen if dict(groups) == wanted), None)
        cells.append(_cell(one, seen.get(match), period, match or ()))
    table = str(one.query.get("table", ""))
    return Row(" · ".join(code_name(table, name, code) for name, code in zip(names, codes, strict=True)), cells)


# --- the chart -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Chart:
    """Lines over time as an SVG is drawn. *parts*: of each line the stretches between hidden values."""

    periods: list[tuple[float, str]]
    grid: list[tuple[float, str]]
    lines: list[dict[str, Any]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    base: int = HEIGHT - BOTTOM


def chart(one: Indicator, seen: Sequence[Observation], kind: str, most: int = 12) -> Chart | None:
    """The whole and each sex over time; None where there are fewer than two periods or no total."""
    periods = periods_of_kind(seen, kind)[-most:]
    if len(periods) < 2 or desk_query(one.query).always:
        return None
    found = {(obs.period, dict(obs.groups).get("sex")): obs for obs in seen if set(dict(obs.groups)) <= {"sex"}}
    top = max((obs.value or 0 for (period, _), obs in found.items() if period in periods), default=0) or 1
    step = (WIDTH - LEFT - 24) / (len(periods) - 1)
    across = {period: LEFT + place * step for place, period in enumerate(periods)}
    height = HEIGHT - TOP - BOTTOM
    groups = [None, *(sex for sex in SEXES if any(key[1] == sex for key in found))]
    told = []
    for place, sex in enumerate(groups):
        points = [
            (across[period], TOP + height * (1 - (seen_.value or 0) / top))
            if (seen_ := found.get((period, sex))) and seen_.value is not None
            else None
            for period in periods
        ]
        name = _("all") if sex is None else code_name("", "sex", sex)
        told.append({"name": name, "style": place, "parts": _stretches(points), "points": [p for p in points if p]})
    marks = [(round(TOP + height * (1 - part), 1), number(top * part, one.unit)) for part in (0, 0.5, 1)]
    few = (
        periods
        if len(periods) <= 6
        else [period for place, period in enumerate(periods) if place % 2 == (len(periods) - 1) % 2]
    )
    return Chart([(round(across[period], 1), period) for period in few], marks, told)


def _stretches(points: Iterable[tuple[float, float] | None]) -> list[str]:
    parts: list[list[str]] = [[]]
    for point in points:
        if point is None:
            parts.append([])
        else:
            parts[-1].append(f"{point[0]:.1f},{point[1]:.1f}")
    return [" ".join(part) for part in parts if len(part) > 1]
