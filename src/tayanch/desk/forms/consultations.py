"""What is asked in a consultation beyond the fields that save themselves."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class NameForm(forms.Form):
    """Her name, written only when she agrees."""

    name = forms.CharField(label=_("Her name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    birth_date = forms.DateField(
        label=_("Born on"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    agrees = forms.BooleanField(label=_("She agrees that we keep her name"))

    def birth_text(self) -> str:
        born = self.cleaned_data["birth_date"]
        return born.isoformat() if born else ""
