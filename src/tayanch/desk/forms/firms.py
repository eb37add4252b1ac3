"""What one types about a recruiter, and what a woman answered a lawyer's question."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tayanch.desk.actions.joining import USUAL
from tayanch.desk.forms.cases import ConceptField, day_field, line_field, text_field
from tayanch.desk.models import Consent, Recruiter

OWN_NAMES = [("ky", "Кыргызча"), ("ru", "Русский"), ("en", "English")]


class RecruiterForm(forms.Form):
    """Who found her the work."""

    name = line_field(_("Name of the agency or person"), required=False)
    kind = forms.ChoiceField(
        label=_("Who it was"),
        choices=[(Recruiter.Kind.AGENCY, _("An agency")), (Recruiter.Kind.PERSON, _("A person"))],
    )
    tax_number = line_field(_("Tax number"), required=False)
    licence = line_field(_("Licence number"), required=False)
    address = line_field(_("Address"), required=False)
    contact = line_field(_("Phone"), required=False)
    promised = text_field(_("What was promised, and what she paid"), 2, required=False)


class AnswerForm(forms.Form):
    """Her yes or no. For a yes: how she said it, in which language, and until when it holds."""

    answer = forms.ChoiceField(label=_("What she says"), choices=[("no", _("No")), ("yes", _("Yes"))])
    how = forms.ChoiceField(
        label=_("How she said it"),
        choices=[(Consent.How.SPOKEN, _("She said it")), (Consent.How.SIGNED, _("She signed it"))],
    )
    language = ConceptField("language", label=_("In which language it was read to her"))
    until = day_field(_("Her yes holds until"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("until", today + USUAL)
        self.initial.setdefault("language", "ky")
        self.fields["language"].choices = OWN_NAMES  # type: ignore[attr-defined]
