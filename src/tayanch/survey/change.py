"""Change between waves of a panel, and averages over them, with the units that several waves share.

The waves stand under one another in one file, with the same codes of strata and units in each: then a unit met twice is
one unit, its covariance between waves is in the variance, and a change is mostly surer than two separate surveys say
(Kish, *Survey Sampling*, 1965, section 12.4; Berger 2004). A design with the wave among its strata would lose that.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from tayanch.survey.linear import Linear, mean
from tayanch.survey.results import Estimates
from tayanch.survey.sampling import Sample
from tayanch.survey.stating import smaller, stated

Rows = NDArray[np.bool_]


class WaveError(ValueError):
    """Waves that cannot be compared; the text says what to change."""


def change(
    sample: Sample, value: ArrayLike, wave: ArrayLike, *, earlier: object, later: object, rows: Rows | None = None
) -> Linear:
    """Mean of *value* (n,) in two waves, its change (later less earlier) and its ratio (later over earlier).

    Raises:
        WaveError: a wave has no rows.
    """
    before, after = (mean(sample, value, _within(wave, one, rows)) for one in (earlier, later))
    return before.beside(after, after.minus(before), after.over(before))


def stated_change(
    sample: Sample,
    value: ArrayLike,
    wave: ArrayLike,
    *,
    earlier: object,
    later: object,
    rows: Rows | None = None,
    level: float = 0.95,
) -> Estimates:
    """The same as cells; the sentence says how many units both waves share."""
    answered = ~np.isnan(np.asarray(value, float))
    before, after = (_within(wave, one, rows) for one in (earlier, later))
    small = smaller(answered, before, after)
    both = shared_units(sample, _within(wave, earlier), _within(wave, later))
    return stated(
        change(sample, value, wave, earlier=earlier, later=later, rows=rows),
        sample,
        ("earlier", "later", "change", "ratio"),
        (before, after, small, small),
        answered=answered,
        by=[{"wave": earlier}, {"wave": later}, {}, {}],
        level=level,
        method=f"Change between waves that share {both} sampling units, with their covariance (Kish 1965, 12.4).",
    )


def shared_units(sample: Sample, first: Rows, second: Rows) -> int:
    """How many units of the first stage have rows in both (n,): 0 means that the waves are taken as independent."""
    unit = sample.stages[0].unit
    return len(np.intersect1d(unit[first], unit[second]))


def average(
    sample: Sample,
    value: ArrayLike,
    wave: ArrayLike,
    waves: Sequence[object],
    *,
    shares: Sequence[float] | None = None,
    rows: Rows | None = None,
) -> Linear:
    """The mean of the means of *waves*, each counting alike or by *shares*.

    Pooled rows with their weights would let the wave with the largest weights decide; this does not.

    Raises:
        WaveError: a wave has no rows, or the shares do not fit.
    """
    parts = [mean(sample, value, _within(wave, one, rows)) for one in waves]
    given = np.full(len(waves), 1 / max(len(waves), 1)) if shares is None else np.asarray(shares, float)
    if not parts or len(given) != len(parts) or bool(np.any(given < 0)) or abs(given.sum() - 1) > 1e-9:
        raise WaveError("Give one share for each wave, none below 0, that add up to 1.")
    every = parts[0].beside(*parts[1:])
    return every.through([float(given @ every.values)], [given])


def panel_change(
    sample: Sample,
    value: ArrayLike,
    person: ArrayLike,
    wave: ArrayLike,
    *,
    earlier: object,
    later: object,
    rows: Rows | None = None,
) -> Linear:
    """The mean change of those who answered in both waves, with their weights of the later wave.

    Who left or came is not in it: it speaks of those who stayed. *rows* chooses them by their later row.

    Raises:
        WaveError: a wave has no rows, or a person stands twice in one.
    """
    return mean(sample, personal_change(value, person, wave, earlier, later), rows)


def personal_change(
    value: ArrayLike, person: ArrayLike, wave: ArrayLike, earlier: object, later: object
) -> NDArray[np.float64]:
    """Value in the later wave less that in the earlier one, on the row of the later wave; missing elsewhere (n,)."""
    frame = pd.DataFrame({"person": np.asarray(person), "value": np.asarray(value, float)})
    then, now = (frame[_within(wave, one)] for one in (earlier, later))
    for part, name in ((then, earlier), (now, later)):
        if twice := int(part["person"].dropna().duplicated().sum()):
            raise WaveError(f"{twice} persons stand more than once in wave {name}; a person has one row in a wave.")
    before = now["person"].map(then.dropna(subset="person").set_index("person")["value"])
    out = np.full(len(frame), np.nan)
    out[now.index] = now["value"].to_numpy() - before.to_numpy(dtype=float)
    return out


def _within(wave: ArrayLike, one: object, rows: Rows | None = None) -> Rows:
    chosen = np.asarray(np.asarray(wave) == one, dtype=bool)
    if not bool(chosen.any()):
        raise WaveError(f"The file has no rows of wave {one}.")
    return chosen if rows is None else chosen & rows
