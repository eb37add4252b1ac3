"""The whole claim: from a job in a few words to sums, days, compensation and the last days to sue."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tayanch.law import BadInput, LawError, compute, rule_ids

AS_OF = "2026-09-13"
NANNY = [
    {"amount": "30450.00", "due": "2026-06-19"},
    {"amount": "30450.00", "due": "2026-07-03"},
    {"amount": "20000.00", "due": "2026-07-20"},
]
JOB = {"start": "2026-06-01", "end": "2026-07-20", "salary": "70000.00", "norm_hours": "160", "pay_days": [20, 5]}
FULL = {
    "as_of": AS_OF,
    "job": JOB,
    "overtime": [{"date": "2026-06-10", "hours": "3"}, {"date": "2026-07-08", "hours": "2"}],
    "night": [{"date": "2026-06-20", "hours": "6"}],
    "rest_day": [{"date": "2026-06-21", "hours": "8"}],
    "deductions": [
        {"date": "2026-06-19", "kind": "fine", "amount": "3000.00"},
        {"date": "2026-07-03", "kind": "housing", "amount": "1500.00"},
    ],
    "leave_taken": "0",
    "payments": [{"date": "2026-07-01", "amount": "10000.00"}, {"date": "2026-07-15", "amount": "5000.00"}],
}


def rows(answer, *names):
    return [tuple(row[name] for name in names) for row in answer["sums"]]


def test_the_nanny_of_the_fact_base_is_owed_86450_roubles_and_49_kopecks():
    answer = compute("ru.wage.claim", {"as_of": AS_OF, "sums": NANNY})
    assert (answer["wages"], answer["compensation"], answer["value"]) == ("80900.00", "5550.49", "86450.49")
    assert rows(answer, "due", "compensation", "last_day") == [
        ("2026-06-19", "2463.91", "2027-06-19"),
        ("2026-07-03", "2057.91", "2027-07-03"),
        ("2026-07-20", "1028.67", "2027-07-20"),
    ]


def test_a_job_in_hand_gives_pay_days_on_the_eve_of_days_off_and_settles_on_leaving():
    job = {**JOB, "salary": "60900.00", "salary_is": "in_hand"}
    answer = compute("ru.wage.claim", {"as_of": AS_OF, "job": job})
    assert [due for (due,) in rows(answer, "due")] == ["2026-06-19", "2026-07-03", "2026-07-20", "2026-07-20"]
    june = [Decimal(amount) for due, amount in rows(answer, "due", "amount") if due < "2026-07-20"]
    assert sum(june) == Decimal("60900.00")


def test_a_salary_before_tax_is_owed_in_hand_and_the_other_reading_is_told():
    answer = compute(
        "ru.wage.claim",
        {"as_of": "2026-08-01", "job": {"start": "2026-06-01", "end": "2026-06-30", "salary": "70000.00"}},
    )
    assert sum(Decimal(gross) for (gross,) in rows(answer, "gross")) == Decimal("70000.00")
    assert answer["wages"] == "60900.00"  # 13 %
    assert (answer["reading"], list(answer["other_readings"])) == ("in_hand", ["gross"])
    gross = Decimal(answer["other_readings"]["gross"])
    assert gross > 70000
    assert "other_reading" in [warning["code"] for warning in answer["warnings"]]


def test_everything_that_was_due_is_in_the_claim_with_the_rule_that_found_it():
    answer = compute("ru.wage.claim", FULL)
    found = {what for (what,) in rows(answer, "what")}
    assert found == {"wages", "overtime", "night", "rest_day", "leave", "deduction"}
    rules = {part["rule"] for part in answer["parts"]}
    assert {f"ru.wage.{name}" for name in ("overtime", "night", "rest_day", "leave", "deductions", "delay")} <= rules
    assert Decimal(answer["wages"]) == sum(Decimal(unpaid) for (unpaid,) in rows(answer, "unpaid"))
    assert Decimal(answer["value"]) == Decimal(answer["wages"]) + Decimal(answer["compensation"])


def test_hours_beyond_the_norm_are_paid_by_their_own_rules():
    """70,000 a month of 160 hours is 437.50 an hour: 2 h at 1.5 and 1 h at 2; 6 h at 20 %; 8 h at 2. Tax 13 %."""
    one = {**FULL, "deductions": [], "overtime": FULL["overtime"][:1], "payments": []}
    answer = compute("ru.wage.claim", one)
    gross = dict(rows(answer, "what", "gross"))
    assert (gross["overtime"], gross["night"], gross["rest_day"]) == ("2187.50", "525.00", "7000.00")


def test_wages_below_the_minimum_are_topped_up():
    """June 2026: 27,093 a month by law, 20,000 agreed: 7,093 before tax are missing."""
    answer = compute(
        "ru.wage.claim",
        {"as_of": "2026-08-01", "job": {"start": "2026-06-01", "end": "2026-06-30", "salary": "20000.00"}},
    )
    assert [gross for what, gross in rows(answer, "what", "gross") if what == "minimum"] == ["7093.00"]


def test_money_counts_against_the_oldest_sum_and_what_is_too_much_is_told():
    paid = [{"date": "2026-07-10", "amount": "40000.00"}]
    answer = compute("ru.wage.claim", {"as_of": AS_OF, "sums": NANNY, "payments": paid})
    assert rows(answer, "paid") == [("30450.00",), ("9550.00",), ("0.00",)]
    too_much = [{"date": "2026-07-10", "amount": "90000.00"}]
    answer = compute("ru.wage.claim", {"as_of": AS_OF, "sums": NANNY, "payments": too_much})
    assert (answer["unused"], answer["wages"]) == ("9100.00", "0.00")


def test_what_is_not_due_yet_is_left_out_and_told():
    answer = compute("ru.wage.claim", {"as_of": "2026-07-10", "sums": NANNY})
    assert (answer["not_due"], len(answer["sums"])) == (1, 2)
    nothing = compute("ru.wage.claim", {"as_of": "2026-06-01", "sums": NANNY})
    assert (nothing["value"], nothing["sums"], nothing["not_due"]) == ("0.00", [], 3)


def test_known_pay_periods_take_the_place_of_computed_ones():
    """Hours then go with the typed period in which they fall."""
    typed = [{"what": "wages", "from": "2026-06-01", "to": "2026-06-30", "amount": "60000.00", "due": "2026-07-10"}]
    answer = compute("ru.wage.claim", {**FULL, "sums": typed, "deductions": [], "payments": []})
    assert ("wages", "60000.00", "2026-07-10") in rows(answer, "what", "amount", "due")
    assert {due for what, due in rows(answer, "what", "due") if what == "overtime"} == {"2026-07-10"}


@given(st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_facts_changes_nothing(random):
    mixed = dict(FULL)
    for name in ("overtime", "night", "rest_day", "deductions", "payments"):
        mixed[name] = random.sample(FULL[name], len(FULL[name]))
    assert compute("ru.wage.claim", mixed) == compute("ru.wage.claim", FULL)
    sums = random.sample(NANNY, len(NANNY))
    plain = {"as_of": AS_OF, "payments": FULL["payments"]}
    assert compute("ru.wage.claim", {**plain, "sums": sums}) == compute("ru.wage.claim", {**plain, "sums": NANNY})


CLAIMS = [rule for rule in rule_ids() if rule.endswith(".wage.claim")]
DAYS = st.dates(date(2013, 1, 1), date(2027, 12, 31)).map(str)
SUMS = st.decimals("0.01", "900000", places=2).map(str)
JOBS = st.fixed_dictionaries(
    {"start": DAYS, "salary": SUMS},
    optional={
        "end": DAYS,
        "norm_hours": st.just("160"),
        "bonus": SUMS,
        "salary_is": st.sampled_from(["gross", "in_hand"]),
    },
)
HOURS = st.lists(st.fixed_dictionaries({"date": DAYS, "hours": st.integers(0, 24)}), max_size=4)


@pytest.mark.parametrize("rule", CLAIMS)
@given(
    st.fixed_dictionaries(
        {"as_of": DAYS},
        optional={
            "job": JOBS,
            "overtime": HOURS,
            "rest_day": HOURS,
            "leave_taken": st.integers(0, 30),
            "payments": st.lists(st.fixed_dictionaries({"date": DAYS, "amount": SUMS}), max_size=3),
            "sums": st.lists(st.fixed_dictionaries({"amount": SUMS, "due": DAYS}), max_size=4),
        },
    )
)
@settings(max_examples=60, deadline=None)
def test_every_claim_is_answered_or_refused_with_a_reason(rule, question):
    try:
        answer = compute(rule, question)
    except LawError:
        return
    assert Decimal(answer["value"]) == Decimal(answer["wages"]) + Decimal(answer["compensation"])


@given(st.integers(0, 60))
@settings(max_examples=20, deadline=None)
def test_a_claim_never_shrinks_while_nothing_is_paid(days):
    earlier, later = (
        compute("ru.wage.claim", {"as_of": str(day), "sums": NANNY})
        for day in (date(2026, 7, 20), date(2026, 7, 20) + timedelta(days=min(days, 55)))
    )
    assert Decimal(later["value"]) >= Decimal(earlier["value"])


def test_hours_without_the_hours_of_a_month_are_asked_for():
    job = {key: value for key, value in JOB.items() if key != "norm_hours"}
    with pytest.raises(BadInput) as refusal:
        compute("ru.wage.claim", {**FULL, "job": job})
    assert refusal.value.field == "job.norm_hours"


def test_a_claim_without_facts_is_refused():
    with pytest.raises(BadInput):
        compute("ru.wage.claim", {"as_of": AS_OF})
