"""What goes to a partner, and what comes from one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tayanch import vocabulary
from tayanch.desk.actions.referrals import USUAL_DAYS
from tayanch.desk.language import language
from tayanch.desk.models import Consent
from tayanch.desk.privacy import consents
from tayanch.packets import LARGEST

_words = {"rows": 3, "maxlength": 2000}


def _text(label: Any, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    area = forms.Textarea(attrs=_words)
    return forms.CharField(label=label, required=required, max_length=2000, widget=area, help_text=help_text)


class ReferralForm(forms.Form):
    """Which of the facts she agreed to are needed now, and what the partner is asked for."""

    facts = forms.MultipleChoiceField(label=_("What is told"), widget=forms.CheckboxSelectMultiple)
    asks = _text(_("What you ask them to do"), required=True)
    days = forms.IntegerField(label=_("Days until the packet expires"), min_value=1, max_value=60, initial=USUAL_DAYS)

    def __init__(self, consent: Consent, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(fact, consents.fact_label_or_gone(consent.case, fact, language())) for fact in consent.facts]
        self.fields["facts"].choices = choices  # type: ignore[attr-defined]
        self.fields["facts"].initial = [fact for fact, _label in choices]


class PacketForm(forms.Form):
    """A file that a partner sent."""

    file = forms.FileField(label=_("Packet"), widget=forms.FileInput(attrs={"accept": ".tayanch"}))

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("This packet is too large. Send fewer or smaller papers."))
        data: bytes = file.read()
        return data


class SayForm(forms.Form):
    """A few words for the partner."""

    text = _text(_("A few words for them"))


class StatusForm(forms.Form):
    """How it goes."""

    text = _text(_("How it goes"), required=True)


class OutcomeForm(forms.Form):
    """How it ended."""

    outcome = forms.ChoiceField(label=_("How it ended"))
    text = _text(_("A few words for them"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        ends = [(one.id, one.label(language())) for one in vocabulary.scheme("case-outcome")]
        self.fields["outcome"].choices = ends  # type: ignore[attr-defined]


class KeepForm(forms.Form):
    """Why something that was recalled is kept."""

    text = _text(_("Why it is kept"), required=True)
