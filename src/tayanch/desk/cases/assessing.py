"""What the pages of the short forms show: questions to ask, results with their reasons, answers side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from tayanch.desk import assessments as forms
from tayanch.desk.actions.assessments import answers_of, form_of
from tayanch.desk.assessments import emergency
from tayanch.desk.assessments.model import AnyOf
from tayanch.desk.language import language
from tayanch.desk.models import Assessment, Case, CasePerson
from tayanch.vault.keys import data_key, load_keys
from tayanch.vault.models import Person

WORDS = {
    "yes": gettext_lazy("Yes"),
    "no": gettext_lazy("No"),
    "": gettext_lazy("Not asked"),
    "unsaid": gettext_lazy("She does not want to say"),
}
PURPOSES = {
    "emergency": gettext_lazy("every emergency"),
    "police": gettext_lazy("police"),
    "ambulance": gettext_lazy("ambulance"),
    "violence": gettext_lazy("violence at home"),
    "children": gettext_lazy("children"),
}
WITH_NUMBERS = ("needs", "danger", "suicide", "labour", "children")


@dataclass(frozen=True)
class Told:
    """One assessment with what follows from it."""

    row: Assessment
    form: forms.Form
    outcome: forms.Outcome
    who: str

    @property
    def title(self) -> str:
        return self.form.title.say(language())

    @property
    def is_old(self) -> bool:
        """True when the form has changed since it was answered."""
        return int(self.row.facts["version"]) != self.form.version

    @property
    def warns(self) -> bool:
        """True while what it asks for was not done."""
        return self.outcome.is_critical and self.row.handled_at is None

    @property
    def headline(self) -> list[dict[str, str]]:
        """Results of a scale and whatever is critical, by title and level."""
        shown = [one for one in self.outcome.findings if one.scale or one.is_critical]
        return [{"title": one.title.say(language()), "level": one.level} for one in shown]


def told(row: Assessment, names: Mapping[UUID | None, str] | None = None) -> Told:
    """One assessment, evaluated. The form of the row may be newer than its answers."""
    form = form_of(row)
    return Told(row, form, forms.evaluate(form, answers_of(row)), (names or {}).get(row.person_id, ""))


def listed(case: Case) -> list[Told]:
    """All of a case, the newest first."""
    names = names_of(case)
    return [told(row, names) for row in _rows(case)]


def _rows(case: Case) -> list[Assessment]:
    rows = list(case.assessments.select_related("by", "handled_by"))
    for row in rows:
        row.case, row._data_key = case, data_key(case)
    return rows


def warnings(case: Case) -> list[Told]:
    """The newest answers to each form and woman, where they ask for something that nobody has said to be done."""
    newest: dict[tuple[Any, str], Told] = {}
    for one in listed(case):
        newest.setdefault((one.row.person_id, one.form.id), one)
    return [one for one in newest.values() if one.warns]


def alike(row: Assessment) -> list[Told]:
    """The same form for the same woman, the oldest first."""
    form = row.facts["form"]
    rows = [one for one in _rows(row.case) if one.person_id == row.person_id and one.facts["form"] == form]
    return [told(one) for one in reversed(rows)]


def clients(case: Case) -> list[CasePerson]:
    """The women of the case, with their keys in hand."""
    ties = list(case.people.filter(relation="client").select_related("person").order_by("pk"))
    load_keys([tie.person for tie in ties])
    return ties


def names_of(case: Case) -> dict[UUID | None, str]:
    """Names of the women by id; empty when there is only one, who needs no telling apart."""
    ties = clients(case)
    return {tie.person_id: tie.person.unseal("name") for tie in ties} if len(ties) > 1 else {}


def client(case: Case, person_id: str) -> Person | None:
    """The woman of the case with this id, or the only one; None when it does not say which."""
    ties = clients(case)
    chosen = [tie.person for tie in ties if str(tie.person_id) == person_id]
    return chosen[0] if chosen else ties[0].person if len(ties) == 1 else None


# --- to be answered ---------------------------------------------------------------------------------------


def asked(row: Assessment) -> dict[str, Any]:
    """Everything that the page needs to ask: sections, what is shown at once, numbers."""
    form, answers = form_of(row), answers_of(row)
    alerts = [{"id": one.id, "when": _json(one.when), "text": one.text.say(language())} for one in form.alerts]
    on = {one.id for one in forms.evaluate(form, answers).alerts}
    return {
        "form": form,
        "title": form.title.say(language()),
        "intro": [one.say(language()) for one in form.intro],
        "sections": _sections(form, answers),
        "alerts": [{**one, "is_on": one["id"] in on} for one in alerts],
        "logic": {
            "shown": {name: [_json(need) for need in one.shown_if] for name, one in form.questions.items()},
            "alerts": {one["id"]: one["when"] for one in alerts},
        },
        "numbers": numbers(row.case) if form.id in WITH_NUMBERS else [],
    }


def _json(need: AnyOf) -> dict[str, list[str]]:
    return {name: sorted(answers) for name, answers in need.items()}


def _sections(form: forms.Form, answers: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "title": heading(section.title, section.number),
            "questions": [_question(form, one, answers) for one in section.questions],
        }
        for section in form.sections
    ]


def heading(title: forms.Text, number: int) -> str:
    """The title of a section; of one that is asked several times with its number."""
    return f"{title.say(language())} {number}" if number else title.say(language())


def _question(form: forms.Form, one: forms.Question, answers: Mapping[str, str]) -> dict[str, Any]:
    answer = answers.get(one.id, "")
    return {
        "id": one.id,
        "kind": one.kind,
        "text": one.text.say(language()),
        "hint": one.hint.say(language()) if one.hint else "",
        "answer": answer,
        "options": _options(one, answer),
        "least": one.least,
        "most": one.most,
        "is_shown": forms.is_shown(form, one.id, answers),
    }


def _options(one: forms.Question, answer: str) -> list[dict[str, Any]]:
    chosen = answer.split()
    if one.kind == "yes-no":
        return [{"id": code, "text": str(text), "chosen": code == answer} for code, text in WORDS.items()]
    found = [{"id": each.id, "text": each.text.say(language()), "chosen": each.id in chosen} for each in one.options]
    if one.kind == "choice":
        found.append({"id": "", "text": str(WORDS[""]), "chosen": not answer})
    return found


def words() -> dict[str, str]:
    """What the script of the page says besides what every page says that keeps what is typed."""
    return {"none": str(WORDS[""])}


def numbers(case: Case) -> list[dict[str, Any]]:
    """Numbers by country, the country of the case first; a country without one says that one has to ask."""
    found = emergency.numbers()
    order = sorted(found, key=lambda country: country != case.country)
    return [{"country": country, "rows": [_number(one) for one in found[country]]} for country in order]


def _number(one: emergency.Number) -> dict[str, str]:
    return {"number": one.number, "purpose": str(PURPOSES[one.purpose]), "seen": one.seen}


# --- the result -------------------------------------------------------------------------------------------


def result(one: Told) -> dict[str, Any]:
    """The page of a finished form."""
    return {
        "told": one,
        "findings": [_finding(one, found) for found in one.outcome.findings],
        "alerts": [alert.text.say(language()) for alert in one.outcome.alerts],
        "tasks": [_task(task) for task in one.outcome.tasks],
        "answers": answered(one.form, one.outcome.answers),
        "numbers": numbers(one.row.case) if one.warns else [],
    }


def _finding(one: Told, found: forms.Finding) -> dict[str, Any]:
    return {
        "level": found.level,
        "title": found.title.say(language()),
        "because": found.because.say(language()),
        "grounds": [_ground(one.form, name, one.outcome.answers[name]) for name in found.grounds],
        "steps": [step.say(language()) for step in found.steps],
    }


def _ground(form: forms.Form, name: str, answer: str) -> dict[str, str]:
    one, section = form.questions[name], form.section_of(name)
    where = f"{heading(section.title, section.number)}: " if section.number else ""
    return {"question": where + one.text.say(language()), "answer": said(one, answer)}


def said(question: forms.Question, answer: str) -> str:
    """An answer in the language of the page."""
    if not answer or question.kind == "yes-no":
        return str(WORDS.get(answer, answer))
    return forms.spoken(question, answer, language())


def _task(task: forms.Task) -> dict[str, Any]:
    steps = [{"text": step.text.say(language()), "law": step.law} for step in task.steps]
    return {"title": task.title.say(language()), "steps": steps}


def answered(form: forms.Form, answers: Mapping[str, str]) -> list[dict[str, Any]]:
    """Sections with the questions that were answered, and the answers."""
    return [
        {"title": heading(section.title, section.number), "rows": rows}
        for section in form.sections
        if (rows := [_ground_of(one, answers[one.id]) for one in section.questions if one.id in answers])
    ]


def _ground_of(one: forms.Question, answer: str) -> dict[str, str]:
    return {"question": one.text.say(language()), "answer": said(one, answer)}


# --- over time --------------------------------------------------------------------------------------------


def compared(rows: list[Told]) -> list[dict[str, Any]]:
    """Each question that was answered once, with the answers over time, and whether those that were given differ."""
    form = rows[-1].form
    found = []
    for name, one in form.questions.items():
        answers = [each.outcome.answers.get(name, "") for each in rows]
        if any(answers):
            section = form.section_of(name)
            title = f"{heading(section.title, section.number)}: " if section.number else ""
            cells = [{"on": each.row.started_at, "text": said(one, a)} for each, a in zip(rows, answers, strict=True)]
            moved = len(set(answers) - {""}) > 1
            found.append({"text": title + one.text.say(language()), "cells": cells, "moved": moved})
    return found


def overview(case: Case) -> dict[str, Any]:
    """The page of a case's forms: which there are, what was asked when, and what can be compared."""
    rows = listed(case)
    kinds: Iterable[forms.Form] = (forms.load(one) for one in forms.available())
    return {
        "case": case,
        "rows": rows,
        "kinds": [{"id": one.id, "title": one.title.say(language()), "count": len(one.questions)} for one in kinds],
        "women": [(tie.person_id, tie.person.unseal("name")) for tie in clients(case)],
        "is_open": case.state == Case.State.OPEN,
    }
