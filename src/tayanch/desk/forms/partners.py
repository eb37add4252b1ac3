"""Cards of partners, and our own address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tayanch.accounts.models import Organisation, Team
from tayanch.desk.referrals.addresses import check_address
from tayanch.packets.identity import LARGEST_CARD


class CardForm(forms.Form):
    """A card as a file, or as the text of a scanned QR code."""

    file = forms.FileField(
        label=_("Card file"), required=False, widget=forms.FileInput(attrs={"accept": ".card,.json,.txt"})
    )
    text = forms.CharField(
        label=_("Or the text of the QR code"),
        required=False,
        max_length=LARGEST_CARD,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        file = said.get("file")
        if file is not None:
            said["card"] = file.read(LARGEST_CARD + 1)
        elif said.get("text"):
            said["card"] = said["text"]
        else:
            raise forms.ValidationError(_("Choose the file of the card, or paste the text of its QR code."))
        return said


class OwnForm(forms.Form):
    """Where packets for us arrive."""

    address = forms.CharField(
        label=_("Our address"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": "https://desk.example.org", "inputmode": "url"}),
        help_text=_("Empty: partners send files only."),
    )
    team = forms.ModelChoiceField(
        label=_("Team that gets what arrives there"), queryset=Team.objects.none(), required=False, empty_label="—"
    )

    def __init__(self, organisation: Organisation, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["team"].queryset = organisation.teams.order_by("name")  # type: ignore[attr-defined]

    def clean_address(self) -> str:
        try:
            return check_address(self.cleaned_data["address"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None
