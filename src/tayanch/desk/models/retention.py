"""How long records stay: rules of the organisation, warnings before the end, and what is kept longer on purpose."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tayanch.accounts.models import Organisation
from tayanch.accounts.scopes import scoped_objects
from tayanch.desk.models.cases import Case


class RetentionRule(models.Model):
    """So many months after a case was closed, or after a conversation that led to none. Without a rule all stays."""

    class Kind(models.TextChoices):
        CASE = "case"
        CONSULTATION = "consultation"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    topic = models.CharField(max_length=40, blank=True)  # "": every other topic
    months = models.PositiveIntegerField()

    objects = scoped_objects()

    class Meta:
        ordering = ["kind", "topic"]
        constraints = [models.UniqueConstraint(fields=["organisation", "kind", "topic"], name="one_rule_a_topic")]

    def __str__(self) -> str:
        return f"{self.kind} {self.topic} {self.months}"


class RetentionHold(models.Model):
    """This case stays until a day, whatever the rule."""

    class Why(models.TextChoices):
        COURT = "court"  # it may be needed before a court
        HER_WISH = "her-wish"
        PENSION = "pension"

    case = models.OneToOneField(Case, models.CASCADE, related_name="hold")
    until = models.DateField()
    why = models.CharField(max_length=20, choices=Why.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.until)


class ForgetWarning(models.Model):
    """Its owner was warned on this day that the case will be forgotten: never without a month's notice."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="forget_warning")
    since = models.DateField()

    def __str__(self) -> str:
        return str(self.since)
