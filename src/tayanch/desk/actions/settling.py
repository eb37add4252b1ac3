"""What two records of one woman both have in one case, and one woman can have once only: put together before they join.

Each function changes rows through the notes of the joining (:mod:`tayanch.desk.actions.doubles`), so that parting
brings both back as they were.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Protocol, TypeVar

from django.db import models

from tayanch.desk.models import (
    CasePerson,
    CaseShare,
    Checklist,
    ChecklistStep,
    HouseholdPart,
    JoinQuestion,
    LetterAnswers,
)
from tayanch.vault.keys import SealedModel, load_keys
from tayanch.vault.models import Person

Row = TypeVar("Row", bound=models.Model)
Answer = JoinQuestion.Answer
CAREFUL = (Answer.NO, Answer.YES, Answer.OPEN)  # of two answers the first of these holds
ANSWERED = ("answer", "answered_by_id", "answered_at", "consent_id")


class Notes(Protocol):
    """What is noted of a joining."""

    def drop(self, row: models.Model) -> None: ...

    def change(self, row: models.Model, **columns: Any) -> None: ...


def settle_what_is_once(keep: Person, other: Person, notes: Notes) -> None:
    """All of it, for the two records."""
    _settle_household(keep, other, notes)
    _settle_lists(keep, other, notes)
    _settle_answers(keep, other, notes)
    _settle_shares(keep, other, notes)


def _both(model: type[Row], by: tuple[str, ...], keep: Person, other: Person) -> Iterator[tuple[Row, Row]]:
    """Rows of the two that agree in the columns *by*: hers, theirs."""
    hers = {_key(row, by): row for row in model._base_manager.filter(person=keep)}
    for row in model._base_manager.filter(person=other):
        if _key(row, by) in hers:
            yield hers[_key(row, by)], row


def _key(row: models.Model, by: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(row, column) for column in by)


def _told(row: Any) -> dict[str, Any]:
    load_keys([row])
    found: dict[str, Any] = json.loads(row.unseal("told") or "{}")
    return found


def _tell(row: SealedModel, facts: Mapping[str, Any], notes: Notes) -> None:
    """Seal new facts into a row, noted as a change."""
    again = type(row)(id=row.id)
    again._data_key = row._data_key
    again.seal(told=json.dumps(facts, ensure_ascii=False))
    notes.change(row, told=again.told)  # type: ignore[attr-defined]


# --- the household ---------------------------------------------------------------------------------------------------


def _settle_household(keep: Person, other: Person, notes: Notes) -> None:
    """Who was cared for by the other record is cared for by her; what is known of the two is put together."""
    for tie, theirs in _both(CasePerson, ("case_id",), keep, other):
        _join_parts(tie, HouseholdPart.objects.filter(tie=theirs).first(), notes)
    cases = CasePerson.objects.filter(person=other).values("case")
    for part in HouseholdPart.objects.filter(case__in=cases):
        facts = _told(part)
        if facts.get("carer") == str(other.id):
            _tell(part, facts | {"carer": str(keep.id)}, notes)


def _join_parts(tie: CasePerson, theirs: HouseholdPart | None, notes: Notes) -> None:
    if theirs is None:
        return
    hers = HouseholdPart.objects.filter(tie=tie).first()
    if hers is None:
        notes.change(theirs, tie_id=tie.pk)
        return
    own, said = _told(hers), _told(theirs)
    both = {**said, **own}
    for text in ("note", "place"):
        both |= {text: "; ".join(dict.fromkeys(filter(None, (own.get(text), said.get(text)))))}
    both["papers"] = list(dict.fromkeys([*own.get("papers", []), *said.get("papers", [])]))
    _tell(hers, {name: value for name, value in both.items() if value}, notes)
    notes.drop(theirs)


# --- lists and letters -----------------------------------------------------------------------------------------------


def _settle_lists(keep: Person, other: Person, notes: Notes) -> None:
    """One list of each kind: hers, with the steps that only the other one has or that were settled there."""
    for hers, theirs in _both(Checklist, ("case_id", "kind"), keep, other):
        known = {_told(step).get("key") for step in hers.steps.all()} - {None}
        for place, step in enumerate(theirs.steps.all(), start=hers.steps.count()):
            if step.state == ChecklistStep.State.OPEN and step.promise_id is None and _told(step).get("key") in known:
                notes.drop(step)
            else:
                notes.change(step, checklist_id=hers.pk, place=place)
        notes.drop(theirs)


def _settle_answers(keep: Person, other: Person, notes: Notes) -> None:
    """What was typed into letters for the other record fills what was not typed for hers."""
    for hers, theirs in _both(LetterAnswers, ("case_id",), keep, other):
        own, said = _told(hers), _told(theirs)
        _tell(hers, {letter: {**said.get(letter, {}), **own.get(letter, {})} for letter in {**said, **own}}, notes)
        notes.drop(theirs)


# --- who may read her case -------------------------------------------------------------------------------------------


def _settle_shares(keep: Person, other: Person, notes: Notes) -> None:
    """Of two answers to one question the more careful holds, and of two yeses the one that ends first."""
    for asked, again in _both(JoinQuestion, ("case_id", "lawyer_id"), keep, other):
        if CAREFUL.index(Answer(again.answer)) < CAREFUL.index(Answer(asked.answer)):
            notes.change(asked, **{column: getattr(again, column) for column in ANSWERED})
    for share, theirs in _both(CaseShare, ("case_id", "reader_id"), keep, other):
        if _ends(theirs) < _ends(share):
            notes.change(share, consent_id=theirs.consent_id)


def _ends(share: CaseShare) -> tuple[bool, Any]:
    consent = share.consent
    return consent.withdrawn_on is None, consent.withdrawn_on or consent.until
