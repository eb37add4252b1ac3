"""What is known of a paper that was brought, the sealed files that go with it, and bundles of papers."""

from __future__ import annotations

import json
from typing import Any

from django.db import models

from tayanch.desk.models.cases import Case
from tayanch.desk.models.claims import WagePeriod
from tayanch.desk.models.documents import Document
from tayanch.vault.models import SealedField, SealedModel


class Attachment(SealedModel):
    """What a paper is and what it proves, and what its bytes were when it came."""

    sealed_by = "case_id"
    case = models.ForeignKey(Case, models.CASCADE, related_name="attachments")
    document = models.OneToOneField(Document, models.CASCADE, related_name="attachment")
    # Which pay of a claim it supports. Making the periods anew takes the tie away, not the paper.
    period = models.ForeignKey(WagePeriod, models.SET_NULL, null=True, related_name="papers")
    pages = models.PositiveIntegerField(null=True)
    turned = models.PositiveSmallIntegerField(default=0)  # degrees clockwise; the bytes stay as they are
    facts = SealedField()  # a JSON object, see tayanch.desk.actions.attachments.Facts

    def __str__(self) -> str:
        return str(self.id)

    @property
    def told(self) -> dict[str, Any]:
        """The facts. Raises :class:`~tayanch.vault.keys.Erased`."""
        found: dict[str, Any] = json.loads(self.unseal("facts") or "{}")
        return found

    def tell(self, told: dict[str, Any]) -> None:
        """Put the facts in. Does not save."""
        self.seal(facts=json.dumps(told, ensure_ascii=False))


class AttachmentFile(SealedModel):
    """One more sealed file of a paper, in ``files/<id>``: its small picture, or the photo as it was when it came."""

    class What(models.TextChoices):
        SMALL = "small"
        ORIGINAL = "original"

    sealed_by = "case_id"
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    document = models.ForeignKey(Document, models.CASCADE, related_name="files")
    what = models.CharField(max_length=10, choices=What.choices)
    media_type = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "what"], name="one_file_of_each_what")]

    def __str__(self) -> str:
        return str(self.id)


class Bundle(SealedModel):
    """Papers of a case in one PDF. The PDF is the *document*; *contents* says what is in it, in order."""

    sealed_by = "case_id"
    case = models.ForeignKey(Case, models.CASCADE, related_name="bundles")
    document = models.OneToOneField(Document, models.CASCADE, related_name="bundle")
    pages = models.PositiveIntegerField()
    contents = SealedField()  # a JSON list, see tayanch.desk.actions.bundles

    def __str__(self) -> str:
        return str(self.id)

    @property
    def told(self) -> list[dict[str, Any]]:
        """What is in it, in order. Raises :class:`~tayanch.vault.keys.Erased`."""
        found: list[dict[str, Any]] = json.loads(self.unseal("contents") or "[]")
        return found
