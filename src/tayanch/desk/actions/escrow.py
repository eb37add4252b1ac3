"""Take sealed cases up again by two of the three sheets, when those who were named have lost their passwords."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from nacl.public import PrivateKey

from tayanch.accounts.models import User
from tayanch.accounts.scopes import every_organisation
from tayanch.audit import log
from tayanch.desk.models import Case, OwnIdentity
from tayanch.desk.privacy import sealed
from tayanch.desk.referrals import exchange
from tayanch.store.keyring import KeyringError
from tayanch.vault import shares
from tayanch.vault.envelope import CannotUnseal
from tayanch.vault.models import KeyShare

Left = dict[str, str]
FEWEST_OF_TWO = 2


def worker_by_name(username: str) -> User:
    """Who takes the cases up; raises ``KeyringError`` for somebody who cannot."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None or not user.works_on_cases:
        raise KeyringError(f"Nobody who works on cases signs in as {username}. Nothing was changed.")
    if not user.has_key:
        raise KeyringError(f"{username} has no key yet: she signs in once with a password of her own. Try again then.")
    return user


def do_open_by_sheets(
    key: PrivateKey, user: User, references: Iterable[str], *, by: User | None
) -> tuple[list[str], Left]:
    """Share sealed cases of her organisation with *user*: those named, or all that the sheets open.

    Returns the references that were shared, and why others were not.
    """
    opened: list[str] = []
    left: Left = {}
    wanted = list(references)
    with every_organisation():
        cases = Case.objects.filter(organisation_id=user.organisation_id, is_sealed=True)
        for case in cases.filter(reference__in=wanted) if wanted else cases:
            try:
                _take_up(case, user, key, by)
                opened.append(case.reference)
            except CannotUnseal:
                left[case.reference] = "not sealed to these sheets"
    left |= {one: "no such sealed case" for one in wanted if one not in {*opened, *left}}
    return sorted(opened), left


@transaction.atomic
def _take_up(case: Case, user: User, key: PrivateKey, by: User | None) -> None:
    keys = {subject: _by_escrow(subject, key) for subject in sealed.subjects_of(case)}
    if not case.owner.is_active:
        case.owner = user
        case.save(update_fields=["owner"])
    readers = {*sealed.readers(case), user}
    if case.needs_two and len(readers) < FEWEST_OF_TWO:  # nobody is left who could agree
        case.needs_two = False
        case.save(update_fields=["needs_two"])
    sealed.write_shares(case, keys, readers)
    who = by.id if by else None
    log.record("case.opened-by-sheets", by=who, kind="case", object_id=case.id, fields=["named"])


def _by_escrow(subject: UUID, key: PrivateKey) -> bytes:
    share = KeyShare.objects.filter(subject=subject, user=None).first()
    if share is None:
        raise CannotUnseal
    return shares.open_share(key, bytes(share.sealed), subject=subject, reader=shares.NOBODY)


def sealing_keys() -> list[PrivateKey]:
    """The keys with which this installation opens what partners seal to it, earlier ones too."""
    with every_organisation():
        return [exchange.secret_of(row).sealing for row in OwnIdentity.objects.all()]
