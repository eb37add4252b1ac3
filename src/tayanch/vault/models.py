"""Who she is. Every value here is sealed with a data key of its own subject (a person, a consultation or a case)."""

from __future__ import annotations

import uuid

from django.db import models

from tayanch.accounts.models import Organisation
from tayanch.accounts.scopes import scoped_objects
from tayanch.vault.keys import DataKey, SealedField, SealedModel
from tayanch.vault.shares import KeyShare, PairShare

__all__ = [
    "ContactPoint",
    "DataKey",
    "FormerId",
    "KeyShare",
    "PairShare",
    "Person",
    "PersonContact",
    "PersonToken",
    "SealedField",
    "SealedModel",
    "Tombstone",
]


class Person(SealedModel):
    """Somebody we know by name because she agreed to it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT)
    name = SealedField()
    birth_date = SealedField()  # ISO date as text
    document = SealedField()
    address = SealedField()
    also = SealedField()  # JSON {detail: [texts]}: what records said that were joined to hers
    language = models.CharField(max_length=10, default="ky")
    created_at = models.DateTimeField(auto_now_add=True)
    renamed = models.BigIntegerField(default=0)  # grows with every change of a name: see vault.search

    objects = scoped_objects()

    class Meta:
        indexes = [models.Index(fields=["organisation", "renamed"])]

    def __str__(self) -> str:
        return str(self.id)


class PersonToken(models.Model):
    """A blind index of a person: equal tokens mean equal values, and tell nothing else."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    field = models.CharField(max_length=20)
    token = models.BinaryField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["token", "field"])]
        constraints = [models.UniqueConstraint(fields=["person", "field", "token"], name="a_token_once")]

    def __str__(self) -> str:
        return self.field


class FormerId(models.Model):
    """The id of a record that was joined to hers. Erasing her must forget it too: an old backup still knows it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="former_ids")
    former = models.UUIDField()

    def __str__(self) -> str:
        return str(self.former)


class ContactPoint(models.Model):
    """A phone number as a blind token: never unique to one woman, never readable here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    token = models.BinaryField(max_length=32)

    objects = scoped_objects()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "token"], name="one_point_a_number")]

    def __str__(self) -> str:
        return str(self.id)


class PersonContact(SealedModel):
    """One woman's tie to a number: whose phone it is, and the number under her own key."""

    sealed_by = "person_id"
    person = models.ForeignKey(Person, models.CASCADE, related_name="contacts")
    # None: she is sealed to named workers, and her number is in no index.
    point = models.ForeignKey(ContactPoint, models.CASCADE, null=True, related_name="people")
    relation = models.CharField(max_length=20)  # concept of the scheme "phone-relation"
    number = SealedField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "point"], name="one_tie_a_number")]

    def __str__(self) -> str:
        return self.relation


class Tombstone(models.Model):
    """What stays of an erased record: it counts, and identifies nobody."""

    kind = models.CharField(max_length=20)  # person, consultation, case
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    topic = models.CharField(max_length=60, blank=True)
    destination = models.CharField(max_length=20, blank=True)
    sex = models.CharField(max_length=10, blank=True)
    quarter = models.CharField(max_length=7)  # 2026-Q3
    outcome = models.CharField(max_length=40, blank=True)
    money_band = models.CharField(max_length=40, blank=True)

    objects = scoped_objects()

    def __str__(self) -> str:
        return f"{self.kind} {self.quarter}"
