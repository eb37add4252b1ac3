"""Papers of a case: sealed files in the data folder, their names sealed in the database."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tayanch.desk.models.cases import Case
from tayanch.vault.models import Person, SealedField, SealedModel


class Document(SealedModel):
    """One paper. Its bytes lie in ``files/<id>`` of the data folder, sealed with the case's key."""

    class Kind(models.TextChoices):
        LETTER = "letter"
        EVIDENCE = "evidence"
        BUNDLE = "bundle"

    sealed_by = "case_id"
    case = models.ForeignKey(Case, models.CASCADE, related_name="documents")
    # Whose paper it is: goes when she is erased. None: it belongs to the case and to everybody in it.
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    media_type = models.CharField(max_length=100)
    letter = models.CharField(max_length=40, blank=True)  # ru/demand
    name = SealedField()
    size = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_on = models.DateField(null=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return str(self.id)
