"""Exchange with other tools by REFI-QDA 1.5: projects (``.qdpx``) and codebooks (``.qdc``), with an account of losses.

>>> from tayanch.interviews.refi import read_project, write_project
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tayanch.interviews.refi.dialects import ATLASTI, MAXQDA, NVIVO, PLAIN, READINGS, Dialect, Reading
    from tayanch.interviews.refi.losses import Loss, RefiError
    from tayanch.interviews.refi.reading import Imported, read_project
    from tayanch.interviews.refi.writing import Exported, write_project

__all__ = [
    "ATLASTI",
    "MAXQDA",
    "NVIVO",
    "PLAIN",
    "READINGS",
    "Dialect",
    "Exported",
    "Imported",
    "Loss",
    "Reading",
    "RefiError",
    "read_project",
    "write_project",
]

_PLACES = {
    "dialects": ("ATLASTI", "MAXQDA", "NVIVO", "PLAIN", "READINGS", "Dialect", "Reading"),
    "losses": ("Loss", "RefiError"),
    "reading": ("Imported", "read_project"),
    "writing": ("Exported", "write_project"),
}


def __getattr__(name: str) -> Any:
    for module, names in _PLACES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
