"""What is typed into memos."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class MemoForm(forms.Form):
    """A thought and its heading."""

    title = forms.CharField(label=_("Heading"), max_length=200)
    text = forms.CharField(label=_("Memo"), widget=forms.Textarea, required=False, max_length=50_000)
