"""Who speaks in an interview, as a table that is filled in: the attributes the product knows and the study's own."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tayanch import vocabulary
from tayanch.accounts.models import User
from tayanch.evidence.interviews.forms import ATTRIBUTE_LABELS, NOTHING, SCHEMES, SEXES, YES_NO, Choices
from tayanch.evidence.interviews.gathering import keyed
from tayanch.evidence.interviews.models import Interview, Speaker, Study, TextVersion
from tayanch.evidence.interviews.texts import stand_in_labels, text_of
from tayanch.interviews import attributes, model

AGE = re.compile(r"\d{1,3}(\s*[-–]\s*\d{1,3}|\+)?")
LONGEST = 120
Kind = TextVersion.Kind


@dataclass(frozen=True)
class Column:
    """An attribute; *choices* empty: any text."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Cell:
    """One attribute of one speaker, as a field."""

    column: Column
    field: str
    value: str

    @property
    def shown(self) -> str:
        """The value in the language of the page."""
        return dict(self.column.choices).get(self.value, self.value)

    @property
    def is_strange(self) -> bool:
        """The value is none of those that can be chosen: it stays until somebody chooses another."""
        return bool(self.value and self.column.choices) and self.value not in dict(self.column.choices)


@dataclass(frozen=True)
class Line:
    """A speaker with her attributes. *elsewhere*: she speaks in other interviews too."""

    id: str
    label: str
    asks: bool
    cells: tuple[Cell, ...]
    turns: int


def columns(study: Study) -> tuple[Column, ...]:
    """The attributes of a study, in the language of the page."""
    known = tuple(Column(name, str(ATTRIBUTE_LABELS[name]), _choices(name)) for name in attributes.KNOWN)
    return known + tuple(Column(name, name) for name in study.attributes)


def _choices(name: str) -> tuple[tuple[str, str], ...]:
    if name in SCHEMES:
        language = get_language() or "en"
        return tuple((one.id, one.label(language)) for one in vocabulary.scheme(SCHEMES[name]).concepts)
    offered: Mapping[str, Any] = {attributes.SEX: SEXES, attributes.RETURNED: YES_NO}
    return tuple((value, str(label)) for value, label in offered.get(name, ()))


def text_for(interview: Interview, user: User) -> model.TextVersion | None:
    """The newest text that she may see; None before there is one."""
    versions = interview.versions.order_by("-number")
    may = interview.study.members.get(user=user).may_look_up
    version = None if may else versions.filter(kind=Kind.ANONYMISED).first()
    version = version or versions.first()
    return text_of(keyed(interview.study, [version])[0]) if version else None


def lines(interview: Interview, user: User) -> list[Line]:
    """Everybody who speaks in an interview, in the order in which they first do."""
    text = text_for(interview, user)
    turns = Counter(turn.speaker for turn in text.turns if turn.speaker) if text else Counter[str]()
    may = interview.study.members.get(user=user).may_look_up
    labels = {} if may or text is None else stand_in_labels([text])
    rows = {str(row.id): row for row in keyed(interview.study, interview.study.speakers.filter(id__in=list(turns)))}
    known = columns(interview.study)
    return [_line(rows[one], labels.get(one, ""), known, turns[one]) for one in turns if one in rows]


def _line(row: Speaker, label: str, known: tuple[Column, ...], turns: int) -> Line:
    told = json.loads(row.unseal("attributes") or "{}")
    extra = tuple(Column(name, name) for name in told if name not in {column.name for column in known})
    cells = tuple(
        Cell(column, f"{place}-{row.id}", told.get(column.name, "")) for place, column in enumerate(known + extra)
    )
    return Line(str(row.id), label or row.unseal("label"), row.asks, cells, turns)


def told_in(post: Mapping[str, str], shown: list[Line]) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """What a table was filled in with, and sentences on what cannot be so."""
    told: dict[str, dict[str, Any]] = {}
    wrong = []
    for line in shown:
        values = {cell.column.name: post.get(cell.field, "").strip()[:LONGEST] for cell in line.cells}
        told[line.id] = {"asks": f"asks-{line.id}" in post, "attributes": values}
        wrong += [f"{line.label}: {why}" for cell in line.cells if (why := _wrong(cell, values[cell.column.name]))]
    return told, wrong


def filled(shown: list[Line], told: Mapping[str, Mapping[str, Any]]) -> list[Line]:
    """The table as it was filled in, to be put right."""
    return [
        replace(
            line,
            asks=told[line.id]["asks"],
            cells=tuple(replace(cell, value=told[line.id]["attributes"][cell.column.name]) for cell in line.cells),
        )
        for line in shown
    ]


def _wrong(cell: Cell, value: str) -> str:
    if not value or value == cell.value:
        return ""
    if cell.column.choices and value not in dict(cell.column.choices):
        return _("choose one of the list for “%s”.") % cell.column.label
    if cell.column.name == attributes.AGE and not AGE.fullmatch(value):
        return _("write the age in years, 37, or a band, 35-44.")
    return ""


def candidates(interview: Interview, shown: list[Line], user: User) -> Choices:
    """Whom of the study a speaker may be: those of the same family, those who ask, those with the same label."""
    study, labels = interview.study, {line.label.casefold() for line in shown}
    here = {line.id for line in shown}
    family = {line.id for other in _family(interview) for line in lines(other, user)}
    names = labels_of(study, user)
    found = NOTHING[:0]
    for row in keyed(study, study.speakers.exclude(id__in=here)):
        label = names(row)
        if label and (str(row.id) in family or row.asks or label.casefold() in labels):
            found.append((str(row.id), label))
    return sorted(found, key=lambda one: one[1])


def _family(interview: Interview) -> list[Interview]:
    if interview.case_id is None:
        return []
    others = list(interview.study.interviews.filter(case_id=interview.case_id).exclude(id=interview.id))
    for one in others:
        one.study = interview.study
    return others


def labels_of(study: Study, user: User) -> Any:
    """What a speaker may be called before *user*: as transcribed only while no text of the study has lost its names,
    or by those who may look them up; whoever asks is nobody's secret."""
    may = study.members.get(user=user).may_look_up
    if may or not TextVersion.objects.filter(study=study, kind=Kind.ANONYMISED).exists():
        return lambda row: row.unseal("label")
    texts = [text_of(row) for row in keyed(study, TextVersion.objects.filter(study=study, kind=Kind.ANONYMISED))]
    known = stand_in_labels(texts)
    return lambda row: known.get(str(row.id), "")
