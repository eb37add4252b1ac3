"""The keyring opens for the right secret only, survives damage with a clear message, and forgets when it locks."""

from __future__ import annotations

import json
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from tayanch.store import keyring as module
from tayanch.store.keyring import Keyring, KeyringError, Locked, WrongSecret
from tayanch.store.recovery import NotACode

PASSPHRASE = "төрт сөз бир сырсөз й"
TODAY = date(2026, 11, 3)


@pytest.fixture(autouse=True)
def cheap_argon2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ARGON2", {"memory_kib": 64, "iterations": 1, "lanes": 1})


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    ring = Keyring(tmp_path / "keyring.json")
    ring.create(PASSPHRASE)
    return ring


def reopened(ring: Keyring) -> Keyring:
    return Keyring(ring.path)


def test_the_passphrase_opens_the_same_keys_again(ring: Keyring) -> None:
    again = reopened(ring)
    again.unlock(PASSPHRASE)
    assert again.key("database") == ring.key("database")
    assert again.key("database") != again.key("audit")


def test_a_letter_typed_as_two_code_points_opens_too(ring: Keyring) -> None:
    split = unicodedata.normalize("NFD", PASSPHRASE)
    assert split != PASSPHRASE
    assert reopened(ring).opens_with(split)


def test_a_wrong_passphrase_opens_nothing(ring: Keyring) -> None:
    again = reopened(ring)
    with pytest.raises(WrongSecret):
        again.unlock(PASSPHRASE + " ")
    assert not again.is_unlocked
    assert not again.opens_with("")


def test_a_short_passphrase_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    ring = Keyring(tmp_path / "keyring.json")
    with pytest.raises(KeyringError, match="12 characters"):
        ring.create("short")
    assert not ring.exists


def test_a_second_keyring_is_never_made_over_the_first(ring: Keyring) -> None:
    before = ring.path.read_bytes()
    with pytest.raises(KeyringError, match="already"):
        reopened(ring).create("another passphrase")
    assert ring.path.read_bytes() == before


def test_locking_overwrites_the_master_key_and_forgets_the_rest(ring: Keyring) -> None:
    master = ring._master
    assert master is not None
    ring.key("database")
    ring.lock()
    assert bytes(master) == bytes(32)
    assert ring._derived == {}
    with pytest.raises(Locked):
        ring.key("database")


def test_neither_the_master_key_nor_a_sub_key_is_in_the_file(ring: Keyring) -> None:
    from base64 import b64encode

    text = ring.path.read_bytes()
    for key in (bytes(ring._master or b""), ring.key("database")):
        assert key not in text
        assert key.hex().encode() not in text
        assert b64encode(key)[:40] not in text


def test_a_new_passphrase_closes_the_door_to_the_old_one(ring: Keyring) -> None:
    key = ring.key("database")
    ring.change_passphrase("a new one of four words")
    again = reopened(ring)
    with pytest.raises(WrongSecret):
        again.unlock(PASSPHRASE)
    again.unlock("a new one of four words")
    assert again.key("database") == key


def test_the_recovery_code_opens_when_the_passphrase_is_lost(ring: Keyring) -> None:
    code = ring.new_recovery_code()
    again = reopened(ring)
    again.unlock_with_recovery(code.lower().replace("-", " "))
    again.change_passphrase("found again by the sheet")
    assert reopened(ring).opens_with("found again by the sheet")


def test_no_record_may_be_made_before_the_code_was_typed_back(ring: Keyring) -> None:
    assert not ring.recovery_confirmed
    code = ring.new_recovery_code()
    assert not ring.recovery_confirmed
    ring.confirm_recovery(code, TODAY)
    assert ring.recovery_confirmed_on == TODAY


def test_the_old_sheet_works_until_the_new_one_is_typed_back(ring: Keyring) -> None:
    old = ring.new_recovery_code()
    ring.confirm_recovery(old, TODAY)
    new = ring.new_recovery_code()
    assert ring.recovery_confirmed
    reopened(ring).unlock_with_recovery(old)
    with pytest.raises(WrongSecret):
        ring.confirm_recovery(old, TODAY)
    ring.confirm_recovery(new, TODAY)
    reopened(ring).unlock_with_recovery(new)
    with pytest.raises(WrongSecret):
        reopened(ring).unlock_with_recovery(old)


def test_a_code_of_another_installation_opens_nothing(ring: Keyring, tmp_path: Path) -> None:
    other = Keyring(tmp_path / "other.json")
    other.create(PASSPHRASE)
    with pytest.raises(WrongSecret):
        ring.unlock_with_recovery(other.new_recovery_code())
    with pytest.raises(NotACode):
        ring.unlock_with_recovery("7F3K")


