"""Weighted quantiles by the twelve rules of the field, with Woodruff's limits.

Woodruff, *Confidence intervals for medians and other position measures* (JASA 47, 1952); Hyndman & Fan, *Sample
quantiles in statistical packages* (The American Statistician 50, 1996), carried over to weights as in R's ``survey``
(4.1 and later); Shah & Vaish, *Confidence intervals for quantile estimation from complex survey data* (2006).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tayanch.survey.intervals import Interval, critical, interval
from tayanch.survey.linear import Linear, mean
from tayanch.survey.replication import Replicated, ReplicateWeights
from tayanch.survey.sampling import Floats, Sample

Rule = Literal["math", "school", "shahvaish", "hf1", "hf2", "hf3", "hf4", "hf5", "hf6", "hf7", "hf8", "hf9"]
RULES: dict[Rule, str] = {
    "math": "The smallest value up to which at least the share p of the weight lies (the default, as in R).",
    "school": "As math, but halfway to the next value where exactly the share p lies up to one.",
    "shahvaish": "Shah and Vaish: the cumulative weight less half of the own, plus a half, over n + 1; in steps.",
    "hf1": "Hyndman and Fan 1; the same as math.",
    "hf2": "Hyndman and Fan 2; the same as school.",
    "hf3": "As math over the different values; on a tie the one with an even number.",
    "hf4": "Linear between the cumulative shares of the weight.",
    "hf5": "Linear between the middles of the steps.",
    "hf6": "Linear, the last weight added once more to the whole.",
    "hf7": "Linear, the first value at 0 and the last at 1 (R's quantile without weights).",
    "hf8": "Linear, one third of the way into each step.",
    "hf9": "Linear, three eighths of the way into each step.",
}
TIE = 1e-12  # of the whole weight: sums of equal weights miss a share such as one half by rounding


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Quantiles of one domain.

    Attributes:
        linear: the *k* values with an influence (or replicates) that gives Woodruff's error, so that they can be
            compared with others.
        lower, upper, se: (k,) limits and errors; NaN where they lie outside of what was answered.
        df: degrees of freedom behind the limits.
        n, weighted_n: answers and their weight.
    """

    linear: Linear | Replicated
    lower: Floats
    upper: Floats
    se: Floats
    df: float
    n: int
    weighted_n: float

    @property
    def values(self) -> Floats:
        """The quantiles (k,), NaN without an answer."""
        return self.linear.values


def quantile(values: ArrayLike, weight: ArrayLike, probabilities: ArrayLike, rule: Rule = "math") -> Floats:
    """Quantiles (k,) of *values* (n,) with *weight* (n,) at *probabilities* (k,); NaN without any weight.

    Missing values and weights of 0 are left out. A probability that is NaN gives NaN. Below the first and above the
    last position the first and the last value are taken (R 4.1-1 takes the second, or continues the line).

    Raises:
        ValueError: a rule that is not known, a probability outside 0 to 1, or a negative weight.
    """
    values, weight = np.asarray(values, float), np.asarray(weight, float)
    wanted = np.atleast_1d(np.asarray(probabilities, float))
    if rule not in get_args(Rule):
        raise ValueError(f"Unknown rule for quantiles {rule!r}. Known: {', '.join(get_args(Rule))}.")
    if bool(np.any((wanted < 0) | (wanted > 1))):
        raise ValueError("The probability of a quantile lies between 0 and 1; the median is 0.5.")
    if bool(np.any(weight < 0)):
        raise ValueError("A quantile needs weights of 0 or more.")
    known = ~np.isnan(values) & (weight > 0)
    if not known.any():
        return np.full(len(wanted), np.nan)
    order = np.argsort(values[known], kind="stable")
    found = _RULES[rule](values[known][order], weight[known][order], np.nan_to_num(wanted))
    return np.where(np.isnan(wanted), np.nan, found)


