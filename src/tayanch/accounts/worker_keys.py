"""Each worker's own key pair: what is sealed to her opens with her password, and with nothing an administrator has.

The public half of the X25519 pair (RFC 7748) lies in clear on :class:`~tayanch.accounts.models.User`. The private half
is wrapped by a key that Argon2id (RFC 9106) makes of her password *and* of a key of the installation: the passphrase,
the recovery sheet and the whole database together do not open it, and neither does a password guessed off a stolen
copy. After a sign-in it is held in memory, for that session only: see :func:`hold`.

A password that an administrator gave her wraps nothing: somebody else knows it. The pair is made when she chooses her
own.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from nacl.public import PrivateKey

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.store import gate, keyring
from tayanch.store.state import keyring as the_keyring
from tayanch.store.wrapping import WrongSecret, unwrap_by_passphrase, wrap_by_passphrase

HANDLE = "worker-key"  # the entry of a session that says which key in memory is hers
PURPOSE = "worker-keys"
Cost = dict[str, int]


@dataclass
class OpenKey:
    """A private key in memory. Wiping it ends it for every request that holds it."""

    user_id: UUID
    secret: bytearray
    until: float  # of the clock that never runs back

    @property
    def is_wiped(self) -> bool:
        return not any(self.secret)

    @property
    def private(self) -> PrivateKey:
        return PrivateKey(bytes(self.secret))

    def wipe(self) -> None:
        self.secret[:] = bytes(len(self.secret))


@dataclass(frozen=True)
class Worker:
    """Who asks, and her private key unless it is away."""

    user_id: UUID
    key: OpenKey | None


_held: dict[str, OpenKey] = {}
_lock = threading.Lock()
_worker: ContextVar[Worker | None] = ContextVar("worker", default=None)


# --- the pair on the disk --------------------------------------------------------------------------------


def make_pair(user: User, password: str, cost: Cost | None = None) -> bytes:
    """Give her a new pair, wrapped by *password*; what was sealed to an earlier one is lost to her. Does not save."""
    private = PrivateKey.generate()
    user.public_key, user.key_made_at = bytes(private.public_key), timezone.now()
    wrap(user, bytes(private), password, cost)
    return bytes(private)


def wrap(user: User, private: bytes, password: str, cost: Cost | None = None) -> None:
    """Wrap her private key by *password*, at the *cost* of the keyring unless told otherwise. Does not save."""
    pepper = the_keyring().key(PURPOSE)
    user.wrapped_key = wrap_by_passphrase(password, private, _about(user), cost or keyring.ARGON2, pepper)
    user.chose_password = True


def unwrap(user: User, password: str) -> bytes:
    """Her private key, 32 bytes; raises :class:`WrongSecret` also while she has none."""
    if not user.wrapped_key:
        raise WrongSecret
    return unwrap_by_passphrase(password, user.wrapped_key, _about(user), the_keyring().key(PURPOSE))


def forget_pair(user: User) -> None:
    """Take her pair away: somebody else gave her a password. Does not save."""
    user.public_key, user.wrapped_key, user.key_made_at, user.chose_password = b"", {}, None, False


PAIR = ("public_key", "wrapped_key", "key_made_at", "chose_password")  # the columns that these functions change


def _about(user: User) -> str:
    return f"worker/{user.id}"


def do_open_key(user: User, password: str, session: Any) -> bool:
    """Hold her key for this session; make it if she chose her password and has none. False while she has none.

    Raises :class:`WrongSecret`.
    """
    if user.public_key:
        hold(session, user, unwrap(user, password))
        return True
    if not user.chose_password:
        return False
    private = make_pair(user, password)
    user.save(update_fields=PAIR)
    log.record("user.key", by=user.id, kind="user", object_id=user.id, fields=["public_key"])
    hold(session, user, private)
    return True


# --- the private half in memory -----------------------------------------------------------------------------


def hold(session: Any, user: User, private: bytes) -> None:
    """Keep her private key in memory for as long as this session lasts."""
    forget(session)
    handle = secrets.token_urlsafe(24)
    session[HANDLE] = handle
    until = time.monotonic() + settings.SESSION_COOKIE_AGE
    with _lock:
        for old in [one for one, key in _held.items() if key.until < time.monotonic()]:
            _held.pop(old).wipe()
        _held[handle] = OpenKey(user.id, bytearray(private), until)


def held(session: Any, user: User) -> OpenKey | None:
    """Her key, if this session holds it."""
    key = _held.get(session.get(HANDLE, ""))
    if key is None or key.user_id != user.id or key.until < time.monotonic() or key.is_wiped:
        return None
    return key


def forget(session: Any) -> None:
    """Wipe the key of a session that ends."""
    with _lock:
        if key := _held.pop(session.get(HANDLE, ""), None):
            key.wipe()


def forget_at_sign_out(request: HttpRequest | None = None, **_signal: Any) -> None:
    """For the signal that Django sends before it ends a session."""
    if request is not None:
        forget(request.session)


def forget_user(user_id: UUID) -> None:
    """Wipe her key in all her sessions."""
    with _lock:
        for handle in [one for one, key in _held.items() if key.user_id == user_id]:
            _held.pop(handle).wipe()


@gate.at_once
def forget_all() -> None:
    """Wipe every worker's key, also in the requests that are under way."""
    with _lock:
        for key in _held.values():
            key.wipe()
        _held.clear()


# --- who asks now ---------------------------------------------------------------------------------------------


@contextmanager
def as_worker(user: User | None, key: OpenKey | None = None) -> Iterator[None]:
    """Inside, what is sealed opens with the key of *user*; with None nothing that is sealed to workers opens."""
    token = _worker.set(Worker(user.id, key) if user else None)
    try:
        yield
    finally:
        _worker.reset(token)


def use(user: User, session: Any) -> None:
    """From here on the key counts that this session has just opened."""
    _worker.set(Worker(user.id, held(session, user)))


@contextmanager
def with_private_key(user: User, private: bytes) -> Iterator[None]:
    """The same with a private key in hand: at a terminal, and in tests. It is wiped at the end."""
    key = OpenKey(user.id, bytearray(private), float("inf"))
    try:
        with as_worker(user, key):
            yield
    finally:
        key.wipe()


def current() -> Worker | None:
    """Who asks now."""
    return _worker.get()
