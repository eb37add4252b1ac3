"""What a mobile team wrote without a connection and handed in later."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tayanch.desk.models.consultations import Consultation


class HandedIn(models.Model):
    """One conversation from the field, by the random id that the phone gave it: it arrives once, however often sent."""

    id = models.UUIDField(primary_key=True, editable=False)
    consultation = models.OneToOneField(Consultation, models.CASCADE, related_name="handed_in")
    content = models.BinaryField(max_length=32)  # a keyed token of what it says: the same again, or another?
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.id)
