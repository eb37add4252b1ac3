"""Two people open who somebody is: one asks with a reason, another who is named agrees, and it ends by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from tayanch.accounts import worker_keys
from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.models import Case, Reveal
from tayanch.vault import shares
from tayanch.vault.models import PairShare, Person
from tayanch.vault.shares import KeyAway

LASTS = timedelta(hours=24)


@transaction.atomic
def do_ask(case: Case, person: Person, reason: str, *, by: User) -> Reveal:
    """Ask to see who somebody is. Asking twice gives the question that waits already."""
    if not case.needs_two:
        raise PermissionDenied
    waiting = Reveal.objects.filter(case=case, person=person, asker=by, state=Reveal.State.ASKED).first()
    if waiting is not None:
        return waiting
    made = Reveal(case=case, person=person, asker=by)
    made.seal(reason=reason)
    made.save(force_insert=True)
    log.record("reveal.ask", by=by.id, kind="person", object_id=person.id, fields=["reason"])
    return made


@transaction.atomic
def do_agree(reveal: Reveal, *, by: User, now: datetime | None = None) -> Reveal:
    """Unpack the key for the asker, for a day. Raises ``PermissionDenied`` for one's own question, ``KeyAway``."""
    _must_wait(reveal, by)
    now = now or timezone.now()
    shares.open_for_a_while(reveal.person_id, reveal.asker, _inner_box(reveal, by), now + LASTS)
    reveal.until = now + LASTS
    _answer(reveal, Reveal.State.AGREED, by, now)
    log.record("reveal.agree", by=by.id, kind="person", object_id=reveal.person_id, fields=["until"])
    return reveal


def _inner_box(reveal: Reveal, by: User) -> bytes:
    worker = worker_keys.current()
    if worker is None or worker.key is None or worker.key.is_wiped:
        raise KeyAway("password")
    pair = PairShare.objects.filter(subject=reveal.person_id, asker=reveal.asker, approver=by).first()
    if pair is None or bytes(pair.to_keys) != bytes(reveal.asker.public_key) + bytes(by.public_key):
        raise KeyAway("not-shared")
    return shares.open_pair(worker.key.private, pair)


@transaction.atomic
def do_refuse(reveal: Reveal, *, by: User) -> Reveal:
    """Say no. Raises ``PermissionDenied`` for one's own question."""
    _must_wait(reveal, by)
    _answer(reveal, Reveal.State.REFUSED, by, timezone.now())
    log.record("reveal.refuse", by=by.id, kind="person", object_id=reveal.person_id, fields=["state"])
    return reveal


def _must_wait(reveal: Reveal, by: User) -> None:
    if reveal.asker_id == by.id or reveal.state != Reveal.State.ASKED:
        raise PermissionDenied


def _answer(reveal: Reveal, state: Reveal.State, by: User, now: datetime) -> None:
    reveal.state, reveal.answered_by, reveal.answered_at = state, by, now
    reveal.save(update_fields=["state", "answered_by", "answered_at", "until"])


@transaction.atomic
def do_close(reveal: Reveal, *, by: User) -> None:
    """End before its time what was opened for oneself. Raises ``PermissionDenied`` for somebody else's."""
    if reveal.asker_id != by.id:
        raise PermissionDenied
    shares.forget([reveal.person_id], users=[by])
    reveal.until = timezone.now()
    reveal.save(update_fields=["until"])
    log.record("reveal.close", by=by.id, kind="person", object_id=reveal.person_id, fields=["until"])


def do_forget_reveals(now: datetime, *, by: User | None = None) -> int:
    """Remove the keys that were opened for a while and whose time is over; returns how many."""
    return shares.forget_what_ran_out(now)


def waiting_for(user: User) -> list[str]:
    """References of the cases sealed to this worker in which a colleague's question waits for an answer."""
    asked = Reveal.objects.filter(shares.is_shared_with(user, "case_id"), state=Reveal.State.ASKED).exclude(asker=user)
    cases = set(asked.values_list("case_id", flat=True))  # hardly ever any: joined, every case would be read for it
    return sorted(Case.objects.filter(id__in=cases).values_list("reference", flat=True)) if cases else []
