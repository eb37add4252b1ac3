"""What a survey's report says of its weights: replicates in columns of the file, known totals of the population.

Totals are typed or pasted as lines, an answer and its total: ``women = 2 750 000``, or two columns of a spreadsheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tayanch.survey.codebook import Codebook, Variable
from tayanch.survey.design import Answer, Calibration, Design, DesignError, Margin, Replicates

MARGINS = 3
FEWEST = 4  # replicates that are offered
Values = Mapping[str, Any]
METHODS: tuple[tuple[str, Any], ...] = (
    ("jk1", _("Jackknife without strata (JK1)")),
    ("jkn", _("Jackknife within strata (JKn)")),
    ("brr", _("Balanced half samples (BRR)")),
    ("fay", _("Half samples with Fay's factor")),
    ("bootstrap", _("Bootstrap")),
    ("successive-difference", _("Successive differences")),
    ("other", _("Another one, whose factor I know")),
)
CALIBRATIONS: tuple[tuple[str, Any], ...] = (
    ("", "—"),
    ("rake", _("Each column for itself (raking)")),
    ("post-stratify", _("The columns crossed (post-strata)")),
    ("linear", _("By a regression (GREG)")),
    ("raking", _("By a regression that keeps weights above 0")),
    ("logit", _("By a regression within limits (logit)")),
)
_LINE = re.compile(r"(?P<answers>.+?)\s*[=:;\t]\s*(?P<total>\d[\d\s.,]*)")
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")


class WeightsForm(forms.Form):
    """Replicate weights and known totals."""

    replicates = forms.ChoiceField(label=_("Columns of the replicate weights"), required=False)
    method = forms.ChoiceField(label=_("How they were made"), choices=METHODS, required=False, initial="jk1")
    fay = forms.FloatField(label=_("Fay's factor"), min_value=0, max_value=0.99, required=False)
    scale = forms.FloatField(
        label=_("Factor of the squared deviations"),
        min_value=0,
        required=False,
        help_text=_("If the report names one. A jackknife within strata needs it."),
    )
    mse = forms.BooleanField(label=_("Deviations are from the full estimate (MSE)"), required=False)
    calibration = forms.ChoiceField(label=_("How weights are fitted to them"), choices=CALIBRATIONS, required=False)
    bounds_low = forms.FloatField(label=_("New weight over the old: at least"), required=False)
    bounds_high = forms.FloatField(label=_("New weight over the old: at most"), required=False)
    trim_low = forms.FloatField(label=_("Cut weights below"), required=False, min_value=0)
    trim_high = forms.FloatField(label=_("Cut weights above"), required=False, min_value=0)

    def offer(self, codebook: Codebook, choices: Iterable[tuple[str, str]]) -> None:
        """Offer the columns of a file; *choices* are those with answers."""
        self.book, self.begins = codebook, beginnings(codebook)
        found = [(name, f"{name}… · {_counted(len(own))}") for name, own in self.begins.items()]
        self.fields["replicates"].choices = [("", "—"), *found]  # type: ignore[attr-defined]
        self.margins = []
        for place in range(1, MARGINS + 1):
            margin, totals = f"margin_{place}", f"totals_{place}"
            own = [("", "—"), *choices]
            self.fields[margin] = forms.ChoiceField(label=_("Column"), choices=own, required=False)
            self.fields[totals] = forms.CharField(
                label=_("How many people there are, a line for each answer"),
                required=False,
                widget=forms.Textarea(attrs={"rows": 4, "placeholder": "1 = 2600000\n2 = 2750000"}),
            )
            self.margins.append((place, [self[margin], self[totals]]))

    @property
    def of_replicates(self) -> list[Any]:
        return [self[name] for name in ("replicates", "method", "fay", "scale")]

    @property
    def limits(self) -> list[Any]:
        return [self[name] for name in ("bounds_low", "bounds_high", "trim_low", "trim_high")]

    def replicates_of(self, values: Values) -> dict[str, Any] | None:
        """The replicates as :meth:`~tayanch.survey.design.Design.of` takes them."""
        if not (begin := values.get("replicates")):
            return None
        method = values.get("method") or "jk1"
        fay = (values.get("fay") or 0.0) if method == "fay" else 0.0
        if method == "fay" and not fay:
            raise DesignError(gettext("Say Fay's factor: above 0 and below 1."))
        own = {"method": method, "columns": self.begins[begin], "fay": fay, "mse": bool(values.get("mse"))}
        return own | {"scale": values.get("scale")}

    def calibration_of(self, values: Values) -> dict[str, Any] | None:
        """The known totals as :meth:`~tayanch.survey.design.Design.of` takes them."""
        if not (method := values.get("calibration")):
            return None
        given = [(values.get(f"margin_{at}"), values.get(f"totals_{at}", "")) for at in range(1, MARGINS + 1)]
        chosen = [(self.book[column], text) for column, text in given if column]
        if not chosen:
            raise DesignError(gettext("Choose the columns whose totals are known."))
        if len({one.name for one, _text in chosen}) < len(chosen):
            raise DesignError(gettext("A column is chosen twice."))
        if method == "post-stratify":
            chosen_together = [variable for variable, _text in chosen]
            margins = dict([_margin(chosen_together, "\n".join(text for _variable, text in chosen))])
        else:
            margins = dict(_margin([variable], text) for variable, text in chosen)
        limits = {name: _pair(values, name) for name in ("bounds", "trim")}
        return {"method": method, "margins": margins} | limits


def _counted(columns: int) -> str:
    return ngettext("%d column", "%d columns", columns) % columns


def beginnings(codebook: Codebook) -> dict[str, tuple[str, ...]]:
    """Columns of numbers that are called alike and numbered from 0 or 1 on without a gap, by what they begin with."""
    found: dict[str, dict[int, str]] = {}
    for variable in codebook:
        if variable.kind == "number" and (parts := re.fullmatch(r"(.*?\D)(\d+)", variable.name)):
            found.setdefault(parts[1], {})[int(parts[2])] = variable.name
    return {
        begin: tuple(own[number] for number in sorted(own))
        for begin, own in found.items()
        if len(own) >= FEWEST and min(own) in (0, 1) and max(own) - min(own) == len(own) - 1
    }


def initial_of(design: Design) -> dict[str, Any]:
    """Replicates and known totals of a design as the values of the form."""
    return _initial_of_replicates(design.replicates) | _initial_of_calibration(design.calibration)


def _initial_of_replicates(known: Replicates | None) -> dict[str, Any]:
    if known is None or not known.columns:
        return {}
    begin = known.columns[0].rstrip("0123456789")
    own = {name: getattr(known, name) for name in ("method", "scale", "mse")}
    return own | {"replicates": begin, "fay": known.fay or None}


def _initial_of_calibration(known: Calibration | None) -> dict[str, Any]:
    if known is None:
        return {}
    values: dict[str, Any] = {"calibration": known.method}
    for name in ("bounds", "trim"):
        values[f"{name}_low"], values[f"{name}_high"] = getattr(known, name) or (None, None)
    crossed = known.margins[0] if known.method == "post-stratify" else None
    columns = crossed.columns if crossed else tuple(margin.name for margin in known.margins)
    values |= {f"margin_{place}": name for place, name in enumerate(columns, 1)}
    texts = [_lines(crossed)] if crossed else [_lines(margin) for margin in known.margins]
    return values | {f"totals_{place}": text for place, text in enumerate(texts, 1)}


def _lines(margin: Margin) -> str:
    return "\n".join(f"{' * '.join(map(str, answers))} = {total:.12g}" for answers, total in margin.totals)


# --- what was typed or pasted ------------------------------------------------------------------------------


def _margin(variables: list[Variable], text: str) -> tuple[str, Any]:
    """The name of a margin and its totals, answer within answer."""
    known = tuple(_totals(variables, text))
    if not known:
        first = " * ".join(str(one.answers[0].code) for one in variables if one.answers)
        told = {"column": " * ".join(one.name for one in variables), "example": f"{first} = 1000"}
        raise DesignError(gettext("Write a line for each answer of %(column)s, such as %(example)s.") % told)
    made = Margin(tuple(one.name for one in variables), known)
    return made.name, made.as_given()


def _totals(variables: list[Variable], text: str) -> Iterator[tuple[tuple[Answer, ...], float]]:
    """Answers and total of each line."""
    seen: set[tuple[Answer, ...]] = set()
    for line in filter(None, map(str.strip, text.splitlines())):
        found = _LINE.fullmatch(line)
        parts = re.split(r"\s*[\t;*]\s*", found["answers"]) if found else []
        if found is None or len(parts) != len(variables):
            raise DesignError(gettext("This line is no answer with its total: %s") % line)
        answers = tuple(_code(variable, part) for variable, part in zip(variables, parts, strict=True))
        if answers in seen:
            raise DesignError(gettext("This answer stands twice: %s") % found["answers"])
        seen.add(answers)
        yield answers, _number(found["total"], line)


def _code(variable: Variable, told: str) -> Answer:
    """The code of an answer that is told by its code or its words in any language."""
    for level in variable.levels:
        if told.casefold() in (str(level.code).casefold(), *(text.casefold() for text in level.labels.values())):
            return level.code
    raise DesignError(gettext("%(column)s has no answer %(answer)s.") % {"column": variable.name, "answer": told})


def _number(text: str, line: str) -> float:
    """``2 750 000``, ``2,750,000``, ``12,5``."""
    plain = re.sub(r"\s", "", text)
    plain = plain.replace(",", "") if _THOUSANDS.fullmatch(plain) else plain.replace(",", ".")
    try:
        return float(plain)
    except ValueError:
        raise DesignError(gettext("This line is no answer with its total: %s") % line) from None


def _pair(values: Values, name: str) -> tuple[float, float] | None:
    """A lower and an upper limit; one alone leaves the other side open."""
    low, high = values.get(f"{name}_low"), values.get(f"{name}_high")
    if low is None and high is None:
        return None
    if high is None:
        raise DesignError(gettext("Say both limits, the lower and the upper one."))
    return (0.0 if low is None else low), high
