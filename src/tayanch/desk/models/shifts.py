"""The end of a shift: what one worker leaves to those who come after her, said inside and never by e-mail."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from tayanch.accounts.models import Organisation, Team
from tayanch.accounts.scopes import scoped_objects
from tayanch.desk.models.cases import Case
from tayanch.desk.models.consultations import Consultation
from tayanch.desk.models.promises import Promise
from tayanch.desk.models.tasks import Task
from tayanch.vault.models import SealedField, SealedModel


class ShiftEnd(models.Model):
    """One act of handing over: by whom and when. What was handed over are its items."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = scoped_objects()

    class Meta:
        indexes = [models.Index(fields=["organisation", "-at"])]

    def __str__(self) -> str:
        return str(self.at)


class HandedItem(SealedModel):
    """A promise, a step or an unfinished conversation that was left to the next shift, with a note.

    Without a shift's end it is a draft: the note is kept while it is typed.
    """

    sealed_by = "about_id"
    about_id = models.UUIDField()  # the case's or the consultation's id
    shift_end = models.ForeignKey(ShiftEnd, models.CASCADE, null=True, related_name="items")
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    team = models.ForeignKey(Team, models.PROTECT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="handed")
    consultation = models.ForeignKey(Consultation, models.CASCADE, null=True, related_name="handed")
    promise = models.ForeignKey(Promise, models.CASCADE, null=True, related_name="handed")
    task = models.ForeignKey(Task, models.CASCADE, null=True, related_name="handed")
    is_first = models.BooleanField(default=False)  # to be called before the others
    place = models.PositiveIntegerField(default=0)
    note = SealedField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)

    objects = scoped_objects()

    class Meta:
        ordering = ["-is_first", "place", "id"]
        indexes = [models.Index(fields=["organisation", "taken_at", "team"])]

    def __str__(self) -> str:
        return str(self.place)

    @property
    def row(self) -> Promise | Task | None:
        """What is to be done; none for a conversation that is not finished."""
        return self.promise or self.task

    @property
    def about(self) -> Case | Consultation | None:
        """The case, or the conversation while there is no case or when it is the thing itself."""
        return (self.case or self.consultation) if self.row else self.consultation
