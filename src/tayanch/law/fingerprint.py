"""What a lawyer signs: the parameters, the sentences and the worked examples of a rule, as one short text.

The sentences of a computation are those that its examples say, in all languages, with every formula and article: what
she has read. A statement says the same on each day, so all of it counts.
"""

import hashlib
import json
from collections.abc import Iterator

from tayanch.law import examples, reviews
from tayanch.law.command import find_rule
from tayanch.law.derivation import to_json
from tayanch.law.errors import LawError
from tayanch.law.examples import Example
from tayanch.law.given import Given
from tayanch.law.parameters import Parameter
from tayanch.law.rule import Answerer, Rule
from tayanch.law.statement import Statement
from tayanch.law.texts import LANGUAGES


def fingerprint(rule_id: str) -> str:
    """SHA-256 over the content of a rule, in hexadecimal. Raises BadInput for an unknown rule."""
    with reviews.ignored():
        content = list(_content(find_rule(rule_id)))
    told = json.dumps(to_json(content), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def parameters_of(rule: Answerer) -> dict[str, tuple[Parameter, ...]]:
    """The rows that a rule names as its own, by table; a statement has one table, its numbers."""
    if isinstance(rule, Rule):
        return {name: rule.pack.tables[name].rows for name in rule.tables}
    return {"": tuple(rule.rows.values())} if isinstance(rule, Statement) else {}


def examples_for(rule: Answerer) -> list[Example]:
    """The worked examples that came with the pack."""
    return [each for each in examples.examples_of(rule.id.split(".")[0]) if each.rule == rule.id]


def asked_in_force(statement: Statement) -> dict[str, object]:
    """The question about a day on which it is or was in force: the day it was checked, or the nearest to it."""
    day = min(max(statement.law.checked_on, statement.law.valid_from), statement.law.valid_to)
    return {"as_of": day.isoformat()}


def _content(rule: Answerer) -> Iterator[object]:
    yield rule.id
    for name, rows in parameters_of(rule).items():
        yield name, [_told(row) for row in rows]
    for language in LANGUAGES:
        described = rule.describe(language)
        yield [described[key] for key in ("title", "question", "articles", "input")]
        if isinstance(rule, Statement):
            yield rule.ask(Given(asked_in_force(rule))).to_dict(language)
    for example in examples_for(rule):
        yield example.question, example.expect, [_said(example, language) for language in LANGUAGES]


def _told(row: Parameter) -> list[object]:
    return [row.value, row.unit, row.valid_from, row.valid_to, row.article, row.source, row.confidence]


def _said(example: Example, language: str) -> object:
    try:
        return examples.answered(example, language)
    except LawError as refusal:
        return refusal.to_dict(language)
