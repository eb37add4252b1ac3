"""A question's answer in a file: which column, what its codes mean by the recipe and by the file's own labels."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tayanch.survey.recipes.model import Answer, Coded, Question, Source, Where
from tayanch.survey.recipes.reading import Table, Tables, as_number


class Unusable(ValueError):
    """An answer that cannot be taken; *missing*: it is not there, else it is there and refused. The text says why."""

    def __init__(self, text: str, *, missing: bool = False) -> None:
        self.missing = missing
        super().__init__(text)


@dataclass(frozen=True)
class Chosen:
    """The file and columns of an answer, and how they were found."""

    table: Table
    columns: tuple[str, ...]
    by_label: bool = False


def choose(source: Source, tables: Tables, year: int) -> Chosen:
    """The columns of a source, by name or, where there is no name, by the words of their label.

    Raises:
        Unusable: no such file or column, or one whose label speaks of something else.
    """
    there = [table for file in source.files if (table := tables.get(file)) is not None]
    if not there:
        raise Unusable(f"{_files(source)} is not there or cannot be read.", missing=True)
    if source.present:
        return Chosen(there[0], ())
    for table in there:
        named = tuple(name for name in source.columns if name in table.frame)
        if named and (source.any or len(named) == 1 or not source.look_for):
            columns = named if source.any else named[:1]
            if not source.sure:
                _confirm(columns[0], table, source)
            return Chosen(table, columns)
    if source.look_for and not (source.columns and source.sure):
        return _by_label(source, there, year)
    names = " or ".join(source.columns)
    raise Unusable(f"{there[0].name} has no column {names}. {_name_it(year)}", missing=True)


def _files(source: Source) -> str:
    return " or ".join(source.files)


def _name_it(year: int) -> str:
    return (
        f"If your copy has it, write {year}: {{QUESTION: {{file: FILE, column: NAME}}}} into a file and give it with "
        "--columns."
    )


def _confirm(column: str, table: Table, source: Source) -> None:
    """A name that is only supposed needs a label that speaks of the question."""
    label = table.labels.get(column, "")
    if not _matches(label, source.look_for):
        said = f"is labelled «{label}»" if label else "has no label"
        raise Unusable(
            f"{table.name} has a column {column}, but it {said}, so it is not certain that it holds this answer. "
            "Look into the questionnaire and name the column with --columns."
        )


def _by_label(source: Source, there: Sequence[Table], year: int) -> Chosen:
    for table in there:
        fitting = [name for name in table.frame if _matches(table.labels.get(name, ""), source.look_for)]
        if len(fitting) > 1:
            raise Unusable(
                f"Several columns of {table.name} may hold this answer by their labels: {', '.join(fitting)}. "
                + _name_it(year)
            )
        if fitting:
            return Chosen(table, (fitting[0],), by_label=True)
    raise Unusable(
        f"No label of a column in {', '.join(table.name for table in there)} speaks of it. " + _name_it(year),
        missing=True,
    )


def _matches(label: str, patterns: Sequence[str]) -> bool:
    return any(re.search(pattern, label.lower()) for pattern in patterns)


def key_of(value: object) -> float | str:
    """A code as it is compared: numbers as numbers, texts without blanks around them."""
    number = as_number(value)
    return str(value).strip() if number is None else number


@dataclass(frozen=True)
class Read:
    """Harmonised values row by row, and sentences to know."""

    values: pd.Series
    notes: tuple[str, ...] = ()


def answers(raw: pd.Series, table: Table, coded: Coded, known: Sequence[Answer]) -> Read:
    """Harmonised codes for a column of raw codes.

    The recipe's code and the file's own label must say the same. Where the recipe knows no code, the label decides.

    Raises:
        Unusable: they contradict each other, or neither tells what any of the codes means.
    """
    labels = (
        {} if coded.labels_differ else {key_of(one): text for one, text in table.values.get(str(raw.name), {}).items()}
    )
    codes = {key_of(one): answer for one, answer in coded.codes.items()}
    meaning: dict[object, str] = {}
    unknown: list[str] = []
    for value, rows in raw.value_counts().items():
        key = key_of(value)
        found = _meaning(key, codes, labels, known, f"{table.name}, column {raw.name}")
        found = found or (coded.others if coded.others and _is_code(key) else None)
        if found:
            meaning[value] = found
        else:
            unknown.append(f"{_plain(key)} ({rows} rows)")
    if unknown and not meaning:
        raise Unusable(
            f"{table.name}, column {raw.name}: nothing tells what its codes mean ({', '.join(unknown[:6])}). Give the "
            "codes with --columns, such as codes: {1: 'yes', 2: 'no'}."
        )
    notes = (f"{table.name}, column {raw.name}: left empty, in no list: {', '.join(unknown)}.",) if unknown else ()
    return Read(raw.map(meaning).astype(object), notes)


def _meaning(
    key: float | str,
    codes: Mapping[float | str, str],
    labels: Mapping[float | str, str],
    known: Sequence[Answer],
    where: str,
) -> str | None:
    """What a code means: by the recipe, by the file's label of it, or because it is already a harmonised code."""
    label = labels.get(key, "")
    by_label = next((one.code for one in known if one.words and _matches(label, one.words)), None) if label else None
    by_code = codes.get(key)
    if by_code and by_label and by_code != by_label:
        raise Unusable(
            f"{where}: code {_plain(key)} is labelled «{label}» in this file, but the recipe reads it as {by_code}. "
            "Nothing of it is used. Compare with the questionnaire and give the right codes with --columns."
        )
    own = next((one.code for one in known if one.code == key or _matches(str(key), one.words)), None)
    return by_code or by_label or (own if isinstance(key, str) else None)


