"""A paper that is brought to a case, what is known of it, and papers that become a bundle."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from tayanch.desk.actions.documents import LARGEST, NotAPaper, Prepared, Said, periods_of, prepare
from tayanch.desk.documents.evidence import Shown
from tayanch.desk.documents.paper_words import KINDS, why_not
from tayanch.desk.forms.cases import ConceptField, day_field, line_field, text_field
from tayanch.desk.models import Case, CasePerson, Document, WagePeriod
from tayanch.desk.shown import shown
from tayanch.vault.models import Person

LANGUAGES = [("ru", _("Russian")), ("ky", _("Kyrgyz")), ("en", _("English"))]
SHORTEST_PASSWORD = 12


class TieField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Somebody of the case, by name."""

    def label_from_instance(self, obj: Model) -> str:
        return shown(obj.person, "name") if isinstance(obj, CasePerson) else ""


class PeriodField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A pay period of one of the claims of a case."""

    def label_from_instance(self, obj: Model) -> str:
        if not isinstance(obj, WagePeriod):
            return ""
        return f"{obj.claim.number}: {obj.first:%d.%m.%Y} – {obj.last:%d.%m.%Y}"


def read(file: UploadedFile[Any] | None) -> Prepared:
    """The file, looked at and cleaned in memory; raises :class:`NotAPaper`."""
    if file is None:
        raise NotAPaper("empty")
    if (file.size or 0) > LARGEST:
        raise NotAPaper("large")
    return prepare(file.read())


def _tie_field(case: Case) -> TieField:
    people = case.people.select_related("person")
    return TieField(people, label=_("Whose paper"), required=False, empty_label=_("The whole case"))


class PaperForm(forms.Form):
    """One paper with a word on what it is."""

    file = forms.FileField(label=_("File"), error_messages={"required": KINDS, "empty": KINDS, "missing": KINDS})
    name = line_field(_("What it is"), help_text=_("For example: pay slip, chat with the employer."))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tie"] = _tie_field(case)

    def clean_file(self) -> Prepared:
        try:
            return read(self.cleaned_data["file"])
        except NotAPaper as refusal:
            raise forms.ValidationError(why_not(refusal)) from None


class AboutForm(forms.Form):
    """What is known of a paper. An empty name becomes that of its kind."""

    name = line_field(_("What it is"), help_text=_("For example: pay slip, chat with the employer."), required=False)
    sort = ConceptField("evidence", label=_("Kind"), required=False)
    on = day_field(_("Day it is from"), required=False)
    proves = text_field(
        _("What it shows"),
        2,
        required=False,
        help_text=_("Printed in the list of a bundle. Write it as the court reads it."),
    )
    source = line_field(_("From whom we have it"), required=False)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tie"] = _tie_field(case)
        label = _("Pay period it supports")
        self.fields["period"] = PeriodField(
            periods_of(case), label=label, required=False, empty_label=_("None of them")
        )

    @property
    def whose(self) -> Person | None:
        return self.cleaned_data["tie"].person if self.cleaned_data["tie"] else None

    def said(self, file_name: str = "") -> Said:
        """The answers as they are kept."""
        told = {name: self.cleaned_data[name] for name in ("sort", "on", "proves", "source", "period")}
        return Said(**told, file_name=file_name)


class EvidenceForm(AboutForm):
    """The same for papers that come with it; the files themselves are read one by one."""

    keep_original = forms.BooleanField(
        label=_("Keep photos also as they came, with place, time and device"),
        required=False,
        help_text=_("Only when that proves something. Otherwise it can show where she is."),
    )


class BundleForm(forms.Form):
    """Which papers, in which order: each has a number, and an empty one stays out."""

    title = line_field(
        _("Title of the bundle"),
        required=False,
        help_text=_("Printed above the list. For example: annex to the claim."),
    )
    language = forms.ChoiceField(label=_("Language of the list"), choices=LANGUAGES)

    def __init__(self, papers: Iterable[Shown], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.papers = {f"at-{one.document.id}": one for one in papers}
        for number, name in enumerate(self.papers, 1):
            self.fields[name] = forms.IntegerField(min_value=1, max_value=999, required=False, initial=number)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.chosen:
            self.add_error(None, _("Give at least one paper a number."))
        return cleaned

    @property
    def chosen(self) -> list[Document]:
        """The papers in the order of their numbers."""
        numbered = [(self.cleaned_data.get(name), at) for at, name in enumerate(self.papers)]
        papers = list(self.papers.values())
        return [papers[at].document for number, at in sorted((n, at) for n, at in numbered if n)]

    @property
    def rows(self) -> list[tuple[Shown, forms.BoundField]]:
        return [(one, self[name]) for name, one in self.papers.items()]


class PasswordForm(forms.Form):
    """A password for a copy that is sent."""

    password = forms.CharField(
        label=_("Password of the copy"),
        min_length=SHORTEST_PASSWORD,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Write it down before you press. It is kept nowhere. Tell it by phone, never in the same message."),
    )
