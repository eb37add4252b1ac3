"""``tayanch evidence``: what a terminal can do with figures, indicators, reports and releases.

Each area has its own file of commands. Nothing heavy, and no Django, is imported before a command needs it.
"""

from __future__ import annotations

import typer

evidence_app = typer.Typer(no_args_is_help=True, help="Figures, indicators, reports and releases.")
