"""Do coders agree? Krippendorff's alpha and its relatives, by turn, by sentence or by character; where they differ.

:func:`agreement` and :func:`disagreements` ask a study; :func:`agreement_of` and :func:`disagreements_of` take arrays.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from tayanch.interviews.agreement.disagreements import (
    KINDS,
    Confusion,
    Disagreement,
    Kind,
    Said,
    confusions,
    disagreements_of,
    pairs_of,
)
from tayanch.interviews.agreement.levels import Units
from tayanch.interviews.agreement.measuring import agreement_of
from tayanch.interviews.agreement.of_study import AgreementError, Laid, Read, laid, newest_span
from tayanch.interviews.agreement.pieces import Codings
from tayanch.interviews.agreement.results import MEASURES, Agreement, By, Figure, Measured, Pair
from tayanch.interviews.model import Study

__all__ = [
    "KINDS",
    "MEASURES",
    "Agreement",
    "AgreementError",
    "By",
    "Codings",
    "Confusion",
    "Disagreement",
    "Figure",
    "Kind",
    "Laid",
    "Measured",
    "Pair",
    "Read",
    "Said",
    "Units",
    "agreement",
    "agreement_laid",
    "agreement_of",
    "confusions",
    "disagreements",
    "disagreements_laid",
    "disagreements_of",
    "laid",
    "newest_span",
    "pairs_of",
]


def agreement(
    study: Study,
    *,
    by: By,
    codes: Iterable[str] | None = None,
    depth: int | None = None,
    coders: Iterable[str] | None = None,
    round: int | None = None,
    read: Read | None = None,
    intervals: int = 0,
    seed: int | np.random.Generator = 0,
) -> Agreement:
    """How far the coders of *study* agree on its newest texts.

    *by*: what is counted. *codes*: ids, all without it. *depth*: the tree cut there, 1 for themes. *coders*: ids, all
    who coded without it. *round*: of coding. *read*: who read which documents; without it, where she coded something.
    *intervals*: bootstrap draws of documents. Raises :class:`AgreementError`.
    """
    told = laid(study, by=by, codes=codes, depth=depth, coders=coders, round=round, read=read)
    return agreement_laid(told, by=by, intervals=intervals, seed=seed)


def agreement_laid(told: Laid, *, by: By, intervals: int = 0, seed: int | np.random.Generator = 0) -> Agreement:
    """The agreement of a study that is laid out as arrays already."""
    return agreement_of(
        told.codings,
        told.lengths,
        codes=told.codes,
        coders=told.coders,
        by=by,
        units=told.units,
        read=told.read,
        documents=told.documents,
        assumed=told.assumed,
        intervals=intervals,
        seed=seed,
        notes=told.notes,
    )


def disagreements(
    study: Study,
    *,
    by: By = "character",
    codes: Iterable[str] | None = None,
    depth: int | None = None,
    coders: Iterable[str] | None = None,
    round: int | None = None,
    read: Read | None = None,
) -> tuple[Disagreement, ...]:
    """Where the coders of *study* differ, in the order of documents and text. Arguments as of :func:`agreement`."""
    return disagreements_laid(laid(study, by=by, codes=codes, depth=depth, coders=coders, round=round, read=read))


def disagreements_laid(told: Laid) -> tuple[Disagreement, ...]:
    """The disagreements of a study that is laid out as arrays already."""
    return disagreements_of(
        told.codings,
        told.lengths,
        codes=told.codes,
        coders=told.coders,
        units=told.units,
        read=told.read,
        documents=told.documents,
    )
