"""What one types about a person of a case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tayanch.desk.forms.cases import ConceptField, day_field, line_field
from tayanch.vault import documents, phones
from tayanch.vault.erasure import REASONS


class PersonForm(forms.Form):
    """A new person: a name and what she or he is to the case; the rest can wait."""

    name = line_field(_("Name"))
    relation = ConceptField("relation", label=_("Relation"), initial="client")


class DetailsForm(PersonForm):
    """Everything that is known of a person; only the name is needed."""

    birth_date = day_field(_("Birth date"), required=False)
    document = line_field(_("Passport or card number"), required=False)
    address = line_field(_("Address"), required=False)

    def clean_document(self) -> str:
        number: str = self.cleaned_data["document"]
        try:
            if number:
                documents.normalise(number)
        except documents.NotADocumentNumber:
            raise forms.ValidationError(
                _("This is not a document number. Type the series and digits as printed.")
            ) from None
        return number


class PhoneForm(forms.Form):
    """A number and whose phone it is. Several women may have the same number."""

    number = line_field(_("Phone"))
    relation = ConceptField("phone-relation", label=_("Whose phone"))

    def __init__(self, *args: Any, region: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region = region

    def clean_number(self) -> str:
        try:
            return phones.normalise(self.cleaned_data["number"], self.region)
        except phones.NotAPhone:
            raise forms.ValidationError(
                _("This is not a full phone number. Type + and the country code, then the number.")
            ) from None


class EraseForm(forms.Form):
    """The reference typed back, and why."""

    reason = forms.ChoiceField(
        label=_("Why"),
        choices=list(
            zip(REASONS, (_("She wishes it"), _("The time we keep it is over"), _("Made by mistake")), strict=True)
        ),
    )
    reference = line_field(_("Type the reference of this case"))

    def __init__(self, *args: Any, reference: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = reference

    def clean_reference(self) -> str:
        typed: str = self.cleaned_data["reference"].strip().upper()
        if typed != self.expected:
            raise forms.ValidationError(_("This is not the reference of this case. Nothing was erased."))
        return typed
