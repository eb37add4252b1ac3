"""What a role may do, whatever the record. Nothing here reads a record."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from tayanch.accounts.models import Role, User


def require_counts(user: User) -> None:
    """Counts are for analysts, supervisors and the director; raises ``PermissionDenied`` for anybody else."""
    if user.role not in {Role.ANALYST, Role.SUPERVISOR, Role.DIRECTOR}:
        raise PermissionDenied


def may_review(user: User) -> bool:
    """True for those who stand for the law and bring newer parameters."""
    return user.role in {Role.REVIEWER, Role.SUPERVISOR}


def require_reviewer(user: User) -> None:
    """Raises ``PermissionDenied`` for anybody else."""
    if not may_review(user):
        raise PermissionDenied


def require_supervisor(user: User) -> None:
    """Raises ``PermissionDenied`` for anybody else."""
    if user.role != Role.SUPERVISOR:
        raise PermissionDenied


def is_lawyer(user: User) -> bool:
    """True for a lawyer who works on cases."""
    return user.is_lawyer and user.works_on_cases


def require_lawyer(user: User) -> None:
    """Raises ``PermissionDenied`` for anybody else, supervisors who are no lawyers too."""
    if not is_lawyer(user):
        raise PermissionDenied


def may_see_partners(user: User) -> bool:
    """Those who refer, and those who keep the keys."""
    return user.works_on_cases or user.role == Role.ADMINISTRATOR


def may_keep_partners(user: User) -> bool:
    """Those who take cards and compare words."""
    return user.role in {Role.SUPERVISOR, Role.ADMINISTRATOR}


def may_keep_templates(user: User) -> bool:
    """True for supervisors and lawyers, who bring templates and retire them."""
    return user.role == Role.SUPERVISOR or is_lawyer(user)


def may_sign_templates(user: User) -> bool:
    """True for those who can stand for the words of a letter."""
    return is_lawyer(user) or user.role == Role.REVIEWER


def require_importer(user: User) -> None:
    """Lists are brought in by supervisors; raises ``PermissionDenied`` for anybody else."""
    if user.role != Role.SUPERVISOR:
        raise PermissionDenied


def require_director(user: User) -> None:
    """Raises ``PermissionDenied`` for anybody else."""
    if user.role != Role.DIRECTOR:
        raise PermissionDenied


def require_exporter(user: User, *, to_ask: bool = False) -> None:
    """Files with names: supervisors ask, the director decides; raises ``PermissionDenied`` for anybody else."""
    if user.role != Role.SUPERVISOR and (to_ask or user.role != Role.DIRECTOR):
        raise PermissionDenied


def require_keeper(user: User) -> None:
    """How long records stay concerns those who work on cases and the director; raises ``PermissionDenied``."""
    if user.role != Role.DIRECTOR and not user.works_on_cases:
        raise PermissionDenied
