"""Surveys as they are kept: rows sealed in the data folder, what they mean, how they were drawn, their tables."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tayanch.accounts.models import Organisation
from tayanch.accounts.scopes import scoped_objects
from tayanch.vault.models import SealedField, SealedModel

USER = settings.AUTH_USER_MODEL


class Work(models.Model):
    """Something that takes longer than a page may wait: how far it is, and how it ended."""

    class State(models.TextChoices):
        WORKING = "working", _("at work")
        DONE = "done", _("done")
        FAILED = "failed", _("not done")
        STOPPED = "stopped", _("stopped")

    state = models.CharField(max_length=10, choices=State.choices, default=State.WORKING)
    share = models.FloatField(default=0)  # of the work that is done, 0 to 1
    beat = models.DateTimeField(default=timezone.now)  # when it last gave a sign of life
    trouble = models.CharField(max_length=20, blank=True)  # what kind of failure it was: see tayanch.evidence.work
    failure = models.CharField(max_length=1000, blank=True)  # a sentence that says what to do

    class Meta:
        abstract = True


class Survey(SealedModel, Work):
    """A file of microdata. Its rows lie sealed in the data folder under the survey's own key."""

    organisation = models.ForeignKey(Organisation, models.PROTECT)
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=300, blank=True)  # who asked, when, where it comes from
    file = models.CharField(max_length=120)  # the name of the file as it came
    fingerprint = models.CharField(max_length=64)  # SHA-256 of the file as it came
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    rows = models.PositiveIntegerField(default=0)
    columns = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=list)  # names of columns that were left out because they point at people
    suspects = models.JSONField(default=list)  # such columns that somebody still has to decide about
    design = models.JSONField(default=dict)  # as tayanch.survey.design.Design.of takes it; empty: not said yet
    codebook = SealedField()

    objects = scoped_objects()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """True once it can be tabulated."""
        return self.state == self.State.DONE and not self.suspects


class SurveyFile(SealedModel):
    """Bytes of a survey in the data folder, sealed with its key."""

    class Kind(models.TextChoices):
        ORIGINAL = "original"  # as it came, until it has been read
        FORM = "form"  # the XLSForm that the submissions answer
        ROWS = "rows"  # Parquet

    sealed_by = "survey_id"
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="files")
    kind = models.CharField(max_length=10, choices=Kind.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "kind"], name="one_survey_file_a_kind")]

    def __str__(self) -> str:
        return self.kind


class Tabulation(SealedModel, Work):
    """A table of estimates: what was asked, of which file and design, by which method, and the figures.

    One with a *name* is kept; the others are forgotten after some days. A figure elsewhere can point to its id.
    """

    sealed_by = "survey_id"
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="tabulations")
    name = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    asked = models.JSONField()  # see tayanch.evidence.asking.Question
    # What the figures rest on: fingerprint, left_out, design, method, program.
    derivation = models.JSONField(default=dict)
    figures = SealedField()  # JSON: cells with full precision, warnings, covariance

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.name or str(self.id)

    @property
    def told(self) -> dict[str, Any]:
        """The figures. Raises :class:`~tayanch.vault.keys.Erased`."""
        found: dict[str, Any] = json.loads(self.unseal("figures") or "{}")
        return found
