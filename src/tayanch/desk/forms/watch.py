"""Forms of the director's page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tayanch.accounts.models import Role, User
from tayanch.desk.forms.cases import ConceptField, line_field
from tayanch.vault import phones

WHY = [
    ("calling-all", _("I call everybody of a list")),
    ("handing-over", _("I take cases over, or hand them over")),
    ("reviewing", _("I look cases through")),
    ("reporting", _("I write a report")),
]


class WhyForm(forms.Form):
    why = forms.ChoiceField(label=_("Why do you need more today?"), choices=[("", "—"), *WHY])


class CanaryForm(forms.Form):
    """An invented woman, and the colleague who knows that she is."""

    name = line_field(_("An invented name"))
    phone = line_field(_("An invented phone number"), required=False)
    topic = ConceptField("need", label=_("Topic"))

    def __init__(self, *args: Any, director: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region = director.organisation.country.upper()
        able = User.objects.filter(
            organisation_id=director.organisation_id,
            is_active=True,
            role__in=[Role.CASEWORKER, Role.SUPERVISOR],
            teams__isnull=False,
        )
        self.fields["keeper"] = forms.ModelChoiceField(
            able.distinct().order_by("name"),
            empty_label="—",
            label=_("The colleague who knows"),
            help_text=_("The case stands under her name. Tell her, and nobody else."),
        )

    def clean_phone(self) -> str:
        typed = str(self.cleaned_data["phone"])
        if typed:
            try:
                phones.normalise(typed, self.region)
            except phones.NotAPhone:
                raise forms.ValidationError(
                    _("This is no phone number. Leave it empty, or write a whole one.")
                ) from None
        return typed
