"""A lawyer asks whether women would claim together; each owner asks her own; only who said yes is joined."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.access import cases_for, require_lawyer
from tayanch.desk.actions.consents import do_give_consent
from tayanch.desk.actions.groups import do_add_woman, do_make_group
from tayanch.desk.hotline.tonight import opened
from tayanch.desk.legal.same_employer import Fact
from tayanch.desk.models import Case, CasePerson, CaseShare, Consent, Employer, Group, GroupMember, JoinQuestion
from tayanch.desk.privacy import consents

PURPOSE = Consent.Purpose.COLLECTIVE_CLAIM
Answer = JoinQuestion.Answer
USUAL = timedelta(days=183)  # how long a yes holds unless she says otherwise


@transaction.atomic
def do_ask_owners(fact: Fact, *, by: User) -> None:
    """Put the question to the owner of every open case of the fact, once for each woman. Asked again, nothing is added.

    How many were asked is not told to the lawyer. Raises ``PermissionDenied`` for whoever is no lawyer.
    """
    require_lawyer(by)
    ties = CasePerson.objects.filter(case__in=fact.cases, case__state=Case.State.OPEN, relation="client")
    for tie in ties:
        _question, is_new = JoinQuestion.objects.get_or_create(case_id=tie.case_id, person_id=tie.person_id, lawyer=by)
        if is_new:
            log.record("join.ask", by=by.id, kind="case", object_id=tie.case_id)


@transaction.atomic
def do_answer_question(
    question: JoinQuestion, *, by: User, says_yes: bool, until: date | None = None, language: str = "", how: str = ""
) -> JoinQuestion:
    """Write down what she said. A yes is a consent with its last day; raises ``ConsentRefused`` when that is missing.

    Raises ``PermissionDenied`` when she answered already: she can take a consent back, and be asked by her owner.
    """
    if question.answer != Answer.OPEN:
        raise PermissionDenied
    if says_yes:
        question.consent = do_give_consent(
            question.case,
            person=question.person,
            purpose=PURPOSE,
            recipient=str(question.lawyer_id),
            recipient_name=question.lawyer.name,
            facts=consents.FACTS,
            until=until or timezone.localdate(),
            language=language,
            how=how,
            by=by,
        )
    question.answer = Answer.YES if says_yes else Answer.NO
    question.answered_by, question.answered_at = by, timezone.now()
    question.save()
    log.record("join.answer", by=by.id, kind="case", object_id=question.case_id, fields=["answer"])
    return question


def reading_for(question: JoinQuestion, language: str) -> str:
    """The words of the consent as they are read to her before she answers."""
    told = consents.reading(
        question.case,
        purpose=PURPOSE,
        recipient_name=question.lawyer.name,
        facts=consents.FACTS,
        until=timezone.localdate() + USUAL,
        language=language,
        organisation=question.case.organisation.name,
    )
    return str(told)


@dataclass(frozen=True)
class Joined:
    """What came of joining: the group, how many women are in it now, and whether somebody's yes has to wait."""

    group: Group
    women: int
    some_wait: bool


@transaction.atomic
def do_join(fact: Fact, *, by: User, today: date) -> Joined | None:
    """Bring those who said yes into a group of the lawyer, and let her read their cases while each yes holds.

    A case is shared only when every woman of it said yes: what it tells of one, it tells of all. None when nobody can
    be joined yet. Raises ``PermissionDenied`` for whoever is no lawyer.
    """
    require_lawyer(by)
    said_yes = [one for one in questions_of(fact, by) if one.answer == Answer.YES]
    ready = [one for one in said_yes if _holds(one, today) and _all_said_yes(one, by, today)]
    if not ready:
        return None
    group = _group_of(fact, by) or _new_group(ready[0].case, by)
    for question in ready:
        _share(question, group, by)
        if not GroupMember.objects.filter(claim__person=question.person, claim__case=question.case).exists():
            do_add_woman(group, question.case, question.person, by=by)
    return Joined(group, group.members.count(), len(ready) < len(said_yes))


def questions_of(fact: Fact, lawyer: User) -> list[JoinQuestion]:
    """What this lawyer asked about a fact."""
    asked = JoinQuestion.objects.filter(lawyer=lawyer, case__in=fact.cases)
    return list(asked.select_related("case__owner", "case__organisation", "person", "consent", "lawyer"))


def _holds(question: JoinQuestion, today: date) -> bool:
    consent = question.consent
    return consent is not None and consent.withdrawn_on is None and consent.given_on <= today <= consent.until


def _all_said_yes(question: JoinQuestion, lawyer: User, today: date) -> bool:
    women = set(question.case.people.filter(relation="client").values_list("person_id", flat=True))
    asked = JoinQuestion.objects.filter(case=question.case, lawyer=lawyer).select_related("consent")
    return women <= {one.person_id for one in asked if _holds(one, today)}


def _group_of(fact: Fact, lawyer: User) -> Group | None:
    return Group.objects.filter(owner=lawyer, members__claim__case__in=fact.cases).order_by("made_at").first()


def _new_group(case: Case, by: User) -> Group:
    team = by.teams.order_by("name").first()
    if team is None:
        raise PermissionDenied
    return do_make_group(opened(Employer.objects.filter(case=case).first(), "name"), by=by, team=team)


def _share(question: JoinQuestion, group: Group, by: User) -> None:
    told = {"consent": question.consent, "group": group}
    CaseShare.objects.update_or_create(case=question.case, person=question.person, reader=by, defaults=told)
    log.record("case.share", by=by.id, kind="case", object_id=question.case_id, fields=["reader"])


def open_questions(user: User) -> list[JoinQuestion]:
    """The questions that wait for the owner of a case: what her shift page shows."""
    # Open questions are few and her cases may be thousands: asked together, SQLite begins with the cases.
    asked = list(JoinQuestion.objects.filter(answer=Answer.OPEN).values_list("case_id", flat=True))
    if not asked:
        return []
    hers = cases_for(user).filter(id__in=asked, owner=user, state=Case.State.OPEN)
    waiting = JoinQuestion.objects.filter(case__in=hers, answer=Answer.OPEN)
    return list(waiting.select_related("case", "lawyer").order_by("asked_at"))


def readers_of(case_id: UUID, today: date) -> list[CaseShare]:
    """Who may read a case through a group, and until when."""
    holding = CaseShare.objects.filter(case=case_id, consent__withdrawn_on=None, consent__until__gte=today)
    return list(holding.select_related("reader", "consent").order_by("consent__until"))


@dataclass(frozen=True)
class Progress:
    """How far the asking has come, as the lawyer may know it: of the answers only that there is a yes."""

    is_asked: bool
    has_yes: bool
    group: Group | None


def progress(fact: Fact, lawyer: User, today: date) -> Progress:
    """For the page of the facts. Who was asked, how many, and who said no is not told."""
    asked = questions_of(fact, lawyer)
    fresh = [one for one in asked if one.answer == Answer.YES and _holds(one, today) and not _is_shared(one, lawyer)]
    return Progress(bool(asked), bool(fresh), _group_of(fact, lawyer))


def _is_shared(question: JoinQuestion, lawyer: User) -> bool:
    return CaseShare.objects.filter(reader=lawyer, case=question.case_id, consent=question.consent_id).exists()
