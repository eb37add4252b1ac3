"""Values of indicators for releases and for the dashboard, as :mod:`tayanch.evidence.indicators` has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.indicators.computing import plan
from tayanch.indicators.definitions import definitions
from tayanch.indicators.model import Indicator, Observation
from tayanch.releases.wording import day, say

# What a director asks first; the topics lead to all the others.
MAIN = (
    "desk-consultations",
    "desk-consultations-unpaid-wages-share",
    "desk-cases-opened",
    "desk-violations",
    "desk-cases-money-received-share",
)


def having_values(user: User) -> list[Indicator]:
    """The indicators of the desk that were computed, in the order of the library."""
    from tayanch.evidence.indicators.models import PeriodValues

    rows = PeriodValues.objects.filter(organisation_id=user.organisation_id).exclude(cells=[])
    computed = set(rows.values_list("indicator", flat=True).distinct())
    return [one for id, one in definitions().items() if id in computed and one.source == "desk"]


def main(having: Sequence[Indicator]) -> list[Indicator]:
    """Of these the most important, or the first ones."""
    known = {one.id: one for one in having}
    return [known[id] for id in MAIN if id in known] or list(having[:4])


def known(indicator_id: str) -> Indicator | None:
    """A definition by its id."""
    return definitions().get(indicator_id)


def shown(user: User, indicator_id: str) -> tuple[Observation, ...]:
    """Protected values of one indicator; none when it was not computed."""
    from tayanch.evidence.indicators import values

    return values.shown(user, indicator_id)


def exact(user: User, indicator: Indicator) -> list[Observation]:
    """The values as they were counted: to be protected, together with what was released before, and then only told."""
    from tayanch.evidence.indicators import protecting
    from tayanch.evidence.indicators.models import PeriodValues

    told = {"organisation_id": user.organisation_id, "indicator": indicator.id, "version": indicator.version}
    asked, source = plan(indicator), user.organisation.name
    rows = PeriodValues.objects.filter(**told).exclude(cells=[]).order_by("period")
    found = (one for row in rows for one in protecting.observations(asked, row.version, row.period, row.cells))
    return [replace(one, source=source) for one in found]


def citation(user: User, indicator: Indicator, language: str) -> str:
    """The line under a chart of the dashboard: whose number, which definition, of which day."""
    made = say("citation", language, what=indicator.name.get(language), n=indicator.version)
    return f"{user.organisation.name}. {made}. {day(timezone.localdate().isoformat(), language)}."
