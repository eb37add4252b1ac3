"""What the pages of a list of things to do show: papers to get, and a plan of return."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from tayanch.desk import assessments as forms
from tayanch.desk.actions.checklists import checklist_of, steps_of
from tayanch.desk.actions.safety import card_about
from tayanch.desk.cases import returns
from tayanch.desk.cases.assessing import clients
from tayanch.desk.language import language
from tayanch.desk.models import Case, Checklist, ChecklistStep, Promise
from tayanch.vault.models import Person

State = ChecklistStep.State
WHO = {"she": _("she"), "we": _("we"), "partner": _("partner")}


def lists(case: Case, kind: str) -> list[dict[str, Any]]:
    """One list a woman of the case, or one of nobody by name; those that were not begun are there without steps."""
    women: list[tuple[Person | None, str]] = [(tie.person, tie.person.unseal("name")) for tie in clients(case)]
    women = women or [(None, "")]
    return [_list(case, kind, person, name if len(women) > 1 else "") for person, name in women]


def _list(case: Case, kind: str, person: Person | None, name: str) -> dict[str, Any]:
    found = checklist_of(case, kind, person)
    rows = [row(step) for step in steps_of(found)] if found else []
    counted = [one for one in rows if one["step"].state != State.DROPPED]
    told = found.facts if found else {}
    template = returns.kind(told.get("template", ""))
    return {
        "list": found,
        "person": person,
        "name": name,
        "rows": rows,
        "done": sum(one["step"].state == State.DONE for one in counted),
        "all": len(counted),
        "template": template.title.say(language()) if template else "",
        "day": date.fromisoformat(told["day"]) if told.get("day") else None,
    }


def row(step: ChecklistStep) -> dict[str, Any]:
    """A step as the page shows it."""
    told, promise = step.facts, step.promise
    title, details = _texts(step.checklist.kind, told)
    return {
        "step": step,
        "title": told.get("text") or title,
        "details": details,
        "own": told.get("text", ""),
        "who": str(WHO[step.who]),
        "promise": promise if promise and promise.state == Promise.State.OPEN else None,
    }


def _texts(kind: str, told: dict[str, Any]) -> tuple[str, list[dict[str, str]]]:
    """The words of a step out of its template, in the language of the page."""
    key = told.get("key", "")
    if kind == Checklist.Kind.PAPERS:
        task = forms.load("papers").task(key)
        steps = forms.steps_for(task, told.get("country", ""), told.get("answer", "")) if task else ()
        details = [{"text": step.text.say(language()), "law": step.law} for step in steps]
        return (task.title.say(language()) if task else "", details)
    template, _slash, own = key.partition("/")
    found = returns.step_of(template, own)
    return (found.text.say(language()) if found else "", [])


def words_of(step: ChecklistStep) -> str:
    """What a promise for it says."""
    return str(row(step)["title"])


def kinds() -> list[dict[str, Any]]:
    """The kinds of return to choose from."""
    return [
        {"id": one.id, "title": one.title.say(language()), "note": one.note.say(language()), "count": len(one.steps)}
        for one in returns.kinds()
    ]


# --- on paper ---------------------------------------------------------------------------------------------


def sheet(found: Checklist) -> Iterator[dict[str, Any]]:
    """What may stand on paper, in the language that is active: open steps without those that stay inside."""
    for step in steps_of(found):
        if step.state == State.OPEN and not step.is_inside:
            one = row(step)
            yield {"title": one["title"], "due": step.due, "is_hers": step.who == ChecklistStep.Who.SHE}


def held_back(found: Checklist) -> int:
    """How many open steps stay inside."""
    return sum(step.state == State.OPEN and step.is_inside for step in steps_of(found))


def watched(person: Person | None) -> str:
    """Is she watched? ``yes``, ``no``, or ``ask`` when nobody has asked or the card is not confirmed."""
    card = card_about(person) if person is not None else None
    if card is None or card._state.adding or card.is_watched is None or card.confirmed_at is None:
        return "yes" if card is not None and card.is_watched else "ask"
    return "yes" if card.is_watched else "no"
