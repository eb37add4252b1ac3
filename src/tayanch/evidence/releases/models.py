"""Releases as they are kept: what was chosen, who published it, the files themselves, and what was said in each."""

from __future__ import annotations

import json

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tayanch.accounts.models import Organisation
from tayanch.accounts.scopes import scoped_objects
from tayanch.evidence.models import Work
from tayanch.releases.model import LICENCES, Dataset
from tayanch.releases.storing import from_data
from tayanch.vault.models import SealedField, SealedModel
from tayanch.vocabulary.model import Text

USER = settings.AUTH_USER_MODEL


class Release(SealedModel):
    """One release: a draft until a second person publishes it. It holds protected numbers, and names nobody.

    What it is compared with by later ones (*kept*) tells which hidden cells are small, so that is sealed.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("in preparation")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

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
    made = SealedField()  # JSON: the datasets as they were computed, protected
    kept = SealedField()  # JSON: see tayanch.disclosure.Released.to_dict

    objects = scoped_objects()

    class Meta:
        ordering = ["-date", "-at"]

    def __str__(self) -> str:
        return f"{self.date}"

    @property
    def name(self) -> Text:
        return Text(**self.title)

    @property
    def datasets(self) -> list[Dataset]:
        """What was computed for it; empty before that."""
        return [from_data(one) for one in json.loads(self.unseal("made") or "[]")]

    @property
    def folder(self) -> str:
        """The last part of its public address: its date, and a sign of its own, for a day may have two."""
        return f"{self.date}-{self.id.hex[:6]}"


class Making(Work):
    """How far the computation of a draft is."""

    release = models.OneToOneField(Release, models.CASCADE, related_name="making")

    def __str__(self) -> str:
        return str(self.release_id)


class ReleasedTable(models.Model):
    """One dataset as it was released: what it said, to tell what changed in the next one."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="tables")
    dataset = models.CharField(max_length=100)
    told = models.JSONField()  # see tayanch.releases.storing.as_data

    class Meta:
        ordering = ["release__date", "id"]
        constraints = [models.UniqueConstraint(fields=["release", "dataset"], name="one_table_a_dataset")]

    def __str__(self) -> str:
        return self.dataset
