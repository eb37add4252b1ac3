"""The search of the guide: what it finds, and that what she types is nowhere afterwards."""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from datetime import date
from html import unescape

import pytest
from bench import cards as bench
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from tayanch.guide import edition, weighing
from tayanch.guide.content import finding
from tayanch.guide.content.card import LANGUAGES
from tayanch.guide.content.finding import Finder, short
from tayanch.guide.content.known import known
from tayanch.guide.content.loading import guide
from tayanch.guide.edition import Edition
from tayanch.store.state import keyring
from tayanch.vocabulary import scheme
from tests.guide.test_pages import title

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder(guide(), known())


@pytest.fixture
def _locked() -> None:
    keyring().lock()


def test_the_published_queries_find_their_cards_in_every_language(finder: Finder) -> None:
    by: dict[str, list[float]] = defaultdict(list)
    for query in bench.load():
        by[query.language].append(bench.measured(finder, query).success)
    means = {language: sum(values) / len(values) for language, values in by.items()}
    assert min(means.values()) >= bench.EACH, means
    assert sum(map(sum, by.values())) / sum(map(len, by.values())) >= bench.OVERALL


def test_the_queries_name_cards_that_there_are_and_every_language_has_the_hard_kinds() -> None:
    queries, ids = bench.load(), {card.id for card in guide().cards}
    assert {card for query in queries for card in query.cards} <= ids
    for language in bench.LANGUAGES:
        own = [query for query in queries if query.language == language]
        assert len(own) >= 15
        assert {"plain", "inflected", "typo"} <= {query.kind for query in own}


def test_each_card_says_what_it_is_about_in_words_of_the_vocabulary() -> None:
    assert {card.id for card in guide().cards} <= finding.about().keys()
    assert set(finding._words()) <= finding.about().keys()
    assert {need for needs in finding.about().values() for need in needs} <= {one.id for one in scheme("need")}


def test_in_a_country_only_its_cards_and_those_that_hold_everywhere_are_found(finder: Finder) -> None:
    found = finder.cards("айлык", "kz")
    assert found
    assert {card.country for card in found} <= {"kz", "any"}
    assert {one.entry.covers for one in finder.services("айлык", "kz") if "kz" not in one.entry.covers} == set()


def test_a_topic_finds_its_cards_and_services_without_a_word(finder: Finder) -> None:
    assert {"pension" in card.needs for card in finder.cards_about("pension")} == {True}
    assert {one.service.need for one in finder.services_about("pension")} == {"pension"}


def test_a_book_is_cut_to_what_somebody_types() -> None:
    assert len(short("сөз " * 5_000).split()) == finding.MOST_WORDS
    assert len(short("ж" * 5_000)) == finding.LONGEST


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=80))
def test_any_text_gives_a_sound_page_and_can_not_become_markup(text: str) -> None:
    made = _edition()
    page = made.found("ky", "find/", f"<script>{text}", "").body.decode()
    assert page.count("<script>") == 1  # our own
    assert title(page.encode()) == "Маалымат"


def _edition() -> Edition:
    return edition.current(TODAY)


# --- over HTTP -----------------------------------------------------------------------------------------------------


def send(path: str = "/ky/g/find/", typed: str = "айлыгымды бербейт", **headers: str) -> str:
    answer = Client(headers=headers).post(path, {"q": typed})
    assert answer.status_code == 200
    return unescape(answer.content.decode())


@pytest.mark.usefixtures("_locked")
def test_she_searches_while_the_desk_is_locked_without_a_script_a_cookie_or_a_token() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/ky/g/find/", {"q": "паспортумду алып койду"})
    assert answer.status_code == 200
    assert "Паспортумду" in answer.content.decode()
    assert not answer.cookies


def test_what_she_typed_is_in_no_address_title_log_or_cache(caplog: pytest.LogCaptureFixture, whole: Edition) -> None:
    typed, kept = "зордуктап кетти", dict(whole.kept)
    with caplog.at_level(logging.DEBUG):
        answer = Client().post("/ru/g/ru/find/", {"q": typed})
    page = answer.content.decode()
    assert title(answer.content) == "Справка"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert typed not in str(answer.headers)
    assert typed not in caplog.text
    assert [one for one in re.findall(r'(?:href|action)="([^"]*)"', page) if "зордук" in one] == []
    whole.found("ky", "find/", typed, "")
    assert whole.kept == kept
    assert "<main data-q>" in page


def test_no_cache_of_the_search_is_asked_about_what_was_typed() -> None:
    cached = {name for name, one in vars(finding).items() if hasattr(one, "cache_info")}
    assert cached == {"_file", "words_of_need"}  # both know only our own files


def test_a_form_of_another_site_is_answered_with_an_empty_form() -> None:
    assert 'value=""' in send(**{"Sec-Fetch-Site": "cross-site"})
    assert 'value="айлыгымды бербейт"' in send(**{"Sec-Fetch-Site": "same-origin"})


def test_a_form_that_is_too_long_is_not_read() -> None:
    assert 'value=""' in send(typed="ж" * 5_000)


def test_the_country_is_kept_in_the_path_and_can_be_changed_with_the_words_still_there() -> None:
    page = send("/ky/g/kz/find/")
    assert "Издөө: Казакстан" in page
    assert 'formaction="/ky/g/ru/find/"' in page
    assert 'formaction="/ky/g/find/"' in page


def test_a_country_that_is_none_has_no_search() -> None:
    assert Client().get("/ky/g/xx/find/").status_code == Client().post("/ky/g/xx/find/").status_code == 404


def test_nothing_found_says_what_to_try() -> None:
    page = send(typed="qqqqqqqqqqqq")
    assert "Эч нерсе табылган жок" in page
    assert "Бардык өлкөдөн издеп көрүңүз." in page


def test_the_policy_lets_forms_go_to_this_host_only() -> None:
    assert "form-action 'self'" in Client().get("/ky/g/find/").headers["Content-Security-Policy"]


def test_topics_come_before_the_words_for_those_who_read_little(whole: Edition) -> None:
    page = whole.page("ky", "ru/find/").body.decode()
    assert page.index("/ky/g/ru/1/") < page.index('name="q"')
    assert '<button name="t" value="7">' in whole.page("ky", "find/").body.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_is_within_the_budget_of_a_page(whole: Edition, language: str) -> None:
    sizes = [len(whole.found(language, "find/", query.text, "").packed) for query in bench.load()[::4]]
    assert max(sizes) + weighing.HEADERS <= weighing.PAGE


def test_search_is_one_tap_from_the_start_and_from_each_country(whole: Edition) -> None:
    assert b'href="/ky/g/find/"' in whole.page("ky", "").body
    assert b'href="/ky/g/tr/find/"' in whole.page("ky", "tr/").body
