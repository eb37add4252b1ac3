"""A shadow report of the demonstration that was begun: assembled from its own survey, quotes and counts."""

from __future__ import annotations

from datetime import date

from tayanch.accounts.models import Role, User
from tayanch.demo.staff import Staff
from tayanch.evidence.reports.actions import do_begin


def begin_report(staff: Staff, today: date) -> None:
    """The analyst of the first organisation begins it in Russian, for the year of *today*."""
    by = User.objects.get(organisation=staff.bishkek, role=Role.ANALYST)
    do_begin("cedaw-shadow", language="ru", period=str(today.year), by=by)
