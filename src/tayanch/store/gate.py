"""Lock and unlock while requests come and go.

Requests pass through :func:`inside`; :func:`lock` waits for those inside, then ends all sessions, closes every
database connection and wipes the keys. A timer locks after a time without use.
"""

from __future__ import annotations

import logging
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
_after_unlock: list[Callable[[], None]] = []


def before_lock(action: Callable[[], None]) -> Callable[[], None]:
    """Register what must happen before the keys go: end sessions, drop caches."""
    _before_lock.append(action)
    return action


def after_unlock(action: Callable[[], None]) -> None:
    """Register what a server does whenever the keys have come: read ahead."""
    _after_unlock.append(action)


def unlock(passphrase: str) -> None:
    """Open the keyring and start the idle clock anew; raises :class:`~tayanch.store.keyring.WrongSecret`."""
    global _last_use  # noqa: PLW0603
    with _condition:
        _last_use = time.monotonic()
    keyring().unlock(passphrase)
    for action in _after_unlock:
        action()


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
    """Let nobody in, wait for those inside, then drop everything. Called from inside, it would wait for itself."""
    global _closing  # noqa: PLW0603
    with _condition:
        if _closing or not keyring().is_unlocked:
            return
        _closing = True
        _condition.wait_for(lambda: _inside == 0, timeout=WAIT_SECONDS)
    try:
        for action in _before_lock:
            _try(action)
    finally:
        _drop_keys()
        with _condition:
            _closing = False


def _try(action: Callable[[], None]) -> None:
    """A failing farewell must never keep the keys in memory."""
    try:
        action()
    except Exception:
        logging.getLogger(__name__).exception("before lock")


def _drop_keys() -> None:
    from tayanch.store.sqlcipher.base import close_all

    close_all()
    keyring().lock()


def lock_when_idle(minutes: float) -> threading.Event:
    """Start the timer that locks after *minutes* without a request; setting the event it returns stops the timer."""
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(min(10.0, minutes * 30)):
            if keyring().is_unlocked and time.monotonic() - _last_use > minutes * 60:
                lock()

    threading.Thread(target=watch, name="auto-lock", daemon=True).start()
    return stop
