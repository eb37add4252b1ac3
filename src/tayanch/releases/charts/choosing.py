"""Which pictures an indicator gets: by sex over time first, then each breakdown, then breakdowns over time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from tayanch.indicators.model import Indicator, Observation
from tayanch.releases import datasets, labels
from tayanch.releases.charts import drawing, plotting
from tayanch.releases.charts.drawing import Drawn
from tayanch.releases.charts.model import Chart, Kind, Panel, Point, Series
from tayanch.releases.wording import amount, period, say, unit_name

MOST_PERIODS, MOST_GROUPS, MOST_PANELS = 12, 12, 6
# What is asked first of any number; the data files have every breakdown.
FIRST = ("topic", "violation", "stage", "country", "place", "oblast", "outcome", "sector")
MOST_BREAKDOWNS, MOST_OVER_TIME = 4, 2
Plot = Callable[[str, Sequence[Panel], float], Drawn]
_PLOTS: dict[Kind, Plot] = {"time": plotting.columns, "groups": plotting.bars, "multiples": plotting.multiples}


def charts_of(
    observations: Iterable[Observation], indicator: Indicator, language: str, *, citation: str = ""
) -> tuple[Chart, ...]:
    """The charts of one indicator, from values that are protected already; none when nothing can be shown.

    *citation*: the line that goes with every picture; without it the source of the values.
    """
    found = _Values(tuple(observations), indicator, language)
    if not found.periods:
        return ()
    line = citation or next((one.source for one in found.all if one.source), "")
    made = (_chart(found, kind, name, panels, line) for kind, name, panels in _chosen(found))
    return tuple(one for one in made if one)


class _Values:
    """The values of an indicator, found by period, sex and one further group."""

    def __init__(self, observations: tuple[Observation, ...], indicator: Indicator, language: str) -> None:
        self.indicator, self.language = indicator, language
        self.periods = _periods(observations)
        self.all = [one for one in observations if one.period in self.periods]
        self.names = [name for name in datasets.dimensions(self.all, indicator) if name != "sex"]
        self.known = {(one.period, frozenset(one.groups)): one for one in self.all}
        told = (dict(one.groups).get("sex") for one in self.all)
        self.sexes = labels.in_order("sex", (code for code in told if code is not None))

    def at(self, period: str, **groups: str) -> Observation | None:
        return self.known.get((period, frozenset(groups.items())))

    def codes(self, name: str) -> list[str]:
        return labels.in_order(name, (code for one in self.all for key, code in one.groups if key == name))

    @property
    def latest(self) -> str:
        """The last period that is over; the last of all when none is."""
        partial = {one.period for one in self.all if "partial-period" in one.flags}
        return next((one for one in reversed(self.periods) if one not in partial), self.periods[-1])

    def point(self, period_code: str, **groups: str) -> Point:
        found = self.at(period_code, **groups)
        label = period(period_code, self.language)
        if found is None or found.value is None:
            return Point(label, None, self._absent(found))
        told = amount(found.value, found.unit, self.language)
        return Point(label, found.value, told, found.lower, found.upper, "small-base" in found.flags)

    def _absent(self, one: Observation | None) -> str:
        word = "hidden" if one and ("hidden" in one.flags or not one.flags) else "none"
        return say(f"value.{word}", self.language)

    def series(self, periods: Sequence[str], **groups: str) -> list[Series]:
        """One for each sex that has a value, women first; everybody's when sex is not told."""
        made = [
            Series(
                code or labels.UNKNOWN,
                labels.group("sex", code).get(self.language),
                self._points(periods, sex=code, **groups),
            )
            for code in self.sexes
        ]
        shown = [one for one in made if one.look in ("female", "male") or any(at.value for at in one.points)]
        own = [one for one in shown if any(self.at(each, sex=_code(one.look), **groups) for each in periods)]
        return own or [Series("all", say("all", self.language), self._points(periods, **groups))]

    def _points(self, periods: Sequence[str], **groups: str) -> tuple[Point, ...]:
        return tuple(self.point(one, **groups) for one in periods)


def _code(look: str) -> str:
    return "" if look == labels.UNKNOWN else look


def _periods(observations: Iterable[Observation]) -> list[str]:
    """The last periods of one length: quarters when there are several, else years, else months."""
    found: dict[str, set[str]] = {"Q": set(), "A": set(), "M": set()}
    for one in observations:
        found["Q" if "-Q" in one.period else "M" if "-" in one.period else "A"].add(one.period)
    chosen = next((own for own in found.values() if len(own) > 1), None) or next(filter(None, found.values()), set())
    return sorted(chosen)[-MOST_PERIODS:]


# --- which ----------------------------------------------------------------------------------------------------


def _chosen(found: _Values) -> Iterator[tuple[Kind, str, list[Panel]]]:
    yield "time", "", [Panel(one.name, (one,)) for one in found.series(found.periods)]
    names = sorted(found.names, key=lambda name: FIRST.index(name) if name in FIRST else len(FIRST))
    for place, name in enumerate(names[:MOST_BREAKDOWNS]):
        panels = _ranked(found, name, [found.latest])
        if panels:
            yield "groups", name, panels[:MOST_GROUPS]
        if len(found.periods) > 2 and place < MOST_OVER_TIME:
            lines = [one for one in _ranked(found, name, found.periods) if _is_line(one)][:MOST_PANELS]
            if len(lines) > 1:
                yield "multiples", name, lines


