"""The way of the money: claimed, acknowledged, awarded, recovered, received by her. Entries are only ever added."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from tayanch.accounts.models import Organisation, User
from tayanch.audit import log
from tayanch.desk.language import language
from tayanch.desk.models import Case, Claim, Document, LedgerEntry
from tayanch.law.errors import BadInput
from tayanch.law.money import check_money

Stage = LedgerEntry.Stage
Totals = dict[str, dict[str, Decimal]]


class EntryRefused(Exception):
    """This cannot be entered; the text says why and what to do. ``field`` names the field it is about."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field
        self.text = text


@transaction.atomic
def do_enter_money(
    case: Case,
    *,
    by: User,
    today: date,
    stage: str,
    on: date,
    amount: Decimal,
    currency: str,
    evidence: str = "",
    document: Document | None = None,
    claim: Claim | None = None,
) -> LedgerEntry:
    """Enter one step of the money with what shows it. Raises :class:`EntryRefused`."""
    _check(case, today=today, stage=stage, on=on, amount=amount, evidence=evidence, document=document)
    entry = LedgerEntry(case=case, claim=claim, stage=stage, date=on, amount=amount, currency=currency, by=by)
    entry.document = document
    entry.seal(evidence=evidence)
    entry.save(force_insert=True)
    fields = ["stage", "date", "amount", "currency", "evidence"]
    log.record("ledger.enter", by=by.id, kind="ledger-entry", object_id=entry.id, fields=fields)
    return entry


@transaction.atomic
def do_reverse_entry(entry: LedgerEntry, *, by: User) -> LedgerEntry:
    """Take a mistaken entry back by its opposite of the same day. Raises :class:`EntryRefused`."""
    held = LedgerEntry.objects.select_for_update().get(id=entry.id)
    if held.reverses_id or LedgerEntry.objects.filter(reverses=held).exists():
        raise EntryRefused("", _("This entry was taken back already. Enter the right sum anew."))
    opposite = LedgerEntry(
        case_id=held.case_id,
        claim_id=held.claim_id,
        stage=held.stage,
        date=held.date,
        amount=-held.amount,
        currency=held.currency,
        reverses=held,
        by=by,
    )
    opposite.save(force_insert=True)
    log.record("ledger.reverse", by=by.id, kind="ledger-entry", object_id=held.id, fields=["amount"])
    return opposite


def totals(case: Case) -> Totals:
    """``{currency: {stage: sum}}`` of a case, every stage present, reversals taken off."""
    return _totals(LedgerEntry.objects.filter(case=case))


def organisation_totals(organisation: Organisation | UUID, since: date) -> Totals:
    """The same over all cases of an organisation, for entries dated *since* that day."""
    key = organisation.id if isinstance(organisation, Organisation) else organisation
    return _totals(LedgerEntry.objects.filter(case__organisation_id=key, date__gte=since))


def more_received_than_recovered(case: Case) -> list[str]:
    """The currencies in which she received more than was recovered: possible, and worth a second look."""
    found = totals(case).items()
    return [currency for currency, sums in found if sums[Stage.RECEIVED] > sums[Stage.RECOVERED]]


def _totals(entries: QuerySet[LedgerEntry]) -> Totals:
    sums: Totals = {}
    for row in entries.order_by().values("currency", "stage").annotate(total=Sum("amount")):
        empty = {str(stage): Decimal("0.00") for stage in Stage.values}
        sums.setdefault(row["currency"], empty)[row["stage"]] = row["total"]
    return dict(sorted(sums.items()))


def _check(
    case: Case, *, today: date, stage: str, on: date, amount: Decimal, evidence: str, document: Document | None
) -> None:
    if stage not in Stage.values:
        raise EntryRefused("stage", _("Choose one of the steps."))
    if on > today:
        raise EntryRefused("on", _("The day is in the future. Enter the money when it has happened."))
    try:
        check_money(amount, "amount")
    except BadInput as refusal:
        raise EntryRefused("amount", refusal.text(language())) from None
    if not evidence and document is None:
        raise EntryRefused("evidence", _("Say what shows it: a few words, or a paper of the case."))
    if document is not None and document.case_id != case.id:
        raise EntryRefused("document", _("This paper belongs to another case."))
