"""The forms of those who look after the law."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tayanch.desk.forms.sums import DayField
from tayanch.law import LawError, importing, live
from tayanch.law.command import parse_question

MOST_BYTES = 20_000_000


class FilterForm(forms.Form):
    """Which rules to show."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("All")), ("draft", _("Draft")), ("reviewed", _("Signed off"))],
    )

    def __init__(self, data: Any, countries: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["country"].choices = [("", _("All")), *countries]  # type: ignore[attr-defined]


class SignOffForm(forms.Form):
    """Her name as she signs, and the day."""

    name = forms.CharField(label=_("Your full name"), max_length=120)
    on = DayField(label=_("Day"))


class BackToDraftForm(forms.Form):
    """Why a rule is a draft again."""

    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class QuestionField(forms.CharField):
    """A question to a rule, as JSON; cleaned to a dict."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return parse_question(text)
        except LawError as refusal:
            raise forms.ValidationError(refusal.text()) from None


class ExampleForm(forms.Form):
    """A worked example: what is asked, and what must come out."""

    question = QuestionField(
        label=_("Question"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"})
    )
    expected = forms.CharField(
        label=_("What must come out"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=_("The value alone, for example 4015.92, or parts of the answer as JSON."),
    )
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, help_text=_("Invented figures only: no name, no real case.")
    )


class NewerForm(forms.Form):
    """Newer parameters: a file of a pack, an archive, or a bank's own table."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A parameter file (.yaml), an archive of them (.zip), or the bank's table (.csv, .xlsx)."),
    )
    pack = forms.ChoiceField(label=_("Pack"), required=False, help_text=_("Only when the file does not say it."))
    table = forms.ChoiceField(label=_("Rate table"), required=False, help_text=_("Only for a bank's table."))
    through = DayField(
        label=_("Seen on"), required=False, help_text=_("Only for a list of changes: the day you looked at it.")
    )
    checked_by = forms.CharField(label=_("Who checked it"), max_length=200, required=False)
    replace = forms.BooleanField(label=_("Earlier rows may change"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        packs = {code: live.pack(code) for code in live.packs()}
        tables = [
            f"{code}.{name}" for code, held in packs.items() if held for name in held.tables if _is_rate(held, name)
        ]
        self.fields["pack"].choices = [("", "—"), *((code, code) for code in packs)]  # type: ignore[attr-defined]
        self.fields["table"].choices = [("", "—"), *((name, name) for name in tables)]  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is too large."))
        return file

    def sent(self, today: date) -> importing.Sent:
        """What was brought, as the law takes it."""
        data = self.cleaned_data
        return importing.Sent(
            {data["file"].name: data["file"].read()},
            pack=data["pack"],
            table=data["table"],
            through=data["through"],
            checked_by=data["checked_by"] or importing.FROM_BANK,
            checked_on=today,
            replace=data["replace"],
        )


def _is_rate(held: Any, name: str) -> bool:
    table = held.tables[name]
    return not table.closed and all(row.unit.startswith("percent") for row in table.rows)
