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
    """What an indicator that is not of the desk takes its values from: a kept table of a survey, or a study."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+", db_index=False)
    indicator = models.CharField(max_length=80)
    tabulation = models.ForeignKey("evidence.Tabulation", models.CASCADE, null=True, related_name="+")
    study = models.ForeignKey("interviews.Study", models.CASCADE, null=True, related_name="+")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = scoped_objects()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "indicator", "tabulation", "study"], name="one_link_a_source"
            )
        ]

    def __str__(self) -> str:
        return self.indicator
