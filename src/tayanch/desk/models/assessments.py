"""Answers to a short form, and lists of things to do that come of one: papers to get, a plan of return."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from tayanch.desk.models.cases import Case, CasePerson
from tayanch.desk.models.promises import Promise
from tayanch.vault.models import Person, SealedField, SealedModel


class Told(SealedModel):
    """A row of a case whose facts are one sealed JSON object: which form or which paper it is would tell of her."""

    sealed_by = "case_id"
    told = SealedField()

    class Meta:
        abstract = True

    @property
    def facts(self) -> dict[str, Any]:
        """The facts. Raises :class:`~tayanch.vault.keys.Erased`."""
        found: dict[str, Any] = json.loads(self.unseal("told") or "{}")
        return found

    def tell(self, **facts: Any) -> None:
        """Replace some of the facts. Does not save."""
        self.seal(told=json.dumps({**self.facts, **facts}))


class Assessment(Told):
    """One form answered with her. *told*: ``form``, ``version`` and ``answers``, as texts by question."""

    class State(models.TextChoices):
        OPEN = "open"
        FINISHED = "finished"

    case = models.ForeignKey(Case, models.CASCADE, related_name="assessments")
    # Whom it is about: it goes with her. None: the only woman of the case, who has no name here yet.
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    handled_at = models.DateTimeField(null=True)  # somebody said that what it asks for was done
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return str(self.id)


class Checklist(Told):
    """Things to do for one woman of a case. *told*: ``template`` (a kind of return), ``day`` (the day she is home)."""

    class Kind(models.TextChoices):
        PAPERS = "papers"
        RETURN = "return"

    case = models.ForeignKey(Case, models.CASCADE, related_name="checklists")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["made_at"]

    def __str__(self) -> str:
        return self.kind


class ChecklistStep(Told):
    """One of them. *told*: ``key`` (where its text comes from), ``answer``, ``country``, ``text`` (her own words)."""

    class State(models.TextChoices):
        OPEN = "open"
        DONE = "done"
        DROPPED = "dropped"

    class Who(models.TextChoices):
        SHE = "she"
        WE = "we"
        PARTNER = "partner"

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    checklist = models.ForeignKey(Checklist, models.CASCADE, related_name="steps")
    who = models.CharField(max_length=10, choices=Who.choices, default=Who.WE)
    due = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    settled_on = models.DateField(null=True)
    is_inside = models.BooleanField(default=False)  # never printed
    promise = models.ForeignKey(Promise, models.SET_NULL, null=True, related_name="+")
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["place", "id"]

    def __str__(self) -> str:
        return str(self.id)


class HouseholdPart(Told):
    """What the household view knows of a person of the case: year of birth, where, who cares, school, papers, money."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="household")
    tie = models.OneToOneField(CasePerson, models.CASCADE, related_name="household")

    def __str__(self) -> str:
        return str(self.id)
