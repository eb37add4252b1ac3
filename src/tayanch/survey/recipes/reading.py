"""The files of a folder as tables, and which wave a group of them is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from tayanch.survey.data import Data
from tayanch.survey.reading import WHY, ReadError, read
from tayanch.survey.recipes.model import Recipe, Wave
from tayanch.survey.recipes.reporting import Notebook, RecipeError

ENOUGH = 0.7  # share of a layout's marks that must be there when no folder names the year
NAMED_ENOUGH = 0.3  # the same when a folder names it
ALIKE = 0.5  # share of a file's known columns that another file must hold to be taken for it under another name
WORKBOOK = ".xlsx"


class TableError(ValueError):
    """A file that cannot be read; the text says what to do."""


@dataclass(frozen=True)
class Table:
    """One file: rows (columns in small letters), labels of columns, labels of codes by column, the file's own label."""

    path: Path
    frame: pd.DataFrame
    labels: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)
    note: str = ""

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name


def read_table(path: Path) -> Table:
    """A file, or a sheet of a workbook, with its labels.

    Raises:
        TableError: the file is damaged or of another kind.
    """
    is_sheet = path.parent.suffix.lower() == WORKBOOK
    try:
        data = read(path.parent, sheet=path.name) if is_sheet else read(path)
    except (ReadError, OSError) as error:
        raise TableError(
            f"{path.name} cannot be read: {error} Download it again; where the study offers a copy of another kind "
            "(.sav beside .dta), put that copy into the same folder and it is read instead."
        ) from error
    return _table(path, data)


def _table(path: Path, data: Data) -> Table:
    """The rows as a frame, labels of the file's first language by column and code."""
    rows = data.rows if isinstance(data.rows, pa.Table) else pq.read_table(data.rows)
    own = [name for name in rows.column_names if not name.endswith(WHY)]
    labels, values = {}, {}
    for variable in data.codebook:
        name = _plain_name(variable.name)
        labels[name] = variable.label("") if variable.labels else ""
        values[name] = {level.code: next(iter(level.labels.values()), "") for level in variable.levels}
    frame = rows.select(own).to_pandas().rename(columns=_plain_name)
    return Table(path, frame, labels, values, data.codebook.title)


def _plain_name(name: str) -> str:
    """A column's name in small letters, without the groups of a form that an export puts before it."""
    return re.split(r"[/]|(?<=\w)-", name)[-1].strip().lower()


@dataclass(frozen=True)
class Bundle:
    """The files of one wave: stem (small letters) to the files that may be read for it, best first."""

    place: str
    files: Mapping[str, tuple[Path, ...]]


Store = dict[Path, "Table | TableError"]  # files that were read before, so that none is read twice


class Tables:
    """Reads the files of a bundle when they are asked for, each once; what cannot be read is said and left out."""

    def __init__(self, bundle: Bundle, wave: int, notebook: Notebook, store: Store) -> None:
        self._bundle, self._wave, self._notebook, self._store = bundle, wave, notebook, store
        self._read: dict[str, Table | None] = {}

    def get(self, stem: str) -> Table | None:
        """The table of a stem, or None where there is none that can be read."""
        if stem not in self._read:
            self._read[stem] = self._first(self._bundle.files.get(stem, ()))
        return self._read[stem]

    def is_there(self, stem: str) -> bool:
        """Whether a file of that stem is there, readable or not."""
        return stem in self._bundle.files

    def all_read(self) -> list[Table]:
        """Every table that was read so far."""
        return [table for table in self._read.values() if table]

    def _first(self, paths: Sequence[Path]) -> Table | None:
        for path in paths:
            found = stored(path, self._store)
            if isinstance(found, Table):
                return found
            self._notebook.say("refused", self._wave, path.name, str(found))
        return None


def stored(path: Path, store: Store) -> Table | TableError:
    """The table of a file or why it cannot be read, from the store where it was read before."""
    if path not in store:
        try:
            store[path] = read_table(path)
        except TableError as error:
            store[path] = error
    return store[path]


def data_files(folder: Path, recipe: Recipe) -> list[Path]:
    """All files of the recipe's kinds under a folder, in order.

    Raises:
        RecipeError: there is no such folder, or nothing of that kind in it.
    """
    if not folder.is_dir():
        raise RecipeError(f"{folder} is no folder. Give the folder into which the files were unpacked.")
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix.lower() in recipe.suffixes)
    if not found:
        packed = sorted(path.name for path in folder.rglob("*.zip"))
        hint = f"Unpack {', '.join(packed[:3])} first." if packed else f"The files come from {recipe.where_to_get}."
        raise RecipeError(f"{folder} holds no file of the kinds {', '.join(recipe.suffixes)}. {hint}")
    return found


