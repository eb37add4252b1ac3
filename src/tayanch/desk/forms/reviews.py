"""What one types for a second look."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tayanch.desk.forms.cases import ConceptField, text_field


class AskReviewForm(forms.Form):
    question = text_field(_("What should somebody look at?"), 3)


class DecideForm(forms.Form):
    remark = text_field(_("Remark for the owner"), 3, required=False)


class ReviewTopicForm(forms.Form):
    topic = ConceptField("need", label=_("Topic"))
