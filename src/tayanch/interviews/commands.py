"""``tayanch interviews``: what a terminal can do with transcripts. Nothing heavy is imported before a command needs it.

Each area has a file of its own commands with ``register(app)``.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

import typer

interviews_app = typer.Typer(no_args_is_help=True, help="Interviews: import transcripts, exchange, agree, quote.")
AREAS = ("refi_commands", "anonymise_commands", "agreement_commands")  # in the order of the help


@interviews_app.callback()
def interviews_group() -> None:
    """Interviews: import transcripts, exchange, agree, quote."""


for area in AREAS:
    if find_spec(f"tayanch.interviews.{area}"):
        import_module(f"tayanch.interviews.{area}").register(interviews_app)
