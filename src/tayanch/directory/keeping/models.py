"""What staff and organisations changed in the directory. Nothing here tells of a woman who was helped.

The directory belongs to the installation, as the law does: all its organisations ring the same numbers, each once.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models

from tayanch.directory.model import RESULTS, Source


class Entry(models.Model):
    """An entry that staff changed or made. One that nobody touched is in the shipped files only."""

    id = models.CharField(primary_key=True, max_length=80)  # kg-sezim
    content = models.TextField()  # the whole file as staff left it
    published = models.TextField(blank=True)  # as everybody sees it; empty: what was shipped, or nothing
    hidden = models.JSONField(default=list)  # blind codes of what became a hiding place: see hidden.py
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.id


class Change(models.Model):
    """A part of an entry was changed, and where that is known from.

    What stood there before may be a hiding place: it is not kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.CharField(max_length=80, db_index=True)
    part = models.CharField(max_length=20)  # one of parts.PARTS, or what was done to the whole
    title = models.CharField(max_length=300)
    url = models.CharField(max_length=500, blank=True)
    seen = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.entry} {self.part}"

    @property
    def source(self) -> Source:
        return Source(self.title, self.url or None, self.seen)


class Check(models.Model):
    """Somebody rang a number, or made sure of a whole entry (no number)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.CharField(max_length=80, db_index=True)
    number = models.CharField(max_length=20, blank=True)
    result = models.CharField(max_length=20, choices=[(one, one) for one in RESULTS])
    said_who = models.BooleanField(default=False)  # whoever answered confirmed that it is the organisation
    on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.entry} {self.on}"


class Invitation(models.Model):
    """A link by which an organisation proposes changes of its own entry. Only a digest of its secret is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.CharField(max_length=80, db_index=True)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the secret
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    until = models.DateField()  # the last day
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.entry} {self.until}"

    def is_open(self, today: date) -> bool:
        """Whether the link leads somewhere today."""
        return self.revoked_at is None and today <= self.until


class Proposal(models.Model):
    """What an organisation proposes for its own entry. Nobody's name is asked; the text goes once it is decided."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="proposals")
    entry = models.CharField(max_length=80, db_index=True)
    content = models.TextField(blank=True)  # the whole file as proposed; empty once decided
    parts = models.JSONField(default=list)  # which parts differ; once decided, which were taken
    at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["at"]

    def __str__(self) -> str:
        return f"{self.entry} {self.at:%Y-%m-%d}"
