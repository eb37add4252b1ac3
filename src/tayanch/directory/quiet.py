"""Which entries another person must not read in a title, an address or a list of pages that were opened."""

from __future__ import annotations

from tayanch.directory.model import Organisation

QUIET_NEEDS = frozenset(
    {"violence", "domestic-violence", "sexual-harassment", "forced-marriage", "trafficking", "forced-labour"}
)


def is_quiet(entry: Organisation) -> bool:
    """Whether that she looked at the entry would tell what is done to her: violence, trafficking, a hidden place."""
    return (
        entry.kind == "shelter"
        or any(place.hidden for place in entry.places)
        or any(service.need in QUIET_NEEDS for service in entry.services)
    )
