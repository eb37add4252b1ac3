"""What the pages show: questions of a codebook, columns that point at people, a table with all that goes with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tayanch.evidence import comparing, keeping, presenting, tabulating
from tayanch.evidence.asking import Question
from tayanch.evidence.exporting import Sheet
from tayanch.evidence.models import Tabulation
from tayanch.evidence.presenting import Line, Shown
from tayanch.survey.charts import chart
from tayanch.survey.codebook import Codebook, Variable


@dataclass(frozen=True)
class Asked:
    """A question of a codebook in one language. *answers* and *reasons*: code and words."""

    name: str
    label: str
    kind: str
    unit: str
    answers: tuple[tuple[Any, str], ...]
    reasons: tuple[tuple[Any, str], ...]
    asked_if: str
    universe: str


def kind(variable: Variable) -> str:
    return {
        "category": _("answers to choose from"),
        "number": _("number"),
        "text": _("text"),
        "date": _("date"),
    }[variable.kind]


def questions(codebook: Codebook, language: str, word: str = "") -> list[Asked]:
    """The questions that hold *word* in their name, label or answers; without one all."""
    found = [_asked(variable, language) for variable in codebook]
    return [one for one in found if not word or _holds(one, word.casefold())]


def _asked(variable: Variable, language: str) -> Asked:
    told = [(level.code, variable.answer(level.code, language), level.missing) for level in variable.levels]
    return Asked(
        variable.name,
        variable.label(language),
        kind(variable),
        variable.unit,
        tuple((code, text) for code, text, missing in told if not missing),
        tuple((code, text) for code, text, missing in told if missing),
        variable.asked_if or "",
        variable.universe.get(language) or next(iter(variable.universe.values()), ""),
    )


def _holds(one: Asked, word: str) -> bool:
    return any(word in text.casefold() for text in (one.name, one.label, *(text for _code, text in one.answers)))


def suspects(codebook: Codebook, names: Iterable[str], language: str) -> list[tuple[str, str]]:
    """Columns with their questions."""
    known = codebook.variables
    return [(name, known[name].label(language) if name in known else name) for name in names]


# --- a table -------------------------------------------------------------------------------------------------------


def table(made: Tabulation, language: str) -> dict[str, Any]:
    """A table in words with what it rests on."""
    told, question = made.told, Question.of_values(made.asked)
    shown = _shown(made, told, question, language)
    return {
        "shown": shown,
        "question": question,
        "statistic": presenting.statistic(question),
        "about": presenting.about(made.derivation, told.get("warnings", ())),
        "told": told,
        "is_of_old_design": made.derivation.get("design") != made.survey.design,
        "has_missing": any(line.missing >= 0.0005 for section in shown.sections for line in section.lines),
    }


def _shown(made: Tabulation, told: dict[str, Any], question: Question, language: str) -> Shown:
    cells, book = tabulating.estimates_of(told), keeping.codebook_of(made.survey)
    return presenting.shown(cells, question, book, language, is_counted=_is_counted(made.derivation.get("design", {})))


def _is_counted(design: dict[str, Any]) -> bool:
    return not design.get("weight") and not design.get("fpc")


def suggested_name(shown: Shown, made: Tabulation) -> str:
    """The first question and the survey, as a name for the table."""
    first = shown.sections[0].label if shown.sections else ""
    return f"{first} · {made.survey.title}"[:200]


def sheet(made: Tabulation, language: str) -> Sheet:
    """The table as it leaves in a file."""
    found = table(made, language)
    title = made.name or suggested_name(found["shown"], made)
    return Sheet(title, found["statistic"], found["shown"], found["about"])


def picture(made: Tabulation, nth: int, language: str) -> str | None:
    """The estimates of the *nth* question as SVG; none when there is no such question.

    Only what the table shows is drawn: a hidden estimate stands there without a value.
    """
    told, question = made.told, Question.of_values(made.asked)
    shown = _shown(made, told, question, language)
    if not 0 <= nth < len(shown.sections):
        return None
    section, estimates = shown.sections[nth], tabulating.estimates_of(told)
    cells = [presenting.drawn(estimates[line.place], line) for line in section.lines if _is_drawn(line, question)]
    if not cells:
        return None
    source = ". ".join(text for text in (made.survey.title, made.survey.source) if text)
    book = keeping.codebook_of(made.survey)
    is_share = question.stat == "proportion"
    return chart(cells, title=section.label, source=source, language=language, codebook=book, share=is_share)


def _is_drawn(line: Line, question: Question) -> bool:
    """With several groups their subtotals stand in the table only: a picture of all would hide what it shows."""
    return len(question.by) < 2 or None not in line.domain


def other_table(own: dict[str, Any], other: Tabulation, language: str) -> dict[str, Any]:
    """The differences of another table from this one."""
    theirs = table(other, language)
    degrees = min(comparing.degrees_of(tabulating.estimates_of(each["told"])) for each in (own, theirs))
    alike = own["question"].stat == theirs["question"].stat
    found = comparing.between_tables(own["shown"], theirs["shown"], degrees) if alike else []
    return {"other": other, "differences": found}
