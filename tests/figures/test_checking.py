"""The checks on invented registers: what each finds, what it leaves alone, and how it explains itself."""

import csv
import re
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tayanch.figures import check, compare, load, read_csv, rules
from tests.figures.inventing import found, one, row

SHARED = Path(__file__).parents[3] / "shared" / "sources" / "figures.csv"


def test_women_and_men_of_the_same_people_cannot_make_more_than_100():
    finding = one(
        row("w", "share of women among migrants", "71", sex="female"),
        row("m", "share of men among migrants", "44", sex="male"),
    )
    assert (finding.rule, finding.rows, finding.severity) == ("shares-sum", ("w", "m"), "error")
    assert "71 (w) + 44 (m) = 115 percent" in finding.explanation.en
    assert "= 115\u00a0%" in finding.explanation.ru
    assert "115 пайыз" in finding.explanation.ky


def test_women_men_girls_and_boys_who_make_100_are_left_alone():
    named = {"men": "52", "women": "37", "girls": "7", "boys": "4"}
    assert found(*[row(name, f"share of {name}", value) for name, value in named.items()]) == []


def test_shares_of_women_and_of_men_who_do_something_are_no_parts_of_one_whole():
    assert found(row("a", "share married", "71", sex="female"), row("b", "share married", "64", sex="male")) == []


def test_shares_of_women_who_and_of_men_who_are_no_parts_of_one_whole_either():
    for rest in ("with debts", "in debt", "paid late"):
        assert (
            found(row("w", f"share of women {rest}", "61", sex="female"), row("m", f"share of men {rest}", "58")) == []
        )


def test_a_russian_register_is_read_where_it_names_the_sexes():
    rows = (row("ж", "доля женщин среди мигрантов", "58"), row("м", "доля мужчин среди мигрантов", "64"))
    assert found(*rows) == [("shares-sum", ("ж", "м"))]


@pytest.mark.parametrize(("last", "expected"), [("11", []), ("6", ["shares-sum"])])
def test_steps_of_a_scale_closed_on_both_ends_make_100(last, expected):
    steps = ("working 6 hours or less", "working up to 9 hours", "working up to 12 hours", "working more than 12 hours")
    rows = [
        row(f"r{i}", f"share {step}", v) for i, (step, v) in enumerate(zip(steps, ("9", "50", "30", last), strict=True))
    ]
    assert [rule for rule, _ in found(*rows)] == expected


def test_steps_that_hold_the_ones_before_them_are_not_added_up():
    steps = {"up to 8 hours": "40", "up to 10 hours": "80", "more than 10 hours": "20"}
    assert found(*[row(step, f"share working {step}", value) for step, value in steps.items()]) == []


def test_levels_of_education_that_leave_a_tenth_out_are_told_and_a_short_list_is_not():
    levels = ("primary", "secondary", "higher")
    most = [
        row(level, f"share with {level} education", value)
        for level, value in zip(levels, ["9", "50", "30"], strict=True)
    ]
    assert one(*most).explanation.en.endswith("11 percent are missing and not named.")
    few = [
        row(level, f"share with {level} education", value)
        for level, value in zip(levels, ["9", "20", "30"], strict=True)
    ]
    assert found(*few) == []


def test_answers_of_which_several_may_be_given_are_not_added_up():
    fears = ("threats", "police", "illness", "cold")
    assert (
        found(
            *[
                row(fear, f"share who fear {fear}", value)
                for fear, value in zip(fears, ["60", "55", "41", "33"], strict=True)
            ]
        )
        == []
    )


@pytest.mark.parametrize(
    ("printed", "severity", "words"),
    [
        ("25.9", "error", "but 25.9 is printed"),
        ("17.3", "note", "cut off"),
        ("20", "doubt", "round word"),
        ("17.4", None, ""),
    ],
)
def test_a_share_is_worked_out_from_its_count_and_base(printed, severity, words):
    # 1304 / 7500 = 17.3867
    rows = (
        row("n", "people paid late", "1304", unit="people", base=7500),
        row("s", "share paid late", printed, base=7500),
    )
    if severity is None:
        assert found(*rows) == []
        return
    finding = one(*rows)
    assert (finding.rule, finding.rows, finding.severity) == ("share-of-base", ("n", "s"), severity)
    assert "17.39 percent" in finding.explanation.en
    assert words in finding.explanation.en


