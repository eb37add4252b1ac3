"""Who opens how much: what was opened, what the director must look at, and records that nobody should open."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from tayanch.accounts.models import Organisation
from tayanch.accounts.scopes import scoped_objects
from tayanch.desk.models.cases import Case


class Opening(models.Model):
    """A worker opened a case on a day: once, however often she looked."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="openings")
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "day", "case"], name="one_opening_a_day")]

    def __str__(self) -> str:
        return str(self.day)


class Allowance(models.Model):
    """A worker said why she opens more cases than usual today."""

    class Why(models.TextChoices):
        CALLING_ALL = "calling-all"  # calls everybody of a list
        HANDING_OVER = "handing-over"
        REVIEWING = "reviewing"
        REPORTING = "reporting"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    why = models.CharField(max_length=20, choices=Why.choices)
    more = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["user", "day"])]

    def __str__(self) -> str:
        return self.why


class Canary(models.Model):
    """An invented record that nobody has a reason to open, except the colleague who keeps it."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="canary")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    planted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    planted_at = models.DateTimeField(auto_now_add=True)

    objects = scoped_objects()

    def __str__(self) -> str:
        return str(self.pk)


class Alert(models.Model):
    """Something the director must look at. It names a worker and a case by its reference, never a woman."""

    class Kind(models.TextChoices):
        MANY = "many"  # opened more cases than usual
        CANARY = "canary"
        EXPORT = "export"  # a file with names was asked for or taken

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.SET_NULL, null=True, related_name="+")
    why = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = scoped_objects()

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["organisation", "seen_at", "-at"])]

    def __str__(self) -> str:
        return self.kind
