"""Hours, the minimum wage, deductions and the criminal threshold in Russia."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tayanch.law import LANGUAGES, BadInput, LawError, OutsideKnownDates
from tayanch.law.given import Given
from tayanch.law.hours import by_day
from tayanch.law.money import round_half_up_kopecks
from tayanch.law.ru import (
    PACK,
    RULES,
    DayHours,
    Deduction,
    MonthPay,
    Pay,
    criminal_threshold,
    deductions,
    minimum,
    night,
    overtime,
    rest_day,
    shortfall,
)
from tayanch.law.ru.wage.deductions import KINDS
from tayanch.law.ru.wage.hours import hourly

OURS = ("hourly", "overtime", "night", "rest_day", "minimum", "shortfall", "deductions", "criminal_threshold")
BY_NAME = {rule.name.removeprefix("wage."): rule for rule in RULES if rule.name.startswith("wage.")}
SALARY = {"monthly_salary": "48000", "norm_hours": 160}

# The calendar of a year is made when it is first asked for, which may take longer than one example.
unhurried = settings(deadline=None)
money = st.decimals("0.01", "900000", places=2)
days = st.dates(date(2018, 6, 28), date(2026, 12, 31))
hours = st.decimals("0", "8", places=2)
worked = st.lists(st.builds(DayHours, days, hours), min_size=1, max_size=8, unique_by=lambda each: each.on)
pays = st.builds(Pay, money, st.decimals("1", "300", places=2), st.none() | money)
months = st.dates(date(2015, 1, 1), date(2026, 12, 31)).map(lambda day: day.replace(day=1))
paid = st.lists(
    st.builds(MonthPay, months, st.none() | money, st.decimals("0", "1", places=2)),
    min_size=1,
    max_size=8,
    unique_by=lambda each: each.month,
)
taken = st.lists(st.builds(Deduction, st.sampled_from(list(KINDS)), money), min_size=1, max_size=8)


def codes(answer):
    return [warning.code for warning in answer.warnings]


def ask(name, question):
    return BY_NAME[name].ask(Given(question))


@unhurried
@given(pays, worked, st.randoms())
def test_overtime_does_not_depend_on_the_order_of_the_days(pay, list_of_days, random):
    shuffled = list(list_of_days)
    random.shuffle(shuffled)
    assert overtime(pay, shuffled) == overtime(pay, list_of_days)


@unhurried
@given(pays, worked)
def test_overtime_for_the_period_is_never_less_than_by_day(pay, list_of_days):
    per_day, per_period = overtime(pay, list_of_days), overtime(pay, list_of_days, "per_period")
    assert per_period.exact >= per_day.exact
    assert per_day.details["other_readings"] == {"per_period": per_period.value}
    assert per_period.details["other_readings"] == {"per_day": per_day.value}


@unhurried
@given(pays, worked)
def test_overtime_by_day_is_the_sum_of_its_days(pay, list_of_days):
    alone = [overtime(pay, [day]).exact for day in list_of_days]
    whole = overtime(pay, list_of_days)
    assert sum(alone) == whole.exact
    assert whole.value == round_half_up_kopecks(whole.exact)


@unhurried
@given(pays, days, hours, hours)
def test_more_overtime_is_never_paid_less(pay, day, some, more):
    less = overtime(pay, [DayHours(day, min(some, more))])
    assert less.exact <= overtime(pay, [DayHours(day, max(some, more))]).exact


@unhurried
@given(pays, days, st.decimals("0", "4", places=2), st.decimals("0", "4", places=2))
def test_hours_of_one_day_may_be_given_in_two_parts(pay, day, one, other):
    parts = [DayHours(day, one), DayHours(day, other)]
    assert overtime(pay, parts) == overtime(pay, [DayHours(day, one + other)])


def test_no_days_at_all_are_refused():
    for rule in (overtime, night, lambda pay, list_of_days: rest_day(pay, list_of_days, True)):
        with pytest.raises(BadInput, match="entries"):
            rule(Pay(Decimal(16000), Decimal(160)), [])


def test_a_day_has_no_more_than_twenty_four_hours():
    with pytest.raises(BadInput) as refused:
        by_day([DayHours(date(2025, 4, 8), Decimal(20)), DayHours(date(2025, 4, 8), Decimal(5))], "overtime")
    assert (refused.value.code, refused.value.field) == ("not_a_number", "overtime[1].hours")


@pytest.mark.parametrize(
    ("list_of_days", "warned"),
    [
        ([("2025-04-08", 2), ("2025-04-09", 2)], False),
        ([("2025-04-08", 2), ("2025-04-10", 3)], False),
        ([("2025-04-08", 2), ("2025-04-09", "2.5")], True),
        ([("2025-04-08", 5)], True),
    ],
)
def test_more_than_four_hours_in_two_days_in_a_row_bring_a_warning(list_of_days, warned):
    answer = ask("overtime", {**SALARY, "overtime": [{"date": day, "hours": count} for day, count in list_of_days]})
    assert ("overtime_two_days" in codes(answer)) is warned


@pytest.mark.parametrize(("count", "warned"), [(60, False), (61, True)])
def test_more_than_120_hours_in_a_year_bring_a_warning_and_are_paid(count, warned):
    every_third_day = [date(2025, 1, 1) + timedelta(days=3 * place) for place in range(count)]
    answer = overtime(Pay(Decimal(16000), Decimal(160)), [DayHours(day, Decimal(2)) for day in every_third_day])
    assert ("overtime_year" in codes(answer)) is warned
    assert answer.value == Decimal(300 * count)


def test_the_ceiling_of_a_year_does_not_add_two_years():
    last = [date(2025, 9, 1) + timedelta(days=3 * place) for place in range(80)]
    answer = overtime(Pay(Decimal(16000), Decimal(160)), [DayHours(day, Decimal("1.5")) for day in last])
    assert {day.year for day in last} == {2025, 2026}
    assert "overtime_year" not in codes(answer)


def test_a_bonus_counts_from_the_day_of_the_judgment_on():
    pay = Pay(Decimal(40000), Decimal(160), Decimal(8000))
    before, after = (overtime(pay, [DayHours(date(2023, 6, day), Decimal(1))]) for day in (27, 28))
    assert (before.value, after.value) == (Decimal("375.00"), Decimal("450.00"))
    assert ("bonus_left_out" in codes(before), "bonus_left_out" in codes(after)) == (True, False)
    assert "Constitutional Court" in after.articles("en")[-1]


def test_overtime_on_a_day_off_is_not_to_be_counted_twice():
    sunday, tuesday = (
        overtime(Pay(Decimal(16000), Decimal(160)), [DayHours(date(2025, 4, day), Decimal(1))]) for day in (6, 8)
    )
    assert ("overtime_on_day_off" in codes(sunday), "overtime_on_day_off" in codes(tuesday)) == (True, False)


def test_days_of_two_months_share_one_norm_only_with_a_warning():
    two = [DayHours(date(2025, 4, 30), Decimal(1)), DayHours(date(2025, 5, 5), Decimal(1))]
    for rule in (overtime, night, lambda pay, list_of_days: rest_day(pay, list_of_days, True)):
        assert "one_norm_for_months" in codes(rule(Pay(Decimal(16000), Decimal(160)), two))
        assert "one_norm_for_months" not in codes(rule(Pay(Decimal(16000), Decimal(160)), two[:1]))


@unhurried
@given(pays, worked)
def test_a_fifth_of_the_hourly_rate_is_added_for_every_night_hour(pay, list_of_days):
    answer = night(pay, list_of_days)
    total = sum(day.hours for day in list_of_days)
    assert answer.exact == Fraction(pay.salary) / Fraction(pay.norm_hours) * Fraction(total) / 5


def test_a_day_of_the_clock_has_no_more_than_eight_night_hours():
    with pytest.raises(BadInput) as refused:
        ask("night", {**SALARY, "night": [{"date": "2026-03-10", "hours": "8.5"}]})
    assert refused.value.field == "night[0].hours"


@unhurried
@given(pays, worked, st.booleans())
def test_the_rest_day_costs_exactly_one_hourly_rate(pay, list_of_days, beyond):
    paid_out, chosen = rest_day(pay, list_of_days, beyond), rest_day(pay, list_of_days, beyond, True)
    left = rest_day(pay, list_of_days, beyond, True, date(2027, 1, 1))
    assert chosen.exact + left.exact == paid_out.exact
    assert paid_out.exact == left.exact * (2 if beyond else 1)


def test_the_difference_on_leaving_is_known_from_march_2025():
    days_off = [DayHours(date(2025, 2, 22), Decimal(8))]
    pay = Pay(Decimal(48000), Decimal(160))
    assert rest_day(pay, days_off, True, True, date(2025, 3, 1)).value == Decimal("2400.00")
    with pytest.raises(OutsideKnownDates) as refused:
        rest_day(pay, days_off, True, True, date(2025, 2, 28))
    assert refused.value.field == "dismissed_on"
    with pytest.raises(BadInput, match="before the start"):
        rest_day(pay, days_off, True, True, date(2025, 2, 21))


def test_without_a_rest_day_the_day_of_leaving_changes_nothing():
    days_off = [DayHours(date(2025, 2, 22), Decimal(8))]
    pay = Pay(Decimal(48000), Decimal(160))
    assert rest_day(pay, days_off, True, False, date(2025, 4, 1)) == rest_day(pay, days_off, True)


def test_a_moved_working_day_and_a_public_holiday_are_told_apart():
    pay = Pay(Decimal(48000), Decimal(160))
    by_date = {
        day: "not_a_day_off" in codes(rest_day(pay, [DayHours(day, Decimal(4))], True))
        for day in (date(2025, 6, 12), date(2025, 11, 1), date(2025, 11, 2), date(2025, 11, 4), date(2025, 11, 5))
    }
    assert list(by_date.values()) == [False, True, False, False, True]


def test_years_without_a_known_calendar_say_so():
    far = [DayHours(date(2030, 5, 8), Decimal(1))]
    assert "days_off_unknown" in codes(rest_day(Pay(Decimal(48000), Decimal(160)), far, True))


@unhurried
@given(months)
def test_the_minimum_never_falls_from_one_month_to_the_next(month):
    following = (month + timedelta(days=31)).replace(day=1)
    if following.year <= 2026:
        assert minimum(month).value <= minimum(following).value


@unhurried
@given(months, st.decimals("0", "1", places=2))
def test_a_share_of_the_minimum_is_that_share(month, share):
    whole = minimum(month)
    part = minimum(month, share)
    assert part.exact == whole.exact * Fraction(share)
    assert part.details["net"] <= part.value


@unhurried
@given(paid, st.randoms())
def test_a_shortfall_is_the_sum_of_its_months_in_any_order(list_of_months, random):
    shuffled = list(list_of_months)
    random.shuffle(shuffled)
    whole = shortfall(list_of_months)
    assert shortfall(shuffled) == whole
    assert whole.exact == sum(shortfall([each]).exact for each in list_of_months)
    assert 0 <= whole.exact <= sum(minimum(each.month, each.share).exact for each in list_of_months)


@unhurried
@given(months, money, money)
def test_who_earned_more_misses_no_more(month, one, other):
    less, more = (shortfall([MonthPay(month, earned)]).exact for earned in sorted([one, other]))
    assert less >= more


def test_a_month_is_counted_once():
    with pytest.raises(BadInput) as refused:
        ask("shortfall", {"months": [{"month": "2026-03-01"}, {"month": "2026-03-31"}]})
    assert (refused.value.code, refused.value.field) == ("duplicate_key", "months[1].month")


@pytest.mark.parametrize("month", ["2014-12-31", "2027-01-01"])
def test_the_minimum_of_an_unknown_year_is_refused_by_its_name(month):
    with pytest.raises(OutsideKnownDates) as refused:
        ask("minimum", {"month": month})
    assert refused.value.field == "month"
    assert "МРОТ" in refused.value.text("ru")


@unhurried
@given(money, taken, st.randoms())
def test_what_is_kept_and_what_is_given_back_are_all_that_was_taken(wage, list_of_sums, random):
    shuffled = list(list_of_sums)
    random.shuffle(shuffled)
    answer = deductions(wage, list_of_sums)
    every = sum((each.amount for each in list_of_sums), Decimal(0))
    assert deductions(wage, shuffled).value == answer.value
    assert abs(answer.details["lawful"] + answer.value - every) <= Decimal("0.01")
    assert 0 <= answer.value <= every


@unhurried
@given(money, taken)
def test_the_employer_keeps_no_more_than_seven_tenths_beyond_what_she_asked_for(wage, list_of_sums):
    asked_for = sum((each.amount for each in list_of_sums if each.kind == "own_request"), Decimal(0))
    kept = deductions(wage, list_of_sums).details["lawful"] - asked_for
    assert kept <= wage * Decimal("0.7") + Decimal("0.01")


@pytest.mark.parametrize("kind", ["fine", "housing", "food", "registration", "patent", "job_fee", "other"])
def test_what_the_law_does_not_list_is_given_back_whole(kind):
    answer = deductions(Decimal(30000), [Deduction(kind, Decimal(700))])
    assert (answer.value, answer.details["lawful"]) == (Decimal("700.00"), Decimal("0.00"))
    assert answer.details["deductions"][0]["allowed"] is False


def test_an_unknown_deduction_is_refused_with_its_place():
    with pytest.raises(BadInput) as refused:
        ask("deductions", {"wage": "30000", "deductions": [{"kind": "tax", "amount": "1"}]})
    assert refused.value.field == "deductions[0].kind"


@unhurried
@given(st.dates(date(2010, 12, 23), date(2098, 1, 1)), st.integers(-40, 200), st.booleans())
def test_the_criminal_threshold_is_passed_from_its_first_day_on(due, later, partial):
    unpaid_on = due + timedelta(days=later)
    answer = criminal_threshold(due, unpaid_on, partial)
    assert answer.value is (unpaid_on >= answer.details["first_day"])
    assert (answer.details["first_day"] - due).days in range(59, 94)


@unhurried
@given(money, days.filter(lambda day: day.year >= 2024))
def test_the_average_month_of_the_year_is_another_reading_of_the_hour(salary, day):
    by_year = hourly(salary, day)
    by_month = hourly(salary, day, Decimal(160))
    assert by_year.details["reading"] == "year"
    assert by_month.details["other_readings"] == {"year": by_year.value}


def test_the_average_of_an_unknown_year_is_refused_but_the_norm_of_the_month_serves():
    with pytest.raises(OutsideKnownDates):
        ask("hourly", {"monthly_salary": "50000", "date": "2023-05-05"})
    assert ask("hourly", {"monthly_salary": "50000", "date": "2023-05-05", "norm_hours": 160}).value == Decimal(
        "312.50"
    )


any_day = st.dates(date(1990, 1, 1), date(2100, 12, 31)).map(date.isoformat)
any_money = st.decimals("0.01", "1000000000", places=2).map(str)
any_hours = st.lists(
    st.fixed_dictionaries({"date": any_day, "hours": st.decimals("0", "24", places=2).map(str)}), min_size=1, max_size=5
)
base = {"monthly_salary": any_money, "norm_hours": st.decimals("1", "744", places=2).map(str)}
share = st.decimals("0", "1", places=2).map(str)
QUESTIONS = {
    "hourly": st.fixed_dictionaries(
        {"monthly_salary": any_money, "date": any_day}, optional={"norm_hours": base["norm_hours"]}
    ),
    "overtime": st.fixed_dictionaries(
        {**base, "overtime": any_hours},
        optional={"bonus": any_money, "reading": st.sampled_from(["per_day", "per_period"])},
    ),
    "night": st.fixed_dictionaries({**base, "night": any_hours}),
    "rest_day": st.fixed_dictionaries(
        {**base, "worked": any_hours, "beyond_norm": st.booleans()},
        optional={"bonus": any_money, "rest_day_chosen": st.booleans(), "dismissed_on": any_day},
    ),
    "minimum": st.fixed_dictionaries({"month": any_day}, optional={"share": share}),
    "shortfall": st.fixed_dictionaries(
        {
            "months": st.lists(
                st.fixed_dictionaries({"month": any_day}, optional={"earned": any_money, "share": share}),
                min_size=1,
                max_size=4,
            )
        }
    ),
    "deductions": st.fixed_dictionaries(
        {
            "wage": any_money,
            "deductions": st.lists(
                st.fixed_dictionaries({"kind": st.sampled_from(list(KINDS)), "amount": any_money}),
                min_size=1,
                max_size=6,
            ),
        }
    ),
    "criminal_threshold": st.fixed_dictionaries({"due": any_day, "unpaid_on": any_day, "partial": st.booleans()}),
}


@pytest.mark.parametrize("name", OURS)
@unhurried
@given(data=st.data())
def test_every_valid_question_is_answered_or_refused(name, data):
    try:
        answer = ask(name, data.draw(QUESTIONS[name]))
    except LawError:
        return
    for language in LANGUAGES:
        assert answer.to_dict(language)["rule"] == f"ru.wage.{name}"


def test_every_rule_about_pay_has_its_statements():
    covered = {number for statement in PACK.statements for number in statement.covers}
    covered |= {number for rule in RULES for number in rule.covers}
    assert {f"RU-W-{number:02}" for number in (*range(6, 15), 16, *range(21, 30))} <= covered


def test_a_statement_says_its_numbers_in_every_language():
    inspection = {statement.name: statement for statement in PACK.statements}["wage.fines_unpaid"]
    for language in LANGUAGES:
        text = inspection.ask(Given({})).text(language)
        assert text.count("100,000" if language == "en" else "100\N{NO-BREAK SPACE}000") == 1
