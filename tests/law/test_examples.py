"""The worked examples of every country pack are data; each of them is run."""

from pathlib import Path

import pytest
import yaml

import tayanch.law
from tayanch.law import compute

PACKS = Path(tayanch.law.__file__).parent
EXAMPLES = [
    pytest.param(path.parents[1].name, example, id=f"{path.parents[1].name}-{example['id']}")
    for path in sorted(PACKS.glob("*/examples/*.yaml"))
    for example in yaml.safe_load(path.read_text(encoding="utf-8"))
]


def assert_part_of(expected, answer, place="answer"):
    """Mappings may leave keys out; lists must be as long and in the same order."""
    if isinstance(expected, dict):
        assert isinstance(answer, dict), place
        for key, value in expected.items():
            assert key in answer, f"{place}.{key}"
            assert_part_of(value, answer[key], f"{place}.{key}")
    elif isinstance(expected, list):
        assert len(answer) == len(expected), place
        for index, value in enumerate(expected):
            assert_part_of(value, answer[index], f"{place}[{index}]")
    else:
        assert (type(answer), answer) == (type(expected), expected), place


@pytest.mark.parametrize(("country", "example"), EXAMPLES)
def test_a_worked_example_gives_what_it_promises(country, example):
    answer = compute(f"{country}.{example['rule']}", example["input"])
    assert_part_of(example["expect"], answer)


def test_there_are_examples_for_every_rule():
    with_examples = {f"{case.values[0]}.{case.values[1]['rule']}" for case in EXAMPLES}
    computed = {rule["rule"] for rule in tayanch.law.rules() if rule["kind"] == "computation"}
    assert computed - with_examples == set()
