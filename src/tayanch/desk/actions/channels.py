"""What an administrator decides about channels, and who gets what comes in."""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from tayanch import channels
from tayanch.accounts.models import Organisation, User
from tayanch.audit import log
from tayanch.desk.messages import doors
from tayanch.desk.models import ChannelSetting, MessageRules
from tayanch.vault.keys import new_data_key

RULES = ("team", "card_days", "keep_days", "a_day", "our_number", "our_name", "takes_callbacks")


def rules_of(organisation_id: UUID) -> MessageRules:
    """The rules of an organisation; the default ones, unsaved, while nothing was decided."""
    found = MessageRules.objects.filter(organisation_id=organisation_id).select_related("team").first()
    return found or MessageRules(organisation_id=organisation_id)


def setting_of(organisation_id: UUID, channel: str) -> ChannelSetting | None:
    """What is kept of a channel; None while nothing is."""
    return ChannelSetting.objects.filter(organisation_id=organisation_id, channel=channel).first()


def values_of(setting: ChannelSetting | None) -> dict[str, str]:
    """The settings of a channel by name, opened."""
    values: dict[str, str] = json.loads(setting.unseal("values") or "{}") if setting else {}
    return values


@transaction.atomic
def do_write_rules(organisation: Organisation, *, by: User, **rules: Any) -> MessageRules:
    """Decide who gets what comes in, and how much may go out."""
    kept = rules_of(organisation.id)
    for name in RULES:
        if name in rules:
            setattr(kept, name, rules[name])
    kept.save()
    log.record("messages.rules", by=by.id, kind="organisation", object_id=organisation.id, fields=sorted(rules))
    transaction.on_commit(doors.publish)
    return kept


@transaction.atomic
def do_write_channel(
    organisation: Organisation, channel: str, values: dict[str, str], *, by: User, is_on: bool
) -> ChannelSetting:
    """Keep the settings of a channel, sealed. An empty secret leaves the one that is there."""
    kept = setting_of(organisation.id, channel) or _new(organisation, channel)
    before = values_of(kept)
    told = {field.name: _value(field, values, before) for field in channels.channel(channel).FIELDS}
    if told != before:
        kept.tested_at, kept.cursor = None, b""
    kept.seal(values=json.dumps(told, ensure_ascii=False))
    kept.is_on = is_on
    kept.save()
    log.record("channel.write", by=by.id, kind="channel", object_id=kept.id, fields=sorted(told), reason=channel)
    transaction.on_commit(doors.publish)
    return kept


def _new(organisation: Organisation, channel: str) -> ChannelSetting:
    made = ChannelSetting(organisation=organisation, channel=channel)
    made._data_key = new_data_key(made.id, organisation.id)
    made.seal(values="{}", door=secrets.token_urlsafe(24))
    return made


def _value(field: channels.Field, values: dict[str, str], before: dict[str, str]) -> str:
    text = values.get(field.name, "").strip()
    if field.secret:
        return text or before.get(field.name, "") or (secrets.token_urlsafe(24) if field.name == "sign" else "")
    return text or (field.default if field.required else "")


@transaction.atomic
def do_note_test(setting: ChannelSetting, now: datetime, *, by: User) -> None:
    """A test message went out."""
    setting.tested_at = now
    setting.save(update_fields=["tested_at"])
    log.record("channel.test", by=by.id, kind="channel", object_id=setting.id, reason=setting.channel)
