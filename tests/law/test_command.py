"""What a program and a terminal may rely on: shapes, exit codes, and never a traceback."""

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tayanch.law
from tayanch.law import LANGUAGES, BadInput, command, compute, rules, run

DEBT = {"amount": "100.00", "due": "2025-05-05"}
GOOD = {"debts": [DEBT], "as_of": "2025-06-01"}


def refused(text, rule="ru.wage.delay"):
    code, line = run(rule, text)
    answer = json.loads(line)
    assert list(answer) == ["error"]
    assert list(answer["error"]) == ["code", "message", "field"]
    assert all(isinstance(value, str) for value in answer["error"].values())
    assert "\n" not in line
    line.encode("utf-8")
    return code, answer["error"]["code"], answer["error"]["field"]


def with_debt(**changes):
    return json.dumps({"debts": [{**DEBT, **changes}], "as_of": "2025-06-01"})


def test_an_answer_is_one_line_of_readable_json_and_always_the_same():
    code, line = run("ru.wage.delay", json.dumps({**GOOD, "language": "ky"}))
    assert code == 0
    assert "төлөнбөгөн" in line
    assert "\n" not in line
    assert run("ru.wage.delay", json.dumps({**GOOD, "language": "ky"})) == (0, line)
    assert list(json.loads(line))[:4] == ["rule", "value", "currency", "status"]


def test_the_tables_end_with_exit_code_3():
    assert refused(json.dumps({**GOOD, "as_of": "2026-09-15"})) == (3, "after_known_dates", "as_of")
    old = json.dumps({"debts": [{**DEBT, "due": "2010-01-01"}], "as_of": "2025-06-01"})
    assert refused(old) == (3, "before_known_dates", "debts[0].due")


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        ("", "bad_json", ""),
        ("{", "bad_json", ""),
        ('{"as_of": NaN}', "bad_json", ""),
        ('{"as_of": -Infinity}', "bad_json", ""),
        ('{"as_of": ' + "9" * 5000 + "}", "bad_json", ""),
        ("[" * 200_000, "too_deep", ""),
        (" " * 2_000_001, "too_large", ""),
        ("[]", "not_an_object", ""),
        ("null", "not_an_object", ""),
        ('{"as_of": "2025-06-01", "as_of": "2025-06-02"}', "duplicate_key", "as_of"),
        ("{}", "missing_key", "debts"),
        ('{"debts": []}', "missing_key", "as_of"),
        ('{"debts": [], "as_of": "2025-06-01"}', "list_length", "debts"),
        ('{"debts": {}, "as_of": "2025-06-01"}', "not_a_list", "debts"),
        ('{"debts": [1], "as_of": "2025-06-01"}', "not_an_object", "debts[0]"),
        ('{"debts": [{}], "as_of": "2025-06-01"}', "missing_key", "debts[0].amount"),
        (json.dumps({**GOOD, "today": "2025-06-01"}), "unknown_key", "today"),
        (json.dumps({**GOOD, "language": "fr"}), "not_one_of", "language"),
        (json.dumps({**GOOD, "language": ["ky"]}), "not_one_of", "language"),
        (json.dumps({**GOOD, "debts": [DEBT] * 1001}), "list_length", "debts"),
        (with_debt(currency="RUB"), "unknown_key", "debts[0].currency"),
        (with_debt(payments=[{"date": "2025-06-01"}]), "missing_key", "debts[0].payments[0].amount"),
        (
            with_debt(payments=[{"date": "2025-13-01", "amount": "1"}]),
            "date_bad",
            "debts[0].payments[0].date",
        ),
        (with_debt(payments=None), "not_a_list", "debts[0].payments"),
    ],
)
def test_a_wrong_input_is_refused_with_its_code_and_field(text, code, field):
    assert refused(text) == (2, code, field)


@pytest.mark.parametrize("amount", [100, 100.5, True, None, ["1"]])
def test_money_that_is_not_text_is_refused(amount):
    assert refused(with_debt(amount=amount)) == (2, "money_not_text", "debts[0].amount")


@pytest.mark.parametrize(
    "amount",
    ["", "1,5", "1.234", "+1", "-1", "1e5", " 1", "1 000", "NaN", "Infinity", "٣", "9" * 400, ".5", "1."],
)
def test_text_that_is_not_a_plain_sum_is_refused(amount):
    assert refused(with_debt(amount=amount)) == (2, "money_bad", "debts[0].amount")


