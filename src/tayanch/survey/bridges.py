"""The way to other tools with the same design: a sample of Python's ``svy``, and a script for R's ``survey``.

Regression and tests beyond those here are theirs. What is handed over is the file and its design, nothing is estimated.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from tayanch.survey.codebook import Variable
from tayanch.survey.data import Data
from tayanch.survey.design import Design, Replicates
from tayanch.survey.replication import given
from tayanch.survey.sampling import sample

if TYPE_CHECKING:
    import svy

TABLE, SCRIPT = "survey.csv", "survey.R"
_SVY_LONELY = {"remove": "skip", "adjust": "center", "average": "scale"}


class BridgeError(ValueError):
    """A design that the other tool cannot hold, or the tool is not there; the text says what to do."""


def to_svy(data: Data, design: Design) -> svy.Sample:
    """The rows and the design as a ``svy.Sample``.

    Units get names that are unique in the file, populations stand as numbers of units: columns ``design_…`` are added.
    With replicate weights ask svy for them: ``sample.estimation.mean(name, method="replication")``.

    Raises:
        BridgeError: ``svy`` is not installed, or cannot hold the design.
        DesignError: the design does not fit the data.
    """
    try:
        import polars
        import svy as target
    except ImportError as absent:
        raise BridgeError("The package svy is not installed. Run: pip install svy") from absent
    if len(design.clusters) > 2 or len(design.strata) > 1:
        raise BridgeError("svy knows two stages with strata in the first. Use r_script for this design.")
    _refuse_calibration(design)
    table, parts = _for_svy(data, design)
    method: Any = _SVY_LONELY.get(design.lonely)
    rule = target.Singleton(method) if method else None  # without one svy fails too
    if design.replicates is not None:
        parts["rep_wgts"] = _svy_replicates(target, design.replicates)
    if sizes := parts.pop("sizes", None):
        parts["pop_size"] = target.PopSize(*sizes)
    rows: Any = polars.from_arrow(table)
    return target.Sample(rows, target.Design(singleton=rule, **parts))


def _refuse_calibration(design: Design) -> None:
    if design.calibration is not None:
        raise BridgeError("The calibration is not handed over. Leave it out of the design, then calibrate there.")


def _for_svy(data: Data, design: Design) -> tuple[pa.Table, dict[str, Any]]:
    """All rows with the columns that svy's design needs, and the arguments that name them."""
    table = data.rows if isinstance(data.rows, pa.Table) else pq.read_table(data.rows)
    columns = data.columns(design.columns)
    drawn = sample(design, columns or {"": np.zeros(table.num_rows)})
    table = table.append_column("design_weight", pa.array(drawn.weight))
    parts: dict[str, Any] = {"wgt": "design_weight"}
    if design.strata:
        parts["stratum"] = design.strata[0]
    sizes = []
    for at, (stage, argument) in enumerate(zip(drawn.stages, ("psu", "ssu"), strict=False)):
        if design.clusters:
            table = table.append_column(f"design_{argument}", pa.array(stage.unit))
            parts[argument] = f"design_{argument}"
        if at < len(design.fpc):
            table = table.append_column(f"design_population_{at + 1}", pa.array(stage.population))
            sizes.append(f"design_population_{at + 1}")
    if sizes:
        parts["sizes"] = tuple(sizes)
    made = design.replicates
    for at, name in enumerate(made.columns if made else (), start=1):
        column = np.asarray(columns[name], float)
        whole = column if made is not None and made.combined else column * drawn.weight
        table = table.append_column(f"design_replicate_{at}", pa.array(whole))
    return table, parts


def _svy_replicates(target: Any, made: Replicates) -> Any:
    if not made.columns:
        raise BridgeError("svy makes its own replicates from the design. Leave them out of the design, then ask it.")
    same: dict[str, Any] = {"prefix": "design_replicate_", "n_reps": len(made.columns)}
    if made.scale is not None:
        same["scale"] = made.scale
    if made.rscales:
        same["rep_coefs"] = made.rscales
    if made.method in ("brr", "fay"):
        return target.BrrWgts(fay_coef=made.fay, **same)
    if made.method in ("jk1", "jkn"):
        return target.JackknifeWgts(kind=made.method, **same)
    if made.method == "bootstrap":
        return target.BootstrapWgts(**same)
    if made.method == "successive-difference":
        return target.SdrWgts(**same)
    raise BridgeError("svy does not know replicates of the kind 'other'. Use r_script for this design.")


def r_script(
    data: Data,
    design: Design,
    folder: Path,
    *,
    outcome: str | None = None,
    predictors: Sequence[str] = (),
    language: str = "en",
) -> Path:
    """Write the rows as CSV and an R script with the same design, a mean and a regression; gives the script's path.

    *outcome* and *predictors* are those of the regression; without them the first number and the first answers that are
    no part of the design. Run it with ``Rscript survey.R`` in any folder; it needs R's package ``survey``.

    Raises:
        BridgeError: the file has no number to estimate, a named column is missing, or the design is calibrated.
    """
    _refuse_calibration(design)
    chosen = _outcome(data, design, outcome)
    against = list(predictors) or _answers(data, design)[:1]
    if absent := sorted({chosen, *against} - set(data.schema.names)):
        raise BridgeError(f"The file has no column {', '.join(absent)}.")
    folder.mkdir(parents=True, exist_ok=True)
    _write_csv(data, folder / TABLE)
    right = " + ".join(_name(name) for name in against) or "1"
    lines = [
        "# The same data and design for R's package survey (install.packages('survey')).",
        "library(survey)",
        f'options(survey.lonely.psu = "{design.lonely}")',
        'here <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))',
        'folder <- if (length(here)) dirname(here[1]) else "."  # beside this script, or the working folder',
        f'data <- read.csv(file.path(folder, "{TABLE}"), check.names = FALSE, na.strings = "")',
        *_factors(data, design, language),
        *_r_design(data, design),
        "",
        f"estimated <- svymean(~{_name(chosen)}, design, na.rm = TRUE)",
        "print(estimated)",
        "print(confint(estimated, df = degf(design)))",
        f"model <- svyglm({_name(chosen)} ~ {right}, design)",
        "print(summary(model))",
    ]
    script = folder / SCRIPT
    script.write_text("\n".join(lines) + "\n", "utf-8", newline="\n")
    return script


