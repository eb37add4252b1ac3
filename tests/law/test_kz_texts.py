"""The Kazakh pack says everything briefly, in three languages, and carries the rules of the fact base that it names."""

import re

import pytest

from tayanch.law import LANGUAGES, OutsideKnownDates, compute
from tayanch.law.kz import PACK, RULES

SPOKEN = [
    code
    for code in PACK.texts.codes()
    if code.split(".")[0] in ("step", "warning", "assumed") and not code.startswith("step.claim")
]
STATEMENTS = {statement.name: statement for statement in PACK.statements}


def sentences(language):
    for code in SPOKEN:
        places = dict.fromkeys(PACK.texts.places(code), "x")
        for each in re.split(r"[.!?:](?:\s|$)", PACK.texts.say(code, language, places)):
            if each.strip():
                yield each.split()


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short(language):
    lengths = [len(words) for words in sentences(language)]
    assert max(lengths) <= 20
    assert sum(lengths) <= 10 * len(lengths)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_called_illegal(language):
    said = " ".join(" ".join(words).lower() for words in sentences(language))
    assert not any(word in said for word in ("illegal", "нелегал", "незаконно находи", "мыйзамсыз жүр"))


def test_every_number_says_where_it_stands_and_who_checked_it():
    for table in PACK.tables.values():
        for row in table.rows:
            assert all([row.unit, row.source, row.checked_by, row.status == "draft"])
            assert f"article.{row.article}" in PACK.texts


def test_a_number_written_from_memory_is_never_called_certain():
    rows = [row for table in PACK.tables.values() for row in table.rows]
    assert all(row.confidence != "high" for row in rows if "memory" in row.checked_by)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_describes_itself(language):
    for rule in (*RULES, *PACK.statements):
        told = rule.describe(language)
        assert told["title"]
        assert told["question"]
        assert told["articles"]


def test_a_rule_of_the_fact_base_is_carried_once():
    covered = [each for rule in (*RULES, *PACK.statements) for each in rule.covers]
    assert len(covered) == len(set(covered)) == 35


def test_a_statement_answers_in_every_language():
    for name in STATEMENTS:
        for language in LANGUAGES:
            answer = compute(f"kz.{name}", {"language": language})
            assert answer["value"] is True
            assert all(step["text"] and step["source"] for step in answer["steps"])


def test_forced_marriage_has_no_answer_before_the_article_came():
    with pytest.raises(OutsideKnownDates):
        compute("kz.crime.forced_marriage", {"as_of": "2025-09-15"})
    assert compute("kz.crime.forced_marriage", {"as_of": "2025-09-16"})["value"] is True
