"""A paper that is brought to a case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from tayanch.desk.actions.documents import LARGEST, NotAPaper, media_type
from tayanch.desk.forms.cases import line_field
from tayanch.desk.models import Case, CasePerson

KINDS = _("Choose a PDF, a photo (JPEG or PNG), a Word or OpenDocument text, or a plain text of at most 20 MB.")


class TieField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Somebody of the case, by name."""

    def label_from_instance(self, obj: Model) -> str:
        return obj.person.unseal("name") if isinstance(obj, CasePerson) else ""


class PaperForm(forms.Form):
    file = forms.FileField(label=_("File"), error_messages={"required": KINDS, "empty": KINDS, "missing": KINDS})
    name = line_field(_("What it is"), help_text=_("For example: pay slip, chat with the employer."))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tie"] = TieField(
            case.people.select_related("person"),
            label=_("Whose paper"),
            required=False,
            empty_label=_("The whole case"),
        )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        data: bytes = file.read() if file.size <= LARGEST else b""
        try:
            media_type(data)
        except NotAPaper:
            raise forms.ValidationError(KINDS) from None
        return data
