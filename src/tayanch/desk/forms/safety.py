"""How she may be reached without harm."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tayanch import vocabulary
from tayanch.desk.models import SafetyCard

YES_NO = [("", _("Not asked yet")), ("yes", _("Yes")), ("no", _("No"))]
# Where women of Central Asia work and live, one name for each clock.
ZONES = (
    ("Asia/Bishkek", _("Kyrgyzstan")),
    ("Asia/Almaty", _("Kazakhstan")),
    ("Asia/Tashkent", _("Uzbekistan, Tajikistan")),
    ("Europe/Kaliningrad", _("Kaliningrad")),
    ("Europe/Moscow", _("Moscow, Saint Petersburg, Kazan")),
    ("Europe/Samara", _("Samara")),
    ("Asia/Yekaterinburg", _("Yekaterinburg, Tyumen")),
    ("Asia/Omsk", _("Omsk")),
    ("Asia/Novosibirsk", _("Novosibirsk, Krasnoyarsk")),
    ("Asia/Irkutsk", _("Irkutsk")),
    ("Asia/Yakutsk", _("Yakutsk")),
    ("Asia/Vladivostok", _("Vladivostok, Khabarovsk")),
    ("Europe/Istanbul", _("Türkiye")),
    ("Asia/Dubai", _("United Arab Emirates")),
    ("Asia/Seoul", _("South Korea")),
    ("Europe/Berlin", _("Germany, Poland, Italy")),
    ("Europe/London", _("United Kingdom")),
    ("America/New_York", _("New York")),
    ("America/Chicago", _("Chicago")),
)


def _relations() -> list[tuple[str, str]]:
    language = get_language() or "en"
    return [("", "—"), *((one.id, one.label(language)) for one in vocabulary.scheme("phone-relation"))]


class _YesNo(forms.TypedChoiceField):
    """Yes, no, or not asked; what was not asked counts as no everywhere else."""

    def __init__(self, **kwargs: Any) -> None:
        read = {"yes": True, "no": False}.__getitem__
        super().__init__(choices=YES_NO, coerce=read, empty_value=None, required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


def _clock(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(label=label, required=False, widget=widget)


def _text(label: Any, length: int = 200) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=length, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class SafetyForm(forms.Form):
    whose_phone = forms.ChoiceField(label=_("Whose phone is it"), choices=_relations, required=False)
    who_may_answer = _text(_("Who else may answer"))
    name_to_use = _text(_("Whom to ask for"))
    code_word = _text(_("Agreed word"))
    is_watched = _YesNo(label=_("Does anybody read or listen to this phone"))
    may_leave_message = _YesNo(label=_("May we leave a message"))
    may_say_who = _YesNo(label=_("May a message say who we are"))
    safe_from = _clock(_("Safe from"))
    safe_until = _clock(_("Safe until"))
    time_zone = forms.ChoiceField(
        label=_("By the clock of"), choices=[("", _("Our own clock")), *ZONES], required=False
    )
    remarks = forms.CharField(
        label=_("What else to mind"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("safe_from") and said.get("safe_from") == said.get("safe_until"):
            self.add_error("safe_until", _("Safe hours must have a length. Leave both empty if every hour is safe."))
        return said

    @classmethod
    def about(cls, card: SafetyCard) -> SafetyForm:
        """The form filled from a card."""
        sealed = {name: card.unseal(name) for name in ("who_may_answer", "name_to_use", "code_word", "remarks")}
        plain = [
            "whose_phone",
            "is_watched",
            "may_leave_message",
            "may_say_who",
            "safe_from",
            "safe_until",
            "time_zone",
        ]
        return cls(initial=sealed | {name: getattr(card, name) for name in plain})
