"""A template that is brought, and the facts a letter from it still needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tayanch.desk import docx_templates
from tayanch.desk.actions.documents import DOCX
from tayanch.desk.documents.template_words import ADDRESSEES
from tayanch.desk.docx_templates import VARIABLES, Variable
from tayanch.desk.forms.cases import ConceptField, line_field
from tayanch.desk.forms.sums import DayField
from tayanch.desk.language import language

YES_NO = [("yes", _("Yes")), ("no", _("No"))]
LARGEST = docx_templates.package.LARGEST


class TemplateForm(forms.Form):
    """A Word document and what kind of letter it is."""

    file = forms.FileField(label=_("Word document (.docx)"), widget=forms.FileInput(attrs={"accept": f".docx,{DOCX}"}))
    name = line_field(_("What the letter is called"))
    language = ConceptField("language", label=_("Language of the letter"))
    country = ConceptField("country", label=_("Country of the addressee"))
    addressee = forms.ChoiceField(label=_("To whom"), choices=ADDRESSEES)

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        data: bytes = file.read(LARGEST + 1)
        return data


class OwnLetterForm(forms.Form):
    """One question for each variable of a template that is not counted. What is needed depends on the answers."""

    def __init__(self, template: bytes, names: list[str], facts: Mapping[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.template = template
        self.counted = {name: facts[name] for name in names if VARIABLES[name].counted and name in facts}
        for name in names:
            if not VARIABLES[name].counted:
                self.fields[name] = _field(VARIABLES[name])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in sorted(docx_templates.needed(self.template, self.facts)):
            if name in self.errors:
                continue
            if name in self.fields:
                self.add_error(name, _("The letter needs this. Please ask her and fill it in."))
            else:
                self.add_error(None, _("The letter needs figures of a claim. Compute the claim first, then choose it."))
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """The answers as a template takes them, and the figures; what was left empty is not among them."""
        given = {
            name: _answer(VARIABLES[name], value) for name, value in self.cleaned_data.items() if name in VARIABLES
        }
        return {**self.counted, **{name: value for name, value in given.items() if value not in (None, "", [])}}


def initial_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts of a case as the fields show them."""
    return {name: _shown(VARIABLES[name], value) for name, value in facts.items() if name in VARIABLES}


def _shown(variable: Variable, value: Any) -> Any:
    if variable.type == "yes":
        return "yes" if value else "no"
    return "\n".join(value) if variable.type == "lines" else value


def _answer(variable: Variable, value: Any) -> Any:
    if variable.type == "yes":
        return {"yes": True, "no": False}.get(value)
    if variable.type == "lines":
        return [line.strip() for line in (value or "").splitlines() if line.strip()]
    return value


def _field(variable: Variable) -> forms.Field:
    spoken = language()
    shared: dict[str, Any] = {"label": variable.question[spoken], "help_text": variable.note.get(spoken, "")}
    shared["required"] = False
    if variable.type == "date":
        return DayField(**shared)
    if variable.type == "number":
        return forms.IntegerField(min_value=1, max_value=10_000, **shared)
    if variable.type == "yes":
        return forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, **shared)
    if variable.type == "text":
        attrs = {"autocomplete": "off", "placeholder": variable.example}
        return forms.CharField(max_length=600, widget=forms.TextInput(attrs=attrs), **shared)
    widget = forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "placeholder": variable.example})
    return forms.CharField(max_length=5000, widget=widget, **shared)
