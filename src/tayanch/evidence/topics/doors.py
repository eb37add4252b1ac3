"""The kinds of knowledge, and where each is worked on: what the front page of evidence leads to."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tayanch.accounts.models import Role, User

WORKING = frozenset({Role.ANALYST, Role.SUPERVISOR})
READING = WORKING | {Role.DIRECTOR}


@dataclass(frozen=True)
class Door:
    """A page, what it is called, and what one does there."""

    view: str
    name: str
    does: str
    roles: frozenset[Role]


def doors_for(user: User) -> list[Door]:
    """What this user may open, in the order in which evidence is made."""
    return [door for door in _doors() if user.role in door.roles]


def _doors() -> list[Door]:
    return [
        Door(
            "dashboard:dashboard",
            _("Dashboard"),
            _("The figures that count most, as pictures with their tables."),
            READING,
        ),
        Door(
            "indicators:indicators",
            _("Indicators"),
            _("What the desk, surveys and official series count: by sex first, with where every value comes from."),
            READING,
        ),
        Door("evidence:surveys", _("Surveys"), _("What share of women, of whom, and how sure."), WORKING),
        Door("interviews:studies", _("Interviews"), _("What women say, coded and released as quotes."), WORKING),
        Door("figures:register", _("Published figures"), _("What others print, and where they disagree."), READING),
        Door(
            "policy:overview", _("Promises of states"), _("Treaties, recommendations, and who has done what."), READING
        ),
        Door("reports:reports", _("Reports"), _("Drafts whose numbers know where they come from."), READING),
        Door("releases:releases", _("Releases"), _("What is published, protected, signed and dated."), READING),
    ]
