"""The forms of exchange with other tools."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tayanch.accounts.models import User
from tayanch.interviews.model import Coder

MOST_MB = 200
READINGS: tuple[tuple[str, Any], ...] = (
    ("plain", _("QualCoder, NVivo for Mac and whoever follows the standard")),
    ("nvivo", _("NVivo for Windows")),
    ("maxqda", _("MAXQDA for Windows")),
    ("atlasti", _("ATLAS.ti")),
)


class ProjectForm(forms.Form):
    """A project of another tool."""

    file = forms.FileField(
        label=_("Project file"),
        help_text=_("A .qdpx as NVivo, MAXQDA, ATLAS.ti, QualCoder and others export it."),
        widget=forms.FileInput(attrs={"accept": ".qdpx,.qde"}),
    )


class CodersForm(forms.Form):
    """Who the coders of a project are, and how its positions are counted."""

    reading = forms.ChoiceField(
        label=_("It was made by"), choices=[("", _("as it was found")), *READINGS], required=False
    )

    def __init__(self, *args: Any, coders: tuple[Coder, ...], people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.coders = coders
        choices = [("", _("count it as mine")), *((str(user.id), user.name) for user in people)]
        for number, coder in enumerate(coders):
            same = next((str(user.id) for user in people if user.name == coder.name), "")
            self.fields[f"coder-{number}"] = forms.ChoiceField(
                label=coder.name or coder.id, choices=choices, required=False, initial=same
            )
        self.people = {str(user.id): user for user in people}

    def mapped(self) -> dict[str, User]:
        """Colleagues by the ids of the project's coders."""
        chosen = {coder.id: self.cleaned_data[f"coder-{n}"] for n, coder in enumerate(self.coders)}
        return {coder: self.people[user] for coder, user in chosen.items() if user}

    def asked(self) -> list[forms.BoundField]:
        return [self[f"coder-{number}"] for number in range(len(self.coders))]


class ExportForm(forms.Form):
    """For which tool, and what goes along."""

    reading = forms.ChoiceField(label=_("For"), choices=READINGS)
    coders = forms.BooleanField(label=_("With the names of the coders"), required=False)
    memos = forms.BooleanField(
        label=_("With memos"), required=False, help_text=_("Memos may hold names. Read them first.")
    )


class CodebookFileForm(forms.Form):
    """A codebook of another tool."""

    file = forms.FileField(label=_("Codebook file"), help_text=_(".qdc, or a table with columns of ours (.csv)."))
