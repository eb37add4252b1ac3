"""What one types on the panels of a case: her stay, and her years of work. What can be chosen comes from the rules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tayanch.desk.actions.panels import LONGEST, USUAL
from tayanch.desk.forms.documents import TieField
from tayanch.desk.forms.sums import DayField
from tayanch.desk.legal import pension, stay
from tayanch.desk.legal.panel_words import country_name, kind_name
from tayanch.desk.models import Case, CasePerson, Panel
from tayanch.law.days import EARLIEST, LATEST


def named(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Choices of countries; the first one is none."""
    return [("", "—"), *((code, country_name(code)) for code in codes)]


class PastField(DayField):
    """A day that the law can read."""

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day is not None and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(_("Check the year."))
        return day


class PanelForm(forms.Form):
    """The facts beside the rows: whose they are, and when they are forgotten."""

    expires = DayField(
        label=_("Forget it on"), help_text=_("As soon as nobody needs it. It cannot be kept longer than a year.")
    )

    def __init__(self, *args: Any, case: Case, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        ties = case.people.filter(relation="client").select_related("person")
        if len(ties) > 1:
            self.fields["tie"] = TieField(ties, label=_("Who this is about"), empty_label="—")

    def clean_expires(self) -> date:
        expires: date = self.cleaned_data["expires"]
        if not self.today < expires <= self.today + LONGEST:
            raise forms.ValidationError(_("Choose a day after today and within a year."))
        return expires

    @property
    def facts(self) -> dict[str, Any]:
        """As :func:`tayanch.desk.actions.panels.do_keep_panel` takes them."""
        tie: CasePerson | None = self.cleaned_data.pop("tie", None)
        return {**self.cleaned_data, "person": tie.person if tie else None}

    @classmethod
    def values(cls, panel: Panel | None, case: Case, today: date) -> dict[str, Any]:
        """What is kept, or how one begins."""
        if panel is None:
            return {"expires": today + USUAL}
        tie = case.people.filter(person=panel.person_id, relation="client").first() if panel.person_id else None
        return {**panel.told, "expires": panel.expires, "tie": tie}


class StayForm(PanelForm):
    country = forms.ChoiceField(label=_("Where she stays"), choices=lambda: named(stay.countries()))
    citizenship = forms.ChoiceField(label=_("Her citizenship"), choices=lambda: named(_citizenships()))

    def __init__(self, *args: Any, panel: Panel | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.panel = panel

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        country, citizenship = data.get("country"), data.get("citizenship")
        if not country:
            return data
        if citizenship and citizenship not in stay.citizenships(country):
            self.add_error("citizenship", _("We have no rule for this citizenship in that country. Ask the lawyer."))
        written = {row["kind"] for row in self.panel.told[stay.ROWS]} if self.panel else set()
        if unknown := written - set(stay.kinds(country)):
            names = ", ".join(kind_name(kind) for kind in sorted(unknown))
            self.add_error("country", _("Take these rows out first: %(names)s.") % {"names": names})
        return data


def _citizenships() -> list[str]:
    return list(dict.fromkeys(code for country in stay.countries() for code in stay.citizenships(country)))


class EventForm(forms.Form):
    """One thing that happened."""

    kind = forms.ChoiceField(label=_("What happened"))
    date = PastField(label=_("Day"))

    def __init__(self, *args: Any, panel: Panel | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        country = panel.told["country"] if panel else stay.countries()[0]
        kind.choices = [(each, kind_name(each)) for each in stay.kinds(country)]

    @property
    def row(self) -> dict[str, Any]:
        """As a panel keeps it."""
        return {"date": self.cleaned_data["date"].isoformat(), "kind": self.cleaned_data["kind"]}


class PensionForm(PanelForm):
    citizenship = forms.ChoiceField(label=_("Her citizenship"), choices=lambda: named(pension.countries()))
    residence = forms.ChoiceField(
        label=_("Where she will live as a pensioner"), choices=lambda: named(pension.countries())
    )

    def __init__(self, *args: Any, panel: Panel | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class WorkForm(forms.Form):
    """One time of work in one country."""

    country = forms.ChoiceField(label=_("Where she worked"), choices=lambda: named(pension.countries()))
    first = PastField(label=_("From"))
    last = PastField(label=_("To"), required=False, help_text=_("Leave it empty while she still works there."))
    contributions = forms.TypedChoiceField(
        label=_("Pension contributions"),
        choices=[("", "—"), ("yes", _("were paid")), ("no", _("were not paid, or she does not know"))],
        coerce=lambda value: value == "yes",
    )

    def __init__(self, *args: Any, panel: Panel | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", _("The last day is before the first. Check both."))
        return data

    @property
    def row(self) -> dict[str, Any]:
        """As a panel keeps it."""
        data = self.cleaned_data
        days = {"from": data["first"].isoformat(), "to": data["last"].isoformat() if data["last"] else None}
        return {"country": data["country"], **days, "contributions": data["contributions"]}
