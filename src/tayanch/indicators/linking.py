"""Articles, goals and tasks that an indicator may point to, and whether the code exists."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from tayanch.indicators.errors import DefinitionError
from tayanch.vocabulary.load import STANDARDS

_SDG_TARGET = re.compile(r"([1-9]|1[0-7])\.([1-9]\d?|[a-d])(\.[1-9]\d?)?")
_MON = re.compile(r"MON-(0[1-9]|1\d|2[0-4])")

LINKS: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        "cedaw": STANDARDS["cedaw"],
        "icrmw": STANDARDS["icrmw"],
        "sdg": lambda code: _SDG_TARGET.fullmatch(code) is not None,  # a target (8.8) or an indicator (8.8.2)
        "gcm": lambda code: code.isdecimal() and 1 <= int(code) <= 23,
        "mon": lambda code: _MON.fullmatch(code) is not None,
    }
)
"""What can be linked: articles of CEDAW (1–16) and of the migrant workers' convention (1–71), targets and indicators of
the Sustainable Development Goals, objectives of the Global Compact for Migration (1–23), and the monitoring tasks
MON-01 to MON-24 that the source documents ask for."""

NAMES: Mapping[str, str] = MappingProxyType(
    {"cedaw": "CEDAW", "icrmw": "ICRMW", "sdg": "SDG", "gcm": "GCM", "mon": "MON"}
)


def check_links(links: Mapping[str, tuple[str, ...]], where: str) -> None:
    """Raises DefinitionError for a standard or a code that does not exist."""
    for name, codes in links.items():
        if name not in LINKS:
            raise DefinitionError(f"{where}: links to {name!r}, not one of {', '.join(LINKS)}")
        for code in codes:
            if not LINKS[name](code):
                raise DefinitionError(f"{where}: {NAMES[name]} has no {code!r}")
