"""Projects of other tools on their way in, and a study on its way out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.evidence.interviews.gathering import study_of
from tayanch.evidence.interviews.models import Package, Study
from tayanch.interviews import model
from tayanch.interviews.refi import READINGS, Exported, Imported, read_project, write_project
from tayanch.vault import files


def access_package(user: User, package_id: UUID) -> Package:
    """A project that she brought herself; 404 for any other."""
    own = Package.objects.filter(organisation_id=user.organisation_id, by=user)
    found: Package = get_object_or_404(own, id=package_id)
    return found


def read(package: Package, reading: str = "") -> Imported:
    """What is in it. *reading*: how positions are counted, when somebody decided that. Raises ``RefiError``."""
    try:
        data = files.read(package)
    except FileNotFoundError as error:
        raise Http404 from error
    return read_project(data, reading=READINGS.get(reading))


@dataclass(frozen=True)
class Held:
    """What goes into an export, and what stays."""

    study: model.Study
    out: int  # interviews in it
    left: int  # interviews that nobody has released


def releasable(study: Study, user: User, *, with_memos: bool) -> Held:
    """The study with the interviews that somebody released for others and whose people agreed to that."""
    whole = study_of(study, user=user)
    may = study.interviews.filter(released_at__isnull=False, may_share=True).exclude(consent="withdrawn")
    ids = {str(one) for one in may.values_list("id", flat=True)}
    kept = tuple(one for one in whole.documents if one.id in ids and one.newest.kind == "anonymised")
    return Held(_only(whole, kept, with_memos), len(kept), len(whole.documents) - len(kept))


def _only(whole: model.Study, kept: Iterable[model.Document], with_memos: bool) -> model.Study:
    documents = tuple(replace(one, versions=(replace(one.newest, came_by=None),)) for one in kept)
    ids = {one.id for one in documents}
    heard = {turn.speaker for one in documents for turn in one.newest.turns}
    cases = {one.case for one in documents}
    about_all = ("study", "code")
    return replace(
        whole,
        documents=documents,
        speakers=tuple(one for one in whole.speakers if one.id in heard),
        cases=tuple(one for one in whole.cases if one.id in cases),
        codings=tuple(one for one in whole.codings if one.document in ids),
        adjudications=tuple(one for one in whole.adjudications if one.document in ids),
        memos=tuple(one for one in whole.memos if one.about in about_all or one.subject in ids) if with_memos else (),
        events=(),
    )


def exported(held: Held, reading: str, *, names_of_coders: bool) -> Exported:
    """The file and what did not go into it."""
    return write_project(held.study, reading=READINGS[reading], names_of_coders=names_of_coders, created=timezone.now())
