"""A referral: what one organisation told another about a woman, by her consent, and what came of it."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from tayanch.accounts.models import Organisation, Team
from tayanch.accounts.scopes import scoped_objects
from tayanch.desk.models.cases import Case
from tayanch.desk.models.consents import Consent
from tayanch.desk.models.partners import Partner
from tayanch.vault.models import Person, SealedField, SealedModel


class Referral(SealedModel):
    """One woman referred to a partner, or by a partner to us.

    Ours is sealed with the key of its case. What came to us is sealed with a key of its own until somebody accepts it
    into a case; then its words move there and are emptied here.
    """

    class Direction(models.TextChoices):
        OUT = "out"
        IN = "in"

    class State(models.TextChoices):
        MADE = "made"  # ours: no receipt yet
        RECEIVED = "received"  # the recipient has it and has not decided
        ACCEPTED = "accepted"
        DECLINED = "declined"
        FINISHED = "finished"
        RECALLED = "recalled"  # the sender asks for it back
        DESTROYED = "destroyed"
        KEPT = "kept"  # recalled, and the recipient gave a reason why not

    sealed_by = "about_id"
    about_id = models.UUIDField()  # the case's id, or the referral's own while it has no case
    direction = models.CharField(max_length=3, choices=Direction.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # none: nobody yet
    # The rows outlive an erasure without a word, so that the partner can still be told that it is destroyed.
    case = models.ForeignKey(Case, models.SET_NULL, null=True, related_name="referrals")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    consent = models.ForeignKey(Consent, models.SET_NULL, null=True, related_name="referrals")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="referrals")
    packet_id = models.UUIDField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.MADE)
    body = SealedField()  # JSON: what was told; see docs/reference/packets.md
    created_at = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()

    objects = scoped_objects()

    class Meta:
        ordering = ["-created_at", "id"]
        indexes = [models.Index(fields=["organisation", "state", "-created_at"])]
        constraints = [models.UniqueConstraint(fields=["organisation", "packet_id"], name="one_referral_a_packet")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def told(self) -> dict[str, Any]:
        """What the packet says; empty once it is destroyed. Raises :class:`~tayanch.vault.keys.Erased`."""
        found: dict[str, Any] = json.loads(self.unseal("body") or "{}")
        return found

    def tell(self, body: dict[str, Any]) -> None:
        """Seal what the packet says. Does not save."""
        self.seal(body=json.dumps(body, ensure_ascii=False))

    @property
    def is_ours(self) -> bool:
        return self.direction == self.Direction.OUT


class ReferralStep(SealedModel):
    """One packet of a referral, made here or come in. Bytes that still wait to be sent lie sealed in ``files/<id>``."""

    sealed_by = "about_id"
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    about_id = models.UUIDField()  # as of the referral
    referral = models.ForeignKey(Referral, models.CASCADE, related_name="steps")
    direction = models.CharField(max_length=3, choices=Referral.Direction.choices)
    kind = models.CharField(max_length=20)  # of tayanch.packets.KINDS
    answer = models.CharField(max_length=40, blank=True)  # received, accepted, destroyed …, or a "case-outcome"
    packet_id = models.UUIDField()
    reply_to = models.UUIDField(null=True)  # the packet that this one answers
    said = SealedField()  # the words that go with it
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    delivered_at = models.DateTimeField(null=True)  # over HTTPS, or known by an answer
    trouble = models.CharField(max_length=20, blank=True)  # why it did not arrive: a code of desk/referrals/delivery.py
    has_bytes = models.BooleanField(default=False)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.answer}".strip()
