"""Projects of other tools on their way in, and a study on its way out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.evidence.interviews.gathering import AREA, study_of
from tayanch.evidence.interviews.models import Package, Study
from tayanch.evidence.interviews.naming import dictionary_of
from tayanch.evidence.interviews.texts import stand_in_labels
from tayanch.interviews import model
from tayanch.interviews.anonymising import Dictionary
from tayanch.interviews.anonymising.applying import edits
from tayanch.interviews.attributes import KNOWN
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
    out = _without_names(_only(whole, kept, with_memos), dictionary_of(study))
    return Held(out, len(kept), len(whole.documents) - len(kept))


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


def _without_names(study: model.Study, names: Dictionary) -> model.Study:
    """Speakers are called as the texts call them, also when whoever takes the study out may look names up; names that
    are known stand in nothing that goes along."""

    def said(text: str) -> str:
        return edits(text, names).apply(text)

    def told(values: Mapping[str, str]) -> dict[str, str]:
        return {name: value if name in (*KNOWN, AREA) else said(value) for name, value in values.items()}

    labels = stand_in_labels(one.newest for one in study.documents)
    return replace(
        study,
        documents=tuple(replace(one, name=said(one.name), attributes=told(one.attributes)) for one in study.documents),
        speakers=tuple(
            replace(one, label=said(labels.get(one.id, "?")), attributes=told(one.attributes)) for one in study.speakers
        ),
        cases=tuple(replace(one, name=said(one.name), attributes=told(one.attributes)) for one in study.cases),
        adjudications=tuple(replace(one, why=said(one.why)) for one in study.adjudications),
        memos=tuple(replace(one, title=said(one.title), text=said(one.text)) for one in study.memos),
    )


def exported(held: Held, reading: str, *, names_of_coders: bool) -> Exported:
    """The file and what did not go into it."""
    return write_project(held.study, reading=READINGS[reading], names_of_coders=names_of_coders, created=timezone.now())
