"""Wages: what was agreed, what was paid, what is owed, and the way of the money into her hands."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from tayanch.desk.models.cases import Case
from tayanch.desk.models.documents import Document
from tayanch.vault.models import Person, SealedField, SealedModel


class Claim(SealedModel):
    """A claim for wages under one country's law. Its figures are computed from its periods for any day."""

    sealed_by = "case_id"
    case = models.ForeignKey(Case, models.CASCADE, related_name="claims")
    number = models.PositiveIntegerField()  # 1, 2 … within the case
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    law = models.CharField(max_length=10, default="ru")
    currency = models.CharField(max_length=3, default="RUB")  # of that law
    work = SealedField()  # what she did, in her words
    pay_days = models.JSONField(default=list)  # days of the month agreed for pay; empty: the latest the law allows
    last_day_worked = models.DateField(null=True)  # the contract has ended: everything is due that day
    # What the pay of hours, leave and deductions is counted from; sums a month. Empty: only the pay periods count.
    salary = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    salary_in_hand = models.BooleanField(default=False)
    bonus = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    norm_hours = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    tax_status = models.CharField(max_length=10, blank=True)  # eaeu, patent; empty: not known
    leave_taken = models.DecimalField(max_digits=5, decimal_places=2, null=True)  # days; empty: leave is not claimed
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="claim_number_in_case")]

    def __str__(self) -> str:
        return str(self.number)


class WagePeriod(models.Model):
    """What was due for one pay period. Sums in the claim's currency."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="periods")
    first = models.DateField()
    last = models.DateField()
    due = models.DateField()
    due_is_own = models.BooleanField(default=False)  # typed by the worker, not computed from the pay days
    agreed = models.DecimalField(max_digits=14, decimal_places=2)
    hours = models.DecimalField(max_digits=6, decimal_places=2, null=True)

    class Meta:
        ordering = ["first"]

    def __str__(self) -> str:
        return f"{self.first} – {self.last}"


class WagePayment(models.Model):
    """Money she was paid for one period, and when."""

    period = models.ForeignKey(WagePeriod, models.CASCADE, related_name="payments")
    date = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return str(self.date)


class WorkEntry(models.Model):
    """Hours beyond the usual ones, or money kept back, on one day."""

    class Kind(models.TextChoices):
        OVERTIME = "overtime"
        NIGHT = "night"
        REST_DAY = "rest_day"
        DEDUCTION = "deduction"

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    date = models.DateField()
    hours = models.DecimalField(max_digits=4, decimal_places=2, null=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    reason = models.CharField(max_length=30, blank=True)  # code of the law's rule of deductions

    class Meta:
        ordering = ["date", "kind", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.date}"


class LedgerEntry(SealedModel):
    """One step of the money. Never changed: a mistake is taken back by a reversal."""

    class Stage(models.TextChoices):
        CLAIMED = "claimed"
        ACKNOWLEDGED = "acknowledged"
        AWARDED = "awarded"
        RECOVERED = "recovered"
        RECEIVED = "received"

    sealed_by = "case_id"
    case = models.ForeignKey(Case, models.CASCADE, related_name="ledger")
    claim = models.ForeignKey(Claim, models.SET_NULL, null=True, related_name="ledger")
    stage = models.CharField(max_length=20, choices=Stage.choices)
    date = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    evidence = SealedField()
    document = models.ForeignKey(Document, models.SET_NULL, null=True, related_name="+")
    reverses = models.OneToOneField("self", models.CASCADE, null=True, related_name="reversed_by")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["date", "entered_at"]
        indexes = [models.Index(fields=["stage", "date"])]

    def __str__(self) -> str:
        return f"{self.stage} {self.date}"
