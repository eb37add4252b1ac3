"""The forms of the surveys' pages. What a column is called and asks is told with it, so that nobody needs the codes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tayanch.evidence.asking import MOST_GROUPS, MOST_QUESTIONS, Question, column_of_sex
from tayanch.evidence.bringing import ENDINGS
from tayanch.evidence.weighing import WeightsForm, initial_of
from tayanch.survey.codebook import Codebook, Variable
from tayanch.survey.design import Design, DesignError
from tayanch.survey.expressions import ExpressionError, parse

STAGES = 3
Choices = list[tuple[str, str]]
LONELY: tuple[tuple[str, Any], ...] = (
    ("fail", _("Stop and name the stratum. You decide then.")),
    ("adjust", _("Hold the one unit against the mean of all. Intervals become rather too long.")),
    ("average", _("Take the mean variance of the other strata.")),
    ("remove", _("Count its variance as nothing. Intervals become too short.")),
)
STATISTICS: tuple[tuple[str, Any], ...] = (
    ("proportion", _("Shares of answers")),
    ("mean", _("Mean")),
    ("total", _("Total for the population")),
    ("ratio", _("Ratio of two sums")),
    ("quantile", _("Median or another quantile")),
)


class UploadForm(forms.Form):
    """A file of a survey."""

    file = forms.FileField(
        label=_("File of the survey"),
        help_text=_("Stata, SPSS, SAS, CSV, Excel or Parquet, also inside a ZIP; at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ",".join((*ENDINGS, ".zip"))}),
        error_messages=dict.fromkeys(("required", "empty", "missing"), _("Choose a file of at most 20 MB.")),
    )
    form = forms.FileField(
        label=_("XLSForm"),
        required=False,
        help_text=_("For an export of KoBoToolbox or ODK: questions, answers and skip rules are taken from it."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls"}),
    )
    title = forms.CharField(label=_("What the survey is called"), max_length=200, required=False)
    source = forms.CharField(
        label=_("Who asked, where and when"),
        max_length=300,
        required=False,
        help_text=_("It stands below every table."),
    )


class DescribeForm(forms.Form):
    """What a survey is called."""

    title = forms.CharField(label=_("What the survey is called"), max_length=200)
    source = forms.CharField(label=_("Who asked, where and when"), max_length=300, required=False)


class FindForm(forms.Form):
    """Questions of a codebook that hold a word."""

    q = forms.CharField(label=_("Word or column"), max_length=80, required=False)


def named(variable: Variable, language: str) -> str:
    """``h601 · Who went away?``: the column and its question."""
    label = variable.label(language)
    return variable.name if label == variable.name else f"{variable.name} · {label[:90]}"


def _columns(codebook: Codebook, language: str, *kinds: str) -> Choices:
    return [(one.name, named(one, language)) for one in codebook if not kinds or one.kind in kinds]


class DesignForm(WeightsForm):
    """How the sample was drawn, and what its weights have to meet."""

    weight = forms.ChoiceField(label=_("Weight"), required=False)
    lonely = forms.ChoiceField(
        label=_("Where a stratum has one unit only"), choices=LONELY, widget=forms.RadioSelect, initial="fail"
    )

    def __init__(self, *args: Any, codebook: Codebook, language: str, **more: Any) -> None:
        super().__init__(*args, **more)
        nothing: Choices = [("", "—")]
        numbers = nothing + _columns(codebook, language, "number")
        units = nothing + _columns(codebook, language, "number", "category", "text")
        self.fields["weight"].choices = numbers  # type: ignore[attr-defined]
        self.stages = []
        for stage in range(1, STAGES + 1):
            names = (f"strata_{stage}", f"clusters_{stage}", f"fpc_{stage}")
            labels = (_("Strata"), _("Units that were drawn"), _("How many there are in all, or the share drawn"))
            for name, label, choices in zip(names, labels, (units, units, numbers), strict=True):
                self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)
            self.stages.append((stage, [self[name] for name in names]))
        self.offer(codebook, _columns(codebook, language, "category"))
        self.order_fields(["weight", *(name for name in self.fields if name not in ("weight", "lonely")), "lonely"])

    @staticmethod
    def initial_of(design: Design) -> dict[str, Any]:
        """A design as the values of this form."""
        values = initial_of(design) | {"weight": design.weight or "", "lonely": design.lonely}
        for what in ("strata", "clusters", "fpc"):
            values |= {f"{what}_{stage}": name for stage, name in enumerate(getattr(design, what), 1)}
        return values

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        try:
            self.design = Design.of(
                {
                    "weight": values.get("weight") or None,
                    "lonely": values.get("lonely") or "fail",
                    **{what: self._stages(values, what) for what in ("strata", "clusters", "fpc")},
                    "replicates": self.replicates_of(values),
                    "calibration": self.calibration_of(values),
                }
            )
        except DesignError as error:
            raise forms.ValidationError(str(error)) from None
        return values

    def _stages(self, values: dict[str, Any], what: str) -> tuple[str, ...]:
        given = [values.get(f"{what}_{stage}", "") for stage in range(1, STAGES + 1)]
        while given and not given[-1]:
            given.pop()
        if "" in given:
            raise DesignError(gettext("A stage is left out between two others. Fill the stages from the first on."))
        return tuple(given)


class AskForm(forms.Form):
    """What a table shows."""

    of = forms.MultipleChoiceField(
        label=_("Questions"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one question.")},
    )
    stat = forms.ChoiceField(label=_("What is computed"), choices=STATISTICS, initial="proportion")
    over = forms.ChoiceField(
        label=_("Divided by"), required=False, help_text=_("For a ratio: the sum that stands below the line.")
    )
    probability = forms.FloatField(
        label=_("Which quantile"),
        min_value=0.01,
        max_value=0.99,
        initial=0.5,
        required=False,
        help_text=_("0.5 is the median."),
    )
    sex = forms.ChoiceField(label=_("Women and men apart"), required=False)
    by_2 = forms.ChoiceField(label=_("Then by"), required=False)
    by_3 = forms.ChoiceField(label=_("And by"), required=False)
    where = forms.CharField(
        label=_("Only those for whom"),
        max_length=500,
        required=False,
        help_text=_("For example: age >= 18 and region in (1, 2). Leave it empty to count everybody."),
    )

    def __init__(self, *args: Any, codebook: Codebook, language: str, design: Design, **more: Any) -> None:
        super().__init__(*args, **more)
        self.codebook = codebook
        drawn = replace(design, calibration=None).columns  # what is known of everybody may be asked for all the same
        asked = [one for one in _columns(codebook, language, "category", "number") if one[0] not in drawn]
        groups = [("", "—"), *((v.name, named(v, language)) for v in codebook if _groups(v))]
        self._choose("of", asked)
        self._choose("over", [("", "—"), *_columns(codebook, language, "number")])
        for name in ("sex", "by_2", "by_3"):
            self._choose(name, groups)
        self.fields["sex"].initial = column_of_sex(codebook)

    def _choose(self, name: str, choices: Choices) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(question: Question, sex: str) -> dict[str, Any]:
        """A question as the values of this form."""
        by = list(question.by)
        first = by.pop(0) if by and by[0] == sex else ""
        second, third = [*by, "", ""][:2]
        values = {name: getattr(question, name) for name in ("stat", "where", "over", "probability")}
        return values | {"of": list(question.of), "sex": first, "by_2": second, "by_3": third}

    def clean_of(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["of"]
        if len(chosen) > MOST_QUESTIONS:
            told = ngettext("At most %d question a table.", "At most %d questions a table.", MOST_QUESTIONS)
            raise forms.ValidationError(told % MOST_QUESTIONS)
        return chosen

    def clean_where(self) -> str:
        text: str = self.cleaned_data["where"].strip()
        try:
            unknown = sorted(parse(text).columns - set(self.codebook.variables)) if text else []
        except ExpressionError as error:
            raise forms.ValidationError(str(error)) from None
        if unknown:
            raise forms.ValidationError(gettext("The file has no column of this name: %s.") % ", ".join(unknown))
        return text

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.errors:
            return values
        for name, told in list(self._wrong(values)):
            self.add_error(name, told)
        if self.errors:
            return values
        self.question = Question(
            of=tuple(values["of"]),
            stat=values["stat"],
            by=tuple(dict.fromkeys(values[n] for n in ("sex", "by_2", "by_3") if values[n]))[:MOST_GROUPS],
            where=values["where"],
            over=values["over"] if values["stat"] == "ratio" else "",
            probability=values["probability"] or 0.5,
        )
        return values

    def _wrong(self, values: dict[str, Any]) -> Iterator[tuple[str, str]]:
        stat = values["stat"]
        kinds = {name: self.codebook[name].kind for name in values["of"]}
        if stat == "ratio" and not values["over"]:
            yield "over", gettext("Say what the sum is divided by.")
        if stat in ("mean", "ratio", "quantile") and (words := [n for n, kind in kinds.items() if kind != "number"]):
            yield "of", gettext("This needs numbers. These are answers in words: %s.") % ", ".join(words)
        if stat == "proportion" and (numbers := [n for n, kind in kinds.items() if kind == "number"]):
            yield "of", gettext("Shares need answers to choose from. These are numbers: %s.") % ", ".join(numbers)


def _groups(variable: Variable) -> bool:
    """Whether it can divide people into groups: answers to choose from, not too many."""
    return variable.kind == "category" and len([one for one in variable.levels if not one.missing]) <= 60


class KeepForm(forms.Form):
    """A name for a table that is kept."""

    name = forms.CharField(label=_("Name of the table"), max_length=200)
