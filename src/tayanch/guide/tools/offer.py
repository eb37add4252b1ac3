"""Is this offer safe: the eleven signs of forced labour (``law/ilo``), and what the job costs in months of pay."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from tayanch.guide.tools.packing import Packed, line, plain, refused, roubles
from tayanch.guide.tools.said import said
from tayanch.guide.tools.tool import Answer, Field, Part, Question, Tool
from tayanch.law.command import find_rule
from tayanch.law.derivation import Derivation
from tayanch.law.errors import LawError
from tayanch.law.given import Given
from tayanch.law.ilo import INDICATORS
from tayanch.law.money import parse_money
from tayanch.law.texts import LANGUAGES, Words

ANSWERS = ("yes", "no", "unknown")
FEES = "ilo.offer.fees"
# What a pack knows about those who send people there: the rule, and which of its sentences.
HERE: Mapping[str, tuple[str, tuple[int, ...]]] = {
    "kr": ("kr.eps.process", (4,)),
    "uk": ("uk.fees.operators", (0, 1)),
    "de": ("de.work.routes", (0, 4)),
}
COUNTRIES = ("ru", "kz", "kg", "tr", "kr", "uk", "de", "any")
_WARNINGS = ("danger_first", "passport_is_yours", "signs_not_verdict", "no_signs_no_promise", "fees_not_hers")
_TEXTS = (
    *(f"step.{kind}_{sign}" for kind in ("flag", "ask") for sign in INDICATORS),
    *("step.no_flags", "step.cost_in_months", "word:offer.signs", "word:offer.said"),
    *(f"warning.{name}" for name in _WARNINGS),
)


def _tables(country: str) -> Callable[[date], Packed]:
    def tables(today: date) -> Packed:
        return {"signs": list(INDICATORS), "fees": said(FEES, today), "here": _here(country, today)}

    return tables


def _here(country: str, today: date) -> list[Words]:
    rule, places = HERE.get(country, ("", ()))
    return said(rule, today, *places) if rule else []


def _reference(country: str) -> Callable[[Question, date], Answer]:
    def reference(asked: Question, today: date) -> Answer:
        try:
            found = find_rule("ilo.offer.check").ask(Given({"answers": _answers(asked)}))
            price = _price(asked)
        except LawError as error:
            return refused(error)
        return _told(found, price, [*(said(FEES, today) if asked.get("cost") else ()), *_here(country, today)])

    return reference


def _answers(asked: Question) -> dict[str, Any]:
    return {sign: asked[sign] for sign in INDICATORS if asked.get(sign)}


def _price(asked: Question) -> Derivation | None:
    """The job in months of pay; none without both sums."""
    given = {
        name: roubles(asked[key]) for name, key in (("cost", "cost"), ("monthly_income", "income")) if asked.get(key)
    }
    for name, amount in given.items():
        parse_money(amount, name)
    return find_rule("ilo.recruitment.cost").ask(Given(given)) if len(given) == 2 else None


def _told(found: Derivation, price: Derivation | None, sentences: list[Words]) -> Answer:
    details = found.details
    flags = details["flags"]
    unknown = details["unknown"]
    asks = [line("row", step) for step in found.steps if step.code.startswith("ask_")]
    steps = [line("row", step) for step in found.steps if not step.code.startswith("ask_")]
    notes = [
        line("note", one) for one in (*found.warnings, *(price.warnings if price else ())) if one.code in _WARNINGS
    ]
    return {
        "value": found.value,
        "flags": [each["concept"] for each in flags],  # type: ignore[attr-defined]
        "unknown": unknown,
        "clear": details["clear"],
        "months": plain(price.value) if price else None,
        "lines": [
            ["big", "offer.signs", {"found": found.value, "of": details["of"]}],
            *steps,
            *(line("row", step) for step in (price.steps if price else ())),
            *(["step", "offer.said", {"text": one[LANGUAGES[0]]}] for one in sentences),
            *asks,
            *notes,
        ],
    }


def _part(country: str) -> Part:
    signs = tuple(Field(sign, "choice", False, ANSWERS, labels="answer") for sign in INDICATORS)
    rules = ("ilo.offer.check", "ilo.recruitment.cost", FEES, *([HERE[country][0]] if country in HERE else ()))
    return Part(
        pack="ilo",
        rules=rules,
        fields=(*signs, Field("cost", "money", False, has_hint=True), Field("income", "money", False)),
        tables=_tables(country),
        texts=_TEXTS,
        units=(),
        scripts=("arithmetic", "offer", "form"),
        reference=_reference(country),
    )


TOOL = Tool("offer", "43", ("work", "violence"), {country: _part(country) for country in COUNTRIES})