def test_two_counts_stand_for_a_share_that_has_none_of_its_own():
    rows = (
        row("p", "people on patents", "402000", unit="people"),
        row("w", "people on work permits", "3100", unit="people"),
        row("s", "share of all migrants on permits and patents", "50", base=910000),
        row("t", "permits and patents in force", "910000", unit="papers", population="migrants", origin=""),
    )
    finding = one(*rows)
    assert finding.rows == ("p", "w", "s", "t")
    assert finding.explanation.en.startswith("402,000 (p) + 3,100 (w) = 405,100 of 910,000 is 44.52 percent")


def test_counts_of_something_else_are_no_counts_of_a_share():
    late = row("n", "people with late pay", "300", unit="people", base=700)
    assert found(late, row("s", "share not paid for their work", "12", base=700)) == []
    total = row("t", "people asked", "1000", unit="people", population="all asked", origin="")
    share = row("s", "share of women among migrants", "58", base=1000, sex="all")
    assert found(total, row("n", "migrants detained", "50", unit="people"), share) == []


def test_groups_that_overlap_are_no_parts_of_a_total():
    groups = {"respondents, total": "800", "married respondents": "500", "young respondents": "600"}
    assert found(*[row(name, name, count, unit="people") for name, count in groups.items()]) == []


def test_with_and_without_ten_years_apart_may_make_more_than_100():
    rows = (
        row("a", "share with a contract", "70", year="2010"),
        row("b", "share without a contract", "45", year="2021"),
    )
    assert found(*rows) == []


def test_a_projection_may_be_newer_than_its_source():
    assert found(row(year="2040", measure="projected population", unit="people", source="UN (2019)")) == []


def test_rounded_counts_are_given_room():
    assert found(
        row("n", "people who sent money", "12400", unit="people", base=28842),
        row("s", "share who sent money", "43.1", base=28842),
    ) == []  # fmt: skip


def test_parts_by_country_are_not_more_than_the_printed_total():
    total = row("t", "foreigners with permits", "1000", unit="people", origin="", population="foreigners")
    parts = [
        row(
            code,
            "foreigners with permits",
            count,
            unit="people",
            origin=code,
            base=1000,
            population=f"workers from {code}",
        )
        for code, count in (("UZ", "700"), ("TJ", "450"))
    ]
    assert found(total, *parts) == [("parts-of-total", ("t", "UZ", "TJ"))]


def test_a_total_is_the_sum_of_the_parts_beside_it():
    rows = (
        row("t", "acts adopted, total", "900", unit="acts"),
        row("l", "laws adopted", "150", unit="acts"),
        row("r", "regulations adopted", "790", unit="acts"),
    )
    assert one(*rows).explanation.en == "150 (l) + 790 (r) = 940, but the printed total is 900."
    assert found(replace(rows[0], value=Decimal(940)), *rows[1:]) == []


def test_women_and_men_counted_are_not_more_than_all():
    rows = (
        row("a", "members", "500", unit="people"),
        row("w", "members", "310", unit="people", sex="female"),
        row("m", "members", "240", unit="people", sex="male"),
    )
    assert found(*rows) == [("women-and-men", ("a", "w", "m"))]


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (row(value="104", measure="share in debt"), "104 percent"),
        (row(value="9", high="4"), "ends at 4"),
        (row(value="30", unit="hours/day", measure="hours at work"), "at most 24"),
        (row(value="40", unit="people", base=30, measure="people in debt"), "40 are counted among 30"),
        (row(value="40", base=0), "The base is 0"),
    ],
)
def test_values_that_cannot_be_are_told(figure, words):
    finding = one(figure)
    assert (finding.rule, finding.severity) == ("impossible", "error")
    assert words in finding.explanation.en


