"""The only ways to reach a consultation, a case or a promise.

What belongs to another team or organisation does not exist for the asker (404). What exists but may not be done is
refused (403). Every condition stands on its own line. Reading a case is written to the audit log here, so that no
view can forget it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from tayanch.accounts.models import Role, User
from tayanch.audit import log
from tayanch.desk.models import (
    Alert,
    Arrival,
    Assessment,
    Canary,
    Case,
    CasePerson,
    ChecklistStep,
    Claim,
    ClaimChange,
    Consent,
    Consultation,
    Deadline,
    Document,
    Group,
    HandedItem,
    ImportRun,
    LawImport,
    LetterTemplate,
    NamedExport,
    Promise,
    RetentionRule,
    Reveal,
    RuleExample,
    SavedView,
    Task,
)
from tayanch.desk.models.groups import CaseShare
from tayanch.desk.models.partners import OwnIdentity, Partner
from tayanch.desk.models.referrals import Referral, ReferralStep
from tayanch.desk.watch import note_opening
from tayanch.vault.keys import data_key
from tayanch.vault.shares import is_sealed, is_shared_with, shared_with

Record = TypeVar("Record", Case, Consultation)


class Need(Enum):
    """What the asker is about to do."""

    READ = "read"
    WRITE = "write"
    OWN = "own"  # close, reopen, hand over, erase, see who looked: the owner or a supervisor of the team


def cases_for(user: User) -> QuerySet[Case]:
    """The cases that exist for *user*: her own and her teams', in her organisation. A sealed one exists for those
    named in it, of whichever team, and for nobody else."""
    return Case.objects.filter(_reach_or_named(user)) if user.works_on_cases else Case.objects.none()


def consultations_for(user: User) -> QuerySet[Consultation]:
    """The consultations that exist for *user*; those of a sealed case are sealed with it."""
    return Consultation.objects.filter(_reach_or_named(user)) if user.works_on_cases else Consultation.objects.none()


def promises_for(user: User) -> QuerySet[Promise]:
    """The promises of *user* and her teams; what is promised in a sealed case only for those named in it."""
    if not user.works_on_cases:
        return Promise.objects.none()
    named = Q(is_shared_with(user, "about_id"))
    return Promise.objects.filter(
        Q(organisation_id=user.organisation_id) & (_mine(user) & ~Q(is_sealed("about_id")) | named)
    )


def _reach(user: User) -> Q:
    return Q(organisation_id=user.organisation_id) & _mine(user)


def _mine(user: User) -> Q:
    return Q(owner=user) | Q(team__in=user.teams.all())


def _reach_or_named(user: User) -> Q:
    """The column is asked first: hardly any record is sealed, so hardly any share is looked up."""
    named = Q(is_sealed=True) & Q(is_shared_with(user, "id"))
    return Q(organisation_id=user.organisation_id) & (Q(is_sealed=False) & _mine(user) | named)


def parts_of_reach(user: User) -> list[Q]:
    """What exists for *user* in overlapping parts, her own and each team's: each can be read in order off an index.

    Asked for all at once, a database reads and sorts every record of a team to show the newest twenty. The last part is
    what is sealed to her, which may be of another team.
    """
    named = Q(is_sealed=True, id__in=shared_with(user).values("subject"))
    return [Q(owner=user), *(Q(team=team) for team in user.teams.all()), named]


def deadlines_for(user: User) -> list[QuerySet[Deadline]]:
    """The days that the law sets in the open cases that exist for *user*, in overlapping parts as of her reach."""
    if not user.works_on_cases:
        return []
    mine = Deadline.objects.filter(case__organisation=user.organisation_id, case__state=Case.State.OPEN)
    open_to_all = mine.filter(case__is_sealed=False)
    named = mine.filter(case__is_sealed=True, case__in=shared_with(user).values("subject"))
    parts = [open_to_all.filter(case__owner=user), *(open_to_all.filter(case__team=team) for team in user.teams.all())]
    return [*parts, named]


def access_case(user: User, reference: str, need: Need = Need.READ) -> Case:
    """The case with this reference; raises ``Http404`` or ``PermissionDenied``. A read is logged.

    A sealed case raises :class:`~tayanch.vault.shares.KeyAway` until the worker's own key is open.
    """
    case = cases_for(user).select_related("owner", "team", "organisation").filter(reference=_sayable(reference)).first()
    if case is None:
        case = _shared_case(user, reference, need)
    if need is Need.OWN and not may_own(user, case):
        raise PermissionDenied
    if need is Need.WRITE and _is_closed(case):
        raise PermissionDenied
    if case.is_sealed:
        data_key(case)  # all that is done with a sealed case needs her key: she is asked for her password here
    if need is Need.READ:
        note_opening(user, case)
        log.record("case.read", by=user.id, kind="case", object_id=case.id)
    return case


def _sayable(reference: str) -> str:
    """*reference* for a query; PostgreSQL takes no NUL, and no reference has one."""
    return "" if "\x00" in reference else reference


def _is_closed(case: Case | None) -> bool:
    return case is not None and case.state == Case.State.CLOSED


def may_own(user: User, record: Case | Consultation | Group) -> bool:
    """True for the owner and for supervisors of the record's team."""
    if record.owner_id == user.id:
        return True
    return user.role == Role.SUPERVISOR and user.teams.filter(id=record.team_id).exists()


