"""What has to be computed, by comparing what values rest on with the facts of now; and values as they are kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction

from tayanch.desk import facts
from tayanch.evidence.indicators.models import Definition, PeriodValues
from tayanch.indicators.computing import Facts, Plan, compute, period_of, plan
from tayanch.indicators.definitions import definitions, fingerprint
from tayanch.indicators.model import Indicator, Observation

AT_ONCE = 200  # rows of one statement
EVERYTHING: frozenset[str] | None = None


def plans() -> dict[str, Plan]:
    """The desk indicators of the library, by id."""
    return {one.id: plan(one) for one in definitions().values() if one.source == "desk"}


@dataclass
class ToDo:
    """*months*: indicators with the periods to compute; *whole*: those to compute in every period."""

    months: dict[str, set[str]] = field(default_factory=dict)
    whole: list[str] = field(default_factory=list)
    gone: list[tuple[str, int, str]] = field(default_factory=list)  # indicator, version, period without facts

    @property
    def indicators(self) -> int:
        return len(self.months) + len(self.whole)

    @property
    def periods(self) -> frozenset[str]:
        return frozenset(period for periods in self.months.values() for period in periods)


def to_do(organisation_id: UUID, of: Mapping[str, Plan], state: Facts, *, anew: bool = False) -> ToDo:
    """What is not as the facts of *state* are: indicators never computed, changed ones, periods with other facts."""
    rows = PeriodValues.objects.filter(organisation_id=organisation_id)
    kept: dict[tuple[str, int], dict[str, dict[str, str]]] = {}
    for indicator, version, period, derivation in rows.values_list("indicator", "version", "period", "derivation"):
        kept.setdefault((indicator, version), {})[period] = derivation["inputs"]
    definitions_ = Definition.objects.filter(organisation_id=organisation_id)
    prints = {(one.indicator, one.version): one.fingerprint for one in definitions_}
    found = ToDo()
    for name, one in of.items():
        key = (name, one.indicator.version)
        if anew or prints.get(key) != fingerprint(one.indicator):
            found.whole.append(name)
        else:
            _compare(found, one, kept.get(key, {}), state)
    return found


def _compare(found: ToDo, one: Plan, kept: Mapping[str, Mapping[str, str]], state: Facts) -> None:
    name, version = one.indicator.id, one.indicator.version
    if not one.is_of_month:
        now = {table: state.fingerprint(table) for table in one.tables}
        if not kept or any(dict(inputs) != now for inputs in kept.values()):
            found.whole.append(name)
        return
    table, present = one.query.table, _present(one, state)
    stale = {period for period in present if kept.get(period, {}).get(table) != state.fingerprint(table, period)}
    if stale:
        found.months[name] = stale
    found.gone += [(name, version, period) for period in set(kept) - present]


def _present(one: Plan, state: Facts) -> set[str]:
    """The periods of its own kinds in which its table has facts."""
    months = state.fingerprints.get(one.query.table, {})
    return {period for month in months for kind in one.query.periods if (period := period_of(month, kind))}


def computed(
    organisation_id: UUID,
    of: Mapping[str, Plan],
    state: Facts,
    work: ToDo,
    *,
    today: date,
    pulse: Callable[[float], None],
) -> list[Observation]:
    """The values of what is to do."""
    found: list[Observation] = []
    if work.whole:
        indicators = [of[name].indicator for name in work.whole]
        tables = {table for name in work.whole for table in of[name].tables}
        found += compute(indicators, _read(organisation_id, state, tables), today=today)
    pulse(0.6)
    if work.months:
        years = {period[:4] for period in work.periods}
        tables = {of[name].query.table for name in work.months}
        some = _read(organisation_id, state, tables, years)
        for names, periods in _alike(work.months):
            found += compute([of[name].indicator for name in names], some, periods, today=today)
    return found


def _alike(months: Mapping[str, set[str]]) -> Iterable[tuple[list[str], frozenset[str]]]:
    """Indicators that need the same periods are computed together; a month more or less makes no other group."""
    groups: dict[frozenset[str], list[str]] = {}
    for name, periods in months.items():
        groups.setdefault(frozenset(period for period in periods if "Q" in period or len(period) == 4), []).append(name)
    for names in groups.values():
        yield names, frozenset(period for name in names for period in months[name])


def _read(organisation_id: UUID, state: Facts, tables: Collection[str], years: Collection[str] | None = None) -> Facts:
    wanted = None if years is None else lambda month: month[:4] in years
    return Facts(facts.read(organisation_id, wanted, tables), state.fingerprints)


@transaction.atomic
def keep(
    organisation_id: UUID,
    of: Mapping[str, Plan],
    state: Facts,
    work: ToDo,
    *,
    found: Iterable[Observation],
    today: date,
) -> None:
    """Put new values in the place of those of the same version and period; earlier versions stay as they are."""
    rows: dict[tuple[str, int, str], PeriodValues] = {}
    for one in found:
        key = (one.indicator, one.version, one.period)
        if key not in rows:
            derivation = asdict(one.derivation) if one.derivation else {}
            rows[key] = PeriodValues(organisation_id=organisation_id, derivation=derivation, cells=[], **_of(key))
        rows[key].cells.append(
            [
                [name for name, _ in one.groups],
                [code for _, code in one.groups],
                one.value,
                one.count,
                one.base,
                list(one.flags),
            ]
        )
    for key, inputs in _asked(of, state, work):
        if key not in rows:  # nothing was counted: that is known, too
            rows[key] = PeriodValues(
                organisation_id=organisation_id, derivation={"inputs": inputs}, cells=[], **_of(key)
            )
    mine = PeriodValues.objects.filter(organisation_id=organisation_id)
    if work.whole:  # what is a part of it is protected by it
        mine.update(shown=None)
    for name in work.whole:
        mine.filter(indicator=name, version=of[name].indicator.version).delete()
    for name, periods in work.months.items():
        version, years = of[name].indicator.version, {period[:4] for period in periods}
        same = mine.filter(indicator=name, version=version)
        same.filter(period__in=periods).delete()
        for year in years:  # a year is protected as a whole
            same.filter(period__startswith=year).update(shown=None)
    for name, version, period in work.gone:
        mine.filter(indicator=name, version=version, period=period).delete()
        mine.filter(indicator=name, version=version, period__startswith=period[:4]).update(shown=None)
    PeriodValues.objects.bulk_create(list(rows.values()), batch_size=AT_ONCE)
    _note([of[name].indicator for name in work.whole], organisation_id, today)


def _asked(of: Mapping[str, Plan], state: Facts, work: ToDo) -> Iterable[tuple[tuple[str, int, str], dict[str, str]]]:
    """Every period that was computed, with what its values rest on; "" stands for all of what knows no own months."""
    for name in (*work.whole, *work.months):
        one = of[name]
        if one.is_of_month:
            for period in work.months.get(name) or _present(one, state):
                inputs = {one.query.table: state.fingerprint(one.query.table, period)}
                yield (name, one.indicator.version, period), inputs
        else:
            yield (name, one.indicator.version, ""), {table: state.fingerprint(table) for table in one.tables}


def _of(key: tuple[str, int, str]) -> dict[str, str | int]:
    return dict(zip(("indicator", "version", "period"), key, strict=True))


def _note(indicators: Iterable[Indicator], organisation_id: UUID, today: date) -> None:
    for one in indicators:
        Definition.objects.update_or_create(
            organisation_id=organisation_id,
            indicator=one.id,
            version=one.version,
            defaults={"fingerprint": fingerprint(one)},
            create_defaults={"fingerprint": fingerprint(one), "since": today},
        )
