"""A table of attributes, one line a speaker, matched to the speakers of a study before anything is kept."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from tayanch import vocabulary
from tayanch.accounts.models import User
from tayanch.evidence.interviews.forms import ATTRIBUTE_LABELS, SCHEMES, SEXES, YES_NO
from tayanch.evidence.interviews.gathering import keyed
from tayanch.evidence.interviews.models import Study, TextVersion
from tayanch.evidence.interviews.speaking import AGE, LONGEST
from tayanch.evidence.interviews.texts import stand_in_labels, text_of
from tayanch.evidence.interviews.troubles import Refused
from tayanch.interviews import attributes

MOST_LINES = 5000
_Heading = tuple[int, int | None, dict[int, str]]  # columns of the label and the interview, and of attributes
LANGUAGES = ("en", "ky", "ru")
SPEAKER = {
    "speaker",
    "label",
    "name",
    "аты",
    "сүйлөөчү",
    "катышуучу",
    "говорящий",
    "участник",
    "участница",
    "кто говорит",
}
INTERVIEW = {"interview", "document", "group", "маек", "интервью", "группа", "топ"}


@dataclass(frozen=True)
class Matched:
    """A line of the table: whom it is about, what it says, or why it cannot be taken."""

    line: int
    interview: str
    label: str
    speaker: str = ""
    told: tuple[tuple[str, str], ...] = ()
    why: str = ""


def rows_of(name: str, data: bytes) -> list[list[str]]:
    """The lines of a CSV or XLSX file. Raises :class:`Refused`."""
    try:
        rows = list(_excel(data)) if data[:2] == b"PK" else list(_csv(data))
    except (UnicodeDecodeError, csv.Error, KeyError, ValueError, OSError, zipfile.BadZipFile):
        raise Refused(_("This table cannot be read. Save it as XLSX or as CSV in UTF-8.")) from None
    rows = [row for row in rows if any(row)]
    if len(rows) < 2:
        raise Refused(_("The table needs a line with headings and a line for each speaker."))
    return rows[: MOST_LINES + 1]


def _excel(data: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    from tayanch.interviews.reading.packed import opened

    with opened(data):  # raises ReadError, a ValueError, for what swells
        pass
    sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
    for row in sheet.iter_rows(values_only=True):
        yield ["" if cell is None else str(cell).strip() for cell in row]


def _csv(data: bytes) -> Iterator[list[str]]:
    text = data.decode("utf-8-sig")
    sign = max(",;\t", key=text.partition("\n")[0].count)
    for row in csv.reader(io.StringIO(text), delimiter=sign):
        yield [cell.strip() for cell in row]


def matched(study: Study, user: User, rows: list[list[str]]) -> list[Matched]:
    """Every line of a table with whom it is about. Raises :class:`Refused` for a table without speakers."""
    heading = [_key(cell) for cell in rows[0]]
    at = next((place for place, cell in enumerate(heading) if cell in SPEAKER), None)
    if at is None:
        raise Refused(_("No column says who speaks. Call it “speaker” and write the labels of the transcripts there."))
    where = next((place for place, cell in enumerate(heading) if cell in INTERVIEW), None)
    columns = {place: name for place, cell in enumerate(heading) if (name := _attribute(cell, study))}
    if not columns:
        raise Refused(_("No column is an attribute of this study. Use the headings of the table of speakers."))
    heard = _heard(study, user)
    return [_line(number, row, (at, where, columns), heard) for number, row in enumerate(rows[1:], 2)]


def _line(number: int, row: list[str], heading: _Heading, heard: Mapping[tuple[str, str], set[str]]) -> Matched:
    at, where, columns = heading
    cells = [*row, *[""] * (1 + max(at, where or 0, *columns) - len(row))]
    label, interview = cells[at], cells[where] if where is not None else ""
    found = heard.get((_key(interview), _key(label)), set())
    if len(found) != 1:
        why = _("several speakers are called so: name the interview in a column") if found else _("nobody is called so")
        return Matched(number, interview, label, why=why)
    told, wrong = [], []
    for place, name in columns.items():
        if cells[place]:
            value = _value(name, cells[place])
            (told.append((name, value)) if value else wrong.append(cells[place]))
    why = _("not understood: %s") % ", ".join(wrong) if wrong else ""
    return Matched(number, interview, label, next(iter(found)), tuple(told), why)


def _heard(study: Study, user: User) -> dict[tuple[str, str], set[str]]:
    """Ids of speakers by interview and label, and by label alone; labels as *user* may see them."""
    may = study.members.get(user=user).may_look_up
    names = {one.id: one.unseal("name") for one in keyed(study, study.interviews.all())}
    labels = {str(one.id): one.unseal("label") for one in keyed(study, study.speakers.all())}
    versions = TextVersion.objects.filter(study=study).order_by("number")
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    without = set(versions.filter(kind="anonymised").values_list("interview_id", flat=True))
    newest = {v.interview_id: v for v in versions if may or v.interview_id not in without or v.kind == "anonymised"}
    for row in keyed(study, newest.values()):
        text = text_of(row)
        shown = {} if may else stand_in_labels([text])
        for speaker in {turn.speaker for turn in text.turns if turn.speaker in labels}:
            label = _key(shown.get(speaker, labels[speaker]))
            found[_key(names[row.interview_id]), label].add(speaker)
            found["", label].add(speaker)
    return found


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def _attribute(heading: str, study: Study) -> str:
    """The attribute that a heading means; "" for none."""
    own: dict[str, str] = {_key(name): name for name in study.attributes}
    return _known().get(heading, own.get(heading, ""))


@cache
def _known() -> dict[str, str]:
    found: dict[str, str] = {name: name for name in attributes.KNOWN}
    for language in LANGUAGES:
        with override(language):
            found |= {_key(str(label)): name for name, label in ATTRIBUTE_LABELS.items()}
    return found


def _value(name: str, text: str) -> str:
    """The value as it is kept: the id of a concept that the text is or is called in any language; "" if none is."""
    if name == attributes.AGE:
        text = text.removesuffix(".0")
        return text if AGE.fullmatch(text) else ""
    offered = _offered(name)
    return offered.get(_key(text), "") if offered else text[:LONGEST]


@cache
def _offered(name: str) -> dict[str, str]:
    if name in SCHEMES:
        told = vocabulary.scheme(SCHEMES[name]).concepts
        return {_key(label): one.id for one in told for label in (one.id, *map(one.label, LANGUAGES))}
    values = {attributes.SEX: SEXES, attributes.RETURNED: YES_NO}.get(name, ())
    found = {value: value for value, _label in values}
    for language in LANGUAGES:
        with override(language):
            found |= {_key(str(label)): value for value, label in values}
    return found


def as_told(lines: list[Matched]) -> str:
    """What is kept of a table, as the page gives it back."""
    return json.dumps({line.speaker: dict(line.told) for line in lines if line.speaker and line.told})


def of_told(text: str, study: Study) -> dict[str, dict[str, Any]]:
    """The same, added to what is known of each speaker; empty for what no page of ours gives back."""
    try:
        told = json.loads(text)
        rows = keyed(study, study.speakers.filter(id__in=list(told)))
        return {str(row.id): _added(row, told[str(row.id)], study) for row in rows}
    except (ValueError, TypeError, AttributeError):
        return {}


def _added(row: Any, told: Mapping[str, Any], study: Study) -> dict[str, Any]:
    names = {*attributes.KNOWN, *study.attributes}
    values = {name: _value(name, str(value)) for name, value in told.items() if name in names}
    known = json.loads(row.unseal("attributes") or "{}")
    return {"asks": row.asks, "attributes": known | {name: value for name, value in values.items() if value}}
