"""What codes are counted by, and how they are drawn."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from tayanch.evidence.interviews.code_forms import indented
from tayanch.interviews.attributes import AGE, DESTINATION, OBLAST, RETURNED, SEX, STATUS
from tayanch.interviews.charts import Kind, Unit
from tayanch.interviews.codebook import Codebook
from tayanch.interviews.labels import BROADER_STATUS, METHOD, REGION, WIDE_AGE
from tayanch.interviews.matrices import Matrix, by_group
from tayanch.interviews.retrieval import Index

BY: tuple[tuple[str, Any], ...] = (
    (STATUS, _("who speaks")),
    (BROADER_STATUS, _("who speaks, more widely")),
    (SEX, _("women and men")),
    (AGE, _("age in ten years")),
    (WIDE_AGE, _("age in twenty years")),
    (OBLAST, _("oblast")),
    (REGION, _("north and south")),
    (DESTINATION, _("country of work")),
    (RETURNED, _("returned or abroad")),
    (METHOD, _("focus group or interview")),
)
UNITS: tuple[tuple[str, Any], ...] = (
    ("speakers", _("speakers")),
    ("documents", _("interviews")),
    ("passages", _("passages")),
)
KINDS: tuple[tuple[str, Any], ...] = (("bars", _("bars")), ("dots", _("dots")))


class GroupForm(forms.Form):
    """One table: codes in rows, groups in columns."""

    by = forms.ChoiceField(label=_("Groups by"), choices=BY)
    unit = forms.ChoiceField(label=_("Count"), choices=UNITS)
    kind = forms.ChoiceField(label=_("Drawn as"), choices=KINDS)
    under = forms.ChoiceField(label=_("Codes"), required=False)

    def __init__(self, *args: Any, book: Codebook, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parents = [(code, said) for code, said in indented(book, language) if book.children(code)]
        self.book = book
        self.fields["under"].choices = [("", _("the themes")), *parents]  # type: ignore[attr-defined]

    @classmethod
    def asked(cls, told: Any, book: Codebook, language: str) -> GroupForm:
        """What was asked; the first of each choice where nothing was."""
        first = {"by": STATUS, "unit": "speakers", "kind": "bars", "under": ""}
        return cls({**first, **{name: told[name] for name in first if name in told}}, book=book, language=language)

    def matrix(self, index: Index) -> Matrix:
        """The counts; call only when the form is valid."""
        rows = self.book.children(self.cleaned_data["under"])
        return by_group(index, self.cleaned_data["by"], rows)

    @property
    def drawn(self) -> tuple[Unit, Kind]:
        return cast(Unit, self.cleaned_data["unit"]), cast(Kind, self.cleaned_data["kind"])
