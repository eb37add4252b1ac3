"""The directory as one table with a row of HXL tags under its heading, as humanitarian offices exchange them.

HXL 1.1 (hxlstandard.org): the second row says in a common language what each column holds.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from io import StringIO

from tayanch import vocabulary
from tayanch.directory import places
from tayanch.directory.hiding import public
from tayanch.directory.lookup import freshness, last_checked
from tayanch.directory.model import Organisation, Service
from tayanch.vocabulary.export import guard

COLUMNS = (
    ("organisation", "#org+name"),
    ("id", "#org+code"),
    ("kind", "#org+type"),
    ("service in Kyrgyz", "#service+name+i_ky"),
    ("service in Russian", "#service+name+i_ru"),
    ("service in English", "#service+name+i_en"),
    ("topic", "#subsector+code"),
    ("countries", "#country+code"),
    ("city", "#adm2+name"),
    ("oblast", "#adm1+name"),
    ("phones", "#contact+phone"),
    ("website", "#contact+url"),
    ("languages", "#meta+lang"),
    ("free", "#service+free"),
    ("women only", "#service+women"),
    ("freshness", "#status"),
    ("last checked", "#date+updated"),
)


def to_csv(found: Iterable[tuple[Organisation, str]], today: date) -> str:
    """One row for each service, told by its entry and its id, after the heading and the HXL row.

    Only of what everybody may see. No cell is ever a formula.
    """
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([heading for heading, _ in COLUMNS])
    writer.writerow([tag for _, tag in COLUMNS])
    for entry, id in found:
        shown = public(entry)
        if one := shown.service(id):
            writer.writerow([_safe(cell) for cell in _row(entry, shown, one, today)])
    return out.getvalue()


def all_services(entries: Iterable[Organisation]) -> Iterator[tuple[Organisation, str]]:
    """Every service of these entries, as ``to_csv`` takes them."""
    return ((entry, one.id) for entry in entries for one in entry.services)


def _row(entry: Organisation, shown: Organisation, one: Service, today: date) -> list[str]:
    checked = last_checked(entry)
    cities = dict.fromkeys(places.cities()[place.city].label("en") for place in shown.places)
    oblasts = dict.fromkeys(places.oblasts()[place.oblast].label("en") for place in shown.places if place.oblast)
    return [
        shown.name.en,
        shown.id,
        shown.kind,
        one.name.ky,
        one.name.ru,
        one.name.en,
        vocabulary.concept(f"need/{one.need}").id,
        "; ".join(country.upper() for country in shown.covers),
        "; ".join(cities),
        "; ".join(oblasts),
        "; ".join(phone.number for phone in shown.phones),
        shown.website or "",
        "; ".join(shown.languages),
        _told(one.free),
        _told(one.women_only),
        str(freshness(entry, today)),
        checked.isoformat() if checked else "",
    ]


def _told(value: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[value]


def _safe(cell: str) -> str:
    """Without characters nobody sees, which could hide the sign of a formula from the guard."""
    return guard("".join(c for c in cell if unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cn", "Cs"}).lstrip())
