"""Blind indexes: equal values meet, and nothing else does."""

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayanch.vault.blind import FIELDS, BlindIndex

INDEX = BlindIndex(bytes(range(32)))
part = st.text(min_size=1, max_size=12)
parts = st.lists(part, min_size=1, max_size=4)


@given(parts)
def test_a_token_is_the_same_each_time_and_32_bytes_long(values):
    token = INDEX.token("employer", *values)
    assert token == BlindIndex(bytes(range(32))).token("employer", *values)
    assert len(token) == 32


def test_a_token_is_hmac_under_an_hkdf_sub_key_as_the_standards_say():
    pseudo_random = hmac.digest(bytes(32), bytes(range(32)), "sha256")  # RFC 5869, 2.2
    sub_key = hmac.digest(pseudo_random, b"tayanch.blind-index.1:phone\x01", "sha256")  # RFC 5869, 2.3
    expected = hmac.digest(sub_key, b"\x00\x00\x00\x0d+996555123456", "sha256")
    assert INDEX.token("phone", "+996555123456") == expected


@given(parts, parts)
def test_different_values_have_different_tokens(one, other):
    assert (INDEX.token("employer", *one) == INDEX.token("employer", *other)) == (one == other)


def test_the_border_between_two_parts_counts():
    assert INDEX.token("employer", "ab", "c") != INDEX.token("employer", "a", "bc")


@given(part)
def test_the_same_value_in_two_fields_does_not_show(value):
    assert len({INDEX.token(field, value) for field in ("phone", "document", "employer")}) == 3


@given(st.binary(min_size=32, max_size=32), part)
def test_another_index_key_gives_another_token(key, value):
    if key != bytes(range(32)):
        assert BlindIndex(key).token("phone", value) != INDEX.token("phone", value)


@pytest.mark.parametrize("values", [(), ("glnr",), ("glnr", "asn"), ("glnr", "asn", "1990-01-02", "x")])
def test_a_name_is_never_indexed_without_surname_and_birth_date(values):
    with pytest.raises(ValueError, match="parts"):
        INDEX.token("name-birth", *values)


@pytest.mark.parametrize("values", [("",), ("glnr", "", "1990-01-02")])
def test_an_empty_part_is_refused_or_all_unknown_women_would_meet(values):
    with pytest.raises(ValueError, match="empty"):
        INDEX.token("phone" if len(values) == 1 else "name-birth", *values)


@pytest.mark.parametrize("field", ["sex", "nationality", "full-name", ""])
def test_a_field_that_would_give_people_away_has_no_index(field):
    assert field not in FIELDS
    with pytest.raises(ValueError, match="No blind index"):
        INDEX.token(field, "x")


@pytest.mark.parametrize("length", [0, 16, 31, 64])
def test_an_index_key_of_another_length_is_refused(length):
    with pytest.raises(ValueError, match="32 bytes"):
        BlindIndex(bytes(length))
