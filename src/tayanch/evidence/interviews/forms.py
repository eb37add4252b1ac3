"""The forms of the pages of interviews."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tayanch import vocabulary
from tayanch.evidence.interviews import board
from tayanch.evidence.interviews.models import FieldNote, Interview, Member, Method, Study
from tayanch.evidence.interviews.planning import METHODS, area_label
from tayanch.interviews import attributes
from tayanch.interviews.reading import KINDS

Choices = list[tuple[str, Any]]
LANGUAGES: tuple[tuple[str, Any], ...] = (
    ("ky", _("Kyrgyz")),
    ("ru", _("Russian")),
    ("en", _("English")),
    ("uz", _("Uzbek")),
    ("tg", _("Tajik")),
)
SEXES: tuple[tuple[str, Any], ...] = (("woman", _("woman")), ("man", _("man")))
YES_NO: tuple[tuple[str, Any], ...] = (("yes", _("yes")), ("no", _("no")))
ATTRIBUTE_LABELS: dict[str, Any] = {
    attributes.SEX: _("Sex"),
    attributes.AGE: _("Age"),
    attributes.OBLAST: _("Oblast"),
    attributes.STATUS: _("Who she is"),
    attributes.DESTINATION: _("Country of migration"),
    attributes.RETURNED: _("Came back"),
}
SCHEMES = {attributes.OBLAST: "oblast", attributes.STATUS: "target-group", attributes.DESTINATION: "country"}
NOTHING: Choices = [("", "—")]
MOST_FILES = 40
MOST_NUMBER = 999


class Day(forms.DateInput):
    """A day as the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class StudyForm(forms.Form):
    """A study that is begun."""

    title = forms.CharField(label=_("What the study is called"), max_length=200)
    question = forms.CharField(
        label=_("What it wants to know"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class AboutStudyForm(StudyForm):
    """What is said about a study later."""

    attributes = forms.CharField(
        label=_("What else is asked about each speaker"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line, for example: number of children. Never a name, a phone or an address."),
    )
    may_see_others = forms.BooleanField(
        label=_("Coders see one another's work from the start"),
        required=False,
        help_text=_("Better not: whoever has not seen the other's codes judges for herself."),
    )

    def clean_attributes(self) -> list[str]:
        lines = (line.strip()[:60] for line in self.cleaned_data["attributes"].splitlines())
        return [line for line in lines if line and line not in attributes.KNOWN]


class MemberForm(forms.Form):
    """A colleague who comes to a study."""

    user = forms.ChoiceField(label=_("Colleague"))
    part = forms.ChoiceField(label=_("Part"), choices=Member.Part.choices, initial=Member.Part.CODER)

    def __init__(self, *args: Any, colleagues: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["user"].choices = colleagues  # type: ignore[attr-defined]


def areas_of(study: Study) -> Choices:
    """The areas of the plan; all oblasts while there is none."""
    areas = study.plan.get("areas") or [one.id for one in vocabulary.scheme("oblast").concepts]
    return NOTHING + [(area, area_label(area)) for area in areas]


class AboutForm(forms.Form):
    """How an interview was held."""

    name = forms.CharField(
        label=_("What the interview is called"),
        max_length=120,
        help_text=_("Without a name of anybody: group 3, women, Batken."),
    )
    method = forms.ChoiceField(label=_("Method"), choices=Method.choices)
    language = forms.ChoiceField(label=_("Language"), choices=[*NOTHING, *LANGUAGES], required=False)
    area = forms.ChoiceField(label=_("Area"), required=False)
    held_on = forms.DateField(label=_("Held on"), required=False, widget=Day())
    case = forms.CharField(
        label=_("Family"),
        max_length=120,
        required=False,
        help_text=_("The same name joins the interviews of one family: family 7."),
        widget=forms.TextInput(attrs={"list": "families", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, study: Study, **more: Any) -> None:
        super().__init__(*args, **more)
        choices = areas_of(study)
        now = (self.initial or {}).get("area") or ""
        if now and now not in dict(choices):
            choices.append((now, area_label(now)))
        self.fields["area"].choices = choices  # type: ignore[attr-defined]


class ManyFiles(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """All files that were chosen."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > MOST_FILES:
            raise forms.ValidationError(gettext("At most %d files at once.") % MOST_FILES)
        return [super(FilesField, self).clean(one, initial) for one in files]


class BringForm(forms.Form):
    """Transcripts that are brought: files, or typed."""

    transcripts = FilesField(
        allow_empty_file=True,  # told in its own answer
        label=_("Transcripts"),
        required=False,
        help_text=_("Word, LibreOffice, RTF, text, web page, subtitles or a table of answers; at most 20 MB together."),
        widget=ManyFiles(attrs={"accept": ",".join(f".{kind}" for kind in KINDS)}),
    )
    typed_name = forms.CharField(label=_("What the interview is called"), max_length=120, required=False)
    typed = forms.CharField(
        label=_("Text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Begin every turn with who speaks and a colon: Moderator: …"),
    )
    method = forms.ChoiceField(label=_("Method"), choices=Method.choices)
    language = forms.ChoiceField(label=_("Language"), choices=[*NOTHING, *LANGUAGES], required=False)
    area = forms.ChoiceField(label=_("Area"), required=False)

    def __init__(self, *args: Any, study: Study, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["area"].choices = areas_of(study)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not self.errors and not told.get("transcripts") and not told.get("typed", "").strip():
            raise forms.ValidationError(gettext("Choose files, or type a text."))
        return told


class CorrectForm(forms.Form):
    """A corrected transcript."""

    file = forms.FileField(label=_("Corrected file"), required=False)
    typed = forms.CharField(label=_("or the whole text"), required=False, widget=forms.Textarea(attrs={"rows": 14}))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not self.errors and not told.get("file") and not told.get("typed", "").strip():
            raise forms.ValidationError(gettext("Choose a file, or type a text."))
        return told


class ConsentForm(forms.Form):
    """What she agreed to."""

    consent = forms.ChoiceField(label=_("How she agreed"), choices=Interview.Consent.choices)
    may_quote = forms.BooleanField(label=_("Words of hers may be printed without her name"), required=False)
    may_share = forms.BooleanField(label=_("The transcript may go to other researchers"), required=False)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Where the signed sheet lies, what she asked to be left out."),
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("consent") == Interview.Consent.UNKNOWN and (told.get("may_quote") or told.get("may_share")):
            raise forms.ValidationError(gettext("First say how she agreed."))
        return told


class NoteForm(forms.Form):
    """An entry of the supervisor's log."""

    kind = forms.ChoiceField(label=_("What was done"), choices=FieldNote.Kind.choices)
    day = forms.DateField(label=_("Day"), widget=Day())
    area = forms.ChoiceField(label=_("Area"), required=False)
    interview = forms.ChoiceField(label=_("Interview"), required=False)
    found = forms.CharField(label=_("What was found"), widget=forms.Textarea(attrs={"rows": 3}))
    to_do = forms.CharField(label=_("What is to be done"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, study: Study, interviews: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["area"].choices = areas_of(study)  # type: ignore[attr-defined]
        self.fields["interview"].choices = NOTHING + interviews  # type: ignore[attr-defined]


class BoardForm(forms.Form):
    """Which interviews the board shows."""

    method = forms.ChoiceField(label=_("Method"), required=False)
    area = forms.ChoiceField(label=_("Area"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    coder = forms.ChoiceField(label=_("Who codes"), required=False)

    def __init__(self, *args: Any, rows: list[board.Row], **more: Any) -> None:
        super().__init__(*args, **more)
        some = {row.interview.area: row.area for row in rows}
        areas = [(area or "-", label or gettext("no area")) for area, label in sorted(some.items())]
        coders = sorted({coder.name for row in rows for coder in row.coders})
        spoken = {row.interview.language for row in rows}
        stages = list(board.STAGES)
        stages += [(f"-{stage}", gettext("not yet: %s") % label) for stage, label in board.STAGES]
        offered = {
            "method": [(value, label) for value, label in Method.choices if self._has(rows, value)],
            "area": areas,
            "language": [(value, label) for value, label in LANGUAGES if value in spoken],
            "stage": stages,
            "coder": [(name, name) for name in coders],
        }
        for name, choices in offered.items():
            self.fields[name].choices = [("", gettext("all")), *choices]  # type: ignore[attr-defined, misc]

    @staticmethod
    def _has(rows: list[board.Row], method: str) -> bool:
        return any(row.interview.method == method for row in rows)


class PlanForm(forms.Form):
    """Areas × methods with targets, and the totals that were stated."""

    new_area = forms.CharField(label=_("Another area"), max_length=60, required=False)

    def __init__(self, data: Any = None, *, study: Study) -> None:
        self.areas: list[str] = list(study.plan.get("areas") or [one[0] for one in areas_of(study)[1:]])
        super().__init__(data, initial=_as_initial(study.plan))
        number = {"min_value": 0, "max_value": MOST_NUMBER, "required": False}
        for name, label in self._names():
            widget = forms.NumberInput(attrs={"aria-label": label, "inputmode": "numeric"})
            self.fields[name] = forms.IntegerField(label=label, widget=widget, **number)  # type: ignore[arg-type]

    def _names(self) -> Iterator[tuple[str, str]]:
        stated = gettext("stated total")
        for place, area in enumerate(self.areas):
            label = area_label(area)
            for method in METHODS:
                yield f"n-{place}-{method}", f"{label}, {Method(method).label}"
            yield f"area-{place}", f"{label}, {stated}"
        for method in METHODS:
            yield f"method-{method}", f"{Method(method).label}, {stated}"
        yield "all", gettext("all together, stated total")

    @property
    def lines(self) -> list[tuple[str, str, list[Any], Any]]:
        """An area and its label, its numbers, its stated total."""
        return [
            (area, area_label(area), [self[f"n-{place}-{method}"] for method in METHODS], self[f"area-{place}"])
            for place, area in enumerate(self.areas)
        ]

    @property
    def stated(self) -> list[Any]:
        """The stated totals of the methods."""
        return [self[f"method-{method}"] for method in METHODS]

    def plan(self, left_out: set[str]) -> dict[str, Any]:
        """The plan as it is kept; without the areas *left_out*."""
        told = self.cleaned_data
        new = told["new_area"].strip()
        areas = [area for area in self.areas if area not in left_out]
        places = {area: place for place, area in enumerate(self.areas)}
        targets = {a: {m: n for m in METHODS if (n := told.get(f"n-{places[a]}-{m}"))} for a in areas}
        totals = {
            "areas": {a: n for a in areas if (n := told.get(f"area-{places[a]}")) is not None},
            "methods": {m: n for m in METHODS if (n := told.get(f"method-{m}")) is not None},
        }
        if told.get("all") is not None:
            totals["all"] = told["all"]
        added = [new] if new and new not in areas else []
        return {"areas": areas + added, "targets": {a: t for a, t in targets.items() if t}, "totals": totals}


def _as_initial(plan: dict[str, Any]) -> dict[str, int]:
    totals: dict[str, Any] = plan.get("totals", {})
    told: dict[str, int] = {}
    for place, area in enumerate(plan.get("areas", ())):
        told |= {f"n-{place}-{method}": n for method, n in plan.get("targets", {}).get(area, {}).items()}
        if area in totals.get("areas", {}):
            told[f"area-{place}"] = totals["areas"][area]
    told |= {f"method-{method}": n for method, n in totals.get("methods", {}).items()}
    return told | ({"all": totals["all"]} if "all" in totals else {})
