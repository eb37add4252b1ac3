"""Forms on how long records stay."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tayanch.desk.forms.cases import ConceptField, day_field

WHY = [("court", _("A court may need it")), ("her-wish", _("She wishes it")), ("pension", _("Her pension needs it"))]


class RuleForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What"), choices=[("case", _("Closed cases")), ("consultation", _("Conversations without a name"))]
    )
    topic = ConceptField("need", label=_("Topic"), required=False, help_text=_("Empty: every other topic."))
    months = forms.IntegerField(
        label=_("Months"),
        min_value=1,
        max_value=240,
        required=False,
        help_text=_("After a case was closed, or after the conversation. Empty: no rule."),
    )


class HoldForm(forms.Form):
    until = day_field(_("Keep it until"))
    why = forms.ChoiceField(label=_("Why"), choices=[("", "—"), *WHY])

    def clean_until(self) -> Any:
        day = self.cleaned_data["until"]
        if day <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return day
