"""What belongs to a case, by way of the case: the parent decides."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.access.cases import access_case, cases_for
from tayanch.desk.access.reach import Need
from tayanch.desk.models import Assessment, Case, CasePerson, ChecklistStep, Claim, Consent, Document, Reveal, Task
from tayanch.vault.keys import data_key


def access_claim(user: User, reference: str, number: int, need: Need = Need.READ) -> Claim:
    """A claim, by way of its case: the parent decides."""
    claim = access_case(user, reference, need).claims.filter(number=number).first()
    if claim is None:
        raise Http404
    return claim


def access_document(user: User, reference: str, document_id: UUID, need: Need = Need.READ) -> Document:
    """A paper, by way of its case: the parent decides. Opening one is logged by itself."""
    document = access_case(user, reference, need).documents.filter(id=document_id).first()
    if document is None:
        raise Http404
    log.record("document.open", by=user.id, kind="document", object_id=document.id)
    return document


def access_case_person(user: User, reference: str, person_id: UUID, need: Need = Need.READ) -> CasePerson:
    """A person and what she is to the case, by way of the case: the parent decides."""
    tie = access_case(user, reference, need).people.select_related("case", "person").filter(person_id=person_id).first()
    if tie is None:
        raise Http404
    return tie


def access_reveal(user: User, reference: str, reveal_id: UUID) -> Reveal:
    """A question who somebody is, by way of its case: the parent decides."""
    asked = access_case(user, reference).reveals.select_related("asker", "case").filter(id=reveal_id).first()
    if asked is None:
        raise Http404
    return asked


def tasks_for(user: User) -> QuerySet[Task]:
    """The steps of the open cases that exist for *user*."""
    return Task.objects.filter(case__in=cases_for(user), case__state=Case.State.OPEN)


def access_task(user: User, reference: str, task_id: UUID, need: Need = Need.WRITE) -> Task:
    """A step, by way of its case: the parent decides."""
    task = access_case(user, reference, need).tasks.filter(id=task_id).first()
    if task is None:
        raise Http404
    return task


def access_consent(user: User, reference: str, consent_id: UUID, need: Need = Need.READ) -> Consent:
    """A consent, by way of its case: the parent decides."""
    consent = access_case(user, reference, need).consents.filter(id=consent_id).select_related("person", "by").first()
    if consent is None:
        raise Http404
    return consent


def access_assessment(user: User, reference: str, assessment_id: UUID, need: Need = Need.READ) -> Assessment:
    """Answers to a form, by way of their case: the parent decides."""
    case = access_case(user, reference, need)
    found = case.assessments.select_related("by", "person", "handled_by").filter(id=assessment_id).first()
    if found is None:
        raise Http404
    found.case, found._data_key = case, data_key(case)
    return found


def access_checklist_step(user: User, reference: str, step_id: UUID) -> ChecklistStep:
    """A step of a list, to write to it, by way of its case: the parent decides."""
    case = access_case(user, reference, Need.WRITE)
    steps = ChecklistStep.objects.select_related("checklist", "promise")
    found = steps.filter(checklist__case=case, id=step_id).first()
    if found is None:
        raise Http404
    found.checklist.case = case
    found._data_key = found.checklist._data_key = data_key(case)
    return found