def test_so_many_for_each_place_make_the_total():
    plan = {"population": "research sites", "unit": "villages"}
    rows = (
        row("each", "group interviews per village", "4", unit="interviews/village", population="research sites"),
        row("sites", "villages in total", "6", **plan),
        row("all", "group interviews held", "31", unit="interviews"),
        row("other", "interviews with officials", "12", unit="interviews"),
    )
    assert one(*rows).explanation.en == "4 for each of 6 makes 24, but the total is printed as 31 (all)."
    assert found(*rows[:2], replace(rows[2], value=Decimal(24)), rows[3]) == []


def test_a_stall_that_costs_more_than_it_earns_is_told():
    shop = {"unit": "KGS/month", "population": "one stall"}
    assert found(row("e", "monthly earnings", "9000", **shop), row("r", "monthly rent", "14000", **shop)) == [
        ("cost-over-income", ("e", "r"))
    ]


def test_one_fact_with_two_values_in_a_document_is_told_and_a_repeated_one_is_not():
    first, second = row("a", "share in debt", "31"), row("b", "share in debt", "37", section="Two")
    assert found(first, second) == [("two-values", ("a", "b"))]
    assert found(first, replace(second, value=Decimal(31))) == []
    assert found(first, replace(second, year="2021")) == []


def test_two_people_who_tell_one_thing_differently_are_set_side_by_side():
    case = {"base": 1, "unit": "calls/day"}
    rows = (
        row("h", "calls home per day by his account", "1", population="a husband", **case),
        row("w", "calls home per day by her account", "6", population="a wife", **case),
    )
    assert one(*rows).severity == "note"


def test_documents_that_differ_on_one_question_are_told_once_for_all_of_them():
    rows = [
        row(f"d{i}", "share of women among migrants", value, document=f"doc-{i}", sex="female", year=year)
        for i, (value, year) in enumerate((("33", "2016"), ("52", "2018"), ("61", "2022")))
    ]
    assert found(*rows) == [("between-documents", ("d0", "d1", "d2"))]
    assert one(*rows).explanation.en.endswith("Besides the value they differ in: year, no base.")
    assert found(rows[0], replace(rows[1], value=Decimal(34))) == []


def test_steps_of_a_scale_are_different_questions():
    rows = (
        row("a", "share with secondary education", "50"),
        row("b", "share with specialised secondary education", "11", document="doc-2"),
    )
    assert found(*rows) == []


def test_values_under_another_source_and_year_are_told_when_two_of_them_repeat():
    def both(document, source, year):
        more = {"document": document, "source": source, "year": year, "topic": "police", "sex": "female"}
        return (
            row(f"{document}-1", "share who name border guards as the worst", "47", **more),
            row(f"{document}-2", "share who name landlords as the worst", "23", **more),
        )

    first, second = both("one", "Study of Perm (2013)", "2013"), both("two", "Whole Russia (2016)", "2016")
    assert {rule for rule, _ in found(*first, *second)} == {"borrowed-values"}
    assert found(first[0], second[0]) == []


def test_one_odd_value_twice_in_a_row_is_told_and_a_list_of_like_things_is_not():
    assert found(row("a", "share hit at school", "47"), row("b", "growth of assaults, 2011 to 2014", "47")) == [
        ("same-value-twice", ("a", "b"))
    ]
    assert found(row("a", "share in trade", "14"), row("b", "share in building", "14")) == []


def test_labels_that_are_exchanged_between_table_and_text_are_told():
    table = (
        row("t1", "valid patents", "52100", unit="patents"),
        row("t2", "valid work permits", "1900", unit="work permits"),
    )
    text = (
        row("x1", "people on work permits", "52100", unit="people", section="Two"),
        row("x2", "people on patents", "1900", unit="people", section="Two"),
    )
    assert found(*table, *text) == [("labels-swapped", ("t1", "t2", "x1", "x2"))]
    right = (replace(text[0], measure="people on patents"), replace(text[1], measure="people on work permits"))
    assert found(*table, *right) == []


