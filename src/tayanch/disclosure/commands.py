"""``tayanch disclose``: protect a table from outside, and tell what was hidden and why."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from tayanch.disclosure.protecting import ProtectedTable
    from tayanch.disclosure.reading import Given, Settings

TableFile = Annotated[Path, typer.Argument(metavar="TABLE.csv", help="A long table: a column a dimension.")]
RulesOption = Annotated[
    str, typer.Option("--rules", metavar="RULES", help="A YAML file, or a line such as smallest=5,dominance=1:85.")
]
Out = Annotated[Path | None, typer.Option("--out", help="Write the protected table there; otherwise it is shown.")]
Form = Annotated[str, typer.Option("--format", help="csv or json.")]
Count = Annotated[str, typer.Option("--count", help="The column of counts.")]
Value = Annotated[str, typer.Option("--value", help="The column of amounts, a row a contribution.")]
Contributor = Annotated[str, typer.Option("--contributor", help="The column that says who a row is of.")]
By = Annotated[str, typer.Option("--by", help="Only these dimensions: column names with commas.")]
Before = Annotated[
    list[str] | None,
    typer.Option("--released", metavar="FILE", help="A table given out before; FILE@DATE. Can be repeated."),
]
Date = Annotated[str, typer.Option("--date", help="ISO date of the records; the same date means the same records.")]
Keep = Annotated[
    Path | None, typer.Option("--keep", help="Also write what later tables are compared with. Not for publishing.")
]
Lang = Annotated[str, typer.Option("--lang", help="ky, ru or en: of the account.")]
Epsilon = Annotated[float | None, typer.Option("--epsilon", help="Add noise instead: differential privacy.")]
Ledger = Annotated[Path | None, typer.Option("--ledger", help="With --epsilon: the JSON file that says what is spent.")]


def register(app: typer.Typer) -> None:
    """Add the command to ``tayanch``."""
    app.command("disclose")(disclose_command)


def refuse(message: str, code: int = 1) -> NoReturn:
    """One line on standard error, and an exit code."""
    typer.echo(message, err=True)
    raise SystemExit(code)


def disclose_command(
    file: TableFile,
    *,
    rules: RulesOption = "",
    out: Out = None,
    form: Form = "csv",
    count: Count = "",
    value: Value = "",
    contributor: Contributor = "",
    by: By = "",
    released: Before = None,
    date: Date = "",
    keep: Keep = None,
    lang: Lang = "en",
    epsilon: Epsilon = None,
    ledger: Ledger = None,
) -> None:
    """Protect a table: make its totals, hide what tells of too few, and tell what was hidden and why."""
    if form not in ("csv", "json"):
        refuse("--format is csv or json.", 2)
    if lang not in ("ky", "ru", "en"):
        refuse("--lang is ky, ru or en.", 2)
    from tayanch.disclosure.reading import Columns, read_table, settings
    from tayanch.disclosure.rules import TableError

    try:
        about = settings(rules)
        about = replace(about, date=date or about.date)
        columns = Columns(count, value, contributor, tuple(name.strip() for name in by.split(",") if name.strip()))
        given = read_table(file, columns, about.hierarchies)
        if epsilon is not None:
            _tell(*_noisy(given, epsilon, ledger, label=file.name, form=form, lang=lang), out)
            return
        made = _protected(given, about, released or [])
    except TableError as error:
        refuse(str(error))
    if keep is not None:
        keep.write_text(json.dumps(made.released(file.name).to_dict(), ensure_ascii=False), encoding="utf-8")
    sentences = made.account(lang, inside=True)
    _tell(_as_json(made, file.name, lang) if form == "json" else _as_csv(made.table()), sentences, out)


def _protected(given: Given, about: Settings, released: list[str]) -> ProtectedTable:
    from tayanch.disclosure.protecting import protect_table
    from tayanch.disclosure.reading import read_released

    return protect_table(
        given.cells,
        dimensions=given.dimensions,
        rules=about.rules,
        released=[read_released(one, about) for one in released],
        population=about.population,
        date=about.date,
        measure_name=about.measure,
    )


def _tell(text: str, sentences: tuple[str, ...], out: Path | None) -> None:
    """The table where it is wanted; the account on the screen, apart from a table that is shown."""
    if out is None:
        typer.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8", newline="")
    for sentence in sentences:
        typer.echo(sentence, err=out is None)


def _as_csv(rows: list[dict[str, Any]]) -> str:
    written = io.StringIO()
    writer = csv.DictWriter(written, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: "" if cell is None else cell for name, cell in row.items()} for row in rows)
    return written.getvalue()


def _as_json(made: ProtectedTable, label: str, lang: str) -> str:
    """What may be published: the table, the public account, and what reads it again as an earlier release."""
    release = {**made.released(label).to_dict(), "protected": None, "numbers": []}
    told = {
        "table": made.table(),
        "account": list(made.account(lang)),
        "hidden": made.hidden,
        "cells": len(made.cells),
        "method": made.method,
        "release": release,
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _noisy(
    given: Given, epsilon: float, ledger: Path | None, *, label: str, form: str, lang: str
) -> tuple[str, tuple[str, ...]]:
    """The table with noise and its account; the ledger is written before anything is told."""
    from tayanch.disclosure.privacy import Budget, noisy_table

    budget = Budget.read(ledger) if ledger else Budget(epsilon)
    cells: Any = given.cells
    made = noisy_table(cells, dimensions=given.dimensions, epsilon=epsilon, budget=budget, label=label)
    if ledger:
        ledger.write_text(json.dumps(made.budget.to_dict(), ensure_ascii=False), encoding="utf-8")
    sentences = made.account(lang)
    if form == "csv":
        return _as_csv(made.table()), sentences
    told = {"table": made.table(), "account": list(sentences), "budget": made.budget.to_dict()}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n", sentences
