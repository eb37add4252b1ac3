"""Find women by name across scripts. The index of name keys lives in memory only, from unlock to lock.

A stored index of single names could be read by frequency (the commonest token is the commonest name), so none is
stored: the sealed names are read once after unlock and each later change is added by its number.
"""

from __future__ import annotations

import gc
import threading
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db import DatabaseError, connection

from tayanch.accounts.models import Organisation, User
from tayanch.accounts.scopes import of_organisation
from tayanch.store import gate
from tayanch.store.keyring import Locked
from tayanch.vault import names, people
from tayanch.vault.keys import Erased, load_keys, load_ordinary_keys
from tayanch.vault.models import Person
from tayanch.vault.shares import KeyAway, shared_with

BATCH = 2000


class NameIndex:
    """Name keys of one organisation → ids of people."""

    def __init__(self) -> None:
        self._people: dict[str, set[UUID]] = defaultdict(set)
        self._known: dict[UUID, tuple[str, ...]] = {}
        self._seen = -1
        self._lock = threading.Lock()

    def find(self, organisation_id: UUID, text: str) -> set[UUID]:
        """Ids of those whose name has every part of *text*, however it is spelled."""
        keys = names.name_keys(text)
        with self._lock:
            self._read_changes(organisation_id)
            found = [self._people.get(key, set()) for key in keys]
        return set.intersection(*found) if found else set()

    def read_batch(self, organisation_id: UUID) -> bool:
        """Read some of the names that are new; True while there may be more."""
        with self._lock:
            return self._read_batch(organisation_id)

    def _read_changes(self, organisation_id: UUID) -> None:
        while self._read_batch(organisation_id):
            pass

    def _read_batch(self, organisation_id: UUID) -> bool:
        newer = Person.objects.filter(organisation_id=organisation_id, renamed__gt=self._seen)
        batch = list(newer.only("id", "name", "also", "renamed", "organisation_id").order_by("renamed")[:BATCH])
        closed = {person.id for person in load_ordinary_keys(batch)}  # sealed to workers, or just erased: not for all
        for person in batch:
            self._put(person.id, () if person.id in closed else _name_keys(person))
            self._seen = person.renamed
        return len(batch) == BATCH

    def forget(self, person_id: UUID) -> None:
        """Drop the name keys of one person."""
        with self._lock:
            for key in self._known.pop(person_id, ()):
                self._people[key].discard(person_id)

    def _put(self, person_id: UUID, keys: tuple[str, ...]) -> None:
        for key in self._known.pop(person_id, ()):
            self._people[key].discard(person_id)
        self._known[person_id] = keys
        for key in keys:
            self._people[key].add(person_id)


_indexes: dict[UUID, NameIndex] = defaultdict(NameIndex)


def find_by_name(organisation_id: UUID, text: str) -> set[UUID]:
    """Ids of the organisation's people whose name matches; may name people whom another process erased since."""
    return _indexes[organisation_id].find(organisation_id, text)


def find_sealed(user: User, text: str) -> set[UUID]:
    """Ids of people who are sealed to *user* and whose name matches. Read with her own key, and kept nowhere."""
    wanted = set(names.name_keys(text))
    mine = Person.objects.filter(id__in=shared_with(user).values("subject")).only("id", "name", "also")
    sealed = list(mine) if wanted else []
    load_keys(sealed)
    return {person.id for person in sealed if wanted <= set(_name_keys(person))}


def _name_keys(person: Person) -> tuple[str, ...]:
    try:
        return names.name_keys(" ".join(people.all_of(person, "name")))
    except (Erased, KeyAway):
        return ()


def forget_people(organisation_id: UUID, person_ids: Iterable[UUID]) -> None:
    """Drop the name keys of people who were erased; ids of other things are passed over."""
    for person_id in person_ids:
        _indexes[organisation_id].forget(person_id)


def read_ahead() -> None:
    """Read the names in the background after unlock, so that the first search need not wait for all of them."""
    threading.Thread(target=_read_all, name="names", daemon=True).start()


def _read_all() -> None:
    try:
        for organisation_id in _organisations():
            more = True
            while more:
                with gate.inside(), of_organisation(organisation_id):  # batch by batch: a lock never waits long
                    more = _indexes[organisation_id].read_batch(organisation_id)
        _spare_the_collector()
    except (Locked, DatabaseError):  # locked again, or not migrated yet: the first search reads them
        forget_index()
    finally:
        connection.close()


def _spare_the_collector() -> None:
    """Take what is in memory now out of the search for garbage.

    With the names of 100,000 women in memory each search takes 50 ms and more of whichever request it falls into. They
    are dropped at the lock all the same: nothing in them refers to itself.
    """
    gc.collect()
    gc.freeze()


def _organisations() -> list[UUID]:
    with gate.inside():
        return list(Organisation.objects.values_list("id", flat=True))


@gate.before_lock
def forget_index() -> None:
    """Drop every name key from memory."""
    _indexes.clear()
    gc.unfreeze()
