"""Who sees what: protected values for analysts, supervisors and directors; the records behind them by desk.access."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from tayanch.accounts.access import only_for
from tayanch.accounts.models import Role, User
from tayanch.evidence.indicators.models import ImportedSeries
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


def access_official(indicator_id: str) -> Indicator:
    """An official indicator, into which files can be brought; 404 for any other."""
    found = access_indicator(indicator_id)
    if found.source != "official":
        raise Http404
    return found


def access_series(user: User, indicator: Indicator, series_id: UUID) -> ImportedSeries:
    """A file of her organisation; one that is not kept yet only for who brought it. 404 for any other."""
    rows = ImportedSeries.objects.filter(organisation_id=user.organisation_id, indicator=indicator.id)
    row: ImportedSeries = get_object_or_404(rows.select_related("by"), id=series_id)
    if row.kept_at is None and row.by_id != user.id:
        raise Http404
    return row
