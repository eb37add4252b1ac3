"""Consents, partners, referrals, and the door for packets of other installations."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from tayanch.desk.actions import consents, referrals
from tayanch.desk.models import Case
from tests.desk.exchange_helpers import partner_of
from tests.house.matrix.rows import DESK, GONE, NO, OK, TEAM, row

SEES = row(OK, analyst=NO, reviewer=NO, director=NO)
KEEPS = row(NO, supervisor=OK, administrator=OK)
# A partner of another organisation does not exist for a stranger.
SEES_ONE = row(OK, stranger=GONE, analyst=GONE, reviewer=GONE, director=GONE)
KEEPS_ONE = row(NO, supervisor=OK, administrator=OK, stranger=GONE, analyst=GONE, reviewer=GONE, director=GONE)

MATRIX: dict[str, tuple[str, dict[str, object]]] = {
    "packets": ("POST", row(OK)),  # no sign-in: what is not sealed to us by a verified partner gets a 400
    "desk:consents": ("GET", TEAM),
    "desk:consent-read": ("POST", TEAM),
    "desk:consent-give": ("POST", TEAM),
    "desk:consent": ("GET", TEAM),
    "desk:consent-pdf": ("GET", TEAM),
    "desk:consent-withdraw": ("POST", TEAM),
    "desk:case-referrals": ("GET", TEAM),
    "desk:referral-prepare": ("GET", TEAM),
    "desk:referrals": ("GET", DESK),
    "desk:referral-import": ("POST", DESK),
    "desk:referral": ("GET", TEAM),
    "desk:referral-accept": ("POST", row(NO, **{k: v for k, v in TEAM.items() if v != OK})),  # ours: nothing to accept
    "desk:referral-decline": ("POST", row(NO, **{k: v for k, v in TEAM.items() if v != OK})),
    "desk:referral-status": ("POST", TEAM),
    "desk:referral-outcome": ("POST", TEAM),
    "desk:referral-keep": ("POST", TEAM),
    "desk:referral-gone": ("POST", row(NO, **{k: v for k, v in TEAM.items() if v != OK})),
    "desk:referral-recall": ("POST", TEAM),
    "desk:step-file": ("GET", TEAM),
    "desk:step-send": ("POST", TEAM),
    "desk:partners": ("GET", SEES),
    "desk:partner-own": ("POST", KEEPS),
    "desk:partner-new-keys": ("POST", KEEPS),
    "desk:partner-card": ("GET", row(OK, analyst=NO, reviewer=NO, director=NO, stranger=OK)),
    "desk:partner-add": ("POST", KEEPS),
    "desk:partner": ("GET", SEES_ONE),
    "desk:partner-compare": ("POST", KEEPS_ONE),
    "desk:partner-next": ("POST", KEEPS_ONE),
    "desk:partner-refuse": ("POST", KEEPS_ONE),
    "desk:partner-end": ("POST", KEEPS_ONE),
    "desk:partner-tell-keys": ("POST", KEEPS_ONE),
}


def records(here: SimpleNamespace, made: dict[str, Any]) -> dict[str, Any]:
    """A consent, a verified partner, and a referral that waits to be sent."""
    by = here.owner
    case = Case.objects.get(reference=made["case"])
    partner = partner_of(by, here.partner)
    partner_of(here.stranger, here.organisation)
    consent = consents.do_give_consent(
        case,
        person=case.people.get(person_id=made["person_id"]).person,
        purpose="referral",
        recipient=str(partner.id),
        recipient_name=partner.name,
        facts=("name", "topic", "employer", "violations"),
        until=timezone.localdate() + timedelta(days=180),
        language="ru",
        how="spoken",
        by=by,
    )
    referral = referrals.do_make_referral(case, consent, partner, ("name", "topic"), "Please help", by=by)
    return {
        "consent_id": consent.id,
        "partner_id": partner.id,
        "referral_id": referral.id,
        "step_id": referral.steps.get().id,
    }
