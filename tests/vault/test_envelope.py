"""What a sealed value promises: it opens in its own place with its own key, or not at all."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayanch.vault.envelope import (
    CannotUnseal,
    new_key,
    padded,
    seal,
    seal_text,
    unpadded,
    unseal,
    unseal_text,
    unwrap,
    wrap,
)

KEY = bytes(range(32))
WRITTEN_BY_VERSION_1 = bytes.fromhex(
    "01000102030405060708090a0b979104b4155e12a65df1460b6159f86d83d68734f07b5f7c3867e5"
    "851d6900b2fc777c988b835015799a7bd52c09eae8"
)
ROW = UUID(int=7)
PLACE = {"table": "vault_person", "column": "name", "row": ROW}
keys = st.binary(min_size=32, max_size=32)
words = st.text(max_size=20)


@given(keys, st.binary(max_size=600), words, words, st.uuids())
def test_what_was_sealed_opens_in_its_place(key, plaintext, table, column, row):
    place = {"table": table, "column": column, "row": row}
    assert unseal(key, seal(key, plaintext, **place), **place) == plaintext


@given(keys, st.text(max_size=600))
def test_text_in_any_script_comes_back_as_it_was(key, text):
    assert unseal_text(key, seal_text(key, text, **PLACE), **PLACE) == text


@given(st.binary(max_size=40), st.data())
def test_any_changed_byte_fails(plaintext, data):
    envelope = bytearray(seal(KEY, plaintext, **PLACE))
    at = data.draw(st.integers(0, len(envelope) - 1))
    envelope[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CannotUnseal):
        unseal(KEY, bytes(envelope), **PLACE)


@given(st.binary(max_size=40), st.data())
def test_a_cut_or_lengthened_envelope_fails(plaintext, data):
    envelope = seal(KEY, plaintext, **PLACE)
    cut = data.draw(st.integers(0, len(envelope) - 1))
    for damaged in (envelope[:cut], envelope + envelope[:1]):
        with pytest.raises(CannotUnseal):
            unseal(KEY, damaged, **PLACE)


@given(st.binary(max_size=80))
def test_bytes_that_nobody_sealed_fail_with_the_one_error(junk):
    with pytest.raises(CannotUnseal):
        unseal(KEY, b"\x01" + junk, **PLACE)


@pytest.mark.parametrize(
    "other",
    [{"table": "vault_phone"}, {"column": "address"}, {"row": UUID(int=8)}],
    ids=["table", "column", "row"],
)
def test_an_envelope_moved_elsewhere_does_not_open(other):
    envelope = seal(KEY, b"Gulnora", **PLACE)
    with pytest.raises(CannotUnseal):
        unseal(KEY, envelope, **(PLACE | other))


@given(words, words, words, words)
def test_no_two_places_are_the_same_however_their_names_are_split(table, column, other_table, other_column):
    envelope = seal(KEY, b"x", table=table, column=column, row=ROW)
    if (table, column) == (other_table, other_column):
        return
    with pytest.raises(CannotUnseal):
        unseal(KEY, envelope, table=other_table, column=other_column, row=ROW)


def test_moving_a_letter_from_table_to_column_does_not_open():
    envelope = seal(KEY, b"x", table="ab", column="c", row=ROW)
    with pytest.raises(CannotUnseal):
        unseal(KEY, envelope, table="a", column="bc", row=ROW)


@given(keys, keys)
def test_another_key_does_not_open(key, other):
    if key == other:
        return
    with pytest.raises(CannotUnseal):
        unseal(other, seal(key, b"x", **PLACE), **PLACE)


@pytest.mark.parametrize("length", [0, 16, 24, 31, 33])
def test_only_a_256_bit_key_seals_and_no_other_length_opens(length):
    with pytest.raises(ValueError, match="32 bytes"):
        seal(bytes(length), b"x", **PLACE)
    with pytest.raises(CannotUnseal):
        unseal(bytes(length), seal(KEY, b"x", **PLACE), **PLACE)


def test_an_unknown_version_says_what_to_do_and_nothing_about_the_content():
    envelope = b"\x02" + seal(KEY, b"Gulnora", **PLACE)[1:]
    with pytest.raises(CannotUnseal, match="backup") as caught:
        unseal(KEY, envelope, **PLACE)
    assert "Gulnora" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_what_version_1_once_wrote_still_opens():
    assert unseal_text(KEY, WRITTEN_BY_VERSION_1, **PLACE) == "Гүлнара"


def test_the_same_value_never_looks_the_same_twice():
    assert len({seal(KEY, b"Gulnora", **PLACE) for _ in range(200)}) == 200


def test_every_new_key_is_another_256_bits():
    made = {new_key() for _ in range(200)}
    assert len(made) == 200
    assert {len(key) for key in made} == {32}


@given(keys, keys, st.uuids(), st.uuids())
def test_a_data_key_opens_for_its_own_person_only(kek, key, subject, other):
    wrapped = wrap(kek, key, subject=subject)
    assert unwrap(kek, wrapped, subject=subject) == key
    if other != subject:
        with pytest.raises(CannotUnseal):
            unwrap(kek, wrapped, subject=other)


def test_a_wrapped_key_cannot_be_read_as_a_field_nor_a_field_as_a_key():
    with pytest.raises(CannotUnseal):
        unseal(KEY, wrap(KEY, new_key(), subject=ROW), table="", column="", row=ROW)
    with pytest.raises(CannotUnseal):
        unwrap(KEY, seal(KEY, new_key(), table="", column="", row=ROW), subject=ROW)


def test_a_short_data_key_is_refused_before_it_is_stored():
    with pytest.raises(ValueError, match="32 bytes"):
        wrap(KEY, b"short", subject=ROW)


@given(st.binary(max_size=700))
def test_padding_comes_off_and_hides_the_length(data):
    full = padded(data)
    assert unpadded(full) == data
    assert len(full) % (32 if len(data) < 256 else 256) == 0
    assert len(data) < len(full) <= len(data) + 256


def test_a_short_and_a_long_name_are_equally_long_when_sealed():
    lengths = {len(seal_text(KEY, name, **PLACE)) for name in ("Ли", "Гульнара", "Гүлбүбү Асан")}
    assert lengths == {1 + 12 + 32 + 16}


def test_bytes_sealed_without_padding_are_not_taken_for_text():
    with pytest.raises(CannotUnseal):
        unseal_text(KEY, seal(KEY, b"no padding", **PLACE), **PLACE)
