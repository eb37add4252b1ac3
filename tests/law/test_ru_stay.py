"""The last counted day of a stay, registration, fingerprints, days to leave and the patent."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import tayanch.law.ru
from tayanch.law import LANGUAGES, BadInput, LawError, OutsideKnownDates, compute
from tayanch.law import rules as _rules
from tayanch.law.ru import PACK
from tayanch.law.ru.stay.biometrics import biometrics
from tayanch.law.ru.stay.departure import TABLES, departure
from tayanch.law.ru.stay.events import KINDS, Event
from tayanch.law.ru.stay.last_day import last_day
from tayanch.law.ru.stay.patent_apply import apply_by
from tayanch.law.ru.stay.patent_calendar import calendar
from tayanch.law.ru.stay.patent_price import REGIONS, month_price, price
from tayanch.law.ru.stay.registration import registration
from tayanch.law.ru.stay.spans import days_within, merged, without
from tayanch.law.ru.stay.track import CITIZENSHIPS, track

FAR = date(2101, 1, 1)
PACK_FOLDER = Path(tayanch.law.ru.__file__).parent
EAEU, PATENT = ("KG", "AM", "KZ", "BY"), ("TJ", "UZ", "AZ", "MD")
days = st.dates(date(2016, 1, 1), date(2029, 12, 31))
any_day = st.dates(date(1990, 1, 1), date(2100, 12, 31))
citizenships = st.sampled_from(CITIZENSHIPS)


def events(*pairs):
    return [Event(date.fromisoformat(day), kind) for day, kind in pairs]


def codes(answer):
    return {warning.code for warning in answer.warnings}


def reach(answer):
    """How far the counted days reach: nothing is less than any day, no end is more."""
    return FAR if answer.details["no_end"] else answer.value or date.min


@st.composite
def histories(draw):
    """Stays one after another, the last one open, with contracts, patents and extensions in them."""
    marks = sorted(draw(st.lists(days, min_size=1, max_size=7, unique=True)))
    crossings = marks if len(marks) % 2 else marks[:-1]
    found = [Event(day, "exit" if index % 2 else "entry") for index, day in enumerate(crossings)]
    for kind, end in (("contract_start", "contract_end"), ("patent_start", "patent_paid_until")):
        for start in draw(st.lists(days, max_size=2)):
            found += [Event(start, kind), Event(start + timedelta(days=draw(st.integers(1, 400))), end)]
    return found, crossings[-1]


@given(histories(), citizenships, days, st.randoms(use_true_random=False))
def test_the_order_of_events_does_not_matter(history, citizenship, as_of, random):
    known, entry = history
    mixed = list(known)
    random.shuffle(mixed)
    day = max(as_of, entry)
    assert last_day(citizenship, mixed, day).to_dict() == last_day(citizenship, known, day).to_dict()


@given(histories(), citizenships, days, st.integers(1, 500))
def test_a_later_extension_never_moves_the_last_day_back(history, citizenship, as_of, longer):
    known, entry = history
    day = max(as_of, entry)
    more = [*known, Event(entry + timedelta(days=longer), "extension")]
    assert reach(last_day(citizenship, more, day)) >= reach(last_day(citizenship, known, day))


@given(histories(), citizenships, days, st.integers(1, 500))
def test_a_longer_contract_or_payment_never_moves_the_last_day_back(history, citizenship, as_of, longer):
    known, entry = history
    day = max(as_of, entry)
    ends = [event for event in known if event.kind in ("contract_end", "patent_paid_until")]
    assume(ends)
    last = max(ends, key=lambda event: event.on)
    more = [*known, Event(last.on + timedelta(days=longer), last.kind)]
    assert reach(last_day(citizenship, more, day)) >= reach(last_day(citizenship, known, day))


@given(histories(), citizenships, days, st.integers(1, 200), st.integers(1, 400))
def test_one_more_contract_or_patent_after_the_others_never_moves_the_last_day_back(
    history, citizenship, as_of, gap, term
):
    known, entry = history
    day = max(as_of, entry)
    start = max(event.on for event in known) + timedelta(days=gap)
    kinds = ("contract_start", "contract_end") if citizenship in EAEU else ("patent_start", "patent_paid_until")
    more = [*known, Event(start, kinds[0]), Event(start + timedelta(days=term), kinds[1])]
    assert reach(last_day(citizenship, more, day)) >= reach(last_day(citizenship, known, day))


@given(days, st.integers(0, 500), st.integers(0, 500))
def test_an_early_end_that_comes_later_never_moves_the_last_day_back(entry, one, other):
    def ended(after):
        end = entry + timedelta(days=after)
        known = [Event(entry, "entry"), Event(entry, "contract_start"), Event(end, "contract_end_early")]
        return reach(last_day("KG", known, end))

    earlier, later = sorted([one, other])
    assert ended(earlier) <= ended(later)


@given(histories(), citizenships, days, st.integers(1, 60))
def test_less_time_spent_before_never_moves_the_last_day_back(history, citizenship, as_of, spent):
    known, entry = history
    first = min(event.on for event in known)
    before = [Event(first - timedelta(days=spent + 5), "entry"), Event(first - timedelta(days=5), "exit")]
    assume(before[0].on >= date(2015, 8, 12))
    day = max(as_of, entry)
    assert reach(last_day(citizenship, known, day)) >= reach(last_day(citizenship, [*before, *known], day))


@given(histories(), citizenships, days)
def test_the_cautious_reading_never_reaches_further(history, citizenship, as_of):
    known, entry = history
    day = max(as_of, entry)
    cautious, other = (
        last_day(citizenship, known, day, reading=each) for each in ("all_days", "days_without_contract")
    )
    assert reach(cautious) <= reach(other)
    assert cautious.details["other_readings"] == {"days_without_contract": other.value}


@given(st.dates(date(2025, 1, 1), date(2035, 12, 31)), citizenships)
def test_a_first_stay_without_contract_has_ninety_days_with_the_day_of_entry(entry, citizenship):
    answer = last_day(citizenship, [Event(entry, "entry")], entry)
    assert answer.value == entry + timedelta(days=89)
    assert answer.details["first_uncertain"] == entry + timedelta(days=90)


@given(st.dates(date(2014, 1, 1), date(2024, 9, 1)), st.integers(0, 89), st.integers(1, 300))
def test_under_the_old_rule_no_180_days_hold_more_than_ninety(entry, stayed, away):
    back = entry + timedelta(days=stayed + away)
    assume(back <= date(2024, 9, 1))
    known = [Event(entry, "entry"), Event(entry + timedelta(days=stayed), "exit"), Event(back, "entry")]
    answer = last_day("UZ", known, back)
    stays = [(entry, entry + timedelta(days=stayed)), *([(back, answer.value)] if answer.value else [])]
    end = answer.value or back
    assert days_within(merged(stays), end - timedelta(days=179), end) <= 90


def test_the_day_of_leaving_and_coming_back_counts_once():
    known = events(("2026-01-01", "entry"), ("2026-01-10", "exit"), ("2026-01-10", "entry"))
    answer = last_day("KG", known, date(2026, 1, 10))
    assert answer.details["days_used"] == 10
    assert answer.value == date(2026, 3, 31)  # the 90th day of the year


def test_a_day_trip_is_one_day():
    known = events(("2026-01-01", "exit"), ("2026-01-01", "entry"), ("2026-02-01", "entry"))
    assert last_day("KG", known, date(2026, 2, 1)).details["days_used"] == 2


def test_a_stay_over_the_change_of_2025_counts_its_days_in_a_row():
    answer = last_day("KG", events(("2024-12-01", "entry")), date(2024, 12, 1))
    assert answer.value == date(2025, 2, 28)  # 31 + 31 + 28
    assert "new_year_no_reset" in codes(answer)


def test_a_new_contract_signed_before_the_old_one_ends_carries_on():
    known = events(
        ("2026-01-01", "entry"),
        ("2026-01-01", "contract_start"),
        ("2026-06-30", "contract_end"),
        ("2026-07-01", "contract_start"),
        ("2026-12-31", "contract_end"),
    )
    answer = last_day("KG", known, date(2026, 5, 1))
    assert answer.value == date(2026, 12, 31)
    assert answer.details["first_uncertain"] == date(2027, 1, 1)


def test_a_contract_that_ends_at_its_term_gives_no_fifteen_days_and_says_so():
    known = events(("2026-01-01", "entry"), ("2026-01-01", "contract_start"), ("2026-06-30", "contract_end"))
    answer = last_day("KG", known, date(2026, 7, 5))
    assert (answer.value, answer.details["new_contract_by"]) == (date(2026, 6, 30), None)
    assert answer.details["days_after_last_day"] == 5
    assert {"no_days_after_term", "stay_days_over", "family_registration"} <= codes(answer)


def test_the_plan_of_a_contract_that_ended_early_does_not_carry_the_next_one_too_far():
    known = events(
        ("2026-01-01", "entry"),
        ("2026-01-01", "contract_start"),
        ("2027-06-30", "contract_end"),
        ("2026-05-01", "contract_end_early"),
        ("2026-05-10", "contract_start"),
        ("2026-12-31", "contract_end"),
    )
    answer = last_day("KG", known, date(2026, 11, 21))
    assert answer.value == date(2026, 12, 31)
    assert "two_contract_ends" in codes(answer)


def test_an_early_end_after_the_term_changes_nothing():
    known = events(("2026-01-01", "entry"), ("2026-01-01", "contract_start"), ("2026-06-30", "contract_end"))
    late = [*known, *events(("2026-07-15", "contract_end_early"))]
    answer = last_day("KG", late, date(2026, 8, 1))
    assert answer.value == date(2026, 6, 30)
    assert "two_contract_ends" in codes(answer)


def test_crossings_after_the_day_are_left_out_and_named():
    known = events(("2026-01-01", "entry"), ("2026-02-01", "exit"), ("2026-03-01", "entry"))
    answer = last_day("KG", known, date(2026, 1, 15))
    assert (answer.details["in_country"], answer.value) == (True, date(2026, 3, 31))
    assert "later_crossings" in codes(answer)


def test_a_contract_does_not_carry_a_patent_citizen_nor_a_patent_an_eaeu_citizen():
    worked = events(("2026-01-01", "entry"), ("2026-01-01", "contract_start"), ("2026-12-31", "contract_end"))
    paid = events(("2026-01-01", "entry"), ("2026-01-20", "patent_start"), ("2026-12-19", "patent_paid_until"))
    for citizenship in EAEU:
        assert last_day(citizenship, worked, date(2026, 2, 1)).value == date(2026, 12, 31)
        answer = last_day(citizenship, paid, date(2026, 2, 1))
        assert answer.value == date(2026, 3, 31)
        assert "patent_not_needed" in codes(answer)
    for citizenship in PATENT:
        assert last_day(citizenship, paid, date(2026, 2, 1)).value == date(2026, 12, 19)
        answer = last_day(citizenship, worked, date(2026, 2, 1))
        assert answer.value == date(2026, 3, 31)
        assert "contract_needs_patent" in codes(answer)


def test_a_patent_lasts_twelve_months_at_most_and_nothing_unless_it_is_paid():
    start = events(("2026-01-01", "entry"), ("2026-01-20", "patent_start"))
    assert "patent_not_paid" in codes(last_day("UZ", start, date(2026, 2, 1)))
    long = last_day("UZ", [*start, *events(("2027-03-01", "patent_paid_until"))], date(2026, 2, 1))
    assert long.value == date(2027, 1, 19)
    assert "patent_longest_term" in codes(long)


def test_whether_she_registered_is_told():
    known = events(("2026-01-01", "entry"), ("2026-01-20", "registration"))
    answer = last_day("KG", known, date(2026, 2, 1))
    assert answer.details["registered"] is True
    assert "registration_not_written" not in codes(answer)


@pytest.mark.parametrize(
    ("pairs", "code", "field"),
    [
        ([("2026-02-01", "exit"), ("2026-03-01", "entry")], "entries_unpaired", "events[0].date"),
        ([("2026-02-01", "entry"), ("2026-03-01", "entry")], "entries_unpaired", "events[1].date"),
        ([("2026-02-01", "entry"), ("2026-02-01", "entry")], "entries_unpaired", "events[0].date"),
        ([("2026-02-01", "contract_start")], "start_missing", "events"),
        ([("2026-02-01", "entry"), ("2026-03-01", "contract_end")], "start_missing", "events[1].date"),
        ([("2026-02-01", "entry"), ("2026-03-01", "contract_end_early")], "start_missing", "events[1].date"),
        ([("2026-02-01", "entry"), ("2026-03-01", "patent_paid_until")], "start_missing", "events[1].date"),
        ([("2026-12-01", "entry")], "range_backwards", "as_of"),
        ([("2026-02-01", "lunch")], "not_one_of", "events[0].kind"),
        ([], "list_length", "events"),
    ],
)
def test_events_that_contradict_each_other_are_refused(pairs, code, field):
    question = {
        "citizenship": "KG",
        "events": [{"date": day, "kind": kind} for day, kind in pairs],
        "as_of": "2026-11-21",
    }
    with pytest.raises(BadInput) as refusal:
        compute("ru.stay.last_day", question)
    assert (refusal.value.code, refusal.value.field) == (code, field)


def test_a_question_what_if_needs_a_contract():
    with pytest.raises(BadInput) as refusal:
        last_day("KG", events(("2026-02-01", "entry")), date(2026, 3, 1), what_if=date(2026, 3, 1))
    assert refusal.value.field == "what_if.contract_end_early"


@pytest.mark.parametrize(
    ("pairs", "field"),
    [
        ([("2013-12-31", "entry")], "events[0].date"),
        ([("2015-09-01", "entry"), ("2015-08-11", "contract_start")], "events[1].date"),
        ([("2015-09-01", "entry"), ("2014-12-31", "patent_start")], "events[1].date"),
    ],
)
def test_days_before_the_rules_are_refused(pairs, field):
    with pytest.raises(OutsideKnownDates) as refusal:
        last_day("KG", events(*pairs), date(2015, 9, 30))
    assert refusal.value.field == field


one_event = st.builds(Event, any_day, st.sampled_from(KINDS))


@given(
    st.lists(one_event, min_size=1, max_size=8), citizenships, any_day, st.none() | any_day, st.lists(days, max_size=1)
)
def test_no_history_crashes(known, citizenship, as_of, what_if, entry):
    try:
        answer = last_day(citizenship, [*known, *(Event(day, "entry") for day in entry)], as_of, what_if=what_if)
    except LawError:
        return
    assert all(answer.text(language) for language in LANGUAGES)
    assert answer.to_dict()["value"] is None or answer.value < date(2200, 1, 1)


spans = st.lists(st.tuples(days, st.integers(0, 90)).map(lambda each: (each[0], each[0] + timedelta(days=each[1]))))


@given(spans, spans, days, st.integers(0, 900))
def test_days_taken_out_and_days_left_make_all_days(some, holes, first, width):
    last = first + timedelta(days=width)
    left = without(some, holes)
    both = [
        (max(one[0], other[0]), min(one[1], other[1]))
        for one in merged(some)
        for other in merged(holes)
        if one[0] <= other[1] and other[0] <= one[1]
    ]
    parts = days_within(left, first, last) + days_within(both, first, last)
    assert parts == days_within(merged(some), first, last)


@settings(deadline=None)  # the first use of a year loads its holidays
@given(st.sampled_from([*CITIZENSHIPS, "other"]), st.dates(date(2015, 8, 12), date(2027, 11, 30)))
def test_the_safe_day_to_register_is_never_after_the_other_reading(citizenship, entry):
    answer = registration(citizenship, entry)
    assert entry < answer.value <= answer.details["other_readings"]["next_day"]
    assert registration(citizenship, entry, reading="next_day").value == answer.details["other_readings"]["next_day"]


def test_the_treaty_with_uzbekistan_changes_the_time_to_register_on_4_june_2022():
    old, new = (registration("UZ", day).details["period"] for day in (date(2022, 6, 3), date(2022, 6, 4)))
    assert (old, new) == ("7 working days", "15 days")


def test_working_days_beyond_the_known_calendar_carry_a_warning():
    assert "days_off_unknown" in codes(registration("AZ", date(2028, 3, 10)))
    assert "days_off_unknown" not in codes(registration("AZ", date(2026, 3, 10)))


@given(citizenships, st.sampled_from(["work", "other"]), st.dates(date(2021, 12, 29), date(2090, 1, 1)), st.booleans())
def test_fingerprints_are_asked_of_everybody_but_small_children_and_belarus(citizenship, purpose, entry, small):
    answer = biometrics(citizenship, purpose, entry, under_six=small)
    assert (answer.value is None) is (small or citizenship == "BY")
    assert answer.value in (None, entry + timedelta(days=29 if purpose == "work" else 89))


@given(st.sampled_from(list(TABLES)), st.dates(date(2015, 8, 12), date(2100, 12, 31)))
def test_days_to_leave_begin_after_the_decision_or_are_said_to_be_missing(ground, day):
    answer = departure(ground, day)
    assert answer.value is None or answer.value > day
    assert (answer.value is None) is (ground in ("contract_expired", "patent_not_paid"))
    assert {"no_thirty_days_grace", "stay_ask_first"} <= codes(answer)


def test_each_citizenship_is_on_one_track_and_its_next_rules_exist():
    named = {rule["rule"] for rule in _rules()}
    for citizenship in CITIZENSHIPS:
        answer = track(citizenship)
        assert answer.value == ("eaeu" if citizenship in EAEU else "patent")
        assert set(answer.details["follows"]) <= named
    with pytest.raises(OutsideKnownDates):
        track("KG", date(2015, 8, 11))


# The prices of Moscow as they were published, in roubles.
MOSCOW = [4000, 4200, 4200, 4500, 5000, 5350, 5350, 5900, 6600, 7500, 8900, 10000]


@pytest.mark.parametrize(("year", "month"), list(enumerate(MOSCOW, 2015)))
def test_the_published_prices_of_moscow_come_out(year, month):
    assert price("moscow", year, 1).value == month


@given(st.sampled_from(REGIONS), st.integers(2015, 2026), st.integers(1, 11))
def test_a_month_more_costs_a_month_more(region, year, months):
    try:
        month = month_price(region, year).month
    except OutsideKnownDates:
        return
    assert price(region, year, months + 1).value - price(region, year, months).value == month
    assert month == month.to_integral_value()


@pytest.mark.parametrize("written", ["Moscow", "MOSCOW", " москва ", "moscow"])
def test_a_region_is_known_by_code_and_name_in_any_case(written):
    question = {"region": written, "year": 2026, "months": 1}
    assert compute("ru.patent.price", question)["month"] == "10000.00"


def test_every_region_has_a_name_and_a_table():
    for region in REGIONS:
        assert f"region.{region}" in PACK.texts
        assert any(name.endswith(f"_{region}") for name in PACK.tables)


def test_a_published_price_says_that_it_was_not_reckoned():
    assert "patent_price_published" in codes(price("lipetsk", 2026, 1))
    assert "patent_price_published" not in codes(price("moscow", 2026, 1))


@pytest.mark.parametrize(
    ("question", "error", "code", "field"),
    [
        ({"region": "Atlantis", "year": 2026, "months": 1}, BadInput, "not_one_of", "region"),
        ({"region": 7, "year": 2026, "months": 1}, BadInput, "not_one_of", "region"),
        ({"region": "other", "year": 2026, "months": 1}, BadInput, "missing_key", "coefficient"),
        ({"region": "moscow", "year": 2026, "months": 13}, BadInput, "not_whole", "months"),
        ({"region": "moscow", "year": 2027, "months": 1}, OutsideKnownDates, "after_known_dates", "year"),
        ({"region": "moscow", "year": 2014, "months": 1}, OutsideKnownDates, "before_known_dates", "year"),
        ({"region": "St Petersburg", "year": 2025, "months": 1}, OutsideKnownDates, "before_known_dates", "year"),
        ({"region": "yakutia", "year": 2026, "months": 1}, OutsideKnownDates, "after_known_dates", "year"),
    ],
)
def test_a_price_that_is_not_known_is_refused(question, error, code, field):
    with pytest.raises(error) as refusal:
        compute("ru.patent.price", question)
    assert (refusal.value.code, refusal.value.field) == (code, field)


@settings(deadline=None)  # the first use of a year loads its holidays
@given(st.sampled_from(REGIONS), st.dates(date(2015, 1, 1), date(2100, 12, 31)), st.integers(1, 12))
def test_each_month_is_paid_before_it_begins_and_on_a_working_day(region, first, months):
    found = calendar(region, first, months).details["months"]
    for earlier, later in pairwise(found):
        assert later["from"] == earlier["to"] + timedelta(days=1)
        assert later["pay_by"] <= earlier["to"]
        assert not PACK.working_days.is_day_off(later["pay_by"])


def test_a_month_in_a_year_without_a_price_keeps_its_day():
    answer = calendar("moscow", date(2026, 11, 15), 4)
    assert [each["price"] is None for each in answer.details["months"]] == [False, False, True, True]
    assert "patent_new_year_price" in codes(answer)


@given(citizenships, any_day, st.none() | any_day)
def test_no_question_about_the_patent_crashes(citizenship, entry, issued):
    try:
        answer = apply_by(citizenship, entry, issued=issued)
    except LawError:
        return
    assert (answer.value is None) is (citizenship in EAEU)


FACT_BASE = [*(f"RU-S-{number:02}" for number in range(1, 18)), *(f"RU-B-{number:02}" for number in range(1, 7))]


@pytest.mark.parametrize("rule", FACT_BASE)
def test_every_rule_of_the_fact_base_on_stay_and_bans_is_carried(rule):
    assert any(rule in each["covers"] for each in _rules() if each["rule"].startswith("ru."))


@pytest.mark.parametrize("file", ["stay", "ban"])
def test_every_statement_answers_inside_its_dates_and_refuses_outside(file):
    path = PACK_FOLDER / "statements" / f"{file}.yaml"
    for name, block in yaml.safe_load(path.read_text(encoding="utf-8"))["statements"].items():
        for language in LANGUAGES:
            question = {"as_of": block["valid_from"].isoformat(), "language": language}
            assert compute(f"ru.{name}", question)["value"] is True
        if block["valid_to"]:
            with pytest.raises(OutsideKnownDates):
                compute(f"ru.{name}", {"as_of": (block["valid_to"] + timedelta(days=1)).isoformat()})
