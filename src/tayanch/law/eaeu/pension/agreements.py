"""Which pension agreement covers work in a country, and who pays (fact base: RU-P-01, RU-P-02, RU-P-05)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from tayanch.law.parameters import DatedTable, Parameter

from ..pack import PACK
from .spans import Span, cut

COUNTRIES = ("AM", "BY", "KG", "KZ", "RU", "TJ", "UZ", "TR", "KR", "OTHER")
CIS = PACK.tables["pension.cis"]
EAEU = PACK.tables["pension.eaeu"]
KG_TR = PACK.tables["pension.kg_tr"]
KG_KR = PACK.tables["pension.kg_kr"]
OWN_LAW = PACK.tables["pension.own_law"]
# Agreements whose months are added up; the others only say what happens to the money.
COUNTING = ("own_law", "eaeu", "cis", "kg_tr")
Agreed = tuple[str, str | None, Parameter]  # code, payer, row


@dataclass(frozen=True)
class Person:
    """Codes of the countries of citizenship and residence, and the day of the question."""

    citizenship: str
    residence: str
    as_of: date


@dataclass(frozen=True)
class Cover:
    """Days in one country under one agreement. `payer` is a country code, None when nobody is known to pay."""

    country: str
    span: Span
    agreement: str
    payer: str | None
    row: Parameter


def covers(person: Person, country: str, span: Span) -> Iterator[Cover]:
    """`span` cut where another agreement begins to cover it or somebody else to pay."""
    changes = [row.valid_from for table in (CIS, EAEU, KG_TR) for row in table.rows]
    pieces = [Cover(country, piece, *_agreement(person, country, piece[0])) for piece in cut(span, changes)]
    for _, alike in groupby(pieces, key=lambda cover: (cover.agreement, cover.payer)):
        together = list(alike)
        yield replace(together[0], span=(together[0].span[0], together[-1].span[1]))


def _agreement(person: Person, country: str, day: date) -> Agreed:
    """The agreement of one day, who pays under it, and the row that says so."""
    if country == person.residence and country != "OTHER":
        return "own_law", country, OWN_LAW.at(day)
    return _treaty(person, country, day) or _no_treaty(person, country, day)


def _treaty(person: Person, country: str, day: date) -> Agreed | None:
    home, citizenship = person.residence, person.citizenship
    if _both_in(EAEU, citizenship, country, day):
        return "eaeu", country, EAEU.at(day)
    # Here the state of residence pays: one that has left the agreement by now may not.
    if _both_in(CIS, citizenship, country, day) and _is_in(CIS, home, person.as_of):
        return "cis", home, CIS.at(day)
    if _both_in(KG_TR, citizenship, country, day) and _is_in(KG_TR, home, day):
        return "kg_tr", country, KG_TR.at(day)
    return None


def _no_treaty(person: Person, country: str, day: date) -> Agreed:
    citizenship = person.citizenship
    if _both_in(KG_KR, citizenship, country, day):
        return "kr_lump_sum", None, KG_KR.at(day)
    if country == citizenship and country != "OTHER":
        return "own_law", country, OWN_LAW.at(day)
    if _both_in(CIS, citizenship, country, day) or (citizenship in ("TJ", "UZ") and country == "RU"):
        return "unconfirmed", None, CIS.at(day)
    return "none", None, OWN_LAW.at(day)


def _both_in(table: DatedTable, one: str, other: str, day: date) -> bool:
    return _is_in(table, one, day) and _is_in(table, other, day)


def _is_in(table: DatedTable, state: str, day: date) -> bool:
    return table.touches(day, day) and state in table.at(day).value.split()
