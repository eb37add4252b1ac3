"""Do my years count: periods of work by country, held against the pension agreements (``law/eaeu/pension``).

A period of which she does not know whether contributions were paid is not counted. Beside it stands what it would come
to if they were.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tayanch.guide.tools.packing import Packed, line, number, plain, refused, table, untitled, whole
from tayanch.guide.tools.tool import Answer, Field, Part, Question, Tool
from tayanch.law.command import find_rule
from tayanch.law.days import EARLIEST, LATEST, parse_date
from tayanch.law.derivation import Derivation, Notice
from tayanch.law.eaeu.pack import PACK
from tayanch.law.eaeu.pension.agreements import CIS, COUNTRIES, EAEU, KG_TR
from tayanch.law.errors import LawError
from tayanch.law.given import Given
from tayanch.law.texts import LANGUAGES, Words

ANSWERS = ("yes", "no", "unknown")
# The likeliest first; the same order in each choice, and in the names.
LISTED = tuple(sorted(COUNTRIES, key=("KG", "RU", "KZ", "TR", "KR", "UZ", "TJ", *COUNTRIES).index))
_STEPS = (
    *("own_law", "eaeu", "cis", "kg_tr", "kr_lump_sum", "unconfirmed", "none", "no_contributions"),
    *("reaches", "too_short", "total"),
)
_WARNINGS = (
    *("later_work", "overlap", "russia_left", "not_confirmed", "check_minimum", "not_together"),
    *("gap_may_be_filled", "keep_papers"),
)
_TEXTS = (
    *(f"step.pension_{name}" for name in _STEPS),
    *(f"warning.pension_{name}" for name in _WARNINGS),
    *("assumed.pension_months", "word:years.if_paid", "error.before_known_dates", "error.range_backwards"),
)


def _tables(today: date) -> Packed:
    tables = PACK.tables
    left = next((row.valid_from for row in CIS.rows if "RU" not in row.value.split()), None)
    return {
        "days": [number(EARLIEST), number(LATEST)],
        "cis": table(CIS),
        **{name: untitled(tables[f"pension.{name}"]) for name in ("eaeu", "kg_tr", "kg_kr")},
        "starts": sorted({number(row.valid_from) for one in (CIS, EAEU, KG_TR) for row in one.rows}),
        "least": whole(tables["pension.least_months"].rows[-1].value),
        "left": number(left) if left else 0,
        "names": {code: _name(code) for code in LISTED},
    }


def _name(code: str) -> Words:
    return Words({language: PACK.texts.say(f"pension_country.{code}", language, {}) for language in LANGUAGES})


# --- the same from the law packs ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Found:
    """What the rule answered: what is sure, and what it would be if all was paid."""

    sure: Derivation
    if_paid: Derivation | None


def _reference(asked: Question, today: date) -> Answer:
    try:
        parse_date(asked["as_of"], "as_of")
        found = _found(asked)
    except LawError as error:
        return refused(error)
    return _told(asked, found)


def _found(asked: Question) -> _Found:
    work = asked.get("work", [])
    sure = _periods(asked, [each for each in work if _is_known(each)])
    if_paid = None
    if len(work) > len([each for each in work if _is_known(each)]):
        if_paid = _periods(asked, [each if _is_known(each) else {**each, "paid": "yes"} for each in work])
    return _Found(sure, if_paid)


def _is_known(work: Mapping[str, Any]) -> bool:
    return work.get("paid") in ("yes", "no")


def _periods(asked: Question, work: Iterable[Mapping[str, Any]]) -> Derivation:
    question = {key: asked[key] for key in ("citizenship", "residence", "as_of")}
    return find_rule("eaeu.pension.periods").ask(Given({**question, "work": [_work(each) for each in work]}))


def _work(each: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: each[key] for key in ("country", "from", "to") if each.get(key)}
    return {**kept, "contributions": each["paid"] == "yes"}


def _told(asked: Question, found: _Found) -> Answer:
    return {
        "months": plain(found.sure.value),
        "days": plain(found.sure.details["days"]),
        "if_paid": [plain(found.if_paid.value), plain(found.if_paid.details["days"])] if found.if_paid else None,
        "lines": [*_lines(asked, found), *_notes(found.sure.assumed[:1])],
    }


def _lines(asked: Question, found: _Found) -> list[list[Any]]:
    total = next(line("big", step) for step in found.sure.steps if step.code == "pension_total")
    steps = [line("row", step) for step in found.sure.steps if step.code != "pension_total"]
    told = [total, *steps, *_notes(one for one in found.sure.warnings if one.code.startswith("pension_"))]
    if found.if_paid:
        unsure = len([each for each in asked["work"] if not _is_known(each)])
        more = {"months": [plain(found.if_paid.value), "m"], "days": [plain(found.if_paid.details["days"]), "d"]}
        told.append(["row", "years.if_paid", {"open": unsure, **more}])
    return told


def _notes(notices: Iterable[Notice]) -> list[list[Any]]:
    return [line("note", one) for one in notices]


_WORK = (
    Field("country", "choice", False, LISTED, labels="eaeu:pension_country"),
    Field("from", "day"),
    Field("to", "day", False, has_hint=True),
    Field("paid", "choice", False, ANSWERS, labels="answer", has_hint=True),
)
_PART = Part(
    pack="eaeu",
    rules=("eaeu.pension.periods",),
    fields=(
        Field("citizenship", "choice", options=LISTED, labels="eaeu:pension_country"),
        Field("residence", "choice", options=LISTED, labels="eaeu:pension_country", has_hint=True),
        Field("work", "list", fields=_WORK, has_hint=True),
        Field("as_of", "day", is_today=True),
    ),
    tables=_tables,
    texts=_TEXTS,
    units=("m", "d"),
    scripts=("arithmetic", "years", "form"),
    reference=_reference,
)
TOOL = Tool("years", "45", ("pension",), dict.fromkeys(("kg", "ru", "kz", "tr", "kr", "any"), _PART))
