"""Partners, our own keys, and the referrals within one's reach."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.access.cases import cases_for
from tayanch.desk.access.reach import Need
from tayanch.desk.access.roles import may_keep_partners, may_see_partners
from tayanch.desk.models.partners import OwnIdentity, Partner
from tayanch.desk.models.referrals import Referral, ReferralStep
from tayanch.vault.keys import data_key


def partners_for(user: User) -> QuerySet[Partner]:
    """The partners of the user's organisation; raises ``PermissionDenied`` for those who do not refer."""
    if not may_see_partners(user):
        raise PermissionDenied
    return Partner.objects.filter(organisation_id=user.organisation_id, ended_at=None).select_related("compared_by")


def access_partner(user: User, partner_id: UUID, need: Need = Need.READ) -> Partner:
    """One partner; raises ``Http404`` or, to write, ``PermissionDenied``."""
    if not may_see_partners(user):
        raise Http404
    partner = partners_for(user).filter(id=partner_id).first()
    if partner is None:
        raise Http404
    if need is not Need.READ and not may_keep_partners(user):
        raise PermissionDenied
    return partner


def access_own_identity(user: User, need: Need = Need.READ) -> OwnIdentity | None:
    """Our own keys, none before they are made; raises ``PermissionDenied``."""
    if not may_see_partners(user) or (need is not Need.READ and not may_keep_partners(user)):
        raise PermissionDenied
    return OwnIdentity.objects.filter(organisation_id=user.organisation_id, replaced_at=None).first()


def referrals_for(user: User) -> QuerySet[Referral]:
    """The referrals that exist for *user*: those of cases within her reach, and those to her teams without a case."""
    if not user.works_on_cases:
        return Referral.objects.none()
    mine = Q(case__in=cases_for(user)) | Q(case=None) & (Q(team__in=user.teams.all()) | Q(owner=user))
    found = Referral.objects.filter(mine, organisation_id=user.organisation_id)
    return found.select_related("partner", "case", "owner")


def referrals_waiting(user: User) -> int:
    """How many referrals wait for the user's teams to decide, for the menu: one that came by itself must be seen."""
    waiting = Q(state=Referral.State.RECEIVED) | Q(state=Referral.State.RECALLED)
    mine = Referral.objects.filter(waiting, organisation_id=user.organisation_id, direction=Referral.Direction.IN)
    return mine.filter(team__in=user.teams.all()).count() if user.works_on_cases else 0


def access_referral(user: User, referral_id: UUID) -> Referral:
    """One referral; raises ``Http404``. Reading it is logged as reading its case is."""
    referral = referrals_for(user).filter(id=referral_id).first()
    if referral is None:
        raise Http404
    if referral.case is not None and referral.case.is_sealed:
        data_key(referral.case)  # as for the case itself
    log.record("referral.read", by=user.id, kind="referral", object_id=referral.case_id or referral.id)
    return referral


def access_packet(user: User, referral_id: UUID, step_id: UUID) -> ReferralStep:
    """A packet of ours that waits, by way of its referral; raises ``Http404``."""
    referral = access_referral(user, referral_id)
    step = referral.steps.filter(id=step_id, direction=Referral.Direction.OUT, has_bytes=True).first()
    if step is None:
        raise Http404
    step.referral = referral
    return step
