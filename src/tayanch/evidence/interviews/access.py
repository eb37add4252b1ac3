"""Who may work with interviews: members of the study, each in her part. A study of others is a 404."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from tayanch.accounts.access import only_for
from tayanch.accounts.models import Role, User
from tayanch.evidence.interviews.models import Case, FieldNote, Interview, Member, Study, TextVersion, Waiting

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


def access_waiting(user: User, waiting_id: UUID) -> Waiting:
    """A transcript that waits in a study she leads; 403 for who codes there, 404 for any other."""
    row = get_object_or_404(Waiting.objects.select_related("interview"), id=waiting_id, study__in=studies_for(user))
    row.study = access_study(user, row.study_id, lead=True)
    if row.interview:
        row.interview.study = row.study
    return row


def access_note(user: User, note_id: UUID) -> FieldNote:
    """An entry of the log of a study she leads; 403 for who codes there, 404 for any other."""
    row = get_object_or_404(FieldNote, id=note_id, study__in=studies_for(user))
    row.study = access_study(user, row.study_id, lead=True)
    return row


def access_case(user: User, case_id: UUID) -> Case:
    """A family of a study she leads; 403 for who codes there, 404 for any other."""
    row = get_object_or_404(Case, id=case_id, study__in=studies_for(user))
    row.study = access_study(user, row.study_id, lead=True)
    return row


def access_member(study: Study, user_id: str) -> Member:
    """One of those who work in a study that was given; 404 for any other."""
    if not user_id or not is_uuid(user_id):
        raise Http404
    return get_object_or_404(study.members.select_related("user"), user_id=user_id)


def is_uuid(text: str) -> bool:
    """Whether *text*, from a form, can be an id."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def colleagues_for(study: Study) -> QuerySet[User]:
    """Who of the organisation may still be added to a study that was given."""
    here = study.members.values_list("user_id", flat=True)
    found = User.objects.filter(organisation_id=study.organisation_id, is_active=True).exclude(id__in=here)
    return found.filter(role__in=(Role.ANALYST, Role.SUPERVISOR, Role.CASEWORKER)).order_by("name")
