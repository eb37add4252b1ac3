"""Who brought her there, and blind tokens by which the same employer or recruiter is met again."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from tayanch.accounts.models import Organisation
from tayanch.accounts.scopes import scoped_objects
from tayanch.desk.models.cases import Case
from tayanch.desk.models.consents import Consent
from tayanch.vault.models import Person, SealedField, SealedModel


class Recruiter(SealedModel):
    """An agency or a person who found her the work."""

    class Kind(models.TextChoices):
        AGENCY = "agency"
        PERSON = "person"

    sealed_by = "case_id"
    case = models.OneToOneField(Case, models.CASCADE, related_name="recruiter")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.AGENCY)
    name = SealedField()
    tax_number = SealedField()
    licence = SealedField()
    address = SealedField()
    contact = SealedField()
    promised = SealedField()  # what was promised, and what was paid for it

    def __str__(self) -> str:
        return self.kind


class FirmToken(models.Model):
    """One thing by which an employer or a recruiter is known: equal tokens of two cases suggest one firm."""

    class Whose(models.TextChoices):
        EMPLOYER = "employer"
        RECRUITER = "recruiter"

    class By(models.TextChoices):
        TAX = "tax"
        PHONE = "phone"
        NAME = "name"  # the whole name, with the place
        PART = "part"  # the name without one of its words, with the place: meets a whole name only

    case = models.ForeignKey(Case, models.CASCADE, related_name="firm_tokens")
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    whose = models.CharField(max_length=10, choices=Whose.choices)
    by = models.CharField(max_length=5, choices=By.choices)
    token = models.BinaryField(max_length=32)

    objects = scoped_objects()

    class Meta:
        indexes = [models.Index(fields=["organisation", "token"])]

    def __str__(self) -> str:
        return self.by


class JoinQuestion(models.Model):
    """A lawyer asks the owner of a case whether its woman would claim together with others."""

    class Answer(models.TextChoices):
        OPEN = "open"
        YES = "yes"
        NO = "no"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="join_questions")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    lawyer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    answer = models.CharField(max_length=5, choices=Answer.choices, default=Answer.OPEN)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    consent = models.ForeignKey(Consent, models.SET_NULL, null=True, related_name="+")  # her yes, as a document

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [models.UniqueConstraint(fields=["case", "person", "lawyer"], name="asked_once_by_a_lawyer")]
        indexes = [models.Index(fields=["answer", "case"])]

    def __str__(self) -> str:
        return self.answer