def test_sexes_that_are_exchanged_between_two_sections_are_told():
    here = (row("w1", "share who send money", "61", sex="female"), row("m1", "share who send money", "48", sex="male"))
    there = (
        row("w2", "share who send money", "48", sex="female", section="Two"),
        row("m2", "share who send money", "61", sex="male", section="Two"),
    )
    assert ("labels-swapped", ("w1", "m1", "w2", "m2")) in found(*here, *there)


def test_two_countries_in_one_place_of_a_ranking_are_told():
    more = {"unit": "rank", "destination": "RU"}
    rows = (
        row("a", "place by remittances", "3", origin="AM", population="countries", **more),
        row("b", "place by labour flow", "3", origin="MD", population="origins", **more),
    )
    assert one(*rows).explanation.en.startswith("Armenia and Moldova are both number 3")


def test_with_and_without_the_same_thing_are_not_more_than_100():
    rows = (row("a", "share with a contract", "58"), row("b", "share without a contract", "66"))
    finding = one(*rows)
    assert (finding.rule, finding.severity) == ("yes-and-no", "error")
    assert found(rows[0], replace(rows[1], value=Decimal(42))) == []


def test_fewer_in_one_country_than_everywhere():
    everywhere = row("all", "citizens working abroad", "200000", unit="people")
    there = row("ru", "migrants working in Russia", "240000", unit="people", destination="RU", document="doc-2")
    finding = one(everywhere, there)
    assert (finding.rule, finding.severity) == ("part-over-place", "error")
    assert found(everywhere, replace(there, value=Decimal(140000))) == []


def test_an_overall_share_must_fit_its_largest_part():
    rows = [
        row("all", "share of women among migrants", "70", sex="female"),
        row("ru", "share of women among migrants", "30", sex="female", destination="RU"),
    ]
    counts = [
        row(code, "migrants", count, unit="people", destination=code, document="doc-2")
        for code, count in (("RU", "800000"), ("KZ", "150000"), ("TR", "50000"))
    ]
    finding = one(*rows, *counts)  # (100 - 70) / (100 - 30) = 43 %, but 80 % are there
    assert finding.rule == "whole-and-part"
    assert "at most 43 percent" in finding.explanation.en
    assert "it is 80 percent" in finding.explanation.en
    assert found(*rows, *[replace(c, value=Decimal(300000)) for c in counts]) == []


def test_what_holds_for_all_lies_between_women_and_men_and_between_town_and_village():
    question = "share who think that work abroad harms the family"
    rows = (
        row("w", question, "22", sex="female"),
        row("m", question, "31", sex="male"),
        row("all", question, "54"),
    )
    assert found(*rows) == [("whole-outside-parts", ("w", "m", "all"))]
    assert found(*rows[:2], replace(rows[2], value=Decimal(27))) == []
    layers = [
        row(name, "share in debt", v, population=f"{name} returnees") for name, v in (("rural", "40"), ("urban", "30"))
    ]
    assert found(*layers, row("both", "share in debt", "55", population="returnees")) == [
        ("whole-outside-parts", ("rural", "urban", "both"))
    ]


def test_whoever_tells_one_bad_thing_tells_any():
    rows = (
        row("any", "share reporting any negative experience at work", "3"),
        row("some", "share with worse health from work", "28"),
    )
    assert found(*rows) == [("any-and-some", ("any", "some"))]


def test_kinds_of_crimes_fit_into_all_crimes():
    more = {"unit": "cases/year", "population": "women in Bishkek", "sex": "female"}
    rows = (
        row("all", "crimes against women", "900", **more),
        row("r", "rapes", "300", **more),
        row("k", "bride kidnappings", "700", **more),
    )
    assert found(*rows) == [("kinds-over-whole", ("all", "r", "k"))]
    assert found(replace(rows[0], value=Decimal(1200)), *rows[1:]) == []


