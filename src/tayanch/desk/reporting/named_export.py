"""The file with names itself: a locked workbook with a watermark on every line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msoffcrypto.format.ooxml import OOXMLFile

from tayanch import vocabulary
from tayanch.desk.access import cases_for
from tayanch.desk.models import Case, Employer, NamedExport
from tayanch.desk.privacy.shredder import money_band, received
from tayanch.desk.reporting.spreadsheets import xlsx_bytes
from tayanch.vault.keys import load_keys
from tayanch.vault.models import Person

MOST_CASES = 500
Cell = Callable[[Case, Person | None, str], str]


def chosen_cases(export: NamedExport) -> QuerySet[Case]:
    """What the asker may see of what was chosen. Nothing sealed ever leaves this way."""
    chosen = {"state": export.state, "topic": export.topic, "owner": export.owner}
    wanted = {name: value for name, value in chosen.items() if value}
    return cases_for(export.asked_by).filter(**wanted, is_sealed=False).order_by("opened_at", "reference")


def _word(scheme: str, concept: str, language: str) -> str:
    return vocabulary.concept(f"{scheme}/{concept}").label(language) if concept else ""


def _employer(case: Case, _person: Person | None, _language: str) -> str:
    row = Employer.objects.filter(case=case).first()
    return row.unseal("name") if row else ""


def _phones(_case: Case, person: Person | None, _language: str) -> str:
    contacts = list(person.contacts.all()) if person else []
    load_keys(contacts)
    return ", ".join(contact.unseal("number") for contact in contacts)


def _of_person(column: str) -> Cell:
    return lambda _case, person, _language: person.unseal(column) if person else ""


# Only these may be asked for. What she said, notes, papers and the safety card never leave as a table.
COLUMNS: dict[str, tuple[LazyText, Cell]] = {
    "reference": (gettext_lazy("Reference"), lambda case, _p, _l: case.reference),
    "name": (gettext_lazy("Name"), _of_person("name")),
    "birth_date": (gettext_lazy("Born"), _of_person("birth_date")),
    "phone": (gettext_lazy("Phone"), _phones),
    "topic": (gettext_lazy("Topic"), lambda case, _p, language: _word("need", case.topic, language)),
    "country": (gettext_lazy("Country"), lambda case, _p, language: _word("country", case.country, language)),
    "employer": (gettext_lazy("Employer"), _employer),
    "opened": (gettext_lazy("Opened"), lambda case, _p, _l: case.opened_at.date().isoformat()),
    "outcome": (gettext_lazy("Outcome"), lambda case, _p, language: _word("case-outcome", case.outcome, language)),
    "received": (gettext_lazy("Received"), lambda case, _p, _l: money_band(received(case))),
}


def named_columns(export: NamedExport) -> list[str]:
    """What the chosen columns are called."""
    return [str(COLUMNS[name][0]) for name in export.columns]


def workbook(export: NamedExport, passphrase: str, language: str, today: date) -> bytes:
    """An XLSX file (ECMA-376 agile encryption, AES-256) that opens with *passphrase* only."""
    mark = _("For %(recipient)s, made by %(who)s on %(day)s. Do not pass it on.") % {
        "recipient": export.recipient,
        "who": export.asked_by.name,
        "day": today.isoformat(),
    }
    head = [*named_columns(export), mark]
    rows = [[*line, mark] for case in chosen_cases(export)[:MOST_CASES] for line in _lines(case, export, language)]
    locked = BytesIO()
    OOXMLFile(BytesIO(xlsx_bytes([[mark], head, *rows], "cases"))).encrypt(passphrase, locked)
    return locked.getvalue()


def _lines(case: Case, export: NamedExport, language: str) -> list[list[str]]:
    """One line a woman of the case; one without a name when nobody is named in it."""
    ties = list(case.people.filter(relation="client").select_related("person"))
    people: list[Any] = [tie.person for tie in ties] or [None]
    load_keys([person for person in people if person])
    return [[COLUMNS[name][1](case, person, language) for name in export.columns] for person in people]
