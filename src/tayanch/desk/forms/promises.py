"""Another day for a promise."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def _clock(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(label=label, required=False, widget=widget)


class MoveForm(forms.Form):
    due = forms.DateField(label=_("New day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    due_from = _clock(_("from"))
    due_until = _clock(_("until"))
