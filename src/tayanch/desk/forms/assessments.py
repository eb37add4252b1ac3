"""What one types on a list of things to do, and about the people of a household."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tayanch.desk.cases import returns
from tayanch.desk.cases.checklisting import WHO
from tayanch.desk.cases.householding import MONEY, PAPERS, SCHOOL, WHERE
from tayanch.desk.forms.cases import ConceptField, day_field, line_field
from tayanch.desk.models import ChecklistStep

CHILD = {"child", "other-child"}


class StepForm(forms.Form):
    """One step: its words, who does it, and its day."""

    text = line_field(_("What is to be done"))
    who = forms.ChoiceField(label=_("Who does it"), choices=list(WHO.items()))
    due = day_field(_("Day"), required=False)


class ChangeStepForm(StepForm):
    """A step of a template may keep the template's words."""

    text = line_field(
        _("In her words"), required=False, help_text=_("Leave it empty to keep the words of the template.")
    )
    is_inside = forms.BooleanField(label=_("Never print it"), required=False)


class SettleForm(forms.Form):
    state = forms.ChoiceField(choices=ChecklistStep.State.choices)


class BeginReturnForm(forms.Form):
    """Which kind of return, and the day on which she is home."""

    template = forms.ChoiceField(label=_("How she comes back"), choices=lambda: [(k.id, k.id) for k in returns.kinds()])
    day = day_field(_("The day she is home"), required=False, help_text=_("The days of the steps are counted from it."))


class PartForm(forms.Form):
    """What the household view asks of one person; only what is needed."""

    relation = ConceptField("relation", label=_("Relation"))
    birth_year = forms.IntegerField(label=_("Year of birth"), required=False, min_value=1900, max_value=2100)
    where = forms.ChoiceField(label=_("Lives"), choices=list(WHERE.items()), required=False)
    place = line_field(_("Place"), required=False, help_text=_("A village or a city is enough."))
    carer = forms.ChoiceField(label=_("Who cares for this person"), required=False)
    school = forms.ChoiceField(label=_("School or kindergarten"), choices=list(SCHOOL.items()), required=False)
    papers = forms.MultipleChoiceField(
        label=_("Papers that are missing"),
        choices=list(PAPERS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    money = forms.ChoiceField(label=_("Who decides over her money"), choices=list(MONEY.items()), required=False)
    note = line_field(_("What else matters"), required=False)

    def __init__(self, *args: Any, carers: list[tuple[str, str]], of: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        carer = self.fields["carer"]
        assert isinstance(carer, forms.ChoiceField)
        carer.choices = [
            ("", "—"),
            *carers,
            ("outside", _("somebody who is not written down")),
            ("nobody", _("nobody")),
        ]
        for name in ("money",) if of != "client" else ("carer", "school"):
            del self.fields[name]

    @property
    def facts(self) -> dict[str, Any]:
        """As :func:`tayanch.desk.actions.household.do_describe` takes them."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in {"relation", "name"}}
        return {name: str(value or "") if name == "birth_year" else value for name, value in said.items()}


class NewPartForm(PartForm):
    """Somebody new: what she is called, and the rest."""

    name = line_field(_("Name"), help_text=_("A first name, or “the younger daughter”, is enough."))
    field_order = ["name"]
