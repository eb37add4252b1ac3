"""Who may work with interviews: members of the study, each in her part. A study of others is a 404."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from tayanch.accounts.access import only_for
from tayanch.accounts.models import Role, User
from tayanch.evidence.interviews.models import Interview, Member, Study, TextVersion

Part = Member.Part
# Whoever may be a member at all. A study is begun by an analyst or a supervisor; a caseworker may code in one.
for_members = only_for(Role.ANALYST, Role.SUPERVISOR, Role.CASEWORKER)
for_leads = only_for(Role.ANALYST, Role.SUPERVISOR)


def studies_for(user: User) -> QuerySet[Study]:
    """The studies she works in."""
    found: QuerySet[Study] = Study.objects.filter(organisation_id=user.organisation_id, members__user=user)
    return found.select_related("by")


def access_study(user: User, study_id: UUID, *, lead: bool = False) -> Study:
    """One of them, with ``study.member``: her part in it; 404 for any other, 403 when *lead* and she only codes."""
    study = get_object_or_404(studies_for(user), id=study_id)
    study.member = study.members.get(user=user)  # type: ignore[attr-defined]
    if lead and study.member.part != Part.LEAD:  # type: ignore[attr-defined]
        raise PermissionDenied
    return study


def access_interview(user: User, interview_id: UUID, *, lead: bool = False) -> Interview:
    """An interview of one of her studies; a coder's only when it was given to her (404 otherwise)."""
    found = Interview.objects.filter(study__in=studies_for(user)).select_related("study", "case")
    interview = get_object_or_404(found, id=interview_id)
    interview.study = access_study(user, interview.study_id, lead=lead)
    if interview.study.member.part == Part.CODER:  # type: ignore[attr-defined]
        get_object_or_404(interview.assignments.filter(coder=user)[:1])
    return interview


def newest(interview: Interview) -> TextVersion | None:
    """The version that is worked with now; None before a transcript was brought."""
    return interview.versions.order_by("-number").first()


def access_text(user: User, interview: Interview, number: int | None = None) -> TextVersion:
    """A version of the text, the newest without a number. One with real names, once there is one without, only for
    those who may look names up (403)."""
    versions = interview.versions.order_by("-number")
    version = get_object_or_404(versions[:1] if number is None else versions.filter(number=number))
    before = version.kind != TextVersion.Kind.ANONYMISED
    if before and versions.filter(kind=TextVersion.Kind.ANONYMISED).exists():
        member = interview.study.members.get(user=user)
        if not member.may_look_up:
            raise PermissionDenied
    return version
