"""Values of indicators as everybody may see them. Other parts of Tayanch take them from here and from nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from tayanch.accounts.models import Organisation, User
from tayanch.evidence.indicators import beyond, protecting
from tayanch.evidence.indicators.models import PeriodValues
from tayanch.indicators.computing import Plan, plan
from tayanch.indicators.definitions import definitions, version_of, versions
from tayanch.indicators.errors import DefinitionError
from tayanch.indicators.model import Derivation, Groups, Indicator, Observation

Whose = User | Organisation | UUID


def organisation_of(whose: Whose) -> UUID:
    """The organisation of a user, or itself."""
    if isinstance(whose, User):
        return whose.organisation_id
    return whose.id if isinstance(whose, Organisation) else whose


def shown(
    whose: Whose, indicator_id: str, *, period: str | None = None, version: int | None = None
) -> tuple[Observation, ...]:
    """The protected values of an indicator, by period and groups; hidden ones have no value and the flag ``hidden``.

    Of the desk as computed; of surveys and interviews from what is linked, of figures from the register, of official
    series from those that come with Tayanch and those that were brought in (:mod:`.beyond`), as of now.

    *whose*: a user or an organisation. *period*: only this one. *version*: an earlier one of the definition. Empty for
    what was never computed, and for an id that is not known.
    """
    try:
        found = version_of(indicator_id, version) if version else definitions().get(indicator_id)
    except DefinitionError:
        return ()
    if found is None:
        return ()
    if found.source != "desk":
        is_current = found.version == definitions()[indicator_id].version
        every = beyond.shown(organisation_of(whose), found) if is_current else ()
        return tuple(one for one in every if period is None or one.period == period)
    rows = PeriodValues.objects.filter(
        organisation_id=organisation_of(whose), indicator=indicator_id, version=found.version
    ).exclude(cells=[])
    if period is not None:
        rows = rows.filter(period__startswith=period[:4])
    told = _protected(organisation_of(whose), found, list(rows.order_by("period")))
    return tuple(one for one in told if period is None or one.period == period)


def series(whose: Whose, indicator_id: str, groups: Groups = ()) -> tuple[Observation, ...]:
    """The protected values of one group over all periods, oldest first: ``(("sex", "female"),)``; () is everybody."""
    wanted = dict(groups)
    return tuple(one for one in shown(whose, indicator_id) if dict(one.groups) == wanted)


def latest(whose: Whose, indicator_id: str, kind: str = "year", *, is_ready: bool = False) -> tuple[Observation, ...]:
    """The values of the newest year (or ``quarter``, ``month``) that has some. *is_ready*: none of an indicator of the
    desk that is not protected yet: a list of all of them would take half a minute the first time."""
    found = definitions().get(indicator_id)
    if found is not None and found.source != "desk":
        every = shown(whose, indicator_id)
        last = max((one.period for one in every if _is_of_kind(one.period, kind)), default="")
        return tuple(one for one in every if one.period == last)
    rows = PeriodValues.objects.filter(organisation_id=organisation_of(whose), indicator=indicator_id).exclude(cells=[])
    periods = [one for one in rows.values_list("period", flat=True).distinct() if _is_of_kind(one, kind)]
    if not periods or (is_ready and rows.filter(period__startswith=max(periods)[:4], shown=None).exists()):
        return ()
    return shown(whose, indicator_id, period=max(periods))


def _is_of_kind(period: str, kind: str) -> bool:
    """A year, also one of two (``2024/2025``); a quarter; a month."""
    if kind == "year":
        return len(period) == 4 or (len(period) == 9 and "/" in period)
    return len(period) == 7 and ("Q" in period) == (kind == "quarter")


def exact(whose: Whose, indicator: Indicator, period: str) -> PeriodValues | None:
    """The exact values of a period: for the drill of a supervisor only."""
    rows = PeriodValues.objects.filter(organisation_id=organisation_of(whose), indicator=indicator.id)
    found: PeriodValues | None = rows.filter(version=indicator.version, period=period).first()
    return found


def former_versions(whose: Whose, indicator_id: str) -> list[int]:
    """Earlier versions of the definition of which values are kept, the newest first."""
    rows = PeriodValues.objects.filter(organisation_id=organisation_of(whose), indicator=indicator_id)
    current = versions(indicator_id)[0].version
    return sorted({one for one in rows.values_list("version", flat=True) if one != current}, reverse=True)


def _protected(organisation: UUID, indicator: Indicator, rows: Iterable[PeriodValues]) -> list[Observation]:
    asked = plan(indicator)
    found: list[Observation] = []
    for year, of_year in protecting.by_year(rows).items():
        _protect(organisation, asked, year, of_year)
        for row in of_year:
            found += protecting.observations(asked, row.version, row.period, row.shown, _way(row))
    return found


def protect_all(organisation: UUID) -> None:
    """Protect what was computed anew, so that nobody waits for it who opens a page."""
    rows = PeriodValues.objects.filter(organisation_id=organisation, shown=None).exclude(cells=[])
    for name, version in sorted(set(rows.values_list("indicator", "version"))):
        shown(organisation, name, version=version)


def _protect(organisation: UUID, asked: Plan, year: str, rows: list[PeriodValues]) -> None:
    """Protect the rows of one year that were computed anew; kept until something in the year changes."""
    if all(row.shown is not None for row in rows):
        return
    told = protecting.protected(asked, {row.period: row.cells for row in rows}, _around(organisation, asked, year))
    for row in rows:
        row.shown = told[row.period]
    PeriodValues.objects.bulk_update(rows, ["shown"], batch_size=50)


def _around(organisation: UUID, asked: Plan, year: str) -> protecting.Around | None:
    """The indicator that counts all of what this one counts a part of; it is protected first."""
    desk = (plan(one) for one in definitions().values() if one.source == "desk")
    other = protecting.around_of(asked, desk)
    if other is None:
        return None
    version = other.indicator.version
    told = {"organisation_id": organisation, "indicator": other.indicator.id, "version": version}
    rows = list(PeriodValues.objects.filter(**told, period__startswith=year).exclude(cells=[]).order_by("period"))
    if not rows:
        return None
    _protect(organisation, other, year, rows)
    return protecting.Around(
        other, {row.period: row.cells for row in rows}, {row.period: row.shown or [] for row in rows}
    )


def _way(row: PeriodValues) -> Derivation | None:
    """How the values came to be. The number of rows is told where that of everybody is."""
    if not row.derivation:
        return None
    whole = next((cell for cell in row.shown or () if not cell[0]), None)
    way = Derivation(**row.derivation)
    return way if whole and "hidden" not in whole[5] else replace(way, rows=0)
