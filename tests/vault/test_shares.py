"""A share opens for its reader and its subject only; a pair needs both; what was changed or swapped is closed."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from nacl.public import PrivateKey

from tayanch.accounts import worker_keys
from tayanch.accounts.models import User
from tayanch.vault import envelope, files, shares
from tayanch.vault.envelope import CannotUnseal
from tayanch.vault.keys import DataKey, Erased, load_keys
from tayanch.vault.models import KeyShare, PairShare, Person
from tayanch.vault.people import do_create_person
from tayanch.vault.sealing import leave_organisation, open_keys, rekey, return_to_organisation
from tayanch.vault.shares import KeyAway
from tests.sealing import at_work, give_keys

keys = st.binary(min_size=32, max_size=32)
ids = st.uuids()


@given(keys, ids, ids)
def test_a_share_opens_for_its_reader_and_subject(key: bytes, subject: UUID, reader: UUID) -> None:
    private = PrivateKey.generate()
    sealed = shares.seal_share(bytes(private.public_key), key, subject=subject, reader=reader)
    assert key not in sealed
    assert shares.open_share(private, sealed, subject=subject, reader=reader) == key


@given(keys, ids, ids, ids)
def test_it_opens_for_no_other_subject_reader_or_key(key: bytes, subject: UUID, reader: UUID, other: UUID) -> None:
    assume(other not in {subject, reader})
    private = PrivateKey.generate()
    sealed = shares.seal_share(bytes(private.public_key), key, subject=subject, reader=reader)
    for place in ({"subject": other, "reader": reader}, {"subject": subject, "reader": other}):
        with pytest.raises(CannotUnseal):
            shares.open_share(private, sealed, **place)
    with pytest.raises(CannotUnseal):
        shares.open_share(PrivateKey.generate(), sealed, subject=subject, reader=reader)


@given(st.data(), keys)
def test_one_changed_bit_or_a_cut_closes_it(data: st.DataObject, key: bytes) -> None:
    private, subject = PrivateKey.generate(), uuid4()
    sealed = shares.seal_share(bytes(private.public_key), key, subject=subject, reader=subject)
    place = data.draw(st.integers(0, len(sealed) * 8 - 1))
    changed = bytearray(sealed)
    changed[place // 8] ^= 1 << place % 8
    for broken in (bytes(changed), sealed[: place // 8], sealed + b"\x00", b""):
        with pytest.raises(CannotUnseal):
            shares.open_share(private, broken, subject=subject, reader=subject)


@given(st.binary(max_size=80).filter(lambda key: len(key) not in {32, 64}))
def test_a_key_of_another_length_is_refused_before_it_is_shared(key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        shares.seal_share(bytes(PrivateKey.generate().public_key), key, subject=uuid4(), reader=uuid4())


def worker() -> tuple[User, PrivateKey]:
    private = PrivateKey.generate()
    return User(id=uuid4(), public_key=bytes(private.public_key)), private


def pair(asker: User, approver: User, key: bytes, subject: UUID) -> PairShare:
    return PairShare(
        subject=subject,
        asker=asker,
        approver=approver,
        sealed=shares.seal_pair(approver, asker, key, subject=subject),
    )


@settings(max_examples=30)
@given(keys, ids)
def test_a_pair_needs_the_approver_first_and_then_the_asker(key: bytes, subject: UUID) -> None:
    (asker, hers), (approver, theirs) = worker(), worker()
    sealed = pair(asker, approver, key, subject)
    inner = shares.open_pair(theirs, sealed)
    assert key not in inner
    assert shares.open_share(hers, inner, subject=subject, reader=asker.id) == key
    with pytest.raises(CannotUnseal):
        shares.open_share(theirs, inner, subject=subject, reader=asker.id)
    with pytest.raises(CannotUnseal):
        shares.open_pair(hers, sealed)


@settings(max_examples=30)
@given(keys)
def test_a_pair_that_was_put_under_another_name_stays_closed(key: bytes) -> None:
    (asker, _), (approver, theirs), (third, _) = worker(), worker(), worker()
    subject = uuid4()
    sealed = pair(asker, approver, key, subject)
    sealed.asker = third
    with pytest.raises(CannotUnseal):
        shares.open_pair(theirs, sealed)
    sealed.asker, sealed.subject = asker, uuid4()
    with pytest.raises(CannotUnseal):
        shares.open_pair(theirs, sealed)


# --- in the database -------------------------------------------------------------------------------------------


@pytest.fixture
def woman(here: SimpleNamespace) -> Person:
    give_keys(here.owner, here.teammate)
    return do_create_person(by=here.owner, name="Айгүл Токтосунова", birth_date="1990-05-06")


def seal_to(person: Person, *users: User) -> bytes:
    key = open_keys([person.id])[person.id]
    leave_organisation([person.id])
    shares.share(person.id, key, users)
    return key


def again(person: Person) -> Person:
    return Person.objects.get(id=person.id)


def test_what_is_sealed_opens_for_the_named_worker_and_nobody_else(here: SimpleNamespace, woman: Person) -> None:
    seal_to(woman, here.owner)
    with at_work(here.owner):
        assert again(woman).unseal("name") == "Айгүл Токтосунова"
    with at_work(here.teammate), pytest.raises(KeyAway, match="not-shared"):
        again(woman).unseal("name")
    with pytest.raises(KeyAway, match="not-shared"):
        again(woman).unseal("name")


def test_with_her_key_away_the_worker_is_asked_for_her_password(here: SimpleNamespace, woman: Person) -> None:
    seal_to(woman, here.owner)
    with worker_keys.as_worker(here.owner), pytest.raises(KeyAway, match="password"):
        again(woman).unseal("name")


def test_a_share_that_was_swapped_in_the_database_fails_closed(here: SimpleNamespace, woman: Person) -> None:
    other = do_create_person(by=here.owner, name="Бермет Асанова")
    seal_to(woman, here.owner)
    seal_to(other, here.owner)
    first, second = (KeyShare.objects.get(subject=one.id) for one in (woman, other))
    KeyShare.objects.filter(id=first.id).update(sealed=bytes(second.sealed))
    KeyShare.objects.filter(id=second.id).update(sealed=bytes(first.sealed))
    with at_work(here.owner):
        for person in (woman, other):
            with pytest.raises(KeyAway):
                again(person).unseal("name")


def test_a_share_sealed_to_an_earlier_key_of_hers_opens_nothing(here: SimpleNamespace, woman: Person) -> None:
    seal_to(woman, here.owner)
    give_keys(here.owner)  # another pair: an administrator gave her a new password
    with at_work(here.owner), pytest.raises(KeyAway, match="not-shared"):
        again(woman).unseal("name")
    assert shares.lost_by(here.owner) == {woman.id}
    assert not shares.shared_with(here.owner).exists()


def test_what_was_opened_for_a_while_ends_by_itself(here: SimpleNamespace, woman: Person) -> None:
    key = seal_to(woman, here.teammate)
    inner = shares.seal_share(bytes(here.owner.public_key), key, subject=woman.id, reader=here.owner.id)
    shares.open_for_a_while(woman.id, here.owner, inner, timezone.now() + timedelta(hours=1))
    with at_work(here.owner):
        assert again(woman).unseal("name")
    assert not shares.shared_with(here.owner).exists()
    KeyShare.objects.filter(user=here.owner).update(until=timezone.now() - timedelta(seconds=1))
    with at_work(here.owner), pytest.raises(KeyAway):
        again(woman).unseal("name")
    assert shares.forget_what_ran_out(timezone.now()) == 1


def test_a_subject_without_any_key_is_erased_and_not_sealed(here: SimpleNamespace, woman: Person) -> None:
    seal_to(woman, here.owner)
    shares.forget([woman.id])
    with at_work(here.owner), pytest.raises(Erased):
        again(woman).unseal("name")


def test_a_new_key_reseals_every_value_and_the_old_one_opens_none(here: SimpleNamespace, woman: Person) -> None:
    old = open_keys([woman.id])
    before = bytes(again(woman).name)
    DataKey.objects.filter(subject=woman.id).delete()
    return_to_organisation(old, here.organisation.id)
    after = again(woman)
    assert (after.unseal("name"), after.unseal("birth_date")) == ("Айгүл Токтосунова", "1990-05-06")
    assert bytes(after.name) != before
    with pytest.raises(CannotUnseal):
        envelope.unseal_text(old[woman.id], bytes(after.name), table=Person._meta.db_table, column="name", row=woman.id)


def test_what_was_written_with_the_old_key_at_that_very_moment_is_not_lost(
    here: SimpleNamespace, woman: Person
) -> None:
    in_hand = again(woman)
    assert in_hand.unseal("name") == "Айгүл Токтосунова"
    keys = rekey(open_keys([woman.id]))
    leave_organisation([woman.id])
    shares.share(woman.id, keys[woman.id], [here.owner])
    in_hand.seal(address="written with the key of a moment ago")
    in_hand.save(update_fields=["address"])
    with at_work(here.owner):
        assert again(woman).unseal("address") == "written with the key of a moment ago"
        shares.share(woman.id, rekey(open_keys([woman.id]))[woman.id], [here.owner])
        assert again(woman).unseal("address") == "written with the key of a moment ago"
        assert again(woman).unseal("name") == "Айгүл Токтосунова"


def test_a_file_takes_its_new_key_only_when_the_change_is_kept(
    here: SimpleNamespace, django_capture_on_commit_callbacks: Any
) -> None:
    give_keys(here.owner)
    person = do_create_person(by=here.owner, name="x")
    files.store(person, b"her paper")
    with transaction.atomic():
        rekey(open_keys([person.id]))
        transaction.set_rollback(True)
    assert files.read(again(person)) == b"her paper"
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        old = open_keys([person.id])
        DataKey.objects.filter(subject=person.id).delete()
        return_to_organisation(old, here.organisation.id)
    assert files.read(again(person)) == b"her paper"
    files.delete([person.id])


def test_the_keys_of_many_rows_take_one_query_and_a_second_one_only_for_sealed_ones(
    here: SimpleNamespace, woman: Person, django_assert_num_queries: object
) -> None:
    others = [do_create_person(by=here.owner, name="x") for _ in range(5)]
    rows = [again(one) for one in others]
    with django_assert_num_queries(1):  # type: ignore[operator]
        load_keys(rows)
    seal_to(woman, here.owner)
    rows = [again(one) for one in (*others, woman)]
    with at_work(here.owner), django_assert_num_queries(2):  # type: ignore[operator]
        load_keys(rows)
    assert all(row._data_key for row in rows)
