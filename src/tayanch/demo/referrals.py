"""The two invented organisations are partners; one woman agreed to be referred, and the partner has her packet."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tayanch.accounts.models import Organisation, User
from tayanch.demo.staff import Staff
from tayanch.desk.actions import consents, incoming, partners, referrals
from tayanch.desk.models import Case, Consent, Partner
from tayanch.desk.referrals import exchange
from tayanch.vault import files

FACTS = ("name", "phone", "topic", "employer", "violations", "claims")
ASKS = "Жардам сурайбыз: айлыгы төлөнгөн жок. Просим пойти с ней в инспекцию труда."


def refer_one(staff: Staff) -> None:
    """Make both cards, compare them, and send one referral from Bishkek to Moscow."""
    moscow = _partner(staff.moscow, staff.supervisor)
    _partner(staff.bishkek, staff.partner)
    case = _case(staff.lawyer)
    if case is None:
        return
    consent = _consent(case, moscow, staff.lawyer)
    ours = referrals.do_make_referral(case, consent, moscow, FACTS, ASKS, by=staff.lawyer)
    _carry(files.read(ours.steps.get()), staff.partner, staff.lawyer)


def _partner(other: Organisation, by: User) -> Partner:
    card = exchange.own_card(partners.do_make_identity(other, by=None)).to_text()
    return partners.do_compare_words(partners.do_add_partner(card, by=by), by=by)


def _case(owner: User) -> Case | None:
    """The newest open case of *owner* in Russia with one woman."""
    mine = Case.objects.filter(owner=owner, state=Case.State.OPEN, country="ru").order_by("-opened_at", "id")
    return next((case for case in mine if case.people.filter(relation="client").count() == 1), None)


def _consent(case: Case, partner: Partner, by: User) -> Consent:
    today = timezone.localdate()
    return consents.do_give_consent(
        case,
        person=case.people.get(relation="client").person,
        purpose="referral",
        recipient=str(partner.id),
        recipient_name=partner.name,
        facts=FACTS,
        until=today + timedelta(days=180),
        language="ky",
        how="spoken",
        by=by,
    )


def _carry(packet: bytes, there: User, here: User) -> None:
    """The packet to the partner, and the receipt back."""
    came = incoming.do_receive(packet, exchange.addressee(packet, there.organisation_id), by=there)
    if came.answer is not None:
        receipt = files.read(came.answer)
        incoming.do_receive(receipt, exchange.addressee(receipt, here.organisation_id), by=here)
