"""Which neutral text goes to whom."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tayanch.desk.actions.messages import Choice
from tayanch.desk.messages.reaching import CHANNEL_NAMES, Recipient
from tayanch.desk.messages.texts import texts


class MessageForm(forms.Form):
    """Everything is a choice: no word can be typed into a message."""

    to = forms.ChoiceField(label=_("To"), widget=forms.RadioSelect)
    template = forms.ChoiceField(label=_("Text"), widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Her language"), choices=settings.LANGUAGES)
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    clock = forms.TimeField(
        label=_("Hour, by her clock"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )

    def __init__(self, *args: Any, recipients: list[Recipient], hers: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {one.key: one for one in recipients}
        self.fields["to"].choices = [(one.key, _name_of(one)) for one in recipients]  # type: ignore[attr-defined]
        here = get_language() or "en"
        choices = [(one.id, f"{one.label[here]}: {one.shown(hers)}") for one in texts().values()]
        self.fields["template"].choices = choices  # type: ignore[attr-defined]
        self.fields["language"].initial = hers
        if len(recipients) == 1:
            self.fields["to"].initial = recipients[0].key

    @property
    def recipient(self) -> Recipient:
        return self.by_key[self.cleaned_data["to"]]

    @property
    def choice(self) -> Choice:
        told = self.cleaned_data
        return Choice(told["template"], told["language"], told["day"], told["clock"])


def _name_of(one: Recipient) -> str:
    name = one.person.unseal("name") if one.person else ""
    return " · ".join(part for part in (name, str(CHANNEL_NAMES[one.channel]), one.shown) if part)
