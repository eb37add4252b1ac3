"""Everything that is written to a case. Who may write is decided before: see :mod:`tayanch.desk.access`."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from tayanch.accounts.models import Role, User
from tayanch.audit import log
from tayanch.desk.actions.firms import index_firms
from tayanch.desk.actions.guard import require_recovery_sheet
from tayanch.desk.actions.reviews import require_review
from tayanch.desk.models import (
    Case,
    CaseNote,
    CasePerson,
    Consultation,
    Employer,
    EmployerToken,
    Episode,
    Promise,
    Review,
    Task,
    Violation,
)
from tayanch.desk.privacy import sealed
from tayanch.vault import names
from tayanch.vault.keys import blind_index, new_data_key

FACTS = ("topic", "country", "place", "sector")


class StillPromised(Exception):
    """The case has open promises: somebody waits for something."""


class StillTalking(Exception):
    """A conversation of the case is not finished: a closed case would refuse the words that are being typed."""


@transaction.atomic
def do_open_case(*, by: User, consultation: Consultation | None = None, **facts: str) -> Case:
    """Open a case, with its own key; from a consultation it takes over the facts, the place and the woman.

    A consultation that has a case already gives that one. Raises
    :class:`~tayanch.desk.actions.guard.RecoverySheetMissing`, and ``PermissionDenied`` for a user without a team.
    """
    require_recovery_sheet(by)
    if consultation is not None:
        consultation = Consultation.objects.select_for_update(of=("self",)).get(id=consultation.id)
        if consultation.case is not None:
            return consultation.case
        facts = {fact: getattr(consultation, fact) for fact in (*FACTS, "sex")} | facts
    case = _new_case(by, consultation, facts)
    log.record("case.open", by=by.id, kind="case", object_id=case.id, fields=list(facts))
    return case


def _new_case(by: User, consultation: Consultation | None, facts: dict[str, str]) -> Case:
    team = consultation.team if consultation else by.teams.order_by("name").first()
    if team is None:
        raise PermissionDenied
    case = Case(organisation_id=by.organisation_id, team=team, owner=by, **facts)
    case._data_key = new_data_key(case.id, by.organisation_id)
    case.save()
    if consultation is not None:
        Consultation.objects.filter(id=consultation.id).update(case=case)
        if consultation.person_id:
            CasePerson.objects.create(case=case, person_id=consultation.person_id)
    return case


@transaction.atomic
def do_change_facts(case: Case, *, by: User, **facts: str) -> Case:
    """Change topic, country, place or sector."""
    for fact, concept_id in facts.items():
        setattr(case, fact, concept_id)
    case.save(update_fields=list(facts))
    index_firms(case)  # a firm's name is met in one place
    log.record("case.facts", by=by.id, kind="case", object_id=case.id, fields=list(facts))
    return case


@transaction.atomic
def do_change_plan(case: Case, text: str, *, by: User) -> Case:
    """Replace the plan: what is done next, and by whom."""
    case.seal(plan=text)
    case.save(update_fields=["plan"])
    log.record("case.plan", by=by.id, kind="case", object_id=case.id, fields=["plan"])
    return case


@transaction.atomic
def do_add_note(case: Case, text: str, *, by: User) -> CaseNote:
    """Add a dated note. It is never changed; at most it is struck out."""
    note = _note(case, text, by)
    log.record("case.note", by=by.id, kind="case", object_id=case.id, fields=["text"])
    return note


def _note(case: Case, text: str, by: User) -> CaseNote:
    note = CaseNote(case=case, by=by)
    note.seal(text=text)
    note.save()
    return note


@transaction.atomic
def do_strike_note(note: CaseNote, *, by: User) -> None:
    """Empty a note for ever: it tells of somebody who was erased, or should never have been written. Its date stays."""
    note.text = b""
    note.save(update_fields=["text"])
    log.record("case.note-struck", by=by.id, kind="case", object_id=note.case_id, fields=["text"])


@transaction.atomic
def do_set_employer(case: Case, *, by: User, is_household: bool, papers: str, **said: str) -> Employer:
    """Say who owes her. *said*: name, tax_number, address, contact. Each word of the name gets a blind token."""
    employer = Employer.objects.filter(case=case).first() or Employer(case=case)
    employer.is_household, employer.papers = is_household, papers
    employer.seal(**said)
    employer.save()
    index_employer(employer, case)
    index_firms(case)
    fields = ["is_household", "papers", *said]
    log.record("case.employer", by=by.id, kind="case", object_id=case.id, fields=fields)
    return employer


def index_employer(employer: Employer, case: Case) -> None:
    """A token for each word of the name; none of a sealed case, which nobody may find by its employer."""
    employer.tokens.all().delete()
    if case.is_sealed:
        return
    index = blind_index(case.organisation_id)
    words = sorted(set(names.employer_keys(employer.unseal("name"))))
    tokens = (index.token("employer", word) for word in words)
    EmployerToken.objects.bulk_create(EmployerToken(employer=employer, token=token) for token in tokens)


@transaction.atomic
def do_set_episode(case: Case, *, by: User, status: str, **facts: Any) -> Episode:
    """Say where she stayed and when. *status* is sealed and needs ``status_expires``: the day it is forgotten."""
    if status and not facts.get("status_expires"):
        raise ValueError("A status needs the day on which it is forgotten.")
    episode = Episode.objects.filter(case=case).first() or Episode(case=case)
    _set(episode, facts)
    episode.seal(status=status)
    episode.status_expires = facts.get("status_expires") if status else None
    episode.save()
    log.record("case.episode", by=by.id, kind="case", object_id=case.id, fields=["status", *facts])
    return episode


def _set(row: Model, facts: dict[str, Any]) -> None:
    for fact, value in facts.items():
        setattr(row, fact, value)


@transaction.atomic
def do_forget_statuses(today: date, *, by: User | None = None) -> int:
    """Empty every status whose day has come; returns how many. The installation itself does it, so by nobody."""
    expired = Episode.objects.filter(status_expires__lte=today)
    found = list(expired.values_list("case_id", flat=True))
    expired.update(status=b"", status_expires=None)
    for case_id in found:
        log.record("case.status-forgotten", by=by.id if by else None, kind="case", object_id=case_id, fields=["status"])
    return len(found)


@transaction.atomic
def do_add_violation(case: Case, *, by: User, detail: str, **facts: Any) -> Violation:
    """Say what was done to her. *facts*: violation, perpetrator, since, until."""
    violation = Violation(case=case, **facts)
    violation.seal(detail=detail)
    violation.save()
    log.record("case.violation", by=by.id, kind="case", object_id=case.id, fields=["detail", *facts])
    return violation


@transaction.atomic
def do_change_violation(row: Violation, *, by: User, detail: str, **facts: Any) -> Violation:
    """Correct what was said about one violation."""
    _set(row, facts)
    row.seal(detail=detail)
    row.save()
    log.record("case.violation", by=by.id, kind="case", object_id=row.case_id, fields=["detail", *facts])
    return row


@transaction.atomic
def do_remove_violation(violation: Violation, *, by: User) -> None:
    """Take back a violation that was written down by mistake."""
    log.record("case.violation-removed", by=by.id, kind="case", object_id=violation.case_id)
    violation.delete()


@transaction.atomic
def do_hand_over(case: Case, to: User, *, by: User) -> Case:
    """Give the case, and the open promises its owner has in it, to a teammate, with its key if it is sealed.

    Raises ``PermissionDenied``, also for somebody without a key; ``KeyAway``.
    """
    if case.state == Case.State.CLOSED or not teammates(case).filter(id=to.id).exists():
        raise PermissionDenied
    if case.is_sealed:
        sealed.hand_on(case, to)
    Promise.objects.filter(case=case, state=Promise.State.OPEN, owner_id=case.owner_id).update(owner=to)
    case.tasks.filter(state=Task.State.OPEN, owner_id=case.owner_id).update(owner=to)
    case.owner = to
    case.save(update_fields=["owner"])
    log.record("case.hand-over", by=by.id, kind="case", object_id=case.id, fields=["owner"])
    return case


def teammates(case: Case) -> QuerySet[User]:
    """Those who can take the case over: people of its team who work on cases, without its present owner."""
    able = case.team.members.filter(is_active=True, role__in=[Role.CASEWORKER, Role.SUPERVISOR])
    return able.exclude(id=case.owner_id).order_by("name")


@transaction.atomic
def do_close_case(case: Case, *, by: User, outcome: str, closing_words: str) -> Case:
    """Close with an outcome. Raises :class:`StillPromised` or :class:`StillTalking`: nobody is left waiting.

    Raises :class:`~tayanch.desk.actions.reviews.ReviewMissing` where the topic asks for a second look.
    """
    require_review(case)
    if case.consultations.filter(state=Consultation.State.OPEN).exists():
        raise StillTalking
    if Promise.objects.filter(case=case, state=Promise.State.OPEN).exists():
        raise StillPromised
    case.state, case.outcome, case.closed_at = Case.State.CLOSED, outcome, timezone.now()
    case.seal(closing_words=closing_words)
    case.save(update_fields=["state", "outcome", "closed_at", "closing_words"])
    log.record("case.close", by=by.id, kind="case", object_id=case.id, fields=["state", "outcome", "closing_words"])
    return case


@transaction.atomic
def do_reopen_case(case: Case, why: str, *, by: User) -> Case:
    """Open a closed case again; the reason becomes a sealed note, the earlier outcome goes."""
    _note(case, why, by)
    case.reviews.filter(state=Review.State.AGREED).update(state=Review.State.PAST)
    case.state, case.outcome, case.closed_at = Case.State.OPEN, "", None
    case.save(update_fields=["state", "outcome", "closed_at"])
    log.record("case.reopen", by=by.id, kind="case", object_id=case.id, fields=["state", "outcome"])
    return case
