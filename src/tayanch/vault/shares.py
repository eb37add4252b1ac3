"""Keys of sealed subjects: no longer under the organisation's key, but sealed to each named worker by herself.

A share is a libsodium sealed box (X25519, XSalsa20-Poly1305) to one worker's public key. It names its subject and its
reader inside, so a share that was copied to another subject opens nothing. Where two people must agree, nobody has a
share of a person's key: for each pair the box for the asker lies inside a box for the approver.

The *escrow* share, without a user, is sealed to the key that two of the three sheets bring back
(:mod:`tayanch.store.keyring`).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from tayanch.accounts import worker_keys
from tayanch.accounts.models import User
from tayanch.vault.envelope import KEY_BYTES, CannotUnseal

_SHARE = b"tayanch.share.1"
_PAIR = b"tayanch.pair.1"
LENGTHS = (KEY_BYTES, 2 * KEY_BYTES)  # the key, or the key and the one before it
NOBODY = UUID(int=0)  # the reader of an escrow share


class KeyAway(Exception):
    """This is sealed to named workers, and does not open for whoever asks now. ``why`` says what would help.

    ``password``: her key is not in memory; ``two-people``: a colleague must agree; ``not-shared``: nothing she can do
    alone.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class KeyShare(models.Model):
    """The key of one subject for one worker. With *until* it was opened for her by a colleague, for a while."""

    subject = models.UUIDField()
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="key_shares")  # none: escrow
    to_key = models.BinaryField(max_length=32)  # the public key it is sealed to: an earlier one of hers opens nothing
    sealed = models.BinaryField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "subject"], name="one_share_a_worker"),
            models.UniqueConstraint(fields=["subject"], condition=Q(user=None), name="one_escrow_share"),
        ]
        indexes = [models.Index(fields=["subject", "user"])]

    def __str__(self) -> str:
        return str(self.subject)


class PairShare(models.Model):
    """The key of one subject for *asker*, which *approver* must unpack first."""

    subject = models.UUIDField()
    asker = models.ForeignKey(User, models.PROTECT, related_name="+")
    approver = models.ForeignKey(User, models.PROTECT, related_name="+")
    to_keys = models.BinaryField(max_length=64)  # the public keys of both, the asker's first
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "asker", "approver"], name="one_pair")]

    def __str__(self) -> str:
        return str(self.subject)


# --- the boxes ----------------------------------------------------------------------------------------------


def seal_share(public_key: bytes, key: bytes, *, subject: UUID, reader: UUID) -> bytes:
    """*key* for one reader, with the key before it if there was one. Raises ``ValueError`` for another length."""
    if len(key) not in LENGTHS:
        raise ValueError(f"A data key has {KEY_BYTES} bytes, and two have twice as many; this has {len(key)}.")
    return SealedBox(PublicKey(public_key)).encrypt(_framed(_SHARE, subject, reader) + key)


def open_share(private: PrivateKey, sealed: bytes, *, subject: UUID, reader: UUID) -> bytes:
    """What :func:`seal_share` sealed for this subject and reader. Raises ``CannotUnseal``, and nothing else."""
    key = _opened(private, sealed, _framed(_SHARE, subject, reader))
    if len(key) not in LENGTHS:
        raise CannotUnseal
    return key


def seal_pair(approver: User, asker: User, key: bytes, *, subject: UUID) -> bytes:
    """*key* for *asker*, inside a box for *approver*."""
    inner = seal_share(bytes(asker.public_key), key, subject=subject, reader=asker.id)
    place = _framed(_PAIR, subject, asker.id, approver.id)
    return SealedBox(PublicKey(bytes(approver.public_key))).encrypt(place + inner)


def open_pair(private: PrivateKey, pair: PairShare) -> bytes:
    """The inner box, which only the asker opens. Raises ``CannotUnseal``."""
    place = _framed(_PAIR, pair.subject, pair.asker_id, pair.approver_id)
    return _opened(private, bytes(pair.sealed), place)


def _opened(private: PrivateKey, sealed: bytes, place: bytes) -> bytes:
    try:
        told = SealedBox(private).decrypt(sealed)
    except (CryptoError, ValueError, TypeError):
        raise CannotUnseal from None
    if not told.startswith(place):
        raise CannotUnseal
    return told[len(place) :]


def _framed(what: bytes, *ids: UUID) -> bytes:
    return struct.pack(">I", len(what)) + what + b"".join(one.bytes for one in ids)


# --- opening ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """What the shares of some subjects say to whoever asks: keys that open, and why the others do not."""

    keys: Mapping[UUID, bytes]
    away: Mapping[UUID, str]


