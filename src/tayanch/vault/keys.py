"""Data keys: made with a subject, kept wrapped, unwrapped for as long as a row is in hand."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from tayanch.store.state import keyring
from tayanch.vault import envelope
from tayanch.vault.blind import BlindIndex
from tayanch.vault.models import DataKey, SealedModel


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
    """The key that seals *row*; raises :class:`Erased` when it is gone."""
    if row._data_key is None:
        load_keys([row])
    if row._data_key is None:
        raise Erased
    return row._data_key


def load_keys(rows: Iterable[SealedModel]) -> None:
    """Unwrap the keys of many rows with one query; rows whose key was erased are left without."""
    waiting = [row for row in rows if row._data_key is None]
    stored = {key.subject: key for key in DataKey.objects.filter(subject__in={row.subject for row in waiting})}
    for row in waiting:
        if key := stored.get(row.subject):
            kek = organisation_key(key.organisation_id)
            row._data_key = envelope.unwrap(kek, bytes(key.wrapped), subject=key.subject)


def organisation_key(organisation_id: UUID) -> bytes:
    """The key that wraps an organisation's data keys; raises :class:`~tayanch.store.keyring.Locked`."""
    return keyring().key(f"organisation/{organisation_id}")


def blind_index(organisation_id: UUID) -> BlindIndex:
    """The organisation's own index: the same number gives another token elsewhere."""
    return BlindIndex(keyring().key(f"blind-index/{organisation_id}"))
