"""The form that hands several cases over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tayanch.accounts.models import User
from tayanch.desk.actions.cases import teammates
from tayanch.desk.forms.cases import ColleagueField
from tayanch.desk.models import Case


class HandOverManyForm(forms.Form):
    """To whom: only those who can take every one of the cases."""

    def __init__(self, *args: Any, cases: Sequence[Case], user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = [set(teammates(case).values_list("id", flat=True)) for case in cases]
        common = set.intersection(*able) if able else set()
        found = User.objects.filter(id__in=common).order_by("name")
        self.fields["to"] = ColleagueField(found, label=_("To whom"), empty_label="—")
        self.nobody = not common
