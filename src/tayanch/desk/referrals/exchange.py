"""Our own keys and our partners' cards, for those who make and open packets."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from tayanch.desk.models import OwnIdentity, Partner
from tayanch.packets import Card, Identity, Packet, WrongKey, is_for, open_packet

Found = tuple[OwnIdentity, Identity]


def own_identity(organisation_id: UUID) -> OwnIdentity | None:
    """The keys in force; none before the first were made."""
    return OwnIdentity.objects.filter(organisation_id=organisation_id, replaced_at=None).first()


def replaced_identity(organisation_id: UUID) -> OwnIdentity | None:
    """The keys before those in force; none when they never changed."""
    old = OwnIdentity.objects.filter(organisation_id=organisation_id).exclude(replaced_at=None)
    return old.select_related("organisation").order_by("-replaced_at").first()


def secret_of(row: OwnIdentity) -> Identity:
    """The secret keys of a row. Raises :class:`~tayanch.store.keyring.Locked`."""
    return Identity.from_bytes(b64decode(row.unseal("secret")))


def seal_secret(row: OwnIdentity, identity: Identity) -> None:
    """Put secret keys into a row. Does not save."""
    row.seal(secret=b64encode(identity.to_bytes()).decode())
    row.fingerprint = identity.fingerprint


def own_card(row: OwnIdentity) -> Card:
    """What partners may know of us."""
    return secret_of(row).card(row.organisation.name[:120], row.address)


def addressee(data: bytes, organisation_id: UUID | None = None) -> Found:
    """Whose packet it is: of one organisation, or of any here. Raises a :class:`~tayanch.packets.PacketError`."""
    rows = OwnIdentity.objects.select_related("organisation", "team").order_by("-made_at")
    for row in rows.filter(organisation_id=organisation_id) if organisation_id else rows:
        identity = secret_of(row)
        if is_for(data, identity):
            return row, identity
    raise WrongKey


def card_finder(organisation_id: UUID, *, verified_only: bool) -> Callable[[bytes], Card | None]:
    """Gives a partner's card by its fingerprint; none for a stranger."""

    def find(fingerprint: bytes) -> Card | None:
        partner = partner_by(organisation_id, fingerprint)
        if partner is None or (verified_only and not partner.is_verified):
            return None
        return partner.card

    return find


def partner_by(organisation_id: UUID, fingerprint: bytes) -> Partner | None:
    """The partner whose keys these are."""
    return Partner.objects.filter(organisation_id=organisation_id, fingerprint=fingerprint, ended_at=None).first()


def opened(data: bytes, found: Found, now: datetime) -> tuple[Packet, Partner]:
    """A packet of a verified partner. Raises a :class:`~tayanch.packets.PacketError`."""
    row, identity = found
    packet = open_packet(data, identity, card_finder(row.organisation_id, verified_only=True), now)
    partner = partner_by(row.organisation_id, packet.sender)
    if partner is None:
        raise WrongKey
    return packet, partner
