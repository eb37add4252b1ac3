"""Our own keys, and which partners we know. Who may write is decided before: see :mod:`tayanch.desk.access`."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tayanch.accounts.models import Organisation, Team, User
from tayanch.audit import log
from tayanch.desk.models import OwnIdentity, Partner
from tayanch.desk.referrals import exchange
from tayanch.desk.referrals.addresses import check_address
from tayanch.packets import Card, Identity, Packet, read_card, seal_packet
from tayanch.vault.keys import new_data_key

TELL_FOR = timedelta(days=60)


class PartnerRefused(Exception):
    """This card cannot be taken; the message says why."""


@transaction.atomic
def do_make_identity(organisation: Organisation, *, by: User | None) -> OwnIdentity:
    """Our keys: those in force, made now when there are none yet."""
    found = exchange.own_identity(organisation.id)
    return found or _new_identity(organisation, by, before=None)


@transaction.atomic
def do_replace_identity(before: OwnIdentity, *, by: User) -> OwnIdentity:
    """Make new keys. The earlier ones still open what is on its way; every partner must compare the words anew."""
    before.replaced_at = timezone.now()
    before.save(update_fields=["replaced_at"])
    return _new_identity(before.organisation, by, before=before)


def _new_identity(organisation: Organisation, by: User | None, before: OwnIdentity | None) -> OwnIdentity:
    row = OwnIdentity(organisation=organisation)
    if before is not None:
        row.address, row.team = before.address, before.team
    row._data_key = new_data_key(row.id, organisation.id)
    exchange.seal_secret(row, Identity.new())
    row.save()
    fields = ["secret", "fingerprint"]
    log.record("identity.make", by=by.id if by else None, kind="identity", object_id=row.id, fields=fields)
    return row


@transaction.atomic
def do_set_own_address(row: OwnIdentity, address: str, team: Team | None, *, by: User) -> OwnIdentity:
    """Say where packets for us arrive ("" for by file only), and which team gets them. Raises ``BadAddress``."""
    row.address, row.team = check_address(address), team
    row.save(update_fields=["address", "team"])
    log.record("identity.address", by=by.id, kind="identity", object_id=row.id, fields=["address", "team"])
    return row


@transaction.atomic
def do_add_partner(text: str | bytes, *, by: User) -> Partner:
    """Take a partner's card. Raises :class:`PartnerRefused` and :class:`~tayanch.packets.PacketError`.

    Newer keys of a partner we know wait beside those in force until the words were compared.
    """
    card = read_card(text)
    check_address(card.address)
    own = exchange.own_identity(by.organisation_id)
    if own is not None and bytes(own.fingerprint) == card.fingerprint:
        raise PartnerRefused(_("This is your own card. Ask your partner for theirs."))
    known = Partner.objects.filter(organisation_id=by.organisation_id, fingerprint=card.fingerprint).first()
    partner = known or Partner(organisation_id=by.organisation_id, added_by=by)
    if known is not None and known.ended_at is not None:
        known.ended_at = known.compared_at = known.compared_by = None
    partner.take(card)
    partner.save()
    log.record("partner.add", by=by.id, kind="partner", object_id=partner.id, fields=["card"])
    return partner


@transaction.atomic
def do_take_next_card(partner: Partner, card: Card, *, by: User | None) -> Partner:
    """New keys of a partner, by their own word or by a file. Until the words are compared nothing goes either way."""
    if Partner.objects.filter(organisation_id=partner.organisation_id, fingerprint=card.fingerprint).exists():
        raise PartnerRefused(_("These keys belong to a partner already."))
    check_address(card.address)
    partner.next_card = card.to_text()
    partner.save(update_fields=["next_card"])
    log.record("partner.next-keys", by=by.id if by else None, kind="partner", object_id=partner.id, fields=["card"])
    return partner


@transaction.atomic
def do_compare_words(partner: Partner, *, by: User) -> Partner:
    """The six words were read aloud and were the same: from now on packets go both ways."""
    if partner.next_card:
        partner.take(read_card(partner.next_card))
        partner.next_card = ""
    partner.compared_at, partner.compared_by = timezone.now(), by
    partner.save()
    log.record("partner.compare", by=by.id, kind="partner", object_id=partner.id, fields=["compared_at"])
    return partner


@transaction.atomic
def do_refuse_next_card(partner: Partner, *, by: User) -> Partner:
    """The words of the new keys were not the same: they go, and so does the trust in the old ones."""
    partner.next_card, partner.compared_at, partner.compared_by = "", None, None
    partner.save(update_fields=["next_card", "compared_at", "compared_by"])
    log.record("partner.refuse-keys", by=by.id, kind="partner", object_id=partner.id, fields=["card"])
    return partner


@transaction.atomic
def do_tell_new_keys(partner: Partner, *, by: User) -> tuple[Packet, bytes] | None:
    """A packet that tells a partner our new card, signed by the keys they know; none when ours never changed."""
    before, own = exchange.replaced_identity(partner.organisation_id), exchange.own_identity(partner.organisation_id)
    if before is None or own is None:
        return None
    body = {"form": 1, "card": exchange.own_card(own).to_text()}
    signer = exchange.secret_of(before)
    log.record("identity.tell", by=by.id, kind="partner", object_id=partner.id, fields=["card"])
    return seal_packet("key-change", body, by=signer, to=partner.card, now=timezone.now(), lasts=TELL_FOR)


@transaction.atomic
def do_end_partner(partner: Partner, *, by: User) -> Partner:
    """Stop working with a partner. What was referred before stays where it is."""
    partner.ended_at = timezone.now()
    partner.save(update_fields=["ended_at"])
    log.record("partner.end", by=by.id, kind="partner", object_id=partner.id)
    return partner
