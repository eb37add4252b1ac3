"""Intervals by a bootstrap of documents: a conversation is drawn whole, because its passages hang together.

Percentiles of the draws (Efron & Tibshirani, *An Introduction to the Bootstrap*, 1993, chapter 13). Documents that
only one coder read stay as they are. A draw in which a coefficient is undefined is left out of its interval.
"""

from __future__ import annotations

import numpy as np

from tayanch.interviews.agreement.pieces import Floats

LEVEL = 0.95
ENOUGH = 0.5  # of the draws must have a number


def drawn(shared: Floats, draws: int, generator: np.random.Generator) -> Floats:
    """How often each document counts in each draw: (draws, documents).

    *shared*: 1 for documents that two coders read, 0 otherwise. Empty when fewer than two are shared.
    """
    places = np.flatnonzero(shared)
    if len(places) < 2 or not draws:
        return np.zeros((0, len(shared)))
    weights = np.ones((draws, len(shared)))
    weights[:, places] = generator.multinomial(len(places), np.full(len(places), 1 / len(places)), size=draws)
    return weights


def limits(values: Floats) -> tuple[Floats, Floats]:
    """Lower and upper limit along the first axis (draws); ``nan`` where too few draws have a number."""
    count = len(values)
    if not count:
        none = np.full(values.shape[1:], np.nan)
        return none, none
    values = np.sort(values, axis=0)  # what is undefined comes last
    known = (~np.isnan(values)).sum(axis=0)
    enough = known >= ENOUGH * count
    low, high = (_at(values, known, share) for share in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return np.where(enough, low, np.nan), np.where(enough, high, np.nan)


def _at(values: Floats, known: Floats, share: float) -> Floats:
    """The quantile of the first *known* of sorted values, between neighbours in proportion."""
    place = share * np.maximum(known - 1, 0)
    below = np.floor(place).astype(int)
    above = np.minimum(below + 1, np.maximum(known - 1, 0)).astype(int)
    left, right = (np.take_along_axis(values, each[None], axis=0)[0] for each in (below, above))
    return np.asarray(left + (right - left) * (place - below))
