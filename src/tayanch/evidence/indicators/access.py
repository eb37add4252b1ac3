"""Who sees what: protected values for analysts, supervisors and directors; the records behind them by desk.access."""

from __future__ import annotations

from django.http import Http404

from tayanch.accounts.access import only_for
from tayanch.accounts.models import Role
from tayanch.indicators.definitions import definitions
from tayanch.indicators.model import Indicator

for_readers = only_for(Role.ANALYST, Role.SUPERVISOR, Role.DIRECTOR)
for_supervisors = only_for(Role.SUPERVISOR)


def access_indicator(indicator_id: str) -> Indicator:
    """The current version of a definition; 404 for an id that is not known."""
    found = definitions().get(indicator_id)
    if found is None:
        raise Http404
    return found
