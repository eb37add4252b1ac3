"""Tables of a release from what others know: series of an indicator, published figures, recommendations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tayanch.figures.model import Figure, Finding
from tayanch.indicators.model import Indicator, Observation
from tayanch.releases import labels, wording
from tayanch.releases.model import Column, Dataset, Value
from tayanch.vocabulary.model import Text

TOTAL = "_T"  # the code of a total, as SDMX's code lists have it; "_U" is what is not known
UNKNOWN = "_U"
_MEASURES: tuple[tuple[str, str], ...] = (
    ("value", "#indicator+value+num"),
    ("count", "#indicator+numerator+num"),
    ("base", "#indicator+denominator+num"),
    ("se", "#indicator+stderror+num"),
    ("lower", "#indicator+lower+num"),
    ("upper", "#indicator+upper+num"),
)


def of_observations(indicator: Indicator, observations: Iterable[Observation], hidden: Sequence[Text] = ()) -> Dataset:
    """The series of one indicator. Rows are ordered by period, then by groups, totals first."""
    found = tuple(observations)
    names = dimensions(found, indicator)
    rows = sorted((_row(one, names) for one in found), key=lambda row: [str(cell) for cell in row[:-9]])
    held = {name: labels.in_order(name, (dict(one.groups).get(name, TOTAL) for one in found)) for name in names}
    source = next((one.source for one in found if one.source), "")
    return Dataset(
        id=indicator.id,
        kind="series",
        title=indicator.name,
        columns=tuple(_columns(indicator, held)),
        rows=tuple(rows),
        about=indicator.concept,
        method=indicator.method,
        caveats=indicator.caveats,
        source=source,
        hidden=tuple(hidden),
        version=indicator.version,
        indicator=indicator,
        observations=found,
    )


def dimensions(observations: Iterable[Observation], indicator: Indicator) -> tuple[str, ...]:
    """By what the values are broken down: sex first, then as the definition has it."""
    told = dict.fromkeys([*(["sex"] if indicator.by_sex else []), *indicator.by])
    return tuple(told | dict.fromkeys(name for one in observations for name, _code in one.groups))


def code_of(name: str, groups: dict[str, str]) -> str:
    """The code of a group in a file: ``_T`` for all, ``_U`` for what is not known."""
    return (groups[name] or UNKNOWN).replace(labels.UNKNOWN, UNKNOWN) if name in groups else TOTAL


def _row(one: Observation, names: Sequence[str]) -> tuple[Value, ...]:
    groups = dict(one.groups)
    measures = (one.value, one.count, one.base, one.se, one.lower, one.upper)
    return (
        one.period,
        *(code_of(name, groups) for name in names),
        *measures,
        one.unit,
        " ".join(one.flags),
        one.source,
    )


def _columns(indicator: Indicator, held: dict[str, list[str]]) -> Iterable[Column]:
    yield Column("period", "period", wording.text("column.period"), "#meta+period")
    for name, codes in held.items():
        told = dict.fromkeys([TOTAL, *(UNKNOWN if code in ("", labels.UNKNOWN) else code for code in codes)])
        yield Column(name, "code", labels.dimension(name), labels.hxl(name), codes=tuple(_meanings(name, told)))
    for measure, tag in _MEASURES:
        yield Column(measure, "number", wording.text(f"column.{measure}"), tag, wording.text(f"about.{measure}"))
    yield Column("unit", "text", wording.text("column.unit"), "#indicator+unit")
    yield Column("flags", "text", wording.text("column.flags"), "#status+flags", wording.text("about.flags"))
    yield Column("source", "text", wording.text("column.source"), "#meta+source")


def _meanings(name: str, codes: Iterable[str]) -> Iterable[tuple[str, Text]]:
    known = {TOTAL: wording.text("all"), UNKNOWN: wording.text("unknown")}
    return ((code, known.get(code) or labels.group(name, code)) for code in codes)


# --- published figures ----------------------------------------------------------------------------------------


def of_figures(figures: Sequence[Figure], findings: Sequence[Finding], source: str = "") -> Dataset:
    """What others printed, word for word, each with the rules that found something about it."""
    found: dict[str, list[str]] = {}
    for finding in findings:
        for row in finding.rows:
            found.setdefault(row, []).append(finding.rule)
    rows = (_figure(one, found.get(one.id, ())) for one in sorted(figures, key=lambda one: one.id))
    return Dataset(
        id="published-figures",
        kind="figures",
        title=wording.text("figures.title"),
        columns=tuple(Column(name, kind, wording.text(f"column.{name}"), tag) for name, kind, tag in _FIGURE),  # type: ignore[arg-type]
        rows=tuple(rows),
        about=wording.text("figures.about"),
        caveats=wording.text("figures.caveats"),
        source=source,
    )


_FIGURE = (
    ("id", "text", "#meta+id"),
    ("document", "text", "#meta+document"),
    ("section", "text", "#meta+section"),
    ("place", "text", "#meta+page"),
    ("topic", "text", "#subsector+name"),
    ("population", "text", "#meta+population"),
    ("sex", "text", "#meta+sex"),
    ("origin", "text", "#country+origin"),
    ("destination", "text", "#country+destination"),
    ("measure", "text", "#indicator+name"),
    ("value", "number", "#indicator+value+num"),
    ("value_high", "number", "#indicator+upper+num"),
    ("unit", "text", "#indicator+unit"),
    ("year", "text", "#meta+year"),
    ("source", "text", "#meta+source"),
    ("base", "integer", "#indicator+denominator+num"),
    ("findings", "text", "#status+findings"),
)


def _figure(one: Figure, rules: Sequence[str]) -> tuple[Value, ...]:
    texts = (one.id, one.document, one.section, one.place, one.topic, one.population, one.sex)
    places = (one.origin, one.destination, one.measure)
    low, high = (None if value is None else float(value) for value in (one.value, one.value_high))
    return (*texts, *places, low, high, one.unit, one.year, one.source, one.base, " ".join(dict.fromkeys(rules)))


# --- any other table ------------------------------------------------------------------------------------------


def of_recommendations(rows: Iterable[tuple[str, str, str, str, str, str]], source: str = "") -> Dataset:
    """Who was asked to do what, and how far it is: id, document, addressee, text, state, since."""
    tags = ("#meta+id", "#meta+document", "#org+addressee", "#activity+description", "#status+code", "#meta+since")
    names = ("id", "document", "addressee", "recommendation", "state", "since")
    columns = zip(names, tags, strict=True)
    return Dataset(
        id="recommendations",
        kind="recommendations",
        title=wording.text("recommendations.title"),
        columns=tuple(Column(name, "text", wording.text(f"column.{name}"), tag) for name, tag in columns),
        rows=tuple(sorted(rows)),
        about=wording.text("recommendations.about"),
        source=source,
    )
