"""A rule in words: what it answers, what it asks, the figures it rests on, who checked them, and a worked example."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from tayanch.law.command import find_rule, json_line, parse_question
from tayanch.law.derivation import Derivation, to_json
from tayanch.law.errors import LawError
from tayanch.law.examples import examples_of
from tayanch.law.fields import Field, fields_of
from tayanch.law.given import Given
from tayanch.law.live import refresh
from tayanch.law.parameters import DatedTable, Parameter
from tayanch.law.rendering.answer import answer_blocks
from tayanch.law.rendering.blocks import Block, Callout, Column, Heading, Items, Page, Pairs, Paragraph, Table
from tayanch.law.rendering.markup import page_to_html
from tayanch.law.rendering.plain import page_to_text
from tayanch.law.rendering.words import in_unit, say
from tayanch.law.rule import Answerer, Rule
from tayanch.law.statement import UNKNOWN, Statement
from tayanch.law.texts import DEFAULT_LANGUAGE, LANGUAGES, Texts, Words, show

FORMATS = ("text", "html", "json")
_STANDING = ("article", "source", "checked_on", "checked_by", "confidence", "status")


@dataclass(frozen=True)
class Explanation:
    """What `explain` found, in one language. `example` is the id of the worked example, empty for the reader's own."""

    rule: Answerer
    language: str
    example: str
    asked: Mapping[str, object]
    answer: Derivation

    def to_dict(self) -> dict[str, object]:
        """JSON-ready: the entry of the listing, and the fields, parameters, example and answer."""
        return {
            **self.rule.describe(self.language),
            "fields": [field.to_dict(self.language) for field in self._fields()],
            "parameters": [_table_to_dict(table) for table in tables_of(self.rule)],
            "example": {"id": self.example, "input": to_json(self.asked)},
            "answer": self.answer.to_dict(self.language),
        }

    def text(self) -> str:
        return page_to_text(self.page())

    def html(self, level: int = 2) -> str:
        """An escaped fragment; its title is a heading of *level*."""
        return page_to_html(self.page(), level)

    def page(self) -> Page:
        about = self.rule.describe(self.language)
        return Page(self.language, str(about["title"]), tuple(self._blocks(about)))

    def _blocks(self, about: Mapping[str, Any]) -> Iterator[Block]:
        if about["status"] == "draft":
            yield Callout(self._say("word.draft_notice"))
        yield Pairs(tuple(self._facts(about)))
        if isinstance(self.rule, Statement):
            yield from answer_blocks(self.answer, self.language, told=True)
        elif not self.example:
            yield from self._asked("heading.asked")
        yield Heading(self._say("heading.inputs"))
        yield self._inputs()
        if isinstance(self.rule, Statement):
            yield Heading(self._say("heading.standing"))
            yield self._standing(self.rule.law, self.rule.texts, about["articles"])
        else:
            yield Heading(self._say("heading.parameters"))
            for table in tables_of(self.rule):
                yield from self._table(table)
        yield Heading(self._say("heading.lawyer"))
        yield Paragraph(about["question"])
        if self.example and not isinstance(self.rule, Statement):
            yield from self._asked("heading.example")

    def _facts(self, about: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        yield self._say("label.rule"), about["rule"]
        yield self._say("label.kind"), self._say(f"word.{about['kind']}")
        yield self._say("heading.answers"), self._answers()
        yield self._say("label.status"), self._say(f"word.{about['status']}")
        yield self._say("label.known_from"), self._day(about["known_from"], "word.unknown")
        yield self._say("label.known_through"), self._day(about["known_through"], "word.open_end")
        yield self._say("heading.articles"), "; ".join(about["articles"])
        if about["covers"]:
            yield self._say("label.covers"), ", ".join(about["covers"])

    def _answers(self) -> str:
        """What kind of value comes out, seen from the example."""
        if isinstance(self.rule, Statement):
            return self._say("answers.statement")
        value, currency = self.answer.value, self.answer.currency
        if currency:
            code = f"currency.{currency}"
            name = Words({each: say(code, each) for each in LANGUAGES}) if code in self.answer.texts else currency
            return say("answers.money", self.language, currency=name)
        kinds = [(bool, "flag"), (date, "day"), (int | Decimal, "number"), (str, "choice"), (tuple, "days")]
        return self._say(next((f"answers.{name}" for kind, name in kinds if isinstance(value, kind)), "answers.list"))

    def _fields(self) -> list[Field]:
        return fields_of(self.rule.describe(self.language)["input"])

    def _inputs(self) -> Table:
        heads = [Column(self._say(f"label.{name}")) for name in ("field", "type", "needed", "about")]
        rows = [
            (field.path, field.takes(self.language), field.needed(self.language), field.about)
            for field in self._fields()
        ]
        return Table(tuple(heads), tuple(rows))

    def _table(self, table: DatedTable) -> Iterator[Block]:
        """The rows of a table; what stands behind them is told once for rows that follow each other with the same."""
        yield Heading(show(table.shown, self.language), 2)
        heads = tuple(Column(self._say(f"label.{name}")) for name in ("from", "to", "value"))
        for _, group in groupby(table.rows, lambda row: tuple(getattr(row, name) for name in _STANDING)):
            rows = list(group)
            yield Table(heads, tuple(self._row(row) for row in rows))
            yield self._standing(rows[0], _texts_of(self.rule))

    def _row(self, row: Parameter) -> tuple[str, ...]:
        since = self._day(row.valid_from.isoformat(), "word.unknown")
        until = self._day(row.valid_to.isoformat() if row.valid_to != date.max else None, "word.open_end")
        return since, until, in_unit(row, self.language)

    def _standing(self, row: Parameter, texts: Texts, articles: list[str] | None = None) -> Pairs:
        """Where a figure comes from and what it is worth."""
        cited = articles or [texts.say(f"article.{row.article}", self.language, {})]
        return Pairs(
            (
                (self._say("label.article"), "; ".join(cited)),
                (self._say("label.source"), row.source),
                (self._say("label.checked_on"), show(row.checked_on, self.language)),
                (self._say("label.checked_by"), row.checked_by),
                (self._say("label.confidence"), self._say(f"word.{row.confidence}")),
                (self._say("label.status"), self._say(f"word.{row.status}")),
            )
        )

    def _asked(self, heading: str) -> Iterator[Block]:
        yield Heading(self._say(heading))
        yield Items(tuple(f"{key}: {_short(value)}" for key, value in self.asked.items()))
        yield from answer_blocks(self.answer, self.language, 2, told=True)

    def _day(self, day: str | None, without: str) -> str:
        """A day, or the words for one that nobody has named."""
        if day is None or day == UNKNOWN.isoformat():
            return self._say(without)
        return show(date.fromisoformat(day), self.language)

    def _say(self, code: str) -> str:
        return say(code, self.language)


def explain(
    rule_id: str, language: str = DEFAULT_LANGUAGE, question: Mapping[str, object] | None = None
) -> Explanation:
    """Explains a rule with a worked example of its pack, or with the answer to *question*.

    A `"language"` in the question gives way to *language*. Raises BadInput (also for an unknown rule or language)
    and OutsideKnownDates.
    """
    refresh()
    rule = find_rule(rule_id)
    Given(language, "language").one_of(LANGUAGES)
    asked: Mapping[str, object]
    if question is None:
        example, asked = worked_example(rule)
    else:
        example, asked = "", {key: value for key, value in question.items() if key != "language"}
    return Explanation(rule, language, example, asked, rule.ask(Given(asked)))


def run_explain(rule_id: str, language: str, shape: str, text: str | None) -> tuple[int, str]:
    """The explanation in one of FORMATS with an exit code, as `run` has; it never raises for a bad input.

    An error is a JSON line when JSON was asked for, otherwise its sentence and the field.
    """
    try:
        found = explain(rule_id, language, None if text is None else parse_question(text))
    except LawError as refusal:
        spoken = language if language in LANGUAGES else DEFAULT_LANGUAGE
        told = f"{refusal.field}: {refusal.text(spoken)}" if refusal.field else refusal.text(spoken)
        return refusal.exit_code, json_line(refusal.to_dict(spoken)) if shape == "json" else told
    if shape == "json":
        return 0, json_line(found.to_dict())
    return 0, (found.html() if shape == "html" else found.text()).rstrip("\n")


def worked_example(rule: Answerer) -> tuple[str, Mapping[str, object]]:
    """Id and question of the first worked example of a rule; of a statement, a day on which it is in force.

    Raises LookupError when a pack has a computation without an example.
    """
    if isinstance(rule, Statement):
        day = min(max(rule.law.checked_on, rule.law.valid_from), rule.law.valid_to)
        return rule.name, {"as_of": day.isoformat()}
    found = next((each for each in examples_of(rule.id.partition(".")[0]) if each.rule == rule.id), None)
    if found is None:
        raise LookupError(f"the rule {rule.id!r} has no worked example")
    return found.id, found.question


def tables_of(rule: Answerer) -> list[DatedTable]:
    """The tables behind a rule; each number of a statement is a table of one row."""
    if isinstance(rule, Rule):
        return [rule.pack.tables[name] for name in rule.tables]
    rows = rule.rows if isinstance(rule, Statement) else {}
    return [DatedTable(f"{rule.id}.{name}" if name else rule.id, (row,)) for name, row in rows.items()]


def _texts_of(rule: Answerer) -> Texts:
    return rule.pack.texts if isinstance(rule, Rule) else rule.texts if isinstance(rule, Statement) else Texts({})


def _table_to_dict(table: DatedTable) -> dict[str, object]:
    """Dates as text; a row without a known end has `valid_to` null."""
    rows = [
        {
            "value": row.value,
            "unit": row.unit,
            "valid_from": None if row.valid_from == UNKNOWN else row.valid_from.isoformat(),
            "valid_to": None if row.valid_to == date.max else row.valid_to.isoformat(),
            **{name: to_json(getattr(row, name)) for name in _STANDING},
        }
        for row in table.rows
    ]
    return {"table": table.name, "title": dict(table.title) or None, "rows": rows}


def _short(value: object) -> str:
    """A part of a question as it is typed."""
    return value if isinstance(value, str) else json.dumps(to_json(value), ensure_ascii=False)
