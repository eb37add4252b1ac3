"""What consultations and cases share: an owner, a team, a reference one can say on the phone."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models

from tayanch.accounts.models import Organisation, Team
from tayanch.accounts.scopes import scoped_objects
from tayanch.vault.models import SealedModel

# No vowels, so no words; nothing that sounds or looks like something else.
REFERENCE_ALPHABET = "23456789BCDFGHJKMNPRTWXZ"


def new_reference() -> str:
    """A short code that says nothing: ``7F3-K2M``."""
    letters = "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(6))
    return f"{letters[:3]}-{letters[3:]}"


class OwnedRecord(SealedModel):
    """A record that belongs to a worker and is shared with one team."""

    reference = models.CharField(max_length=7, unique=True, default=new_reference, editable=False)
    # No index of their own: those of the models begin with them, and one on the organisation, whose records are
    # nearly all there are, tempts the embedded database to read them all and sort.
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, db_index=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    objects = scoped_objects()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.reference

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new record takes another reference while its own is in use: among a million, one in 200 is."""
        while self._state.adding and type(self)._base_manager.filter(reference=self.reference).exists():
            self.reference = new_reference()
        super().save(*args, **kwargs)
