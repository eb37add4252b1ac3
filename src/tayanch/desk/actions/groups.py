"""Everything that is written to a group: its women, and a payment that is divided among them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tayanch.accounts.models import Team, User
from tayanch.audit import log
from tayanch.desk.actions.claims import do_start_claim
from tayanch.desk.actions.ledger import EntryRefused, do_enter_money, do_reverse_entry
from tayanch.desk.models import Case, Claim, Group, GroupMember, GroupPayment, GroupShare
from tayanch.vault.keys import new_data_key
from tayanch.vault.models import Person

How = GroupPayment.How


@transaction.atomic
def do_make_group(name: str, *, by: User, team: Team) -> Group:
    """Make a group with a key of its own."""
    group = Group(organisation_id=by.organisation_id, team=team, owner=by)
    group._data_key = new_data_key(group.id, by.organisation_id)
    group.seal(name=name)
    group.save()
    log.record("group.make", by=by.id, kind="group", object_id=group.id, fields=["name"])
    return group


@transaction.atomic
def do_add_member(group: Group, claim: Claim, *, by: User) -> GroupMember:
    """Put a woman's claim into the group. Raises ``PermissionDenied`` for a claim of nobody, or of another group."""
    if claim.person_id is None or GroupMember.objects.filter(claim=claim).exists():
        raise PermissionDenied
    member = GroupMember.objects.create(group=group, claim=claim, by=by)
    log.record("group.join", by=by.id, kind="group", object_id=group.id, fields=["members"])
    log.record("claim.group", by=by.id, kind="claim", object_id=claim.id, fields=["group"])
    return member


@transaction.atomic
def do_add_woman(group: Group, case: Case, person: Person, *, by: User) -> GroupMember:
    """Put a woman of a case into the group: with the claim she has, or with a new one."""
    free = case.claims.filter(person=person, membership=None).order_by("number").first()
    if free is None:
        free = do_start_claim(case, by=by)
        free.person = person
        free.save(update_fields=["person"])
    return do_add_member(group, free, by=by)


@transaction.atomic
def do_add_women(group: Group, case: Case, people: Sequence[str], *, by: User) -> None:
    """The same for several women of a case, by the ids of their persons."""
    ties = case.people.filter(relation="client", person_id__in=people).select_related("person")
    for tie in ties.order_by("pk"):
        do_add_woman(group, case, tie.person, by=by)


@transaction.atomic
def do_remove_member(member: GroupMember, *, by: User) -> None:
    """Take a woman out of the group. Her claim and what she has received stay hers."""
    log.record("group.leave", by=by.id, kind="group", object_id=member.group_id, fields=["members"])
    log.record("claim.group", by=by.id, kind="claim", object_id=member.claim_id, fields=["group"])
    member.delete()


@transaction.atomic
def do_divide_payment(
    group: Group,
    shares: Sequence[tuple[GroupMember, Decimal]],
    *,
    by: User,
    today: date,
    stage: str,
    on: date,
    amount: Decimal,
    currency: str,
    how: str,
    evidence: str,
) -> GroupPayment:
    """Enter one payment, and each woman's share in her own ledger: all of it or nothing.

    Raises :class:`EntryRefused`.
    """
    _check(shares, amount, currency)
    payment = GroupPayment(group=group, stage=stage, date=on, amount=amount, currency=currency, how=how, by=by)
    payment.seal(evidence=evidence)
    payment.save(force_insert=True)
    for member, share in shares:
        if share:
            claim = member.claim
            entry = do_enter_money(
                claim.case,
                by=by,
                today=today,
                stage=stage,
                on=on,
                amount=share,
                currency=currency,
                evidence=evidence,
                claim=claim,
            )
            GroupShare.objects.create(payment=payment, entry=entry, amount=share)
    fields = ["stage", "date", "amount", "how"]
    log.record("group.payment", by=by.id, kind="group", object_id=group.id, fields=fields)
    return payment


def _check(shares: Sequence[tuple[GroupMember, Decimal]], amount: Decimal, currency: str) -> None:
    if any(share < 0 for _member, share in shares):
        raise EntryRefused("", _("A share cannot be less than nothing."))
    together = sum((share for _member, share in shares), Decimal(0))
    if together != amount:
        text = _("The shares make %(together)s together, but the payment is %(amount)s. Change one of them.")
        raise EntryRefused("", text % {"together": together, "amount": amount})
    for member, share in shares:
        if share and member.claim.currency != currency:
            raise EntryRefused("", _("A claim in another currency cannot take a share."))
        if share:
            _must_be_open(member.claim.case)


def _must_be_open(case: Case | None) -> None:
    if case is not None and case.state == Case.State.CLOSED:
        text = _("Case %(reference)s is closed. Open it again first, or give it no share.")
        raise EntryRefused("", text % {"reference": case.reference})


@transaction.atomic
def do_take_back_payment(payment: GroupPayment, *, by: User) -> GroupPayment:
    """Take a mistaken payment back: the opposite of every share that is still there. Raises :class:`EntryRefused`."""
    held = GroupPayment.objects.select_for_update().get(id=payment.id)
    if held.taken_back_at:
        raise EntryRefused("", _("This payment was taken back already. Enter the right sum anew."))
    shares = list(held.shares.exclude(entry=None).select_related("entry__case"))
    for share in shares:
        _must_be_open(share.entry.case if share.entry else None)
        if share.entry and not share.entry.reverses_id and not hasattr(share.entry, "reversed_by"):
            do_reverse_entry(share.entry, by=by)
    held.taken_back_at, held.taken_back_by = timezone.now(), by
    held.save(update_fields=["taken_back_at", "taken_back_by"])
    log.record("group.payment-back", by=by.id, kind="group", object_id=held.group_id, fields=["amount"])
    return held