def test_a_missing_keyring_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(KeyringError, match="tayanch start"):
        Keyring(tmp_path / "keyring.json").unlock(PASSPHRASE)


@pytest.mark.parametrize(
    "damage",
    [
        lambda ring: b"",
        lambda ring: b"\xff\xfe",
        lambda ring: b"[]",
        lambda ring: b"7",
        lambda ring: json.dumps(ring)[:-20].encode(),
        lambda ring: json.dumps({**ring, "passphrase": {}}).encode(),
        lambda ring: json.dumps({**ring, "id": 7}).encode(),
        lambda ring: json.dumps({**ring, "passphrase": {**ring["passphrase"], "salt": "%"}}).encode(),
        lambda ring: json.dumps({**ring, "recovery_confirmed_on": "soon"}).encode(),
        lambda ring: json.dumps(
            {
                **ring,
                "passphrase": {**ring["passphrase"], "argon2id": {"memory_kib": 1 << 40, "iterations": 1, "lanes": 1}},
            }
        ).encode(),
    ],
)
def test_a_damaged_keyring_says_to_bring_back_a_backup(ring: Keyring, damage: object) -> None:
    told = json.loads(ring.path.read_bytes())
    ring.path.write_bytes(damage(told))  # type: ignore[operator]
    with pytest.raises(KeyringError, match="damaged"):
        reopened(ring).unlock(PASSPHRASE)


def test_a_keyring_of_a_newer_version_says_to_update(ring: Keyring) -> None:
    ring.path.write_text(json.dumps({**json.loads(ring.path.read_bytes()), "format": 99}))
    with pytest.raises(KeyringError, match="newer"):
        reopened(ring).unlock(PASSPHRASE)


def test_a_wrapped_key_of_another_ring_does_not_open_here(ring: Keyring, tmp_path: Path) -> None:
    other = Keyring(tmp_path / "other.json")
    other.create(PASSPHRASE)
    told = json.loads(ring.path.read_bytes())
    told["passphrase"] = json.loads(other.path.read_bytes())["passphrase"]
    ring.path.write_text(json.dumps(told))
    with pytest.raises(WrongSecret):
        reopened(ring).unlock(PASSPHRASE)


# --- two of three sheets ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("two", [(0, 1), (2, 0), (1, 2)])
def test_any_two_sheets_open_the_ring_and_give_the_same_escrow_key(ring: Keyring, two: tuple[int, int]) -> None:
    shares = ring.new_shares(escrow=True, today=TODAY)
    ring.confirm_shares(shares)
    again = reopened(ring)
    key = again.unlock_with_shares([shares[one] for one in two])
    assert again.key("database") == ring.key("database")
    assert bytes(key.public_key) == ring.escrow_key
    assert ring.shares_made_on == TODAY


def test_sheets_are_in_force_once_all_three_were_typed_back(ring: Keyring) -> None:
    first = ring.new_shares(escrow=True, today=TODAY)
    ring.confirm_shares(first)
    escrow = ring.escrow_key
    second = ring.new_shares(escrow=True, today=TODAY)
    for typed in (second[:2], [*second[:2], second[0]], [*second[:2], first[2]], [*first]):
        with pytest.raises((WrongSecret, NotACode)):
            ring.confirm_shares(typed)
    assert ring.escrow_key == escrow
    reopened(ring).unlock_with_shares(first[1:])
    ring.confirm_shares(second)
    with pytest.raises(WrongSecret):
        reopened(ring).unlock_with_shares(first[1:])
    reopened(ring).unlock_with_shares(second[:2])


def test_without_the_decision_there_is_no_escrow_key(ring: Keyring) -> None:
    ring.confirm_shares(ring.new_shares(escrow=False, today=TODAY))
    assert ring.escrow_key is None


def test_the_recovery_code_is_no_way_to_the_escrow_key(ring: Keyring) -> None:
    """Whoever keeps the recovery sheet alone must not open sealed cases."""
    code = ring.new_recovery_code()
    ring.confirm_recovery(code, TODAY)
    ring.confirm_shares(ring.new_shares(escrow=True, today=TODAY))
    from tayanch.store import recovery

    derived = module._escrow(recovery.parse(code), ring.id)
    assert bytes(derived.public_key) != ring.escrow_key


@pytest.mark.parametrize("name", ["shares", "shares_new"])
@pytest.mark.parametrize("value", ["", {}, {"wrapped": 1, "escrow": None, "made_on": "2026-11-03"}, None])
def test_a_damaged_entry_of_the_sheets_is_told(ring: Keyring, name: str, value: object) -> None:
    told = json.loads(ring.path.read_text())
    ring.path.write_text(json.dumps({**told, name: value}))
    with pytest.raises(KeyringError, match="damaged"):
        reopened(ring).unlock(PASSPHRASE)
