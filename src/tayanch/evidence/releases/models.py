"""Releases as they are kept: what was chosen, who published it, the files themselves, and what was said in each."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tayanch.accounts.models import Organisation
from tayanch.accounts.scopes import scoped_objects
from tayanch.releases.model import LICENCES
from tayanch.vocabulary.model import Text

USER = settings.AUTH_USER_MODEL


class Release(models.Model):
    """One release: a draft until a second person publishes it. It holds numbers that are public, and names nobody."""

    class State(models.TextChoices):
        DRAFT = "draft", _("in preparation")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    date = models.DateField()
    title = models.JSONField(default=dict)  # language → text
    summary = models.JSONField(default=dict)
    website = models.URLField(blank=True)
    licence = models.CharField(max_length=20, default=LICENCES[0].id)
    chosen = models.JSONField(default=list)  # ids of datasets
    since = models.PositiveSmallIntegerField(default=0)  # first year; 0: from the beginning
    until = models.PositiveSmallIntegerField(default=0)  # last year; 0: to the end
    is_open = models.BooleanField(default=True)  # served by this installation too
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    published_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)  # why it was withdrawn: everybody reads it
    fingerprint = models.CharField(max_length=64, blank=True)  # SHA-256 of the archive
    key = models.CharField(max_length=60, blank=True)  # fingerprint of the key that signed it
    archive = models.BinaryField(default=b"")  # ZIP

    objects = scoped_objects()

    class Meta:
        ordering = ["-date", "-at"]

    def __str__(self) -> str:
        return f"{self.date}"

    @property
    def name(self) -> Text:
        return Text(**self.title)

    @property
    def folder(self) -> str:
        """The last part of its public address: its date, and a sign of whose it is."""
        return f"{self.date}-{self.organisation_id.hex[:6]}"


class ReleasedTable(models.Model):
    """One dataset as it was released: what it said, so that a later one cannot tell more by subtraction."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="tables")
    dataset = models.CharField(max_length=100)
    told = models.JSONField()  # see tayanch.releases.changes.as_data

    class Meta:
        ordering = ["release__date", "id"]
        constraints = [models.UniqueConstraint(fields=["release", "dataset"], name="one_table_a_dataset")]

    def __str__(self) -> str:
        return self.dataset
