"""Does a text tell anything of her? Looked for in every sealed value that her records hold.

The texts that go out are neutral by themselves; this is the second lock. It asks no list of fields: whatever is sealed
with her key, her case's or her conversation's is a value of hers, in the models of today and of tomorrow.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.apps import apps

from tayanch.desk.models import Case, CasePerson, Consultation, Message, ReplyAddress
from tayanch.vault import names
from tayanch.vault.envelope import CannotUnseal
from tayanch.vault.keys import Erased, SealedField, SealedModel, load_keys
from tayanch.vault.shares import KeyAway

# What was sent before is our own text; where she writes from is where the text goes.
OURS: tuple[type[SealedModel], ...] = (Message, ReplyAddress)
# Values that identify by a single word of theirs.
BY_WORD = {"name", "address", "name_to_use", "who_may_answer", "code_word", "contact", "document", "tax_number"}
SHORTEST, SHORTEST_INSIDE, SHORTEST_NUMBER, PHONE_DIGITS = 3, 4, 5, 7
SHORTEST_KEY = 3
SAME_DIGITS = 9  # a number with or without its country code


def subjects_of(about: Case | Consultation) -> set[UUID]:
    """Whose keys seal what is known of the women of a record: theirs, their cases' and their conversations'."""
    case_id = about.id if isinstance(about, Case) else about.case_id
    people = {about.person_id} if isinstance(about, Consultation) and about.person_id else set()
    people |= set(CasePerson.objects.filter(case=case_id).values_list("person_id", flat=True)) if case_id else set()
    cases = set(CasePerson.objects.filter(person__in=people).values_list("case_id", flat=True))
    talks = set(Consultation.objects.filter(person__in=people).values_list("id", flat=True))
    talks |= set(Consultation.objects.filter(case=case_id).values_list("id", flat=True)) if case_id else set()
    return {about.id, *people, *cases, *talks}


def sealed_values(subjects: set[UUID]) -> Iterator[tuple[str, str]]:
    """(column, text) of everything sealed for *subjects*; of JSON each text in it. What does not open is left out."""
    for model in apps.get_models():
        if issubclass(model, SealedModel) and not issubclass(model, OURS):
            rows = list(model._default_manager.filter(**{f"{model.sealed_by}__in": subjects}))
            load_keys(rows)
            columns = [field.name for field in model._meta.concrete_fields if isinstance(field, SealedField)]
            for row in rows:
                yield from _opened(row, columns)


def _opened(row: SealedModel, columns: list[str]) -> Iterator[tuple[str, str]]:
    for column in columns:
        try:
            text = row.unseal(column)
        except (Erased, KeyAway, CannotUnseal):
            continue
        yield from ((column, leaf) for leaf in _leaves(text))


def _leaves(text: str) -> Iterator[str]:
    """The text; of a JSON object or list every text and number in it."""
    try:
        found = json.loads(text) if text[:1] in "{[" and text else text
    except ValueError:
        found = text
    yield from _texts(found)


def _texts(found: Any) -> Iterator[str]:
    if isinstance(found, dict):
        found = list(found.values())
    if isinstance(found, list):
        for one in found:
            yield from _texts(one)
    elif isinstance(found, str | int) and not isinstance(found, bool):
        yield str(found)


class _Told:
    """A text as it is searched: its words, its digits, and some words as the keys that names are compared by."""

    def __init__(self, text: str, own_words: str) -> None:
        self.plain = _plain(text)
        self.words, self.digits = set(re.findall(r"\w+", self.plain)), re.sub(r"\D", "", self.plain)
        self.keys = _keys(own_words)

    def has(self, column: str, value: str) -> bool:
        """As a number, as a name in another script, or as it stands."""
        number = re.sub(r"\D", "", value)
        if len(number) >= PHONE_DIGITS and number[-SAME_DIGITS:] in self.digits:
            return True
        if column == "name" and self.keys & _keys(value):
            return True
        parts = [_plain(value), *(re.findall(r"\w+", _plain(value)) if column in BY_WORD else ())]
        return any(self._stands(part) for part in parts)

    def _stands(self, part: str) -> bool:
        """Long parts anywhere, short ones as a word of their own; an hour or a day is no value."""
        bare = re.sub(r"\W", "", part)
        if len(bare) < SHORTEST or (bare.isdecimal() and len(bare) < SHORTEST_NUMBER):
            return False
        return part in self.plain if len(bare) >= SHORTEST_INSIDE else part in self.words


def tells(text: str, values: Iterable[tuple[str, str]], *, own_words: str = "") -> bool:
    """True when any of *values* occurs in *text*.

    *own_words*: the part that somebody typed (our name, a sender). Only there a name is also looked for in other
    scripts and spellings: the keys that names are compared by are short, and the fixed texts would clash with them.
    """
    told = _Told(text, own_words)
    return any(told.has(column, value) for column, value in values)


def _keys(text: str) -> set[str]:
    return {key for key in names.name_keys(text) if len(key) >= SHORTEST_KEY}


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
