"""How a sample was drawn: weights, strata, units of each stage, finite populations, replicates.

A design names columns; :mod:`tayanch.survey.sampling` reads them. The words and their meanings are those of R's
``survey`` (Lumley, *Complex Surveys*, 2010), so that a design can be compared with one written there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

Lonely = Literal["fail", "remove", "adjust", "average"]
ReplicateMethod = Literal["brr", "fay", "jk1", "jkn", "bootstrap", "successive-difference", "other"]
CalibrationMethod = Literal["post-stratify", "rake", "linear", "raking", "logit"]
Answer = str | int | float
CROSSED = " * "  # between the columns of a margin
SAME_SUM = 1e-9  # margins whose sums differ by more, relatively, cannot all be met


class DesignError(ValueError):
    """A design that cannot be read or does not fit its data; the text says what to change."""


class LonelyUnitError(DesignError):
    """A stratum with a single sampling unit, while the rule for it is ``fail``."""

    def __init__(self, stratum: str, stage: int) -> None:
        self.stratum, self.stage = stratum, stage
        super().__init__(
            f"Stratum {stratum} has one sampling unit at stage {stage}, so its variance is unknown. "
            "Join it with a neighbouring stratum, or set lonely to remove, adjust or average."
        )


@dataclass(frozen=True, slots=True)
class Replicates:
    """Replicate weights: given as *columns*, or made by *method* when there are none.

    *fay* is Fay's factor (0 is BRR). *scale* and *rscales* multiply the squared deviations; without them they follow
    from the method. *mse* centres at the full estimate instead of the mean of the replicates. *count* and *seed* are
    for replicates that are made. *combined* says that given columns hold the whole weight, not a factor of it.
    """

    method: ReplicateMethod = "jkn"
    columns: tuple[str, ...] = ()
    fay: float = 0.0
    scale: float | None = None
    rscales: tuple[float, ...] = ()
    mse: bool = False
    count: int = 0
    seed: int = 1
    combined: bool = True

    def __post_init__(self) -> None:
        if self.method not in get_args(ReplicateMethod):
            raise DesignError(
                f"Unknown replicate method {self.method!r}. Known: {', '.join(get_args(ReplicateMethod))}."
            )
        if not 0 <= self.fay < 1:
            raise DesignError("Fay's factor lies between 0 and 1.")


@dataclass(frozen=True, slots=True)
class Margin:
    """Known totals of the population for each combination of answers to *columns*: pairs of the answers and a total.

    One pair without answers is the total of a column of numbers.
    """

    columns: tuple[str, ...]
    totals: tuple[tuple[tuple[Answer, ...], float], ...]

    @property
    def is_number(self) -> bool:
        """Whether a column of numbers is summed instead of people by answer."""
        return not self.totals[0][0]

    @property
    def name(self) -> str:
        """``sex * region``, as it stands in a file."""
        return CROSSED.join(self.columns)

    @classmethod
    def of(cls, name: Any, given: Any) -> Margin:
        """A margin as it stands in a file: ``sex: {1: 100, 2: 90}``, ``sex * region: {1: {3: 40, 4: 60}, …}``.

        Raises:
            DesignError: a column or a total is none.
        """
        columns = tuple(part.strip() for part in name.split("*")) if isinstance(name, str) else ()
        if not all(columns) or not columns or len(set(columns)) < len(columns):
            raise DesignError(f"{name!r} names no margin; write a column, or several: sex * region.")
        depth = len(columns) if isinstance(given, Mapping) else 0
        found = tuple(_totals(CROSSED.join(columns), given, depth))
        if not found or (depth == 0 and len(columns) > 1):
            raise DesignError(f"The margin {name!r} needs a total for each answer: {{1: 1200, 2: 1300}}.")
        return cls(columns, found)

    def as_given(self) -> Any:
        """The totals as :meth:`of` takes them."""
        if self.is_number:
            return self.totals[0][1]
        out: dict[Answer, Any] = {}
        for answers, total in self.totals:
            place = out
            for answer in answers[:-1]:
                place = place.setdefault(answer, {})
            place[answers[-1]] = total
        return out


def _totals(
    name: str, given: Any, depth: int, above: tuple[Answer, ...] = ()
) -> Iterator[tuple[tuple[Answer, ...], float]]:
    """The totals of a margin, answer within answer."""
    if depth == 0:
        if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given):
            told = f" of {', '.join(map(str, above))}" if above else ""
            raise DesignError(f"The total{told} in the margin {name!r} has to be a number, not {given!r}.")
        yield above, float(given)
        return
    if not isinstance(given, Mapping):
        raise DesignError(
            f"The margin {name!r} needs answers within {', '.join(map(str, above))}, each with its total."
        )
    for answer, inner in given.items():
        if isinstance(answer, bool) or not isinstance(answer, str | int | float):
            raise DesignError(f"{answer!r} is no answer in the margin {name!r}; put words such as yes into quotes.")
        yield from _totals(name, inner, depth - 1, (*above, answer))


@dataclass(frozen=True, slots=True)
class Calibration:
    """Known totals of the population that the weights are made to meet; see :mod:`tayanch.survey.calibration`.

    *bounds* limit the new weight over the old for ``linear``, ``raking`` and ``logit``; *trim* cuts the weights
    themselves afterwards, so that the totals are no longer met exactly.
    """

    method: CalibrationMethod
    margins: tuple[Margin, ...]
    bounds: tuple[float, float] | None = None
    trim: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if self.method not in get_args(CalibrationMethod):
            known = ", ".join(get_args(CalibrationMethod))
            raise DesignError(f"Unknown method of calibration {self.method!r}. Known: {known}.")
        if not self.margins:
            raise DesignError("A calibration needs margins: columns with the known totals of their answers.")
        if self.method == "post-stratify" and len(self.margins) > 1:
            raise DesignError("Post-strata are one margin: cross its columns (sex * region), or use rake.")
        if self.method in ("post-stratify", "rake"):
            if numbers := [margin.name for margin in self.margins if margin.is_number]:
                raise DesignError(f"A total of a number needs linear, raking or logit: {', '.join(numbers)}.")
            if self.bounds:
                raise DesignError("Bounds of new over old weights go with linear, raking and logit; use trim here.")
        if self.method == "logit" and not self.bounds:
            raise DesignError("The method logit needs bounds of new over old weights, for example [0.5, 2].")
        sums = [math.fsum(total for _, total in margin.totals) for margin in self.margins if not margin.is_number]
        if sums and max(sums) - min(sums) > SAME_SUM * max(map(abs, sums)):
            told = ", ".join(f"{total:,.6g}" for total in sums)
            raise DesignError(f"The margins have different sums ({told}); scale them to one population.")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of all margins."""
        return tuple(dict.fromkeys(name for margin in self.margins for name in margin.columns))

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Calibration:
        """A calibration from a mapping as it stands in a file.

        Raises:
            DesignError: a key or a value is not known.
        """
        known = {field.name for field in fields(cls)}
        if unknown := sorted(set(map(str, given)) - known):
            raise DesignError(f"Unknown in calibration: {', '.join(unknown)}. Known: {', '.join(sorted(known))}.")
        margins = given.get("margins")
        if not isinstance(margins, Mapping):
            raise DesignError("A calibration needs margins: columns with the known totals of their answers.")
        made = tuple(Margin.of(name, totals) for name, totals in margins.items())
        limits = {name: _limits(name, given.get(name)) for name in ("bounds", "trim")}
        return cls(given.get("method", "rake"), made, **limits)

    def as_mapping(self) -> dict[str, Any]:
        """The calibration as plain values, as :meth:`of` takes them."""
        values = {"method": self.method, "margins": {margin.name: margin.as_given() for margin in self.margins}}
        limits = {"bounds": self.bounds, "trim": self.trim}
        return values | {name: list(pair) for name, pair in limits.items() if pair}


