"""A case: what is done for one woman or several against one employer, until it is closed with an outcome."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from tayanch.desk.models.base import OwnedRecord
from tayanch.vault.models import Person, SealedField, SealedModel


class Case(OwnedRecord):
    class State(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"

    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)
    topic = models.CharField(max_length=40)
    country = models.CharField(max_length=20, blank=True)
    place = models.CharField(max_length=40, blank=True)
    sector = models.CharField(max_length=40, blank=True)
    sex = models.CharField(max_length=10, blank=True)  # of the client, as her first consultation says
    outcome = models.CharField(max_length=40, blank=True)  # concept of "case-outcome"
    closing_words = SealedField()
    plan = SealedField()
    # Open to named workers only, by shares of its key: see vault.shares.
    is_sealed = models.BooleanField(default=False)
    needs_two = models.BooleanField(default=False)  # nobody opens a name alone
    is_behind_law = models.BooleanField(default=False)  # newer law came while nobody could open it

    class Meta:
        indexes = [
            models.Index(fields=["team", "-state", "-opened_at"]),
            models.Index(fields=["owner", "-state", "-opened_at"]),
            models.Index(fields=["organisation", "topic", "-opened_at"]),
            models.Index(fields=["team", "topic", "-opened_at"]),
            models.Index(fields=["owner", "topic", "-opened_at"]),
            # Hardly any case is sealed: this one finds them without walking over the others.
            models.Index(
                fields=["organisation", "topic", "-opened_at"], condition=models.Q(is_sealed=True), name="case_sealed"
            ),
        ]


class CasePerson(models.Model):
    """A person in the case and what she or he is to it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="people")
    person = models.ForeignKey(Person, models.CASCADE, related_name="cases")
    relation = models.CharField(max_length=30, default="client")  # concept of "relation"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="person_once_in_case")]

    def __str__(self) -> str:
        return self.relation


class Employer(SealedModel):
    """Who owes her: a firm, a household, a person; with papers or without."""

    class Papers(models.TextChoices):
        CONTRACT = "contract"
        NONE = "none"
        UNKNOWN = "unknown"

    sealed_by = "case_id"
    case = models.OneToOneField(Case, models.CASCADE, related_name="employer")
    is_household = models.BooleanField(default=False)
    papers = models.CharField(max_length=10, choices=Papers.choices, default=Papers.UNKNOWN)
    name = SealedField()
    tax_number = SealedField()
    address = SealedField()
    contact = SealedField()

    def __str__(self) -> str:
        return str(self.id)


class EmployerToken(models.Model):
    """A blind token of one word of the employer's name, for the search."""

    employer = models.ForeignKey(Employer, models.CASCADE, related_name="tokens")
    token = models.BinaryField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["token", "employer"])]

    def __str__(self) -> str:
        return str(self.employer_id)


class Episode(SealedModel):
    """One stay abroad that the case is about."""

    sealed_by = "case_id"
    case = models.OneToOneField(Case, models.CASCADE, related_name="episode")
    country = models.CharField(max_length=20, blank=True)
    place = models.CharField(max_length=40, blank=True)
    mode = models.CharField(max_length=40, blank=True)  # concept of "migration-mode"
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    status = SealedField()  # only when the claim needs it; forgotten on the day below
    status_expires = models.DateField(null=True, db_index=True)

    def __str__(self) -> str:
        return str(self.id)


class Violation(SealedModel):
    """One thing that was done to her, as a concept, and by whom."""

    sealed_by = "case_id"
    case = models.ForeignKey(Case, models.CASCADE, related_name="violations")
    violation = models.CharField(max_length=40)
    perpetrator = models.CharField(max_length=40, blank=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    detail = SealedField()

    def __str__(self) -> str:
        return self.violation


class CaseNote(SealedModel):
    """A dated note. Never edited: a correction is another note. The owner can strike out what it says."""

    sealed_by = "case_id"
    case = models.ForeignKey(Case, models.CASCADE, related_name="notes")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = SealedField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return str(self.at)