def keys_of(subjects: Iterable[UUID]) -> Found:
    """Open the shares of these subjects with the key of the worker who asks now. A key may have the one before it."""
    worker = worker_keys.current()
    in_time = Q(until=None) | Q(until__gt=timezone.now())
    shares = list(KeyShare.objects.filter(in_time, subject__in=list(subjects)))
    mine = [share for share in shares if worker and share.user_id == worker.user_id]
    key = worker.key if worker and worker.key and not worker.key.is_wiped else None
    keys = {share.subject: _mine(share, key) for share in mine} if key else {}
    found = {subject: opened for subject, opened in keys.items() if opened is not None}
    away = {share.subject: "not-shared" for share in shares if share.subject not in found}
    away |= {share.subject: "password" for share in mine if key is None}
    left = set(subjects) - set(found) - {subject for subject, why in away.items() if why == "password"}
    pairs = PairShare.objects.filter(subject__in=left).values_list("subject", flat=True) if left else ()
    return Found(found, away | dict.fromkeys(pairs, "two-people"))


def _mine(share: KeyShare, key: worker_keys.OpenKey) -> bytes | None:
    """None for a share that was sealed to an earlier key of hers, was changed, or belongs to another subject."""
    try:
        return open_share(key.private, bytes(share.sealed), subject=share.subject, reader=key.user_id)
    except CannotUnseal:
        return None


# --- who is named -----------------------------------------------------------------------------------------------


def shared_with(user: User) -> QuerySet[KeyShare]:
    """The subjects that are sealed to *user* as she signs in today; not what was opened for a while."""
    return KeyShare.objects.filter(user=user, until=None, to_key=F("user__public_key"))


def is_shared_with(user: User, subject: str) -> Exists:
    """A condition: the column *subject* of a row is sealed to her."""
    return Exists(shared_with(user).filter(subject=OuterRef(subject)))


def is_sealed(subject: str) -> Exists:
    """A condition: the column *subject* of a row is sealed to somebody."""
    return Exists(KeyShare.objects.filter(subject=OuterRef(subject)))


def named(subject: UUID) -> list[User]:
    """The workers to whom *subject* is sealed, also those whose key has changed since."""
    shares = KeyShare.objects.filter(subject=subject, until=None).exclude(user=None).select_related("user")
    return sorted((share.user for share in shares if share.user), key=lambda user: user.name)


def lost_by(user: User) -> set[UUID]:
    """Subjects that were sealed to an earlier key of hers: a colleague must share them again."""
    lost = KeyShare.objects.filter(user=user, until=None).exclude(to_key=F("user__public_key"))
    return set(lost.values_list("subject", flat=True))


# --- writing ------------------------------------------------------------------------------------------------------


def share(subject: UUID, key: bytes, users: Iterable[User]) -> None:
    """Let *users* open a subject, each with her own key. One without a key is named all the same, and opens nothing."""
    for user in users:
        public = bytes(user.public_key)
        sealed = seal_share(public, key, subject=subject, reader=user.id) if public else b""
        told = {"to_key": public, "sealed": sealed, "until": None}
        KeyShare.objects.update_or_create(subject=subject, user=user, defaults=told)


def share_in_pairs(subject: UUID, key: bytes, users: Iterable[User]) -> None:
    """Let any two of *users* open a subject together, and none alone."""
    able = [user for user in users if user.public_key]
    forget_pairs([subject])
    PairShare.objects.bulk_create(
        PairShare(
            subject=subject,
            asker=asker,
            approver=approver,
            to_keys=bytes(asker.public_key) + bytes(approver.public_key),
            sealed=seal_pair(approver, asker, key, subject=subject),
        )
        for asker in able
        for approver in able
        if asker != approver
    )


def share_with_escrow(subject: UUID, key: bytes, public_key: bytes) -> None:
    """Let two of the three sheets open a subject."""
    sealed = seal_share(public_key, key, subject=subject, reader=NOBODY)
    told = {"to_key": public_key, "sealed": sealed}
    KeyShare.objects.update_or_create(subject=subject, user=None, defaults=told)


def open_for_a_while(subject: UUID, asker: User, inner: bytes, until: datetime) -> None:
    """Keep what an approver unpacked, for the asker, until then."""
    told = {"to_key": bytes(asker.public_key), "sealed": inner, "until": until}
    KeyShare.objects.update_or_create(subject=subject, user=asker, defaults=told)


def forget_what_ran_out(now: datetime) -> int:
    """Remove what was opened for a while and is over; returns how many."""
    over = KeyShare.objects.filter(until__lte=now)
    return over.delete()[0] if over.exists() else 0  # nearly always: then nothing is locked


def forget(subjects: Iterable[UUID], *, users: Iterable[User] | None = None) -> None:
    """Remove the shares of these subjects; of some users only, if they are given."""
    mine = KeyShare.objects.filter(subject__in=list(subjects))
    if users is None:
        mine.delete()
        forget_pairs(subjects)
    else:
        mine.filter(user__in=list(users)).delete()


def forget_readers(subjects: Iterable[UUID]) -> None:
    """Remove the shares of all workers; what the sheets open stays."""
    KeyShare.objects.filter(subject__in=list(subjects)).exclude(user=None).delete()
    forget_pairs(subjects)


def forget_pairs(subjects: Iterable[UUID]) -> None:
    """Remove what two people open together."""
    PairShare.objects.filter(subject__in=list(subjects)).delete()
