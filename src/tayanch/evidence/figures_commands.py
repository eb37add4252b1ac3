"""``tayanch evidence check``: what does not agree in a register of figures. Needs no data folder and no Django."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tayanch.figures import Figure, Finding

FORMATS = ("text", "json")
LANGUAGES = ("ky", "ru", "en")
TableFile = Annotated[Path, typer.Argument(metavar="FILE.csv", help="Figures with the columns of the register.")]
OutputFormat = Annotated[str, typer.Option("--format", help="text or json.")]
Language = Annotated[str, typer.Option("--lang", help="Of the explanations: ky, ru or en.")]


def register(app: typer.Typer) -> None:
    """Add ``check`` to *app*."""
    app.command("check")(check)


def check(file: TableFile, output: OutputFormat = "text", language: Language = "en") -> None:
    """Find what does not agree in a register of figures: shares, counts, totals, dates, labels.

    Exit 0: the file was checked, with findings or without. 1: it cannot be read. 2: an option is wrong.
    """
    _one_of("--format", output, FORMATS)
    _one_of("--lang", language, LANGUAGES)
    from tayanch import figures

    try:
        read = figures.read_csv(file.read_bytes())
    except OSError as error:
        _stop(f"{file} cannot be read: {error.strerror or error}. Check the name and that you may open it.")
    except figures.FigureError as error:
        _stop(f"{file}: {error}")
    found = figures.check(read)
    typer.echo(as_json(found, language) if output == "json" else as_text(read, found, language))


def as_json(found: Sequence[Finding], language: str) -> str:
    """The findings as one JSON object; the explanation in *language*."""
    rows = [
        {
            "rule": finding.rule,
            "rows": list(finding.rows),
            "severity": finding.severity,
            "explanation": finding.explanation.get(language),
        }
        for finding in found
    ]
    return json.dumps({"findings": rows}, ensure_ascii=False, indent=2)


def as_text(read: Sequence[Figure], found: Sequence[Finding], language: str) -> str:
    """The findings as lines for people, one paragraph each, and how many there are."""
    from tayanch import figures

    paragraphs = [
        f"{finding.severity}: {figures.rules()[finding.rule].name.get(language)} [{finding.rule}]\n"
        f"  {', '.join(finding.rows)}\n  {finding.explanation.get(language)}"
        for finding in found
    ]
    return "\n\n".join([*paragraphs, f"Figures: {len(read)}. Findings: {len(found)}."])


def _one_of(option: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise typer.BadParameter(f"{option} is {', '.join(allowed[:-1])} or {allowed[-1]}, not “{value}”.")


def _stop(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
