"""The forms of the register. What is typed is what is printed: nothing is corrected, nothing is rounded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tayanch import vocabulary
from tayanch.evidence.figures import library, telling
from tayanch.evidence.figures.finding import Question, choices
from tayanch.evidence.figures.models import Contradiction, Judgement
from tayanch.evidence.figures.rows import Values
from tayanch.evidence.figures.telling import Register
from tayanch.vocabulary.model import LANGUAGES

Choices = list[tuple[str, Any]]
SEXES: Choices = [
    ("female", _("women")),
    ("male", _("men")),
    ("all", _("women and men together")),
    ("n.a.", _("does not apply")),
]
SPOKEN: Choices = [("ky", "Кыргызча"), ("ru", "Русский"), ("en", "English"), ("uz", "O‘zbekcha"), ("tg", "Тоҷикӣ")]
NUMBER = re.compile(r"-?\d+([.,]\d+)?")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
AMBIGUOUS = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")
YEAR = re.compile(r"\d{4}(-\d{4})?")


class FindForm(forms.Form):
    """Which figures are shown."""

    q = forms.CharField(label=_("Words"), max_length=80, required=False)
    topic = forms.ChoiceField(label=_("Topic of the figure"), required=False)
    document = forms.ChoiceField(label=_("Publication"), required=False)
    sex = forms.ChoiceField(label=_("Sex"), required=False)
    country = forms.ChoiceField(label=_("Country of origin or destination"), required=False)
    year = forms.IntegerField(label=_("Year it is about"), required=False, min_value=1900, max_value=2100)
    found = forms.ChoiceField(label=_("Disagreement"), required=False)
    own = forms.BooleanField(label=_("Only what we wrote down ourselves"), required=False)

    def __init__(self, data: Any = None, *, here: Register) -> None:
        super().__init__(data)
        there = choices(here.figures.values())
        wanted = [each for each in [(data or {}).get("topic", "")] if each and not each.startswith("topic:")]
        known = dict.fromkeys([*there["concepts"], *wanted])  # a link may ask for a topic without any figure
        concepts = sorted(((each, telling.topic(each)) for each in known), key=lambda one: one[1])
        printed = [(f"topic:{each}", each) for each in there["printed"]]
        rules = sorted({one.rule for one in here.findings})
        offered: dict[str, Choices] = {
            "topic": [*concepts, (gettext("Keywords"), printed)],
            "document": sorted(here.titles.items(), key=lambda one: one[1]),
            "sex": SEXES,
            "country": sorted(((each, telling.country(each)) for each in there["countries"]), key=lambda one: one[1]),
            "found": [("any", gettext("with any finding")), *((each, telling.rule(each)) for each in rules)],
        }
        for name, some in offered.items():
            self.fields[name].choices = [("", gettext("all")), *some]  # type: ignore[attr-defined]

    def question(self) -> Question:
        """What is asked for; what could not be read asks for nothing."""
        told = getattr(self, "cleaned_data", {})
        names = ("topic", "document", "sex", "country", "found")
        given = {name: told.get(name) or "" for name in names}
        return Question(**given, year=told.get("year"), own=bool(told.get("own")), words=told.get("q") or "")


def _countries(also: Iterable[str]) -> Choices:
    known = {one.id.upper() for one in vocabulary.scheme("country").concepts if re.fullmatch("[a-z]{2}", one.id)}
    found = sorted(((code, telling.country(code)) for code in known | set(also) - {""}), key=lambda one: one[1])
    return [("", "—"), *found]


def _concepts() -> Choices:
    return [(f"need:{one.id}", one.label(telling.language())) for one in vocabulary.scheme("need").concepts]


class FigureForm(forms.Form):
    """One figure as it is printed."""

    document = forms.ChoiceField(
        label=_("Publication"),
        error_messages={"required": _("Choose the publication. Describe a new one first, if it is not in the list.")},
    )
    place = forms.CharField(label=_("Page or line"), max_length=80, required=False)
    section = forms.CharField(label=_("Section"), max_length=300, required=False)
    measure = forms.CharField(
        label=_("What is measured"),
        max_length=500,
        help_text=_("For example: share paid without a contract."),
        error_messages={"required": _("Say what is measured, as the publication does.")},
    )
    value = forms.CharField(
        label=_("Value"),
        max_length=40,
        required=False,
        help_text=_("In full: 20000, not 20 thousand. Of a range the lower end."),
    )
    value_high = forms.CharField(label=_("Upper end"), max_length=40, required=False)
    unit = forms.CharField(
        label=_("Unit"),
        max_length=80,
        help_text=_("percent, people, years …"),
        widget=forms.TextInput(attrs={"list": "units", "autocomplete": "off"}),
        error_messages={"required": _("Say in what unit it is: percent, people, years …")},
    )
    population = forms.CharField(
        label=_("Of whom"),
        max_length=300,
        help_text=_("For example: women migrants from Kyrgyzstan in Russia."),
        error_messages={"required": _("Say of whom the figure is, as the publication does.")},
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=[("", _("not stated")), *SEXES], required=False)
    origin = forms.ChoiceField(label=_("Country of origin"), required=False)
    destination = forms.ChoiceField(label=_("Country of destination"), required=False)
    year = forms.CharField(
        label=_("Year it is about"),
        max_length=40,
        required=False,
        help_text=_("Not the year of the publication: 2015, or 2013-2015. Empty when it is not printed."),
    )
    base = forms.CharField(
        label=_("Base"),
        max_length=20,
        required=False,
        help_text=_("Of how many it is a share, when that is printed. Never a guess."),
    )
    source = forms.CharField(
        label=_("Source it names"), max_length=300, required=False, help_text=_("Whom the publication cites.")
    )
    topics = forms.MultipleChoiceField(label=_("Topics"), required=False, widget=forms.CheckboxSelectMultiple)
    topic = forms.CharField(
        label=_("Keyword"),
        max_length=80,
        required=False,
        help_text=_("Take the same one as other figures on this matter: the checks compare what has one keyword."),
        widget=forms.TextInput(attrs={"list": "keywords", "autocomplete": "off"}),
    )
    note = forms.CharField(label=_("Remark"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    statement_ky = forms.CharField(label=_("In one sentence, Kyrgyz"), max_length=500, required=False)
    statement_ru = forms.CharField(label=_("In one sentence, Russian"), max_length=500, required=False)
    statement_en = forms.CharField(label=_("In one sentence, English"), max_length=500, required=False)
    replaces = forms.CharField(required=False, widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("Id in the register"),
        max_length=40,
        required=False,
        help_text=_("Letters, digits, dot and dash. Empty: the next free one is given."),
    )

    def __init__(self, data: Any = None, *, here: Register, initial: Values | None = None, code: str = "") -> None:
        super().__init__(data, initial=_as_initial(initial or {}))
        there = choices(here.figures.values())
        now = initial or {}
        documents = sorted(here.titles.items(), key=lambda one: one[1])
        places = [*there["countries"], now.get("origin", ""), now.get("destination", "")]
        offered: dict[str, Choices] = {
            "document": [("", "—"), *documents],
            "origin": _countries(places),
            "destination": _countries(places),
            "topics": [*_concepts(), *((each, each) for each in now.get("topics", ()) if not each.startswith("need:"))],
        }
        for name, some in offered.items():
            self.fields[name].choices = some  # type: ignore[attr-defined]
        if code:
            del self.fields["code"]
        self.keywords = there["printed"]
        self.units = sorted({figure.unit for figure in here.figures.values()})

    @property
    def statements(self) -> list[Any]:
        return [self[f"statement_{each}"] for each in LANGUAGES]

    def clean_value(self) -> str:
        return self._number("value")

    def clean_value_high(self) -> str:
        return self._number("value_high")

    def _number(self, name: str) -> str:
        text: str = self.cleaned_data[name]
        is_known = bool(text) and text == self.initial.get(name)
        return text if is_known else clean_number(text)  # as a file brought it: no doubt

    def clean_base(self) -> int | None:
        text = clean_number(self.cleaned_data["base"])
        if text and (not text.isdigit() or not 0 < int(text) < 10**15):
            raise forms.ValidationError(gettext("A base is a whole number above nought: how many people were asked."))
        return int(text) if text else None

    def clean_year(self) -> str:
        text: str = self.cleaned_data["year"].strip().replace("–", "-").replace(" ", "")
        if text and not YEAR.fullmatch(text):
            raise forms.ValidationError(gettext("Write the year as 2015, or two years as 2013-2015."))
        if "-" in text and text[:4] > text[5:]:
            raise forms.ValidationError(gettext("The first year comes after the second. Turn them round."))
        return text

    def clean_replaces(self) -> str:
        code: str = self.cleaned_data["replaces"]
        if code and code not in library.shipped_by_id():
            raise forms.ValidationError(gettext("Only a figure that comes with the product can be replaced."))
        return code

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip()
        if code and not CODE.fullmatch(code):
            raise forms.ValidationError(
                gettext("Use letters, digits, dots and dashes only, and begin with a letter or digit.")
            )
        return code

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        low, high = told.get("value"), told.get("value_high")
        if high and not low and "value" not in self.errors:
            self.add_error("value", gettext("Write the lower end, too, or move the number here."))
        elif low and high and Decimal(low) >= Decimal(high):
            self.add_error(
                "value_high",
                gettext("The upper end must be larger than the value. Leave it empty if there is no range."),
            )
        return told

    def values(self) -> Values:
        """What is kept. Call it when the form is valid."""
        told = self.cleaned_data
        statement = {each: told[f"statement_{each}"] for each in LANGUAGES if told[f"statement_{each}"]}
        plain = {name: told[name] for name in told if not name.startswith("statement_") and name != "code"}
        return plain | {"statement": statement, "topics": list(told["topics"])}


def clean_number(text: str) -> str:
    """A number as it is kept: ``1914500``, ``0.17``; nothing for nothing. Raises ``ValidationError``."""
    bare = re.sub(r"[\s\u00a0\u202f]", "", text)
    if not bare:
        return ""
    if AMBIGUOUS.fullmatch(bare):
        plain = re.sub(r"[.,]", "", bare)
        says = {"text": text.strip(), "whole": plain, "broken": bare.replace(",", ".").rstrip("0")}
        raise forms.ValidationError(
            gettext("“%(text)s” can be read in two ways. Write %(whole)s, or %(broken)s0 for a number with decimals.")
            % says
        )
    try:
        if NUMBER.fullmatch(bare):
            return f"{Decimal(bare.replace(',', '.')):f}"
    except InvalidOperation:
        pass
    raise forms.ValidationError(gettext("Write a number in digits, such as 64 or 0.17. The unit has its own field."))


def _as_initial(values: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: value for name, value in values.items() if name != "statement"}
    return told | {f"statement_{each}": values.get("statement", {}).get(each, "") for each in LANGUAGES}


class Day(forms.DateInput):
    """A day as the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PublicationForm(forms.Form):
    """A document that figures are printed in."""

    title = forms.CharField(label=_("Title"), max_length=300)
    authors = forms.CharField(
        label=_("Authors"), max_length=300, required=False, help_text=_("With a semicolon between two people.")
    )
    publisher = forms.CharField(label=_("Publisher"), max_length=200, required=False)
    year = forms.CharField(label=_("Year of publication"), max_length=9, required=False)
    url = forms.URLField(label=_("Web address"), max_length=500, required=False, assume_scheme="https")
    language = forms.ChoiceField(label=_("Language"), choices=[("", "—"), *SPOKEN], required=False)
    seen_on = forms.DateField(
        label=_("Seen on"), required=False, widget=Day(), help_text=_("When somebody of you held it in hands.")
    )

    def clean_year(self) -> str:
        text: str = self.cleaned_data["year"].strip().replace("–", "-")
        if text and not YEAR.fullmatch(text):
            raise forms.ValidationError(gettext("Write the year as 2015, or two years as 2013-2015."))
        return text


