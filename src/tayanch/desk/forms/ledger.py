"""The form that enters a step of the money."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tayanch import vocabulary
from tayanch.desk.forms.sums import DayField, SumField
from tayanch.desk.language import language
from tayanch.desk.models import Case, Document, LedgerEntry

CURRENCIES = ("RUB", "KGS", "KZT", "USD", "EUR", "TRY")


def stages() -> list[tuple[str, str]]:
    """Every step with its name, in the order the money goes."""
    label = vocabulary.concept
    return [(stage, label(f"money-stage/{stage}").label(language())) for stage in LedgerEntry.Stage.values]


class PaperChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    def label_from_instance(self, document: Document) -> str:
        return document.unseal("name")


class MoneyForm(forms.Form):
    """Stage, sum, day and what shows it."""

    stage = forms.ChoiceField(label=_("Step"), choices=stages)
    amount = SumField(label=_("Sum"))
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    on = DayField(label=_("Day"))
    evidence = forms.CharField(
        label=_("What shows it"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    document = PaperChoice(label=_("Paper of the case"), queryset=None, required=False, empty_label="—")

    def __init__(self, case: Case, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["document"].queryset = case.documents.all()  # type: ignore[attr-defined]
        claim = case.claims.first()
        self.fields["currency"].initial = claim.currency if claim else "RUB"
