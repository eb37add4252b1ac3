"""``tayanch evidence``: what a terminal can do with figures, indicators, reports and releases.

Each area has its own file of commands. Nothing heavy, and no Django, is imported before a command needs it.
"""

from __future__ import annotations

import typer

from tayanch.evidence import (
    figures_commands,
    indicator_commands,
    release_commands,
    report_commands,
    topic_commands,
)

evidence_app = typer.Typer(no_args_is_help=True, help="Figures, indicators, topics, reports and releases.")
for area in (figures_commands, indicator_commands, topic_commands, report_commands, release_commands):
    area.register(evidence_app)
