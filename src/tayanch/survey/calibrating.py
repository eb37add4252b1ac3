"""A sample with the weights that the known totals of its design ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from tayanch.survey.calibration import CalibrationError, calibrate, cross, indicators, post_stratify, rake, trim
from tayanch.survey.design import Answer, Calibration, DesignError, Margin
from tayanch.survey.sampling import Sample

NO_BOUNDS = (-np.inf, np.inf)


def calibrated(sample: Sample, known: Calibration, columns: Mapping[str, ArrayLike]) -> Sample:
    """*sample* with weights that meet the totals of *known*, from *columns*, each (n,).

    Raises:
        CalibrationError: an answer of the file has no total, a total has nobody in the sample, or they cannot be met.
        DesignError: a column is missing or empty in some rows.
    """
    read = {name: _column(name, columns) for name in known.columns}
    if known.method in ("post-stratify", "rake"):
        margins = [(_answers(margin, read), _totals(margin, read)) for margin in known.margins]
        made = rake(sample, margins) if known.method == "rake" else post_stratify(sample, *margins[0])
    else:
        made = _regressed(sample, known, read)
    return trim(made, known.trim[1], known.trim[0]) if known.trim else made


def in_words(known: Calibration) -> str:
    """``calibrated weights (rake over sex, region)``, for the sentence that says how an estimate was made."""
    trimmed = f", then trimmed to {known.trim[0]:g}–{known.trim[1]:g}" if known.trim else ""
    return f"calibrated weights ({known.method} over {', '.join(margin.name for margin in known.margins)}{trimmed})"


def _regressed(sample: Sample, known: Calibration, read: Mapping[str, NDArray[Any]]) -> Sample:
    """Calibrated by a regression on all answers and numbers; what repeats itself is no obstacle to it."""
    auxiliaries: dict[str, NDArray[np.float64]] = {}
    totals: dict[str, float] = {}
    for margin in known.margins:
        if margin.is_number:
            auxiliaries[margin.name], totals[margin.name] = _number(margin.name, read), margin.totals[0][1]
            continue
        answers, wanted = _answers(margin, read), _totals(margin, read)
        post_stratify(sample, answers, wanted)  # for its sentences: an answer without a total, a total without anybody
        codes = {value: at for at, value in enumerate(wanted)}
        places = np.array([codes[value] for value in answers.tolist()])
        own = indicators(margin.name, places, {at: wanted[value] for value, at in codes.items()})
        auxiliaries, totals = auxiliaries | own[0], totals | own[1]
    distance = known.method if known.method in ("raking", "logit") else "linear"
    return calibrate(sample, auxiliaries, totals, distance=distance, bounds=known.bounds or NO_BOUNDS)


def _column(name: str, columns: Mapping[str, ArrayLike]) -> NDArray[Any]:
    """A column of known totals, without gaps."""
    if name not in columns:
        raise DesignError(f"The calibration names a column {name!r} that the file does not have.")
    column = np.asarray(columns[name])
    if empty := int(np.sum(pd.isna(column))):
        raise CalibrationError(f"Column {name!r} of the known totals is empty in {empty} rows; fill or leave them out.")
    return column


def _number(name: str, read: Mapping[str, NDArray[Any]]) -> NDArray[np.float64]:
    if not _is_number(read[name]):
        raise CalibrationError(f"Column {name!r} holds words; give a total for each of its answers.")
    return read[name].astype(np.float64)


def _is_number(column: NDArray[Any]) -> bool:
    return column.dtype.kind in "iufb"


def _answers(margin: Margin, read: Mapping[str, NDArray[Any]]) -> NDArray[Any]:
    """Each row's answer (n,), a tuple where columns are crossed."""
    columns = [read[name] for name in margin.columns]
    return columns[0] if len(columns) == 1 else cross(*columns)


def _totals(margin: Margin, read: Mapping[str, NDArray[Any]]) -> dict[Any, float]:
    """The totals by answers as the columns hold them: a file of text has "1" where a file of numbers has 1."""
    out: dict[Any, float] = {}
    for answers, total in margin.totals:
        stored = tuple(_stored(answer, read[name]) for answer, name in zip(answers, margin.columns, strict=True))
        key = stored if len(stored) > 1 else stored[0]
        if key in out:
            raise CalibrationError(f"The margin {margin.name!r} has two totals for {', '.join(map(str, answers))}.")
        out[key] = total
    return out


def _stored(answer: Answer, column: NDArray[Any]) -> Answer:
    """An answer as the column holds it."""
    if not _is_number(column):
        return str(answer)
    try:
        number = float(answer)
    except ValueError:
        return answer  # nobody gave it: the calibration says so
    return int(number) if number.is_integer() else number
