"""``tayanch interviews import``: files of transcripts become a study in one project of REFI-QDA."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tayanch.interviews.attributes import METHODS
from tayanch.interviews.terminal import refuse

if TYPE_CHECKING:
    from tayanch.interviews.importing import FileReport, Made, Table

_LANGUAGES = ("ky", "ru", "en", "uz", "tg")


def register(app: typer.Typer) -> None:
    """Add the command to ``tayanch interviews``."""
    app.command("import")(import_command)


def import_command(
    files: Annotated[list[Path], typer.Argument(metavar="FILES…", help="DOCX, ODT, RTF, TXT, HTML, VTT, SRT or XLSX.")],
    *,
    out: Annotated[Path, typer.Option("--out", help="The project to write, a .qdpx that is not there yet.")],
    attributes: Annotated[
        Path | None, typer.Option("--attributes", help="A table, XLSX or CSV: document, label, sex, age …")
    ] = None,
    column: Annotated[
        list[str] | None, typer.Option("--column", help="A column of answers that is an attribute; may be repeated.")
    ] = None,
    method: Annotated[str, typer.Option("--method", help=f"Of all files: {', '.join(METHODS)}.")] = "",
    language: Annotated[str, typer.Option("--language", help="Of all files: ky, ru, en, uz or tg.")] = "",
    name: Annotated[str, typer.Option("--name", help="Of the study; else that of the file to write.")] = "",
) -> None:
    """Read transcripts, find who speaks, and write them as one study; tells what is unknown in each file."""
    if out.suffix.lower() != ".qdpx":
        refuse("--out is a .qdpx file.", 2)
    if out.exists():
        refuse(f"{out.name} is there already, and its codings would be lost: choose another name.", 2)
    if method not in ("", *METHODS) or language not in ("", *_LANGUAGES):
        refuse(f"--method is one of {', '.join(METHODS)}; --language one of {', '.join(_LANGUAGES)}.", 2)
    from tayanch.interviews.importing import Given, study_of
    from tayanch.interviews.reading import ReadError

    try:
        table = _table(attributes)
        given = [(str(path), _bytes(path)) for path in files]
        made = study_of(name or out.stem, given, table=table, given=Given(method, language), columns=column)
    except ReadError as error:
        refuse(str(error))
    written = _write(made, out)
    typer.echo("\n".join([*_lines(made), *written]))


def _table(path: Path | None) -> Table | None:
    from tayanch.interviews.importing import read_attributes

    return read_attributes(path.name, _bytes(path)) if path else None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        refuse(f"{path} cannot be opened ({error.strerror}): check the path.")


def _write(made: Made, out: Path) -> list[str]:
    """The project, whole or not at all; sentences on what it does not carry."""
    from tayanch.interviews.refi import write_project

    exported = write_project(made.study, created=datetime.now(UTC))
    part = out.with_name(f"{out.name}.part")
    try:
        part.write_bytes(exported.data)
        os.replace(part, out)
    except OSError as error:
        refuse(f"{out} cannot be written ({error.strerror}): choose another folder.")
    finally:
        part.unlink(missing_ok=True)
    many = f"{_count(len(made.study.documents), 'document')}, {_count(len(made.study.speakers), 'speaker')}"
    lost = [f"Note: {told}" for told in (*map(str, exported.report), *exported.warnings)]
    return [f"{out}: {many}.", *lost]


def _lines(made: Made) -> list[str]:
    """What was found, file by file."""
    return [line for report in made.files for line in _told(report)] + [f"Note: {told}" for told in made.warnings]


def _told(report: FileReport) -> list[str]:
    asking = f", asking: {', '.join(report.asking)}" if report.asking else ""
    lines = [
        f"{report.title}: {_count(report.turns, 'turn')}, {_count(len(report.speakers), 'speaker')}{asking}",
    ]
    if report.unknown:
        lines.append(f"    unknown: {', '.join(report.unknown)}")
    return lines + [f"    {warning}" for warning in report.warnings]


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
