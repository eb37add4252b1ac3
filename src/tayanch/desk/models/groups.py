"""A brigade that one employer owes: every woman has a claim of her own, and one payment is divided among them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from tayanch.desk.models.base import OwnedRecord
from tayanch.desk.models.cases import Case
from tayanch.desk.models.claims import Claim, LedgerEntry
from tayanch.desk.models.consents import Consent
from tayanch.vault.models import Person, SealedField, SealedModel


class Group(OwnedRecord):
    """Claims against one employer that are followed together. It has a key of its own, so no woman's key opens it."""

    name = SealedField()  # of the employer, as the worker calls the group
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["team", "-made_at"])]


class GroupMember(models.Model):
    """One woman's claim in a group."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="members")
    claim = models.OneToOneField(Claim, models.CASCADE, related_name="membership")
    joined_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["joined_at", "id"]

    def __str__(self) -> str:
        return str(self.joined_at)


class GroupPayment(SealedModel):
    """One sum from the employer and how it was divided. Never changed: a mistake is taken back whole."""

    class How(models.TextChoices):
        BY_CLAIM = "by_claim"
        EQUALLY = "equally"
        BY_HAND = "by_hand"

    sealed_by = "group_id"
    group = models.ForeignKey(Group, models.CASCADE, related_name="payments")
    stage = models.CharField(max_length=20, choices=LedgerEntry.Stage.choices)
    date = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    how = models.CharField(max_length=10, choices=How.choices)
    evidence = SealedField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-date", "-entered_at"]

    def __str__(self) -> str:
        return str(self.date)


class GroupShare(models.Model):
    """What one woman got of a payment. It outlives her erasure as a bare sum, so that the payment still adds up."""

    payment = models.ForeignKey(GroupPayment, models.CASCADE, related_name="shares")
    entry = models.ForeignKey(LedgerEntry, models.SET_NULL, null=True, related_name="+")
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    def __str__(self) -> str:
        return str(self.amount)


class CaseShare(models.Model):
    """One woman's yes that lets a lawyer read her case: it holds as long as her consent does."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="shares")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    consent = models.ForeignKey(Consent, models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, models.CASCADE, related_name="case_shares")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reader", "case", "person"], name="shared_once_by_a_woman")]

    def __str__(self) -> str:
        return str(self.given_at)
