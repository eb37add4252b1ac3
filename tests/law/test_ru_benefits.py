"""Leave pay, settlement, income tax, sick pay, maternity benefit and pension points in Russia."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tayanch.law import LANGUAGES, BadInput, LawError, OutsideKnownDates
from tayanch.law.derivation import Derivation
from tayanch.law.given import Given
from tayanch.law.ru import PACK, RULES
from tayanch.law.ru.pension.points import points, wage_for_points
from tayanch.law.ru.rounding import half_up, hundredths_up, whole_roubles
from tayanch.law.ru.wage.insured import Earned
from tayanch.law.ru.wage.leave import PartMonth, average_daily, leave
from tayanch.law.ru.wage.maternity import maternity
from tayanch.law.ru.wage.settlement import settlement
from tayanch.law.ru.wage.sick_pay import sick
from tayanch.law.ru.wage.tax import eaeu, net_of, patent

MINE = (
    *("wage.leave", "wage.average_daily", "wage.settlement", "tax.eaeu", "tax.patent", "tax.net"),
    *("benefit.sick", "benefit.maternity", "pension.points"),
)
BY_NAME = {rule.name: rule for rule in RULES}
MINIMUM_2026 = Fraction(27093)
sums = st.integers(100, 10**11).map(lambda kopecks: Decimal(kopecks).scaleb(-2))
wages = st.integers(100_000, 50_000_000).map(lambda kopecks: Decimal(kopecks).scaleb(-2))
days_of_2026 = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def value(answer: Derivation) -> Decimal:
    assert isinstance(answer.value, Decimal)
    return answer.value


def codes(answer: Derivation) -> set[str]:
    return {notice.code for notice in (*answer.steps, *answer.warnings, *answer.assumed)}


def earned(*amounts: int, last: int = 2025) -> list[Earned]:
    """Sums of the years up to *last*, in order; 0 is left out."""
    first = last - len(amounts) + 1
    return [Earned(first + place, Decimal(amount)) for place, amount in enumerate(amounts) if amount]


# -------------------------------------------------------------------- leave


def test_days_of_leave_are_never_rounded_down():
    assert hundredths_up(Fraction(7, 3)) == Decimal("2.34")
    assert hundredths_up(Fraction(28)) == Decimal("28.00")
    assert half_up(Fraction(1, 8), 2) == Decimal("0.13")
    assert whole_roubles(Fraction(1, 2)) == Decimal("1.00")


@given(st.dates(date(2014, 4, 2), date(2031, 8, 31)), st.integers(0, 6000), wages)
def test_the_rounded_reading_is_close_to_the_exact_one(start, length, average):
    end = min(start + timedelta(days=length), date(2031, 8, 31))
    rounded, exact = (value(leave(start, end, average=average, reading=each)) for each in ("rounded", "exact"))
    assert exact <= rounded <= exact + average / 100 + Decimal("0.01")


@given(st.dates(date(2010, 1, 1), date(2029, 1, 1)), st.integers(0, 900), st.integers(0, 400))
@settings(deadline=None)
def test_a_longer_job_never_earns_less_leave(start, length, more):
    one, other = (leave(start, start + timedelta(days=each), average=Decimal(1000)) for each in (length, length + more))
    assert value(one) <= value(other)


@given(st.dates(date(2010, 1, 1), date(2029, 1, 1)), st.integers(1, 900), st.booleans())
def test_losing_the_job_to_redundancy_never_costs_leave(start, length, full):
    end = start + timedelta(days=length)
    usual = leave(start, end, average=Decimal(1000))
    cut = leave(start, end, average=Decimal(1000), redundancy=True)
    assert value(usual) <= value(cut)
    assert "leave_full_year" in codes(cut) or value(usual) == value(cut)


@given(st.integers(0, 40))
def test_leave_already_taken_is_subtracted_day_by_day(taken):
    left = value(leave(date(2025, 1, 1), date(2025, 12, 31), average=Decimal(1000), taken=Decimal(taken)))
    assert left == max(0, 28 - taken) * 1000


def test_more_leave_taken_than_earned_gives_nothing_and_says_so():
    answer = leave(date(2026, 1, 1), date(2026, 3, 31), average=Decimal(1000), taken=Decimal(20))
    assert value(answer) == 0
    assert "leave_taken_ahead" in codes(answer)


def test_average_earnings_below_the_minimum_wage_are_pointed_out():
    # 27093 / 29.3 = 924.68 a day
    low = leave(date(2025, 1, 1), date(2026, 5, 31), average=Decimal("924.67"))
    enough = leave(date(2025, 1, 1), date(2026, 5, 31), average=Decimal("924.69"))
    assert "average_under_minimum" in codes(low)
    assert "average_under_minimum" not in codes(enough)


def test_leave_needs_exactly_one_way_to_the_average():
    for given_too in ({}, {"earnings": Decimal(1000), "average": Decimal(10)}):
        with pytest.raises(BadInput) as refused:
            leave(date(2026, 1, 1), date(2026, 5, 31), **given_too)
        assert (refused.value.code, refused.value.field) == ("one_of_two", "earnings_12m")


def test_a_job_cannot_end_before_it_starts():
    with pytest.raises(BadInput) as refused:
        leave(date(2026, 5, 31), date(2026, 5, 30), average=Decimal(10))
    assert refused.value.field == "end"


@pytest.mark.parametrize("end", [date(2008, 1, 5), date(2031, 9, 1)])
def test_average_earnings_are_refused_where_no_rules_are_known(end):
    with pytest.raises(OutsideKnownDates) as refused:
        leave(date(2007, 1, 1), end, earnings=Decimal(100000))
    assert refused.value.field == "end"


@given(wages, st.lists(st.tuples(st.integers(28, 31), st.integers(0, 28)), max_size=11), st.randoms())
def test_the_order_of_part_months_does_not_matter(earnings, months, random):
    parts = [PartMonth(*each) for each in months]
    shuffled = random.sample(parts, len(parts))
    assert value(average_daily(earnings, 1, parts)) == value(average_daily(earnings, 1, shuffled))


def test_a_month_worked_in_full_is_the_same_as_all_its_days():
    whole = average_daily(Decimal(90000), 2)
    assert value(whole) == value(average_daily(Decimal(90000), 1, [PartMonth(31, 31)]))


def test_no_month_at_all_or_more_than_a_year_is_refused():
    for months, parts in ((0, []), (0, [PartMonth(30, 0)]), (12, [PartMonth(30, 10)])):
        with pytest.raises(BadInput):
            average_daily(Decimal(1000), months, parts)
    with pytest.raises(BadInput) as refused:
        average_daily(Decimal(1000), 1, [PartMonth(28, 29)])
    assert refused.value.field == "partial[0].days_worked"


# ---------------------------------------------------------------- settlement


@settings(deadline=None)  # the first call loads the calendar
@given(wages, wages)
def test_the_settlement_is_the_sum_of_its_lines(unpaid, rest_days):
    part = leave(date(2025, 2, 10), date(2026, 7, 20), average=Decimal("2047.78"))
    answer = settlement(date(2026, 7, 20), unpaid, part, rest_days)
    assert value(answer) == unpaid + value(part) + rest_days
    assert answer.parts == (part,)


def test_an_error_in_the_leave_of_a_settlement_names_its_place():
    asked = {"last_day": "2026-07-20", "leave": {"start": "2026-08-01", "average_daily": "100"}}
    with pytest.raises(BadInput) as refused:
        BY_NAME["wage.settlement"].ask(Given(asked))
    assert refused.value.field == "leave.end"


def test_rest_days_are_paid_on_leaving_since_march_2025_only():
    with pytest.raises(OutsideKnownDates):
        settlement(date(2025, 2, 28), rest_days=Decimal(1000))
    assert value(settlement(date(2025, 3, 1), rest_days=Decimal(1000))) == 1000


def test_a_settlement_of_nothing_is_refused():
    with pytest.raises(BadInput):
        settlement(date(2026, 7, 20))


# ----------------------------------------------------------------------- tax


@given(st.integers(2015, 2030), sums, sums)
def test_more_income_is_never_taxed_less_and_never_in_full(year, one, other):
    low, high = sorted((one, other))
    taxes = [value(eaeu("KG", year, each)) for each in (low, high)]
    assert 0 <= taxes[0] <= taxes[1] < high


@given(st.integers(2015, 2030), sums)
def test_the_bands_add_up_to_the_whole_income(year, gross):
    answer = eaeu("KG", year, gross)
    shares = [step for step in answer.steps if step.code == "tax_band"]
    assert sum(Fraction(step.facts["amount"]) for step in shares) == Fraction(gross)


@given(st.integers(2015, 2030), wages, st.integers(0, 366))
def test_the_second_reading_is_there_only_before_2026_and_under_183_days(year, gross, days):
    others = eaeu("KZ", year, gross, days).details["other_readings"]
    assert bool(others) == (year < 2026 and days < 183)


@pytest.mark.parametrize(
    ("income", "tax"),
    [(2400000, 312000), (5000000, 702000), (20000000, 3402000), (50000000, 9402000), (60000000, 11602000)],
)
def test_every_band_of_the_scale_of_2025(income, tax):
    assert value(eaeu("KG", 2025, Decimal(income))) == tax


def test_tax_is_not_computed_before_the_union():
    with pytest.raises(OutsideKnownDates) as refused:
        eaeu("KG", 2014, Decimal(1000))
    assert refused.value.field == "year"


@given(wages, wages, st.booleans())
def test_a_patent_worker_never_pays_more_than_the_tax_and_loses_no_advance(gross, advance, confirmed):
    answer = patent(gross, advance, confirmed)
    details = answer.details
    assert details["withheld"] + details["set_off"] == details["tax"]
    assert details["set_off"] + details["advance_left"] == advance
    assert details["net"] + details["withheld"] == gross
    assert confirmed or details["set_off"] == 0


@given(wages, wages)
def test_months_of_a_year_are_taxed_like_their_sum_up_to_the_rounding(first, second):
    day = date(2026, 6, 30)
    alone = gross_minus_net(net_of(first, day, "eaeu"), first)
    after = gross_minus_net(net_of(second, day, "eaeu", earned_before=first), second)
    assert abs(alone + after - value(eaeu("KG", 2026, first + second))) <= 2


def gross_minus_net(answer: Derivation, gross: Decimal) -> Decimal:
    return gross - value(answer)


def test_the_price_of_a_patent_needs_the_month_it_was_paid_for():
    asked = {"gross_month": "70000", "region": "moscow", "confirmed": True}
    with pytest.raises(BadInput) as refused:
        BY_NAME["tax.patent"].ask(Given(asked))
    assert refused.value.field == "date"
    with pytest.raises(OutsideKnownDates) as outside:
        BY_NAME["tax.patent"].ask(Given({**asked, "date": "2027-01-31"}))
    assert outside.value.field == "date"


def test_wages_in_hand_need_a_status_or_a_citizenship():
    with pytest.raises(BadInput) as refused:
        BY_NAME["tax.net"].ask(Given({"gross": "1000", "date": "2026-01-31"}))
    assert refused.value.code == "one_of_two"


def test_a_status_outweighs_the_citizenship():
    asked = {"gross": "60000", "date": "2026-01-31", "citizenship": "TJ", "advance": "10000", "confirmed": True}
    on_patent = BY_NAME["tax.net"].ask(Given(asked))
    with_permit = BY_NAME["tax.net"].ask(Given({**asked, "status": "residence"}))
    assert (value(on_patent), value(with_permit)) == (60000, 52200)


# ------------------------------------------------------------------ benefits


@pytest.mark.parametrize(("year", "cap"), [(2023, "2736.99"), (2024, "4039.73"), (2025, "5673.97"), (2026, "6827.40")])
def test_the_limit_of_a_day_is_the_published_one(year, cap):
    answer = maternity(date(year, 3, 1), [Earned(year - 1, Decimal(100000))])
    assert answer.details["cap"] == Decimal(cap)


@given(st.integers(0, 5_000_000), st.integers(0, 5_000_000), st.integers(0, 2_000_000), st.integers(1, 60))
def test_more_earnings_never_mean_a_smaller_benefit(older, newer, more, length):
    day = date(2026, 3, 16)
    for benefit in (
        lambda *amounts: value(sick(day, length, earned(*amounts), Decimal(6))),
        lambda *amounts: value(maternity(day, earned(*amounts))),
    ):
        assert benefit(older, newer) <= benefit(older + more, newer)
        assert benefit(older, newer) <= benefit(older, newer + more)


@given(days_of_2026, st.integers(1, 30), st.integers(0, 3_000_000), st.integers(0, 20))
def test_sick_pay_lies_between_the_minimum_wage_and_the_limit(first, length, last_year, record):
    length = min(length, (date(2026, 12, 31) - first).days + 1)
    answer = sick(first, length, earned(0, last_year), Decimal(record))
    # A day of the longest month is the least, and a kopeck a day is lost by rounding.
    least = (MINIMUM_2026 / 31 - Fraction(1, 100)) * length
    assert least <= value(answer) <= Decimal("6827.40") * length
    assert value(answer) == answer.details["employer_part"] + answer.details["fund_part"]
    assert sum(each["days"] for each in answer.details["stretches"]) == length


@given(days_of_2026, st.integers(1, 30), st.integers(1, 3_000_000))
def test_a_longer_record_never_pays_less(first, length, last_year):
    length = min(length, (date(2026, 12, 31) - first).days + 1)
    paid = [value(sick(first, length, earned(0, last_year), Decimal(years))) for years in ("0.4", "3", "5", "8")]
    assert paid == sorted(paid)


@pytest.mark.parametrize(("record", "percent"), [("0.5", 60), ("4.99", 60), ("5", 80), ("7.99", 80), ("8", 100)])
def test_the_percent_changes_at_five_and_eight_years(record, percent):
    answer = sick(date(2026, 7, 6), 1, earned(800000, 800000), Decimal(record))
    assert answer.details["percent"] == percent


def test_sums_of_two_employers_in_one_year_are_added():
    two = [Earned(2025, Decimal(300000)), Earned(2025, Decimal(300000)), Earned(2024, Decimal(480000))]
    assert value(sick(date(2026, 7, 6), 10, two, Decimal(3))) == Decimal("8876.70")


def test_earnings_of_another_year_are_refused():
    with pytest.raises(BadInput) as refused:
        sick(date(2026, 7, 6), 10, [Earned(2026, Decimal(1000))], Decimal(3))
    assert refused.value.field == "earnings[0].year"


@pytest.mark.parametrize("day", [date(2022, 12, 31), date(2027, 1, 1)])
def test_benefits_are_refused_outside_the_known_years(day):
    for benefit in (lambda: sick(day, 1, [], Decimal(3)), lambda: maternity(day, [])):
        with pytest.raises(OutsideKnownDates) as refused:
            benefit()
        assert refused.value.field == "first_day"


def test_an_illness_that_reaches_into_an_unknown_year_is_refused_by_its_length():
    with pytest.raises(OutsideKnownDates) as refused:
        sick(date(2026, 12, 30), 3, [], Decimal(3))
    assert refused.value.field == "days"


def test_a_patent_worker_with_six_months_of_contributions_gets_sick_pay():
    usual = sick(date(2026, 7, 6), 10, earned(480000, 600000), Decimal(3))
    answer = sick(date(2026, 7, 6), 10, earned(480000, 600000), Decimal(3), "patent", contribution_months=6)
    assert value(answer) == value(usual)
    unsaid = sick(date(2026, 7, 6), 10, earned(480000, 600000), Decimal(3), "patent")
    assert "sick_patent_paid" in codes(unsaid)


@given(st.integers(0, 700))
def test_excluded_days_never_lower_the_benefit(excluded):
    usual = maternity(date(2026, 3, 16), earned(300000, 300000))
    answer = maternity(date(2026, 3, 16), earned(300000, 300000), excluded_days=excluded)
    assert value(usual) <= value(answer) <= Decimal("6827.40") * 140


def test_one_year_over_the_limit_counts_to_the_limit_only():
    # 2225000 / 731 = 3043.78, not 3000000 / 731
    assert maternity(date(2026, 3, 16), earned(3000000, 0)).details["daily"] == Decimal("3043.78")


def test_the_other_reading_of_the_limit_is_pointed_out_and_the_rounding_is_not():
    over, under = maternity(date(2026, 3, 16), earned(3000000, 3000000)), maternity(date(2026, 3, 16), earned(480000))
    assert "other_reading" in codes(over)
    assert "other_reading" not in codes(under)
    assert under.details["other_readings"]


def test_a_leave_longer_than_the_birth_allows_is_refused():
    with pytest.raises(BadInput):
        maternity(date(2026, 3, 16), [], days=141)
    assert maternity(date(2026, 3, 16), [], birth="complicated").details["maternity_leave_days"] == 156


def test_a_patent_worker_keeps_the_leave_of_her_birth():
    answer = maternity(date(2026, 3, 16), [], "patent", birth="multiple")
    assert (value(answer), answer.details["maternity_leave_days"]) == (0, 194)


# ------------------------------------------------------------------- pension


@given(st.integers(2021, 2026), sums)
def test_points_lie_between_nothing_and_ten(year, gross):
    assert 0 <= value(points(year, gross)) <= 10


@given(st.integers(2021, 2026), st.integers(1, 10_000).map(lambda count: Decimal(count).scaleb(-3)))
def test_the_wage_for_points_brings_these_points(year, wanted):
    wage = value(wage_for_points(year, wanted))
    assert abs(value(points(year, wage * 12)) - wanted) <= Decimal("0.001")


def test_points_are_refused_outside_the_known_years():
    for year in (2020, 2027):
        with pytest.raises(OutsideKnownDates):
            points(year, Decimal(1000))


def test_points_and_wages_are_not_asked_together():
    for asked in ({"year": 2026}, {"year": 2026, "gross_year": "1", "points": 1}):
        with pytest.raises(BadInput):
            BY_NAME["pension.points"].ask(Given(asked))


# ---------------------------------------------------------------- every rule

MONEY = st.sampled_from(["0.01", "1000", "60000.50", "720000", "999999999.99"])
DAY = st.dates(date(1990, 1, 1), date(2100, 12, 31)).map(str)
YEAR = st.integers(1990, 2100)
WHO = {
    "citizenship": st.sampled_from(["KG", "AM", "BY", "KZ", "TJ", "UZ", "AZ", "MD"]),
    "status": st.sampled_from(["eaeu", "patent", "residence"]),
}
LEAVE = {
    "days_taken": st.integers(0, 3000),
    "earnings_12m": MONEY,
    "average_daily": MONEY,
    "redundancy": st.booleans(),
    "reading": st.sampled_from(["rounded", "exact"]),
}
EARNED = st.lists(st.fixed_dictionaries({"year": st.integers(2018, 2027), "amount": MONEY}), max_size=3)
RECORD = st.sampled_from([0, "0.41", 1, 5, 8, 60])
QUESTIONS = {
    "wage.leave": st.fixed_dictionaries({"start": DAY, "end": DAY}, optional=LEAVE),
    "wage.average_daily": st.fixed_dictionaries(
        {"earnings": MONEY, "full_months": st.integers(0, 12)},
        optional={
            "partial": st.lists(
                st.fixed_dictionaries({"days_in_month": st.integers(28, 31), "days_worked": st.integers(0, 31)}),
                max_size=12,
            ),
            "end": DAY,
        },
    ),
    "wage.settlement": st.fixed_dictionaries(
        {"last_day": DAY},
        optional={
            "unpaid_wages": MONEY,
            "leave": st.fixed_dictionaries({"start": DAY}, optional=LEAVE),
            "rest_days": MONEY,
        },
    ),
    "tax.eaeu": st.fixed_dictionaries(
        {"citizenship": st.sampled_from(["KG", "AM", "BY", "KZ"]), "year": YEAR, "gross": MONEY},
        optional={
            "days_in_russia": st.integers(0, 366),
            "reading": st.sampled_from(["first_day", "thirty_percent"]),
        },
    ),
    "tax.patent": st.fixed_dictionaries(
        {"gross_month": MONEY, "confirmed": st.booleans()},
        optional={"advance": MONEY, "region": st.sampled_from(["moscow", "spb", "yakutia", "other"]), "date": DAY},
    ),
    "tax.net": st.fixed_dictionaries(
        {"gross": MONEY, "date": DAY},
        optional={**WHO, "earned_before": MONEY, "advance": MONEY, "confirmed": st.booleans()},
    ),
    "benefit.sick": st.fixed_dictionaries(
        {"first_day": DAY, "days": st.integers(1, 366), "earnings": EARNED, "record_years": RECORD},
        optional={
            **WHO,
            "contribution_months": st.integers(0, 720),
            "reading": st.sampled_from(["rounded", "exact"]),
        },
    ),
    "benefit.maternity": st.fixed_dictionaries(
        {"first_day": DAY, "earnings": EARNED},
        optional={
            **WHO,
            "birth": st.sampled_from(["ordinary", "complicated", "multiple"]),
            "days": st.integers(1, 194),
            "excluded_days": st.integers(0, 700),
            "record_years": RECORD,
            "reading": st.sampled_from(["rounded", "exact", "divided"]),
        },
    ),
    "pension.points": st.fixed_dictionaries(
        {"year": YEAR}, optional={"gross_year": MONEY, "points": st.sampled_from([0, 1, "9.999", 10])}
    ),
}


def test_every_rule_of_this_page_has_arbitrary_questions():
    assert set(QUESTIONS) == set(MINE)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(QUESTIONS)).flatmap(lambda name: st.tuples(st.just(name), QUESTIONS[name])))
def test_any_question_is_answered_in_every_language_or_refused(asked):
    name, question = asked
    answer = answered_or_refused(name, question)
    assert all(answer.text(language) for language in LANGUAGES)


def answered_or_refused(name: str, question: object) -> Derivation | LawError:
    try:
        return BY_NAME[name].ask(Given(question))
    except LawError as refused:
        return refused


@pytest.mark.parametrize("name", MINE)
def test_every_rule_says_what_a_lawyer_must_answer(name):
    for language in LANGUAGES:
        described = BY_NAME[name].describe(language)
        assert described["question"]
        assert described["title"]


STATEMENTS = [
    *("health.insurance_eaeu", "health.insurance_others", "health.emergency", "health.childbirth"),
    *("health.voluntary_policy", "violence.trafficking", "violence.police_report", "violence.battery"),
    "pension.records",
]


@pytest.mark.parametrize("name", STATEMENTS)
def test_every_statement_speaks_every_language(name):
    statement = next(each for each in PACK.statements if each.name == name)
    answer = statement.ask(Given({}))
    assert answer.value is True
    assert all(answer.text(language) for language in LANGUAGES)


def test_emergency_care_before_september_2025_is_a_statement_of_its_own():
    by_name = {each.name: each for each in PACK.statements}
    earlier, later = by_name["health.emergency_before_2025"], by_name["health.emergency"]
    assert earlier.ask(Given({"as_of": "2025-08-31"})).value is True
    assert later.ask(Given({"as_of": "2025-09-01"})).value is True
    for statement, day in ((earlier, "2025-09-01"), (later, "2025-08-31"), (later, "2031-09-01")):
        with pytest.raises(OutsideKnownDates):
            statement.ask(Given({"as_of": day}))
