"""Files of figures: read, kept, taken back as a whole."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import PurePath

from django.db import transaction
from django.utils.translation import gettext as _

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.evidence.figures import importing
from tayanch.evidence.figures.actions.figures import (
    What,
    do_add_figure,
    do_change_figure,
    do_restore_figure,
    do_retire_figure,
    do_return_figure,
)
from tayanch.evidence.figures.models import FigureImport, Publication, PublishedFigure
from tayanch.evidence.figures.rows import values_of
from tayanch.evidence.figures.troubles import Refused
from tayanch.figures.model import Figure

State = FigureImport.State


@transaction.atomic
def do_read_file(name: str, figures: Collection[Figure], *, by: User) -> FigureImport:
    """Let the figures of a file wait for a decision."""
    rows = [{"code": one.id, **values_of(one)} for one in figures]
    made = FigureImport(organisation_id=by.organisation_id, by=by, file=PurePath(name).name[-120:], rows=rows)
    made.save(force_insert=True)
    log.record("figure-import.read", by=by.id, kind="figure-import", object_id=made.id)
    return made


@transaction.atomic
def do_keep_import(row: FigureImport, codes: Collection[str], *, seen: str, by: User) -> FigureImport:
    """Write the figures with these *codes*, as the page that was *seen* said.

    Raises :class:`~tayanch.evidence.figures.troubles.Refused` when figures here changed since.
    """
    row = FigureImport.objects.select_for_update().get(id=row.id)
    if row.state != State.WAITING:
        raise Refused(_("This file was dealt with already."))
    plan = importing.plan(by, row.rows)
    if plan.seen != seen:
        raise Refused(_("Figures here were changed meanwhile. Look at what the file does now, then keep it."))
    known = set(Publication.objects.filter(organisation_id=by.organisation_id).values_list("id", flat=True))
    added, changed = [], {}
    for line in plan.of("new", "changed", "replaces"):
        if line.code not in codes:
            continue
        if line.version:
            changed[line.code] = _change(line, by)
        else:
            added.append(do_add_figure(line.values, by=by, code=line.code, what=What.IMPORT).code)
    now = Publication.objects.filter(organisation_id=by.organisation_id).values_list("id", flat=True)
    row.did = {"added": added, "changed": changed, "publications": [str(one) for one in now if one not in known]}
    row.state = State.KEPT
    row.save(update_fields=["did", "state"])
    log.record("figure-import.keep", by=by.id, kind="figure-import", object_id=row.id)
    return row


def _change(line: importing.Line, by: User) -> list[int]:
    own = PublishedFigure.objects.get(organisation_id=by.organisation_id, code=line.code)
    before, was_retired = own.version, own.retired_at is not None
    if was_retired:
        do_return_figure(own, by=by)
    do_change_figure(own, line.values, was=before, by=by, what=What.IMPORT)
    own.refresh_from_db()
    return [before, own.version, int(was_retired)]


@transaction.atomic
def do_undo_import(row: FigureImport, *, by: User) -> list[str]:
    """Take the whole file back. Figures that somebody changed since stay as they are; their codes are returned."""
    row = FigureImport.objects.select_for_update().get(id=row.id)
    if row.state != State.KEPT:
        raise Refused(_("This file was dealt with already."))
    own = PublishedFigure.objects.select_for_update().filter(organisation_id=by.organisation_id)
    left = [code for code in row.did["added"] if not _taken_out(own.filter(code=code).first())]
    for code, (before, after, was_retired) in row.did["changed"].items():
        figure = own.filter(code=code, version=after).first()
        if figure is None:
            left.append(code)
            continue
        do_restore_figure(figure, before, by=by)
        if was_retired:
            do_retire_figure(figure, by=by)
    Publication.objects.filter(id__in=row.did["publications"], version=1, figures=None).delete()
    row.state = State.UNDONE
    row.save(update_fields=["state"])
    log.record("figure-import.undo", by=by.id, kind="figure-import", object_id=row.id)
    return left


def _taken_out(figure: PublishedFigure | None) -> bool:
    """Whether a figure that a file brought is gone; not when somebody worked on it since."""
    if figure is not None and figure.version > 1:
        return False
    if figure is not None:
        figure.delete()
    return True


@transaction.atomic
def do_drop_import(row: FigureImport, *, by: User) -> None:
    """Forget a file that was read and not kept."""
    if row.state != State.WAITING:
        raise Refused(_("This file was dealt with already."))
    log.record("figure-import.drop", by=by.id, kind="figure-import", object_id=row.id)
    row.delete()
