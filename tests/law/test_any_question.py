"""Whatever is asked of whatever rule: it answers or it refuses with a reason, in every language."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tayanch.law import LANGUAGES, LawError, command, rule_ids
from tayanch.law.given import Given
from tayanch.law.inputs import Choice, Day, Flag, ListOf, Money, Number, Record, Variants, Whole
from tayanch.law.statement import _QUESTION, Statement

# Days around the changes of the law, and any others.
DAYS = st.one_of(
    st.sampled_from(["2016-10-03", "2024-12-31", "2025-01-01", "2025-02-05", "2026-02-28", "2026-09-14", "2026-12-31"]),
    st.dates(date(1990, 1, 1), date(2100, 12, 31)).map(str),
    st.dates(date(2024, 1, 1), date(2026, 12, 31)).map(str),
)
MONEY = st.decimals("0.01", "2000000", places=2).map(str)
FEW = 4


def asked(one) -> st.SearchStrategy:
    """Values that fit a declared input; other inputs than the common ones tell it by their schema."""
    match one:
        case Day():
            return DAYS
        case Money():
            return MONEY
        case Flag():
            return st.booleans()
        case Whole():
            return st.integers(one.least, one.most)
        case Number():
            return st.one_of(
                st.integers(one.least, one.most),
                st.decimals(Decimal(one.least), Decimal(one.most), places=one.decimals).map(str),
            )
        case Choice():
            return st.sampled_from(one.options)
        case ListOf():
            return st.lists(asked(one.item), min_size=one.least, max_size=max(one.least, min(one.most, FEW)))
        case Record():
            required = {key: asked(each) for key, each in one.required.items()}
            return st.fixed_dictionaries(required, optional={key: asked(each) for key, each in one.optional.items()})
        case Variants():
            return st.one_of(
                asked(Record({one.key: Choice((name,)), **fields})) for name, fields in one.options.items()
            )
    return by_schema(one.schema())


def by_schema(schema) -> st.SearchStrategy:
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    return st.sampled_from(["KG", "RU", "moscow", "fine", "food", "", "2026-03", "?"])


def question_of(rule) -> st.SearchStrategy:
    return asked(_QUESTION if isinstance(rule, Statement) else rule.question)


@pytest.mark.parametrize("rule_id", rule_ids())
@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_question_breaks_a_rule(rule_id, data):
    rule = command.find_rule(rule_id)
    question = data.draw(question_of(rule))
    try:
        found = rule.ask(Given(question))
    except LawError as refusal:
        reasons = [refusal.text(language) for language in LANGUAGES]
    else:
        reasons = []
        check(found, rule_id)
    assert all(reasons)


def check(found, rule_id):
    for language in LANGUAGES:
        answer = found.to_dict(language)
        assert answer["rule"] == rule_id
        assert all(step["text"] for step in answer["steps"])
        assert answer["status"] in {"draft", "reviewed"}
