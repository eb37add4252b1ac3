"""What the desk gives up when a woman is erased, and what stays to be counted.

Her consultations go, and the cases in which she is the only client, with their papers. Of a case that other women
share, her tie, her claims and her papers go; sums that were received stay without a word of evidence.
"""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from tayanch.desk.actions.arrivals import do_forget_arrivals_from
from tayanch.desk.actions.assessments import forget_answers
from tayanch.desk.actions.documents import files_of
from tayanch.desk.actions.ledger import totals
from tayanch.desk.actions.referrals import empty
from tayanch.desk.models import (
    Case,
    CasePerson,
    Claim,
    Consent,
    Consultation,
    Deadline,
    Document,
    Group,
    LedgerEntry,
    LetterAnswers,
    Panel,
    Referral,
)
from tayanch.vault import erasure, people
from tayanch.vault.erasure import Removed, quarter
from tayanch.vault.models import Person, Tombstone

BANDS = (10_000, 50_000, 100_000, 500_000)  # of one currency; a sum falls between two of them
OF_CASE: tuple[str, ...] = (
    *("CaseNote", "CasePerson", "Claim", "ClaimChange", "Consent", "Deadline", "Document", "Employer", "EmployerToken"),
    "Episode",
    *("LedgerEntry", "Panel", "Violation", "WagePayment", "WagePeriod", "WorkEntry"),
)
OF_CASE += (
    *("CaseShare", "FirmToken", "Group", "GroupMember", "GroupPayment", "GroupShare", "HandedItem", "JoinQuestion"),
    *("Recruiter", "Review", "Task"),
)
OF_CASE += ("Attachment", "AttachmentFile", "Bundle")
OF_CASE += ("Referral", "ReferralStep")
OF_CASE += ("Reveal",)
OF_CASE += ("Alert", "Canary", "Opening", "ForgetWarning", "RetentionHold")
OF_CASE += ("LetterAnswers",)
OF_CASE += ("Assessment", "Checklist", "ChecklistStep", "HouseholdPart")
OF_CONSULTATION: tuple[str, ...] = ("ConsultationTopic", "Promise", "SafetyCard")
OF_CONSULTATION += ("Arrival", "Message", "ReplyAddress")
OF_CONSULTATION += ("HandedIn",)
OF_CONSULTATION += ("ImportedLine", "Merge", "PairDecision")
OF_NOBODY = (
    "ChannelSetting",
    "ImportFile",
    "ImportMapping",
    "ImportRun",
    "LetterTemplate",
    "OwnIdentity",
)  # sealed, though it tells of nobody: an erasure leaves it


@erasure.registers(
    "desk", *(f"desk.{model}" for model in ("Case", "Consultation", *OF_CASE, *OF_CONSULTATION, *OF_NOBODY))
)
def shred(person: Person) -> Removed:
    """Delete what the desk keeps of *person*; returns the keys and files that go, and the tombstones that stay."""
    removed = Removed()
    cases = _her_cases(person)
    groups = _her_groups(person, cases)
    removed.subjects.extend(do_forget_arrivals_from(person))
    _shred_consultations(person, cases, removed)
    _leave_shared_cases(person, cases, removed)
    for case in cases:
        _shred_case(case, person, removed)
    _leave_groups(groups, removed)
    return removed


@erasure.registers_records
def shred_record(record_id: UUID) -> Removed | None:
    """Delete a conversation or a case in which no woman is named; none when there is no such record."""
    removed = Removed()
    case = Case.objects.filter(id=record_id).exclude(people__relation="client").first()
    if case is not None:
        _shred_talks(Consultation.objects.filter(case=case, person=None), removed)
        _shred_case(case, None, removed)
        return removed
    talks = Consultation.objects.filter(id=record_id, person=None)
    if talks.exists():
        _shred_talks(talks, removed)
        return removed
    return None


def _her_groups(person: Person, cases: list[Case]) -> list[Group]:
    hers = Q(members__claim__person=person) | Q(members__claim__case__in=cases)
    return list(Group.objects.filter(hers).distinct())


def _leave_groups(groups: list[Group], removed: Removed) -> None:
    """Her claim has gone with her; the others' shares stay, and hers as a bare sum. A group of nobody goes too."""
    for group in groups:
        group.payments.update(evidence=b"")
        if not group.members.exists():
            removed.subjects.append(group.id)
            group.delete()


def _her_cases(person: Person) -> list[Case]:
    """The cases in which she is the only client, or that grew out of her consultation and have no client yet."""
    clients = CasePerson.objects.filter(case=OuterRef("id"), relation="client")
    hers = Exists(clients.filter(person=person)) | Q(consultations__person=person)
    return list(Case.objects.filter(hers).exclude(Exists(clients.exclude(person=person))).distinct())


def _shred_consultations(person: Person, cases: list[Case], removed: Removed) -> None:
    """Hers, and those without a name that her own cases grew out of."""
    _shred_talks(Consultation.objects.filter(Q(person=person) | Q(person=None, case__in=cases)), removed)


