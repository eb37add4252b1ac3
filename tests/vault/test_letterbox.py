"""Anybody can put a letter in; only the organisation takes it out."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tayanch.store.state import data_folder
from tayanch.vault import letterbox, spool
from tayanch.vault.keys import organisation_key

KEY = bytes(range(32))
PRIVATE = letterbox.private_key(KEY)
PUBLIC = letterbox.public_key(PRIVATE)


@given(st.binary(max_size=2000))
def test_what_is_put_in_comes_out(text: bytes) -> None:
    assert letterbox.open_letter(PRIVATE, letterbox.seal(PUBLIC, text)) == text


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_a_changed_byte_opens_nothing(place: int, change: int) -> None:
    letter = bytearray(letterbox.seal(PUBLIC, b"text"))
    letter[place % len(letter)] ^= change
    with pytest.raises(letterbox.CannotOpen):
        letterbox.open_letter(PRIVATE, bytes(letter))


@given(st.binary(max_size=200))
def test_rubbish_opens_nothing(rubbish: bytes) -> None:
    with pytest.raises(letterbox.CannotOpen):
        letterbox.open_letter(PRIVATE, rubbish)


def test_another_organisation_opens_nothing() -> None:
    with pytest.raises(letterbox.CannotOpen):
        letterbox.open_letter(letterbox.private_key(os.urandom(32)), letterbox.seal(PUBLIC, b"text"))


def test_the_length_of_a_letter_tells_little() -> None:
    assert {len(letterbox.seal(PUBLIC, b"x" * n)) for n in range(0, 500, 50)} == {1 + 65 + 12 + 512 + 16}


def test_the_key_is_the_same_every_time() -> None:
    assert letterbox.public_key(letterbox.private_key(KEY)) == PUBLIC
    assert len(PUBLIC) == letterbox.POINT_BYTES


@pytest.mark.parametrize("public", [b"", b"\x04" + bytes(64), bytes(65), PUBLIC[:-1]])
def test_what_is_no_public_key_is_refused(public: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        letterbox.seal(public, b"text")


def test_a_letter_waits_on_the_disk_sealed_under_a_random_name() -> None:
    organisation = uuid4()
    public = letterbox.public_key(letterbox.private_key(organisation_key(organisation)))
    spool.put(organisation, public, "Айгүл +996555000111".encode())
    (path,) = spool.waiting(organisation)
    assert path.parent == Path(data_folder()) / "spool" / organisation.hex
    assert b"996555000111" not in path.read_bytes()
    assert [text.decode() for _, text in spool.read(organisation)] == ["Айгүл +996555000111"]


def test_a_letter_that_does_not_open_stays_for_a_key_that_comes_back() -> None:
    organisation = uuid4()
    spool.put(organisation, PUBLIC, b"for another key")
    assert list(spool.read(organisation)) == []
    (path,) = spool.waiting(organisation)
    os.utime(path, (0, 0))
    assert list(spool.read(organisation)) == []
    assert spool.waiting(organisation) == []


def test_a_flood_does_not_fill_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "MOST", 2)
    organisation = uuid4()
    for _ in range(2):
        spool.put(organisation, PUBLIC, b"x")
    with pytest.raises(spool.Full):
        spool.put(organisation, PUBLIC, b"x")
