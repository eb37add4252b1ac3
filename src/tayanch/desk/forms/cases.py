"""What one types on the page of a case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tayanch import vocabulary
from tayanch.accounts.models import User
from tayanch.desk.actions.cases import teammates
from tayanch.desk.actions.consultations import HOME
from tayanch.desk.models import Case, Employer


def concepts(scheme: str, empty: str = "—") -> Any:
    """The choices of a scheme in the language of the page; the first one is none."""

    def listed() -> list[tuple[str, str]]:
        language = get_language() or "en"
        return [("", empty), *((item.id, item.label(language)) for item in vocabulary.scheme(scheme))]

    return listed


class ConceptField(forms.ChoiceField):
    """One concept of a scheme, or none."""

    def __init__(self, scheme: str, **kwargs: Any) -> None:
        super().__init__(choices=concepts(scheme), **kwargs)


class PlaceField(forms.ChoiceField):
    """A country, a city or an oblast of home. Cleans to ``{"country": id, "place": id}`` as a record keeps them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=places, **kwargs)

    def clean(self, value: Any) -> dict[str, str]:
        full_id: str = super().clean(value)
        scheme, _slash, concept_id = full_id.partition("/")
        if scheme == "place":
            country = (vocabulary.concept(full_id).broader or "").removeprefix("country/")
            return {"country": country, "place": concept_id}
        if scheme == "oblast":
            return {"country": HOME, "place": full_id}
        return {"country": concept_id, "place": ""}


def places() -> list[Any]:
    """Countries, cities and oblasts by full id, in groups."""
    language = get_language() or "en"
    groups = [vocabulary.scheme(scheme) for scheme in ("country", "place", "oblast")]
    return [("", "—"), *((group.title(language), [(c.full_id, c.label(language)) for c in group]) for group in groups)]


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    """A day, picked or typed as 2026-11-30."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


def text_field(label: Any, rows: int = 4, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})
    return forms.CharField(label=label, widget=widget, max_length=20_000, **kwargs)


def line_field(label: Any, **kwargs: Any) -> forms.CharField:
    """One line that the browser must not remember."""
    widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    return forms.CharField(label=label, widget=widget, max_length=200, **kwargs)


class SpanForm(forms.Form):
    """A form with *since* and *until*, in that order."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first. Check both."))
        return cleaned


STATES = [("", _("Open first")), ("open", _("Open")), ("closed", _("Closed"))]


class FilterForm(forms.Form):
    """What the list of cases is narrowed to: concepts and a worker, nothing about her."""

    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("Open first")), ("open", _("Open")), ("closed", _("Closed"))], required=False
    )
    topic = ConceptField("need", label=_("Topic"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = User.objects.filter(teams__in=user.teams.all()).distinct().order_by("name")
        self.fields["owner"] = forms.ModelChoiceField(colleagues, label=_("Owner"), required=False, empty_label="—")


class FactsForm(forms.Form):
    topic = ConceptField("need", label=_("Topic"))
    place = PlaceField(label=_("Place"), required=False)
    sector = ConceptField("sector", label=_("Work"), required=False)
    sex = ConceptField("sex", label=_("Sex"), required=False)


class PlanForm(forms.Form):
    plan = text_field(_("What we do next, and who does it"), 6, required=False)


class NoteForm(forms.Form):
    text = text_field(_("What happened or was said"))


class EmployerForm(forms.Form):
    name = line_field(_("Name of the firm or person"), required=False)
    is_household = forms.BooleanField(label=_("A household"), required=False)
    papers = forms.ChoiceField(
        label=_("Papers"),
        choices=[
            (Employer.Papers.UNKNOWN, _("Not known yet")),
            (Employer.Papers.CONTRACT, _("There is a contract or another paper")),
            (Employer.Papers.NONE, _("Nothing in writing")),
        ],
    )
    tax_number = line_field(_("Tax number"), required=False)
    address = line_field(_("Address"), required=False)
    contact = line_field(_("Phone or person to speak to"), required=False)


class EpisodeForm(SpanForm):
    place = PlaceField(label=_("Place"), required=False)
    mode = ConceptField("migration-mode", label=_("How she went"), required=False)
    since = day_field(_("From"), required=False)
    until = day_field(_("Until"), required=False)
    status = ConceptField("status", label=_("Basis of stay"), required=False)
    status_expires = day_field(_("Forget it on"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("status") and not cleaned.get("status_expires"):
            self.add_error("status_expires", _("Say when we forget this: as soon as the claim no longer needs it."))
        return cleaned


class ViolationForm(SpanForm):
    violation = ConceptField("violation", label=_("What was done to her"))
    perpetrator = ConceptField("perpetrator", label=_("By whom"), required=False)
    since = day_field(_("From"), required=False)
    until = day_field(_("Until"), required=False)
    detail = text_field(_("In her words"), 3, required=False)


class PromiseForm(forms.Form):
    what = line_field(_("What is promised"))
    due = day_field(_("Day"))
    due_from = forms.TimeField(label=_("From"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    due_until = forms.TimeField(label=_("Until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    is_call = forms.BooleanField(label=_("She must be called"), required=False, initial=True)
    is_urgent = forms.BooleanField(label=_("Urgent"), required=False)


class ColleagueField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A colleague, with the languages she speaks: a case goes to somebody who can talk with her."""

    def label_from_instance(self, obj: User) -> str:
        language = get_language() or "en"
        spoken = [vocabulary.concept(f"language/{one}").label(language) for one in obj.speaks]
        return f"{obj.name} · {', '.join(spoken)}" if spoken else obj.name


class HandOverForm(forms.Form):
    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = ColleagueField(teammates(case), label=_("To whom"), empty_label="—")


class CloseForm(forms.Form):
    outcome = ConceptField("case-outcome", label=_("How it ended"))
    closing_words = text_field(_("What whoever reads this later should know"), 3, required=False)


class ReopenForm(forms.Form):
    why = text_field(_("Why the case is opened again"), 3)