def _limits(name: str, given: Any) -> tuple[float, float] | None:
    """A lower and an upper limit."""
    if given is None:
        return None
    pair = list(given) if isinstance(given, Sequence) and not isinstance(given, str) else []
    plain = all(isinstance(one, int | float) and not isinstance(one, bool) for one in pair)
    if len(pair) != 2 or not plain or not pair[0] < pair[1]:
        raise DesignError(f"{name} needs two numbers, the lower one first: [0.5, 2].")
    return float(pair[0]), float(pair[1])


@dataclass(frozen=True, slots=True)
class Design:
    """The columns that say how rows came into the sample.

    *strata*, *clusters* and *fpc* hold one column per stage, outermost first. Without *clusters* every row is its own
    unit; codes of units may repeat between strata. *fpc* holds the number of units in the population (above 1) or the
    sampled fraction (up to 1). Without *weight* every row counts once, or the inverse of its sampling fraction where
    *fpc* tells it. With a *calibration* the weights are made to meet known totals, and errors are those of the
    residuals.
    """

    weight: str | None = None
    strata: tuple[str, ...] = ()
    clusters: tuple[str, ...] = ()
    fpc: tuple[str, ...] = ()
    replicates: Replicates | None = None
    lonely: Lonely = "fail"
    calibration: Calibration | None = None

    def __post_init__(self) -> None:
        if self.lonely not in get_args(Lonely):
            raise DesignError(f"Unknown rule {self.lonely!r} for lonely units. Known: {', '.join(get_args(Lonely))}.")
        stages = max(1, len(self.clusters))
        for name in ("strata", "fpc"):
            if len(getattr(self, name)) > stages:
                raise DesignError(f"There are more columns in {name} than stages of sampling ({stages}).")

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the design reads, without repetition."""
        replicates = self.replicates.columns if self.replicates else ()
        known = self.calibration.columns if self.calibration else ()
        named = (*((self.weight,) if self.weight else ()), *self.strata, *self.clusters, *self.fpc, *replicates, *known)
        return tuple(dict.fromkeys(named))

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Design:
        """A design from a mapping as it stands in a file; one name may stand for a list of one.

        Raises:
            DesignError: a key or a value is not known.
        """
        known = {field.name for field in fields(cls)}
        if unknown := sorted(set(given) - known):
            raise DesignError(f"Unknown in a design: {', '.join(unknown)}. Known: {', '.join(sorted(known))}.")
        values = {name: value for name, value in given.items() if value is not None}
        for name in ("strata", "clusters", "fpc"):
            values[name] = _names(name, values.get(name, ()))
        if isinstance(made := values.get("replicates"), Mapping):
            values["replicates"] = _replicates(made)
        if (known_totals := values.get("calibration")) is not None and not isinstance(known_totals, Calibration):
            if not isinstance(known_totals, Mapping):
                raise DesignError("calibration needs method and margins below it.")
            values["calibration"] = Calibration.of(known_totals)
        return cls(**values)

    @classmethod
    def read(cls, path: Path) -> Design:
        """A design from a YAML file.

        Raises:
            DesignError: the file is no mapping or does not hold a design.
        """
        try:
            given = yaml.safe_load(path.read_text(encoding="utf-8"))
        except yaml.YAMLError as error:
            raise DesignError(f"{path.name} is not valid YAML: {error}") from error
        if not isinstance(given, Mapping):
            raise DesignError(f"{path.name} holds no design: lines such as 'weight: w' are expected.")
        return cls.of(given)

    def as_mapping(self) -> dict[str, Any]:
        """The design as plain values, as :meth:`of` takes them; what is not set is left out."""
        values = {name: value for name, value in asdict(self).items() if value not in (None, ())}
        return values | ({"calibration": self.calibration.as_mapping()} if self.calibration else {})


def _names(what: str, value: Any) -> tuple[str, ...]:
    """One name or a list of names as a tuple."""
    names = (value,) if isinstance(value, str) else value
    if not isinstance(names, Sequence) or not all(isinstance(name, str) for name in names):
        raise DesignError(f"{what} needs the name of a column, or a list of names, one per stage.")
    return tuple(names)


def _replicates(given: Mapping[str, Any]) -> Replicates:
    known = {field.name for field in fields(Replicates)}
    if unknown := sorted(set(given) - known):
        raise DesignError(f"Unknown in replicates: {', '.join(unknown)}. Known: {', '.join(sorted(known))}.")
    values = dict(given)
    values["columns"] = _names("columns of replicates", values.get("columns", ()))
    values["rscales"] = tuple(values.get("rscales", ()))
    return Replicates(**values)
