"""What one types on the page of a plan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tayanch.accounts.models import Role, User
from tayanch.desk import plans
from tayanch.desk.forms.cases import day_field, line_field, text_field
from tayanch.desk.language import language
from tayanch.desk.models import Case, Task

DOERS = [
    (Task.Doer.COLLEAGUE, _("One of us")),
    (Task.Doer.HERSELF, _("She herself")),
    (Task.Doer.PARTNER, _("A partner")),
]


class ColleagueChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    def label_from_instance(self, colleague: User) -> str:
        return colleague.name


class TaskForm(forms.Form):
    """One step of the plan."""

    what = line_field(_("What is to be done"))
    doer = forms.ChoiceField(label=_("Who does it"), choices=DOERS)
    owner = ColleagueChoice(queryset=None, label=_("Which of us"), required=False, empty_label=_("free"))
    partner = line_field(_("Which partner"), required=False)
    due = day_field(_("By when"), required=False)
    why = text_field(_("Why"), 2, required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = of_team(case)  # type: ignore[attr-defined]


def of_team(case: Case) -> Any:
    """The people of the case's team who work on cases."""
    able = case.team.members.filter(is_active=True, role__in=[Role.CASEWORKER, Role.SUPERVISOR])
    return User.objects.filter(id__in=[*able.values_list("id", flat=True), case.owner_id]).order_by("name")


def task_values(task: Task) -> dict[str, Any]:
    """A step as its form shows it."""
    sealed = {column: task.unseal(column) for column in ("what", "why", "partner")}
    return sealed | {"doer": task.doer, "owner": task.owner_id, "due": task.due}


class TemplateForm(forms.Form):
    """Which template the steps are taken from; those for the case's topic come first."""

    plan = forms.ChoiceField(label=_("Usual plan for"))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(one.id, one.title[language()]) for one in plans.for_topic(case.topic)]
        self.fields["plan"].choices = listed  # type: ignore[attr-defined]
