"""``tayanch survey``: what a terminal can do with microdata. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from tayanch.survey.codebook import Codebook
    from tayanch.survey.data import Data

survey_app = typer.Typer(no_args_is_help=True, help="Survey microdata: read files, estimate with the design.")
File = Annotated[Path, typer.Argument(metavar="FILE", help="Stata, SPSS, SAS, CSV, Excel or Parquet.")]


def refuse(message: str, code: int = 1) -> NoReturn:
    """One line on standard error, and an exit code."""
    typer.echo(message, err=True)
    raise SystemExit(code)


@survey_app.command("read")
def read_command(
    file: File,
    out: Annotated[Path | None, typer.Option("--out", help="Convert to this Parquet file, with the codebook.")] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", help="The sheet of a workbook.")] = None,
    codebook: Annotated[str, typer.Option("--codebook", help="table, json or ddi.")] = "table",
    lang: Annotated[str, typer.Option("--lang", help="ky, ru or en, for the table.")] = "en",
) -> None:
    """Read a file of microdata and show its codebook; never a row of it."""
    from tayanch.survey.reading import ReadError, read, to_parquet

    if codebook not in ("table", "json", "ddi"):
        refuse("--codebook is table, json or ddi.", 2)
    try:
        if out is None:
            data = read(file, sheet=sheet)
        else:
            # The codebook alone stands on standard output.
            with typer.progressbar(length=100, label="Converting", file=sys.stderr) as bar:
                data = to_parquet(file, out, lambda done: bar.update(int(done * 100) - bar.pos), sheet=sheet)
    except ReadError as error:
        refuse(str(error))
    typer.echo(_shown(data, codebook, lang))


def _shown(data: Data, form: str, language: str) -> str:
    if form == "json":
        return data.codebook.as_json()
    if form == "ddi":
        from tayanch.survey.ddi import as_ddi

        return as_ddi(data.codebook)
    return _table(data.codebook, language)


def _table(codebook: Codebook, language: str) -> str:
    """Each column with its question and answers, one below the other."""
    lines = []
    for variable in codebook:
        question = variable.label(language) if variable.labels else ""
        lines.append(f"{variable.name}  [{variable.kind}]  {question}".rstrip())
        lines += [f"    asked if {variable.asked_if}"] if variable.asked_if else []
        for level in variable.levels:
            words = variable.answer(level.code, language)
            lines.append(f"    {level.code} = {words}" + ("  (no answer)" if level.missing else ""))
    lines += [f"Note: {note}" for note in codebook.notes]
    return "\n".join(lines)


@survey_app.command("estimate")
def estimate_command(
    file: File,
    *,
    design: Annotated[Path, typer.Option("--design", help="A YAML file: weight, strata, clusters, fpc, lonely …")],
    of: Annotated[str, typer.Option("--of", help="Variables, with commas; a ratio is written top/bottom.")],
    stat: Annotated[str, typer.Option("--stat", help="proportion, mean, total, ratio or quantile.")],
    by: Annotated[str, typer.Option("--by", help="Columns of the groups, with commas.")] = "",
    where: Annotated[str, typer.Option("--where", help="Only these rows; the design stays whole.")] = "",
    margins: Annotated[bool, typer.Option("--margins", help="Also every subtotal and the total.")] = False,
    probabilities: Annotated[str, typer.Option("--probabilities", help="Of quantiles, with commas.")] = "0.5",
    level: Annotated[float, typer.Option("--level", help="Of the intervals.")] = 0.95,
    interval: Annotated[str, typer.Option("--interval", help="default, wald, logit, beta or wilson.")] = "default",
    engine: Annotated[str, typer.Option("--engine", help="duckdb, spark, or a cluster's address.")] = "duckdb",
    format: Annotated[str, typer.Option("--format", help="json, csv or table.")] = "table",
) -> None:
    """Estimate with standard errors and intervals under a sample design; exit 3 names a stratum with one unit."""
    if format not in ("json", "csv", "table"):
        refuse("--format is json, csv or table.", 2)
    from tayanch.survey.asking import Asked, answer

    asked = Asked(
        file, design, _list(of), stat, _list(by), where, margins, _list(probabilities), level, interval, engine
    )
    code, told = answer(asked, format)
    if code:
        refuse(told, code)
    typer.echo(told)


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
