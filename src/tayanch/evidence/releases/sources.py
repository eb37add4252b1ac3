"""What can be released: kept tables of surveys, series of indicators, published figures, states of recommendations.

Each source offers datasets by id and gathers one when it is chosen. Tables of surveys and what others published are
ready to leave; counts of the desk are protected by :mod:`tayanch.releases.protecting`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from tayanch.accounts.models import User
from tayanch.evidence.access import tabulations_for
from tayanch.evidence.models import Tabulation
from tayanch.evidence.releases import series
from tayanch.indicators.model import Indicator, Observation
from tayanch.releases import wording
from tayanch.releases.datasets import TOTAL, of_figures, of_recommendations
from tayanch.releases.model import Column, Dataset, DatasetKind, Value
from tayanch.vocabulary.model import Text

SURVEY = "survey-"


@dataclass(frozen=True)
class Years:
    """From which year to which; 0 leaves a side open."""

    since: int = 0
    until: int = 0

    def hold(self, period: str) -> bool:
        """Whether a period (``2026``, ``2026-Q3``) lies between them."""
        year = int(period[:4])
        return (not self.since or year >= self.since) and (not self.until or year <= self.until)


@dataclass(frozen=True)
class Raw:
    """The values of an indicator as they were counted: they leave only after they were protected."""

    indicator: Indicator
    observations: tuple[Observation, ...]


@dataclass(frozen=True)
class Offer:
    """A dataset that can be chosen. *make* gathers it; it may be empty."""

    id: str
    kind: DatasetKind
    title: Text
    make: Callable[[Years], Dataset | Raw]


KINDS: dict[str, Any] = {
    "series": _("Indicators"),
    "survey": _("Kept tables of surveys"),
    "figures": _("Published figures"),
    "recommendations": _("Recommendations"),
}


def offers(user: User) -> list[Offer]:
    """Everything that she may put into a release, by kind."""
    return [*_indicators(user), *_surveys(user), *_figures(user), *_recommendations(user)]


def grouped(found: Sequence[Offer]) -> list[tuple[Any, list[Offer]]]:
    """The offers under the names of their kinds."""
    return [(name, own) for kind, name in KINDS.items() if (own := [one for one in found if one.kind == kind])]


# --- indicators ------------------------------------------------------------------------------------------------


def _indicators(user: User) -> Iterator[Offer]:
    for one in series.having_values(user):
        yield Offer(one.id, "series", one.name, partial(_series, user, one))


def _series(user: User, indicator: Indicator, years: Years) -> Raw:
    return Raw(indicator, tuple(one for one in series.exact(user, indicator) if years.hold(one.period)))


# --- kept tables of surveys -----------------------------------------------------------------------------------


def _surveys(user: User) -> Iterator[Offer]:
    for one in tabulations_for(user).filter(state=Tabulation.State.DONE):
        title = Text(ky=one.name, ru=one.name, en=one.name)
        yield Offer(f"{SURVEY}{one.id.hex[:12]}", "survey", title, _table_of(one.id))


def _table_of(tabulation_id: Any) -> Callable[[Years], Dataset]:
    def make(_years: Years) -> Dataset:
        return survey_table(Tabulation.objects.select_related("survey").get(id=tabulation_id))

    return make


def survey_table(made: Tabulation) -> Dataset:
    """A kept table as it is shown at the desk: what is hidden there has no value here."""
    from tayanch.evidence import keeping, presenting, tabulating, telling
    from tayanch.evidence.asking import Question

    question, book = Question.of_values(made.asked), keeping.codebook_of(made.survey)
    with override("en"):
        found = telling.table(made, "en")
    cells = tabulating.estimates_of(found["told"])
    lines = [(section, line, cells[line.place].level) for section in found["shown"].sections for line in section.lines]
    rows = tuple(_row(section.variable, line, level) for section, line, level in lines)
    coded = [
        ("question", [(section.variable, _label(book, section.variable)) for section in found["shown"].sections]),
        *(
            (name, list(_groups(book, name, (line.domain[at] for _s, line, _l in lines))))
            for at, name in enumerate(question.by)
        ),
        ("answer", list(_answers(book, ((section.variable, level) for section, _line, level in lines)))),
    ]
    columns = [
        Column(name, "code", _name(book, name), _tag(name), codes=tuple(dict(codes).items())) for name, codes in coded
    ]
    about = {language: _about(made, language) for language in ("ky", "ru", "en")}
    title = Text(ky=made.name, ru=made.name, en=made.name)
    method = Text(**{language: told["method"] for language, told in about.items()})
    source = ". ".join(text for text in (made.survey.title, made.survey.source) if text)
    hidden = _hidden(sum(line.estimate is None for _s, line, _l in lines), len(lines), presenting)
    return Dataset(
        f"{SURVEY}{made.id.hex[:12]}",
        "survey",
        title,
        (*columns, *_MEASURED),
        rows,
        method=method,
        source=source,
        hidden=hidden,
    )


_MEASURED = tuple(
    Column(
        name,
        "text" if name == "flags" else "number",
        wording.text(f"column.{name}"),
        tag,
        wording.text(f"about.{name}"),
    )
    for name, tag in (
        ("value", "#indicator+value+num"),
        ("lower", "#indicator+lower+num"),
        ("upper", "#indicator+upper+num"),
        ("se", "#indicator+stderror+num"),
        ("base", "#indicator+denominator+num"),
        ("flags", "#status+flags"),
    )
)


def _row(variable: str, line: Any, level: Any) -> tuple[Value, ...]:
    groups = (TOTAL if code is None else str(code) for code in line.domain)
    notes = [*line.notes, *(["small-base"] if line.shaky else [])]
    flags = " ".join(["hidden", *notes] if line.estimate is None else notes)
    answer = "" if level is None else f"{variable}={level}"
    return (variable, *groups, answer, line.estimate, line.lower, line.upper, line.se, line.n, flags)


def _label(book: Any, name: str) -> Text:
    labels = book[name].labels if name in book.variables else {}
    return Text(**{code: labels.get(code, "") for code in ("ky", "ru")}, en=labels.get("en") or labels.get("") or name)


def _name(book: Any, name: str) -> Text:
    return wording.text(f"by.{name}") if name in ("question", "answer") else _label(book, name)


def _tag(name: str) -> str:
    return (
        "#meta+sex" if name in ("sex", "gender") else f"#meta+{''.join(filter(str.isalnum, name)).lower() or 'group'}"
    )


def _groups(book: Any, name: str, codes: Iterator[Any]) -> Iterator[tuple[str, Text]]:
    for code in codes:
        yield (TOTAL, wording.text("all")) if code is None else (str(code), _meaning(book, name, code))


def _answers(book: Any, found: Iterator[tuple[str, Any]]) -> Iterator[tuple[str, Text]]:
    for variable, level in found:
        yield ("", Text()) if level is None else (f"{variable}={level}", _meaning(book, variable, level))


def _meaning(book: Any, name: str, code: Any) -> Text:
    if name not in book.variables:
        return Text(ky=str(code), ru=str(code), en=str(code))
    return Text(**{language: book[name].answer(code, language) for language in ("ky", "ru", "en")})


def _about(made: Tabulation, language: str) -> dict[str, str]:
    from tayanch.evidence import presenting

    with override(language):
        lines = presenting.about(made.derivation, made.told.get("warnings", ()))
        return {"method": " ".join(f"{label}: {text}." for label, text in lines).replace("..", ".")}


def _hidden(count: int, of: int, presenting: Any) -> tuple[Text, ...]:
    if not count:
        return ()
    told = {language: wording.say("hidden.survey", language, n=count, of=of) for language in ("ky", "ru", "en")}
    return (Text(**told),)


# --- what others printed, and what was recommended ---------------------------------------------------------------


def _figures(user: User) -> Iterator[Offer]:
    yield Offer("published-figures", "figures", wording.text("figures.title"), partial(_figures_of, user))


def _figures_of(user: User, _years: Years) -> Dataset:
    from tayanch.evidence.figures import register

    return of_figures(register.figures_for(user), register.findings_for(user))


def _recommendations(user: User) -> Iterator[Offer]:
    title = wording.text("recommendations.title")
    yield Offer("recommendations", "recommendations", title, partial(_recommendations_of, user))


def _recommendations_of(user: User, _years: Years) -> Dataset:
    from tayanch.evidence.policy import states

    found = states.all_stands(user.organisation)
    rows = (
        (one.asked.key, one.asked.source, one.asked.addressee, one.asked.text.get("en"), one.state, one.asked.since)
        for one in found
    )
    return of_recommendations(rows)