def open_and_own(user: User, cases: Iterable[Case]) -> set[UUID]:
    """Ids of those open ones of *cases* that she owns, or whose team she leads."""
    leads = set(user.teams.values_list("id", flat=True)) if user.role == Role.SUPERVISOR else set()
    mine = [case for case in cases if case.owner_id == user.id or case.team_id in leads]
    return {case.id for case in mine if case.state == Case.State.OPEN}


def access_consultation(user: User, reference: str, need: Need = Need.READ) -> Consultation:
    """The consultation with this reference; raises ``Http404`` or ``PermissionDenied``. A read is logged."""
    wanted = consultations_for(user).select_related("owner", "team", "point", "case")
    found = wanted.filter(reference=_sayable(reference)).first()
    if found is None:
        raise Http404
    if need is Need.OWN and not may_own(user, found):
        raise PermissionDenied
    if need is Need.WRITE and _is_closed(found.case):  # what is written here would enter the case
        raise PermissionDenied
    if found.is_sealed:
        data_key(found)
    if need is Need.READ:
        log.record("consultation.read", by=user.id, kind="consultation", object_id=found.id)
    return found


def access_saved_view(user: User, view_id: int) -> SavedView:
    """A choice of the case list that she kept herself; raises ``Http404``."""
    found = SavedView.objects.filter(user=user, id=view_id).first()
    if found is None:
        raise Http404
    return found


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


def access_promise(user: User, promise_id: UUID) -> Promise:
    """A promise of the user's reach, to write to it; raises ``Http404``, ``PermissionDenied`` in a closed case."""
    promise = promises_for(user).select_related("case", "consultation", "owner").filter(id=promise_id).first()
    if promise is None:
        raise Http404
    if _is_closed(promise.case):
        raise PermissionDenied
    return promise


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


def cases_of_organisation(user: User) -> QuerySet[Case]:
    """All cases of the user's organisation: to count them and to say whom to ask, never to show one."""
    return Case.objects.filter(organisation_id=user.organisation_id)


def consultations_of_organisation(user: User) -> QuerySet[Consultation]:
    """All consultations of the user's organisation: to count them and to say whom to ask, never to show one."""
    return Consultation.objects.filter(organisation_id=user.organisation_id)


def cases_by_id(user: User, ids: Iterable[UUID | None]) -> list[tuple[Case, bool]]:
    """Cases of the user's organisation and whether she may see them: of the others, only the owner may be told.

    A sealed case is not among them unless she is named in it.
    """
    return _by_id(user, Case.objects.filter(id__in=[one for one in ids if one]))


def consultations_by_id(user: User, ids: Iterable[UUID | None]) -> list[tuple[Consultation, bool]]:
    """The same for consultations."""
    return _by_id(user, Consultation.objects.filter(id__in=[one for one in ids if one]))


