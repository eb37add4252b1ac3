"""Sealed rows and the data keys that open them: made with a subject, kept wrapped, unwrapped while a row is in hand.

A key lies wrapped by the organisation's key, or, once its subject is sealed to named workers, in their shares only.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import ClassVar
from uuid import UUID

from django.db import models

from tayanch.accounts.models import Organisation
from tayanch.store.state import keyring
from tayanch.vault import envelope, shares
from tayanch.vault.blind import BlindIndex
from tayanch.vault.shares import KeyAway


class DataKey(models.Model):
    """The wrapped key of one subject. Deleting this row makes everything sealed with it unreadable for ever."""

    subject = models.UUIDField(primary_key=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    wrapped = models.BinaryField()

    def __str__(self) -> str:
        return str(self.subject)


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """An envelope of :mod:`tayanch.vault.envelope`; empty when nothing was said."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("default", b"")
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]


class SealedModel(models.Model):
    """A row with sealed columns. ``sealed_by`` names the column that holds the subject whose key seals them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealed_by: ClassVar[str] = "id"
    _data_key: bytes | None = None
    _older_key: bytes = b""  # of a subject that got a new one: somebody may have written with it at that very moment
    _away: str = ""  # why the key did not open for whoever asked, see shares.KeyAway

    class Meta:
        abstract = True

    @property
    def subject(self) -> UUID:
        """The subject whose key seals this row."""
        value: UUID = getattr(self, self.sealed_by)
        return value

    def seal(self, **columns: str) -> None:
        """Put texts into sealed columns; an empty text empties the column. Does not save."""
        for column, text in columns.items():
            setattr(self, column, self._sealed(column, text) if text else b"")

    def unseal(self, column: str) -> str:
        """The text of a sealed column, "" if empty.

        Raises :class:`Erased`, :class:`KeyAway`, :class:`~tayanch.vault.envelope.CannotUnseal`.
        """
        sealed = bytes(getattr(self, column) or b"")
        if not sealed:
            return ""
        keys, table = data_key(self) + self._older_key, self._meta.db_table
        return envelope.unseal_text(keys, sealed, table=table, column=column, row=self.id)

    def _sealed(self, column: str, text: str) -> bytes:
        return envelope.seal_text(data_key(self), text, table=self._meta.db_table, column=column, row=self.id)


class Erased(Exception):
    """The key of this subject is gone: somebody asked that it be forgotten."""


def new_data_key(subject: UUID, organisation_id: UUID) -> bytes:
    """Make, wrap and store the key of a new subject."""
    key = envelope.new_key()
    DataKey.objects.create(
        subject=subject,
        organisation_id=organisation_id,
        wrapped=envelope.wrap(organisation_key(organisation_id), key, subject=subject),
    )
    return key


def data_key(row: SealedModel) -> bytes:
    """The key that seals *row*; raises :class:`Erased` when it is gone, :class:`KeyAway` when the asker has none."""
    if row._data_key is None:
        load_keys([row])
    if row._data_key is None:
        raise KeyAway(row._away) if row._away else Erased
    return row._data_key


def load_keys(rows: Iterable[SealedModel]) -> None:
    """Unwrap the keys of many rows with one query; rows whose key was erased or is not for the asker are left without.

    Subjects that are sealed to workers take a second query: their shares, opened with the key of the worker who asks.
    """
    waiting = load_ordinary_keys(rows)
    if waiting:
        found = shares.keys_of({row.subject for row in waiting})
        for row in waiting:
            keys = found.keys.get(row.subject, b"")
            row._data_key, row._older_key = keys[: envelope.KEY_BYTES] or None, keys[envelope.KEY_BYTES :]
            row._away = found.away.get(row.subject, "")


def load_ordinary_keys(rows: Iterable[SealedModel]) -> list[SealedModel]:
    """Unwrap the keys that the organisation's key opens; returns the rows that are left without."""
    waiting = [row for row in rows if row._data_key is None]
    stored = {key.subject: key for key in DataKey.objects.filter(subject__in={row.subject for row in waiting})}
    for row in waiting:
        if key := stored.get(row.subject):
            kek = organisation_key(key.organisation_id)
            row._data_key = envelope.unwrap(kek, bytes(key.wrapped), subject=key.subject)
    return [row for row in waiting if row._data_key is None]


def organisation_key(organisation_id: UUID) -> bytes:
    """The key that wraps an organisation's data keys; raises :class:`~tayanch.store.keyring.Locked`."""
    return keyring().key(f"organisation/{organisation_id}")


def blind_index(organisation_id: UUID) -> BlindIndex:
    """The organisation's own index: the same number gives another token elsewhere."""
    return BlindIndex(keyring().key(f"blind-index/{organisation_id}"))
