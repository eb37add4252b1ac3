"""Every sealed value of every record, by the model and column that hold it, and a search for them in what goes out.

No list of fields is kept here: whatever is a :class:`SealedField` is filled, collected and looked for, so that a field
of tomorrow is covered by itself.
"""

from __future__ import annotations

import html
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from io import BytesIO
from typing import Any
from urllib.parse import unquote
from uuid import UUID

from django.apps import apps
from django.db import models

from tayanch.accounts.models import Organisation, Team, User
from tayanch.desk.models import Consultation
from tayanch.vault import files
from tayanch.vault.keys import load_keys
from tayanch.vault.models import Person, PersonContact, SealedField, SealedModel
from tayanch.vault.people import contact_point, do_update_person

SHORTEST = 5  # characters of a value that can be told from any other word of a page
NAME_WORD = 6  # of one word of a name
PHONE = 9  # the digits of a number without the code of its country
# What nobody would know her by: concepts, ids, checksums, days and hours, sums.
CODE = re.compile(r"[a-z0-9._/-]*|[A-Z]{2,3}|[\d.,+-]{1,9}|\d{4}-\d\d-\d\d.*|\d\d:\d\d.*")
# Held in a form of their own, which a page or an adapter must understand: not written over.
AS_MADE = {"desk.ChannelSetting", "desk.OwnIdentity", "desk.Merge", "desk.ImportRun", "desk.ImportMapping"}
PHONES = {("vault.PersonContact", "number"), ("desk.Consultation", "phone"), ("desk.Message", "to")}
PHONES |= {("desk.ReplyAddress", "address")}
NAMES = {"vault.Person.name", "vault.Person.also", "desk.SafetyCard.name_to_use"}
# What is not hers but the organisation's own, and who reads it; everything else is read by the team of its owner.
TEAM_READS = frozenset({"owner", "teammate", "supervisor", "lawyer"})
READERS = {
    "desk.ChannelSetting": frozenset({"administrator"}),
    "desk.OwnIdentity": frozenset[str](),
    "desk.LetterTemplate": TEAM_READS | {"reviewer"},
    "desk.ImportRun": frozenset({"supervisor"}),
    "desk.ImportMapping": frozenset({"supervisor"}),
    "desk.ImportFile": frozenset({"supervisor"}),
    "evidence.Survey": frozenset({"analyst", "supervisor"}),
    "evidence.Tabulation": frozenset({"analyst", "supervisor"}),
}
# Whoever is a member of the study: in the matrix the analyst leads, the owner and her teammate code.
MEMBERS = frozenset({"analyst", "owner", "teammate"})
INTERVIEWS = ("Case", "Speaker", "Interview", "TextVersion", "Waiting", "Adjudication", "Memo", "StandIn", "LookUp")
READERS |= {f"interviews.{name}": MEMBERS for name in (*INTERVIEWS, "FieldNote", "Quote")}
READERS |= {
    f"reports.{name}": frozenset({"analyst", "supervisor", "director"}) for name in ("Report", "Section", "Version")
}


@dataclass(frozen=True)
class Value:
    """One text, where it lies, and whose key seals it."""

    where: str  # "vault.Person.name"
    text: str
    subject: UUID

    @property
    def readers(self) -> frozenset[str]:
        return READERS.get(self.where.rpartition(".")[0], TEAM_READS)

    @property
    def is_hers(self) -> bool:
        return self.where.rpartition(".")[0] not in READERS


# --- filling ---------------------------------------------------------------------------------------------------------

SYLLABLES = (
    ("жү", "бө", "ңа", "кы", "лү", "төр", "ша", "зы", "өмү", "дүй", "гө", "мын"),
    ("щё", "бра", "жи", "ков", "лю", "тье", "ша", "зю", "гор", "дви", "ёл", "мых"),
    ("zhu", "bra", "qy", "kov", "lyu", "tho", "xa", "zyi", "gul", "dwi", "oy", "myq"),
)


