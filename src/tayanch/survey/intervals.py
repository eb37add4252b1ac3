"""Confidence intervals from an estimate, its standard error and degrees of freedom; for shares also near 0 and 1.

Shares: Korn & Graubard, *Confidence intervals for proportions with small expected number of positive counts estimated
from survey data* (Survey Methodology 24, 1998); Dean & Pagano, *Evaluating confidence interval methods for binomial
proportions in clustered surveys* (J. Survey Statistics and Methodology 3, 2015). Logit and beta are those of R's
``svyciprop``.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from scipy import special

from tayanch.survey.sampling import Floats

Interval = Literal["default", "wald", "logit", "beta", "wilson"]
INTERVALS: tuple[Interval, ...] = ("default", "wald", "logit", "beta", "wilson")
NOTHING = 1e-12  # a share or an error that only rounding keeps from 0
MANY = 1e9  # effective answers above which the quantiles of beta lose their digits, and equal those of logit anyway


def critical(df: Floats, level: float = 0.95) -> Floats:
    """Quantile of Student's t for a two-sided interval at *level*: normal for infinite *df*, infinite for 0 and fewer.

    Raises:
        ValueError: *level* does not lie between 0 and 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"The level of an interval lies between 0 and 1, for example 0.95; it is {level}.")
    df = np.asarray(df, float)
    tail = (1 + level) / 2
    known = np.where(np.isfinite(df) & (df > 0), df, 1.0)
    t = np.where(np.isposinf(df), special.ndtri(tail), special.stdtrit(known, tail))
    return np.where(np.isnan(df), np.nan, np.where(df <= 0, np.inf, t))


def interval(
    estimate: Floats, se: Floats, df: Floats, *, method: Interval, share: bool, n: Floats, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Lower and upper limits (k,) of *estimate* (k,) with standard error *se* and degrees of freedom *df*.

    *n* counts the answers behind each estimate. The default is logit for a *share* and Wald for everything else, for
    which the other methods have no meaning. A share of 0 or 1 or without an error gets the Korn–Graubard interval of
    its *n* answers whatever the method, as its error says nothing. Without degrees of freedom (*df* 0) the limits of a
    share are 0 and 1 and other limits are missing (NaN), as they are where the estimate or its error is.

    Raises:
        ValueError: the method is not known or has no meaning here, or *level* is no probability.
    """
    estimate, se, df, n = np.broadcast_arrays(*(np.asarray(part, float) for part in (estimate, se, df, n)))
    if method not in INTERVALS:
        raise ValueError(f"Unknown interval {method!r}. Known: {', '.join(INTERVALS)}.")
    if method not in ("default", "wald") and not share:
        raise ValueError(f"The interval {method!r} is for shares; use wald for other estimates.")
    t = critical(df, level)
    if not share:
        return _wald(estimate, se, t)
    certain = (estimate <= NOTHING) | (estimate >= 1 - NOTHING) | (se <= NOTHING)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        effective = np.where(certain, n, estimate * (1 - estimate) / se**2)
        spread = np.where(certain, np.nan, se)
        counted = np.minimum(effective, MANY) * _shrinking(n, t, level)
        counted = np.where(certain | (method == "beta"), counted, np.nan)  # the others need no quantiles of beta
        korn = _beta(np.clip(estimate, 0, 1), counted, level)
        own = _logit(estimate, spread, t)
        if method == "wald":
            own = _wald(estimate, spread, t)
        elif method == "wilson":
            own = _wilson(estimate, effective, t)
        elif method == "beta":
            own = np.where(effective > MANY, own[0], korn[0]), np.where(effective > MANY, own[1], korn[1])
    lower, upper = (np.where(certain, rare, usual) for rare, usual in zip(korn, own, strict=True))
    return lower, upper


def _wald(estimate: Floats, se: Floats, t: Floats) -> tuple[Floats, Floats]:
    half = np.where(np.isinf(t), np.nan, t) * se
    return estimate - half, estimate + half


def _logit(share: Floats, se: Floats, t: Floats) -> tuple[Floats, Floats]:
    """Symmetric on the scale of log odds."""
    half = t * se / (share * (1 - share))
    return special.expit(special.logit(share) - half), special.expit(special.logit(share) + half)


def _wilson(share: Floats, effective: Floats, t: Floats) -> tuple[Floats, Floats]:
    """Wilson's score interval with the effective number of answers and Student's t."""
    known = np.where(np.isinf(t), 0.0, t)
    weight = known**2 / effective
    middle = (share + weight / 2) / (1 + weight)
    half = known * np.sqrt(share * (1 - share) / effective + weight / (4 * effective)) / (1 + weight)
    lower, upper = np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)
    return np.where(np.isinf(t), 0.0, lower), np.where(np.isinf(t), 1.0, upper)


def _shrinking(n: Floats, t: Floats, level: float) -> Floats:
    """What Korn and Graubard take from the effective number of answers, because the variance has few degrees."""
    fewest = np.maximum(n - 1, 1)  # one answer has no degrees of its own
    return np.minimum((critical(fewest, level) / t) ** 2, 1.0)  # never more than the answers that there are


def _beta(share: Floats, effective: Floats, level: float) -> tuple[Floats, Floats]:
    """Clopper and Pearson's limits for *effective* answers, of which a *share* says yes."""
    yes, no = effective * share, effective * (1 - share)
    tail = (1 - level) / 2
    lower = special.betaincinv(np.where(yes > 0, yes, 1.0), no + 1, tail)
    upper = special.betaincinv(yes + 1, np.where(no > 0, no, 1.0), 1 - tail)
    unknown = np.isnan(effective)
    return (
        np.where(unknown, np.nan, np.where(yes > 0, lower, 0.0)),
        np.where(unknown, np.nan, np.where(no > 0, upper, 1.0)),
    )
