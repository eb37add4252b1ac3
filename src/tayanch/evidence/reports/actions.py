"""Every change of a report: who may call it is the views' concern, that it is written to the log is this one's."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.actions.guard import require_recovery_sheet
from tayanch.evidence.reports.access import texts_of
from tayanch.evidence.reports.drafting import as_draft, composed_of
from tayanch.evidence.reports.models import Report, Section, Version
from tayanch.evidence.reports.resolving import Resolver, knowledge
from tayanch.reports.assembling import as_read, assemble
from tayanch.reports.freezing import frozen
from tayanch.reports.model import Known
from tayanch.reports.tokens import retold, tokens
from tayanch.vault.keys import new_data_key
from tayanch.vault.models import DataKey

WRITING = timedelta(minutes=10)  # what one person saves within it is one version


class Refused(ValueError):
    """This cannot be done now; the message says what to do."""


@dataclass(frozen=True)
class Saved:
    """What became of a text. *beside*: somebody else had saved meanwhile; hers stands as a version beside it."""

    version: Version
    beside: bool = False


@transaction.atomic
def do_begin(kind: str, *, language: str, period: str, by: User, title: str = "", country: str = "") -> Report:
    """Begin a report with a first draft of everything that is known.

    Raises :class:`~tayanch.reports.model.ReportError` for a kind that there is none of.
    """
    require_recovery_sheet(by)
    draft = assemble(kind, knowledge(by, language, period), language, period, country=country, title=title)
    report = Report(organisation_id=by.organisation_id, kind=kind, language=language, period=period, by=by)
    report.country = country
    report._data_key = new_data_key(report.id, by.organisation_id)
    report.seal(title=draft.title)
    report.save(force_insert=True)
    for place, told in enumerate(draft.sections):
        section = Section(report=report, key=told.key, article=told.article, place=place)
        section._data_key = report._data_key
        section.seal(title=told.title)
        section.save(force_insert=True)
        _keep(section, 1, told.text, told.read, by=by)
    log.record("report.begin", by=by.id, kind="report", object_id=report.id)
    return report


def _keep(
    section: Section, number: int, text: str, read: Mapping[str, Any], *, by: User, beside: bool = False
) -> Version:
    version = Version(report_id=section.report_id, section=section, number=number, by=by, at=timezone.now())
    version._data_key, version.is_beside = section._data_key, beside
    version.keep(text, dict(read))
    version.save(force_insert=True)
    return version


# --- writing --------------------------------------------------------------------------------------------------------


@transaction.atomic
def do_save(section: Section, text: str, begun_with: int, *, by: User) -> Saved:
    """Keep the text of a section. *begun_with*: the version she had before her when she began.

    When somebody else saved meanwhile, nothing is written over: her text stands beside theirs as a version.
    """
    section = _held(section)
    newest = section.versions.get(number=section.version)
    text = text.replace("\r\n", "\n").strip()
    if newest.unseal("text") == text:
        return Saved(newest)
    if begun_with != section.version:
        return Saved(_beside(section, text, newest, by), beside=True)
    read = _read_now(section, text, newest, by)
    if newest.by_id == by.id and newest.number > 1 and timezone.now() - newest.at < WRITING:
        newest.keep(text, read)
        newest.save(update_fields=["text", "read"])
        return Saved(newest)
    return Saved(_next(section, text, read, by=by))


def _held(section: Section) -> Section:
    """The section as it is now, held until the end of the transaction. Raises :class:`Refused`."""
    key = section._data_key
    report = Report.objects.select_for_update().get(id=section.report_id)
    if report.is_finished:
        raise Refused(_("This report is finished. Begin a new one, or copy its text."))
    held = Section.objects.select_for_update().get(id=section.id)
    held._data_key, held.report = key, report
    return held


def _beside(section: Section, text: str, newest: Version, by: User) -> Version:
    """Her text as a version that is not the newest; while she goes on writing it stays one version."""
    own = section.versions.filter(is_beside=True, by=by, number__gt=section.version, at__gt=timezone.now() - WRITING)
    found = own.first()
    if found:
        found.keep(text, newest.was_read)
        found.save(update_fields=["text", "read"])
        return found
    made = _keep(section, _free(section), text, newest.was_read, by=by, beside=True)
    log.record("report.write-beside", by=by.id, kind="report", object_id=section.report_id)
    return made


def _free(section: Section) -> int:
    return int(section.versions.aggregate(most=Max("number"))["most"] or 0) + 1


def _next(section: Section, text: str, read: Mapping[str, Any], *, by: User) -> Version:
    made = _keep(section, _free(section), text, read, by=by)
    section.version = made.number
    section.save(update_fields=["version"])
    log.record("report.write", by=by.id, kind="report", object_id=section.report_id)
    return made


def _read_now(section: Section, text: str, newest: Version, by: User) -> dict[str, dict[str, str]]:
    """What its numbers were when they were accepted; of those that are new in the text, what they are now."""
    before = newest.was_read
    fresh = {one.meant: one.reference for one in tokens(text) if one.reference and one.meant not in before}
    resolve = Resolver(by, section.report.language)
    now: dict[str, Known] = {meant: resolve(reference) for meant, reference in fresh.items()}
    kept = {one.meant for one in tokens(text)}
    return {name: told for name, told in before.items() if name in kept} | as_read(text, now)


@transaction.atomic
def do_restore(section: Section, version: Version, *, by: User) -> Version:
    """Make the text of an older version, or of one that stood beside, the newest."""
    section = _held(section)
    text = version.unseal("text")
    return _next(section, text, version.was_read, by=by)


@transaction.atomic
def do_leave_out(section: Section, is_left_out: bool, *, by: User) -> None:
    """Leave a section out of the report, or take it in again. Its text stays."""
    section = _held(section)
    section.is_left_out = is_left_out
    section.save(update_fields=["is_left_out"])
    log.record("report.leave-out", by=by.id, kind="report", object_id=section.report_id, fields=[section.key])


# --- numbers that changed ------------------------------------------------------------------------------------------


@transaction.atomic
def do_accept(report: Report, meant: Collection[str] | None, *, by: User) -> int:
    """Accept what numbers are now: those of *meant*, or all. Returns in how many sections something changed."""
    resolve = Resolver(by, report.language)
    changed = 0
    for section, version in texts_of(report):
        if _accept(section, version, meant, resolve, by):
            changed += 1
    log.record("report.accept", by=by.id, kind="report", object_id=report.id)
    return changed


def _accept(section: Section, version: Version, meant: Collection[str] | None, resolve: Resolver, by: User) -> bool:
    text, before = version.unseal("text"), version.was_read
    wanted = {
        one.meant: one.reference for one in tokens(text) if one.reference and (meant is None or one.meant in meant)
    }
    known = {name: resolve(reference) for name, reference in wanted.items()}
    known = {name: told for name, told in known.items() if not told.is_gone}
    read = before | as_read(text, known)
    if read == before:
        return False
    section = _held(section)
    _next(section, retold(text, {name: told["text"] for name, told in read.items()}), read, by=by)
    return True


# --- the end --------------------------------------------------------------------------------------------------------


@transaction.atomic
def do_finish(report: Report, *, by: User) -> None:
    """Freeze the report as it is today. Numbers that changed must have been looked at; raises :class:`Refused`."""
    report = Report.objects.select_for_update().get(id=report.id)
    if report.is_finished:
        raise Refused(_("This report is finished already."))
    composed = composed_of(as_draft(report, timezone.localdate()), by)
    if any(one.what in ("changed", "gone") for one in composed.warned):
        raise Refused(_("Some numbers changed since the last draft. Look at them and accept them first."))
    report.seal(frozen=frozen(composed))
    report.state, report.finished_by, report.finished_at = Report.State.FINISHED, by, timezone.now()
    report.save(update_fields=["frozen", "state", "finished_by", "finished_at"])
    log.record("report.finish", by=by.id, kind="report", object_id=report.id)


@transaction.atomic
def do_delete(report: Report, *, by: User) -> None:
    """Delete a report with everything that was written in it: first the key."""
    log.record("report.delete", by=by.id, kind="report", object_id=report.id)
    DataKey.objects.filter(subject=report.id).delete()
    report.delete()


@transaction.atomic
def do_note_file(report: Report, form: str, *, by: User) -> None:
    """Write down that the report left as a file."""
    log.record("report.file", by=by.id, kind="report", object_id=report.id, reason=form)
