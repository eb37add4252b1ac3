"""Values of indicators that are not counted from the desk's own records: as linked, printed or brought in.

Nothing is protected anew here, and nothing is shown that its own page hides: estimates as the kept table shows them,
counts of interviews for groups of five speakers and more, figures as printed, official series as published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from tayanch.evidence import presenting, tabulating, telling
from tayanch.evidence.asking import column_of_sex
from tayanch.evidence.indicators import linking
from tayanch.evidence.indicators.models import ImportedSeries, Link
from tayanch.evidence.models import Tabulation
from tayanch.indicators.errors import DefinitionError
from tayanch.indicators.import_cells import Unread, sex_of
from tayanch.indicators.model import Derivation, Groups, Indicator, Observation
from tayanch.indicators.values import Made, Survey, from_estimates, from_figures
from tayanch.survey.results import Estimate
from tayanch.vault.keys import Erased

Place = tuple[str, Groups, str]


def shown(organisation_id: UUID, indicator: Indicator) -> tuple[Observation, ...]:
    """The values of an indicator of a survey, of interviews, figures or an official series, oldest first."""
    found = tuple(_KINDS[indicator.source](organisation_id, indicator))
    return tuple(sorted(found, key=lambda one: one.period))


def answered(organisation_id: UUID) -> frozenset[str]:
    """The indicators of other sources that have a link or a series that was brought in."""
    links = Link.objects.filter(organisation_id=organisation_id)
    brought = ImportedSeries.objects.filter(organisation_id=organisation_id, kept_at__isnull=False, taken_back_at=None)
    return frozenset((*links.values_list("indicator", flat=True), *brought.values_list("indicator", flat=True)))


# --- surveys ---------------------------------------------------------------------------------------------------------


def _survey(organisation_id: UUID, indicator: Indicator) -> Iterator[Observation]:
    links = Link.objects.filter(organisation_id=organisation_id, indicator=indicator.id, tabulation__isnull=False)
    seen: set[Place] = set()
    for link in links.select_related("tabulation__survey"):
        for one in of_table(indicator, link.tabulation, link.period) if link.tabulation else ():
            place = (one.period, one.groups, "")
            if place not in seen:  # two tables of one survey say the same of everybody
                seen.add(place)
                yield one


def of_table(indicator: Indicator, made: Tabulation, period: str) -> tuple[Observation, ...]:
    """The estimates of a kept table as its page shows them: what is hidden there is hidden here, bases too.

    Empty when the keys of its survey are gone, or when nothing in it is of the indicator.
    """
    try:
        table = telling.table(made, "en")
        codebook = linking.codebook(made)
    except Erased:
        return ()
    lines = {line.place: line for section in table["shown"].sections for line in section.lines}
    cells = tabulating.estimates_of(table["told"])
    places = [place for place in sorted(lines) if _is_meant(indicator, cells[place])]
    sex = column_of_sex(codebook)
    asked = [replace(cells[place], by=_by(cells[place], sex, codebook)) for place in places]
    told = made.derivation
    survey = Survey(
        title=made.survey.title,
        period=period,
        source=made.survey.source,
        fingerprint=told.get("fingerprint", ""),
        design=_design(told),
        method=told.get("method", ""),
        rows=told.get("rows", 0),
    )
    try:
        values = from_estimates(indicator, asked, survey, Made(told.get("program", ""), told.get("at", "")))
    except DefinitionError:
        return ()
    return tuple(_as_shown(one, lines[place]) for one, place in zip(values, places, strict=True))


def _is_meant(indicator: Indicator, cell: Estimate) -> bool:
    level = indicator.query.get("level", indicator.query.get("probability"))
    return cell.variable == linking.wanted(indicator) and (level is None or cell.level == level)


def _by(cell: Estimate, sex: str, codebook: Any) -> Mapping[str, Any]:
    """The groups of a cell, with the sex in the vocabulary's words whatever the survey calls it."""
    return {
        ("sex" if name == sex else name): _sex(codebook, name, code) if name == sex and code is not None else code
        for name, code in cell.by.items()
    }


def _sex(codebook: Any, name: str, code: Any) -> str:
    for text in (str(code), *(codebook[name].answer(code, language) for language in ("en", "ru", "ky"))):
        try:
            if found := sex_of(text, name):
                return found
        except Unread:
            continue
    return str(code)


def _design(told: Mapping[str, Any]) -> str:
    return presenting.design_in_words(told.get("design", {}))


def _as_shown(one: Observation, line: Any) -> Observation:
    if line.estimate is not None:
        return replace(one, base=line.n)
    flags = tuple(dict.fromkeys(("hidden", *one.flags)))
    return replace(one, value=None, count=None, base=line.n, se=None, lower=None, upper=None, flags=flags)


# --- interviews ------------------------------------------------------------------------------------------------------


def _interviews(organisation_id: UUID, indicator: Indicator) -> Iterator[Observation]:
    from tayanch.evidence.indicators import hearing

    links = Link.objects.filter(organisation_id=organisation_id, indicator=indicator.id, study__isnull=False)
    for link in links.select_related("study", "by"):
        yield from hearing.counted(indicator, link)


# --- published figures -----------------------------------------------------------------------------------------------


def _figures(organisation_id: UUID, indicator: Indicator) -> Iterable[Observation]:
    from tayanch.evidence.figures import register
    from tayanch.evidence.figures.telling import titles_for

    figures, findings = register.figures_for(organisation_id), register.findings_for(organisation_id)
    return from_figures(indicator, figures, findings, documents=titles_for(organisation_id))


# --- official series -------------------------------------------------------------------------------------------------


def _official(organisation_id: UUID, indicator: Indicator) -> Iterable[Observation]:
    """Those that come with Tayanch; a value that was brought in stands in the place of one of the same measure."""
    from tayanch.indicators.series import official

    found = {_place(one): one for one in official() if one.indicator == indicator.id}
    rows = ImportedSeries.objects.filter(organisation_id=organisation_id, indicator=indicator.id)
    for row in rows.filter(kept_at__isnull=False, taken_back_at=None).order_by("kept_at"):
        found |= {_place(one): one for one in brought(indicator, row)}
    return found.values()


def _place(one: Observation) -> Place:
    return one.period, one.groups, one.unit


def brought(indicator: Indicator, row: ImportedSeries) -> tuple[Observation, ...]:
    """The values of a file that was brought in."""
    told = row.about
    way = Derivation(
        query=f"{told.get('format', '')}: {row.file}",
        inputs={row.file: row.fingerprint},
        rows=len(row.values),
        method=indicator.method.en,
        program=str(told.get("program", "")),
        at=row.at.date().isoformat(),
    )
    return tuple(
        Observation(
            indicator=indicator.id,
            version=indicator.version,
            period=period,
            groups=tuple((name, code) for name, code in groups),
            value=value,
            unit=unit,
            lower=lower,
            upper=upper,
            flags=tuple(flags),
            source=row.source,
            derivation=way,
        )
        for period, groups, value, unit, lower, upper, flags in row.values
    )


def plain(observations: Sequence[Observation]) -> list[list[Any]]:
    """Observations as they are kept of a file."""
    return [
        [one.period, [list(group) for group in one.groups], one.value, one.unit, one.lower, one.upper, list(one.flags)]
        for one in observations
    ]


_KINDS = {"survey": _survey, "interviews": _interviews, "figures": _figures, "official": _official}