def bundles(paths: Iterable[Path], folder: Path, recipe: Recipe) -> list[Bundle]:
    """Files grouped by the folder that holds a wave: parts such as ``household`` belong to the folder above."""
    grouped: dict[str, dict[str, list[Path]]] = {}
    for path in paths:
        parts = list(path.relative_to(folder).parts[:-1])
        place = "/".join(part for part in parts if part.lower() not in recipe.parts) or "."
        for sheet in sheets(path):
            grouped.setdefault(place, {}).setdefault(stem_of(sheet, recipe), []).append(sheet)
    order = {suffix: rank for rank, suffix in enumerate(recipe.suffixes)}
    return [
        Bundle(
            place,
            {
                stem: tuple(sorted(found, key=lambda one: order.get(one.suffix.lower(), 0)))
                for stem, found in of.items()
            },
        )
        for place, of in grouped.items()
    ]


def sheets(path: Path) -> list[Path]:
    """The file itself; for a workbook each of its sheets, as if the workbook were their folder."""
    if path.suffix.lower() != WORKBOOK:
        return [path]
    try:
        book = load_workbook(path, read_only=True)
    except (OSError, ValueError, KeyError, BadZipFile, InvalidFileException):
        return [path]
    names = list(book.sheetnames)
    book.close()
    return [path / name for name in names]


def stem_of(path: Path, recipe: Recipe) -> str:
    """What the recipe calls a file: by its pattern, else its name without the ending, in small letters."""
    own = path.stem.lower() if path.suffix.lower() in recipe.suffixes else path.name.lower()
    return next((name for name, pattern in recipe.file_names.items() if re.search(pattern, own)), own)


def named_year(place: str, recipe: Recipe) -> int | None:
    """The wave that the names of the folders say, the innermost first."""
    for part in reversed(place.lower().split("/")):
        for wave in recipe.waves:
            if any(re.search(rf"(?<!\d){re.escape(text)}(?!\d)", part) for text in wave.paths):
                return wave.year
    return None


def missing_marks(wave: Wave, tables: Tables) -> list[str]:
    """The files and columns that tell a wave and are not there; columns of a file that cannot be read are not held."""
    missing = []
    for mark in wave.marks:
        file, _, column = mark.partition(".")
        table = tables.get(file) if column else None
        if not tables.is_there(file) or (table is not None and column not in table.frame):
            missing.append(mark)
    return missing


def recognise(bundle: Bundle, recipe: Recipe, notebook: Notebook, store: Store) -> Wave | None:
    """The wave whose layout a bundle has; None, with a sentence, where it is none or contradicts its folder's name."""
    tables = Tables(bundle, 0, Notebook(), store)
    share = {wave.year: 1 - len(missing_marks(wave, tables)) / len(wave.marks) for wave in recipe.waves}
    waves = {wave.year: wave for wave in recipe.waves}
    named = named_year(bundle.place, recipe)
    best = max(share, key=lambda year: (share[year], year == named))
    if named is not None and share[named] < share[best] == 1:
        notebook.say("refused", named, bundle.place, _contradiction(bundle, waves[named], waves[best]))
        return None
    if named is not None and share[named] >= NAMED_ENOUGH:
        return waves[named]
    if named is None and share[best] >= ENOUGH:
        return waves[best]
    if share[best] > 0:
        notebook.say("missing", named or 0, bundle.place, _unlike(bundle, waves[named or best], tables))
    return None


def _contradiction(bundle: Bundle, named: Wave, found: Wave) -> str:
    return (
        f"The folder {bundle.place} is named for {named.year}, but its files are laid out as those of {found.year}. "
        "Put the files of each wave into a folder with its own year, as they were downloaded."
    )


def _unlike(bundle: Bundle, wave: Wave, tables: Tables) -> str:
    place = "The folder itself" if bundle.place == "." else f"The folder {bundle.place}"
    lacking = ", ".join(mark.replace(".", ": ") for mark in missing_marks(wave, tables))
    as_wave = f" as any wave: {wave.year} is nearest, but not taken" if wave.year else ""
    named = f" with the year in its name, such as data{wave.year}" if wave.year else ""
    return (
        f"{place} is not recognised{as_wave}, because these are missing: {lacking}. Put all files that belong together "
        f"into one folder{named}, with the names they were downloaded with."
    )


def other_names(wave: Wave, bundle: Bundle, strange: Iterable[Path], store: Store) -> dict[str, Path]:
    """Missing file of a wave to a strange file that holds at least half of its known columns."""
    found: dict[str, Path] = {}
    tables = {path: stored(path, store) for path in strange}
    columns = {path: frozenset(map(str, one.frame)) for path, one in tables.items() if isinstance(one, Table)}
    for stem in sorted(wave.files - set(bundle.files)):
        known = wave.columns.get(stem, frozenset())
        for path, there in columns.items():
            if known and len(known & there) >= max(1, ALIKE * len(known)):
                found.setdefault(stem, path)
    return found


def as_number(value: Any) -> float | None:
    """A code as a number, or None."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
