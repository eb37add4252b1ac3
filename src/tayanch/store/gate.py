"""Lock and unlock while requests come and go.

Requests pass through :func:`inside`; :func:`lock` waits for those inside, then ends all sessions, closes every
database connection and wipes the keys. A timer locks after a time without use.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tayanch.store.keyring import Locked
from tayanch.store.state import keyring

WAIT_SECONDS = 20  # longer than any honest request; a stuck one must not keep the keys in memory

_condition = threading.Condition()
_inside = 0
_closing = False
_last_use = time.monotonic()
_before_lock: list[Callable[[], None]] = []


def before_lock(action: Callable[[], None]) -> Callable[[], None]:
    """Register what must happen before the keys go: end sessions, drop caches."""
    _before_lock.append(action)
    return action


@contextmanager
def inside() -> Iterator[None]:
    """Hold the gate open for one request; raises :class:`Locked`."""
    global _inside, _last_use  # noqa: PLW0603
    with _condition:
        if _closing or not keyring().is_unlocked:
            raise Locked
        _inside += 1
        _last_use = time.monotonic()
    try:
        yield
    finally:
        with _condition:
            _inside -= 1
            _condition.notify_all()


def lock() -> None:
    """Let nobody in, wait for those inside, then drop everything."""
    global _closing  # noqa: PLW0603
    with _condition:
        if _closing or not keyring().is_unlocked:
            return
        _closing = True
        _condition.wait_for(lambda: _inside == 0, timeout=WAIT_SECONDS)
    try:
        for action in _before_lock:
            action()
    finally:
        _drop_keys()
        with _condition:
            _closing = False


def _drop_keys() -> None:
    from tayanch.store.sqlcipher.base import close_all

    close_all()
    keyring().lock()


def lock_when_idle(minutes: float) -> threading.Thread:
    """Start the timer that locks after *minutes* without a request."""

    def watch() -> None:
        while True:
            time.sleep(min(10.0, minutes * 30))
            if keyring().is_unlocked and time.monotonic() - _last_use > minutes * 60:
                lock()

    thread = threading.Thread(target=watch, name="auto-lock", daemon=True)
    thread.start()
    return thread
