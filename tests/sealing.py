"""Workers with keys, for tests: what a sign-in with a password does, without its slow derivation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone
from nacl.public import PrivateKey

from tayanch.accounts import worker_keys
from tayanch.accounts.models import User
from tayanch.desk.actions import sealing
from tayanch.desk.models import Case

PRIVATE: dict[Any, bytes] = {}  # what each worker's password would open


def give_keys(*users: User) -> None:
    """A key pair each; the private halves are kept here, as if in their heads."""
    for user in users:
        private = PrivateKey.generate()
        user.public_key, user.key_made_at, user.chose_password = bytes(private.public_key), timezone.now(), True
        user.save()
        PRIVATE[user.id] = bytes(private)


@contextmanager
def at_work(user: User) -> Iterator[None]:
    """Inside, *user* asks, with her key open."""
    with worker_keys.with_private_key(user, PRIVATE[user.id]):
        yield


def signed_in(user: User, *, with_key: bool = True) -> Client:
    """A browser of *user*, whose session holds her key if she typed her password."""
    client = Client()
    client.force_login(user)
    if with_key and user.id in PRIVATE:
        session = SessionStore(client.cookies[settings.SESSION_COOKIE_NAME].value)
        worker_keys.hold(session, user, PRIVATE[user.id])
        session.save()
    return client


def seal(case: Case, *named: User) -> Case:
    """Seal a case to its owner and *named*, all of whom get keys."""
    give_keys(*(user for user in {case.owner, *named} if not user.has_key))
    return sealing.do_seal_case(case, named=named, by=case.owner)