@pytest.mark.parametrize(
    ("amount", "code"),
    [("0", "money_not_positive"), ("0.00", "money_not_positive"), ("1000000000.01", "money_too_big")],
)
def test_a_sum_out_of_range_is_refused(amount, code):
    assert refused(with_debt(amount=amount)) == (2, code, "debts[0].amount")


@pytest.mark.parametrize(
    "day",
    [
        "2025-5-5",
        "20250505",
        "2025-W19-1",
        "05.05.2025",
        "2025-02-29",
        "2025-05-05T00:00",
        "٢٠٢٥-٠٥-٠٥",
        20250505,
    ],
)
def test_a_day_that_is_not_written_strictly_is_refused(day):
    assert refused(with_debt(due=day)) == (2, "date_bad", "debts[0].due")


@pytest.mark.parametrize("day", ["0001-01-01", "1989-12-31", "2101-01-01", "9999-12-31"])
def test_a_day_of_another_century_is_refused(day):
    assert refused(with_debt(due=day)) == (2, "date_out_of_range", "debts[0].due")


def test_an_unknown_rule_is_refused_and_the_list_is_named():
    code, line = run("ru.wage.\ud800magic", "{}")
    assert code == 2
    error = json.loads(line)["error"]
    assert (error["code"], error["field"]) == ("unknown_rule", "rule")
    assert "tayanch law rules" in error["message"]
    line.encode("utf-8")


def test_hostile_keys_are_echoed_short_and_printable():
    code, line = run("ru.wage.delay", json.dumps({"\ud800\u0000\u001b[31m" + "x" * 5000: 1}))
    assert code == 2
    field = json.loads(line)["error"]["field"]
    assert len(field) <= 80
    assert field.isprintable()
    line.encode("utf-8")


def test_a_file_from_windows_may_begin_with_its_mark():
    assert run("ru.wage.delay", "\ufeff" + json.dumps(GOOD))[0] == 0


def test_refusals_speak_the_language_that_was_asked_for():
    messages = set()
    for language in LANGUAGES:
        _, line = run("ru.wage.delay", json.dumps({**GOOD, "as_of": "2026-10-01", "language": language}))
        messages.add(json.loads(line)["error"]["message"])
    assert len(messages) == 3


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["2025-05-05", "100.00"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["debts", "as_of", "amount", "due", "payments", "kind", "from", "to", "days"]) | st.text(),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(st.sampled_from([rule["rule"] for rule in rules()]), st.text() | json_values.map(json.dumps))
def test_no_input_whatever_raises(rule, text):
    code, line = run(rule, text)
    assert code in (0, 2, 3)
    assert isinstance(json.loads(line), dict)


def test_compute_raises_for_programs():
    with pytest.raises(BadInput) as refusal:
        compute("ru.wage.delay", {**GOOD, "as_of": "soon"})
    assert (refusal.value.code, refusal.value.field, refusal.value.exit_code) == ("date_bad", "as_of", 2)
    with pytest.raises(BadInput):
        compute("ru.wage.delay", [])


def test_the_listing_shows_every_rule_as_a_draft_with_its_known_days():
    listed = {rule["rule"]: rule for rule in rules("ru")}
    assert {f"ru.wage.{name}" for name in ("delay", "pay_dates", "limitation", "suspension")} <= set(listed)
    assert {rule["status"] for rule in listed.values()} == {"draft"}
    delay = listed["ru.wage.delay"]
    assert (delay["known_from"], delay["known_through"]) == ("2012-09-14", "2026-09-14")
    assert delay["title"] == "Компенсация за задержку зарплаты"


def test_a_copied_pack_answers_under_its_own_name(tmp_path, monkeypatch):
    shutil.copytree(Path(tayanch.law.__file__).parent / "ru", tmp_path / "xx")
    country = tmp_path / "xx" / "country.yaml"
    country.write_text(country.read_text(encoding="utf-8").replace("RUB", "XXX"), encoding="utf-8")
    monkeypatch.setattr(tayanch.law, "__path__", [*tayanch.law.__path__, str(tmp_path)])
    command._all_rules.cache_clear()
    try:
        answer = compute("xx.wage.delay", GOOD)
    finally:
        command._all_rules.cache_clear()
    assert (answer["rule"], answer["currency"]) == ("xx.wage.delay", "XXX")
