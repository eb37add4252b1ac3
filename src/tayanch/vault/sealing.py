"""Move the keys of subjects from the organisation's key to named workers, and back.

What is sealed gets a new key: somebody who kept a backup of yesterday, or was named until yesterday, knows the old one,
and must not read what is written tomorrow. All sealed values and files of the subjects are written anew under it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from django.apps import apps

from tayanch.vault import envelope, files, shares
from tayanch.vault.keys import DataKey, Erased, SealedField, SealedModel, organisation_key
from tayanch.vault.shares import KeyAway

Keys = Mapping[UUID, bytes]


def open_keys(subjects: Iterable[UUID]) -> dict[UUID, bytes]:
    """The keys of all these subjects, by the organisation's key or the shares of whoever asks.

    Raises :class:`KeyAway` when one does not open, :class:`~tayanch.vault.keys.Erased` when one is gone.
    """
    wanted = set(subjects)
    keys = {
        stored.subject: envelope.unwrap(
            organisation_key(stored.organisation_id), bytes(stored.wrapped), subject=stored.subject
        )
        for stored in DataKey.objects.filter(subject__in=wanted)
    }
    found = shares.keys_of(wanted - set(keys))
    for why in found.away.values():
        raise KeyAway(why)
    keys |= found.keys
    if wanted - set(keys):
        raise Erased
    return keys


def leave_organisation(subjects: Iterable[UUID]) -> None:
    """Delete what the organisation's key opens. The caller scrubs when its transaction ends."""
    DataKey.objects.filter(subject__in=list(subjects)).delete()


def return_to_organisation(old: Keys, organisation_id: UUID) -> None:
    """Give the subjects new keys, wrapped by the organisation's key, and forget all shares."""
    keys = rekey(old)
    shares.forget(keys)
    kek = organisation_key(organisation_id)
    DataKey.objects.bulk_create(
        DataKey(
            subject=subject,
            organisation_id=organisation_id,
            wrapped=_wrapped(kek, key, subject),
        )
        for subject, key in keys.items()
    )


def _wrapped(kek: bytes, keys: bytes, subject: UUID) -> bytes:
    return envelope.wrap(kek, keys[: envelope.KEY_BYTES], subject=subject)


def rekey(old: Keys) -> dict[UUID, bytes]:
    """Give each subject a new key and seal everything of hers with it; inside a transaction.

    Each result is the new key and the one before it: whoever had a row in hand at that moment wrote with the old one,
    and the next change of key takes that along. Raises :class:`~tayanch.vault.envelope.CannotUnseal` when a value is
    damaged; then nothing may be kept.
    """
    new = {subject: envelope.new_key() + key[: envelope.KEY_BYTES] for subject, key in old.items()}
    for row in rows_of(old):
        before, after = old[row.subject], new[row.subject]
        columns = {name: _again(row, name, before, after) for name in sealed_columns(type(row))}
        if columns := {name: value for name, value in columns.items() if value}:
            type(row)._base_manager.filter(pk=row.pk).update(**columns)
        files.rekey(row.id, before, after)
    return new


def rows_of(subjects: Iterable[UUID]) -> Iterator[SealedModel]:
    """Every row that the keys of these subjects seal."""
    wanted = list(subjects)
    for model in apps.get_models():
        if issubclass(model, SealedModel):
            yield from model._base_manager.filter(**{f"{model.sealed_by}__in": wanted})


def read_again(row: SealedModel) -> None:
    """Take the sealed values of a row in hand, and its key, as they are now."""
    columns = sealed_columns(type(row))
    for column, value in (type(row)._base_manager.filter(pk=row.pk).values(*columns).first() or {}).items():
        setattr(row, column, value)
    row._data_key, row._older_key, row._away = None, b"", ""


def sealed_columns(model: type[SealedModel]) -> list[str]:
    """The names of a model's sealed columns."""
    return [field.name for field in model._meta.concrete_fields if isinstance(field, SealedField)]


def _again(row: SealedModel, column: str, before: bytes, after: bytes) -> bytes:
    sealed = bytes(getattr(row, column) or b"")
    if not sealed:
        return b""
    table = row._meta.db_table
    plain = envelope.opened_by_any(before, sealed, table=table, column=column, row=row.id)
    return envelope.seal(after[: envelope.KEY_BYTES], plain, table=table, column=column, row=row.id)
