"""Seal a case, name a colleague, ask for a name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tayanch.desk.actions.sealing import can_be_named
from tayanch.desk.forms.cases import line_field
from tayanch.desk.models import Case


class SealForm(forms.Form):
    """Whom to name besides the owner."""

    sure = forms.BooleanField(label=_("I have read what sealing does"))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = can_be_named(case).exclude(id=case.owner_id).exclude(public_key=b"")
        self.fields["named"] = forms.ModelMultipleChoiceField(
            colleagues,
            label=_("Who else opens this case"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Its owner always does. Name one more: a lost password closes the case for its owner."),
        )


class NameForm(forms.Form):
    """One more colleague."""

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"] = forms.ModelChoiceField(can_be_named(case), label=_("Colleague"), empty_label="—")


class AskForm(forms.Form):
    """Why she must know who somebody is."""

    reason = line_field(_("Why you need to know"), help_text=_("Your colleague reads it before she agrees."))
