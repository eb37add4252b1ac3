"""Invented publications and figures: two reports that answer one question differently."""

from __future__ import annotations

from typing import Any

from django.test import Client

from tayanch.evidence.figures import importing
from tayanch.evidence.figures.actions import figures as actions
from tayanch.evidence.figures.actions import imports, saying
from tayanch.evidence.figures.models import FigureImport, FigureNote, Publication, PublishedFigure
from tayanch.evidence.figures.rows import Values

HEADER = "id,document,section,topic,population,sex,country_origin,country_destination,measure,"
HEADER += "value,value_high,unit,year,source,base_n,note"
LINE = (
    "inv-{n},{document},,wages,women weavers of Invented Town,female,KG,TR,share paid without a contract,"
    "{value},,percent,2025,Invented survey,{base},"
)
VALUES: Values = {
    "document": "report-2025",
    "section": "",
    "topic": "wages",
    "population": "women weavers of Invented Town",
    "sex": "female",
    "origin": "KG",
    "destination": "TR",
    "measure": "share paid without a contract",
    "value": "60",
    "value_high": "",
    "unit": "percent",
    "year": "2025",
    "source": "Invented survey",
    "base": None,
    "note": "",
    "place": "p. 12",
    "statement": {"en": "Three of five women weavers are paid without a contract"},
    "topics": ["need:unpaid-wages"],
    "replaces": "",
}


def publication(by: Any, key: str = "report-2025", title: str = "") -> Publication:
    """A publication of the organisation of *by*."""
    found = Publication.objects.filter(organisation_id=by.organisation_id, key=key).first()
    return found or actions.do_add_publication(key, {"title": title or f"Invented report {key}", "year": "2025"}, by=by)


def added(by: Any, **told: Any) -> PublishedFigure:
    """An own figure; *told* says what is other than in ``VALUES``."""
    publication(by, told.get("document", "report-2025"))
    return actions.do_add_figure(VALUES | told, by=by)


def csv_file(*values: str, document: str = "report-2025", base: str = "") -> bytes:
    """A file with one figure for each value."""
    lines = [LINE.format(n=n, value=value, document=document, base=base) for n, value in enumerate(values, 1)]
    return "\n".join([HEADER, *lines, ""]).encode()


def brought(by: Any, data: bytes | None = None, name: str = "figures.csv") -> FigureImport:
    """A file that was read and waits."""
    return imports.do_read_file(name, importing.read(name, data or csv_file("60")), by=by)


def kept(by: Any, data: bytes | None = None) -> FigureImport:
    """A file all of whose figures were kept."""
    row = brought(by, data)
    plan = importing.plan(by, row.rows)
    return imports.do_keep_import(row, [line.code for line in plan.lines], seen=plan.seen, by=by)


def remarked(row: PublishedFigure, by: Any) -> FigureNote:
    return saying.do_note(row.code, "The printed page was compared.", by=by)


def posted(row: PublishedFigure, **told: Any) -> dict[str, Any]:
    """What the editor's form sends of a figure."""
    from tayanch.evidence.figures.rows import values_of_row

    values = values_of_row(row) | {"base": row.base or ""}
    statement = values.pop("statement")
    return values | {f"statement_{each}": text for each, text in statement.items()} | {"version": row.version} | told


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client
