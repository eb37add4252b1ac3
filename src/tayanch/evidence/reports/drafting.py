"""From rows to a draft, and from a draft to the document that it is today."""

from __future__ import annotations

from datetime import date

from tayanch.accounts.models import User
from tayanch.evidence.reports.access import texts_of
from tayanch.evidence.reports.models import Report
from tayanch.evidence.reports.resolving import Resolver
from tayanch.evidence.reports.sources.common import written_day
from tayanch.reports.composing import compose
from tayanch.reports.freezing import thawed
from tayanch.reports.model import Composed, Draft, Section


def as_draft(report: Report, today: date) -> Draft:
    """The report as plain values; sections that were left out are not in it."""
    sections = tuple(
        Section(section.key, section.unseal("title"), version.unseal("text"), section.article, version.was_read)
        for section, version in texts_of(report)
        if not section.is_left_out
    )
    return Draft(
        kind=report.kind,
        language=report.language,
        period=report.period,
        title=report.unseal("title"),
        sections=sections,
        organisation=report.organisation.name,
        dated=written_day(today, report.language),
    )


def composed_of(draft: Draft, user: User) -> Composed:
    """The document with today's numbers, as *user* may see them."""
    return compose(draft, Resolver(user, draft.language))


def document_of(report: Report, user: User, today: date) -> Composed:
    """The document of a report: frozen when it is finished, today's while it is written."""
    if report.is_finished:
        return thawed(report.unseal("frozen"), Resolver(user, report.language))
    return composed_of(as_draft(report, today), user)
