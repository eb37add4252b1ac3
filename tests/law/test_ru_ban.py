"""Overstay, repeated offences, removals, and what a history comes to."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tayanch.law.ru
from tayanch.law import LANGUAGES, BadInput, LawError, OutsideKnownDates, compute
from tayanch.law.ru.ban.expulsion import expulsion
from tayanch.law.ru.ban.grounds import CIRCUMSTANCES, ENDS, grounds
from tayanch.law.ru.ban.offences import KINDS, Offence, offences
from tayanch.law.ru.ban.overstay import BASES, overstay

days = st.dates(date(2016, 1, 1), date(2030, 12, 31))
any_day = st.dates(date(1990, 1, 1), date(2100, 12, 31))
decisions = st.lists(st.builds(Offence, days, st.sampled_from(KINDS)), max_size=6)
NOW = date(2026, 11, 21)


def codes(answer):
    return {warning.code for warning in answer.warnings}


@given(days, st.integers(0, 600), st.integers(0, 600))
def test_leaving_later_never_shortens_what_is_counted(ended, one, other):
    earlier, later = (
        overstay(ended + timedelta(days=late), basis="contract", stay_ended=ended) for late in sorted([one, other])
    )
    assert earlier.details["overstay_days"] <= later.details["overstay_days"]
    assert earlier.value <= later.value


@given(days, st.integers(0, 500))
def test_the_ladder_has_three_rungs_and_each_begins_one_day_after_its_number(ended, late):
    answer = overstay(ended + timedelta(days=late), stay_ended=ended)
    assert answer.value == (0 if late <= 30 else 3 if late <= 180 else 5 if late <= 270 else 10)
    assert (answer.details["until"] is None) is (answer.value == 0)


@given(st.dates(date(2025, 1, 1), date(2030, 10, 2)), st.integers(0, 89))
def test_within_ninety_visa_free_days_of_a_first_stay_nothing_is_counted(entry, stayed):
    answer = overstay(entry + timedelta(days=stayed), basis="visa_free", entry=entry)
    assert (answer.value, answer.details["overstay_days"]) == (0, 0)


@given(days, st.integers(0, 400), st.integers(0, 400))
def test_a_longer_visa_free_stay_never_counts_less(entry, one, other):
    shorter, longer = (
        overstay(entry + timedelta(days=stayed), basis="visa_free", entry=entry) for stayed in sorted([one, other])
    )
    assert shorter.value <= longer.value


def test_leaving_before_the_last_day_is_no_overstay():
    answer = overstay(date(2026, 1, 1), stay_ended=date(2026, 3, 1))
    assert (answer.value, answer.details["overstay_days"]) == (0, 0)
    assert "ban_fine_possible" not in codes(answer)


def test_days_in_a_row_over_new_year_are_named_as_unclear_and_not_as_a_ground():
    answer = overstay(date(2026, 2, 10), basis="visa_free", entry=date(2025, 11, 1))
    assert answer.value == 0
    assert {"ban_in_a_row_only", "ban_fine_possible"} <= codes(answer)


def test_the_reasons_that_waive_the_first_rung_and_the_court_on_the_third_are_told():
    assert "ban_may_be_waived" in codes(overstay(date(2025, 4, 15), stay_ended=date(2025, 3, 1)))
    assert "ban_extraordinary" in codes(overstay(date(2026, 4, 15), stay_ended=date(2025, 3, 1)))


@given(decisions, days, st.builds(Offence, days, st.sampled_from(KINDS)))
def test_one_more_decision_never_shortens_what_is_counted(known, as_of, one):
    before, after = offences(known, as_of).value, offences([*known, one], as_of).value
    assert before is None or (after is not None and after >= before)


@given(decisions, days, st.randoms(use_true_random=False))
def test_the_order_of_decisions_does_not_matter(known, as_of, random):
    mixed = list(known)
    random.shuffle(mixed)
    assert offences(mixed, as_of).to_dict() == offences(known, as_of).to_dict()


@given(st.lists(st.builds(Offence, days, st.sampled_from(("traffic", "other"))), max_size=6), days)
def test_other_decisions_never_meet_the_ground_of_migration(known, as_of):
    assert all(each["ground"] == "26-4" for each in offences(known, as_of).details["grounds"])


def test_three_years_to_the_day_still_belong_to_the_window():
    first, last = Offence(date(2023, 3, 1), "traffic"), date(2026, 3, 1)
    assert offences([first, Offence(last, "traffic")], NOW).value == date(2029, 3, 1)
    assert offences([first, Offence(last + timedelta(days=1), "traffic")], NOW).value is None


def test_decisions_after_the_day_are_left_out_and_named():
    known = [Offence(date(2026, 1, 1), "traffic"), Offence(date(2027, 1, 1), "traffic")]
    answer = offences(known, NOW)
    assert answer.value is None
    assert "ban_later_decisions" in codes(answer)


@given(st.lists(days, min_size=1, max_size=5), days)
def test_one_more_removal_never_shortens_what_is_counted(removals, as_of):
    before, after = expulsion(removals[:-1], as_of).value, expulsion(removals, as_of).value
    assert before is None or (after is not None and after >= before)


def test_a_history_keeps_the_way_to_each_ground_and_the_longest_day():
    answer = compute(
        "ru.ban.grounds",
        {
            "as_of": "2026-11-21",
            "overstay": {"stay_ended": "2025-01-01", "left": "2025-07-20"},
            "removals": ["2024-03-01"],
            "offences": [{"final_on": "2026-05-01", "kind": "traffic"}],
            "controlled": True,
        },
    )
    assert [part["rule"] for part in answer["parts"]] == ["ru.ban.overstay", "ru.ban.offences", "ru.ban.expulsion"]
    assert [each["ground"] for each in answer["grounds"]] == ["27-13", "27-2"]
    assert answer["value"] == answer["longest"] == "2030-07-20"
    assert {"ban_controlled", "ban_only_counted"} <= {each["code"] for each in answer["warnings"]}


def test_every_circumstance_has_an_end_or_says_that_it_is_not_known():
    assert set(ENDS) == set(CIRCUMSTANCES)
    for each in CIRCUMSTANCES:
        answer = grounds({"as_of": NOW, "circumstances": [each]})
        assert (answer.value, answer.details["has_open_end"]) == (None, True)


def test_the_second_list_is_named_only_since_it_exists():
    told = [{step.code for step in grounds({"as_of": day}).steps} for day in (date(2025, 2, 4), date(2025, 2, 5))]
    assert ["ban_two_lists" in each for each in told] == [False, True]


@pytest.mark.parametrize("path", ["texts/stay", "texts/patent", "texts/ban", "statements/stay", "statements/ban"])
def test_no_sentence_calls_her_anything(path):
    said = (Path(tayanch.law.ru.__file__).parent / f"{path}.yaml").read_text(encoding="utf-8").lower()
    assert not any(word in said for word in ("illegal", "нелегал", "незаконн", "мыйзамсыз"))


@pytest.mark.parametrize(
    ("rule", "question", "code", "field"),
    [
        ("overstay", {"left": "2026-01-01"}, "missing_key", "stay_ended"),
        ("overstay", {"left": "2026-01-01", "basis": "visa_free"}, "missing_key", "entry"),
        ("overstay", {"left": "2026-01-01", "basis": "visa_free", "entry": "2026-02-01"}, "range_backwards", "left"),
        (
            "overstay",
            {
                "left": "2026-03-01",
                "basis": "visa_free",
                "entry": "2026-02-01",
                "earlier_stays": [{"entry": "2026-01-02", "exit": "2026-01-01"}],
            },
            "range_backwards",
            "earlier_stays[0].exit",
        ),
        (
            "offences",
            {"offences": [{"final_on": "2026-01-01", "kind": "war"}], "as_of": "2026-01-01"},
            "not_one_of",
            "offences[0].kind",
        ),
        ("expulsion", {"removals": ["yesterday"], "as_of": "2026-01-01"}, "date_bad", "removals[0]"),
        ("grounds", {"as_of": "2026-01-01", "circumstances": ["bad"]}, "not_one_of", "circumstances[0]"),
    ],
)
def test_a_wrong_question_about_bans_is_refused(rule, question, code, field):
    with pytest.raises(BadInput) as refusal:
        compute(f"ru.ban.{rule}", question)
    assert (refusal.value.code, refusal.value.field) == (code, field)


def test_days_before_the_law_are_refused():
    with pytest.raises(OutsideKnownDates) as refusal:
        compute("ru.ban.overstay", {"left": "2015-01-09", "stay_ended": "2015-01-01"})
    assert refusal.value.field == "left"


span = st.tuples(any_day, any_day).map(sorted)


@given(
    any_day,
    st.sampled_from(BASES),
    st.none() | any_day,
    st.none() | any_day,
    st.lists(span.map(tuple), max_size=3),
    st.lists(st.builds(Offence, any_day, st.sampled_from(KINDS)), max_size=3),
)
def test_no_question_about_bans_crashes(day, basis, ended, entry, earlier, known):
    for ask in (
        lambda: overstay(day, basis=basis, stay_ended=ended, entry=entry, earlier_stays=earlier),
        lambda: offences(known, day),
        lambda: expulsion([each.final_on for each in known], day),
    ):
        try:
            answer = ask()
        except LawError:
            continue
        assert all(answer.text(language) for language in LANGUAGES)
