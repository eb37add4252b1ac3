"""The recovery code survives paper, tired eyes and three envelopes."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tayanch.store import recovery

secrets_160 = st.binary(min_size=20, max_size=20)


@given(secrets_160)
def test_a_printed_code_reads_back_as_its_secret(secret: bytes) -> None:
    code = recovery.format_code(secret)
    assert [len(group) for group in code.split("-")] == [4] * 8
    assert recovery.parse(code) == secret
    assert recovery.parse(f"  {code.lower().replace('-', '  ')}\n") == secret


@given(secrets_160)
def test_look_alike_letters_are_taken_for_what_was_printed(secret: bytes) -> None:
    code = recovery.format_code(secret)
    assert recovery.parse(code.translate(str.maketrans("01V", "OLU"))) == secret
    assert recovery.parse(code.translate(str.maketrans("ABEKMHPCTXY", "АВЕКМНРСТХУ"))) == secret


@given(st.text(max_size=31))
def test_any_other_text_is_refused_with_a_reason(text: str) -> None:
    assume(len(text.upper()) < 32)
    with pytest.raises(recovery.NotACode, match="code"):
        recovery.parse(text)


@settings(max_examples=5, deadline=None)
@given(secrets_160)
def test_any_two_of_the_three_shares_bring_the_code_back(secret: bytes) -> None:
    code = recovery.format_code(secret)
    shares = recovery.split(code)
    for pair in combinations(shares, 2):
        assert recovery.join(list(pair)) == code


def test_one_share_or_two_of_different_codes_bring_nothing_back() -> None:
    first, second = (recovery.split(recovery.format_code(recovery.new_secret())) for _ in range(2))
    for shares in ([first[0]], [first[0], second[1]], [first[0], first[0]], ["academic acid", "words"], []):
        with pytest.raises(recovery.NotACode):
            recovery.join(shares)
