"""Messages, what came in, the administrator's channels, and what is reached without a sign-in."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from tayanch.desk.actions import messages
from tayanch.desk.actions.arrivals import do_keep_arrival
from tayanch.desk.actions.channels import do_write_channel, do_write_rules
from tayanch.desk.actions.consultations import do_save_fields
from tayanch.desk.actions.safety import card_about, do_confirm_card, do_write_card
from tayanch.desk.messages import doors, post, reaching
from tayanch.desk.models import Arrival, Case, Consultation, Message
from tests.house.matrix.rows import ADMINISTRATOR, DESK, EVERYBODY, TEAM

MATRIX: dict[str, tuple[str, dict[str, object]]] = {
    "desk:messages": ("GET", TEAM),
    "desk:message-cancel": ("POST", TEAM),
    "desk:consultation-messages": ("GET", TEAM),
    "desk:consultation-message-cancel": ("POST", TEAM),
    "desk:arrivals": ("GET", DESK),
    "desk:arrival": ("GET", TEAM),
    "desk:arrival-take": ("POST", TEAM),
    "desk:arrival-discard": ("POST", TEAM),
    "desk:channels": ("GET", ADMINISTRATOR),
    "desk:channel": ("GET", ADMINISTRATOR),
    "desk:channel-test": ("POST", ADMINISTRATOR),
    "callback-page": ("GET", EVERYBODY),
    "callback": ("POST", EVERYBODY),
    "door": ("POST", EVERYBODY),
}


def records(here: SimpleNamespace, made: dict[str, Any]) -> dict[str, Any]:
    """A message that waits in the case and one in the conversation, a request that came in, a channel that is on."""
    rules = do_write_rules(here.organisation, by=here.administrator, team=here.night, takes_callbacks=True)
    sms = {"url": "https://localhost:1/"}
    setting = do_write_channel(here.organisation, "sms", sms, by=here.administrator, is_on=True)
    doors.publish()
    case, talk = Case.objects.get(reference=made["case"]), Consultation.objects.get(reference=made["consultation"])
    do_save_fields(talk, {"phone": "0555 000 222"}, by=here.owner)
    now = timezone.now()
    do_keep_arrival(rules, post.of_form({"reach": "0555 000 333", "words": "call me", "from": "18:00"}), now, now=now)
    return {
        "message_id": _waiting(case, here.owner).id,
        "arrival_id": Arrival.objects.get().id,
        "channel": "sms",
        "secret": setting.unseal("door"),
        "talk_message_id": _waiting(talk, here.owner).id,
    }


def _waiting(about: Case | Consultation, by: Any) -> Message:
    recipient = reaching.recipients(about)[0]
    card = do_write_card(card_about(recipient.person or about), by=by, may_leave_message=True, is_watched=False)
    do_confirm_card(card, by=by)
    choice = messages.Choice("received", "ru")
    return messages.do_queue_message(about, recipient, choice, by=by, now=timezone.now())
