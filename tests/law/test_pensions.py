"""Pensions of those who worked in several countries, and months bought back at home."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayanch.law import LANGUAGES, BadInput, LawError, OutsideKnownDates, compute
from tayanch.law.eaeu import Work, periods
from tayanch.law.eaeu.pension.agreements import COUNTRIES
from tayanch.law.eaeu.pension.spans import cut, merged, record, without
from tayanch.law.kg import voluntary

AS_OF = date(2026, 11, 21)
EVERYWHERE = ("KG", "KZ", "RU", "TR")
days = st.dates(date(1992, 3, 13), date(2028, 12, 31))
spans = st.lists(
    st.tuples(days, st.integers(0, 900)).map(lambda each: (each[0], each[0] + timedelta(each[1]))), max_size=6
)


@st.composite
def works(draw, countries=COUNTRIES):
    first = draw(days)
    last = draw(st.none() | st.integers(0, 2500).map(lambda length: first + timedelta(days=length)))
    return Work(draw(st.sampled_from(countries)), first, last, draw(st.booleans()))


def marked(found):
    """The days of stretches, one by one."""
    return {first + timedelta(days=ahead) for first, last in found for ahead in range((last - first).days + 1)}


def kyrgyz(*work):
    return periods("KG", "KG", work, AS_OF)


def codes(answer):
    return [warning.code for warning in answer.warnings]


@given(spans, spans)
def test_joined_and_taken_apart_stretches_have_the_days_of_a_calendar(some, others):
    assert marked(merged(some)) == marked(some)
    assert marked(without(some, others)) == marked(some) - marked(others)


@given(days, st.integers(0, 2000), st.lists(days, max_size=5))
def test_a_stretch_cut_into_pieces_is_the_same_stretch(first, length, starts):
    last = first + timedelta(days=length)
    pieces = list(cut((first, last), starts))
    assert merged(pieces) == [(first, last)]
    assert sum((end - begin).days + 1 for begin, end in pieces) == length + 1


@given(days, st.integers(0, 2000))
def test_a_longer_stretch_never_gives_less_record(first, length):
    last = first + timedelta(days=length)
    assert record([(first, last)]) <= record([(first, last + timedelta(days=1))])


@pytest.mark.parametrize(
    ("first", "last", "months", "rest"),
    [
        (date(2021, 1, 1), date(2021, 12, 31), 12, 0),
        (date(2021, 1, 15), date(2021, 3, 14), 2, 0),
        (date(2021, 1, 31), date(2021, 2, 27), 1, 0),
        (date(2024, 2, 1), date(2024, 2, 28), 0, 28),
        (date(2023, 12, 31), date(2023, 12, 31), 0, 1),
    ],
)
def test_record_counts_calendar_months_and_the_days_left(first, last, months, rest):
    assert record([(first, last)]) == (months, rest)


@given(st.sampled_from(COUNTRIES), st.sampled_from(COUNTRIES), st.lists(works(), max_size=6), st.randoms())
def test_the_order_of_work_does_not_matter(citizenship, residence, work, random):
    answer = periods(citizenship, residence, work, AS_OF)
    again = periods(citizenship, residence, random.sample(work, len(work)), AS_OF)
    assert again.to_dict() == answer.to_dict()


@given(st.lists(works(EVERYWHERE), max_size=4), works(EVERYWHERE))
def test_more_work_never_counts_for_less_and_the_same_work_twice_for_no_more(work, more):
    total = kyrgyz(*work)
    longer = kyrgyz(*work, more)
    assert (longer.value, longer.details["days"]) >= (total.value, total.details["days"])
    twice = kyrgyz(*work, more, more)
    assert (twice.value, twice.details["days"]) == (longer.value, longer.details["days"])


@given(st.lists(works(EVERYWHERE), max_size=3), works(EVERYWHERE), st.integers(0, 3000))
def test_work_told_in_two_parts_is_the_same_work(work, whole, after):
    last = whole.last or AS_OF
    middle = whole.first + timedelta(days=after)
    if middle >= last:
        return
    parts = replace(whole, last=middle), replace(whole, first=middle + timedelta(days=1), last=last)
    told = kyrgyz(*work, *parts).details["periods"]
    assert told == kyrgyz(*work, replace(whole, last=last)).details["periods"]


@given(st.sampled_from(COUNTRIES), st.sampled_from(COUNTRIES), st.lists(works(), max_size=6))
def test_every_worked_day_is_in_one_period_of_its_country(citizenship, residence, work):
    shown = periods(citizenship, residence, work, AS_OF).details["periods"]
    for country in COUNTRIES:
        mine = [(each["from"], each["to"]) for each in shown if each["country"] == country]
        done = [(each.first, min(each.last or AS_OF, AS_OF)) for each in work if each.country == country]
        assert marked(mine) == marked(done)
        assert sum((last - first).days + 1 for first, last in mine) == len(marked(done))


@given(st.lists(works(EVERYWHERE), max_size=6))
def test_the_union_counts_no_day_before_2021_and_none_outside_its_states(work):
    answer = kyrgyz(*work)
    eaeu = answer.details["eaeu"]
    assert {state["country"] for state in eaeu["states"]} <= {"KG", "KZ", "RU"}
    assert eaeu["months"] <= record([(date(2021, 1, 1), AS_OF)])[0]
    assert all(state["reaches_minimum"] == (state["months"] >= 12) for state in eaeu["states"])
    for each in answer.details["periods"]:
        assert each["agreement"] != "eaeu" or each["from"] >= date(2021, 1, 1)
        assert each["agreement"] != "cis" or each["to"] < date(2021, 1, 1)


def test_a_day_with_contributions_is_not_lost_by_a_second_job_without():
    paid = Work("RU", date(2023, 1, 1), date(2023, 12, 31), contributions=True)
    unpaid = Work("RU", date(2022, 7, 1), date(2023, 6, 30), contributions=False)
    answer = kyrgyz(paid, unpaid)
    assert answer.value == 12
    assert [(each["from"], each["to"]) for each in answer.details["lost"]] == [(date(2022, 7, 1), date(2022, 12, 31))]
    assert "pension_gap_may_be_filled" in codes(answer)


def test_the_day_before_each_agreement_is_not_under_it():
    for country, start, before, since in (
        ("KZ", date(2021, 1, 1), "cis", "eaeu"),
        ("TR", date(2020, 11, 1), "none", "kg_tr"),
    ):
        eve = kyrgyz(Work(country, start - timedelta(days=1), start, contributions=True)).details["periods"]
        assert [(each["agreement"], each["days"]) for each in eve] == [(before, 1), (since, 1)]


def test_who_lives_in_russia_is_paid_there_by_its_own_law():
    answer = periods("KG", "RU", [Work("RU", date(2015, 1, 1), date(2024, 12, 31), contributions=True)], AS_OF)
    assert [(each["agreement"], each["payer"]) for each in answer.details["periods"]] == [("own_law", "RU")]
    assert (answer.value, answer.details["eaeu"]["months"]) == (120, 48)


def test_the_agreement_of_1992_pays_nothing_through_a_state_that_left_it():
    work = [Work("KZ", date(2015, 1, 1), date(2015, 12, 31), contributions=True)]
    before, after = (periods("KG", "RU", work, date(year, 12, 31)) for year in (2022, 2023))
    assert (before.details["periods"][0]["payer"], before.value) == ("RU", 12)
    assert (after.details["lost"][0]["reason"], after.value) == ("not_confirmed", 0)


def test_work_after_the_day_of_the_question_is_left_out_with_a_word():
    answer = kyrgyz(Work("KZ", date(2026, 11, 1), date(2027, 3, 31), contributions=True))
    assert (answer.value, answer.details["days"]) == (0, 21)
    assert "pension_later_work" in codes(answer)


def test_work_before_the_first_agreement_and_work_that_ends_before_it_begins_are_refused():
    with pytest.raises(OutsideKnownDates) as early:
        kyrgyz(Work("RU", date(1992, 3, 12), date(1993, 1, 1), contributions=True))
    assert early.value.field == "work[0].from"
    with pytest.raises(BadInput) as backwards:
        kyrgyz(Work("RU", date(2022, 3, 12), date(2022, 3, 11), contributions=True))
    assert (backwards.value.code, backwards.value.field) == ("range_backwards", "work[0].to")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("country", COUNTRIES)
def test_every_country_has_a_name_and_a_sentence(country, language):
    work = {"country": country, "from": "2019-01-01", "to": "2024-12-31", "contributions": True}
    question = {"citizenship": "KG", "residence": "KG", "work": [work], "as_of": "2026-11-21", "language": language}
    assert all(step["text"] for step in compute("eaeu.pension.periods", question)["steps"])


@given(st.integers(1, 720), st.integers(1990, 2100), st.integers(1, 10**8), st.none() | st.integers(0, 720))
def test_bought_months_cost_what_they_cost_one_by_one_and_shorten_the_rest(months, year, kopecks, had):
    wage = Decimal(kopecks).scaleb(-2)
    try:
        answer = voluntary(months, year, wage, had)
    except OutsideKnownDates:
        assert year < 1996
        return
    assert answer.exact == months * voluntary(1, year, wage).exact
    if had is not None:
        assert answer.details["missing"] == max(0, 240 - had - months)


@given(
    st.dictionaries(
        st.sampled_from(["citizenship", "residence", "work", "as_of", "months", "year"]), st.text() | days.map(str)
    )
)
def test_no_question_crashes_a_rule(question):
    for rule in ("eaeu.pension.periods", "kg.pension.voluntary"):
        with suppress(LawError):
            compute(rule, question)
