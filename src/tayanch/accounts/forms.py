"""Forms of the staff pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tayanch import vocabulary
from tayanch.accounts.access import access_teams
from tayanch.accounts.models import Role, Team, User

LATIN = r"[a-z0-9][a-z0-9._\-]*"


def language_choices() -> list[tuple[str, Any]]:
    return list(settings.LANGUAGES)


def country_choices() -> list[tuple[str, str]]:
    return concept_choices("country")


def concept_choices(scheme: str) -> list[tuple[str, str]]:
    language = get_language() or "en"
    return [(item.id, item.label(language)) for item in vocabulary.scheme(scheme).concepts]


class UsernameField(forms.RegexField):
    """A sign-in name: small Latin letters, so that it can be typed on every keyboard and told by phone."""

    def __init__(self) -> None:
        super().__init__(
            f"^{LATIN}$",
            label=_("Sign-in name"),
            max_length=60,
            help_text=_("Small Latin letters and digits, for example aigul.b"),
            error_messages={"invalid": _("Use small Latin letters, digits, dots and hyphens only.")},
            widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        )

    def clean(self, value: Any) -> Any:
        name = super().clean((value or "").strip().lower())
        if User.objects.filter(username=name).exists():
            raise forms.ValidationError(_("Somebody has this sign-in name already. Choose another."))
        return name


class NewPasswordField(forms.CharField):
    """A password that the validators accept."""

    def __init__(self, label: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
        super().__init__(
            label=label, widget=widget, strip=False, help_text=_("At least 12 characters. Four words are a good one.")
        )

    def validate(self, value: Any) -> None:
        super().validate(value)
        validate_password(value)


class ColleagueForm(forms.Form):
    """What an administrator may say about a colleague."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    is_lawyer = forms.BooleanField(
        label=_("Lawyer"),
        required=False,
        help_text=_("Is told when one employer owes several women, and may ask for a claim together."),
    )
    language = forms.ChoiceField(label=_("Language of her screens"), choices=language_choices)
    speaks = forms.MultipleChoiceField(
        label=_("Speaks"),
        required=False,
        choices=lambda: concept_choices("language"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Colleagues see it when they hand a case over."),
    )
    teams = forms.ModelMultipleChoiceField(
        Team.objects.none(), label=_("Teams"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["teams"].queryset = access_teams(by)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("role") in {Role.CASEWORKER, Role.SUPERVISOR} and not data.get("teams"):
            self.add_error("teams", _("Choose a team: cases and shifts belong to teams."))
        return data


class NewColleagueForm(ColleagueForm):
    """The same for somebody new."""

    username = UsernameField()
    field_order = ["name", "username", "role", "is_lawyer", "language", "speaks", "teams"]


class TeamForm(forms.ModelForm):  # type: ignore[type-arg]
    """A team's name, and where it works."""

    place = forms.ChoiceField(label=_("Place"), required=False, choices=lambda: [("", "—"), *concept_choices("place")])

    class Meta:
        model = Team
        fields = ["name", "place"]

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        same = Team.objects.filter(organisation_id=self.instance.organisation_id, name=name)
        if same.exclude(id=self.instance.id).exists():
            raise forms.ValidationError(_("There is a team of this name already."))
        return name


class PasswordForm(forms.Form):
    """Her own password: the old one first."""

    old = forms.CharField(
        label=_("Your password now"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = NewPasswordField(_("New password"))
    again = forms.CharField(
        label=_("New password once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_old(self) -> str:
        if not self.user.check_password(self.cleaned_data["old"]):
            raise forms.ValidationError(_("This is not your password."))
        return str(self.cleaned_data["old"])

    def clean_again(self) -> str:
        return must_match(self.cleaned_data, "new", "again")


class OrganisationForm(forms.Form):
    """An organisation, its first team and its administrator."""

    organisation = forms.CharField(label=_("Your organisation"), max_length=120)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices)
    team = forms.CharField(label=_("First team"), max_length=120, help_text=_("For example: Night shift"))
    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    username = UsernameField()


class FurtherOrganisationForm(OrganisationForm):
    """One more organisation, added by somebody else than its administrator."""

    language = forms.ChoiceField(choices=language_choices)


class BeginForm(OrganisationForm):
    """The first organisation: who makes it knows the passphrase and administers it herself."""

    passphrase = forms.CharField(
        label=_("Passphrase of this installation"),
        strip=False,
        help_text=_("The one you chose in the terminal a moment ago. It shows that you started Tayanch."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    password = NewPasswordField(_("Your password"))
    again = forms.CharField(
        label=_("Your password once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    field_order = ["passphrase"]

    def clean_again(self) -> str:
        return must_match(self.cleaned_data, "password", "again")


def must_match(data: dict[str, Any], first: str, second: str) -> str:
    """The repeated password; a ``ValidationError`` when it differs."""
    if data.get(first) and data[first] != data[second]:
        raise forms.ValidationError(_("The two passwords are not the same."))
    return str(data[second])