def _shred_talks(talks: QuerySet[Consultation], removed: Removed) -> None:
    points = [point for point in talks.values_list("point_id", flat=True) if point]
    for talk in talks:
        removed.subjects.append(talk.id)
        removed.tombstones.append(
            Tombstone(
                kind="consultation",
                organisation_id=talk.organisation_id,
                topic=talk.topic,
                destination=talk.country,
                sex=talk.sex,
                quarter=quarter(talk.started_at),
            )
        )
    talks.delete()
    people.forget_unused_points(points)


def _leave_shared_cases(person: Person, cases: list[Case], removed: Removed) -> None:
    claims = Claim.objects.filter(person=person).exclude(case__in=cases)
    steps = LedgerEntry.objects.filter(claim__in=claims)
    proofs = list(steps.exclude(document=None).values_list("document_id", flat=True))
    steps.update(evidence=b"", document=None)
    claims.delete()
    _shred_panels(person, cases)
    forget_answers(person, cases)
    shared = CasePerson.objects.filter(person=person, relation="client").values("case")
    hers = Q(person=person) | Q(person=None, case__in=shared)
    _shred_referrals(Referral.objects.filter(hers).exclude(case__in=cases), removed)
    Consent.objects.filter(person=None, case__in=shared).exclude(case__in=cases).delete()  # as for a panel of nobody
    of_hers = CasePerson.objects.filter(person=person).values("case")
    LetterAnswers.objects.filter(case__in=of_hers).exclude(case__in=cases).delete()  # any answer may name her
    # A bundle can be made again without her papers; from one that holds them they cannot be taken out.
    bundles = Q(kind=Document.Kind.BUNDLE, case__in=CasePerson.objects.filter(person=person).values("case"))
    papers = Document.objects.filter(Q(person=person) | Q(id__in=proofs) | bundles).exclude(case__in=cases)
    removed.files.extend(files_of(papers))
    papers.delete()


def _shred_panels(person: Person, cases: list[Case]) -> None:
    """Hers, and those that say of nobody whose they are: they can be asked for again, she cannot be taken back."""
    shared = CasePerson.objects.filter(person=person, relation="client").exclude(case__in=cases).values("case")
    panels = Panel.objects.filter(Q(person=person) | Q(person=None, case__in=shared)).exclude(case__in=cases)
    stays = panels.filter(kind=Panel.Kind.STAY).values("case")
    Deadline.objects.filter(case__in=stays, claim=None).delete()
    panels.delete()


def _shred_referrals(referrals: QuerySet[Referral], removed: Removed) -> None:
    """Ours go. One that came to us stays without a word, so that its sender can be told that it is destroyed."""
    for referral in referrals.select_related("organisation"):
        removed.files.extend(empty(referral))
        if referral.is_ours:
            removed.subjects.append(referral.id)
            referral.delete()
        elif referral.state not in {Referral.State.RECALLED, Referral.State.DECLINED}:
            Referral.objects.filter(id=referral.id).update(state=Referral.State.DESTROYED)


def _shred_case(case: Case, person: Person | None, removed: Removed) -> None:
    removed.subjects.append(case.id)
    _shred_referrals(Referral.objects.filter(case=case), removed)
    removed.files.extend(files_of(case.documents.all()))
    removed.tombstones.append(
        Tombstone(
            kind="case",
            organisation_id=case.organisation_id,
            topic=case.topic,
            destination=case.country,
            sex=case.sex,
            quarter=quarter(case.opened_at),
            outcome=case.outcome,
            money_band=money_band(received(case)),
        )
    )
    there = Person.objects.filter(cases__case=case)
    others = list(there.exclude(id=person.id) if person else there)
    case.delete()
    for other in others:
        _forget_if_alone(other, removed)


def _forget_if_alone(other: Person, removed: Removed) -> None:
    """A witness or a husband who was written down for her case only would tell of her: he goes with it."""
    if other.cases.exists() or other.consultations.exists():
        return
    points = list(other.contacts.values_list("point_id", flat=True))
    removed.subjects.append(other.id)
    removed.tombstones.append(
        Tombstone(kind="person", organisation_id=other.organisation_id, quarter=quarter(other.created_at))
    )
    other.delete()
    people.forget_unused_points(points)


def received(case: Case) -> dict[str, Decimal]:
    """What she received, by currency, without what was taken back."""
    return {currency: sums[LedgerEntry.Stage.RECEIVED] for currency, sums in totals(case).items()}


def money_band(sums: dict[str, Decimal]) -> str:
    """``RUB 10000-50000``: between which bounds the sum lies, never the sum; several currencies by commas."""
    told = [f"{currency} {_band(total)}" for currency, total in sorted(sums.items()) if total > 0]
    return ", ".join(told)[: Tombstone._meta.get_field("money_band").max_length]


def _band(total: Decimal) -> str:
    low = max((bound for bound in BANDS if bound <= total), default=0)
    high = min((bound for bound in BANDS if bound > total), default=None)
    return f"{low}-{high}" if high else f"{low}+"
