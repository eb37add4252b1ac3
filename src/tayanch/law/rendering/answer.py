"""An answer with its parts as a page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from tayanch.law.derivation import Derivation, Notice, Step, cite
from tayanch.law.rendering.blocks import Block, Callout, Column, Heading, Items, Line, Page, Pairs, Steps, Table
from tayanch.law.rendering.words import NONE, money, percent, say, shown
from tayanch.law.texts import Fact, show

# What a table of steps can show, in this order; a step belongs in a table when it has the needed ones.
_COLUMNS = ("from", "to", "days", "base", "rate", "fraction", "amount")
_NEEDED = {"from", "to", "days", "amount"}
_NUMBERS = {"days", "base", "rate", "amount"}
_CENT = Decimal("0.01")


def answer_page(answer: Derivation, language: str) -> Page:
    return Page(language, title(answer, language), tuple(answer_blocks(answer, language)))


def title(answer: Derivation, language: str) -> str:
    """The title of its rule, or the rule's id when the pack has no title for it."""
    code = f"title.{answer.rule.partition('.')[2]}"
    return answer.texts.say(code, language, {}) if code in answer.texts else answer.rule


def answer_blocks(answer: Derivation, language: str, level: int = 1, *, told: bool = False) -> Iterator[Block]:
    """The blocks of an answer; its headings have *level*, those of its parts lie below. `told`: the draft was."""
    if answer.status == "draft" and not told:
        yield Callout(say("word.draft_notice", language))
    is_statement = any(row.unit == "statement" for row in answer.used)
    yield _in_force(answer, language) if is_statement else _value(answer, language)
    if answer.steps:
        yield Heading(say("heading.says" if is_statement else "heading.steps", language), level)
        yield from _steps(answer, language)
    for part in answer.parts:
        yield Heading(f"{say('heading.part', language)}: {title(part, language)}", level)
        yield from answer_blocks(part, language, level + 1, told=True)
    yield from _notices("heading.conditions" if is_statement else "heading.assumed", answer.assumed, language, level)
    yield from _notices("heading.warnings", _unsaid(answer, told=told), language, level)
    if not told:
        yield Heading(say("heading.articles", language), level)
        yield Items(answer.articles(language))


def _unsaid(answer: Derivation, *, told: bool) -> Sequence[Notice]:
    """Its warnings; a part does not repeat what the answer above it says about all of it."""
    if not told:
        return answer.warnings
    return [warning for warning in answer.warnings if warning.code not in ("not_reviewed", "weak_source")]


def _value(answer: Derivation, language: str) -> Pairs:
    value = shown(answer.value, language, answer.texts, answer.currency)
    return Pairs(((say("heading.answer", language), value),))


def _in_force(answer: Derivation, language: str) -> Pairs:
    """A statement is in force on the day of the question; since when, and until when if that is known."""
    found = [(f"label.{key}", answer.details.get(key)) for key in ("as_of", "valid_from", "valid_to")]
    return Pairs(tuple((say(code, language), show(day, language)) for code, day in found if isinstance(day, date)))


def _notices(heading: str, notices: Iterable[Notice], language: str, level: int) -> Iterator[Block]:
    lines = tuple(dict.fromkeys(notice.text(language) for notice in notices))
    if lines:
        yield Heading(say(heading, language), level)
        yield Items(lines)


def _steps(answer: Derivation, language: str) -> Iterator[Steps]:
    """Steps that follow each other with the same columns share a table; the others are sentences."""
    run: list[Step] = []
    for step in answer.steps:
        if run and _columns(run[0].facts) != _columns(step.facts):
            yield _block(run, answer, language)
            run = []
        run.append(step)
    yield _block(run, answer, language)


def _columns(facts: Mapping[str, Fact]) -> tuple[str, ...]:
    return tuple(key for key in _COLUMNS if key in facts) if facts.keys() >= _NEEDED else ()


def _block(run: Sequence[Step], answer: Derivation, language: str) -> Steps:
    lines = tuple(_line(step, language) for step in run)
    columns = _columns(run[0].facts)
    return Steps(lines, _table(columns, run, answer, language) if columns else None)


def _line(step: Step, language: str) -> Line:
    article = cite(step.texts, step.article, language) if step.article else ""
    return Line(step.text(language), step.formula, article, step.source)


def _table(columns: tuple[str, ...], run: Sequence[Step], answer: Derivation, language: str) -> Table:
    heads = [Column(say(f"label.{key}", language), key in _NUMBERS) for key in columns]
    rows = [
        (*(_cell(key, step.facts[key], language) for key in columns), _line(step, language).article) for step in run
    ]
    return Table((*heads, Column(say("label.article", language))), tuple(rows), _total(columns, run, answer, language))


def _cell(key: str, fact: Fact, language: str) -> str:
    if key == "rate" and isinstance(fact, Decimal):
        return percent(fact, language)
    return str(int(fact)) if key == "days" and isinstance(fact, int) else show(fact, language)


def _total(columns: tuple[str, ...], run: Sequence[Step], answer: Derivation, language: str) -> tuple[str, ...]:
    """The sum below the table, when the answer is what its lines add up to but for their rounding."""
    amounts = [amount for step in run if isinstance(amount := step.facts["amount"], Decimal)]
    value = answer.value
    if not isinstance(value, Decimal) or len(amounts) != len(answer.steps):
        return ()
    if abs(sum(amounts, Decimal(0)) - value) > _CENT * len(amounts):
        return ()
    days = sum(int(found) for step in run if isinstance(found := step.facts["days"], int))
    filled = {
        "from": say("label.total", language),
        "days": str(days),
        "amount": money(value, answer.currency, language) if answer.currency else show(value, language),
    }
    return (*(filled.get(key, "") for key in columns), "")


__all__ = ["NONE", "answer_blocks", "answer_page", "title"]
