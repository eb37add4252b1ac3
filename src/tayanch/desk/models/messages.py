"""Messages out and in. Every address and every word is sealed; tokens are blind."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from tayanch.accounts.models import Organisation, Team
from tayanch.accounts.scopes import scoped_objects
from tayanch.desk.models.cases import Case
from tayanch.desk.models.consultations import Consultation
from tayanch.vault.models import Person, SealedField, SealedModel


class Message(SealedModel):
    """A neutral text on its way to her."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"  # handed over; whether it went is not written yet
        SENT = "sent"
        FAILED = "failed"
        CANCELLED = "cancelled"

    sealed_by = "about_id"
    about_id = models.UUIDField()  # the case's or the consultation's id: whose key seals it
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="messages")
    consultation = models.ForeignKey(Consultation, models.CASCADE, null=True, related_name="messages")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="messages")
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    channel = models.CharField(max_length=20)
    template = models.CharField(max_length=20)
    language = models.CharField(max_length=2)
    to = SealedField()
    text = SealedField()
    token = models.BinaryField(max_length=32)  # blind, of the address: counts how many went there
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    fault = models.CharField(max_length=20, blank=True)  # why it failed, waits or was taken back
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    not_before = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)

    objects = scoped_objects()

    class Meta:
        ordering = ["-made_at"]
        indexes = [
            models.Index(fields=["state", "not_before"]),
            models.Index(fields=["organisation", "token", "made_at"]),
            models.Index(fields=["about_id", "-made_at"]),
        ]

    def __str__(self) -> str:
        return str(self.id)


class ReplyAddress(SealedModel):
    """Where she wrote from, when it was no phone number: a chat or a mailbox that can be answered."""

    sealed_by = "consultation_id"
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="reply_addresses")
    channel = models.CharField(max_length=20)
    token = models.BinaryField(max_length=32, db_index=True)
    address = SealedField()

    def __str__(self) -> str:
        return self.channel


class Arrival(SealedModel):
    """What came in and nobody has taken up yet. With its own key, so that it can be destroyed whole."""

    class Kind(models.TextChoices):
        MESSAGE = "message"
        CALLBACK = "callback"

    organisation = models.ForeignKey(Organisation, models.PROTECT)
    team = models.ForeignKey(Team, models.PROTECT)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    channel = models.CharField(max_length=20)  # "web" for a call-back request
    at = models.DateTimeField()
    content = SealedField()  # a JSON object: see tayanch.desk.messages.post
    expires = models.DateField(db_index=True)

    objects = scoped_objects()

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["team", "at"])]

    def __str__(self) -> str:
        return str(self.id)


class SeenMessage(models.Model):
    """A blind token of a message that was taken in: services send the same one twice."""

    organisation = models.ForeignKey(Organisation, models.PROTECT)
    token = models.BinaryField(max_length=32)
    on = models.DateField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "token"], name="message_seen_once")]

    def __str__(self) -> str:
        return str(self.on)
