"""An offer against the indicators of the ILO, and what a job costs in months of pay."""

import json
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import tayanch.vocabulary
from tayanch.law import LANGUAGES, BadInput, LawError, compute
from tayanch.law.ilo import INDICATORS, PACK, check, cost
from tayanch.vocabulary.load import ILO_FORCED_LABOUR_INDICATORS

SCHEME = Path(tayanch.vocabulary.__file__).parent / "schemes" / "violation.yaml"
answers = st.dictionaries(st.sampled_from(list(INDICATORS)), st.sampled_from(["yes", "no", "unknown"]))
money = st.integers(1, 99_999_999).map(lambda pence: Decimal(pence).scaleb(-2))


def test_the_eleven_keys_are_concepts_of_the_vocabulary_with_their_indicator():
    concepts = {each["id"]: each for each in yaml.safe_load(SCHEME.read_text(encoding="utf-8"))["concepts"]}
    assert tuple(INDICATORS.values()) == ILO_FORCED_LABOUR_INDICATORS
    for concept, indicator in INDICATORS.items():
        assert indicator in concepts[concept]["mappings"]["ilo_forced_labour"]


def test_the_table_knows_as_many_indicators_as_are_asked():
    assert PACK.tables["offer.indicators"].rows[0].value == str(len(INDICATORS))


@given(answers, st.randoms())
def test_every_answer_is_a_flag_clear_or_unknown_and_order_does_not_matter(given_answers, random):
    answer = check(given_answers)
    flagged = [flag["concept"] for flag in answer.details["flags"]]
    assert answer.value == len(flagged)
    assert sorted([*flagged, *answer.details["clear"], *answer.details["unknown"]]) == sorted(INDICATORS)
    shuffled = dict(random.sample(list(given_answers.items()), len(given_answers)))
    assert check(shuffled).to_dict() == answer.to_dict()


@given(answers, st.sampled_from(list(INDICATORS)))
def test_one_more_yes_is_one_more_flag_with_its_reason(given_answers, concept):
    before, after = check({**given_answers, concept: "no"}), check({**given_answers, concept: "yes"})
    assert after.value == before.value + 1
    assert f"flag_{concept}" in [step.code for step in after.steps]
    assert f"flag_{concept}" not in [step.code for step in before.steps]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_flag_and_every_open_question_has_its_sentence(language):
    for answer in (check(dict.fromkeys(INDICATORS, "yes")), check({})):
        sentences = [step.text(language) for step in answer.steps]
        assert len(set(sentences)) == len(sentences) >= 11


def test_danger_comes_before_paper():
    codes = [warning.code for warning in check({"violence": "yes", "documents-taken": "yes"}).warnings]
    assert codes[:3] == ["danger_first", "passport_is_yours", "signs_not_verdict"]


def test_no_flag_is_never_a_promise():
    answer = check(dict.fromkeys(INDICATORS, "no"))
    assert (answer.value, [step.code for step in answer.steps]) == (0, ["no_flags"])
    assert "no_signs_no_promise" in [warning.code for warning in answer.warnings]


@pytest.mark.parametrize(
    "wrong", [{"answers": {"passport": "yes"}}, {"answers": {"violence": True}}, {}, {"answers": []}]
)
def test_other_questions_are_refused_with_their_field(wrong):
    with pytest.raises(BadInput) as refused:
        compute("ilo.offer.check", wrong)
    assert refused.value.field.startswith("answers")


@given(money, money)
def test_the_price_of_a_job_in_months_is_within_half_a_hundredth(paid, income):
    answer = cost(paid, income)
    assert abs(Fraction(answer.value) - Fraction(paid) / Fraction(income)) <= Fraction(1, 200)
    assert cost(paid + 1, income).value >= answer.value >= cost(paid, income + 1).value


@given(st.sampled_from(["ilo.offer.check", "ilo.recruitment.cost"]), st.dictionaries(st.text(max_size=9), st.text()))
def test_no_question_crashes_a_rule(rule, question):
    with suppress(LawError):
        compute(rule, question)


@pytest.mark.parametrize("statement", [each.id for each in PACK.statements])
def test_every_standard_can_be_said_in_each_language(statement):
    for language in LANGUAGES:
        answer = compute(statement, {"language": language})
        assert json.dumps(answer)
        assert answer["value"] is True
        assert all(step["text"] for step in answer["steps"])
