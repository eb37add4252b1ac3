"""The form of a file with an official series."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.utils.translation import gettext as told
from django.utils.translation import gettext_lazy as _

from tayanch.indicators.importing import Source

MOST_BYTES = 20 * 1024 * 1024
KNOWN: tuple[tuple[str, Any], ...] = (
    ("seen", _("I saw the values there myself")),
    ("partly", _("I saw them in part, or in somebody else's text")),
)


class SeriesForm(forms.Form):
    """A downloaded file, and where it is from."""

    file = forms.FileField(
        label=_("Downloaded file"),
        help_text=_("CSV, XLSX or SDMX-CSV; at most 20 MB. Nothing counts before you have looked."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        error_messages=dict.fromkeys(("required", "empty", "missing"), _("Choose a file of at most 20 MB.")),
    )
    publisher = forms.CharField(label=_("Who published it"), max_length=200)
    publication = forms.CharField(label=_("What it is called there"), max_length=300)
    url = forms.URLField(label=_("Address it was downloaded from"), max_length=500, assume_scheme="https")
    seen_on = forms.DateField(label=_("Day on which you saw it"), widget=forms.DateInput(attrs={"type": "date"}))
    known = forms.ChoiceField(label=_("How you know the values"), choices=KNOWN)
    code = forms.CharField(
        label=_("Only this series of the file"),
        max_length=80,
        required=False,
        help_text=_("Its code, such as VC_HTF_DETVR. Leave it empty to take all that are about the indicator."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(told("Choose a file of at most 20 MB."))
        return file

    @property
    def source(self) -> Source:
        """Where the file is from; call only when the form is valid."""
        given = self.cleaned_data
        day = given["seen_on"].isoformat()
        return Source(given["publisher"], given["publication"], given["url"], day, given["known"])


def fingerprint(data: bytes) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(data).hexdigest()
