"""What was promised to her, and what the law does not wait for."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tayanch.accounts.models import Organisation, Team
from tayanch.desk.models.cases import Case
from tayanch.desk.models.consultations import Consultation
from tayanch.vault.models import SealedField, SealedModel


class Promise(SealedModel):
    """Somebody will do something by a day and an hour: the row of the shift queue."""

    class State(models.TextChoices):
        OPEN = "open"
        KEPT = "kept"
        DROPPED = "dropped"

    sealed_by = "about_id"
    about_id = models.UUIDField()  # the case's or the consultation's id
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="promises")
    consultation = models.ForeignKey(Consultation, models.CASCADE, null=True, related_name="promises")
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    team = models.ForeignKey(Team, models.PROTECT)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # none: free
    what = SealedField()
    due = models.DateField()
    due_from = models.TimeField(null=True)
    due_until = models.TimeField(null=True)
    is_urgent = models.BooleanField(default=False)
    is_call = models.BooleanField(default=True)  # she must be called; otherwise something is to be done
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    made_at = models.DateTimeField(auto_now_add=True)
    moved = models.PositiveIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "state", "due"]),
            models.Index(fields=["organisation", "settled_at"]),
            models.Index(fields=["organisation", "moved_at"]),
        ]

    def __str__(self) -> str:
        return str(self.due)


class Deadline(models.Model):
    """A last day that the law sets, with the rule it comes from. Recomputed with its claim, never typed."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="deadlines")
    claim = models.ForeignKey("desk.Claim", models.CASCADE, related_name="deadlines")
    rule = models.CharField(max_length=60)  # ru.wage.limitation
    for_due = models.DateField()  # the sum that was due on this day
    last_day = models.DateField()
    last_safe_day = models.DateField()

    class Meta:
        ordering = ["last_safe_day"]
        indexes = [models.Index(fields=["last_safe_day"])]

    def __str__(self) -> str:
        return str(self.last_day)
