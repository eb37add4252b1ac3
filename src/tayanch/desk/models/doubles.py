"""Two records of one woman: what was decided about a pair, and how two were joined."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from tayanch.accounts.models import Organisation
from tayanch.accounts.scopes import scoped_objects
from tayanch.vault.models import Person, SealedField, SealedModel


class PairDecision(models.Model):
    """Somebody looked at two records: they are of two women, or it is to be looked at later."""

    class Verdict(models.TextChoices):
        DIFFERENT = "different"
        LATER = "later"

    first = models.ForeignKey(Person, models.CASCADE, related_name="+")  # the smaller id
    second = models.ForeignKey(Person, models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    until = models.DateField(null=True)  # "later": shown again from this day
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="one_decision_a_pair")]

    def __str__(self) -> str:
        return self.verdict


class Merge(SealedModel):
    """Two records became one. ``history`` holds, under the kept woman's key, all that is needed to part them again."""

    sealed_by = "person_id"
    person = models.ForeignKey(Person, models.CASCADE, related_name="merges")
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    history = SealedField()  # JSON: the other's key, rows that went, columns that changed

    objects = scoped_objects()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return str(self.at)

    @property
    def told(self) -> dict[str, Any]:
        """What was changed. Raises :class:`~tayanch.vault.keys.Erased`."""
        found: dict[str, Any] = json.loads(self.unseal("history"))
        return found
