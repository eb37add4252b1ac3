"""The forms of the directory: a choice of entries, a result of ringing, where something is known from, a new entry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml
from django import forms
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tayanch import vocabulary
from tayanch.directory import places
from tayanch.directory.keeping.parts import KINDS
from tayanch.directory.model import Source
from tayanch.directory.stops import REASONS
from tayanch.directory.writing import Fields
from tayanch.yaml_text import read_yaml

LANGUAGE_NAMES = {"ky": _("Kyrgyz"), "ru": _("Russian"), "en": _("English")}
SPOKEN = ("ky", "ru", "en", "uz", "tg", "kk", "tr", "ko")
STATES = (
    ("", _("All that help")),
    ("due", _("To be rung")),
    ("stale", _("Stale or never checked")),
    ("unconfirmed", _("With an unconfirmed number")),
    ("off", _("With a number taken off")),
    ("draft", _("Changed and not published")),
    ("proposed", _("With a proposal to read")),
    ("closed", _("Closed")),
)
MOST_BYTES = 100_000  # of a file that is brought in
CLOSED = {
    "ended": _("It does not help any more"),
    "gone": _("It is not found any more"),
    "joined": _("It became a part of another one"),
    "unsafe": _("It is not safe to send anybody there"),
    "twice": _("There is another entry for it"),
}


class DayField(forms.DateField):
    """A day, picked or typed as people write it."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(input_formats=["%Y-%m-%d", "%d.%m.%Y"], widget=widget, **options)


def own_language() -> str:
    """That of the page."""
    return (get_language() or "en")[:2]


def concepts(scheme: str) -> list[tuple[str, str]]:
    """The choices of a scheme, in the language of the page."""
    return [(one.id, one.label(own_language())) for one in vocabulary.scheme(scheme).concepts]


def cities() -> list[tuple[str, str]]:
    return sorted(((one.id, one.label(own_language())) for one in places.cities().values()), key=lambda one: one[1])


def languages() -> list[tuple[str, str]]:
    names = dict(concepts("language"))
    return [(code, names.get(code, code)) for code in SPOKEN]


class FilterForm(forms.Form):
    """Which entries to show."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)
    country = forms.ChoiceField(label=_("Country"), required=False)
    need = forms.ChoiceField(label=_("Topic"), required=False)

    def __init__(self, data: Any, countries: list[str]) -> None:
        super().__init__(data)
        known = dict(concepts("country"))
        self.fields["country"].choices = [("", _("All")), *((one, known.get(one, one)) for one in countries)]  # type: ignore[attr-defined]
        self.fields["need"].choices = [("", _("All")), *concepts("need")]  # type: ignore[attr-defined]


class RoundForm(forms.Form):
    """Which entries one rings today."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    language = forms.ChoiceField(label=_("Spoken there"), required=False)

    def __init__(self, data: Any, countries: list[str]) -> None:
        super().__init__(data)
        known = dict(concepts("country"))
        self.fields["country"].choices = [("", _("All")), *((one, known.get(one, one)) for one in countries)]  # type: ignore[attr-defined]
        self.fields["language"].choices = [("", _("All")), *languages()]  # type: ignore[attr-defined]


class RingForm(forms.Form):
    """What came of ringing. *outcome*: the button that was pressed."""

    OUTCOMES: Mapping[str, tuple[str, bool]] = {
        "confirmed": ("answered", True),
        "answered": ("answered", False),
        "silent": ("no answer", False),
        "wrong": ("wrong number", False),
    }
    entry = forms.CharField(max_length=80)
    number = forms.CharField(max_length=20)
    outcome = forms.ChoiceField(choices=[(one, one) for one in OUTCOMES])
    note = forms.CharField(max_length=300, required=False)
    country = forms.CharField(max_length=10, required=False)
    language = forms.CharField(max_length=10, required=False)

    def told(self) -> dict[str, Any]:
        result, said_who = self.OUTCOMES[self.cleaned_data["outcome"]]
        return {"result": result, "said_who": said_who, "note": self.cleaned_data["note"]}


