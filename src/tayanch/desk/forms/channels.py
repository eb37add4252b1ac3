"""What an administrator says about channels."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tayanch import channels
from tayanch.accounts.access import access_teams
from tayanch.accounts.models import Team, User
from tayanch.desk.models import MessageRules
from tayanch.vault import phones

LABELS: dict[str, Any] = {
    "host": _("Server for sending (SMTP)"),
    "port": _("Port"),
    "security": _("Encryption"),
    "user": _("User name"),
    "password": _("Password"),
    "address": _("Our e-mail address"),
    "sender": _("Name of the sender"),
    "subject": _("Subject of every letter"),
    "imap_host": _("Server of the mailbox (IMAP)"),
    "imap_port": _("Port of the mailbox"),
    "token": _("Token"),
    "webhook": _("Our address that the service calls"),
    "sign": _("Sign of the calls"),
    "server": _("Address of the service"),
    "url": _("Address of the gateway"),
    "format": _("Form of the request"),
    "to_field": _("Field: to"),
    "text_field": _("Field: text"),
    "from_field": _("Field: sender"),
    "numbers": _("Numbers"),
    "header": _("Header that signs in"),
    "header_value": _("Value of that header"),
    "more": _("Further fields, such as login and password"),
    "id_path": _("In the answer: the id"),
    "ok_path": _("In the answer: the field that says it went well"),
    "ok_value": _("Its value then"),
    "check_url": _("Address to test the connection"),
    "in_from": _("Incoming field: from"),
    "in_text": _("Incoming field: text"),
    "in_id": _("Incoming field: id"),
    "in_sign": _("Secret in the header X-Gateway-Secret"),
    "phone_id": _("Phone number ID"),
    "app_secret": _("App secret"),
    "template": _("Name of the approved message template"),
    "template_language": _("Language of the template"),
}
HINTS: dict[str, Any] = {
    "sender": _("Neutral words only: whoever holds her phone reads them."),
    "subject": _("Neutral words only: whoever holds her phone reads them."),
    "more": _("One a line: name=value"),
    "imap_host": _("Empty: letters are not fetched. Use a mailbox of its own: what was read is deleted there."),
    "webhook": _("Empty: we ask the service once a minute. That works on a laptop, too."),
    "template": _("Its body holds one variable and neutral words."),
    "sign": _("Made by itself. Leave it."),
}
CHOICES: dict[str, Any] = {
    "starttls": _("STARTTLS (port 587)"),
    "tls": _("TLS (port 465)"),
    "form": _("form fields"),
    "json": _("JSON"),
    "plus": _("with +"),
    "digits": _("digits only"),
}


class ChannelForm(forms.Form):
    """The settings of one channel, as its folder lists them. A secret that is kept is never shown again."""

    is_on = forms.BooleanField(label=_("Switched on"), required=False)

    def __init__(self, *args: Any, name: str, values: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in channels.channel(name).FIELDS:
            self.fields[one.name] = _field(one, values.get(one.name, ""))

    def settings(self) -> dict[str, str]:
        """The texts by name."""
        return {name: str(value) for name, value in self.cleaned_data.items() if name != "is_on"}

    @property
    def settings_fields(self) -> list[Any]:
        """The bound fields without the switch."""
        return [bound for bound in self if bound.name != "is_on"]


def _field(one: channels.Field, value: str) -> forms.Field:
    common: dict[str, Any] = {"label": LABELS.get(one.name, one.name), "help_text": HINTS.get(one.name, "")}
    if one.choices:
        options = [(choice, CHOICES.get(choice, choice)) for choice in one.choices]
        return forms.ChoiceField(choices=options, initial=value or one.default, **common)
    if one.secret:
        kept = _("Kept. Type here only to change it.") if value else common["help_text"]
        widget = forms.Textarea if one.name == "more" else forms.PasswordInput
        needed = one.required and not value
        attributes = {"autocomplete": "off"} | ({"rows": 3} if one.name == "more" else {})
        return forms.CharField(
            required=needed, max_length=2000, widget=widget(attrs=attributes), **{**common, "help_text": kept}
        )
    return forms.CharField(
        required=one.required,
        max_length=300,
        initial=value or one.default,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        **common,
    )


class RulesForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who gets what comes in, and how much goes out."""

    class Meta:
        model = MessageRules
        fields = ["team", "our_number", "our_name", "a_day", "card_days", "keep_days", "takes_callbacks"]
        labels = {
            "team": _("Team that gets what comes in"),
            "our_number": _("Our public number"),
            "our_name": _("Our name"),
            "a_day": _("Messages to one woman a day, at most"),
            "card_days": _("Days for which a confirmed safety card holds"),
            "keep_days": _("Days after which what nobody took up is destroyed"),
            "takes_callbacks": _("Take call-back requests from the public page"),
        }
        help_texts = {
            "our_number": _("Stands in the text that asks her to phone."),
            "our_name": _("Stands at the end of a message only where her safety card allows it."),
        }

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = access_teams(by)  # type: ignore[attr-defined]
        for name, most in (("a_day", 20), ("card_days", 365), ("keep_days", 90)):
            self.fields[name] = forms.IntegerField(label=self.fields[name].label, min_value=1, max_value=most)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("takes_callbacks") and not isinstance(told.get("team"), Team):
            self.add_error("team", _("Choose the team that gets them."))
        return told


class TestForm(forms.Form):
    """Where a test message goes."""

    to = forms.CharField(
        label=_("Send a test to"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Your own number, chat or address. The text says only that it is a test."),
    )

    def __init__(self, *args: Any, kind: str, region: str | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.region = kind, region

    def clean_to(self) -> str:
        text = str(self.cleaned_data["to"]).strip()
        if self.kind != "phone":
            return text
        try:
            return phones.normalise(text, self.region)
        except phones.NotAPhone:
            raise forms.ValidationError(
                _("This is not a full phone number. Best with + and the country code.")
            ) from None
