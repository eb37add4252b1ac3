"""Everything that is written to a contact-safety card."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.models import Consultation, SafetyCard
from tayanch.vault.models import Person

SEALED = ("who_may_answer", "code_word", "name_to_use", "remarks")
PLAIN = ("whose_phone", "may_leave_message", "may_say_who", "is_watched", "safe_from", "safe_until", "time_zone")


def card_about(about: Person | Consultation) -> SafetyCard:
    """The card of a woman, or of a consultation without a name; a new, unsaved one when there is none."""
    tie = {"person": about} if isinstance(about, Person) else {"consultation": about}
    found = SafetyCard.objects.filter(about_id=about.id).select_related("confirmed_by").first()
    card = found or SafetyCard(about_id=about.id, **tie)
    card._data_key = about._data_key
    return card


@transaction.atomic
def do_write_card(card: SafetyCard, *, by: User, **facts: Any) -> SafetyCard:
    """Write down how she may be reached. A changed card must be confirmed again before anybody calls."""
    for name in PLAIN:
        if name in facts:
            setattr(card, name, facts[name])
    card.seal(**{name: facts[name] for name in SEALED if name in facts})
    card.confirmed_at = card.confirmed_by = None
    card.save()
    log.record("safety.write", by=by.id, kind="safety-card", object_id=card.about_id, fields=sorted(facts))
    return card


@transaction.atomic
def do_confirm_card(card: SafetyCard, *, by: User) -> SafetyCard:
    """Say that the card was read and holds: only then may she be called."""
    card.confirmed_at, card.confirmed_by = timezone.now(), by
    card.save(update_fields=["confirmed_at", "confirmed_by"])
    log.record("safety.confirm", by=by.id, kind="safety-card", object_id=card.about_id)
    return card


@transaction.atomic
def do_carry_card(consultation: Consultation, person: Person, *, by: User) -> None:
    """When we learn who she is, the card of the conversation becomes hers.

    If she has one already, hers stays but loses its confirmation: what she said this time must be heard first.
    """
    old, hers = card_about(consultation), card_about(person)
    if old._state.adding:
        return
    if not hers._state.adding:
        hers.confirmed_at = hers.confirmed_by = None
        hers.save(update_fields=["confirmed_at", "confirmed_by"])
        log.record("safety.unconfirm", by=by.id, kind="safety-card", object_id=hers.about_id)
        return
    facts = {name: getattr(old, name) for name in PLAIN} | {name: old.unseal(name) for name in SEALED}
    do_write_card(hers, by=by, **facts)
    old.delete()
