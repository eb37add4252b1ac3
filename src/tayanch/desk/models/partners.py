"""Organisations that help her elsewhere: their public cards, and our own keys."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from tayanch.accounts.models import Organisation, Team
from tayanch.accounts.scopes import scoped_objects
from tayanch.packets import Card
from tayanch.vault.models import SealedField, SealedModel


class OwnIdentity(SealedModel):
    """Our own keys. Sealed with a data key of its own; an earlier one stays to open what is still on its way."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="identities")
    secret = SealedField()  # the 64 bytes in base64
    fingerprint = models.BinaryField(max_length=32)
    address = models.CharField(max_length=200, blank=True)  # where packets for us arrive; empty: by file only
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")  # who gets what arrives there
    made_at = models.DateTimeField(auto_now_add=True)
    replaced_at = models.DateTimeField(null=True)

    objects = scoped_objects()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(replaced_at=None), name="one_identity_in_force"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Partner(models.Model):
    """An organisation whose card we hold. Nothing is sent or taken before the six words were compared by voice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="partners")
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=200, blank=True)  # https://…, empty: by file only
    signing_key = models.BinaryField(max_length=32)
    sealing_key = models.BinaryField(max_length=32)
    fingerprint = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)  # of the card, by its own key
    next_card = models.TextField(blank=True)  # their new keys, not compared yet
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    compared_at = models.DateTimeField(null=True)
    compared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = scoped_objects()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "fingerprint"], name="one_partner_a_key"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_verified(self) -> bool:
        """True when the keys in force were compared by voice and no newer ones wait."""
        return self.compared_at is not None and not self.next_card and self.ended_at is None

    @property
    def card(self) -> Card:
        """The card in force."""
        keys = bytes(self.signing_key), bytes(self.sealing_key)
        return Card(self.name, self.address, *keys, bytes(self.signature))

    def take(self, card: Card) -> None:
        """Put a card in force. Does not save."""
        self.name, self.address, self.signature = card.name, card.address, card.signature
        self.signing_key, self.sealing_key = card.signing_key, card.sealing_key
        self.fingerprint = card.fingerprint


class SeenPacket(models.Model):
    """The id of a packet that came: it counts once, for ever. A random number that says nothing."""

    organisation = models.ForeignKey(Organisation, models.PROTECT)
    packet_id = models.UUIDField()
    seen_at = models.DateTimeField(auto_now_add=True)

    objects = scoped_objects()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "packet_id"], name="packet_once")]

    def __str__(self) -> str:
        return str(self.packet_id)
