"""What goes with an interview that somebody took back, and with a study that is deleted; now, and whenever an older
backup brings it back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from uuid import UUID

from tayanch.evidence.interviews import indexes
from tayanch.evidence.interviews.gathering import keyed
from tayanch.evidence.interviews.models import (
    FieldNote,
    Interview,
    NameTable,
    Speaker,
    StandIn,
    Study,
    TextVersion,
    Withdrawal,
)
from tayanch.vault.erasure import Removed


def shred(record_id: UUID) -> Removed | None:
    """Delete the interview or study of this id; None when there is none."""
    interview = Interview.objects.filter(id=record_id).select_related("study", "case").first()
    if interview is not None:
        _shred_interview(interview)
        return Removed()
    study = Study.objects.filter(id=record_id).first()
    if study is None:
        return None
    indexes.forget(study.id)
    tables = list(NameTable.objects.filter(study=study).values_list("id", flat=True))
    study.delete()
    return Removed(subjects=[record_id, *tables])


def _shred_interview(interview: Interview) -> None:
    """Everything of it, and whoever speaks in no other one; a line stays that says that there was one."""
    study, case = interview.study, interview.case
    others = TextVersion.objects.filter(study=study).exclude(interview=interview)
    alone = _heard(interview.versions.all(), study)
    if alone:
        alone -= _heard(others, study)
    _forget_names(interview, study, others)
    Withdrawal.objects.create(study=study, method=interview.method, area=interview.area)
    FieldNote.objects.filter(interview=interview).delete()
    interview.delete()
    indexes.forget(study.id)
    Speaker.objects.filter(id__in=alone).delete()
    if case and not case.interviews.exists():
        case.delete()


def _forget_names(interview: Interview, study: Study, others: Iterable[TextVersion]) -> None:
    """Real names behind stand-ins that stand in no other interview."""
    rows = list(StandIn.objects.filter(table__study=study, is_name=True).defer("forms"))
    if not rows:
        return
    said, elsewhere = _words(interview.versions.all(), study), _words(others, study)
    gone = [row.id for row in rows if row.stand_in in said and row.stand_in not in elsewhere]
    StandIn.objects.filter(id__in=gone).delete()


def _words(versions: Iterable[TextVersion], study: Study) -> str:
    return "\n".join(row.unseal("text") for row in keyed(study, versions))


def _heard(versions: Iterable[TextVersion], study: Study) -> set[str]:
    """Ids of those who speak in some texts."""
    turns = (json.loads(row.unseal("turns") or "[]") for row in keyed(study, versions))
    return {turn[3] for found in turns for turn in found if turn[3]}
