"""The table of a group: each woman's claim, what she is owed, what she has received, and her share of it all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from tayanch.accounts.models import User
from tayanch.desk.access import visible_cases
from tayanch.desk.actions import claims
from tayanch.desk.hotline.tonight import opened
from tayanch.desk.language import language
from tayanch.desk.legal import claim_calculation
from tayanch.desk.legal.sharing import percents
from tayanch.desk.models import Case, CasePerson, Claim, Group, GroupMember, GroupPayment, LedgerEntry
from tayanch.law import LawError
from tayanch.vault.keys import load_keys

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Row:
    """One woman of the group. Of a case that the reader may not see, only the sums are told."""

    member: GroupMember
    is_visible: bool
    name: str
    first: date | None
    last: date | None
    owed: Decimal
    received: Decimal
    percent: Decimal
    is_counted: bool  # False: the law could not count compensation, so only unpaid wages stand there

    @property
    def claim(self) -> Claim:
        return self.member.claim


@dataclass(frozen=True)
class Table:
    """All rows of one currency, and their sums."""

    currency: str
    rows: list[Row]

    @property
    def owed(self) -> Decimal:
        return sum((row.owed for row in self.rows), ZERO)

    @property
    def received(self) -> Decimal:
        return sum((row.received for row in self.rows), ZERO)


def tables(group: Group, user: User, today: date) -> list[Table]:
    """One table a currency: sums of different money are never added."""
    seen = visible_cases(user, group)
    members = members_of(group)
    load_keys([one.claim.person for one in members if one.claim.person and one.claim.case_id in seen])
    by_currency: dict[str, list[GroupMember]] = {}
    for member in members:
        by_currency.setdefault(member.claim.currency, []).append(member)
    return [Table(currency, _rows(some, seen, today)) for currency, some in sorted(by_currency.items())]


def members_of(group: Group, currency: str = "") -> list[GroupMember]:
    """The members with their claims, in the order in which they joined."""
    members = group.members.select_related("claim", "claim__case", "claim__person")
    return list(members.filter(claim__currency=currency) if currency else members)


def _rows(members: list[GroupMember], seen: set[UUID], today: date) -> list[Row]:
    received = received_by([one.claim_id for one in members])
    owed = [_owed(one.claim, today) for one in members]
    shares = percents([sum_ for sum_, _ in owed])
    return [
        _row(
            member,
            is_visible=member.claim.case_id in seen,
            owed=owed[place][0],
            is_counted=owed[place][1],
            received=received.get(member.claim_id, ZERO),
            percent=shares[place],
        )
        for place, member in enumerate(members)
    ]


def _row(
    member: GroupMember, *, is_visible: bool, owed: Decimal, is_counted: bool, received: Decimal, percent: Decimal
) -> Row:
    periods = claims.periods_of(member.claim) if is_visible else []
    name = opened(member.claim.person, "name") if is_visible and member.claim.person else ""
    return Row(
        member=member,
        is_visible=is_visible,
        name=name,
        first=periods[0].first if periods else None,
        last=periods[-1].last if periods else None,
        owed=owed,
        received=received,
        percent=percent,
        is_counted=is_counted,
    )


def _owed(claim: Claim, today: date) -> tuple[Decimal, bool]:
    """What she is owed today with compensation; where the law cannot count it, the unpaid wages alone."""
    periods = claims.periods_of(claim)
    unpaid = sum((row.agreed - sum((paid.amount for paid in row.payments.all()), ZERO) for row in periods), ZERO)
    try:
        as_of = claim_calculation.usual_day(claim.law, today)
        result = claims.result_of(claim, as_of, today=today, language=language(), periods=periods)
    except LawError:
        return unpaid, False
    return (result.together if result else ZERO), result is not None


def weights(group: Group, currency: str, today: date) -> list[tuple[GroupMember, Decimal]]:
    """Each member's claim as the weight by which a payment is divided."""
    return [(member, _owed(member.claim, today)[0]) for member in members_of(group, currency)]


def received_by(claim_ids: list[UUID]) -> dict[UUID, Decimal]:
    """Claim → what its woman has received, without what was taken back. Added up here, never as binary fractions."""
    sums: dict[UUID, Decimal] = {}
    entries = LedgerEntry.objects.filter(claim__in=claim_ids, stage=LedgerEntry.Stage.RECEIVED)
    for claim_id, amount in entries.order_by().values_list("claim_id", "amount"):
        sums[claim_id] = sums.get(claim_id, ZERO) + amount
    return sums


def payments(group: Group) -> list[GroupPayment]:
    """The payments with their keys, the newest first."""
    found = list(group.payments.select_related("by", "taken_back_by"))
    load_keys(found)
    return found


def shares_of(payment: GroupPayment, seen: set[UUID]) -> list[tuple[str, Decimal]]:
    """Who got what of a payment; a woman who was erased, or whose case is not shown, stays as a bare sum."""
    shares = payment.shares.select_related("entry__claim__person").order_by("id")
    people = [share.entry.claim.person for share in shares if share.entry and share.entry.claim]
    load_keys([person for person in people if person])
    return [(_name_of(share.entry, seen), share.amount) for share in shares]


def _name_of(entry: LedgerEntry | None, seen: set[UUID]) -> str:
    if entry is None or entry.claim is None or entry.case_id not in seen:
        return ""
    return opened(entry.claim.person, "name")


@dataclass(frozen=True)
class Candidate:
    """A woman of a case who can join a group: with her claim, or without one yet."""

    key: str
    name: str
    claim: Claim | None


def candidates(case: Case) -> list[Candidate]:
    """The women of a case that are in no group, each with her first claim that is free."""
    ties = list(CasePerson.objects.filter(case=case, relation="client").select_related("person"))
    load_keys([tie.person for tie in ties])
    taken = set(case.claims.exclude(membership=None).values_list("person_id", flat=True))
    free = {claim.person_id: claim for claim in case.claims.filter(membership=None).order_by("-number")}
    return [
        Candidate(str(tie.person_id), opened(tie.person, "name"), free.get(tie.person_id))
        for tie in ties
        if tie.person_id not in taken
    ]


def of_case(case: Case) -> list[GroupMember]:
    """The women of a case that are in a group, with their keys."""
    found = GroupMember.objects.filter(claim__case=case).select_related("group", "claim__person")
    members = list(found)
    load_keys([*(one.group for one in members), *(one.claim.person for one in members if one.claim.person)])
    return members
