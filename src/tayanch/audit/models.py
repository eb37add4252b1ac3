"""The log of who did what to which record: field names, never values."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One act. Rows are only ever added: database triggers refuse UPDATE and DELETE."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)  # none: the installation itself
    action = models.CharField(max_length=60)
    kind = models.CharField(max_length=40, blank=True)
    object_id = models.UUIDField(null=True)
    fields = models.JSONField(default=list)
    reason = models.CharField(max_length=200, blank=True)
    previous = models.BinaryField(max_length=32)
    mac = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["seq"]
        indexes = [models.Index(fields=["object_id", "seq"]), models.Index(fields=["actor_id", "seq"])]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"
