"""Who may work with reports: analysts and supervisors write those of their organisation, a director reads them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from tayanch.accounts.access import only_for
from tayanch.accounts.models import Role, User
from tayanch.evidence.reports.models import Report, Section, Version
from tayanch.vault.keys import load_keys

for_writers = only_for(Role.ANALYST, Role.SUPERVISOR)
for_readers = only_for(Role.ANALYST, Role.SUPERVISOR, Role.DIRECTOR)


def reports_for(user: User) -> QuerySet[Report]:
    """All reports of her organisation; what was frozen is not read along."""
    found: QuerySet[Report] = Report.objects.filter(organisation_id=user.organisation_id)
    return found.defer("frozen").select_related("by", "finished_by")


def access_report(user: User, report_id: UUID) -> Report:
    """One of them; 404 for any other."""
    found = Report.objects.filter(organisation_id=user.organisation_id).select_related("by", "finished_by")
    return get_object_or_404(found, id=report_id)


def access_section(report: Report, key: str) -> Section:
    """A section of a report that was given; 404 for any other."""
    section: Section = get_object_or_404(report.sections, key=key)
    section.report = report
    section._data_key = report._data_key
    return section


def access_version(section: Section, number: int) -> Version:
    """A version of a section that was given; 404 for any other."""
    found: Version = get_object_or_404(section.versions.select_related("by"), number=number)
    return found


def texts_of(report: Report) -> list[tuple[Section, Version]]:
    """Every section with its newest version, in their order; the key is opened once."""
    sections = {section.id: section for section in report.sections.all()}
    newest = {row.section_id: row for row in report.versions.select_related("by") if _is_newest(row, sections)}
    load_keys([*sections.values(), *newest.values()])
    return [(section, newest[section.id]) for section in sections.values()]


def _is_newest(row: Version, sections: dict[UUID, Section]) -> bool:
    return row.number == sections[row.section_id].version
