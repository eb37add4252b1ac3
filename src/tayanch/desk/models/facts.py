"""Which months of which facts have changed, and the facts as they were last taken out: see ``tayanch.desk.facts``."""

from __future__ import annotations

import uuid

from django.db import models

from tayanch.accounts.models import Organisation
from tayanch.accounts.scopes import scoped_objects


class FactChange(models.Model):
    """A mark that triggers of the database set: something of this month was written. Its number only grows."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    fact = models.CharField(max_length=20)  # of tayanch.desk.facts.TABLES
    month = models.CharField(max_length=7)  # 2026-10, or 2026-Q4 of a tombstone

    objects = scoped_objects()

    class Meta:
        indexes = [models.Index(fields=["organisation", "fact", "month"])]

    def __str__(self) -> str:
        return f"{self.fact} {self.month}"


class FactPart(models.Model):
    """One month of one kind of fact, as Parquet, sealed with a key of the organisation's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", db_index=False)
    fact = models.CharField(max_length=20)
    month = models.CharField(max_length=7, blank=True)  # "": only says that all of this kind was taken out
    form = models.PositiveIntegerField()  # version of the columns
    rows = models.PositiveIntegerField(default=0)
    fingerprint = models.CharField(max_length=64)  # SHA-256 of the bytes in clear
    data = models.BinaryField(default=b"")

    objects = scoped_objects()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "fact", "month"], name="one_part_a_month")]

    def __str__(self) -> str:
        return f"{self.fact} {self.month}"
