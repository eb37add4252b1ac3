"""The forms of the quote bank."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tayanch.evidence.interviews.code_forms import LANGUAGES, Lines
from tayanch.evidence.interviews.models import Quote
from tayanch.interviews.attributes import AGE, OBLAST, SEX, STATUS
from tayanch.interviews.labels import BROADER_STATUS, METHOD, REGION, WIDE_AGE

FACTS: tuple[tuple[str, Any], ...] = (
    (STATUS, _("who she is")),
    (BROADER_STATUS, _("who she is, more widely")),
    (SEX, _("woman or man")),
    (AGE, _("age in ten years")),
    (WIDE_AGE, _("age in twenty years")),
    (OBLAST, _("oblast")),
    (REGION, _("north or south")),
    (METHOD, _("focus group or interview")),
)


class QuoteForm(forms.Form):
    """The words as they will be printed, their translations, and what the label tells."""

    text = forms.CharField(
        label=_("As it will be printed"),
        widget=Lines({"rows": 5}),
        max_length=4000,
        help_text=_("Shorten with […]. What you add stands in [brackets]. No other word can be changed."),
    )
    label = forms.MultipleChoiceField(
        label=_("The label tells"), choices=FACTS, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language, name in LANGUAGES.items():
            self.fields[f"into_{language}"] = forms.CharField(
                label=name, widget=Lines({"rows": 4, "lang": language}), max_length=6000, required=False
            )

    def translations(self) -> dict[str, str]:
        """By language."""
        return {language: self.cleaned_data[f"into_{language}"] for language in LANGUAGES}

    def into(self) -> list[forms.BoundField]:
        return [self[f"into_{language}"] for language in LANGUAGES]


class ShelfForm(forms.Form):
    """Which quotes of the bank are shown."""

    state = forms.ChoiceField(
        label=_("Which"), required=False, choices=[("", _("all but those taken back")), *Quote.State.choices]
    )
    code = forms.ChoiceField(label=_("Code"), required=False)

    def __init__(self, *args: Any, codes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [("", _("any")), *codes]  # type: ignore[attr-defined]