def _ranked(found: _Values, name: str, periods: Sequence[str]) -> list[Panel]:
    """A panel for each group of a breakdown, the largest among women first."""
    made = (
        Panel(labels.group(name, code).get(found.language), tuple(found.series(periods, **{name: code})))
        for code in found.codes(name)
    )
    shown = [one for one in made if any(point.value is not None for own in one.series for point in own.points)]
    return sorted(shown, key=lambda one: -(one.series[0].points[-1].value or 0))


def _is_line(panel: Panel) -> bool:
    return sum(point.value is not None for point in panel.series[0].points) > 1


# --- the whole chart ------------------------------------------------------------------------------------------


def _chart(found: _Values, kind: Kind, name: str, panels: list[Panel], citation: str) -> Chart | None:
    if not any(point.value is not None for one in panels for own in one.series for point in own.points):
        return None
    language, own = found.language, found.indicator
    id = "-".join(filter(None, (own.id, kind, name))).lower().replace("_", "-").replace(".", "-")
    short = _short(kind, name, language, is_by_sex=panels[0].series[0].look != "all")
    title = f"{own.name.get(language)}: {short[:1].lower()}{short[1:]}"
    when = period(found.latest, language) if kind == "groups" else _span(found)
    subtitle = " · ".join(filter(None, (unit_name(own.unit, language), when)))
    notes = tuple(_notes(found, kind, name, panels))
    told = [*_sentences(panels, kind), *notes]
    return Chart(
        id=id,
        kind=kind,
        title=title,
        short=short,
        subtitle=subtitle,
        svg=_picture(id, kind, panels, title, told),
        picture=_picture(f"{id}-p", kind, panels, title, told, above=(title, subtitle), below=(*notes, citation)),
        headings=_headings(language, kind, name),
        table=tuple((*head, point.label, point.text) for head, point in _lines(panels, kind)),
        exact=tuple((*head, point.label, point.value, point.text) for head, point in _lines(panels, kind)),
        citation=citation,
        notes=notes,
    )


def _short(kind: Kind, name: str, language: str, *, is_by_sex: bool) -> str:
    """What this chart shows of its indicator."""
    if kind == "time":
        return say("chart.by-sex" if is_by_sex else "chart.time", language)
    told = labels.dimension(name).get(language)
    return told if kind == "groups" else say("chart.over-time", language, what=told)


def _span(found: _Values) -> str:
    first, last = (period(one, found.language) for one in (found.periods[0], found.periods[-1]))
    return first if first == last else f"{first} – {last}"


def _headings(language: str, kind: Kind, name: str) -> tuple[str, ...]:
    own = [] if kind == "time" else [labels.dimension(name).get(language)]
    return (*own, labels.dimension("sex").get(language), say("column.period", language), say("column.value", language))


def _lines(panels: Iterable[Panel], kind: Kind) -> Iterator[tuple[tuple[str, ...], Point]]:
    for panel in panels:
        for series in panel.series:
            for point in series.points:
                yield ((series.name,) if kind == "time" else (panel.name, series.name)), point


def _sentences(panels: Iterable[Panel], kind: Kind) -> list[str]:
    """The picture in words: what a screen reader says. Long ones end after forty values; the table has all."""
    told = (f"{', '.join((*head, point.label))}: {point.text}." for head, point in _lines(panels, kind))
    return list(islice(told, 40))


def _notes(found: _Values, kind: Kind, name: str, panels: Sequence[Panel]) -> Iterator[str]:
    points = [point for panel in panels for own in panel.series for point in own.points]
    if any(point.text == say("value.hidden", found.language) for point in points):
        yield say("note.hidden", found.language)
    if any(point.shaky for point in points):
        yield say("note.shaky", found.language)
    if any(point.lower is not None for point in points):
        yield say("note.interval", found.language)
    if kind != "time" and len(panels) < len(found.codes(name)):
        yield say("note.more", found.language)


def _picture(
    id: str,
    kind: Kind,
    panels: Sequence[Panel],
    title: str,
    told: Sequence[str],
    *,
    above: tuple[str, str] | None = None,
    below: Sequence[str] = (),
) -> str:
    """The SVG; with a heading and the lines below it when it is to stand alone."""
    parts: list[str] = [drawing.patterns(id, (own.look for panel in panels for own in panel.series))]
    at = 4.0
    if above:
        heading = drawing.paragraph(above[0], at + 4, size=15, font_weight="700")
        under = drawing.paragraph(above[1], at + 4 + heading.height, size=12, fill=drawing.WALNUT)
        parts += [*heading.parts, *under.parts]
        at += heading.height + under.height + 14
    plot = _PLOTS[kind](id, panels, at)
    parts += plot.parts
    at += plot.height
    for line in filter(None, below):
        foot = drawing.paragraph(line, at + 2, size=10.5, fill=drawing.WALNUT)
        parts += foot.parts
        at += foot.height + 3
    return drawing.whole(id, title, told, parts, at + 6)
