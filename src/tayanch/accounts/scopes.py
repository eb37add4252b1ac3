"""Walls between organisations: who asks for records without saying of which organisation gets an error, not rows.

A request is of one organisation, see :class:`tayanch.site.middleware.OfOneOrganisation`. What belongs to the whole
installation (newer law, erasing again after a restore, a terminal) says so with :func:`every_organisation`.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from django_scopes import ScopedManager, scope, scopes_disabled

__all__ = ["every_organisation", "of_organisation", "scoped_objects"]


def scoped_objects() -> Any:
    """The manager of a model that belongs to an organisation. Without a scope it raises ``ScopeError``."""
    return ScopedManager(organisation="organisation_id")


def of_organisation(organisation_id: UUID) -> AbstractContextManager[None]:
    """Inside, only the records of this organisation exist."""
    inside: AbstractContextManager[None] = scope(organisation=organisation_id)
    return inside


def every_organisation() -> AbstractContextManager[None]:
    """Inside, the records of all organisations exist: for the installation itself, never for somebody who asks."""
    outside: AbstractContextManager[None] = scopes_disabled()
    return outside