def _r_design(data: Data, design: Design) -> list[str]:
    """Lines that make ``design``."""
    weights = f"weights = ~{_name(design.weight)}" if design.weight else ""
    made = design.replicates
    if made is not None and made.columns:
        columns = data.columns((*made.columns, *((design.weight,) if design.weight else ())))
        weight = np.asarray(columns[design.weight], float) if design.weight else np.ones(len(columns[made.columns[0]]))
        theirs = given(weight, made, columns)
        given_columns = ", ".join(json.dumps(name, ensure_ascii=False) for name in made.columns)
        scales = ", ".join(repr(float(value)) for value in theirs.rscales)
        rest = f'type = "other", scale = {float(theirs.scale)!r}, rscales = c({scales}), mse = {_logical(made.mse)}'
        combined = f"combined.weights = {_logical(made.combined)}"
        parts = [weights or "weights = rep(1, nrow(data))", f"repweights = data[, c({given_columns})]", rest, combined]
        return ["design <- svrepdesign(data = data,", "  " + ",\n  ".join(parts) + ")"]
    parts = [f"ids = {_formula(design.clusters) or '~1'}"]
    parts += [
        f"{what} = {_formula(names)}" for what, names in (("strata", design.strata), ("fpc", design.fpc)) if names
    ]
    parts += [weights, "nest = TRUE"] if weights else ["nest = TRUE"]
    lines = [f"design <- svydesign({', '.join(parts)}, data = data)"]
    return lines + ([_r_replicates(made)] if made is not None else [])


def _r_replicates(made: Replicates) -> str:
    """A line that makes replicates in R by the same method; bootstrap draws differ, as its dice are others."""
    kinds = {"brr": "BRR", "fay": "Fay", "jk1": "JK1", "jkn": "JKn", "bootstrap": "bootstrap"}
    if made.method not in kinds:
        raise BridgeError(f"R does not make replicates of the kind {made.method!r}; give them as columns.")
    more = f", fay.rho = {made.fay!r}" if made.method == "fay" else ""
    more += f", replicates = {made.count}" if made.method == "bootstrap" and made.count else ""
    return f'design <- as.svrepdesign(design, type = "{kinds[made.method]}"{more}, mse = {_logical(made.mse)})'


def _formula(names: Sequence[str]) -> str:
    return "~" + " + ".join(_name(name) for name in names) if names else ""


def _name(name: str) -> str:
    """A column in a formula of R."""
    if "`" in name or "\n" in name:
        raise BridgeError(f"The column {name!r} has a name that R cannot hold; rename it.")
    return f"`{name}`"


def _logical(value: bool) -> str:
    return "TRUE" if value else "FALSE"


def _outcome(data: Data, design: Design, asked: str | None) -> str:
    if asked:
        return asked
    answers = set(_answers(data, design))
    for field in data.schema:
        is_number = pa.types.is_integer(field.type) or pa.types.is_floating(field.type)
        if is_number and field.name not in {*design.columns, *answers}:
            return str(field.name)
    raise BridgeError("The file has no number outside the design; name the outcome.")


def _answers(data: Data, design: Design) -> list[str]:
    """Columns of answers that are no part of the design."""
    free = [name for name in data.schema.names if name not in design.columns and name in data.codebook.variables]
    return [name for name in free if data.codebook[name].kind == "category"]


def _factors(data: Data, design: Design, language: str) -> Iterator[str]:
    """Answers with their words, so that tables and models of R speak."""
    for name in _answers(data, design):
        variable = data.codebook[name]
        levels = [level for level in variable.levels if not level.missing]
        if levels:
            yield _factor(variable, levels, language)


def _factor(variable: Variable, levels: Sequence[Any], language: str) -> str:
    words = [variable.answer(level.code, language) for level in levels]
    if len(set(words)) < len(words):  # two answers with one text would become one answer
        words = [f"{level.code} {word}" for level, word in zip(levels, words, strict=True)]
    column = f"data[[{json.dumps(variable.name, ensure_ascii=False)}]]"
    codes = ", ".join(json.dumps(level.code, ensure_ascii=False) for level in levels)
    said = ", ".join(json.dumps(word, ensure_ascii=False) for word in words)
    return f"{column} <- factor({column}, levels = c({codes}), labels = c({said}))"


def _write_csv(data: Data, path: Path) -> None:
    """All rows, piece by piece; an empty field is a missing value."""
    if isinstance(data.rows, pa.Table):
        pyarrow.csv.write_csv(data.rows, path)
        return
    with pyarrow.csv.CSVWriter(path, data.schema) as out:
        for fragment in pq.ParquetDataset(data.rows).fragments:
            for batch in fragment.to_batches():
                out.write_batch(batch)
