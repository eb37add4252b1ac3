"""The forms of the reports' pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tayanch import vocabulary
from tayanch.reports.kinds import kind_of, kinds

LANGUAGES = (("ky", "Кыргызча"), ("ru", "Русский"), ("en", "English"))


class NewForm(forms.Form):
    """Which report, in which language, of which time."""

    kind = forms.ChoiceField(label=_("Kind of report"))
    language = forms.ChoiceField(label=_("Language of the report"), choices=LANGUAGES)
    period = forms.RegexField(
        r"^(19|20)\d\d(-Q[1-4]|-(0[1-9]|1[0-2]))?$",
        label=_("Year or quarter"),
        help_text=_("2026, 2026-Q3 or 2026-10"),
        error_messages={
            "invalid": _("Write a year such as 2026, a quarter such as 2026-Q3 or a month such as 2026-10.")
        },
    )
    country = forms.ChoiceField(label=_("Country, for a country profile"), required=False)
    title = forms.CharField(
        label=_("Title of the report"), max_length=300, required=False, help_text=_("Empty: the usual one of its kind.")
    )

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        language = get_language() or "en"
        self.fields["kind"].choices = [(one.id, one.name.get(language)) for one in kinds().values()]  # type: ignore[attr-defined]
        known = sorted((one.label(language), one.id) for one in vocabulary.scheme("country").concepts)
        self.fields["country"].choices = [("", "–"), *((code, name) for name, code in known)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("kind") and kind_of(told["kind"]).by_country and not told.get("country"):
            self.add_error("country", _("A country profile is of one country. Choose it."))
        return told


class TextForm(forms.Form):
    """The text of a section, and which version of it was on the page."""

    text = forms.CharField(
        label=_("Text of the section"),
        required=False,
        strip=False,
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 22, "spellcheck": "true"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
