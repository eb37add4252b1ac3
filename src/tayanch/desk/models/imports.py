"""Lists that are brought in: what was said of them, the sealed file while it waits, and what each line became."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from tayanch.accounts.models import Organisation, Team
from tayanch.accounts.scopes import scoped_objects
from tayanch.desk.models.consultations import Consultation
from tayanch.vault.models import SealedField, SealedModel


class ImportRun(SealedModel):
    """One list on its way in. Only the supervisor who brings it sees what is in it."""

    class State(models.TextChoices):
        UPLOADED = "uploaded"  # the sheet and its headings are to be said
        SHEET = "sheet"  # the columns are to be said
        COLUMNS = "columns"  # the unknown words are to be said
        CHECKING = "checking"
        CHECKED = "checked"
        IMPORTING = "importing"
        DONE = "done"
        UNDOING = "undoing"
        UNDONE = "undone"

    WORKING = (State.CHECKING, State.IMPORTING, State.UNDOING)

    organisation = models.ForeignKey(Organisation, models.PROTECT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.UPLOADED)
    started_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)
    file_token = models.BinaryField(max_length=32)  # blind: the same file is known again
    said = SealedField()  # a JSON object: name of the file, sheet, headings, columns, words, choices
    made = models.JSONField(default=dict)  # {"consultations": 120, …}: how many of each came of it
    # How far the work is, and when it last said so: a run whose work died can be begun again.
    step = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    beat = models.DateTimeField(null=True)
    failure = models.CharField(max_length=40, blank=True)  # a code of desk/records/import_words.py

    objects = scoped_objects()

    class Meta:
        ordering = ["-started_at"]
        indexes = [models.Index(fields=["organisation", "file_token"])]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def told(self) -> dict[str, Any]:
        """What was said so far. Raises :class:`~tayanch.vault.keys.Erased`."""
        found: dict[str, Any] = json.loads(self.unseal("said") or "{}")
        return found

    def tell(self, **more: Any) -> None:
        """Add to what was said. Does not save."""
        self.seal(said=json.dumps(self.told | more, ensure_ascii=False))


class ImportFile(SealedModel):
    """Bytes that wait in the data folder, each file under a key of its own, so that shredding one is deleting a key."""

    class Kind(models.TextChoices):
        SHEET = "sheet"
        FORM = "form"
        PLAN = "plan"  # what each line will be
        REPORT = "report"  # what is told of it
        MADE = "made"  # the rows that came of it, so that they can be taken back

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="files")
    kind = models.CharField(max_length=10, choices=Kind.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "kind"], name="one_file_a_kind")]

    def __str__(self) -> str:
        return self.kind


class ImportedLine(SealedModel):
    """Where a consultation came from: its id in the old list, so that the same line is not brought in twice."""

    sealed_by = "consultation_id"
    consultation = models.OneToOneField(Consultation, models.CASCADE, related_name="imported_line")
    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="lines")
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    source_token = models.BinaryField(max_length=32)  # blind: the list and the line's id in it
    content_token = models.BinaryField(max_length=32)  # blind: all that the line said
    original = SealedField()

    objects = scoped_objects()

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "source_token"]),
            models.Index(fields=["organisation", "content_token"]),
        ]

    def __str__(self) -> str:
        return str(self.id)


class ImportMapping(SealedModel):
    """What columns and words of one kind of list mean, kept under a name for the next list of that kind."""

    organisation = models.ForeignKey(Organisation, models.PROTECT)
    said = SealedField()  # JSON: its name, columns (heading → target), words (target → entry → concept)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    objects = scoped_objects()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def told(self) -> dict[str, Any]:
        """Name, columns and words. Raises :class:`~tayanch.vault.keys.Erased`."""
        found: dict[str, Any] = json.loads(self.unseal("said"))
        return found
