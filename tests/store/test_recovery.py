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
def test_any_two_of_the_three_shares_bring_the_secret_back(secret: bytes) -> None:
    shares = recovery.split(secret)
    for pair in combinations(shares, 2):
        assert recovery.join(list(pair)) == secret


def test_a_share_may_be_typed_in_capitals_and_by_the_first_four_letters() -> None:
    secret = recovery.new_secret()
    first, second, _third = recovery.split(secret)
    short = " ".join(word[:4].upper() for word in first.split())
    assert recovery.in_full(short) == first
    assert recovery.join([f"  {short}\n", second.replace(" ", "   ")]) == secret


def test_one_share_or_two_of_different_secrets_bring_nothing_back() -> None:
    first, second = (recovery.split(recovery.new_secret()) for _ in range(2))
    for shares in ([first[0]], [first[0], second[1]], [first[0], first[0]], ["academic acid", "words"], []):
        with pytest.raises(recovery.NotACode):
            recovery.join(shares)