def _by_id(user: User, records: QuerySet[Record]) -> list[tuple[Record, bool]]:
    # The conditions are checked here and not in the query, which would then run on the wrong index.
    teams = set(user.teams.values_list("id", flat=True)) if user.works_on_cases else set()
    own = [record for record in records.select_related("owner") if record.organisation_id == user.organisation_id]
    sealed = {one.id for one in own if one.is_sealed}
    named = set(shared_with(user).filter(subject__in=sealed).values_list("subject", flat=True)) if sealed else set()
    exist = [one for one in own if one.id not in sealed or (one.id in named and user.works_on_cases)]
    return [(one, one.id in named or _is_hers(one, user, teams)) for one in exist]


def _is_hers(record: Case | Consultation, user: User, teams: set[UUID]) -> bool:
    return user.works_on_cases and (record.owner_id == user.id or record.team_id in teams)


def require_counts(user: User) -> None:
    """Counts are for analysts, supervisors and the director; raises ``PermissionDenied`` for anybody else."""
    if user.role not in {Role.ANALYST, Role.SUPERVISOR, Role.DIRECTOR}:
        raise PermissionDenied


# --- the law: it tells of nobody, so that everybody may read it ---------------------------------------------


def may_review(user: User) -> bool:
    """True for those who stand for the law and bring newer parameters."""
    return user.role in {Role.REVIEWER, Role.SUPERVISOR}


def require_reviewer(user: User) -> None:
    """Raises ``PermissionDenied`` for anybody else."""
    if not may_review(user):
        raise PermissionDenied


def access_example(user: User, rule: str, example_id: UUID) -> RuleExample:
    """A worked example of the desk, to take it out; raises ``Http404`` or ``PermissionDenied``."""
    require_reviewer(user)
    found = RuleExample.objects.filter(id=example_id, rule=rule, removed_at=None).first()
    if found is None:
        raise Http404
    return found


def access_import(import_id: UUID) -> LawImport:
    """One import of newer parameters; raises ``Http404``."""
    found = LawImport.objects.select_related("by").filter(id=import_id).first()
    if found is None:
        raise Http404
    return found


def claim_changes_for(user: User, law_import: LawImport) -> QuerySet[ClaimChange]:
    """The claims that an import changed, of the cases that exist for *user*."""
    mine = ClaimChange.objects.filter(law_import=law_import, claim__case__in=cases_for(user))
    return mine.select_related("claim", "claim__case").order_by("claim__case__reference", "claim__number")


# --- working a case together ---------------------------------------------------------------------------------


def cases_shared_with(user: User, today: date) -> QuerySet[Case]:
    """Cases of others that a lawyer may read: every woman of the case said yes to her, and each yes holds *today*."""
    if not is_lawyer(user):
        return Case.objects.none()
    holding = CaseShare.objects.filter(reader=user, consent__withdrawn_on=None, consent__until__gte=today)
    said_yes = Exists(holding.filter(case=OuterRef("case_id"), person=OuterRef("person_id")))
    women = CasePerson.objects.filter(case=OuterRef("id"), relation="client")
    everybody = Exists(women.filter(said_yes)) & ~Exists(women.filter(~said_yes))
    return Case.objects.filter(everybody, organisation_id=user.organisation_id, is_sealed=False)


def _shared_case(user: User, reference: str, need: Need) -> Case:
    """A case that was shared with her is read only; raises ``Http404`` or ``PermissionDenied``."""
    shared = cases_shared_with(user, timezone.localdate()).select_related("owner", "team", "organisation")
    case = shared.filter(reference=_sayable(reference)).first()
    if case is None:
        raise Http404
    if need is not Need.READ:
        raise PermissionDenied
    return case


def tasks_for(user: User) -> QuerySet[Task]:
    """The steps of the open cases that exist for *user*."""
    return Task.objects.filter(case__in=cases_for(user), case__state=Case.State.OPEN)


def access_task(user: User, reference: str, task_id: UUID, need: Need = Need.WRITE) -> Task:
    """A step, by way of its case: the parent decides."""
    task = access_case(user, reference, need).tasks.filter(id=task_id).first()
    if task is None:
        raise Http404
    return task


