"""Forms of files with names."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tayanch.desk.forms.cases import FilterForm, line_field
from tayanch.desk.reporting.named_export import COLUMNS

PURPOSES = [
    ("court", _("A court or an authority needs it")),
    ("partner", _("A partner goes on with these cases")),
    ("audit", _("An auditor checks single cases")),
    ("own-papers", _("Our own papers")),
]


class AskForm(FilterForm):
    """Which cases, which columns, what for and for whom."""

    purpose = forms.ChoiceField(label=_("What for"), choices=[("", "—"), *PURPOSES])
    recipient = line_field(_("For which office"))
    columns = forms.MultipleChoiceField(
        label=_("Columns"),
        choices=[(name, label) for name, (label, _cell) in COLUMNS.items()],
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_recipient(self) -> str:
        return str(self.cleaned_data["recipient"])[:120]


class TakeForm(forms.Form):
    """The passphrase that will open the file."""

    passphrase = forms.CharField(
        label=_("A passphrase for this file"),
        min_length=12,
        max_length=200,
        strip=False,
        help_text=_("At least 12 characters. Tell it to the reader by phone, never with the file."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Once more"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("passphrase") and data.get("passphrase") != data.get("again"):
            self.add_error("again", _("The two are not the same."))
        return data
