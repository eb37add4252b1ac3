"""Ways out and in: each organisation's channels, and the rules for what comes and goes."""

from __future__ import annotations

import secrets

from django.db import models

from tayanch.accounts.models import Organisation, Team
from tayanch.vault.models import SealedField, SealedModel


def new_code() -> str:
    """What names an organisation's call-back page to the public; says nothing."""
    return secrets.token_hex(4)


class ChannelSetting(SealedModel):
    """One channel of an organisation. Its credentials are sealed with a key of their own."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20)  # a folder of tayanch.channels
    is_on = models.BooleanField(default=False)
    values = SealedField()  # a JSON object: the settings by name
    door = SealedField()  # the secret part of the address that the service calls
    cursor = SealedField()  # how far the mailbox was read
    tested_at = models.DateTimeField(null=True)  # when a test last went well

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "channel"], name="one_setting_a_channel")]

    def __str__(self) -> str:
        return self.channel


class MessageRules(models.Model):
    """What an organisation has decided about messages and call-back requests."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, primary_key=True, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")  # gets what comes in
    card_days = models.PositiveIntegerField(default=30)  # a safety card must have been confirmed within so many
    keep_days = models.PositiveIntegerField(default=30)  # what nobody took up is destroyed after so many
    a_day = models.PositiveIntegerField(default=3)  # messages to one woman
    our_number = models.CharField(max_length=40, blank=True)
    our_name = models.CharField(max_length=60, blank=True)  # said only where her card allows it
    takes_callbacks = models.BooleanField(default=False)
    code = models.CharField(max_length=8, unique=True, default=new_code)

    def __str__(self) -> str:
        return str(self.organisation_id)
