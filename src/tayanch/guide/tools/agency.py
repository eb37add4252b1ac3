"""Check this agency: its permit and the money it asks for (``law/kg/agency``), and what is still to be found out.

The permit is reckoned for an agency of Kyrgyzstan. Of Tajikistan and Uzbekistan the packs know only who gives licences.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from tayanch.guide.tools.packing import Packed, hundredths, line, number, refused, roubles, table, whole
from tayanch.guide.tools.said import said
from tayanch.guide.tools.tool import Answer, Field, Part, Question, Tool
from tayanch.law.command import find_rule
from tayanch.law.days import EARLIEST, LATEST, parse_date
from tayanch.law.derivation import Derivation
from tayanch.law.errors import LawError
from tayanch.law.given import Given
from tayanch.law.kg.agency.fee import KINDS
from tayanch.law.kg.pack import PACK
from tayanch.law.texts import LANGUAGES, Words

HOMES = ("KG", "TJ", "UZ")
ANSWERS = ("yes", "no", "unknown")
ABROAD = tuple(sorted(code.removeprefix("country.") for code in PACK.texts.codes() if code.startswith("country.")))
# What the packs say about those who send people from a country, and about those who bring them to one.
SAID: Mapping[str, tuple[tuple[str, tuple[int, ...]], ...]] = {
    "KG": (("kg.agency.checks", (3, 5)), ("kg.center.role", (3,))),
    "TJ": (("tj.agency", (1, 2)),),
    "UZ": (("uz.agency", (0, 2)),),
    "KR": (("kr.eps.process", (4,)),),
    "GB": (("uk.fees.operators", (0, 1)),),
    "DE": (("de.work.routes", (0, 4)),),
}
_WARNINGS = (
    *("check_again", "status_not_asked", "permit_ended_since", "longer_than_usual", "partner_and_contract"),
    *("fee_bill_unknown", "fee_sums_are_old", "fee_in_writing", "ask_the_center"),
)
_STEPS = (
    *("permit_in_date", "permit_not_yet", "permit_ended", "permit_names_country", "permit_lacks_country"),
    *("permit_not_listed", "permit_suspended", "check_age", "where_to_check"),
    *("fee_service", "fee_deposit", "fee_permit", "fair_recruitment"),
)
_ASKED = ("permit", "looked", "named", "listed", "suspended")
_TEXTS = (
    *(f"step.{name}" for name in _STEPS),
    *(f"warning.{name}" for name in _WARNINGS),
    *(f"word:agency.ask.{name}" for name in _ASKED),
    *(f"word:agency.{name}" for name in ("said", "fits", "stop", "open", "other_home")),
    *("error.before_known_dates", "error.range_backwards"),
)


def _tables(today: date, there: tuple[str, ...]) -> Packed:
    tables = PACK.tables
    return {
        "days": [number(EARLIEST), number(LATEST)],
        "term": table(tables["agency.usual_term"], whole),
        "service": table(tables["agency.service_limit"]),
        "deposit": table(tables["agency.deposit"], hundredths),
        "permit": table(tables["agency.permit_cost"], hundredths),
        "names": {code: _name(code) for code in ABROAD},
        "said": {code: _said(code, today) for code in SAID if code in (*HOMES, *there)},
    }


def _name(code: str) -> Words:
    return Words({language: PACK.texts.say(f"country.{code}", language, {}) for language in LANGUAGES})


def _said(code: str, today: date) -> list[Words]:
    return [sentence for rule, places in SAID.get(code, ()) for sentence in said(rule, today, *places)]


# --- the same from the law packs ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Found:
    """What the rules answered; None where they could not be asked."""

    permit: Derivation | None = None
    fee: Derivation | None = None
    ask: tuple[str, ...] = ()
    is_refuted: bool = False  # without the whole permit: something that was seen does not fit


def _reference(asked: Question, today: date, there: tuple[str, ...]) -> Answer:
    try:
        parse_date(asked["as_of"], "as_of")
        found = _home(asked) if asked["home"] == "KG" else _Found()
    except LawError as error:
        return refused(error)
    return _told(asked, found, today, there)


def _home(asked: Question) -> _Found:
    return _Found(_permit(asked), _fee(asked), tuple(_unknown(asked)), _is_refuted(asked))


def _is_refuted(asked: Question) -> bool:
    return asked.get("named") == "no" or asked.get("listed") == "no" or asked.get("suspended") == "yes"


def _unknown(asked: Question) -> list[str]:
    missing = [] if asked.get("valid_from") and asked.get("valid_to") else ["permit"]
    missing += [] if asked.get("checked_on") else ["looked"]
    return missing + [name for name in ("named", "listed", "suspended") if asked.get(name) not in ("yes", "no")]


def _permit(asked: Question) -> Derivation | None:
    if {"permit", "looked", "named"} & set(_unknown(asked)):
        return None
    question: dict[str, Any] = {key: asked[key] for key in ("valid_from", "valid_to", "checked_on", "as_of", "country")}
    question["countries"] = [asked["country"]] if asked["named"] == "yes" else []
    question |= {name: asked[name] == "yes" for name in ("listed", "suspended") if asked.get(name) in ("yes", "no")}
    return find_rule("kg.agency.permit").ask(Given(question))


def _fee(asked: Question) -> Derivation | None:
    if not asked.get("money") or not asked.get("amount"):
        return None
    question = {"kind": asked["money"], "amount": roubles(asked["amount"]), "on": asked["as_of"]}
    return find_rule("kg.agency.fee").ask(Given(question))


def _told(asked: Question, found: _Found, today: date, there: tuple[str, ...]) -> Answer:
    rules = [one for one in (found.permit, found.fee) if one]
    steps = [line("row", step) for one in rules for step in one.steps]
    here = _said(asked["country"], today) if asked["country"] in there else []
    home = _said(asked["home"], today)
    value = found.permit.value if found.permit else False if found.is_refuted else None
    return {
        "value": value,
        "fee": found.fee.value if found.fee else None,
        "ask": list(found.ask),
        "lines": [
            ["big", f"agency.{_whole(asked, found, value)}", {}],
            *steps,
            *_sentences(here),
            *(["row", f"agency.ask.{name}", {}] for name in found.ask),
            *_sentences(home),
            *(line("note", one) for rule in rules for one in rule.warnings if one.code in _WARNINGS),
            *([] if asked["home"] == "KG" else [["note", "agency.other_home", {}]]),
        ],
    }


def _sentences(sentences: list[Words]) -> list[list[Any]]:
    return [["step", "agency.said", {"text": one[LANGUAGES[0]]}] for one in sentences]


def _whole(asked: Question, found: _Found, value: object) -> str:
    """What stands on top: something does not fit, something is unknown, or nothing speaks against it so far."""
    if asked["home"] != "KG":
        return "open"
    if value is False or (found.fee and found.fee.value == "agency_pays"):
        return "stop"
    return "open" if found.ask else "fits"


_FIELDS = (
    Field("valid_from", "day", False, has_hint=True),
    Field("valid_to", "day", False),
    Field("named", "choice", False, ANSWERS, labels="answer"),
    Field("checked_on", "day", False, has_hint=True),
    Field("listed", "choice", False, ANSWERS, labels="answer"),
    Field("suspended", "choice", False, ANSWERS, labels="answer"),
    Field("money", "choice", False, KINDS),
    Field("amount", "money", False),
    Field("as_of", "day", is_today=True),
)
# Pages of a country begin with it; the others with the country where most go.
_FIRST = {"kg": "RU", "any": "RU", "uk": "GB"}


def _part(country: str) -> Part:
    first = _FIRST.get(country, country.upper())
    abroad = (first, *(code for code in ABROAD if code != first))
    there = ("KR", first)
    return Part(
        pack="kg",
        rules=("kg.agency.permit", "kg.agency.fee", "kg.agency.checks"),
        fields=(
            Field("home", "choice", options=HOMES, labels="eaeu:pension_country"),
            Field("country", "choice", options=abroad, labels="kg:country"),
            *_FIELDS,
        ),
        tables=partial(_tables, there=there),
        texts=_TEXTS,
        units=("d", "m"),
        scripts=("arithmetic", "agency", "form"),
        reference=partial(_reference, there=there),
    )


TOOL = Tool("agency", "44", ("work", "money"), {code: _part(code) for code in ("kg", "tr", "kr", "uk", "de", "any")})
