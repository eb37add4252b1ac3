"""What the demonstration's indicators take their values from: its own tables and its study, and what the desks did."""

from __future__ import annotations

from collections.abc import Iterable

from tayanch.accounts.models import Role, User
from tayanch.demo.staff import Staff
from tayanch.evidence.access import tabulations_for
from tayanch.evidence.indicators import linking
from tayanch.evidence.indicators.actions import do_compute_for, do_link
from tayanch.evidence.interviews.access import studies_for
from tayanch.evidence.models import Tabulation
from tayanch.indicators.definitions import definitions


def bring_indicators(staff: Staff) -> None:
    """The analyst of the first organisation links her tables and her study; then both organisations count."""
    by = User.objects.get(organisation=staff.bishkek, role=Role.ANALYST)
    link_tables(tabulations_for(by).defer(None).order_by("at"), by)
    study = studies_for(by).get()
    for one in definitions().values():
        if one.source == "interviews":
            do_link(one.id, study=study, by=by)
    for organisation in (staff.bishkek, staff.moscow):
        do_compute_for(organisation.id)


def link_tables(tables: Iterable[Tabulation], by: User) -> None:
    """Every indicator that a kept table answers."""
    known = list(tables)
    for one in definitions().values():
        fitting = [made for made in known if one.source == "survey" and not linking.misfit(one, made)]
        for made in fitting:
            try:
                do_link(one.id, tabulation=made, by=by)
            except linking.LinkError:
                continue  # another survey answers the year
