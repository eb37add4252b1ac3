"""The one box of the search."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tayanch.desk.forms.cases import line_field


class SearchForm(forms.Form):
    typed = line_field(
        _("What do you know?"), help_text=_("A reference, a phone, a name in any spelling, an employer or a topic.")
    )
