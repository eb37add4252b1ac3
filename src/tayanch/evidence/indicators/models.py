"""Values of indicators as they are kept: counted exactly for the drill, protected for everybody, with their way."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from tayanch.accounts.models import Organisation
from tayanch.accounts.scopes import scoped_objects
from tayanch.evidence.models import Work

USER = settings.AUTH_USER_MODEL


class Run(Work):
    """One computation: what was read again, what was computed, how long it took."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")  # none: by the installation itself
    at = models.DateTimeField(default=timezone.now)
    is_whole = models.BooleanField(default=False)  # asked to compute everything anew
    rows = models.PositiveIntegerField(default=0)
    months = models.PositiveIntegerField(default=0)
    indicators = models.PositiveIntegerField(default=0)
    periods = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)

    objects = scoped_objects()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return str(self.at)


class Definition(models.Model):
    """A definition by which values here were computed: which version, since when, by the fingerprint of its rule."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    indicator = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    since = models.DateField()

    objects = scoped_objects()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "indicator", "version"], name="one_definition_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.version}"


class PeriodValues(models.Model):
    """All values of one indicator, of one version and period. Counts only, no row of anybody.

    *cells*: ``[[columns], [codes], value, count, base, [flags]]`` each, exact. *derivation*: as of
    :class:`tayanch.indicators.model.Derivation`. *shown*: the cells as everybody may see them; None until asked for.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", db_index=False)
    indicator = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    period = models.CharField(max_length=7)
    cells = models.JSONField()
    derivation = models.JSONField()
    shown = models.JSONField(null=True)

    objects = scoped_objects()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "indicator", "version", "period"], name="one_row_a_period_and_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.period}"


class Link(models.Model):
    """What an indicator that is not of the desk takes its values from: a kept table of a survey, or a study.

    *period*: the year that the answers are about, where the table has no waves of its own. *counted*: of a study,
    what was counted last, as plain values; *state*: the fingerprint of the study then.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", db_index=False)
    indicator = models.CharField(max_length=80)
    tabulation = models.ForeignKey("evidence.Tabulation", models.CASCADE, null=True, related_name="+")
    study = models.ForeignKey("interviews.Study", models.CASCADE, null=True, related_name="+")
    period = models.CharField(max_length=9)
    counted = models.JSONField(default=dict)
    state = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = scoped_objects()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "indicator", "tabulation"],
                condition=models.Q(tabulation__isnull=False),
                name="one_link_a_table",
            ),
            models.UniqueConstraint(
                fields=["organisation", "indicator", "study"],
                condition=models.Q(study__isnull=False),
                name="one_link_a_study",
            ),
        ]

    def __str__(self) -> str:
        return self.indicator


class ImportedSeries(models.Model):
    """Values of an official indicator from a file that somebody downloaded: who published it, where, when it was seen.

    It counts once it is *kept*; until then it is a preview that only its analyst looks at. *values*: ``[period,
    groups, value, unit, lower, upper, flags]`` each; *source*: the line that a citation takes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    indicator = models.CharField(max_length=80)
    publisher = models.CharField(max_length=200)
    publication = models.CharField(max_length=300)
    url = models.CharField(max_length=500)
    seen_on = models.DateField()
    source = models.CharField(max_length=1100)
    file = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64)  # SHA-256 of the file as it came
    about = models.JSONField(default=dict)  # what was understood of the file: form, columns, what was left out
    values = models.JSONField(default=list)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    kept_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    objects = scoped_objects()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.indicator} {self.publisher}"