class SourceForm(forms.Form):
    """Where a fact is known from. No fact is changed without it."""

    title = forms.CharField(
        label=_("Where do you know this from?"),
        max_length=300,
        help_text=_("A page, a paper, or “told on the phone”. No name of a person."),
    )
    url = forms.URLField(label=_("Address of the page"), max_length=500, required=False, assume_scheme="https")
    seen = DayField(label=_("Day on which you saw or heard it"))

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"seen": today}, prefix="source")

    def source(self) -> Source:
        told = self.cleaned_data
        return Source(told["title"], told["url"] or None, told["seen"])


class CloseForm(forms.Form):
    """Why nobody is sent there any more."""

    reason = forms.ChoiceField(label=_("Why"), choices=list(CLOSED.items()))


class CallOffForm(forms.Form):
    """A stop that will not take place; no reason: it will after all."""

    stop = forms.CharField(max_length=80)
    reason = forms.ChoiceField(label=_("Why"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        told = [(code, text.get(own_language())) for code, text in REASONS.items()]
        self.fields["reason"].choices = [("", _("It takes place")), *told]  # type: ignore[attr-defined]


class BringForm(forms.Form):
    """A file of an entry, as an import or another copy of the program has written it."""

    file = forms.FileField(label=_("File of an entry (.yaml)"))

    def clean_file(self) -> Fields:
        """Its fields; whether they make an entry is seen when it is taken in."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is too large."))
        try:
            told = read_yaml(file.read().decode("utf-8"))
        except (UnicodeDecodeError, yaml.YAMLError, RecursionError):
            told = None
        if not isinstance(told, dict) or not isinstance(told.get("id"), str):
            raise forms.ValidationError(_("This is no file of an entry."))
        return told


def add_texts(form: forms.Form, name: str, label: Any, *, required: bool = True, most: int = 300) -> None:
    """Three fields for a text in three languages."""
    for code, language in LANGUAGE_NAMES.items():
        field = forms.CharField(label=f"{label} – {language}", required=required, max_length=most)
        field.widget.attrs["lang"] = code
        form.fields[f"{name}_{code}"] = field


def text_of(form: forms.Form, name: str) -> dict[str, str] | None:
    """What was written into them; none when all are empty."""
    told = {code: str(form.cleaned_data.get(f"{name}_{code}") or "").strip() for code in LANGUAGE_NAMES}
    return told if any(told.values()) else None


def check_texts(form: forms.Form, *names: str) -> None:
    """A text in one language wants the other two."""
    for name in names:
        told = text_of(form, name)
        for code, words in (told or {}).items():
            if not words:
                form.add_error(f"{name}_{code}", _("Write it in all three languages."))


def texts_initial(fields: Mapping[str, Any], *names: str) -> dict[str, str]:
    """The texts of an entry as the three fields show them."""
    return {f"{name}_{code}": words for name in names for code, words in (fields.get(name) or {}).items()}


class NewForm(forms.Form):
    """What an entry must have from its first day; all else is added on its page."""

    country = forms.ChoiceField(label=_("Country where the help is"))
    kind = forms.ChoiceField(label=_("Kind"), choices=list(KINDS.items()))
    languages = forms.MultipleChoiceField(label=_("Languages spoken"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"country": "kg", "languages": ["ky", "ru"]})
        self.fields["country"].choices = concepts("country")  # type: ignore[attr-defined]
        self.fields["languages"].choices = languages()  # type: ignore[attr-defined]
        add_texts(self, "name", _("What it is called"))
        add_texts(self, "says", _("What she gets there"))

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("name_en") and not self._short():
            self.add_error("name_en", _("Write the English name in Latin letters."))
        return told

    def _short(self) -> str:
        return re.sub(r"-+", "-", slugify(self.cleaned_data["name_en"]))[:50].strip("-_").replace("_", "-")

    def fields_given(self, source: Source) -> Fields:
        told = self.cleaned_data
        empty: Fields = {"services": [], "places": [], "phones": [], "schedule": None}
        return {
            "id": f"{told['country']}-{self._short()}",
            "name": text_of(self, "name"),
            "kind": told["kind"],
            "covers": [told["country"]],
            "languages": told["languages"],
            "says": text_of(self, "says"),
            "known_from": "page" if source.url else "report",
            **empty,
        }
