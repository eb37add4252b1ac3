"""Survey microdata: reading, sample designs, estimates with their uncertainty. Plain Python, for notebooks first.

>>> from tayanch.survey import Cube, Data, Design, Replicates, estimate, make_cube

Nothing heavy is imported before it is needed: a terminal imports this package for every command.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tayanch.survey.cube import Cube
    from tayanch.survey.data import Data
    from tayanch.survey.design import Design, Replicates
    from tayanch.survey.estimating import cube as make_cube
    from tayanch.survey.estimating import estimate

__all__ = ["Cube", "Data", "Design", "Replicates", "estimate", "make_cube"]

_PLACES = {
    "Cube": ("cube", "Cube"),
    "Data": ("data", "Data"),
    "Design": ("design", "Design"),
    "Replicates": ("design", "Replicates"),
    "estimate": ("estimating", "estimate"),
    "make_cube": ("estimating", "cube"),  # not "cube", which is the module
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, own = _PLACES[name]
    return getattr(import_module(f"{__name__}.{module}"), own)
