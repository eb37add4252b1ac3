"""The law on a card: a figure of a statement with its unit, and a rule in its own sentences.

Nothing here is written twice: what a card prints is what the law pack says on that day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tayanch import law
from tayanch.law.command import find_rule
from tayanch.law.explaining import tables_of
from tayanch.law.rendering.words import in_unit
from tayanch.law.rule import Answerer
from tayanch.law.statement import Statement
from tayanch.law.texts import BASE_TEXTS, NO_BREAK_SPACE, show

# Counts and sums take their words from the law, these from here; any other unit is said by the card.
_UNITS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "hours": {"ky": ("саат",), "ru": ("час", "часа", "часов"), "en": ("hour", "hours")},
    "minutes": {"ky": ("мүнөт",), "ru": ("минута", "минуты", "минут"), "en": ("minute", "minutes")},
    "percent": {"ky": ("%",), "ru": ("%", "%", "%"), "en": ("%", "%")},
}
LONGEST_EXAMPLE = 1  # steps: a card is no reckoning
_COUNTS = ("days", "months", "years", "working days")


class NoSuchFigure(LookupError):
    """A place in a card that names no value of a statement."""


class Ended(LookupError):
    """A figure of a rule that is not in force on the day asked for."""


@dataclass(frozen=True)
class Told:
    """A rule as a card prints it. `known_until`: its tables end there, which is past; else None."""

    id: str
    title: str
    sentences: tuple[str, ...]
    conditions: tuple[str, ...]
    example: tuple[str, ...]
    articles: tuple[str, ...]
    is_reviewed: bool
    checked_on: date
    known_until: date | None
    is_in_force: bool = True


def is_rule(rule_id: str) -> bool:
    return rule_id in law.rule_ids()


def figure(place: str, language: str, today: date) -> str:
    """`ru.stay.amina.silence` → "3 working days". Raises NoSuchFigure; Ended for a rule not in force."""
    rule_id, _, name = place.rpartition(".")
    rule = find_rule(rule_id) if is_rule(rule_id) else None
    if not isinstance(rule, Statement) or not name or name not in rule.rows:
        raise NoSuchFigure(place)
    row = rule.rows[name]
    if not row.valid_from <= today <= row.valid_to:
        raise Ended(place)
    if row.unit in _UNITS and row.value.isdecimal():
        return f"{show(Decimal(row.value), language)}{NO_BREAK_SPACE}{_form(int(row.value), row.unit, language)}"
    if row.unit in _COUNTS or f"currency.{row.unit}" in BASE_TEXTS:
        return in_unit(row, language)
    return show(Decimal(row.value), language) if row.value.replace(".", "", 1).isdecimal() else row.value


def figures_of(rule_id: str) -> tuple[str, ...]:
    """The places that a card can name of a rule; none for one that computes."""
    rule = find_rule(rule_id)
    return tuple(f"{rule_id}.{name}" for name in rule.rows if name) if isinstance(rule, Statement) else ()


def _form(count: int, unit: str, language: str) -> str:
    """As for days: one form in Kyrgyz, two in English, three in Russian."""
    forms = _UNITS[unit][language]
    if len(forms) < 3:
        return forms[min(len(forms) - 1, int(count != 1))]
    if count % 10 == 1 and count % 100 != 11:
        return forms[0]
    return forms[1] if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else forms[2]


def told(rule_id: str, language: str, today: date) -> Told:
    """A rule in words on that day. Raises BadInput for one that is not there."""
    rule = find_rule(rule_id)
    return _statement(rule, language, today) if isinstance(rule, Statement) else _computation(rule, language, today)


def _statement(rule: Statement, language: str, today: date) -> Told:
    about = rule.describe(language)
    in_force = rule.law.valid_from <= today <= rule.law.valid_to
    said: dict[str, object] = {}
    if in_force:
        said = law.compute(rule.id, {"as_of": today.isoformat(), "language": language})
    return Told(
        id=rule.id,
        title=str(about["title"]),
        sentences=_texts(said.get("steps")),
        conditions=_texts(said.get("assumed")),
        example=(),
        articles=_list(about["articles"]),
        is_reviewed=about["status"] == "reviewed",
        checked_on=rule.law.checked_on,
        known_until=None,
        is_in_force=in_force,
    )


def _computation(rule: Answerer, language: str, today: date) -> Told:
    """A rule that computes has no sentences of its own: what it warns of stands for them, with its worked example."""
    about, answer = rule.describe(language), law.explain(rule.id, language).answer
    warnings = [one for one in answer.warnings if one.code not in ("not_reviewed", "weak_source")]
    rows = [row for table in tables_of(rule) for row in table.rows] or list(answer.rests_on())
    until = date.fromisoformat(str(about["known_through"])) if about["known_through"] else date.max
    return Told(
        id=rule.id,
        title=str(about["title"]),
        sentences=tuple(dict.fromkeys(one.text(language) for one in warnings)),
        conditions=(),
        example=tuple(step.text(language) for step in answer.steps)[:LONGEST_EXAMPLE],
        articles=_list(about["articles"]),
        is_reviewed=about["status"] == "reviewed",
        checked_on=min(row.checked_on for row in rows),
        known_until=until if until < today else None,
    )


def _texts(sentences: object) -> tuple[str, ...]:
    return tuple(str(one["text"]) for one in sentences) if isinstance(sentences, list) else ()


def _list(words: object) -> tuple[str, ...]:
    return tuple(str(one) for one in words) if isinstance(words, list) else ()
