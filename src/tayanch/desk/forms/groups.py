"""What one types about a group, and the payment that is divided in it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tayanch import vocabulary
from tayanch.desk.forms.cases import line_field
from tayanch.desk.forms.ledger import CURRENCIES
from tayanch.desk.forms.sums import DayField, SumField, plain
from tayanch.desk.hotline.tonight import opened
from tayanch.desk.language import language
from tayanch.desk.legal.sharing import divide
from tayanch.desk.models import Group, GroupMember, GroupPayment, LedgerEntry
from tayanch.law.errors import BadInput
from tayanch.law.money import parse_money
from tayanch.vault.keys import load_keys

How = GroupPayment.How
STAGES = (LedgerEntry.Stage.RECEIVED, LedgerEntry.Stage.RECOVERED)
HOW = [
    (How.BY_CLAIM, _("By what each is owed")),
    (How.EQUALLY, _("Equally")),
    (How.BY_HAND, _("By hand")),
]


def stages() -> list[tuple[str, str]]:
    label = vocabulary.concept
    return [(stage, label(f"money-stage/{stage}").label(language())) for stage in STAGES]


class GroupChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    def label_from_instance(self, group: Group) -> str:
        return f"{group.reference} · {opened(group, 'name')}"


class JoinGroupForm(forms.Form):
    """Which women of a case join a group, and which group: one there is, or a new one."""

    women = forms.MultipleChoiceField(label=_("Women"), widget=forms.CheckboxSelectMultiple)
    group = GroupChoice(queryset=None, label=_("Group"), required=False, empty_label=_("A new group"))
    name = line_field(_("Name of the new group"), required=False)

    def __init__(self, *args: Any, groups: Any, women: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        load_keys(groups)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]
        self.fields["women"].choices = women  # type: ignore[attr-defined]


class PaymentForm(forms.Form):
    """One sum from the employer and how it is divided."""

    amount = SumField(label=_("Sum"))
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    on = DayField(label=_("Day"))
    stage = forms.ChoiceField(label=_("Step"), choices=stages)
    how = forms.ChoiceField(label=_("Divide it"), choices=HOW)
    evidence = forms.CharField(label=_("What shows it"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


Weights = Sequence[tuple[GroupMember, Decimal]]


def proposed(how: str, amount: Decimal, weights: Weights) -> list[Decimal]:
    """The shares as the fields show them at first. By hand begins like by claim: changing is easier than filling."""
    if not weights:
        return []
    owed = [weight for _member, weight in weights]
    if how == How.EQUALLY or not sum(owed):
        return divide(amount, [Decimal(1) for _ in owed])
    return divide(amount, owed)


def field_of(member: GroupMember) -> str:
    return f"share-{member.pk}"


def typed_shares(data: Any, weights: Weights) -> list[tuple[GroupMember, Decimal]] | None:
    """The shares as typed; an empty one is nothing. None when one of them is no sum."""
    found = []
    for member, _weight in weights:
        text = plain(data.get(field_of(member), "").strip())
        try:
            found.append((member, parse_money(text, "") if text and Decimal(text) else Decimal(0)))
        except (BadInput, ArithmeticError):
            return None
    return found
