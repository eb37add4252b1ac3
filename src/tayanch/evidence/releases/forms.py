"""What is asked before a release is made, and when one is withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tayanch.evidence.releases.models import Release
from tayanch.evidence.releases.sources import Offer
from tayanch.releases.model import LICENCES
from tayanch.vocabulary.model import LANGUAGES

TONGUES = {"ky": "Кыргызча", "ru": "Русский", "en": "English"}
FIRST, LAST = 1990, 2100


class ReleaseForm(forms.Form):
    """What it is called, in three languages; what is in it; until when."""

    date = forms.DateField(label=_("Day of publication"), widget=forms.DateInput(attrs={"type": "date"}))
    since = forms.IntegerField(label=_("Values from the year"), required=False, min_value=FIRST, max_value=LAST)
    until = forms.IntegerField(label=_("Values to the year"), required=False, min_value=FIRST, max_value=LAST)
    licence = forms.ChoiceField(label=_("Licence"), choices=[(one.id, f"{one.name} ({one.id})") for one in LICENCES])
    website = forms.URLField(label=_("Where it will stand on the web"), required=False, assume_scheme="https")
    is_open = forms.BooleanField(
        label=_("Serve it from here too"),
        required=False,
        help_text=_("Whoever reaches this computer can read it then, without signing in."),
    )
    chosen = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None, *, offers: Sequence[Offer], draft: Release | None = None) -> None:
        super().__init__(data, initial=initial_of(draft))
        for code in LANGUAGES:
            of = {"language": TONGUES[code]}
            self.fields[f"title_{code}"] = forms.CharField(label=gettext("Title, %(language)s") % of, max_length=200)
            self.fields[f"summary_{code}"] = forms.CharField(
                label=gettext("In one or two sentences, %(language)s") % of,
                required=False,
                max_length=600,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.fields["chosen"].choices = [(one.id, one.title.en) for one in offers]  # type: ignore[attr-defined]
        self.fields["chosen"].error_messages["required"] = gettext("Choose at least one table.")

    @property
    def texts(self) -> list[tuple[str, list[Any]]]:
        """The fields of each language."""
        return [(TONGUES[code], [self[f"title_{code}"], self[f"summary_{code}"]]) for code in LANGUAGES]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("since") and told.get("until") and told["since"] > told["until"]:
            self.add_error("until", gettext("The last year lies before the first."))
        return told

    def told(self) -> dict[str, Any]:
        """The values as the columns of a release."""
        given = self.cleaned_data
        plain = {name: given[name] for name in ("date", "licence", "website", "is_open", "chosen")}
        years = {name: given[name] or 0 for name in ("since", "until")}
        texts = {name: {code: given[f"{name}_{code}"] for code in LANGUAGES} for name in ("title", "summary")}
        return plain | years | texts


def initial_of(draft: Release | None) -> dict[str, Any]:
    """What stands in the form at first."""
    if draft is None:
        return {"date": timezone.localdate(), "is_open": True, "licence": LICENCES[0].id}
    told = {name: getattr(draft, name) for name in ("date", "licence", "website", "is_open", "chosen")}
    years = {name: getattr(draft, name) or None for name in ("since", "until")}
    texts = {f"{name}_{code}": text for name in ("title", "summary") for code, text in getattr(draft, name).items()}
    return told | years | texts


class WithdrawForm(forms.Form):
    """Why a release shall no longer be used."""

    reason = forms.CharField(
        label=_("Why it is withdrawn"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Everybody reads this sentence where the release was. Name nobody."),
    )