def handed_for(user: User) -> QuerySet[HandedItem]:
    """What a shift left behind, of the cases and conversations that exist for *user*."""
    within = Q(case__in=cases_for(user)) | Q(case=None, consultation__in=consultations_for(user))
    return HandedItem.objects.filter(within, organisation_id=user.organisation_id).exclude(shift_end=None)


def access_handed(user: User, item_id: UUID) -> HandedItem:
    """One item of them, to take it; raises ``Http404``, ``PermissionDenied`` in a closed case."""
    item = handed_for(user).select_related("case", "consultation", "promise", "task").filter(id=item_id).first()
    if item is None:
        raise Http404
    if _is_closed(item.case):
        raise PermissionDenied
    return item


def may_review_case(user: User, case: Case) -> bool:
    """A second look needs other eyes than the owner's: a supervisor of the team, or for a supervisor's own case anybody
    of the team."""
    if case.owner_id == user.id:
        return False
    if not (user.works_on_cases and user.teams.filter(id=case.team_id).exists()):
        return False
    return Role.SUPERVISOR in (user.role, case.owner.role)


def require_supervisor(user: User) -> None:
    """Raises ``PermissionDenied`` for anybody else."""
    if user.role != Role.SUPERVISOR:
        raise PermissionDenied


def groups_for(user: User) -> QuerySet[Group]:
    """The groups that exist for *user*. Which of their women she may see, their cases decide."""
    return Group.objects.filter(_reach(user)) if user.works_on_cases else Group.objects.none()


def access_group(user: User, reference: str, need: Need = Need.READ) -> Group:
    """A group; raises ``Http404``. A read is logged. To write, every case of the group must be within reach."""
    group = groups_for(user).select_related("owner", "team").filter(reference=_sayable(reference)).first()
    if group is None:
        raise Http404
    if need is Need.OWN and not may_own(user, group):
        raise PermissionDenied
    if need is not Need.READ and cases_of_group(group).exclude(id__in=visible_cases(user, group)).exists():
        raise PermissionDenied
    if need is Need.READ:
        log.record("group.read", by=user.id, kind="group", object_id=group.id)
    return group


def cases_of_group(group: Group) -> QuerySet[Case]:
    """Every case of a group, whoever may see it: to decide, never to show one."""
    return Case.objects.filter(claims__membership__group=group).distinct()


def visible_cases(user: User, group: Group) -> set[UUID]:
    """Ids of the group's cases that *user* may read: her own, her teams', and those shared with her."""
    of_group = cases_of_group(group).values("id")
    mine = cases_for(user).filter(id__in=of_group).values_list("id", flat=True)
    shared = cases_shared_with(user, timezone.localdate()).filter(id__in=of_group).values_list("id", flat=True)
    return {*mine, *shared}


def is_lawyer(user: User) -> bool:
    """True for a lawyer who works on cases."""
    return user.is_lawyer and user.works_on_cases


def require_lawyer(user: User) -> None:
    """Raises ``PermissionDenied`` for anybody else, supervisors who are no lawyers too."""
    if not is_lawyer(user):
        raise PermissionDenied


# --- what came in ------------------------------------------------------------------------------------------------


def arrivals_for(user: User) -> QuerySet[Arrival]:
    """What came in for the teams of *user*, the oldest first."""
    mine = Arrival.objects.filter(organisation_id=user.organisation_id, team__in=user.teams.all())
    return mine.select_related("team").order_by("at") if user.works_on_cases else Arrival.objects.none()


def access_arrival(user: User, item_id: UUID) -> Arrival:
    """One of them; raises ``Http404``. Opening one is logged."""
    item = arrivals_for(user).filter(id=item_id).first()
    if item is None:
        raise Http404
    log.record("arrival.read", by=user.id, kind="arrival", object_id=item.id)
    return item


# --- consents, partners, referrals ---------------------------------------------------------------------------


def access_consent(user: User, reference: str, consent_id: UUID, need: Need = Need.READ) -> Consent:
    """A consent, by way of its case: the parent decides."""
    consent = access_case(user, reference, need).consents.filter(id=consent_id).select_related("person", "by").first()
    if consent is None:
        raise Http404
    return consent