def word(number: int) -> str:
    """A word that stands nowhere else, in Kyrgyz, Russian or Latin letters by turns."""
    told, number = SYLLABLES[number % 3], number + 1000
    return "".join(told[number // 12**place % 12] for place in range(4)).capitalize()


def phone(number: int) -> str:
    return f"+99677{7_100_003 + 7919 * number}"


def fill(
    text: Callable[[int], str] = lambda count: word(count + 2500), number_of: Callable[[int], str] = phone
) -> None:
    """Put a value that can be known again into every sealed column of every row, whatever the column is called."""
    text, count = text or (lambda number: word(number + 2500)), 0
    for model, rows in _rows():
        if model._meta.label not in AS_MADE:
            shapes = {column: _is_json(rows, column) for column in _columns(model)}
            for row in rows:
                for column, is_json in shapes.items():
                    count += 1
                    row.seal(**{column: _told(row, column, is_json, text, number_of, count)})
                row.save(update_fields=list(shapes))


def _told(row: SealedModel, column: str, is_json: bool, text: Callable[[int], str], number_of: Any, count: int) -> str:
    label = row._meta.label
    if (label, column) in PHONES:
        return str(number_of(count))
    if is_json:
        return _json_told(row.unseal(column), lambda part: f"{text(count)} {word(count + 997 * part)}")
    if column == "birth_date":
        return f"19{70 + count % 29}-0{1 + count % 9}-{10 + count % 19}"
    if (label, column) == ("vault.Person", "document"):
        return f"AN{7_000_000 + 37 * count}"
    if (label, column) == ("desk.Episode", "status"):
        return "patent"
    between = "\n\n" if "\n\n" in row.unseal(column) else " "  # a paper has a heading
    return f"{text(count)}{between}{word(count)}"


def _json_told(text: str, said: Callable[[int], str]) -> str:
    """The same JSON; whatever in it is a person's words is *said* instead."""
    counted = iter(range(1, 10_000))

    def told(found: Any) -> Any:
        if isinstance(found, dict):
            return {key: told(one) for key, one in found.items()}
        if isinstance(found, list):
            return [told(one) for one in found]
        speaks = isinstance(found, str) and (" " in found or not found.isascii())
        return said(next(counted)) if speaks else found

    return json.dumps(told(json.loads(text)), ensure_ascii=False) if text else ""


def _is_json(rows: list[Any], column: str) -> bool:
    return any(row.unseal(column)[:1] in {"{", "["} for row in rows if row.unseal(column))


def index_again() -> None:
    """The blind tokens of what was filled in, so that it can be searched for."""
    for contact in PersonContact.objects.select_related("person"):
        contact.point = contact_point(contact.person.organisation_id, contact.unseal("number"))
        contact.save()
    for talk in Consultation.objects.all():
        talk.point = contact_point(talk.organisation_id, talk.unseal("phone"))
        talk.save()
    for person in Person.objects.all():
        do_update_person(person, by=User.objects.get(username="owner"), name=person.unseal("name"))


# --- collecting ------------------------------------------------------------------------------------------------------


def collect() -> list[Value]:
    """Every sealed text of every row, and the words in sealed files; short ones and codes are left out."""
    names = {*User.objects.values_list("name", flat=True), *Organisation.objects.values_list("name", flat=True)}
    names |= set(Team.objects.values_list("name", flat=True))
    found = [value for value in _everything() if not CODE.fullmatch(value.text) and len(value.text) >= SHORTEST]
    births = [value for value in _everything() if value.where == "vault.Person.birth_date" and value.text]
    return [value for value in dict.fromkeys([*found, *births]) if value.text not in names]


def _everything() -> Iterator[Value]:
    for model, rows in _rows():
        for row in rows:
            for column in _columns(model):
                where = f"{model._meta.label}.{column}"
                yield from (Value(where, text, row.subject) for text in _leaves(row.unseal(column)))
            yield from (Value(f"{model._meta.label}.bytes", text, row.subject) for text in _words_of_file(row))


def _words_of_file(row: SealedModel) -> list[str]:
    if not files.path_of(row.id).exists():
        return []
    return re.findall(r"[А-Яа-яЁёӨөҮүҢң][А-Яа-яЁёӨөҮүҢң ]{7,}", files.read(row).decode(errors="ignore"))


def _leaves(text: str) -> Iterator[str]:
    try:
        found = json.loads(text) if text[:1] in {"{", "["} else text
    except ValueError:
        found = text
    yield from _texts(found)


def _texts(found: Any) -> Iterator[str]:
    for one in found.values() if isinstance(found, dict) else found if isinstance(found, list) else ():
        yield from _texts(one)
    if isinstance(found, str):
        yield found.strip()


def sealed_columns() -> set[str]:
    """ "desk.CaseNote.text" and every other one."""
    return {f"{model._meta.label}.{column}" for model in sealed_models() for column in _columns(model)}


def sealed_models() -> list[type[SealedModel]]:
    return [model for model in apps.get_models() if issubclass(model, SealedModel)]


def _columns(model: type[models.Model]) -> list[str]:
    return [one.name for one in model._meta.concrete_fields if isinstance(one, SealedField)]


def _rows() -> Iterator[tuple[type[SealedModel], list[Any]]]:
    for model in sealed_models():
        rows = list(model._base_manager.order_by("pk"))
        load_keys(rows)
        yield model, rows


# --- looking ---------------------------------------------------------------------------------------------------------


@dataclass
class Finder:
    """Looks for values in what was answered, sent or written, however it is escaped and spaced."""

    values: Iterable[Value]
    needles: list[tuple[str, str]] = field(init=False)
    numbers: list[tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        self.needles, self.numbers = [], []
        for value in self.values:
            self.needles += [(plain(form), value.where) for form in _forms(value)]
            digits = re.sub(r"\D", "", value.text)
            if len(digits) >= PHONE and not re.search(r"[^\W\d]", value.text):
                self.numbers.append((digits[-PHONE:], value.where))

    def __call__(self, *texts: str | bytes) -> set[str]:
        """Where the values come from that stand in any of *texts*."""
        told = plain("\n".join(_readable(text) for text in texts))
        digits = re.sub(r"(?<=\d)[\s().\u00a0-]{1,3}(?=\d)", "", told) if self.numbers else ""
        found = {where for needle, where in self.needles if needle in told}
        return found | {where for number, where in self.numbers if number in digits}


def _forms(value: Value) -> set[str]:
    """The text; the words of a name; a day as pages write it."""
    if value.where.endswith(".birth_date"):
        year, month, date = value.text.split("-")
        return {value.text, f"{date}.{month}.{year}"}
    words = re.findall(r"\w+", value.text) if value.where in NAMES else []
    return {value.text, *(one for one in words if len(one) >= NAME_WORD)}


def plain(text: str) -> str:
    """*text* without escapes, in small letters, its spaces as one."""
    if "\\u" in text:
        text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    if "%" in text:
        text = unquote(text)
    return " ".join(html.unescape(text).casefold().split())


def _readable(text: str | bytes) -> str:
    if isinstance(text, bytes):
        return "\n".join(_members(text)) if text[:2] == b"PK" else text.decode(errors="replace")
    return f"{text}\n{make_header(decode_header(text))}" if "=?" in text else text


def _members(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for member in archive.infolist():
            yield f"{member.filename}\n{archive.read(member).decode(errors='replace')}"
