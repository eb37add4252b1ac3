"""``tayanch survey recipe``, ``form`` and ``demo``: a survey of many files, one's own form, a survey to try it with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from tayanch.survey.recipes import Harmonised


def register(app: typer.Typer) -> None:
    """Add the commands to ``tayanch survey``."""
    app.command("recipe")(recipe_command)
    app.command("form")(form_command)
    app.command("demo")(demo_command)


def refuse(message: str, code: int = 1) -> NoReturn:
    """One line on standard error, and an exit code."""
    typer.echo(message, err=True)
    raise SystemExit(code)


Out = Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder to write; it is made when it is not there.")]
OwnRates = Annotated[Path | None, typer.Option("--rates", help="Exchange rates of your own, as YAML.")]
OwnColumns = Annotated[Path | None, typer.Option("--columns", help="Columns your copy calls otherwise, as YAML.")]


def recipe_command(
    name: Annotated[str, typer.Argument(metavar="RECIPE", help="lik or household.")],
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The files as they were downloaded or exported.")],
    *,
    out: Annotated[Path, typer.Option("--out", help="Write the harmonised data and the report into this folder.")],
    form: Annotated[str, typer.Option("--format", help="table or json: how the report is shown.")] = "table",
    rates: OwnRates = None,
    columns: OwnColumns = None,
) -> None:
    """Bring a folder of survey files to harmonised questions, and tell what was found, missing and refused."""
    if form not in ("table", "json"):
        refuse("--format is table or json.", 2)
    if out.resolve() == folder.resolve() or folder.resolve() in out.resolve().parents:
        refuse("--out lies inside the folder that is read: give another one.", 2)
    from tayanch.survey.recipes import RecipeError, load, read

    try:
        made = read(folder, load(name, rates=rates, columns=columns))
    except RecipeError as error:
        refuse(str(error))
    written = made.write(out)
    typer.echo(_as_json(made, written) if form == "json" else _as_table(made, out))


def _as_json(made: Harmonised, written: list[Path]) -> str:
    """The report, how many rows each file has, and the files."""
    told = {
        "recipe": made.recipe,
        "waves": sorted(made.waves),
        "rows": {unit: len(data) for unit, data in _tables(made).items()},
        "files": [path.name for path in written],
        "report": json.loads(made.report.as_json()),
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def _as_table(made: Harmonised, out: Path) -> str:
    rows = ", ".join(f"{unit}.parquet with {len(data)} rows" for unit, data in _tables(made).items())
    return f"{made.report.as_text(every=False)}\nWritten into {out}: {rows}; the whole report stands in report.txt."


def _tables(made: Harmonised) -> dict[str, list[object]]:
    """Unit to the rows of all waves, for their number."""
    return {unit: data.columns(["household"])["household"].tolist() for unit, data in made.data.items()}


def form_command(folder: Out) -> None:
    """Write the household module as an XLSForm, and the three interview guides in Kyrgyz, Russian and English."""
    from tayanch.survey.recipes.household.form import FORM
    from tayanch.survey.recipes.model import HOME

    folder.mkdir(parents=True, exist_ok=True)
    for path in (FORM, *sorted((HOME / "household" / "guides").glob("*.md"))):
        (folder / path.name).write_bytes(path.read_bytes())
        typer.echo(folder / path.name)


def demo_command(folder: Out) -> None:
    """Write a synthetic survey of 3,000 households in the layout of Life in Kyrgyzstan; nobody in it exists."""
    from tayanch.survey.recipes.lik.demonstration import write

    written = write(folder)
    typer.echo(f"{len(written)} files in {folder}. Nobody in them exists. Read them with:")
    typer.echo(f"tayanch survey recipe lik {folder} --out harmonised")