def test_a_figure_is_not_newer_than_its_source():
    assert one(row(year="2021", source="Ministry (2019)")).explanation.en.startswith("The figure is for 2021")
    assert found(row(year="2018", source="Ministry (2019)")) == []
    assert (
        one(row(measure="growth of divorces over 2009-2019", unit="times", source="Ministry (2019)")).severity
        == "doubt"
    )


def test_counts_of_unequal_periods_are_told_when_they_point_the_wrong_way():
    rows = (
        row("long", "people placed in 2015-2019", "9000", unit="people", year="2015-2019"),
        row("short", "people placed in the first half of the year", "7000", unit="people", year="2020"),
    )
    finding = one(*rows)
    assert (finding.rule, finding.rows) == ("unequal-periods", ("long", "short"))
    assert "1,800 a year" in finding.explanation.en
    assert found(rows[0], replace(rows[1], value=Decimal(500))) == []


def test_a_rise_that_falls_and_a_factor_that_does_not_fit_are_told():
    rise = (
        row("s", "growth of pay at the start", "90", year="2015"),
        row("e", "growth of pay at the end", "70", year="2019"),
    )
    assert one(*rise).explanation.en == "Called a rise, but it goes from 90 to 70."
    more = {"unit": "USD", "population": "money sent home"}
    factor = (
        row("f", "growth factor from May to June", "3.5", unit="times", population="money sent home"),
        row("m", "money sent in May", "100000", **more),
        row("j", "money sent in June", "900000", **more),
    )
    assert "is 9 times, but 3.5 is printed" in one(*factor).explanation.en


def test_a_share_of_women_without_a_base_beside_counts_with_one_is_told():
    rows = (
        row("n", "people with late pay", "90", unit="people", base=400),
        row("w", "share of women with late pay", "14", sex="female"),
    )
    assert found(*rows) == [("base-beside", ("n", "w"))]


def test_one_office_with_two_abbreviations_is_told():
    rows = (
        row("a", "share who know the state work office (SWO)"),
        row("b", "share who asked the state office (GBT)", "4"),
    )
    assert found(*rows) == [("two-abbreviations", ("a", "b"))]


def test_a_source_the_register_calls_unclear_is_told():
    assert found(row(source="unclear: one study or the other")) == [("source-unsure", ("a",))]


def test_notes_are_never_read():
    figures = (row("a", "share of women", "71"), row("b", "share of men", "44", sex="male"), row("c", "share in debt"))
    noted = [replace(figure, note="CHECK: 1 + 1 = 3; contradiction", place="line 9") for figure in figures]
    assert check(noted) == check(figures)


def test_every_rule_is_explained_in_three_languages_and_its_numbers_are_the_same_in_each():
    for rule in rules().values():
        for text in (rule.name, rule.about, *rule.says.values()):
            assert text.ky
            assert text.ru
            assert text.en
        for text in rule.says.values():
            places = [sorted(re.findall(r"\{(\w+)\}", said)) for said in (text.ky, text.ru, text.en)]
            assert places[0] == places[1] == places[2], rule.id
        assert rule.needs


@st.composite
def consistent_registers(draw):
    """Tables that add up: counts by sex with totals and shares rounded as they are, for a few peoples and years."""
    rows, numbers = [], st.integers(1, 4_000)
    for at in range(draw(st.integers(1, 6))):
        people, year = draw(st.sampled_from(("cooks", "drivers", "carers"))), str(2010 + at)
        women, men = draw(numbers), draw(numbers)
        total, places = women + men, draw(st.integers(0, 2))
        more = {"population": people, "year": year, "source": f"Bureau ({2011 + at})", "section": f"Table {at}"}
        rows.append(row(f"t{at}", "members, total", str(total), unit="people", **more))
        for sex, word, count in (("female", "women", women), ("male", "men", men)):
            share = round(Decimal(100 * count) / total, places)
            rows.append(row(f"{sex}{at}", "members", str(count), unit="people", sex=sex, base=total, **more))
            rows.append(row(f"s{sex}{at}", f"share of {word} among members", str(share), sex=sex, base=total, **more))
    return rows


