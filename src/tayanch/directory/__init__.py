"""Who helps: organisations, services, hotlines, by topic and place. Plain Python, read-only values.

Everything that is shown, searched or given away is made from ``public(entry)``, which holds back what must not be
known: where a shelter is, and numbers that nobody has confirmed.
"""

from tayanch.directory.hiding import find_leaks, public
from tayanch.directory.lookup import (
    Freshness,
    all_entries,
    find,
    freshness,
    last_checked,
    may_be_dialled,
    next_stops,
)
from tayanch.directory.model import (
    DirectoryError,
    Organisation,
    Phone,
    Place,
    Schedule,
    Service,
    Source,
    Stop,
)

__all__ = [
    "DirectoryError",
    "Freshness",
    "Organisation",
    "Phone",
    "Place",
    "Schedule",
    "Service",
    "Source",
    "Stop",
    "all_entries",
    "find",
    "find_leaks",
    "freshness",
    "last_checked",
    "may_be_dialled",
    "next_stops",
    "public",
]