class NewPublicationForm(PublicationForm):
    """One that is described for the first time."""

    key = forms.CharField(
        label=_("Short name"),
        max_length=60,
        help_text=_("Stands in files, in the column document: report-2025."),
    )
    field_order = ["title", "key"]

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"].strip()
        if not CODE.fullmatch(key):
            raise forms.ValidationError(
                gettext("Use letters, digits, dots and dashes only, and begin with a letter or digit.")
            )
        return key


class NoteForm(forms.Form):
    """A remark about a figure."""

    text = forms.CharField(
        label=_("Remark about this figure"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class JudgeForm(forms.Form):
    """How a finding is to be read."""

    verdict = forms.ChoiceField(label=_("How it is to be read"), choices=Judgement.Verdict.choices)
    text = forms.CharField(
        label=_("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: the publisher was told on 3 March."),
        error_messages={"required": _("Say why, in a sentence: somebody else will rely on it.")},
    )


class ContradictForm(forms.Form):
    """A contradiction that a person found."""

    rows = forms.CharField(
        label=_("Ids of the figures"), max_length=300, help_text=_("With spaces between: s000-161 own-1.")
    )
    severity = forms.ChoiceField(label=_("How grave it is"), choices=Contradiction.Severity.choices, initial="doubt")
    text = forms.CharField(label=_("What does not agree"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, here: Register, **more: Any) -> None:
        super().__init__(*args, **more)
        self.here = here

    def clean_rows(self) -> list[str]:
        codes = list(dict.fromkeys(re.split(r"[\s,;]+", self.cleaned_data["rows"].strip())))
        unknown = [code for code in codes if code not in self.here.figures]
        if unknown:
            raise forms.ValidationError(gettext("There is no figure %s in the register.") % ", ".join(unknown))
        if len(codes) < 2:
            raise forms.ValidationError(gettext("A contradiction has two sides: name two figures or more."))
        return codes


class BringForm(forms.Form):
    """A file of figures."""

    file = forms.FileField(
        label=_("File of figures"),
        help_text=_(
            "CSV or XLSX with the columns of the register, at most 5 MB. Nothing is kept before you have looked."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        allow_empty_file=True,  # told in its own sentence
        error_messages=dict.fromkeys(("required", "missing"), _("Choose a CSV or XLSX file.")),
    )
