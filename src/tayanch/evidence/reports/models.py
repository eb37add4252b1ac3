"""Reports as they are kept: what their author wrote, every version of it, and what was frozen at the end."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tayanch.accounts.models import Organisation
from tayanch.accounts.scopes import scoped_objects
from tayanch.vault.models import SealedField, SealedModel

USER = settings.AUTH_USER_MODEL


class Report(SealedModel):
    """A report that is written, or was finished. All it says is sealed with a key of its own."""

    class State(models.TextChoices):
        DRAFT = "draft", _("being written")
        FINISHED = "finished", _("finished")

    organisation = models.ForeignKey(Organisation, models.PROTECT)
    kind = models.CharField(max_length=40)  # a folder of tayanch.reports.kinds
    language = models.CharField(max_length=2)
    period = models.CharField(max_length=10)
    country = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    finished_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)
    title = SealedField()
    # JSON of a tayanch.reports.model.Composed: what the report was on the day it was finished.
    frozen = SealedField()

    objects = scoped_objects()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_finished(self) -> bool:
        return self.state == self.State.FINISHED


class Section(SealedModel):
    """A section of a report: where it stands, and the number of its newest version."""

    sealed_by = "report_id"
    report = models.ForeignKey(Report, models.CASCADE, related_name="sections")
    key = models.CharField(max_length=40)
    article = models.CharField(max_length=10, blank=True)
    place = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    is_left_out = models.BooleanField(default=False)
    title = SealedField()

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="a_section_once")]

    def __str__(self) -> str:
        return self.key


class Version(SealedModel):
    """A text of a section as somebody left it. None is ever written over, except by who wrote it within minutes."""

    sealed_by = "report_id"
    report = models.ForeignKey(Report, models.CASCADE, related_name="versions")
    section = models.ForeignKey(Section, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    is_beside = models.BooleanField(default=False)  # written while somebody else saved: kept, and not the newest
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = SealedField()
    read = SealedField()  # JSON: what each live number was when somebody last accepted it

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["section", "number"], name="a_version_once")]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def was_read(self) -> dict[str, dict[str, str]]:
        """What its live numbers were."""
        found: dict[str, dict[str, str]] = json.loads(self.unseal("read") or "{}")
        return found

    def keep(self, text: str, read: dict[str, Any]) -> None:
        """Put a text with what its numbers read into the sealed columns. Does not save."""
        self.seal(text=text, read=json.dumps(read, ensure_ascii=False) if read else "")