def quantiles(
    sample: Sample | ReplicateWeights,
    value: ArrayLike,
    probabilities: Sequence[float] = (0.5,),
    *,
    rows: NDArray[np.bool_] | None = None,
    rule: Rule = "math",
    method: Interval = "wald",
    level: float = 0.95,
) -> Quantiles:
    """Quantiles of *value* (n,) at *probabilities* (k,) in the domain *rows* (n,), with Woodruff's limits.

    The limits are the quantiles at the limits of the share that lies up to the estimate, the error their distance
    over twice the critical value. *method* is the interval of that share: with wald (R's "mean") a limit is missing
    where it would lie below 0 or above 1; beta and logit (R's "xlogit") always find one. Where nobody lies above the
    estimate, the share has no error and the Korn–Graubard limit is taken (R: an error of 0).

    Raises:
        ValueError: as :func:`quantile`.
        LonelyUnitError: a stratum has one sampling unit and the sample's rule is ``fail``.
    """
    value = np.asarray(value, float)
    inside = ~np.isnan(value) & (sample.weight != 0) & (True if rows is None else rows)
    weight = np.where(inside, sample.weight, 0.0)
    found = quantile(value, weight, probabilities, rule)
    shares, errors = _shares_up_to(sample, value, found, inside)
    df, n = float(sample.degrees_of(inside)), int(inside.sum())
    below, above = interval(shares.values, errors, np.array(df), method=method, share=True, n=np.array(n), level=level)
    lower = quantile(value, weight, np.where(below < 0, np.nan, below), rule)
    upper = quantile(value, weight, np.where(above > 1, np.nan, above), rule)
    se = (upper - lower) / (2 * critical(np.array(df), level))
    per_share = np.divide(se, errors, out=np.zeros_like(se), where=(errors > 0) & ~np.isnan(se))
    linear = shares.through(found, -np.diag(per_share))
    return Quantiles(linear, lower, upper, np.where(np.isinf(df) | (df > 0), se, np.nan), df, n, float(weight.sum()))


def _shares_up_to(
    sample: Sample | ReplicateWeights, value: Floats, found: Floats, inside: NDArray[np.bool_]
) -> tuple[Linear | Replicated, Floats]:
    """The share of the domain with a value up to each of *found* (k,), and its errors (k,)."""
    up_to = [np.where(inside, value <= limit, np.nan) for limit in found]
    if isinstance(sample, ReplicateWeights):
        replicated = [sample.mean(each, inside) for each in up_to]
        together = replicated[0].beside(*replicated[1:])
        return together, together.se()
    shares = [mean(sample, each, inside) for each in up_to]
    linear = shares[0].beside(*shares[1:])
    return linear, linear.se(sample)


def _step(x: Floats, w: Floats, p: Floats) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """The first position whose cumulative weight reaches *p*, and whether it does so exactly."""
    cumulative = np.cumsum(w)
    whole = cumulative[-1]
    at = np.minimum(np.searchsorted(cumulative, (p - TIE) * whole), len(x) - 1)
    return at, np.abs(cumulative[at] - p * whole) <= 2 * TIE * whole


def _math(x: Floats, w: Floats, p: Floats) -> Floats:
    return x[_step(x, w, p)[0]]


def _school(x: Floats, w: Floats, p: Floats) -> Floats:
    at, exact = _step(x, w, p)
    following = x[np.minimum(at + 1, len(x) - 1)]
    return np.where(exact, (x[at] + following) / 2, x[at])


def _even(x: Floats, w: Floats, p: Floats) -> Floats:
    different, inverse = np.unique(x, return_inverse=True)
    at, exact = _step(different, np.bincount(inverse, w).astype(np.float64), p)
    odd = exact & (at % 2 == 0)  # counted from 1 the position is odd
    return np.asarray(different[np.minimum(at + odd, len(different) - 1)], float)


def _shahvaish(x: Floats, w: Floats, p: Floats) -> Floats:
    scaled = w / w.mean()
    positions = (np.cumsum(scaled) + 0.5 - scaled / 2) / (len(x) + 1)
    return x[np.maximum(np.searchsorted(positions, p + TIE, side="right") - 1, 0)]


def _linear(positions: Callable[[Floats, Floats], Floats]) -> Callable[[Floats, Floats, Floats], Floats]:
    """A rule that is linear between *positions*, made from the weights (n,) and their sums up to each (n,)."""

    def rule(x: Floats, w: Floats, p: Floats) -> Floats:
        if len(x) == 1:
            return np.full(len(p), x[0])
        return np.asarray(np.interp(p, positions(w, np.cumsum(w)), x), float)

    return rule


_RULES: dict[Rule, Callable[[Floats, Floats, Floats], Floats]] = {
    "math": _math,
    "school": _school,
    "shahvaish": _shahvaish,
    "hf1": _math,
    "hf2": _school,
    "hf3": _even,
    "hf4": _linear(lambda w, up: up / up[-1]),
    "hf5": _linear(lambda w, up: (up - w / 2) / up[-1]),
    "hf6": _linear(lambda w, up: up / (up[-1] + w[-1])),
    "hf7": _linear(lambda w, up: (up - w) / up[-2]),
    "hf8": _linear(lambda w, up: (up - w / 3) / (up[-1] + w[-1] / 3)),
    "hf9": _linear(lambda w, up: (up - w * 3 / 8) / (up[-1] + w[-1] / 4)),
}
