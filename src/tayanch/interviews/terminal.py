"""What the commands of ``tayanch interviews`` share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer

StudyFile = Annotated[Path, typer.Argument(metavar="STUDY.qdpx", help="A project of REFI-QDA, as import writes it.")]


def refuse(message: str, code: int = 1) -> NoReturn:
    """One line on standard error, and an exit code."""
    typer.echo(message, err=True)
    raise SystemExit(code)
