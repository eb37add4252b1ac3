"""What is asked about agreement."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from tayanch.evidence.interviews import agreeing
from tayanch.evidence.interviews.models import Study
from tayanch.evidence.interviews.trees import codebook_of
from tayanch.interviews.agreement import By

DEEPEST = 6
UNITS = [("turn", _("turns")), ("sentence", _("sentences")), ("character", _("characters"))]


class AgreementForm(forms.Form):
    """Every field may be empty: then the usual is meant."""

    by = forms.ChoiceField(label=_("Counted in"), choices=UNITS, required=False)
    depth = forms.TypedChoiceField(label=_("Codes"), coerce=int, empty_value=None, required=False)
    coders = forms.MultipleChoiceField(label=_("Coders"), widget=forms.CheckboxSelectMultiple, required=False)
    round = forms.TypedChoiceField(label=_("Round"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rounds = agreeing.rounds_of(study) or [1]
        book = codebook_of(study)
        deepest = min(DEEPEST, max((depth for depth, _code in book.walk()), default=1))
        levels = [(depth, _("down to level %d") % depth) for depth in range(1, deepest)]
        self._set("depth", [(0, _("as they were given")), *levels])
        self._set("round", [(each, each) for each in self.rounds])
        everybody = {user.id: user for each in self.rounds for user in agreeing.coders_of(study, each)}
        self._set("coders", [(str(user.id), user.name) for user in everybody.values()])

    def _set(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    @property
    def asked(self) -> agreeing.Asked:
        """The question; what makes no sense in it counts as not said."""
        self.full_clean()
        told = self.cleaned_data
        by: By = told.get("by") or "turn"
        coders, round_ = tuple(told.get("coders") or ()), told.get("round") or self.rounds[-1]
        return agreeing.Asked(by, told.get("depth") or 0, coders if len(coders) > 1 else (), round_)
