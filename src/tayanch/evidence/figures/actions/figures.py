"""Own figures and the publications they are printed in. Every state of a figure is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tayanch.accounts.models import Organisation, User
from tayanch.audit import log
from tayanch.evidence.figures import library
from tayanch.evidence.figures.models import FigureVersion, Publication, PublishedFigure
from tayanch.evidence.figures.rows import COLUMNS, Values, values_of_row
from tayanch.evidence.figures.troubles import Changed, Refused

What = FigureVersion.What


# --- figures --------------------------------------------------------------------------------------------------


@transaction.atomic
def do_add_figure(values: Values, *, by: User, code: str = "", what: str = What.ADD) -> PublishedFigure:
    """Write a figure down. Without a *code* it gets the next free one, ``own-1``.

    Raises :class:`~tayanch.evidence.figures.troubles.Refused` for a code that is taken.
    """
    _one_writer(by)
    code = code or _next_code(by)
    if code in library.shipped_by_id() or _rows_of(by).filter(code=code).exists():
        raise Refused(_("There is a figure %s already. Choose another id, or leave it empty.") % code)
    row = PublishedFigure(organisation_id=by.organisation_id, by=by, code=code)
    _write(row, values, by)
    row.save(force_insert=True)
    _remember(row, what, by)
    return row


@transaction.atomic
def do_change_figure(
    row: PublishedFigure, values: Values, *, was: int, by: User, what: str = What.CHANGE
) -> PublishedFigure:
    """Write what was changed on a page that showed version *was*.

    What a colleague changed meanwhile in other fields stays. Raises
    :class:`~tayanch.evidence.figures.troubles.Changed` when both changed one field: nothing is written then.
    """
    row = _locked(row)
    now = values_of_row(row)
    seen = now if was == row.version else _seen(row, was)
    mine = {name: values[name] for name in COLUMNS if values[name] != seen[name]}
    clash = {name: now[name] for name in mine if now[name] not in (seen[name], mine[name])}
    if clash:
        raise Changed(clash, row.version)
    fields = sorted(name for name in mine if now[name] != mine[name])
    if fields:
        _write(row, now | mine, by)
        _next_version(row, what, by, fields)
    return row


@transaction.atomic
def do_restore_figure(row: PublishedFigure, number: int, *, by: User) -> PublishedFigure:
    """Take up an earlier state again, as a new version."""
    row = _locked(row)
    before = _seen(row, number)
    fields = sorted(name for name, value in values_of_row(row).items() if value != before[name])
    _write(row, before, by)
    _next_version(row, What.RESTORE, by, fields)
    return row


@transaction.atomic
def do_retire_figure(row: PublishedFigure, *, by: User) -> None:
    """Take a figure out of use. Whoever cited it still finds it."""
    row = _locked(row)
    if row.retired_at is None:
        row.retired_at = timezone.now()
        _next_version(row, What.RETIRE, by, ["retired_at"])


@transaction.atomic
def do_return_figure(row: PublishedFigure, *, by: User) -> None:
    """Take a retired figure into use again."""
    row = _locked(row)
    if row.retired_at is not None:
        row.retired_at = None
        _next_version(row, What.RETURN, by, ["retired_at"])


def _rows_of(by: User) -> Any:
    return PublishedFigure.objects.filter(organisation_id=by.organisation_id)


def _one_writer(by: User) -> None:
    """Two people who add a figure at once get two codes."""
    Organisation.objects.select_for_update().get(id=by.organisation_id)


def _locked(row: PublishedFigure) -> PublishedFigure:
    found: PublishedFigure = PublishedFigure.objects.select_for_update().get(id=row.id)
    return found


def _next_code(by: User) -> str:
    taken = _rows_of(by).filter(code__startswith="own-").values_list("code", flat=True)
    numbers = [int(code[4:]) for code in taken if code[4:].isdigit()]
    return f"own-{max(numbers, default=0) + 1}"


def _seen(row: PublishedFigure, number: int) -> Values:
    found: Values | None = row.versions.filter(number=number).values_list("values", flat=True).first()
    if found is None:
        raise Refused(_("This state of the figure is not known. Open the figure anew."))
    return {name: found[name] for name in COLUMNS}


def _write(row: PublishedFigure, values: Mapping[str, Any], by: User) -> None:
    for name in COLUMNS:
        setattr(row, name, values[name])
    row.publication = publication_of(row.document, by=by)


def _remember(row: PublishedFigure, what: str, by: User, fields: list[str] | None = None) -> None:
    FigureVersion.objects.create(figure=row, number=row.version, what=what, values=values_of_row(row), by=by)
    log.record(f"figure.{what}", by=by.id, kind="figure", object_id=row.id, fields=fields or [])


def _next_version(row: PublishedFigure, what: str, by: User, fields: list[str]) -> None:
    row.version += 1
    row.save()
    _remember(row, what, by, fields)


# --- publications ---------------------------------------------------------------------------------------------


def publication_of(key: str, *, by: User) -> Publication | None:
    """The own publication with this key, made when nobody described it yet; None for one that is shipped."""
    if key in library.documents():
        return None
    made, is_new = Publication.objects.get_or_create(
        organisation_id=by.organisation_id, key=key, defaults={"title": key, "by": by}
    )
    if is_new:
        log.record("publication.add", by=by.id, kind="publication", object_id=made.id)
    found: Publication = made
    return found


@transaction.atomic
def do_add_publication(key: str, values: Mapping[str, Any], *, by: User) -> Publication:
    """Describe a publication. Raises :class:`~tayanch.evidence.figures.troubles.Refused` for a key that is taken."""
    _one_writer(by)
    taken = Publication.objects.filter(organisation_id=by.organisation_id, key=key).exists()
    if taken or key in library.documents():
        raise Refused(_("There is a publication with this short name already. Choose another one."))
    row = Publication(organisation_id=by.organisation_id, by=by, key=key, **values)
    row.save(force_insert=True)
    log.record("publication.add", by=by.id, kind="publication", object_id=row.id)
    return row


@transaction.atomic
def do_change_publication(row: Publication, values: Mapping[str, Any], *, was: int, by: User) -> None:
    """Describe it anew. Raises :class:`~tayanch.evidence.figures.troubles.Changed` after another person's change."""
    now = Publication.objects.select_for_update().get(id=row.id)
    fields = sorted(name for name, value in values.items() if getattr(now, name) != value)
    if now.version != was and fields:
        raise Changed({name: _plain(getattr(now, name)) for name in fields}, now.version)
    for name in fields:
        setattr(now, name, values[name])
    if fields:
        now.version += 1
        now.save()
        log.record("publication.change", by=by.id, kind="publication", object_id=row.id, fields=fields)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")