def may_see_partners(user: User) -> bool:
    """Those who refer, and those who keep the keys."""
    return user.works_on_cases or user.role == Role.ADMINISTRATOR


def may_keep_partners(user: User) -> bool:
    """Those who take cards and compare words."""
    return user.role in {Role.SUPERVISOR, Role.ADMINISTRATOR}


def partners_for(user: User) -> QuerySet[Partner]:
    """The partners of the user's organisation; raises ``PermissionDenied`` for those who do not refer."""
    if not may_see_partners(user):
        raise PermissionDenied
    return Partner.objects.filter(organisation_id=user.organisation_id, ended_at=None).select_related("compared_by")


def access_partner(user: User, partner_id: UUID, need: Need = Need.READ) -> Partner:
    """One partner; raises ``Http404`` or, to write, ``PermissionDenied``."""
    if not may_see_partners(user):
        raise Http404
    partner = partners_for(user).filter(id=partner_id).first()
    if partner is None:
        raise Http404
    if need is not Need.READ and not may_keep_partners(user):
        raise PermissionDenied
    return partner


def access_own_identity(user: User, need: Need = Need.READ) -> OwnIdentity | None:
    """Our own keys, none before they are made; raises ``PermissionDenied``."""
    if not may_see_partners(user) or (need is not Need.READ and not may_keep_partners(user)):
        raise PermissionDenied
    return OwnIdentity.objects.filter(organisation_id=user.organisation_id, replaced_at=None).first()


def referrals_for(user: User) -> QuerySet[Referral]:
    """The referrals that exist for *user*: those of cases within her reach, and those to her teams without a case."""
    if not user.works_on_cases:
        return Referral.objects.none()
    mine = Q(case__in=cases_for(user)) | Q(case=None) & (Q(team__in=user.teams.all()) | Q(owner=user))
    found = Referral.objects.filter(mine, organisation_id=user.organisation_id)
    return found.select_related("partner", "case", "owner")


def referrals_waiting(user: User) -> int:
    """How many referrals wait for the user's teams to decide, for the menu: one that came by itself must be seen."""
    waiting = Q(state=Referral.State.RECEIVED) | Q(state=Referral.State.RECALLED)
    mine = Referral.objects.filter(waiting, organisation_id=user.organisation_id, direction=Referral.Direction.IN)
    return mine.filter(team__in=user.teams.all()).count() if user.works_on_cases else 0


def access_referral(user: User, referral_id: UUID) -> Referral:
    """One referral; raises ``Http404``. Reading it is logged as reading its case is."""
    referral = referrals_for(user).filter(id=referral_id).first()
    if referral is None:
        raise Http404
    if referral.case is not None and referral.case.is_sealed:
        data_key(referral.case)  # as for the case itself
    log.record("referral.read", by=user.id, kind="referral", object_id=referral.case_id or referral.id)
    return referral


def access_packet(user: User, referral_id: UUID, step_id: UUID) -> ReferralStep:
    """A packet of ours that waits, by way of its referral; raises ``Http404``."""
    referral = access_referral(user, referral_id)
    step = referral.steps.filter(id=step_id, direction=Referral.Direction.OUT, has_bytes=True).first()
    if step is None:
        raise Http404
    step.referral = referral
    return step


# --- short forms and lists of a case --------------------------------------------------------------------------


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


# --- the organisation's own letters: they tell of nobody, but they are its own ----------------------------------


def may_keep_templates(user: User) -> bool:
    """True for supervisors and lawyers, who bring templates and retire them."""
    return user.role == Role.SUPERVISOR or is_lawyer(user)


def may_sign_templates(user: User) -> bool:
    """True for those who can stand for the words of a letter."""
    return is_lawyer(user) or user.role == Role.REVIEWER


def templates_for(user: User) -> QuerySet[LetterTemplate]:
    """The templates of the user's organisation, for those who keep or sign them; raises ``PermissionDenied``."""
    if not (may_keep_templates(user) or may_sign_templates(user)):
        raise PermissionDenied
    return LetterTemplate.objects.filter(organisation_id=user.organisation_id)


