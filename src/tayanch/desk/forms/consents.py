"""What she is asked to agree to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tayanch.accounts.models import User
from tayanch.desk.access import partners_for
from tayanch.desk.forms.sums import DayField
from tayanch.desk.models import Case, Consent, Partner
from tayanch.desk.privacy import consents
from tayanch.vault.keys import load_keys
from tayanch.vault.models import Person

NAMES = {"ky": "Кыргызча", "ru": "Русский", "en": "English"}
HOW = [(Consent.How.SPOKEN, _("She said yes")), (Consent.How.SIGNED, _("She signed the paper"))]


def usual_end(today: date) -> date:
    """Six months from *today*."""
    return today + timedelta(days=round(consents.USUAL_MONTHS * 30.5))


class ConsentForm(forms.Form):
    """To whom, which facts, what for, until when, and in which language it is read."""

    use_required_attribute = False  # which fields are needed hangs on what it is for

    woman = forms.ChoiceField(label=_("Whose consent"), required=False)
    purpose = forms.ChoiceField(label=_("What for"))
    partner = forms.ChoiceField(
        label=_("To which partner"),
        error_messages={"required": _("Choose the partner. She must know who gets it.")},
    )
    recipient = forms.CharField(
        label=_("To whom else"),
        required=False,
        max_length=120,
        help_text=_("Only when it is not a partner: a newspaper, a lawyer by name."),
    )
    facts = forms.MultipleChoiceField(label=_("What may be told"), required=False, widget=forms.CheckboxSelectMultiple)
    until = DayField(label=_("Until"))
    language = forms.ChoiceField(label=_("Read to her in"), choices=list(NAMES.items()))

    def __init__(self, case: Case, user: User, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.women = _women(case)
        self.partners = {str(partner.id): partner for partner in partners_for(user)}
        names = [(key, woman.unseal("name") or "—") for key, woman in self.women.items()]
        self._choose("woman", names or [("", _("the woman of this case"))])
        self._choose("purpose", [(one, consents.purpose_label(one)) for one in consents.PURPOSES])
        self._choose("partner", [("", "—"), *((key, one.name) for key, one in self.partners.items())])
        self._choose("facts", consents.fact_choices(case))
        self.fields["woman"].required = bool(self.women)
        purpose = self.data.get("purpose") or self.initial.get("purpose")
        self.fields["partner"].required = purpose == Consent.Purpose.REFERRAL

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("purpose") == Consent.Purpose.REFERRAL and not said.get("facts"):
            self.add_error("facts", _("Choose what may be told. Less is safer."))
        return said

    @property
    def person(self) -> Person | None:
        """Whose consent it is; none while nobody is named."""
        return self.women.get(self.cleaned_data["woman"])

    @property
    def said(self) -> dict[str, Any]:
        """What :func:`~tayanch.desk.actions.consents.do_give_consent` wants to know, but for how and by whom."""
        data = self.cleaned_data
        partner: Partner | None = self.partners.get(data["partner"])
        to_partner = partner is not None and data["purpose"] == Consent.Purpose.REFERRAL
        return {
            "person": self.person,
            "purpose": data["purpose"],
            "recipient": str(partner.id) if partner and to_partner else data["recipient"],
            "recipient_name": partner.name if partner and to_partner else data["recipient"],
            "facts": data["facts"],
            "until": data["until"],
            "language": data["language"],
        }


class AgreedForm(ConsentForm):
    """The same after it was read to her, and how she agreed."""

    how = forms.ChoiceField(label=_("How she agreed"), choices=HOW, widget=forms.RadioSelect)


def _women(case: Case) -> dict[str, Person]:
    ties = list(case.people.filter(relation="client").select_related("person"))
    people = [tie.person for tie in ties]
    load_keys(people)
    return {str(person.id): person for person in people}
