"""Counts with noise, so that one woman more or less hardly changes what is seen: differential privacy by OpenDP.

The discrete Laplace mechanism on the inner cells (Ghosh, Roughgarden and Sundararajan, "Universally utility-maximizing
privacy mechanisms", 2009), made and checked by OpenDP (https://opendp.org); totals are sums of noisy cells and cost
nothing more. What each table spends of a budget stands in a ledger; budgets of tables of the same women add up.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tayanch.disclosure.layout import Codes, Key, Layout, layout_of, own_key
from tayanch.disclosure.rules import TableError

SENTENCES = {
    "noise": {
        "en": "Noise was added to every number (discrete Laplace, epsilon {epsilon:g}, half of the numbers are at most "
        "{median} off); sums may not add up.",
        "ru": "К каждому числу добавлен шум (дискретный Лаплас, эпсилон {epsilon:g}, у половины чисел он не больше "
        "{median}); суммы могут не сойтись.",
        "ky": "Ар бир санга кокустук кошулду (дискреттик Лаплас, эпсилон {epsilon:g}, сандардын жарымында ал "
        "{median} санынан ашпайт); суммалар туура келбей калышы мүмкүн.",
    },
    "budget": {
        "en": "Spent of the budget: {spent:g} of {total:g}.",
        "ru": "Израсходовано бюджета: {spent:g} из {total:g}.",
        "ky": "Бюджеттен сарпталды: {total:g} ичинен {spent:g}.",
    },
}


@dataclass(frozen=True)
class Budget:
    """A ledger: how much epsilon there is for the same women, and what was spent, as (label, epsilon)."""

    total: float
    entries: tuple[tuple[str, float], ...] = ()

    @property
    def spent(self) -> float:
        return sum(epsilon for _, epsilon in self.entries)

    def after(self, label: str, epsilon: float) -> Budget:
        """The ledger with one more entry. Raises TableError when it is not positive or more than is left."""
        if not 0 < epsilon < float("inf"):
            raise TableError("epsilon is more than 0: 0.1 is much noise, 1 is little.")
        if self.spent + epsilon > self.total + 1e-12:
            left = max(self.total - self.spent, 0.0)
            raise TableError(f"Of the budget of {self.total:g} only {left:g} is left: {epsilon:g} cannot be spent.")
        return replace(self, entries=(*self.entries, (label, epsilon)))

    def to_dict(self) -> dict[str, Any]:
        return {"total": self.total, "entries": [list(entry) for entry in self.entries]}

    @classmethod
    def read(cls, path: Path) -> Budget:
        """A ledger from its JSON file. Raises TableError when it is not there or none."""
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            entries = tuple((str(label), float(epsilon)) for label, epsilon in kept.get("entries", ()))
            return cls(float(kept["total"]), entries)
        except OSError as error:
            raise TableError(f'There is no ledger {path}. Begin one: {{"total": 1}}.') from error
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise TableError(f'{path.name} is not a ledger. One begins as {{"total": 1}}.') from error


@dataclass(frozen=True)
class NoisyTable:
    """Counts with noise, by key; ``""`` is the total. *budget*: the ledger after this table."""

    layout: Layout
    values: Mapping[Key, int]
    epsilon: float
    scale: float
    budget: Budget

    def __getitem__(self, key: Key) -> int:
        return self.values[key]

    def table(self) -> list[dict[str, Any]]:
        """One row a cell, as of :class:`~tayanch.disclosure.protecting.ProtectedTable`."""
        names = [one.name for one in self.layout.dimensions]
        return [
            {**dict(zip(names, key, strict=True)), "value": value, "reason": "noise"}
            for key, value in self.values.items()
        ]

    def account(self, language: str = "en") -> tuple[str, ...]:
        """What was done, in sentences of ky, ru or en, with the budget that is spent."""
        if language not in SENTENCES["noise"]:
            raise TableError("The account is written in ky, ru or en.")
        told = {
            "epsilon": self.epsilon,
            "median": round(self.scale * 0.6931),
            "spent": self.budget.spent,
            "total": self.budget.total,
        }
        return tuple(sentence[language].format(**told) for sentence in SENTENCES.values())


def noisy_table(
    cells: Mapping[Key, int],
    *,
    dimensions: Mapping[str, Codes],
    epsilon: float,
    budget: Budget,
    label: str = "",
    most: int = 1,
) -> NoisyTable:
    """Counts with noise from OpenDP.

    Args:
        cells: inner cells as of ``protect_table``; counts only. All cells get noise, also zeros.
        epsilon: what this table may spend of *budget*.
        label: what the entry in the ledger is called.
        most: how many records one woman can have in the table, at most. When she can have more she is protected less.

    Raises:
        TableError: OpenDP is not installed, the budget does not suffice, or a cell is not a count.
    """
    spent = budget.after(label, epsilon)
    layout = layout_of(dimensions, cells)
    inner = dict.fromkeys(layout.inner, 0)
    for key, count in cells.items():
        if not isinstance(count, int) or count < 0:
            raise TableError(f"The cell {key!r} is not a count: noise is added to counts only.")
        inner[own_key(layout, key)] += count
    noisy, scale = _with_noise(list(inner.values()), epsilon, most)
    sums = layout.sums
    values = {
        key: max(0, sum(noisy[place] for place in sums.indices[sums.indptr[row] : sums.indptr[row + 1]]))
        for row, key in enumerate(layout.keys)
    }
    return NoisyTable(layout, values, epsilon, scale, spent)


def _with_noise(counts: list[int], epsilon: float, most: int) -> tuple[list[int], float]:
    """The counts with noise, and its scale. OpenDP itself checks that the mechanism keeps to *epsilon*."""
    try:
        import opendp.prelude as dp
    except ImportError as error:
        raise TableError("Noise needs OpenDP. Install it with: pip install 'tayanch[dp]'.") from error
    dp.enable_features("contrib")
    space = dp.vector_domain(dp.atom_domain(T=int)), dp.l1_distance(T=int)
    scale = most / epsilon
    while True:  # a scale that keeps to epsilon also after its own rounding
        mechanism = space >> dp.m.then_laplace(scale=scale)
        if mechanism.map(most) <= epsilon:
            return list(mechanism(counts)), scale
        scale *= 1 + 1e-12
