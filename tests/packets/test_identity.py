"""Keys, cards, the six words, and the key file under a passphrase."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tayanch.packets import BadCard, BadKeyFile, Identity, NewerFormat, WrongPassphrase, read_card, words
from tayanch.packets.keyfile import lock_identity, unlock_identity

ONE = Identity.from_bytes(bytes(range(64)))
CARD = ONE.card("Дордой (invented)", "https://tayanch.example.org")
PASSPHRASE = "four words make one"
LETTERS = {"en": "[a-z]+", "ru": "[а-яё]+", "ky": "[а-яёңөү]+"}


def test_a_card_reads_as_it_was_written() -> None:
    assert read_card(CARD.to_text()) == CARD
    assert read_card(CARD.to_text().encode()) == CARD
    assert len(CARD.to_text().encode()) < 600  # so that a QR code of it can still be scanned off a screen


@pytest.mark.parametrize("part", ["name", "address", "signing_key", "sealing_key", "signature", "tayanch-card"])
def test_a_card_with_one_part_changed_or_gone_is_refused(part: str) -> None:
    told = json.loads(CARD.to_text())
    other = json.loads(Identity.new().card("Other", "https://other.example.org").to_text())
    for changed in ({**told, part: other[part] if part != "tayanch-card" else "x"}, {**told, part: None}):
        with pytest.raises(BadCard):
            read_card(json.dumps(changed))
    del told[part]
    with pytest.raises(BadCard):
        read_card(json.dumps(told))


@given(text=st.text(max_size=80) | st.binary(max_size=80))
def test_nothing_else_is_a_card(text: str | bytes) -> None:
    with pytest.raises(BadCard):
        read_card(text)


def test_a_card_of_a_newer_format_asks_for_an_update() -> None:
    with pytest.raises(NewerFormat):
        read_card(CARD.to_text().replace('"tayanch-card":1', '"tayanch-card":2'))


def test_a_card_without_a_name_or_as_long_as_a_book_is_refused() -> None:
    for name in ("", "x" * 200, "x" * 5000):
        with pytest.raises(BadCard):
            read_card(ONE.card(name).to_text())


# --- the words ------------------------------------------------------------------------------------------


def distance(one: str, other: str) -> int:
    """Levenshtein's."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        new = [i]
        for j, mate in enumerate(other, 1):
            new.append(min(row[j] + 1, new[-1] + 1, row[j - 1] + (letter != mate)))
        row = new
    return row[-1]


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_256_words_of_a_language_cannot_be_taken_for_one_another(language: str) -> None:
    found = [noun[language].replace("ё", "е") for noun in words.nouns()]
    assert len(found) == len(set(found)) == 256
    close = [(a, b) for i, a in enumerate(found) for b in found[:i] if abs(len(a) - len(b)) < 2 and distance(a, b) < 2]
    assert close == []
    assert [word for word in found if not re.fullmatch(LETTERS[language], word) or len(word) > 11] == []


def test_the_words_of_a_key_never_change() -> None:
    assert [words.six_words(CARD.fingerprint, language) for language in ("en", "ky", "ru")] == [
        ["guest", "battery", "doll", "juice", "candle", "grass"],
        ["конок", "батарея", "куурчак", "шире", "шам", "чөп"],
        ["гость", "батарея", "кукла", "сок", "свеча", "трава"],
    ]


def test_the_words_hang_on_both_keys_and_on_nothing_else() -> None:
    assert ONE.card("Another name").words("en") == CARD.words("en")
    first_key_only = Identity.from_bytes(ONE.to_bytes()[:32] + bytes(32))
    second_key_only = Identity.from_bytes(bytes(32) + ONE.to_bytes()[32:])
    assert first_key_only.card("x").words("en") != CARD.words("en") != second_key_only.card("x").words("en")


def test_guessing_at_the_words_is_made_slow() -> None:
    assert (words.MEMORY_BYTES, words.PASSES) == (64 * 1024 * 1024, 3)


# --- the key file ---------------------------------------------------------------------------------------


def test_a_key_file_opens_with_its_passphrase_only() -> None:
    data = lock_identity(ONE, PASSPHRASE, "Дордой (invented)", "https://x.example.org")
    identity, name, address = unlock_identity(data, PASSPHRASE)
    assert (identity.to_bytes(), name, address) == (ONE.to_bytes(), "Дордой (invented)", "https://x.example.org")
    with pytest.raises(WrongPassphrase):
        unlock_identity(data, "another four words")
    assert ONE.to_bytes()[:32] not in data


def test_one_letter_typed_in_two_ways_opens_the_key_file() -> None:
    data = lock_identity(ONE, "ай дай сай йод", "x")
    assert unlock_identity(data, "ай дай сай йод".replace("й", "и\u0306"))


def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(ValueError, match="12 characters"):
        lock_identity(ONE, "short", "x")


@given(data=st.binary(max_size=60))
@settings(max_examples=50)
def test_nothing_else_is_a_key_file(data: bytes) -> None:
    with pytest.raises(BadKeyFile):
        unlock_identity(data, PASSPHRASE)


def test_a_key_file_that_would_take_all_memory_is_refused() -> None:
    told = json.loads(lock_identity(ONE, PASSPHRASE, "x"))
    for change in ({"memory_bytes": 2**40}, {"passes": 10**6}, {"salt": "AAAA"}, {"sealed": None}, {"passes": 0}):
        with pytest.raises(BadKeyFile):
            unlock_identity(json.dumps(told | change).encode(), PASSPHRASE)
    with pytest.raises(NewerFormat):
        unlock_identity(json.dumps(told | {"tayanch-key": 2}).encode(), PASSPHRASE)


def test_an_identity_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="64"):
        Identity.from_bytes(bytes(63))
