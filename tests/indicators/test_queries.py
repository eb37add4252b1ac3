"""Queries of the desk's indicators: what they may ask, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tayanch.indicators.errors import DefinitionError
from tayanch.indicators.queries import All, AnyOf, Between, Has, Known, Not, OneOf, codes_of, desk_query

SHARE: dict[str, Any] = {"table": "cases", "value": "share", "over": {"state": "closed"}}


def test_conditions_are_read_into_parts_that_all_hold() -> None:
    query = desk_query(
        {
            "table": "cases",
            "value": "count",
            "where": {
                "topic": ["unpaid-wages", "late-wages"],
                "household": False,
                "outcome": {"known": True},
                "days_open": {"from": 30},
                "not": {"state": "open"},
                "any": [{"sex": "female"}, {"clients": {"from": 2, "to": 9}}],
                "has": {"money": {"stage": "received"}},
            },
        }
    )
    assert query.where == All(
        (
            OneOf("topic", ("unpaid-wages", "late-wages")),
            OneOf("household", (False,)),
            Known("outcome", True),
            Between("days_open", 30, None),
            Not(All((OneOf("state", ("open",)),))),
            AnyOf((All((OneOf("sex", ("female",)),)), All((Between("clients", 2, 9),)))),
            Has("money", All((OneOf("stage", ("received",)),))),
        )
    )
    assert codes_of(query)[:2] == ("household=False", "sex=female")


def test_a_concept_brings_all_that_are_below_it() -> None:
    query = desk_query({"table": "consultations", "where": {"sector_under": "housework"}})
    assert query.where == All((OneOf("sector", ("housework", "childcare", "elder-care")),))


def test_a_query_without_more_counts_rows_by_year_and_quarter() -> None:
    query = desk_query({"table": "referrals"})
    assert (query.value, query.month, query.periods) == ("count", "month", ("year", "quarter"))


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"table": "people"}, "none of consultations"),
    ({"table": "cases", "value": "percent"}, "none of count, share"),
    ({"table": "cases", "sum": "x"}, "unknown sum"),
    ({"table": "cases", "value": "share"}, "what it is a share of"),
    ({"table": "cases", "value": "count", "over": {}}, "only a share"),
    ({"table": "cases", "value": "median"}, "with `of` which column"),
    ({"table": "cases", "value": "count", "of": "days_open"}, "with `of` which column"),
    ({"table": "cases", "value": "sum", "of": "topic"}, "no column of numbers"),
    ({"table": "cases", "value": "sum", "of": "days_open", "distinct": "sex"}, "`distinct` belongs"),
    ({"table": "cases", "month": "topic"}, "no column of months"),
    ({"table": "cases", "periods": ["week"]}, "periods must be"),
    ({"table": "cases", "where": {"oblasts": "osh"}}, "no column 'oblasts'"),
    ({"table": "cases", "where": {"topic": "joy"}}, "topic has no joy"),
    ({"table": "cases", "where": {"topic": True}}, "takes codes"),
    ({"table": "cases", "where": {"household": "yes"}}, "takes true or false"),
    ({"table": "cases", "where": {"days_open": 3}}, "from: …, to: …"),
    ({"table": "cases", "where": {"topic": {"from": 3}}}, "known: true"),
    ({"table": "cases", "where": {"sex_under": "female"}}, "no concepts"),
    ({"table": "cases", "where": {"any": [{"sex": "female"}]}}, "two or more"),
    ({"table": "consultations", "where": {"has": {"money": {}}}}, "stands with cases"),
    ({"table": "cases", "where": {"has": {"referrals": {}}}}, "belong to no case"),
    ({"table": "money", "value": "sum", "of": "amount", "divide_by": 0}, "more than 0"),
]


@pytest.mark.parametrize(("query", "told"), WRONG)
def test_what_cannot_be_meant_is_refused_with_a_sentence(query: dict[str, Any], told: str) -> None:
    with pytest.raises(DefinitionError, match=f"here: .*{told}"):
        desk_query(query, "here")


@pytest.mark.parametrize("name", ["row", "days_open", "month", "planet"])
def test_a_breakdown_is_a_column_with_few_values(name: str) -> None:
    with pytest.raises(DefinitionError):
        desk_query(SHARE, "here", (name,))
