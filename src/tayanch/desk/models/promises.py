"""What was promised to her, and what the law does not wait for."""

from __future__ import annotations

import json
from datetime import date

from django.conf import settings
from django.db import models

from tayanch.accounts.models import Organisation, Team
from tayanch.accounts.scopes import scoped_objects
from tayanch.desk.models.cases import Case
from tayanch.desk.models.consultations import Consultation
from tayanch.vault.models import SealedField, SealedModel


class Promise(SealedModel):
    """Somebody will do something by a day and an hour: the row of the shift queue."""

    class State(models.TextChoices):
        OPEN = "open"
        KEPT = "kept"
        DROPPED = "dropped"

    sealed_by = "about_id"
    about_id = models.UUIDField()  # the case's or the consultation's id
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="promises")
    consultation = models.ForeignKey(Consultation, models.CASCADE, null=True, related_name="promises")
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    team = models.ForeignKey(Team, models.PROTECT)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")  # none: free
    what = SealedField()
    due = models.DateField()
    due_from = models.TimeField(null=True)
    due_until = models.TimeField(null=True)
    is_urgent = models.BooleanField(default=False)
    is_call = models.BooleanField(default=True)  # she must be called; otherwise something is to be done
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    made_at = models.DateTimeField(auto_now_add=True)
    moved = models.PositiveIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = scoped_objects()

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "state", "due"]),
            models.Index(fields=["organisation", "settled_at"]),
            models.Index(fields=["organisation", "moved_at"]),
        ]

    def __str__(self) -> str:
        return str(self.due)


class Deadline(SealedModel):
    """A day that the law sets. Counted anew with its claim or with the panel of her stay, never typed.

    Only the day is in clear, because pages sort by it: which rule set it, and so what it says of her, is sealed.
    """

    sealed_by = "case_id"
    case = models.ForeignKey(Case, models.CASCADE, related_name="deadlines")
    claim = models.ForeignKey("desk.Claim", models.CASCADE, null=True, related_name="deadlines")  # none: of her stay
    what = SealedField()  # a JSON object: the rule (ru.wage.limitation) and the day it counts from
    last_day = models.DateField()
    last_safe_day = models.DateField()
    is_start = models.BooleanField(default=False)  # something becomes possible on this day, and nothing ends

    class Meta:
        ordering = ["last_safe_day", "id"]
        indexes = [models.Index(fields=["last_safe_day"])]

    def __str__(self) -> str:
        return str(self.last_day)

    def say(self, rule: str, since: date) -> None:
        """Seal which rule set the day, and the day it counts from. Does not save."""
        self.seal(what=json.dumps({"rule": rule, "since": since.isoformat()}))

    @property
    def rule(self) -> str:
        """The rule's id. Raises :class:`~tayanch.vault.keys.Erased`."""
        return str(json.loads(self.unseal("what"))["rule"])

    @property
    def since(self) -> date:
        """The day the rule counts from: a pay day, an entry. Raises :class:`~tayanch.vault.keys.Erased`."""
        return date.fromisoformat(json.loads(self.unseal("what"))["since"])
