"""The same household and person in several waves: by the old identifiers that a control file repeats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

Key = tuple[int, int]  # wave, household's number in that wave


def families(pairs: Iterable[tuple[Key, Key]]) -> dict[Key, Key]:
    """Each household to the earliest one it comes from, through any chain of pairs; what is in no pair is left out."""
    parent: dict[Key, Key] = {}

    def root(key: Key) -> Key:
        parent.setdefault(key, key)
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for left, right in pairs:
        first, second = sorted((root(left), root(right)))
        parent[second] = first
    return {key: root(key) for key in parent}


def pairs_of(wave: int, own: str, frame: pd.DataFrame) -> list[tuple[Key, Key]]:
    """Pairs of a household and its earlier numbers: columns ``hhid10``, ``hhid11`` … beside its own column."""
    found: list[tuple[Key, Key]] = []
    for column in frame.columns:
        year = _year(str(column))
        if year is None or year == wave or column == own:
            continue
        both = frame[[own, column]].apply(pd.to_numeric, errors="coerce").dropna()
        both = both[both[column] > 0]
        found += [((wave, int(mine)), (year, int(old))) for mine, old in both.itertuples(index=False)]
    return found


def _year(column: str) -> int | None:
    digits = column.removeprefix("hhid")
    return 2000 + int(digits) if column.startswith("hhid") and len(digits) == 2 and digits.isdigit() else None


def linked_household(wave: int, household: pd.Series, roots: Mapping[Key, Key]) -> pd.Series:
    """The household's name over all waves: the wave in which it was first seen and its number there."""
    known = {one: (wave, int(one)) for one in household.dropna().unique()}
    found = {one: roots.get(key, key) for one, key in known.items()}
    linked = household.map({one: f"{year}-{number}" for one, (year, number) in found.items()})
    return linked.astype(object)


def linked_persons(persons: Mapping[int, pd.DataFrame]) -> tuple[dict[int, pd.Series], int]:
    """Each person's name over all waves, and how many were left alone because sex or year of birth do not fit.

    A person is the same where the household and the line in its roster are, the sex is the same and the years of birth
    lie no more than two apart. A household that split has two with one line: those are left alone too.
    """
    names: dict[int, pd.Series] = {}
    seen: dict[str, tuple[object, float]] = {}
    refused = 0
    for wave, frame in sorted(persons.items()):
        own = frame["household_linked"].astype(str) + "-" + frame["member"].astype("Int64").astype(str)
        twice = own.duplicated(keep=False)
        made = []
        for name, double, sex, born, alone in zip(
            own, twice, frame["sex"], frame["birth_year"], frame["person"], strict=True
        ):
            fits = not double and _fits(seen.setdefault(name, (sex, born)), sex, born)
            refused += not fits
            made.append(name if fits else f"{wave}:{alone}")
        names[wave] = pd.Series(made, index=frame.index, dtype=object)
    return names, refused


def _fits(known: tuple[object, float], sex: object, born: float) -> bool:
    same_sex = known[0] is None or sex is None or pd.isna(sex) or pd.isna(known[0]) or known[0] == sex
    return same_sex and not abs(known[1] - born) > 2
