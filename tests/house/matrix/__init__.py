"""Every address × every actor, one module an area: its ``MATRIX`` and the ``records`` its addresses name.

``records(here, made)`` returns what goes into an address (``{"case": reference, …}``); *made* holds what the areas
before it have made: ``desk`` comes first, the others in the order of their names.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import SimpleNamespace
from typing import Any

AREAS = ["desk", *sorted(found.name for found in pkgutil.iter_modules(__path__) if found.name not in {"desk", "rows"})]
MODULES = [import_module(f"{__name__}.{area}") for area in AREAS]
MATRIX: dict[str, tuple[str, dict[str, object]]] = {}
for module in MODULES:
    assert not set(MATRIX) & set(module.MATRIX), module.__name__
    MATRIX |= module.MATRIX


def make_records(here: SimpleNamespace) -> dict[str, Any]:
    """One of everything that an address can name, all of it the owner's."""
    made: dict[str, Any] = {}
    for module in MODULES:
        if hasattr(module, "records"):
            told = module.records(here, made)
            assert not [key for key in told if key in made and told[key] != made[key]], module.__name__
            made |= told
    return made
