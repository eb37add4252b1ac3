"""What was typed into letters, so that nobody is asked twice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models

from tayanch.desk.models.cases import Case
from tayanch.vault.models import Person, SealedField, SealedModel

EVERY_LETTER = ""  # the part of the answers that every letter may use


class LetterAnswers(SealedModel):
    """Typed facts of the letters for one woman of a case, by letter (``ru/ban_court``) and for every letter.

    Convenience only: they go with whichever person of the case is erased, since any answer may name her.
    """

    sealed_by = "case_id"
    case = models.ForeignKey(Case, models.CASCADE, related_name="letter_answers")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    told = SealedField()

    def __str__(self) -> str:
        return str(self.id)

    def for_letter(self, letter: str) -> dict[str, Any]:
        """The facts that *letter* may use, days as ``date``. Raises :class:`~tayanch.vault.keys.Erased`."""
        told = json.loads(self.unseal("told") or "{}")
        return {**_read(told.get(EVERY_LETTER, {})), **_read(told.get(letter, {}))}

    def tell(self, letter: str, facts: Mapping[str, object]) -> None:
        """Replace answers of one part; None takes one out. Does not save."""
        told = json.loads(self.unseal("told") or "{}")
        part = {**told.get(letter, {}), **{key: _written(value) for key, value in facts.items()}}
        told[letter] = {key: value for key, value in part.items() if value is not None}
        self.seal(told=json.dumps(told))


def _written(value: object) -> object:
    """JSON knows no days: a list with one day in it stands for one."""
    return [value.isoformat()] if isinstance(value, date) else value


def _read(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {key: date.fromisoformat(value[0]) if isinstance(value, list) else value for key, value in facts.items()}
