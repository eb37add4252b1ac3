"""``tayanch interviews agreement``: how far coders agree, as a table or as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from tayanch.interviews.terminal import StudyFile, refuse

if TYPE_CHECKING:
    from tayanch.interviews.agreement import By
    from tayanch.interviews.model import Study

By_ = Annotated[str, typer.Option("--by", help="What is counted: turn, sentence or character.")]
Depth = Annotated[int | None, typer.Option(min=1, help="Cut the tree of codes there: 1 for themes.")]
OneCode = Annotated[
    list[str] | None,
    typer.Option("--code", help="Only this code: its name, or its path with slashes. Can be repeated."),
]
Coders = Annotated[str | None, typer.Option(help="Only these coders: names with commas.")]
Round = Annotated[int | None, typer.Option(help="Only codings of this round.")]
Draws = Annotated[
    int, typer.Option("--intervals", min=0, help="Intervals from so many draws of documents, such as 1000.")
]
Seed = Annotated[int, typer.Option(help="The same seed gives the same intervals.")]
AsJson = Annotated[bool, typer.Option("--json", help="Everything that was measured, as JSON.")]
Listed = Annotated[bool, typer.Option("--disagreements", help="List where coders differ as well.")]


def register(app: typer.Typer) -> None:
    """Add the command to ``tayanch interviews``."""
    app.command("agreement")(agreement_command)


def agreement_command(
    file: StudyFile,
    *,
    by: By_ = "turn",
    depth: Depth = None,
    code: OneCode = None,
    coders: Coders = None,
    round: Round = None,
    intervals: Draws = 0,
    seed: Seed = 0,
    as_json: AsJson = False,
    listed: Listed = False,
) -> None:
    """Tell how far the coders of a project agree: alpha, kappa, AC1 and shares, with what they rest on."""
    if by not in ("turn", "sentence", "character"):
        refuse("--by is turn, sentence or character.", 2)
    from tayanch.interviews.agreement import AgreementError, agreement_laid, disagreements_laid, laid, telling

    study = _opened(file)
    level = cast("By", by)
    try:
        told = laid(study, by=level, codes=_codes(study, code), depth=depth, coders=_coders(study, coders), round=round)
    except AgreementError as error:
        refuse(str(error))
    found = agreement_laid(told, by=level, intervals=intervals, seed=seed)
    apart = disagreements_laid(told) if listed else None
    if as_json:
        typer.echo(json.dumps(telling.as_json(found, study, apart), ensure_ascii=False, indent=1))
        return
    typer.echo(telling.as_table(found, study))
    if apart is not None:
        typer.echo(f"\n{telling.as_list(apart, study) or 'Nowhere do they differ.'}")


def _opened(file: Path) -> Study:
    """The study of a project's file."""
    from tayanch.interviews.refi import RefiError, read_project

    try:
        return read_project(file.read_bytes()).study
    except OSError as error:
        refuse(f"{file} cannot be opened: {error.strerror}.")
    except RefiError as error:
        refuse(str(error))


def _codes(study: Study, asked: Sequence[str] | None) -> list[str] | None:
    """Ids of codes by their id, their path with slashes, or a name that only one has."""
    return [_code(study, each) for each in asked] if asked else None


def _code(study: Study, asked: str) -> str:
    book = study.codebook
    if asked in book or book.now(asked) in book:
        return asked
    found = [each.id for each in book.codes if asked in (each.name, "/".join(book.path(each.id)))]
    if len(found) > 1:
        paths = ", ".join("/".join(book.path(each)) for each in found)
        refuse(f"Several codes are called {asked}. Write the path: {paths}.")
    return found[0] if found else refuse(f"There is no code {asked} in the codebook.")


def _coders(study: Study, asked: str | None) -> list[str] | None:
    """Ids of coders by id or name."""
    ids = {name: coder.id for coder in study.coders for name in (coder.name, coder.id)}
    return None if asked is None else [ids.get(each.strip(), each.strip()) for each in asked.split(",") if each.strip()]
