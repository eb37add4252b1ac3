"""The steps of a case's plan: ours, hers or a partner's. What *she* was promised is a promise, not a step."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tayanch.desk.models.cases import Case
from tayanch.vault.models import SealedField, SealedModel


class Task(SealedModel):
    """One step: what is done, who does it, by when, and why."""

    class State(models.TextChoices):
        OPEN = "open"
        DONE = "done"
        DROPPED = "dropped"

    class Doer(models.TextChoices):
        COLLEAGUE = "colleague"
        HERSELF = "herself"
        PARTNER = "partner"

    sealed_by = "case_id"
    case = models.ForeignKey(Case, models.CASCADE, related_name="tasks")
    what = SealedField()
    why = SealedField()
    doer = models.CharField(max_length=10, choices=Doer.choices, default=Doer.COLLEAGUE)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # none: free
    partner = SealedField()  # whom we ask, when a partner does it
    due = models.DateField(null=True)
    place = models.PositiveIntegerField(default=0)  # 1, 2 … in the plan
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["place", "made_at"]
        indexes = [models.Index(fields=["state", "due"])]

    def __str__(self) -> str:
        return str(self.place)
