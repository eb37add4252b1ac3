"""A file with names: asked for by one, approved by another, taken by the first, for a short while."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from tayanch.accounts.models import Organisation
from tayanch.accounts.scopes import scoped_objects


class NamedExport(models.Model):
    """What was asked for. The file itself is made when it is taken, and is kept nowhere."""

    class Purpose(models.TextChoices):
        COURT = "court"
        PARTNER = "partner"
        AUDIT = "audit"
        OWN_PAPERS = "own-papers"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    recipient = models.CharField(max_length=120)  # an office; stands as a watermark on the file
    columns = models.JSONField()
    state = models.CharField(max_length=10, blank=True)  # which cases: as on their list
    topic = models.CharField(max_length=40, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cases = models.PositiveIntegerField()  # how many it was when she asked
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    is_approved = models.BooleanField(null=True)
    expires_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)

    objects = scoped_objects()

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return str(self.id)
