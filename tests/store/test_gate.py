"""The lock waits for those inside, lets nobody in, and drops the keys whatever happens."""

from __future__ import annotations

import threading
import time
from datetime import date
from pathlib import Path

import pytest

from tayanch.store import gate, travel
from tayanch.store import keyring as keyring_module
from tayanch.store.keyring import Keyring, Locked, Travelling

PASSPHRASE = "four words make one"


@pytest.fixture
def ring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Keyring:
    """A keyring of its own, so that nobody else's connections are closed."""
    monkeypatch.setattr(keyring_module, "ARGON2", {"memory_kib": 64, "iterations": 1, "lanes": 1})
    ring = Keyring(tmp_path / "keyring.json")
    ring.create(PASSPHRASE)
    monkeypatch.setattr(gate, "keyring", lambda: ring)
    monkeypatch.setattr(gate, "_before_lock", [])
    monkeypatch.setattr(gate, "_drop_keys", ring.lock)
    return ring


def test_nobody_comes_in_while_the_keys_are_away(ring: Keyring) -> None:
    gate.lock()
    with pytest.raises(Locked), gate.inside():
        pass


def test_the_lock_waits_for_a_request_inside_and_lets_no_new_one_in(ring: Keyring) -> None:
    inside, leave = threading.Event(), threading.Event()
    told: list[bool] = []

    def request() -> None:
        with gate.inside():
            inside.set()
            leave.wait(10)
            told.append(ring.is_unlocked)

    visitor = threading.Thread(target=request)
    visitor.start()
    assert inside.wait(10)
    locker = threading.Thread(target=gate.lock)
    locker.start()
    while not gate._closing:
        time.sleep(0.001)
    with pytest.raises(Locked), gate.inside():
        pass
    leave.set()
    visitor.join()
    locker.join()
    assert told == [True]
    assert not ring.is_unlocked


def test_many_requests_and_locks_at_once_never_meet_missing_keys(ring: Keyring) -> None:
    broken: list[str] = []

    def requests() -> None:
        for _ in range(200):
            try:
                with gate.inside():
                    if not ring.is_unlocked:
                        broken.append("inside without keys")
            except Locked:
                gate.unlock(PASSPHRASE)

    threads = [threading.Thread(target=requests) for _ in range(6)]
    for thread in threads:
        thread.start()
    for _ in range(20):
        gate.lock()
    for thread in threads:
        thread.join()
    assert broken == []
    assert gate._inside == 0


def test_a_stuck_request_does_not_keep_the_keys(ring: Keyring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "WAIT_SECONDS", 0.05)
    with gate.inside():
        gate.lock()
        assert not ring.is_unlocked


def test_a_failing_farewell_does_not_keep_the_keys(ring: Keyring) -> None:
    done: list[str] = []

    @gate.before_lock
    def fails() -> None:
        raise RuntimeError

    @gate.before_lock
    def works() -> None:
        done.append("ended")

    gate.lock()
    assert done == ["ended"]
    assert not ring.is_unlocked


def test_the_timer_locks_after_a_time_without_use_and_not_right_after_an_unlock(ring: Keyring) -> None:
    gate.lock()
    gate._last_use = time.monotonic() - 1000
    gate.unlock(PASSPHRASE)
    timer = gate.lock_when_idle(0.005)
    time.sleep(0.1)
    assert ring.is_unlocked
    deadline = time.monotonic() + 5
    while ring.is_unlocked and time.monotonic() < deadline:
        time.sleep(0.02)
    timer.set()
    assert not ring.is_unlocked


def test_the_keys_of_workers_are_wiped_before_the_lock_waits_for_anybody(
    ring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    monkeypatch.setattr(gate, "_at_once", [lambda: told.append(gate._inside)])
    monkeypatch.setattr(gate, "_interrupt", lambda: told.append(-1))
    with gate.inside():
        gate.lock(0.05)
    assert told == [1, -1]


def test_in_haste_the_lock_waits_for_a_busy_request_only_a_moment(
    ring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "_interrupt", lambda: None)
    leave = threading.Event()
    inside = threading.Event()

    def request() -> None:
        with gate.inside():
            inside.set()
            leave.wait(10)

    visitor = threading.Thread(target=request)
    visitor.start()
    assert inside.wait(10)
    start = time.monotonic()
    gate.lock(0.2)
    assert time.monotonic() - start < 5
    assert not ring.is_unlocked
    leave.set()
    visitor.join()


def test_the_timer_locks_when_the_keys_were_sent_travelling(ring: Keyring, tmp_path: Path) -> None:
    other = Keyring(ring.path)  # a terminal, while the server runs
    other.unlock(PASSPHRASE)
    stop = gate.lock_when_idle(0.002)
    try:
        travel.away(other, tmp_path.with_suffix(".travel"), date(2026, 11, 3))
        for _ in range(200):
            if not ring.is_unlocked:
                break
            gate._last_use = time.monotonic()  # it is in use all the time
            time.sleep(0.02)
        assert not ring.is_unlocked
        with pytest.raises(Travelling):
            gate.unlock(PASSPHRASE)
    finally:
        stop.set()
