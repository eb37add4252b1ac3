"""Cards of the guide as the desk keeps them: of the whole installation, and nothing in them is about a woman."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

USER = settings.AUTH_USER_MODEL


class Card(models.Model):
    """A card that somebody has worked on at the desk. One that nobody has touched is in the program's files only."""

    class State(models.TextChoices):
        EDITING = "editing", _("being written")
        WAITING = "waiting", _("waits for a second person")
        AGREED = "agreed", _("agreed, not published yet")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    country = models.CharField(max_length=5)
    slug = models.CharField(max_length=60)
    parts = models.JSONField(default=dict)  # as it is being written: see tayanch.guide.content.parts
    base = models.JSONField(default=dict)  # the program's own when the desk began; empty for a card of the desk
    translated = models.JSONField(default=dict)  # language → {"from": language, "was": {part: text}}
    state = models.CharField(max_length=10, choices=State.choices, default=State.EDITING)
    edited_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    edited_at = models.DateTimeField(null=True)
    # Somebody wants it taken back, and a supervisor has not agreed yet.
    withdrawal_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    withdrawal_why = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["country", "slug"], name="one_card_of_a_name")]

    def __str__(self) -> str:
        return f"{self.country}/{self.slug}"

    @property
    def is_kept(self) -> bool:
        """False for a card that is only in the program's files yet."""
        return not self._state.adding


class Version(models.Model):
    """What was published, and what was taken back. The newest one is what phones show."""

    class Kind(models.TextChoices):
        PUBLISHED = "published", _("published")
        CHECKED = "checked", _("the program's text, checked")  # not written out once the program has a newer one
        WITHDRAWN = "withdrawn", _("taken back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    card = models.ForeignKey(Card, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PUBLISHED)
    parts = models.JSONField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    agreed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["card", "number"], name="one_version_of_a_number")]

    def __str__(self) -> str:
        return f"{self.card_id} {self.number}"


class Judgement(models.Model):
    """Somebody else looked at what is to be published: she agrees, or asks for a change."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    card = models.ForeignKey(Card, models.CASCADE, related_name="judgements")
    agrees = models.BooleanField()
    note = models.CharField(max_length=1000, blank=True)
    content = models.CharField(max_length=64)  # fingerprint of the pieces that she read
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.card_id} {self.agrees}"


class Reading(models.Model):
    """A native reader or a lawyer has read the card in a language: exactly this text."""

    class Kind(models.TextChoices):
        NATIVE = "native", _("a native reader")
        LAWYER = "lawyer", _("a lawyer")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    card = models.ForeignKey(Card, models.CASCADE, related_name="readings")
    language = models.CharField(max_length=2)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    content = models.CharField(max_length=64)  # fingerprint of the text in that language
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["at"]

    def __str__(self) -> str:
        return f"{self.card_id} {self.language} {self.kind}"


class Check(models.Model):
    """Somebody made sure that a card is still right, and says by what."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    card = models.ForeignKey(Card, models.CASCADE, related_name="checks")
    on = models.DateField()
    source = models.CharField(max_length=500)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.card_id} {self.on}"
