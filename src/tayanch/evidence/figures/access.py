"""Who may read the register and who may write in it; records of another organisation do not exist."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from tayanch.accounts.access import only_for
from tayanch.accounts.models import Role, User
from tayanch.evidence.figures.models import (
    Contradiction,
    FigureImport,
    FigureNote,
    Judgement,
    Publication,
    PublishedFigure,
)

for_readers = only_for(Role.ANALYST, Role.SUPERVISOR, Role.DIRECTOR)
for_editors = only_for(Role.ANALYST, Role.SUPERVISOR)


def may_edit(user: User) -> bool:
    """Whether her pages have the buttons that write."""
    return user.role in (Role.ANALYST, Role.SUPERVISOR)


def own_figures(user: User) -> QuerySet[PublishedFigure]:
    """What her organisation wrote down itself, retired figures too."""
    found: QuerySet[PublishedFigure] = PublishedFigure.objects.filter(organisation_id=user.organisation_id)
    return found.select_related("by", "publication")


def access_own(user: User, code: str) -> PublishedFigure:
    """One of them; 404 for any other, also for one that comes with the product."""
    return get_object_or_404(own_figures(user), code=code)


def publications_for(user: User) -> QuerySet[Publication]:
    """The publications her organisation described."""
    found: QuerySet[Publication] = Publication.objects.filter(organisation_id=user.organisation_id)
    return found


def access_publication(user: User, publication_id: UUID) -> Publication:
    """One of them; 404 for any other."""
    return get_object_or_404(publications_for(user), id=publication_id)


def imports_for(user: User) -> QuerySet[FigureImport]:
    """Files that were read, the newest first."""
    found: QuerySet[FigureImport] = FigureImport.objects.filter(organisation_id=user.organisation_id)
    return found.select_related("by")


def access_import(user: User, import_id: UUID) -> FigureImport:
    """One of them; 404 for any other."""
    return get_object_or_404(imports_for(user), id=import_id)


def notes_for(user: User, code: str) -> QuerySet[FigureNote]:
    """Remarks about a figure that hold."""
    found: QuerySet[FigureNote] = FigureNote.objects.filter(organisation_id=user.organisation_id, code=code)
    return found.filter(withdrawn_at=None).select_related("by")


SAID = {"note": FigureNote, "contradiction": Contradiction, "judgement": Judgement}


def access_said(user: User, kind: str, said_id: UUID) -> FigureNote | Contradiction | Judgement:
    """A remark, a contradiction or a judgement of her organisation; 404 for any other."""
    if kind not in SAID:
        raise Http404
    found: FigureNote | Contradiction | Judgement = get_object_or_404(
        SAID[kind].objects.filter(organisation_id=user.organisation_id), id=said_id
    )
    return found
