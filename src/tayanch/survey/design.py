"""How a sample was drawn: weights, strata, units of each stage, finite populations, replicates.

A design names columns; :mod:`tayanch.survey.sampling` reads them. The words and their meanings are those of R's
``survey`` (Lumley, *Complex Surveys*, 2010), so that a design can be compared with one written there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

Lonely = Literal["fail", "remove", "adjust", "average"]
ReplicateMethod = Literal["brr", "fay", "jk1", "jkn", "bootstrap", "successive-difference", "other"]


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
class Design:
    """The columns that say how rows came into the sample.

    *strata*, *clusters* and *fpc* hold one column per stage, outermost first. Without *clusters* every row is its own
    unit; codes of units may repeat between strata. *fpc* holds the number of units in the population (above 1) or the
    sampled fraction (up to 1). Without *weight* every row counts once, or the inverse of its sampling fraction where
    *fpc* tells it.
    """

    weight: str | None = None
    strata: tuple[str, ...] = ()
    clusters: tuple[str, ...] = ()
    fpc: tuple[str, ...] = ()
    replicates: Replicates | None = None
    lonely: Lonely = "fail"

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
        named = (*((self.weight,) if self.weight else ()), *self.strata, *self.clusters, *self.fpc, *replicates)
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
        return {name: value for name, value in asdict(self).items() if value not in (None, ())}


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