@settings(max_examples=150, deadline=None)
@given(consistent_registers())
def test_a_register_that_adds_up_raises_no_error(rows):
    assert [finding for finding in check(rows) if finding.severity == "error"] == []


@settings(max_examples=100, deadline=None)
@given(consistent_registers(), st.data())
def test_a_share_moved_by_five_points_is_found(rows, data):
    shares = [r for r in rows if r.unit == "percent"]
    moved = data.draw(st.sampled_from(shares))
    by = Decimal(5) if moved.value <= 50 else Decimal(-5)
    broken = [replace(r, value=r.value + by) if r is moved else r for r in rows]
    assert any(moved.id in finding.rows for finding in check(broken))


def test_ten_thousand_rows_are_checked_in_seconds():
    figures = load().figures
    many = [
        replace(f, id=f"{f.id}-{copy}", document=f"{f.document}-{copy}", value=f.value and f.value + copy % 7)
        for copy in range(20)
        for f in figures
    ]
    started = time.process_time()
    check(many)
    assert time.process_time() - started < 10


@pytest.mark.skipif(not SHARED.exists(), reason="the table the register was made from is not here")
def test_marked_contradictions_of_the_source_table_are_found_with_their_notes_blanked():
    figures = read_csv(SHARED.read_bytes())
    marked = {
        row["id"]
        for row in csv.DictReader(SHARED.read_text(encoding="utf-8-sig").splitlines())
        if "CHECK" in row["note"]
    }
    findings = check(replace(figure, note="") for figure in figures)
    touched = {row for finding in findings for row in finding.rows}
    assert len(marked & touched) >= 74
    alone = {row for finding in findings if not set(finding.rows) & marked for row in finding.rows}
    assert len(alone) <= 0.01 * (len(figures) - len(marked))
    assert len(touched - marked) <= 0.05 * (len(figures) - len(marked))


MEASURES = (
    "share of women among migrants", "share of men among migrants", "share with a contract", "share without a contract",
    "share at work 8 hours or less", "share at work more than 8 hours", "members, total", "members", "crimes", "rapes",
    "growth factor from May to June", "money sent in May", "money sent in June", "interviews per area", "areas",
    "interviews held", "share with any negative experience on return", "share with problems on return",
    "people placed in 2015-2019", "people placed in the first half of the year", "monthly rent", "monthly earnings",
    "growth of pay at the start", "growth of pay at the end", "share who know the state office (ABC)",
)  # fmt: skip
UNITS = (
    "percent",
    "people",
    "times",
    "rank",
    "USD/month",
    "USD",
    "interviews/area",
    "areas",
    "interviews",
    "hours/day",
)


@st.composite
def any_registers(draw):
    """Rows with every kind of number, 0 and negative ones too, in a few documents."""
    number = st.decimals(-1000, 10**6, places=1) | st.integers(-2, 120).map(Decimal)
    return [
        replace(
            row(
                f"r{at}",
                draw(st.sampled_from(MEASURES)),
                str(draw(number)),
                base=draw(st.sampled_from((None, 0, 1, 7, 500))),
            ),
            value_high=draw(st.none() | number),
            unit=draw(st.sampled_from(UNITS)),
            document=draw(st.sampled_from(("d1", "d2"))),
            sex=draw(st.sampled_from(("female", "male", "all", ""))),
            destination=draw(st.sampled_from(("", "RU", "KZ", "TR"))),
            origin=draw(st.sampled_from(("KG", ""))),
            year=draw(st.sampled_from(("", "2015", "2015-2019"))),
            population=draw(st.sampled_from(("migrants", "rural migrants", "urban migrants", "areas"))),
        )
        for at in range(draw(st.integers(0, 12)))
    ]


@settings(max_examples=300, deadline=None)
@given(any_registers())
def test_no_register_stops_the_checks_and_each_finding_names_rows_that_are_there(rows):
    ids = {figure.id for figure in rows}
    for finding in check(rows):
        assert set(finding.rows) <= ids
        assert "{" not in finding.explanation.ky + finding.explanation.ru + finding.explanation.en
        assert finding.explanation.en
    compare(rows)
