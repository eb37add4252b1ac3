"""A worker asks a colleague to agree that she sees who somebody is; what was agreed ends by itself."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tayanch.desk.models.cases import Case
from tayanch.vault.models import Person, SealedField, SealedModel


class Reveal(SealedModel):
    """One question and its answer. The opened key lies in the vault until *until*, and nowhere else."""

    class State(models.TextChoices):
        ASKED = "asked"
        AGREED = "agreed"
        REFUSED = "refused"

    sealed_by = "case_id"
    case = models.ForeignKey(Case, models.CASCADE, related_name="reveals")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = SealedField()
    asked_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return self.state
