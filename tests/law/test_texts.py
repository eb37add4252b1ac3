"""What she reads stays short, and whatever is shipped says where it comes from.

A sentence ends at . ! ? or :, and a {place} is one word. The gates hold for every pack at once.
"""

import re
from collections.abc import Iterator
from datetime import date
from statistics import mean

import pytest

from tayanch.law import LANGUAGES, OutsideKnownDates, live, rules
from tayanch.law.days import ONE_DAY
from tayanch.law.pack import Pack
from tayanch.law.texts import BASE_TEXTS, Texts, show

PACKS: dict[str, Pack] = {code: module.PACK for code, module in live.packs().items()}
TABLES = [
    pytest.param(pack, table, id=f"{code}-{table.name}")
    for code, pack in PACKS.items()
    for table in pack.tables.values()
]
STATEMENTS = [pytest.param(each, id=each.id) for pack in PACKS.values() for each in pack.statements]
SPOKEN = ("step.", "warning.", "assumed.")
MEAN, LONGEST = 10, 20
END = re.compile(r"[.!?:]+(?=[\s»”\")]|$)")
PLACE = re.compile(r"\{[^{}]*\}")


def sentences(text: str) -> list[str]:
    """The sentences of a text, each place as one word."""
    return [found.strip() for found in END.split(PLACE.sub("X", text)) if words(found)]


def words(sentence: str) -> int:
    """A dash or a sign alone is no word."""
    return sum(any(char.isalnum() for char in word) for word in sentence.split())


def spoken() -> Iterator[tuple[str, str, str]]:
    """Where a text stands, its language, and the text itself."""
    for home, texts in [("base", BASE_TEXTS), *((code, pack.texts) for code, pack in PACKS.items())]:
        for code in texts.codes():
            if code.startswith(SPOKEN) and (home == "base" or code not in BASE_TEXTS):
                for language in LANGUAGES:
                    yield f"{home}: {code}", language, texts._sentences[code][language]


def test_a_sentence_ends_where_one_takes_a_breath_and_a_place_is_one_word():
    assert sentences("{from} – {to} ({days}): нет 0.5 руб. Спросите, пожалуйста, юриста!") == [
        "X – X (X)",
        "нет 0.5 руб",
        "Спросите, пожалуйста, юриста",
    ]
    assert words("X – X (X)") == 3


def test_no_sentence_has_more_than_20_words():
    long = [
        f"{words(sentence)} words, {home} [{language}]: {sentence}"
        for home, language, text in spoken()
        for sentence in sentences(text)
        if words(sentence) > LONGEST
    ]
    assert not long, "\n".join(["shorten these sentences:", *sorted(long)])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("home", ["base", *PACKS])
def test_sentences_have_ten_words_or_fewer_on_average(home, language):
    counted = [
        (words(sentence), place, sentence)
        for place, said, text in spoken()
        if said == language and place.startswith(f"{home}: ")
        for sentence in sentences(text)
    ]
    average = mean(count for count, _, _ in counted) if counted else 0
    longest = [f"{count} words, {place}: {sentence}" for count, place, sentence in sorted(counted, reverse=True)[:15]]
    assert average <= MEAN, "\n".join([f"{average:.1f} words on average; the longest:", *longest])


def stands(row, texts: Texts) -> list[str]:
    """What a parameter lacks."""
    lacks = [name for name in ("value", "unit", "source", "checked_by") if not str(getattr(row, name)).strip()]
    lacks += [] if f"article.{row.article}" in texts else [f"article text {row.article!r}"]
    lacks += [] if row.valid_from <= row.valid_to else ["dates in order"]
    lacks += [] if isinstance(row.checked_on, date) else ["day of the check"]
    lacks += [] if row.status in ("draft", "reviewed") else ["status"]
    return lacks + ([] if row.confidence in ("high", "medium", "low") else ["confidence"])


@pytest.mark.parametrize(("pack", "table"), TABLES)
def test_every_parameter_says_where_it_comes_from_when_it_holds_and_where_it_stands(pack, table):
    assert [(row.valid_from, lacks) for row in table.rows if (lacks := stands(row, pack.texts))] == []


@pytest.mark.parametrize("statement", STATEMENTS)
def test_every_statement_says_where_it_comes_from_when_it_holds_and_where_it_stands(statement):
    assert [(name, lacks) for name, row in statement.rows.items() if (lacks := stands(row, statement.texts))] == []
    assert [article for article in statement.articles if f"article.{article}" not in statement.texts] == []
    assert statement.says > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_draft_asks_a_lawyer_something(language):
    silent = [rule["rule"] for rule in rules(language) if rule["status"] == "draft" and not rule["question"]]
    assert silent == []


def test_a_rule_has_another_title_in_each_language():
    assert [rule["rule"] for rule in rules() if len(set(rule["titles"].values())) < 2] == []


@pytest.mark.parametrize(("pack", "table"), TABLES)
def test_a_refusal_names_the_table_and_its_last_day(pack, table):
    if table.known_through.year == 9999:
        return
    with pytest.raises(OutsideKnownDates) as refusal:
        table.at(table.known_through + ONE_DAY)
    for language in LANGUAGES:
        told = refusal.value.text(language)
        assert show(table.shown, language) in told
        assert show(table.known_through, language) in told


@pytest.mark.parametrize(("pack", "table"), TABLES)
def test_a_table_that_a_refusal_may_name_has_a_title_in_words(pack, table):
    used = {name for rule in rules() if rule["rule"].startswith(f"{pack.code}.") for name in rule["tables"]}
    if table.name in used and table.known_through.year < 9999:
        assert set(table.title) == set(LANGUAGES)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_that_ends_names_itself_and_its_last_day(statement):
    if statement.law.valid_to.year == 9999:
        return
    with pytest.raises(OutsideKnownDates) as refusal:
        statement.answer({"as_of": statement.law.valid_to + ONE_DAY})
    for language in LANGUAGES:
        told = refusal.value.text(language)
        assert statement.describe(language)["title"] in told
        assert show(statement.law.valid_to, language) in told
