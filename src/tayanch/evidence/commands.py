"""``tayanch evidence``: what a terminal can do with figures, indicators, reports and releases.

Each area has its own file of commands. Nothing heavy, and no Django, is imported before a command needs it.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

import typer

evidence_app = typer.Typer(no_args_is_help=True, help="Figures, indicators, reports and releases.")
AREAS = ("figures_commands",)  # in the order of the help


@evidence_app.callback()
def evidence_group() -> None:
    """Figures, indicators, reports and releases."""


for area in AREAS:
    if find_spec(f"tayanch.evidence.{area}"):
        import_module(f"tayanch.evidence.{area}").register(evidence_app)
