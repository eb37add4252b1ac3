"""The question to all transcripts of a study."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tayanch.evidence.interviews.code_forms import indented
from tayanch.interviews import labels
from tayanch.interviews.attributes import AGE, OBLAST, SEX, STATUS
from tayanch.interviews.labels import METHOD
from tayanch.interviews.retrieval import Index

WHERE: dict[str, Any] = {
    STATUS: _("Who speaks"),
    SEX: _("Sex"),
    AGE: _("Age"),
    OBLAST: _("Oblast"),
    METHOD: _("How they were spoken with"),
}
TAKE: tuple[tuple[str, Any], ...] = (
    ("standing", _("what was settled, and what one coder found elsewhere")),
    ("all", _("everything that any coder found")),
    ("settled", _("only what was settled")),
)


class FindForm(forms.Form):
    """Words, a code, and who speaks; each may be left open."""

    words = forms.CharField(label=_("Words"), max_length=200, required=False)
    code = forms.ChoiceField(label=_("Code"), required=False)
    take = forms.ChoiceField(label=_("Which codings"), choices=TAKE, required=False, initial="standing")

    def __init__(self, *args: Any, index: Index, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = [("", _("any")), *indented(index.study.codebook, language)]
        self.fields["code"].choices = codes  # type: ignore[attr-defined]
        for name, label in WHERE.items():
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=_choices(index, name, language))

    def where(self) -> dict[str, str]:
        """What was asked of the speaker."""
        return {name: self.cleaned_data[name] for name in WHERE if self.cleaned_data[name]}

    def asked(self) -> list[forms.BoundField]:
        return [self[name] for name in WHERE]


def _choices(index: Index, name: str, language: str) -> list[tuple[str, Any]]:
    known = {value for values in index.values(name) for value in values}
    said = sorted((labels.words({name: value}, language), value) for value in known)
    return [("", _("any")), *((value, words) for words, value in said)]
