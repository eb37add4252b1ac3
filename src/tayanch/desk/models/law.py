"""What the desk keeps about the law: sign-offs, worked examples, imports and the claims that an import changed."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.conf import settings
from django.db import models

from tayanch.desk.models.claims import Claim
from tayanch.desk.models.promises import Promise


class SignOff(models.Model):
    """A lawyer read a rule and stands for its content of that day: see :mod:`tayanch.law.reviews`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rule = models.CharField(max_length=80, db_index=True)  # ru.wage.delay
    content = models.CharField(max_length=64)  # fingerprint of what the pack says
    examples = models.CharField(max_length=64)  # fingerprint of the desk's own worked examples
    name = models.CharField(max_length=120)  # as she signs
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)  # why it was taken back

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.rule} {self.on}"


class RuleExample(models.Model):
    """A worked example that a lawyer added: invented figures, and what must come out."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rule = models.CharField(max_length=80, db_index=True)
    note = models.CharField(max_length=200, blank=True)
    question = models.JSONField()
    expected = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.rule} {self.id}"


class LawImport(models.Model):
    """Newer parameters were taken."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pack = models.CharField(max_length=20)
    files = models.JSONField(default=list)
    told = models.JSONField(default=list)  # what is new, see tayanch.law.importing.Change
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # none: a terminal
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.pack} {self.at}"


class ClaimChange(models.Model):
    """What she was owed under the law before an import and under the law after it; none: it could not be computed."""

    law_import = models.ForeignKey(LawImport, models.CASCADE, related_name="claims")
    claim = models.ForeignKey(Claim, models.CASCADE, related_name="law_changes")
    before = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    before_on = models.DateField()
    after = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    after_on = models.DateField()
    promise = models.ForeignKey(Promise, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return str(self.claim_id)

    @property
    def difference(self) -> Decimal | None:
        """After minus before; none when one of them is not known."""
        return None if self.before is None or self.after is None else self.after - self.before