def _is_code(key: float | str) -> bool:
    return not isinstance(key, str) and key not in (98, 99, 998, 999)


def _plain(key: float | str) -> str:
    return f"{key:g}" if isinstance(key, float) else str(key)


def numbers(raw: pd.Series, source: Source) -> pd.Series:
    """A column as numbers: codes for no answer are empty, what is no number too."""
    values = pd.to_numeric(raw, errors="coerce").astype(float)
    return values.mask(values.isin(source.missing)) * source.times


def kept(table: Table, where: Where | None) -> pd.Series:
    """Which rows of a table a condition keeps.

    Raises:
        Unusable: its column is not there, or no label of a code has its words.
    """
    if where is None:
        return pd.Series(True, index=table.frame.index)
    if where.column not in table.frame:
        raise Unusable(f"{table.name} has no column {where.column}, which says what a row is about.", missing=True)
    codes = {key_of(one) for one in where.codes}
    if where.words:
        labels = table.values.get(where.column, {})
        codes |= {key_of(one) for one, text in labels.items() if _matches(text, where.words)}
    if not codes:
        raise Unusable(
            f"{table.name}, column {where.column}: no code is labelled as {' or '.join(where.words)}, so these rows "
            "cannot be told."
        )
    column = table.frame[where.column]
    return column.isin([value for value in column.dropna().unique() if key_of(value) in codes])


def values_of(question: Question, source: Source, chosen: Chosen) -> Read:
    """Harmonised values for every row of the chosen file; rows that the source does not mean are empty.

    Raises:
        Unusable: codes cannot be told.
    """
    table, keep = chosen.table, kept(chosen.table, source.where)
    if source.present:
        return Read(pd.Series("yes", index=table.frame.index, dtype=object))
    if question.kind != "category":
        found = numbers(table.frame[chosen.columns[0]], source)
        if source.zero_if:
            found = found.mask(found.isna() & kept(table, source.zero_if), 0.0)
        return Read(found.where(keep))
    coded = Coded("", source.codes, source.others, source.labels_differ)
    found_all = [answers(table.frame[name], table, coded, question.answers) for name in chosen.columns]
    values = _any_yes([one.values for one in found_all]) if source.any else found_all[0].values
    if source.ticked:
        boxes = table.frame.filter(regex=f"^{re.escape(source.ticked)}").notna().any(axis=1)
        values = values.mask(values.isna() & boxes, "no")
    notes = tuple(note for one in found_all for note in one.notes)
    return Read(values.where(keep, None), notes)


def _any_yes(columns: Sequence[pd.Series]) -> pd.Series:
    """Yes where any column says so, no where one says no, else empty."""
    yes = np.logical_or.reduce([column.eq("yes").to_numpy() for column in columns])
    known = np.logical_or.reduce([column.notna().to_numpy() for column in columns])
    found = np.full(len(yes), None, dtype=object)
    found[known] = "no"
    found[yes] = "yes"
    return pd.Series(found, index=columns[0].index, dtype=object)


REDUCERS = {"max": "max", "sum": "sum", "first": "first"}


def per_household(values: pd.Series, household: pd.Series, reduce: str) -> pd.Series:
    """One value for each household: the largest, the sum, or the first that is there. Index: household."""
    together = pd.DataFrame({"household": pd.to_numeric(household, errors="coerce"), "value": values}).dropna()
    return together.groupby("household")["value"].agg(REDUCERS[reduce or "first"])
