"""Forms of the pages about cards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tayanch.guide.content.card import COUNTRIES, LANGUAGES, NEEDS, STAGES
from tayanch.guide.content.checks import CODE
from tayanch.guide.editing.comparing import STATES
from tayanch.guide.editing.naming import STATE_NAMES
from tayanch.guide.words import say


def choices(kind: str, ids: tuple[str, ...]) -> list[tuple[str, str]]:
    """Of the guide's own words, in the language of the page: ``in`` countries, ``need`` needs, ``stage`` stages."""
    language = get_language() or "en"
    return [(one, say(f"{kind}.{one}", language if language in LANGUAGES else "en")) for one in ids]


class FilterForm(forms.Form):
    """Which cards of the list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", _("all"))]
        for name, label, known in (
            ("country", _("Country"), choices("in", COUNTRIES)),
            ("need", _("Need"), choices("need", NEEDS)),
            ("state", _("How it stands"), [(one, STATE_NAMES[one]) for one in (*STATES, "overdue", "newer", "draft")]),
        ):
            self.fields[name] = forms.ChoiceField(label=label, choices=[*every, *known], required=False)


class NewForm(forms.Form):
    """A card that is new."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"] = forms.ChoiceField(label=_("Country"), choices=choices("in", COUNTRIES))
        self.fields["need"] = forms.ChoiceField(label=_("Need"), choices=choices("need", NEEDS))
        self.fields["stage"] = forms.ChoiceField(label=_("Where she is"), choices=choices("stage", STAGES))
        self.fields["slug"] = forms.RegexField(
            r"^[a-z][a-z0-9-]{1,58}\Z",
            label=_("Name of the card"),
            help_text=_("For us only: small Latin letters and hyphens, such as lost-papers"),
            widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
        )
        self.fields["code"] = forms.RegexField(
            rf"^{CODE.pattern}\Z",
            label=_("Code"),
            help_text=_("The end of its address: a letter and up to three letters or digits. It must tell nothing."),
            widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
        )


class NoteForm(forms.Form):
    """A reason, or where one looked."""

    note = forms.CharField(max_length=500)


class JudgeForm(forms.Form):
    """What the second person says."""

    agrees = forms.TypedChoiceField(choices=[("yes", "yes"), ("no", "no")], coerce=lambda told: told == "yes")
    note = forms.CharField(max_length=1000, required=False)
    read = forms.CharField(max_length=64)
