"""Ask for the facts of a letter, one question each, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tayanch.desk import letters
from tayanch.desk.forms.sums import DayField, SumField
from tayanch.desk.language import language
from tayanch.desk.models import Document

YES_NO = [("yes", _("Yes")), ("no", _("No"))]
ANSWERS = {"yes": True, "no": False}


class LetterForm(forms.Form):
    """The facts of one kind of letter. Statements the figures do not bear out are not offered.

    A field that depends on another carries ``data-when``, so that the page can hide it; the server does not rely
    on that.
    """

    def __init__(self, kind: letters.LetterKind, calculation: letters.Calculation, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        self.calculation = calculation
        for fact in kind.facts:
            if not letters.unsupported(kind, {**_conditions(fact), fact.key: True}, calculation):
                self.fields[fact.key] = _field(fact)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for fact in letters.missing(self.kind, self.facts):
            if fact.key not in self.errors:
                self.add_error(fact.key, _("The letter needs this. Please ask her and fill it in."))
        return data

    @property
    def facts(self) -> dict[str, object]:
        """The answers as a letter takes them."""
        given = {key: value for key, value in self.cleaned_data.items() if value not in (None, "")}
        return {key: ANSWERS.get(value, value) if self._is_yes_no(key) else value for key, value in given.items()}

    def _is_yes_no(self, key: str) -> bool:
        return any(fact.key == key and fact.type == "yes" for fact in self.kind.facts)


class SentForm(forms.Form):
    """Which paper went out and when, and what follows from it."""

    document: forms.ModelChoiceField[Document] = forms.ModelChoiceField(
        label=_("Paper"), queryset=None, empty_label=None
    )
    sent_on = DayField(label=_("Sent on"))
    ask_on = DayField(
        label=_("Ask whether the employer answered on"),
        required=False,
        help_text=_("Makes a promise for that day. Leave it empty if nobody will ask."),
    )
    claimed = SumField(
        label=_("Sum the letter asks for"),
        required=False,
        help_text=_("Goes into the money ledger as claimed. Leave it empty to enter nothing."),
    )

    def __init__(self, papers: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["document"]
        field.queryset = papers  # type: ignore[attr-defined]
        field.label_from_instance = lambda document: document.unseal("name")  # type: ignore[attr-defined]


def _conditions(fact: letters.Fact) -> Mapping[str, object]:
    """Facts under which this one applies."""
    return {fact.when.removeprefix("not "): not fact.when.startswith("not ")} if fact.when else {}


def _field(fact: letters.Fact) -> forms.Field:
    """Nothing is ``required`` here: what is missing depends on the other answers, see ``clean``."""
    spoken = language()
    shared: dict[str, Any] = {"label": fact.question[spoken], "help_text": fact.note.get(spoken, ""), "required": False}
    field = _TYPES[fact.type](fact, shared)
    if fact.when:
        field.widget.attrs["data-when"] = fact.when
    return field


def _text(fact: letters.Fact, shared: dict[str, Any]) -> forms.Field:
    return forms.CharField(max_length=600, widget=forms.TextInput(attrs={"placeholder": fact.example}), **shared)


def _day(fact: letters.Fact, shared: dict[str, Any]) -> forms.Field:
    return DayField(**shared)


def _number(fact: letters.Fact, shared: dict[str, Any]) -> forms.Field:
    return forms.IntegerField(min_value=1, max_value=365, **shared)


def _yes_no(fact: letters.Fact, shared: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, **shared)


_TYPES = {"text": _text, "date": _day, "number": _number, "yes": _yes_no}
