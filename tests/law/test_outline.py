"""Türkiye, South Korea, the United Kingdom and Germany in outline."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayanch.law import BadInput, LawError, OutsideKnownDates, compute
from tayanch.law.de import PACK as GERMANY
from tayanch.law.kr import departure, return_cost
from tayanch.law.kr import minimum as korean_minimum
from tayanch.law.tr import PACK as TURKEY
from tayanch.law.tr import Crossing, visa_free
from tayanch.law.tr import minimum as turkish_minimum
from tayanch.law.uk import Fee, fees_allowed, minimum_week
from tayanch.law.uk.fees.allowed import FORBIDDEN, KINDS

any_day = st.dates(date(1990, 1, 1), date(2100, 12, 31))
money = st.integers(1, 99_999_999).map(lambda pence: Decimal(pence).scaleb(-2))
hours = st.integers(0, 16800).map(lambda hundredths: Decimal(hundredths).scaleb(-2))


def codes(answer):
    return [warning.code for warning in answer.warnings]


@st.composite
def passports(draw):
    """Stamps that take turns, from days in order; the last stay may still go on."""
    stamps = sorted(draw(st.lists(st.dates(date(2025, 1, 1), date(2026, 12, 31)), unique=True, max_size=12)))
    return [Crossing(day, "exit" if place % 2 else "entry") for place, day in enumerate(stamps)]


@given(passports(), st.dates(date(2025, 1, 1), date(2027, 6, 30)), st.randoms())
def test_days_in_turkey_are_those_a_calendar_would_mark_in_any_order_of_stamps(stamps, as_of, random):
    marked = set()
    for place in range(0, len(stamps), 2):
        last = stamps[place + 1].on if place + 1 < len(stamps) else date(2027, 6, 30)
        marked |= {stamps[place].on + timedelta(days=ahead) for ahead in range((last - stamps[place].on).days + 1)}
    window = {as_of - timedelta(days=back) for back in range(180)}
    # A stamp of exit after the day of the question has not happened: she is still inside then.
    shuffled = random.sample(stamps, len(stamps))
    answer = visa_free(shuffled, as_of)
    assert answer.value == len(marked & window)
    assert answer.details["days_left"] + answer.value - answer.details["over"] == 90


@given(passports(), st.dates(date(2025, 1, 1), date(2027, 6, 30)))
def test_the_last_day_fits_and_the_day_after_it_does_not(stamps, as_of):
    known = [stamp for stamp in stamps if stamp.on <= as_of]
    last_day = visa_free(known, as_of).details["last_day"]
    if last_day is None:
        assert not visa_free(known, as_of).details["inside"] or visa_free(known, as_of).value > 90
        return
    assert visa_free(known, last_day).value <= 90
    if last_day < as_of + timedelta(days=90):
        assert visa_free(known, last_day + timedelta(days=1)).value == 91


@pytest.mark.parametrize(
    "stamps",
    [
        [Crossing(date(2026, 1, 5), "exit")],
        [Crossing(date(2026, 1, 5), "entry"), Crossing(date(2026, 2, 5), "entry")],
        [Crossing(date(2026, 1, 5), "exit"), Crossing(date(2026, 1, 5), "exit")],
    ],
)
def test_a_missing_stamp_is_asked_for(stamps):
    with pytest.raises(BadInput) as refused:
        visa_free(stamps, date(2026, 3, 1))
    assert refused.value.code == "entries_unpaired"


def test_out_and_in_again_on_one_day_is_one_day():
    day = date(2026, 1, 10)
    stamps = [Crossing(date(2026, 1, 1), "entry"), Crossing(day, "entry"), Crossing(day, "exit")]
    assert visa_free(stamps, day).value == 10


def test_more_than_fifteen_days_over_speaks_of_removal_and_never_of_her():
    answer = visa_free([Crossing(date(2026, 1, 1), "entry")], date(2026, 4, 16))
    assert (answer.value, answer.details["over"]) == (106, 16)
    assert "removal_possible" in codes(answer)
    assert not any("illegal" in answer.text(language).lower() for language in ("en", "ru", "ky"))


@given(any_day, st.none() | money)
def test_the_turkish_minimum_answers_or_refuses_every_day(day, paid):
    try:
        answer = turkish_minimum(day, paid)
    except OutsideKnownDates:
        assert not 2024 <= day.year <= 2026
        return
    assert answer.details["gross"] > answer.value
    if paid is not None:
        assert answer.details["shortfall"] == max(Decimal(0), answer.value - paid)


@given(any_day, hours, hours, st.booleans())
def test_korean_pay_grows_with_every_hour_and_a_premium_never_lowers_it(day, worked, overtime, plain):
    try:
        answer = korean_minimum(day, worked, overtime, no_premium=plain)
    except OutsideKnownDates:
        assert not 2024 <= day.year <= 2026
        return
    assert answer.value == answer.value.to_integral_value()
    assert korean_minimum(day, worked + 1, overtime, no_premium=plain).value > answer.value
    assert korean_minimum(day, worked, overtime).value >= answer.value


@given(money, st.integers(0, 600), any_day)
def test_departure_insurance_begins_with_twelve_months_and_grows_with_them(wage, months, leaves_on):
    try:
        answer = departure(wage, months, leaves_on)
    except OutsideKnownDates:
        assert leaves_on < date(2014, 7, 29)
        return
    assert answer.details["entitled"] == (months >= 12)
    assert (answer.value == 0) <= (months < 12 or wage < 1)
    assert departure(wage, months + 1, leaves_on).exact >= answer.exact


@given(any_day, st.none() | any_day, st.sampled_from(["80_days", "3_months"]))
def test_both_readings_of_the_return_insurance_are_shown(entered, leaves_on, reading):
    try:
        answer = return_cost(entered, leaves_on, reading)
    except BadInput:
        assert leaves_on < entered
        return
    days = {answer.value, *answer.details["other_readings"].values()}
    assert len(days) == 2
    assert answer.value == (min(days) if reading == "80_days" else max(days))
    assert (answer.details["claim_until"] is None) == (leaves_on is None)


@given(st.dates(date(2025, 4, 1), date(2027, 3, 31)), hours, hours)
def test_a_british_week_is_never_paid_for_less_than_thirty_two_hours(day, worked, more):
    least, paid = minimum_week(day), minimum_week(day, worked)
    assert paid.value >= least.value
    assert (paid.value == least.value) or worked > 32
    assert minimum_week(day, max(worked, more)).value >= paid.value


@pytest.mark.parametrize("day", [date(2025, 3, 31), date(2027, 4, 1)])
def test_weeks_of_an_unknown_rate_are_refused(day):
    with pytest.raises(OutsideKnownDates):
        minimum_week(day)


@given(st.lists(st.builds(Fee, st.sampled_from(KINDS), money), max_size=8), st.randoms())
def test_every_pound_is_either_not_allowed_usual_or_unclear(fees, random):
    answer = fees_allowed(fees)
    sums = [answer.details[name] for name in ("not_allowed", "usual", "unclear")]
    assert sum(sums) == sum((fee.amount for fee in fees), Decimal(0))
    assert answer.value == sum((fee.amount for fee in fees if fee.kind in FORBIDDEN), Decimal(0))
    assert fees_allowed(random.sample(fees, len(fees))).details == answer.details


def test_a_visa_fee_is_compared_only_where_it_is_known():
    with pytest.raises(OutsideKnownDates):
        fees_allowed([Fee("visa", Decimal(300))], date(2026, 4, 7))
    assert fees_allowed([Fee("visa", Decimal(300))], date(2026, 4, 8)).details["visa_above_fee"] == 0


def test_germany_says_in_words_that_there_is_no_seasonal_agreement():
    (routes,) = GERMANY.statements
    assert routes.covers == ("de.outline",)
    assert "Kyrgyzstan" in compute("de.work.routes", {})["steps"][0]["text"]


json_like = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5000) | st.sampled_from(["12.00", "2026-05-05", "entry", "visa", "x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["date", "kind", "amount"]), inner),
    max_leaves=6,
)
FIELDS = ["date", "paid", "hours", "entries", "as_of", "fees", "months", "leaves_on", "entered", "monthly_wage"]
RULES = ["tr.wage.minimum", "tr.stay.visa_free", "kr.wage.minimum", "kr.insurance.departure", "kr.insurance.return"]


@given(
    st.sampled_from([*RULES, "uk.wage.minimum_week", "uk.fees"]), st.dictionaries(st.sampled_from(FIELDS), json_like)
)
def test_no_question_crashes_a_rule(rule, question):
    with suppress(LawError):
        assert compute(rule, question)["rule"] == rule


def test_every_day_has_its_limit_of_days():
    assert {TURKEY.tables[f"stay.{name}"].rows[0].value for name in ("days", "window")} == {"90", "180"}
