"""Forms of a claim: its terms, the maker of pay periods, and the grid of periods with their payments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tayanch import vocabulary
from tayanch.desk.actions.claims import HALF_MONTHLY, MONTHLY, PeriodRow
from tayanch.desk.forms.sums import DayField, SumField
from tayanch.desk.legal import claim_calculation
from tayanch.desk.models import Claim, WagePeriod, WorkEntry

DAY: dict[str, Any] = {"min_value": 1, "max_value": 31, "required": False}


def countries() -> list[tuple[str, str]]:
    """The countries whose law a claim can be under, in the language of the page."""
    language = get_language() or "en"
    return [(code, vocabulary.concept(f"country/{code}").label(language)) for code in claim_calculation.laws()]


class TermsForm(forms.Form):
    """What was agreed, and whose law it is under."""

    law = forms.ChoiceField(label=_("Law of"), choices=countries, required=False)
    work = forms.CharField(
        label=_("Her work"), required=False, max_length=300, help_text=_("In her words: cleaning, caring for a child …")
    )
    first_pay_day = forms.IntegerField(label=_("First pay day of the month"), **DAY)
    second_pay_day = forms.IntegerField(label=_("Second pay day of the month"), **DAY)
    last_day_worked = DayField(
        label=_("Last day of work"), required=False, help_text=_("Only if she left: everything is due on that day.")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        one, other = data.get("first_pay_day"), data.get("second_pay_day")
        if (one is None) != (other is None) and not self.errors:
            self.add_error(
                "second_pay_day", _("Give both pay days or none. Without them the law's last days are used.")
            )
        if one is not None and one == other:
            self.add_error("second_pay_day", _("Give two different pay days."))
        return data

    @staticmethod
    def of(claim: Claim) -> dict[str, Any]:
        """The terms as they are kept."""
        one, other = claim.pay_days if len(claim.pay_days) == 2 else (None, None)
        days = {"first_pay_day": one, "second_pay_day": other, "last_day_worked": claim.last_day_worked}
        return {"law": claim.law, "work": claim.unseal("work"), **days}

    @property
    def terms(self) -> dict[str, Any]:
        """As :func:`tayanch.desk.actions.claims.do_update_terms` takes them."""
        data = self.cleaned_data
        days = [data["first_pay_day"], data["second_pay_day"]] if data["first_pay_day"] else []
        return {
            "law": data["law"],
            "work": data["work"],
            "pay_days": days,
            "last_day_worked": data["last_day_worked"],
        }


class PayForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """What hours, leave and deductions are counted from."""

    salary = SumField(label=_("Pay of a full month"), required=False)
    bonus = SumField(label=_("Regular extra pay of a month"), required=False)
    salary_in_hand = forms.BooleanField(label=_("These sums are in hand, after tax"), required=False)
    norm_hours = forms.DecimalField(
        label=_("Hours of a full month"), required=False, min_value=1, max_value=744, decimal_places=2
    )
    tax_status = forms.ChoiceField(
        label=_("Her taxes"),
        required=False,
        choices=[("", "—"), ("eaeu", _("citizen of the Eurasian Union")), ("patent", _("works on a patent"))],
    )
    leave_taken = forms.DecimalField(
        label=_("Days of leave she took"),
        required=False,
        min_value=0,
        max_value=1000,
        decimal_places=2,
        help_text=_("Only if she left. Write 0 if she had none: unused leave is then counted."),
    )

    class Meta:
        model = Claim
        fields = ("salary", "bonus", "salary_in_hand", "norm_hours", "tax_status", "leave_taken")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("salary") and any(data.get(name) for name in ("bonus", "norm_hours")) and not self.errors:
            self.add_error("salary", _("Write the pay of a month: everything else is counted from it."))
        return data


ENTRY_KINDS = (
    (WorkEntry.Kind.OVERTIME, _("overtime")),
    (WorkEntry.Kind.NIGHT, _("night hours")),
    (WorkEntry.Kind.REST_DAY, _("hours on a day off")),
    (WorkEntry.Kind.DEDUCTION, _("money kept back")),
)


class EntryForm(forms.ModelForm):  # type: ignore[type-arg]
    """Hours or money kept back on one day."""

    kind = forms.ChoiceField(label=_("What"), choices=ENTRY_KINDS)
    date = DayField(label=_("Day"))
    hours = forms.DecimalField(label=_("Hours"), required=False, min_value=0, max_value=24, decimal_places=2)
    amount = SumField(label=_("Sum kept back"), required=False)
    reason = forms.ChoiceField(label=_("Why it was kept back"), required=False)

    class Meta:
        model = WorkEntry
        fields = ("kind", "date", "hours", "amount", "reason")

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = claim_calculation.deduction_reasons(claim.law, get_language() or "en")
        kinds = claim_calculation.counted(claim.law)
        kind, reason = self.fields["kind"], self.fields["reason"]
        assert isinstance(kind, forms.ChoiceField)
        assert isinstance(reason, forms.ChoiceField)
        kind.choices = [each for each in ENTRY_KINDS if each[0] in kinds]
        reason.choices = [("", "—"), *reasons]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        wanted = ("amount", "reason") if data.get("kind") == WorkEntry.Kind.DEDUCTION else ("hours",)
        for name in wanted:
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("This is needed here."))
        for name in {"hours", "amount", "reason"} - set(wanted):
            data[name] = "" if name == "reason" else None
        return data


class MakePeriodsForm(forms.Form):
    """First day, last day, how often and how much: enough to make all pay periods."""

    first = DayField(label=_("From"))
    last = DayField(label=_("To"))
    rhythm = forms.ChoiceField(
        label=_("Paid"),
        choices=[(HALF_MONTHLY, _("twice a month, as the law says")), (MONTHLY, _("once a month"))],
    )
    agreed = SumField(
        label=_("Agreed for each period"), help_text=_("In hand, after tax. Correct shorter periods below.")
    )


class PeriodForm(forms.Form):
    """One row of the grid, with room for one more payment."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    first = DayField(label=_("From"))
    last = DayField(label=_("To"))
    due = DayField(label=_("Due"), required=False)
    agreed = SumField(label=_("Agreed"))
    hours = forms.DecimalField(label=_("Hours"), required=False, min_value=0, max_digits=6, decimal_places=2)
    paid_on = DayField(label=_("Paid on"), required=False)
    paid = SumField(label=_("Paid sum"), required=False)

    period: WagePeriod | None = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("paid_on")) != bool(data.get("paid")) and not {"paid_on", "paid"} & set(self.errors):
            raise ValidationError(_("A payment needs both its day and its sum."))
        return data

    @property
    def row(self) -> PeriodRow:
        """As :func:`tayanch.desk.actions.claims.do_save_periods` takes it."""
        data = self.cleaned_data
        payments = ((data["paid_on"], data["paid"]),) if data["paid"] else ()
        kept = self.period
        # A due day that nobody touched stays computed, so that it moves when the period does.
        is_untouched = kept is not None and not kept.due_is_own and data["due"] == kept.due
        due = None if is_untouched else data["due"]
        return PeriodRow(data["first"], data["last"], data["agreed"], due, data["hours"], payments, data["id"])


