"""A question from a terminal: text in, text out, and an exit code; every error is one line that says what to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from tayanch.survey.compiling import QuestionError
from tayanch.survey.data import Data
from tayanch.survey.design import Design, DesignError, LonelyUnitError
from tayanch.survey.engines import EngineError
from tayanch.survey.estimating import Stat, estimate
from tayanch.survey.expressions import ExpressionError
from tayanch.survey.intervals import INTERVALS
from tayanch.survey.reading import ReadError, read
from tayanch.survey.results import FLAGS, Estimate, Estimates

HEADINGS = ("estimate", "se", "lower", "upper", "n")


@dataclass(frozen=True)
class Asked:
    """What was typed."""

    file: Path
    design: Path
    of: tuple[str, ...]
    stat: str
    by: tuple[str, ...]
    where: str
    margins: bool
    probabilities: tuple[str, ...]
    level: float
    interval: str
    engine: str


def answer(asked: Asked, form: str) -> tuple[int, str]:
    """Exit code and text: 0 with estimates as json, csv or table; 3 a lonely stratum; 2 any other wrong question."""
    try:
        told = _estimated(asked)
    except LonelyUnitError as error:
        return 3, str(error)
    except (DesignError, QuestionError, ExpressionError, EngineError, ReadError, ValueError, OSError) as error:
        return 2, " ".join(str(error).split())
    if form == "json":
        return 0, told.as_json()
    return 0, told.as_csv().rstrip("\n") if form == "csv" else as_table(told)


def _estimated(asked: Asked) -> Estimates:
    stat = next((one for one in get_args(Stat) if one == asked.stat), None)
    if stat is None:
        raise QuestionError(f"--stat is {', '.join(get_args(Stat))}.")
    interval = next((one for one in INTERVALS if one == asked.interval), None)
    if interval is None:
        raise QuestionError(f"--interval is {', '.join(INTERVALS)}.")
    for file in (asked.design, asked.file):
        if not file.exists():
            raise QuestionError(f"There is no file {file}.")
    of, over = (asked.of, None) if stat != "ratio" else _ratio(asked.of)
    return estimate(
        _opened(asked.file),
        Design.read(asked.design),
        of,
        stat,
        by=asked.by,
        where=asked.where or None,
        margins=asked.margins,
        over=over,
        probabilities=_numbers(asked.probabilities),
        engine=asked.engine,
        interval=interval,
        level=asked.level,
    )


def _opened(file: Path) -> Data:
    return read(file)


def _ratio(of: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """Numerators and their one denominator from ``top/bottom,other/bottom``."""
    pairs = [part.split("/") for part in of]
    bottoms = {pair[-1].strip() for pair in pairs}
    if any(len(pair) != 2 or not all(part.strip() for part in pair) for pair in pairs) or len(bottoms) != 1:
        raise QuestionError("A ratio is written --of top/bottom; several must share one bottom: a/c,b/c.")
    return tuple(pair[0].strip() for pair in pairs), bottoms.pop()


def _numbers(parts: tuple[str, ...]) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in parts)
    except ValueError:
        raise QuestionError("--probabilities are numbers between 0 and 1, with commas: 0.25,0.5,0.75.") from None


def as_table(told: Estimates) -> str:
    """Columns for a screen: what rests on fewer than 25 answers is not shown, on fewer than 50 in brackets."""
    groups = list(dict.fromkeys(name for cell in told for name in cell.by))
    lines = [[*groups, "variable", "level", *HEADINGS, "flags"]]
    for cell in told:
        names = [str(cell.by.get(group, "(all)")) for group in groups]
        level = "" if cell.level is None else str(cell.level)
        lines.append([*names, cell.variable, level, *_shown(cell), str(cell.n), " ".join(cell.flags)])
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    left = len(groups) + 2

    def line_of(texts: list[str]) -> str:
        own = enumerate(zip(texts[:-1], widths, strict=False))
        told = [text.ljust(width) if at < left else text.rjust(width) for at, (text, width) in own]
        return "  ".join([*told, texts[-1]]).rstrip()

    used = [flag for flag in FLAGS if any(flag in cell.flags for cell in told)]
    notes = [told.method, *told.warnings, *(f"{flag}: {FLAGS[flag]}" for flag in used)]
    return "\n".join([*map(line_of, lines), "", *notes])


def _shown(cell: Estimate) -> list[str]:
    if "hidden-base" in cell.flags:
        return ["–"] * 4
    values = [cell.estimate, cell.se, cell.lower, cell.upper]
    texts = ["–" if value is None else f"{value:.6g}" for value in values]
    return [f"[{text}]" for text in texts] if "shaky-base" in cell.flags else texts
