"""The second look: somebody else than the owner reads a case and says whether it is right."""

from __future__ import annotations

import json

from django.conf import settings
from django.db import models
from django.utils import timezone

from tayanch.accounts.models import Organisation
from tayanch.accounts.scopes import scoped_objects
from tayanch.desk.models.cases import Case
from tayanch.vault.models import SealedField, SealedModel


class Review(SealedModel):
    """One second look, asked for or decided. Why it was asked is sealed: the reasons can tell of violence."""

    class State(models.TextChoices):
        WAITING = "waiting"
        AGREED = "agreed"
        CHANGE = "change"  # something is to be changed before it is right
        TAKEN_BACK = "taken_back"
        PAST = "past"  # decided before the case was opened again: it answers nothing any more

    sealed_by = "case_id"
    case = models.ForeignKey(Case, models.CASCADE, related_name="reviews")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reasons = SealedField()  # a JSON list of codes: see tayanch.desk.cases.reviewing.REASONS
    question = SealedField()  # what the worker wants looked at
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # none: a rule
    asked_at = models.DateTimeField(default=timezone.now)
    remark = SealedField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)  # the owner has read the remark

    class Meta:
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["state", "asked_at"])]

    def __str__(self) -> str:
        return self.state

    @property
    def codes(self) -> list[str]:
        """The reasons. Raises :class:`~tayanch.vault.keys.Erased`."""
        found: list[str] = json.loads(self.unseal("reasons") or "[]")
        return found


class ReviewTopic(models.Model):
    """A topic whose cases an organisation closes only after a second look."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="review_topics")
    topic = models.CharField(max_length=40)

    objects = scoped_objects()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "topic"], name="review_topic_once")]

    def __str__(self) -> str:
        return self.topic
