"""Ask for the facts of a letter, one question each, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tayanch.desk import letters
from tayanch.desk.forms.sums import DayField, SumField
from tayanch.desk.language import language
from tayanch.desk.models import Document
from tayanch.vault.models import Person

YES_NO = [("yes", _("Yes")), ("no", _("No"))]
ANSWERS = {"yes": True, "no": False}
UNPRINTABLE = _("A sign in the answers cannot be printed, such as an emoji. Remove it and try again.")


class LetterForm(forms.Form):
    """The facts of one kind of letter. Statements the figures do not bear out are not offered.

    A field that depends on another carries ``data-when``, so that the page can hide it; the server does not rely
    on that. With *ask_consent* the worker must say that she was asked.
    """

    def __init__(
        self,
        kind: letters.LetterKind,
        calculation: letters.Calculation | None,
        *args: Any,
        ask_consent: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        for fact in kind.facts:
            if not letters.unsupported(kind, {**_conditions(fact), fact.key: True}, calculation):
                self.fields[fact.key] = _field(fact)
        if ask_consent:
            self.fields["agreed"] = forms.BooleanField(
                label=_("She knows where the letter goes and wants it sent."),
                error_messages={"required": _("Ask her first. The letter is made only when she wants it.")},
            )

    @property
    def agreed(self) -> bool:
        """Whether the worker said that she was asked."""
        return bool(self.cleaned_data.get("agreed"))

    @property
    def agreed_field(self) -> forms.BoundField | None:
        """The word that she agrees, where she must be asked for it."""
        return self["agreed"] if "agreed" in self.fields else None

    @property
    def asked(self) -> list[forms.BoundField]:
        """The questions, without the word that she agrees."""
        return [bound for bound in self if bound.name != "agreed"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for fact in letters.missing(self.kind, self.facts):
            if fact.key not in self.errors:
                self.add_error(fact.key, _("The letter needs this. Please ask her and fill it in."))
        return data

    @property
    def facts(self) -> dict[str, object]:
        """The answers as a letter takes them."""
        answers = [(fact, self.cleaned_data.get(fact.key)) for fact in self.kind.facts]
        return {
            fact.key: ANSWERS[str(answer)] if fact.type == "yes" else answer
            for fact, answer in answers
            if answer not in (None, "")
        }


class PersonForm(forms.Form):
    """For which of the women of a case the letter is."""

    person = forms.ChoiceField(label=_("For whom"))

    def __init__(self, people: Sequence[Person], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.people = {str(person.id): person for person in people}
        names = [(key, person.unseal("name") or _("No name")) for key, person in self.people.items()]
        self.fields["person"].choices = names  # type: ignore[attr-defined]

    def chosen(self) -> Person | None:
        """The woman who was chosen; the only one when there is one; None when nobody is named or chosen."""
        if self.is_bound and self.is_valid():
            return self.people[self.cleaned_data["person"]]
        return next(iter(self.people.values())) if len(self.people) == 1 else None


class SentForm(forms.Form):
    """Which paper went out and when, and what follows from it."""

    document: forms.ModelChoiceField[Document] = forms.ModelChoiceField(
        label=_("Paper"), queryset=None, empty_label=None
    )
    sent_on = DayField(label=_("Sent on"))
    ask_on = DayField(
        label=_("Ask whether there is an answer on"),
        required=False,
        help_text=_("Makes a promise for that day. Leave it empty if nobody will ask."),
    )
    claimed = SumField(
        label=_("Sum the letter asks for"),
        required=False,
        help_text=_("Goes into the money ledger as claimed. Leave it empty to enter nothing."),
    )

    def __init__(self, papers: Any, *args: Any, with_sum: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["document"]
        field.queryset = papers  # type: ignore[attr-defined]
        field.label_from_instance = lambda document: document.unseal("name")  # type: ignore[attr-defined]
        if not with_sum:
            del self.fields["claimed"]


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


def _long(fact: letters.Fact, shared: dict[str, Any]) -> forms.Field:
    return forms.CharField(
        max_length=3000, widget=forms.Textarea(attrs={"rows": 3, "placeholder": fact.example}), **shared
    )


def _day(fact: letters.Fact, shared: dict[str, Any]) -> forms.Field:
    return DayField(**shared)


def _number(fact: letters.Fact, shared: dict[str, Any]) -> forms.Field:
    return forms.IntegerField(min_value=1, max_value=365, **shared)


def _yes_no(fact: letters.Fact, shared: dict[str, Any]) -> forms.Field:
    return forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, **shared)


_TYPES = {"text": _text, "long": _long, "lines": _long, "date": _day, "number": _number, "yes": _yes_no}