def access_template(user: User, template_id: UUID) -> LetterTemplate:
    """One of them; raises ``Http404`` or ``PermissionDenied``."""
    found = templates_for(user).select_related("made_by", "signed_by").filter(id=template_id).first()
    if found is None:
        raise Http404
    return found


def templates_in_use(user: User) -> QuerySet[LetterTemplate]:
    """The templates of her organisation from which a letter can be made."""
    states = (LetterTemplate.State.DRAFT, LetterTemplate.State.REVIEWED)
    return LetterTemplate.objects.filter(organisation_id=user.organisation_id, state__in=states)


# --- lists that are brought in ------------------------------------------------------------------------------


def require_importer(user: User) -> None:
    """Lists are brought in by supervisors; raises ``PermissionDenied`` for anybody else."""
    if user.role != Role.SUPERVISOR:
        raise PermissionDenied


def lists_for(user: User) -> QuerySet[ImportRun]:
    """The lists that *user* has brought: nobody else sees what is in them. Raises ``PermissionDenied``."""
    require_importer(user)
    return ImportRun.objects.filter(organisation_id=user.organisation_id, by=user).select_related("by", "team", "owner")


def access_list(user: User, run_id: UUID) -> ImportRun:
    """One of them; raises ``Http404`` or ``PermissionDenied``."""
    found = lists_for(user).filter(id=run_id).first()
    if found is None:
        raise Http404
    return found


# --- who saw what --------------------------------------------------------------------------------------------


def require_director(user: User) -> None:
    """Raises ``PermissionDenied`` for anybody else."""
    if user.role != Role.DIRECTOR:
        raise PermissionDenied


def alerts_for(user: User) -> QuerySet[Alert]:
    """What the director must look at, what she has not looked at yet first."""
    found = Alert.objects.filter(organisation_id=user.organisation_id).select_related("user", "case")
    return found.order_by(F("seen_at").asc(nulls_first=True), "-at")


def access_alert(user: User, alert_id: UUID) -> Alert:
    """One of them; raises ``Http404`` or ``PermissionDenied``."""
    require_director(user)
    found = alerts_for(user).filter(id=alert_id).first()
    if found is None:
        raise Http404
    return found


def canaries_for(user: User) -> QuerySet[Canary]:
    """The canaries of the director's organisation."""
    mine = Canary.objects.filter(organisation_id=user.organisation_id)
    return mine.select_related("case", "case__owner").order_by("-planted_at")


def access_watched(user: User, user_id: UUID) -> User:
    """A colleague of the director's organisation; raises ``Http404`` or ``PermissionDenied``."""
    require_director(user)
    found = User.objects.filter(organisation_id=user.organisation_id, id=user_id).first()
    if found is None:
        raise Http404
    return found


def require_exporter(user: User, *, to_ask: bool = False) -> None:
    """Files with names: supervisors ask, the director decides; raises ``PermissionDenied`` for anybody else."""
    if user.role != Role.SUPERVISOR and (to_ask or user.role != Role.DIRECTOR):
        raise PermissionDenied


def exports_for(user: User) -> QuerySet[NamedExport]:
    """All of the organisation for the director, her own for a supervisor."""
    found = NamedExport.objects.filter(organisation_id=user.organisation_id).select_related("asked_by")
    return found if user.role == Role.DIRECTOR else found.filter(asked_by=user)


def access_export(user: User, export_id: UUID) -> NamedExport:
    """One of them; raises ``Http404`` or ``PermissionDenied``."""
    require_exporter(user)
    found = exports_for(user).filter(id=export_id).first()
    if found is None:
        raise Http404
    return found


def require_keeper(user: User) -> None:
    """How long records stay concerns those who work on cases and the director; raises ``PermissionDenied``."""
    if user.role != Role.DIRECTOR and not user.works_on_cases:
        raise PermissionDenied


def rules_for(user: User) -> QuerySet[RetentionRule]:
    """The rules of the user's organisation on how long records stay."""
    return RetentionRule.objects.filter(organisation_id=user.organisation_id)
