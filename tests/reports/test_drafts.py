"""A first draft: sentences around live numbers, gaps named, no share of women from counts of services."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tayanch.reports.assembling import assemble
from tayanch.reports.composing import compose
from tayanch.reports.freezing import frozen, thawed
from tayanch.reports.kinds import kind_from, kinds
from tayanch.reports.model import Composed, Draft, Known, Reference, ReportError
from tests.reports.facts import ALL, CHECKED, FACTS, SHARE, VOICE, WRONG, resolve


def text_of(draft: Draft, key: str) -> str:
    return next(section.text for section in draft.sections if section.key == key)


def composed(kind: str = "cedaw-shadow", language: str = "en") -> Composed:
    return compose(assemble(kind, FACTS, language, "2026"), resolve)


def test_every_kind_makes_a_whole_draft_in_three_languages() -> None:
    for kind in kinds():
        for language in ("ky", "ru", "en"):
            made = compose(assemble(kind, FACTS, language, "2026", country="ru"), resolve)
            assert made.title
            assert made.parts
            assert not [one for one in made.warned if one.what != "unsourced"], kind
            assert not [one for one in made.warned if one.what == "unsourced"], (kind, language)


def test_the_shadow_report_has_the_articles_of_the_report_of_2014_and_offers_five_more() -> None:
    articles = [(one.article, one.offered) for one in kinds()["cedaw-shadow"].sections if one.article]
    assert [article for article, offered in articles if not offered] == ["1", "2", "3", "10", "11", "12", "13", "16"]
    assert [article for article, offered in articles if offered] == ["5", "6", "9", "14", "15"]


def test_women_and_men_stand_in_one_line_with_the_total() -> None:
    line = (
        "- Consultations on unpaid wages (2026): {{indicator:consultations/2026/topic=unpaid-wages|21 consultations}}"
    )
    assert f"{line}, women – {{{{indicator:consultations/2026/topic=unpaid-wages/sex=female~n|13}}}}." in text_of(
        assemble("cedaw-shadow", FACTS, "en", "2026"), "article-11"
    )


def test_a_bare_percentage_of_services_is_left_out() -> None:
    percent = replace(ALL, known=replace(ALL.known, unit="percent", text="63 %"))
    assert "63 %" not in text_of(assemble("cedaw-shadow", (percent,), "en", "2026"), "article-11")
    named = replace(ALL, known=replace(ALL.known, unit="share of consultations", text="63 %"))
    assert "63 %" in text_of(assemble("cedaw-shadow", (named,), "en", "2026"), "article-11")


def test_what_is_missing_is_named_and_where_it_could_come_from() -> None:
    (gap,) = [
        block for part in composed().parts if part.key == "article-12" for block in part.blocks if block.kind == "gap"
    ]
    assert "no quote on this was released" in gap.text
    assert "National Statistical Committee" in gap.text


def test_every_number_has_its_footnote_and_contradictions_are_said_in_it() -> None:
    made = composed()
    numbers = [
        piece for part in made.parts for block in part.blocks for piece in block.pieces if "59.6 %" in piece.text
    ]
    note, again = (made.notes[piece.note - 1] for piece in numbers if piece.note)
    assert "see footnote" in again
    assert "Another source says otherwise: 40 % (Report 2017)." in note
    assert "Check of the register: Cannot hold." in note


def test_a_check_that_was_told_is_pointed_to_and_not_told_twice() -> None:
    draft = assemble("cedaw-shadow", FACTS, "en", "2026")
    twice = replace(draft.sections[0], text="{{figure:f-1}}\n\n{{figure:f-1}}")
    first, second = compose(replace(draft, sections=(twice,)), resolve).notes
    assert "Cannot hold." in first
    assert "see footnote 1" in second


def test_a_quote_stands_with_its_label_and_the_day_of_its_release() -> None:
    made = composed()
    quotes = [(part.key, block) for part in made.parts for block in part.blocks if block.kind == "quote"]
    assert [key for key, _quote in quotes] == ["findings", "article-11"]
    for _key, quote in quotes:
        assert quote.text == "“I was not paid.” — A woman, 35–54"
        assert "released for print 2026-05-01" in made.notes[quote.pieces[1].note - 1]  # type: ignore[operator]


def test_a_press_sheet_holds_only_figures_with_base_year_and_source_in_which_no_error_was_found() -> None:
    text = text_of(assemble("press", FACTS, "en", "2026"), "facts")
    assert "figure:f-2" in text
    assert "figure:f-1" not in text  # without a base
    assert "figure:f-3" not in text  # an error was found
    assert not WRONG.checked
    assert not SHARE.has_base


def test_a_sentence_of_an_author_keeps_its_number_alive() -> None:
    own = replace(SHARE, statement="59.6 % of those who left were women", topics=("register:stock",))
    text = text_of(assemble("cedaw-shadow", (own,), "en", "2026"), "context")
    assert "- {{figure:f-1|59.6 %}} of those who left were women." in text


def test_a_changed_number_warns_with_what_was_and_what_is() -> None:
    draft = assemble("cedaw-shadow", FACTS, "en", "2026")

    def later(reference: Reference) -> Known:
        found = resolve(reference)
        return replace(found, text="61 %", fingerprint="other") if reference == SHARE.reference else found

    warned = compose(draft, later).warned
    assert [one.section for one in warned] == ["findings", "context"]
    assert {(one.was, one.now, one.why) for one in warned} == {("59.6 %", "61 %", "value")}


def test_the_main_findings_stand_first_and_their_facts_again_in_the_articles() -> None:
    draft = assemble("cedaw-shadow", FACTS, "en", "2026")
    assert [one.key for one in draft.sections][:2] == ["introduction", "findings"]
    findings = text_of(draft, "findings")
    assert findings.index("indicator:consultations") < findings.index("figure:f-2") < findings.index("quote:1a2b3c4d")
    assert "figure:f-3" not in findings  # it cannot be right
    assert "!gap" not in findings
    assert "figure:f-2" in text_of(draft, "article-11")


def test_a_report_on_women_of_one_country_leaves_out_what_is_of_others_alone() -> None:
    abroad, both = (replace(CHECKED, reference=Reference("figure", code), country=code) for code in ("tj", "tj,kg"))
    text = text_of(assemble("cedaw-shadow", (abroad, both), "en", "2026"), "article-11")
    assert "figure:tj,kg" in text
    assert "figure:tj|" not in text


def test_a_footnote_that_follows_its_like_is_short() -> None:
    draft = assemble("cedaw-shadow", FACTS, "en", "2026")
    twice = replace(draft.sections[0], text="{{figure:f-2}} {{figure:f-2}} {{figure:f-1}} {{figure:f-2}}")
    first, second, _other, again = compose(replace(draft, sections=(twice,)), resolve).notes
    assert second == "Ibid."
    assert again == first


def test_a_frozen_report_keeps_numbers_and_lets_go_of_quotes_that_were_taken_back() -> None:
    made = composed()
    kept = frozen(made)
    assert VOICE.known.text not in kept
    assert thawed(kept, resolve) == made
    later = thawed(kept, lambda _reference: Known("", None, "", "", ("gone",)))
    assert VOICE.known.text not in str(later)
    assert [one.what for one in later.warned] == ["withdrawn"]


def test_a_kind_with_a_mistake_is_refused_and_named() -> None:
    with pytest.raises(ReportError, match="no kind of report"):
        assemble("nothing", (), "en", "2026")
    with pytest.raises(ReportError, match="colour"):
        kind_from({"id": "x", "colour": "red", "sections": []}, "x")
