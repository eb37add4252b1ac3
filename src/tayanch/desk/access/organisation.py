"""What is the organisation's own: letters, lists that are brought in, files with names, alerts, rules of keeping."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404

from tayanch.accounts.models import Role, User
from tayanch.desk.access.roles import (
    may_keep_templates,
    may_sign_templates,
    require_director,
    require_exporter,
    require_importer,
)
from tayanch.desk.models import Alert, Canary, ImportRun, LetterTemplate, NamedExport, RetentionRule


def templates_for(user: User) -> QuerySet[LetterTemplate]:
    """The templates of the user's organisation, for those who keep or sign them; raises ``PermissionDenied``."""
    if not (may_keep_templates(user) or may_sign_templates(user)):
        raise PermissionDenied
    return LetterTemplate.objects.filter(organisation_id=user.organisation_id)


def access_template(user: User, template_id: UUID) -> LetterTemplate:
    """One of them; raises ``Http404`` or ``PermissionDenied``."""
    found = templates_for(user).select_related("made_by", "signed_by").filter(id=template_id).first()
    if found is None:
        raise Http404
    return found


def templates_in_use(user: User) -> QuerySet[LetterTemplate]:
    """The templates of her organisation from which a letter can be made."""
    states = (LetterTemplate.State.DRAFT, LetterTemplate.State.REVIEWED)
    return LetterTemplate.objects.filter(organisation_id=user.organisation_id, state__in=states)


def lists_for(user: User) -> QuerySet[ImportRun]:
    """The lists that *user* has brought: nobody else sees what is in them. Raises ``PermissionDenied``."""
    require_importer(user)
    return ImportRun.objects.filter(organisation_id=user.organisation_id, by=user).select_related("by", "team", "owner")


def access_list(user: User, run_id: UUID) -> ImportRun:
    """One of them; raises ``Http404`` or ``PermissionDenied``."""
    found = lists_for(user).filter(id=run_id).first()
    if found is None:
        raise Http404
    return found


def alerts_for(user: User) -> QuerySet[Alert]:
    """What the director must look at, what she has not looked at yet first."""
    found = Alert.objects.filter(organisation_id=user.organisation_id).select_related("user", "case")
    return found.order_by(F("seen_at").asc(nulls_first=True), "-at")


def access_alert(user: User, alert_id: UUID) -> Alert:
    """One of them; raises ``Http404`` or ``PermissionDenied``."""
    require_director(user)
    found = alerts_for(user).filter(id=alert_id).first()
    if found is None:
        raise Http404
    return found


def canaries_for(user: User) -> QuerySet[Canary]:
    """The canaries of the director's organisation."""
    mine = Canary.objects.filter(organisation_id=user.organisation_id)
    return mine.select_related("case", "case__owner").order_by("-planted_at")


def access_watched(user: User, user_id: UUID) -> User:
    """A colleague of the director's organisation; raises ``Http404`` or ``PermissionDenied``."""
    require_director(user)
    found = User.objects.filter(organisation_id=user.organisation_id, id=user_id).first()
    if found is None:
        raise Http404
    return found


def exports_for(user: User) -> QuerySet[NamedExport]:
    """All of the organisation for the director, her own for a supervisor."""
    found = NamedExport.objects.filter(organisation_id=user.organisation_id).select_related("asked_by")
    return found if user.role == Role.DIRECTOR else found.filter(asked_by=user)


def access_export(user: User, export_id: UUID) -> NamedExport:
    """One of them; raises ``Http404`` or ``PermissionDenied``."""
    require_exporter(user)
    found = exports_for(user).filter(id=export_id).first()
    if found is None:
        raise Http404
    return found


def rules_for(user: User) -> QuerySet[RetentionRule]:
    """The rules of the user's organisation on how long records stay."""
    return RetentionRule.objects.filter(organisation_id=user.organisation_id)
