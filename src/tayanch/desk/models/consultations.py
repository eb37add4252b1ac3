"""One conversation with a woman. Complete without a name; can be joined to a person when she agrees."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from tayanch.desk.models.base import OwnedRecord
from tayanch.vault.models import ContactPoint, Person, SealedField


class Consultation(OwnedRecord):
    class State(models.TextChoices):
        OPEN = "open"
        FINISHED = "finished"

    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    version = models.PositiveIntegerField(default=0)  # grows with every acknowledged save
    channel = models.CharField(max_length=30, blank=True)
    language = models.CharField(max_length=10, blank=True)
    topic = models.CharField(max_length=40, blank=True)  # the main one; all of them in ConsultationTopic
    stage = models.CharField(max_length=40, blank=True)
    country = models.CharField(max_length=20, blank=True)
    place = models.CharField(max_length=40, blank=True)
    target_group = models.CharField(max_length=40, blank=True)
    sex = models.CharField(max_length=10, blank=True)  # concept of "sex"; empty: not said
    sector = models.CharField(max_length=40, blank=True)
    point = models.ForeignKey(ContactPoint, models.SET_NULL, null=True, related_name="consultations")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="consultations")
    case = models.ForeignKey("desk.Case", models.SET_NULL, null=True, related_name="consultations")
    phone = SealedField()
    phone_relation = models.CharField(max_length=20, blank=True)
    said = SealedField()  # what she said, in the worker's words
    advice = SealedField()
    is_sealed = models.BooleanField(default=False)  # with its case

    class Meta:
        indexes = [
            models.Index(fields=["team", "-started_at"]),
            models.Index(fields=["organisation", "topic", "-started_at"]),
            models.Index(fields=["owner", "state", "-started_at"]),
            models.Index(fields=["owner", "-started_at"]),
            models.Index(fields=["team", "topic", "-started_at"]),
            models.Index(fields=["owner", "topic", "-started_at"]),
            models.Index(
                fields=["organisation", "topic", "-started_at"], condition=models.Q(is_sealed=True), name="talk_sealed"
            ),
        ]


class ConsultationTopic(models.Model):
    """A further topic of the same conversation."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="topics")
    topic = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consultation", "topic"], name="topic_once")]

    def __str__(self) -> str:
        return self.topic