class _Grid(forms.BaseFormSet):  # type: ignore[type-arg]  # not subscriptable at run time
    def changed(self) -> Iterator[tuple[int, PeriodForm]]:
        """The rows somebody touched, with their place in the grid."""
        return ((place, form) for place, form in enumerate(self.forms) if form.has_changed())

    def know(self, periods: Sequence[WagePeriod]) -> None:
        """Tell each row which period it is."""
        by_id = {str(period.id): period for period in periods}
        for form in self.forms:
            form.period = by_id.get(str(form["id"].value() or ""))


PeriodGrid = forms.formset_factory(PeriodForm, formset=_Grid, extra=1, max_num=400, absolute_max=401)


def period_grid(periods: Sequence[WagePeriod], data: Any = None) -> Any:
    """The grid of a claim's periods and one empty row; *data* is what was posted."""
    fields = ("id", "first", "last", "due", "agreed", "hours")
    initial = [{field: getattr(period, field) for field in fields} for period in periods]
    grid: Any = PeriodGrid(data, initial=initial, prefix="p")
    grid.know(periods)
    return grid


class AsOfForm(forms.Form):
    """The day to count to."""

    as_of = DayField(label=_("Count to"), required=False)

    def day(self, otherwise: date) -> date:
        """The day asked for, or another when none was or it is not a day."""
        return (self.is_valid() and self.cleaned_data["as_of"]) or otherwise
