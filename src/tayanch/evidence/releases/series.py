"""Values of indicators for releases and for the dashboard, as :mod:`tayanch.evidence.indicators` has them."""

from __future__ import annotations

from tayanch.accounts.models import User
from tayanch.indicators.definitions import definitions
from tayanch.indicators.model import Indicator, Observation

BOARD = ("desk-consultations", "desk-consultations-unpaid-wages-share", "desk-cases-opened", "desk-violations")


def shown(user: User, indicator_id: str) -> tuple[Observation, ...]:
    """Protected values of one indicator; none when it was not computed."""
    from tayanch.evidence.indicators import values

    found: tuple[Observation, ...] = values.shown(user, indicator_id)
    return found


def known(indicator_id: str) -> Indicator | None:
    """A definition by its id."""
    return definitions().get(indicator_id)
