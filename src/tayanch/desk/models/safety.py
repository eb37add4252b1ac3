"""How she may be reached without harm."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tayanch.desk.models.consultations import Consultation
from tayanch.vault.models import Person, SealedField, SealedModel


class SafetyCard(SealedModel):
    """The contact-safety card of a person, or of a consultation without a name."""

    sealed_by = "about_id"
    about_id = models.UUIDField(unique=True)  # the person's or the consultation's id: whose key seals the card
    person = models.OneToOneField(Person, models.CASCADE, null=True, related_name="safety_card")
    consultation = models.OneToOneField(Consultation, models.CASCADE, null=True, related_name="safety_card")
    whose_phone = models.CharField(max_length=20, blank=True)  # concept of "phone-relation"
    may_leave_message = models.BooleanField(null=True)  # none: not asked yet, so no
    may_say_who = models.BooleanField(null=True)  # a message may bear our name
    is_watched = models.BooleanField(null=True)  # somebody reads this phone
    safe_from = models.TimeField(null=True)  # her local time
    safe_until = models.TimeField(null=True)
    time_zone = models.CharField(max_length=40, blank=True)
    who_may_answer = SealedField()
    code_word = SealedField()
    name_to_use = SealedField()
    remarks = SealedField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return str(self.about_id)
