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
_at_once: list[Callable[[], None]] = []
_before_lock: list[Callable[[], None]] = []
_after_unlock: list[Callable[[], None]] = []


def at_once(action: Callable[[], None]) -> Callable[[], None]:
    """Register what a lock does before it waits for anybody: wipe the keys of the workers."""
    _at_once.append(action)
    return action


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
def inside(*, is_use: bool = True) -> Iterator[None]:
    """Hold the gate open for one request; raises :class:`Locked`.

    What a machine does by itself is no use: it must not keep the installation open.
    """
    global _inside, _last_use  # noqa: PLW0603
    with _condition:
        if _closing or not keyring().is_unlocked:
            raise Locked
        _inside += 1
        if is_use:
            _last_use = time.monotonic()
    try:
        yield
    finally:
        with _condition:
            _inside -= 1
            _condition.notify_all()


def lock(wait: float | None = None) -> None:
    """Let nobody in, wait for those inside, then drop everything. Called from inside, it would wait for itself.

    Who is still inside after *wait* seconds (20 without it) is interrupted, and finds the keys gone.
    """
    wait = WAIT_SECONDS if wait is None else wait
    global _closing  # noqa: PLW0603
    with _condition:
        if _closing or not keyring().is_unlocked:
            return
        _closing = True
    for action in _at_once:
        _try(action)
    if not _everybody_leaves(wait):
        _interrupt()
        _everybody_leaves(min(wait, 1.0))
    try:
        for action in _before_lock:
            _try(action)
    finally:
        _drop_keys()
        with _condition:
            _closing = False


def _everybody_leaves(within: float) -> bool:
    with _condition:
        return _condition.wait_for(lambda: _inside == 0, timeout=within)


def _try(action: Callable[[], None]) -> None:
    """A failing farewell must never keep the keys in memory."""
    try:
        action()
    except Exception:
        logging.getLogger(__name__).exception("before lock")


def _interrupt() -> None:
    from tayanch.store.sqlcipher.base import interrupt_all

    interrupt_all()


def _drop_keys() -> None:
    from tayanch.store.sqlcipher.base import close_all

    close_all()
    keyring().lock()


def lock_when_idle(minutes: float) -> threading.Event:
    """Start the timer that locks after *minutes* without a request; setting the event it returns stops the timer.

    It also locks when the keys were sent travelling from a terminal: they must not stay in memory here.
    """
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(min(10.0, minutes * 30)):
            is_idle = time.monotonic() - _last_use > minutes * 60
            if keyring().is_unlocked and (is_idle or keyring().is_travelling):
                lock()

    threading.Thread(target=watch, name="auto-lock", daemon=True).start()
    return stop
