"""What one says of a list that is brought in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tayanch import vocabulary
from tayanch.accounts.models import Role, Team, User
from tayanch.desk.forms.cases import concepts, day_field, line_field, places
from tayanch.desk.importing import checking, deciding, mapping
from tayanch.desk.importing.deciding import Hint
from tayanch.desk.importing.reading import MOST_BYTES, Sheet, Table
from tayanch.desk.models import ImportMapping, ImportRun
from tayanch.desk.records import import_words
from tayanch.vault.phones import REGIONS

SAMPLES = 3  # entries of a column shown beside its heading


class UploadForm(forms.Form):
    """The file, its password, and the form it was filled with."""

    file = forms.FileField(label=_("The list"), help_text=_("XLSX or CSV; an export of KoBoToolbox or ODK as it is."))
    password = forms.CharField(
        label=_("Its password"),
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Only if the file has one."),
    )
    form = forms.FileField(
        label=_("The form (XLSForm)"),
        required=False,
        help_text=_("Only for an export of codes: it says what they mean."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(str(import_words.refusal("too-large")))
        return file


class SheetForm(forms.Form):
    """Which sheet, where its headings are, and what holds for the whole list."""

    sheet = forms.TypedChoiceField(label=_("Sheet"), coerce=int)
    first = forms.IntegerField(label=_("First row of the headings"), min_value=1)
    last = forms.IntegerField(label=_("Last row of the headings"), min_value=1)
    source = line_field(
        _("What is this list called?"),
        help_text=_("The same name next time: then lines that are here are known again."),
    )
    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"), empty_label=None)
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Whose records they become"), empty_label=None)
    with_names = forms.TypedChoiceField(
        label=_("Names and phones"),
        coerce=lambda value: value == "yes",
        choices=[
            ("no", _("Leave them out: conversations only")),
            ("yes", _("Bring them in: these women agreed that we keep their names")),
        ],
        widget=forms.RadioSelect,
    )
    region = forms.ChoiceField(label=_("Phones without a code are of"))
    missing_day = day_field(_("Day for lines without one"), required=False)
    bad = forms.ChoiceField(
        label=_("Cells that cannot be read"),
        choices=[
            (checking.STOP, _("Stop: I correct them in the list")),
            (checking.WORDS, _("Keep them as words of the conversation")),
            (checking.LEAVE_OUT, _("Leave such lines out")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, run: ImportRun, sheets: list[Sheet], user: User, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial(run, user))
        super().__init__(*args, **kwargs)
        hidden = _("hidden")
        names = [f"{one.name} ({one.filled}{f', {hidden}' if one.is_hidden else ''})" for one in sheets]
        self._choices("sheet", enumerate(names))
        self._choices("region", ((code, _country(code)) for code in REGIONS))
        self._rows("team", user.teams.order_by("name"))
        able = User.objects.filter(organisation_id=user.organisation_id, is_active=True, teams__in=user.teams.all())
        able = able.filter(role__in=[Role.CASEWORKER, Role.SUPERVISOR]).distinct().order_by("name")
        self._rows("owner", able)

    def _choices(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]

    def _rows(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and not first <= last <= first + 5:
            self.add_error("last", _("The headings are one row or a few rows one below the other."))
        team, owner = cleaned.get("team"), cleaned.get("owner")
        if team and owner and not team.members.filter(id=owner.id).exists():
            self.add_error("owner", _("She is not in this team."))
        return cleaned

    def said(self) -> dict[str, Any]:
        """The answers, as the action takes them."""
        told = dict(self.cleaned_data)
        told["header"] = (told.pop("first") - 1, told.pop("last") - 1)
        told["missing_day"] = told["missing_day"].isoformat() if told["missing_day"] else ""
        return told


def _initial(run: ImportRun, user: User) -> dict[str, Any]:
    told = run.told
    first, last = told["header"]
    kept = {name: told[name] for name in ("sheet", "source", "missing_day", "bad", "region") if told.get(name)}
    kept |= {"with_names": "yes" if told["with_names"] else "no"} if "with_names" in told else {}
    start = {
        "source": told["file"].rpartition(".")[0],
        "region": user.organisation.country.upper(),
        "bad": checking.STOP,
    }
    return (
        start
        | {"sheet": told["sheet"], "first": first + 1, "last": last + 1, "team": run.team, "owner": run.owner}
        | kept
    )


def _country(code: str) -> str:
    return vocabulary.concept(f"country/{code.lower()}").label(get_language() or "en")


def target_choices() -> list[Any]:
    """What a column can be, in groups."""
    groups: list[Any] = [("", _("— leave it out —"))]
    for group, label in import_words.GROUPS.items():
        members = [(one.id, import_words.TARGETS[one.id]) for one in mapping.TARGETS.values() if one.group == group]
        groups.append((label, members))
    return groups


class ColumnsForm(forms.Form):
    """What each column is. The fields are c0, c1 … in the order of the columns."""

    def __init__(self, *args: Any, table: Table, chosen: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = table.columns
        for place, column in enumerate(table.columns):
            choice = forms.ChoiceField(choices=target_choices, label=column, required=False)
            choice.initial = chosen.get(column, "")
            samples = list(dict.fromkeys(table.values(column)))[:SAMPLES]
            choice.help_text = " · ".join(text[:40] for text in samples)
            self.fields[f"c{place}"] = choice

    def said(self) -> dict[str, str]:
        """heading → target."""
        return {column: self.cleaned_data[f"c{place}"] for place, column in enumerate(self.columns)}


class WordsForm(forms.Form):
    """What each unknown word means. The fields are ``<target>-0`` … in the order of how common the words are."""

    def __init__(
        self, *args: Any, unknown: Mapping[str, Counter[str]], chosen: Mapping[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        self.entries: dict[str, tuple[str, str]] = {}
        for target, words in unknown.items():
            for place, (entry, times) in enumerate(words.most_common(mapping.MOST_WORDS)):
                likely = mapping.likely(target, entry, language)
                choice = forms.ChoiceField(label=f"{entry[:80]} ({times})", choices=_word_choices(target, likely))
                choice.initial = chosen.get(target, {}).get(entry) or mapping.KEEP
                name = f"{target}-{place}"
                self.entries[name] = (target, entry)
                self.fields[name] = choice

    def groups(self) -> list[tuple[Any, list[Any]]]:
        """(what it is, fields) for each column of words."""
        found: dict[str, list[Any]] = {}
        for name, (target, _entry) in self.entries.items():
            found.setdefault(target, []).append(self[name])
        return [(import_words.TARGETS[target], fields) for target, fields in found.items()]

    def said(self) -> dict[str, dict[str, str]]:
        """target → entry → concept."""
        told: dict[str, dict[str, str]] = {}
        for name, (target, entry) in self.entries.items():
            told.setdefault(target, {})[entry] = self.cleaned_data[name]
        return told


def _word_choices(target: str, likely: list[tuple[str, str]]) -> list[Any]:
    own: list[Any] = [(mapping.KEEP, _("Keep it as words")), (mapping.LEAVE, _("Leave it out"))]
    everything = places()[1:] if target == "place" else [(_("All"), concepts(mapping.TARGETS[target].schemes[0])()[1:])]
    return [*own, *([(_("Perhaps"), likely)] if likely else []), *everything]


CHOICES = {
    deciding.JOIN: _("The same woman: add it to her"),
    deciding.NEW: _("Another woman: make a new record"),
    deciding.SKIP: _("Leave the line out"),
}
KNOWN_CHOICES = [
    (deciding.SKIP, _("Leave them out")),
    (deciding.UPDATE, _("Bring those up to date that nobody has changed here")),
]


class DoublesForm(forms.Form):
    """What becomes of lines whose woman may be known: for all, and for single ones (``l<line>``)."""

    for_all = forms.ChoiceField(
        label=_("For all of them"),
        required=False,
        choices=[("", _("Decide line by line")), *CHOICES.items()],
        widget=forms.RadioSelect,
    )
    for_known = forms.ChoiceField(
        label=_("Lines that are here, and say something else now"),
        required=False,
        choices=[("", _("Decide line by line")), *KNOWN_CHOICES],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, hints: Iterable[Hint], chosen: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for hint in hints:
            options = [("", _("as for all")), *((one, CHOICES[one]) for one in hint.choices)]
            self.fields[f"l{hint.line}"] = forms.ChoiceField(
                label=str(hint.line), choices=options, required=False, initial=chosen.get(hint.line, "")
            )

    def said(self) -> dict[str, Any]:
        """The choices, as the action takes them."""
        single = {int(name[1:]): what for name, what in self.cleaned_data.items() if name.startswith("l")}
        return {"for_all": self.cleaned_data["for_all"], "for_known": self.cleaned_data["for_known"], "single": single}


class SaveMappingForm(forms.Form):
    """Under which name columns and words are kept."""

    name = line_field(_("Keep these answers under the name"))


def mapping_choices(kept: Iterable[ImportMapping]) -> list[tuple[str, str]]:
    """Kept answers by name."""
    return sorted(((str(one.id), one.told["name"]) for one in kept), key=lambda pair: pair[1])
