"""Letters that an organisation wrote itself, as DOCX files with variables."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from tayanch.accounts.models import Organisation
from tayanch.accounts.scopes import scoped_objects
from tayanch.vault.models import SealedField, SealedModel


class LetterTemplate(SealedModel):
    """One version of a template. Its bytes lie in ``files/<id>``, sealed with a key of its own.

    It tells of nobody, but it is the organisation's: other organisations and the disk do not see it.
    """

    class State(models.TextChoices):
        TRIAL = "trial"  # checked, shown with invented facts, not taken yet
        DRAFT = "draft"  # in use, and says in every letter that no lawyer has read it
        REVIEWED = "reviewed"
        RETIRED = "retired"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    family = models.UUIDField(default=uuid.uuid4, db_index=True)  # the versions of one template share it
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.TRIAL)
    language = models.CharField(max_length=10)
    country = models.CharField(max_length=20)  # concept of "country"
    addressee = models.CharField(max_length=20)
    name = SealedField()
    variables = models.JSONField(default=list)  # the known variables that it uses
    size = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_on = models.DateField(null=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = scoped_objects()

    class Meta:
        ordering = ["family", "-version"]
        constraints = [models.UniqueConstraint(fields=["family", "version"], name="template_version_once")]

    def __str__(self) -> str:
        return str(self.id)
