"""What the desk gives up when a woman is erased, and what stays to be counted.

Her consultations go, and the cases in which she is the only client, with their papers. Of a case that other women
share, her tie, her claims and her papers go; sums that were received stay without a word of evidence.
"""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Exists, OuterRef, Q

from tayanch.desk.actions.ledger import totals
from tayanch.desk.models import Case, CasePerson, Claim, Consultation, Deadline, Document, LedgerEntry, Panel
from tayanch.vault import erasure, people
from tayanch.vault.erasure import Removed, quarter
from tayanch.vault.models import Person, Tombstone

BANDS = (10_000, 50_000, 100_000, 500_000)  # of one currency; a sum falls between two of them
OF_CASE = (
    *("CaseNote", "CasePerson", "Claim", "ClaimChange", "Deadline", "Document", "Employer", "EmployerToken", "Episode"),
    *("LedgerEntry", "Panel", "Violation", "WagePayment", "WagePeriod", "WorkEntry"),
)
OF_CONSULTATION = ("ConsultationTopic", "Promise", "SafetyCard")


@erasure.registers("desk", *(f"desk.{model}" for model in ("Case", "Consultation", *OF_CASE, *OF_CONSULTATION)))
def shred(person: Person) -> Removed:
    """Delete what the desk keeps of *person*; returns the keys and files that go, and the tombstones that stay."""
    removed = Removed()
    cases = _her_cases(person)
    _shred_consultations(person, cases, removed)
    _leave_shared_cases(person, cases, removed)
    for case in cases:
        _shred_case(case, person, removed)
    return removed


def _her_cases(person: Person) -> list[Case]:
    """The cases in which she is the only client, or that grew out of her consultation and have no client yet."""
    clients = CasePerson.objects.filter(case=OuterRef("id"), relation="client")
    hers = Exists(clients.filter(person=person)) | Q(consultations__person=person)
    return list(Case.objects.filter(hers).exclude(Exists(clients.exclude(person=person))).distinct())


def _shred_consultations(person: Person, cases: list[Case], removed: Removed) -> None:
    """Hers, and those without a name that her own cases grew out of."""
    hers = Consultation.objects.filter(Q(person=person) | Q(person=None, case__in=cases))
    points = [point for point in hers.values_list("point_id", flat=True) if point]
    for talk in hers:
        removed.subjects.append(talk.id)
        removed.tombstones.append(
            Tombstone(
                kind="consultation",
                organisation_id=talk.organisation_id,
                topic=talk.topic,
                destination=talk.country,
                quarter=quarter(talk.started_at),
            )
        )
    hers.delete()
    people.forget_unused_points(points)


def _leave_shared_cases(person: Person, cases: list[Case], removed: Removed) -> None:
    claims = Claim.objects.filter(person=person).exclude(case__in=cases)
    steps = LedgerEntry.objects.filter(claim__in=claims)
    proofs = list(steps.exclude(document=None).values_list("document_id", flat=True))
    steps.update(evidence=b"", document=None)
    claims.delete()
    _shred_panels(person, cases)
    papers = Document.objects.filter(Q(person=person) | Q(id__in=proofs)).exclude(case__in=cases)
    removed.files.extend(papers.values_list("id", flat=True))
    papers.delete()


def _shred_panels(person: Person, cases: list[Case]) -> None:
    """Hers, and those that say of nobody whose they are: they can be asked for again, she cannot be taken back."""
    shared = CasePerson.objects.filter(person=person, relation="client").exclude(case__in=cases).values("case")
    panels = Panel.objects.filter(Q(person=person) | Q(person=None, case__in=shared)).exclude(case__in=cases)
    stays = panels.filter(kind=Panel.Kind.STAY).values("case")
    Deadline.objects.filter(case__in=stays, claim=None).delete()
    panels.delete()


def _shred_case(case: Case, person: Person, removed: Removed) -> None:
    removed.subjects.append(case.id)
    removed.files.extend(case.documents.values_list("id", flat=True))
    removed.tombstones.append(
        Tombstone(
            kind="case",
            organisation_id=case.organisation_id,
            topic=case.topic,
            destination=case.country,
            quarter=quarter(case.opened_at),
            outcome=case.outcome,
            money_band=money_band(received(case)),
        )
    )
    others = list(Person.objects.filter(cases__case=case).exclude(id=person.id))
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
