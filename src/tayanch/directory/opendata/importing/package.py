"""The files of an HSDS CSV package, from a folder or a ZIP archive. A row remembers which of its cells were used."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

MOST_FILES, MOST_BYTES = 200, 64 * 1024 * 1024
NO_FIELD = "an entry has no field for it"
WITHHELD = "withheld: the service is one at which a woman must not be found"
# As the standard calls its files, and as packages out there do.
_OTHER_NAMES = {"service_at_location": "service_at_locations", "organization": "organizations", "address": "addresses"}
_OTHER_NAMES |= {"service": "services", "location": "locations", "phone": "phones", "language": "languages"}
_OTHER_NAMES |= {"schedule": "schedules", "attribute": "attributes", "taxonomy_term": "taxonomy_terms"}
_OTHER_NAMES |= {"service_area": "service_areas"}

# Columns that only say which row belongs to which.
_LINKS = {"id", "organization_id", "service_id", "location_id", "service_at_location_id", "phone_id", "contact_id"}
_LINKS |= {"link_id", "link_entity", "link_type", "taxonomy_id", "taxonomy_term_id"}


class PackageError(ValueError):
    """The package cannot be read; the message names the file."""


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a report. What stood in the cell is not repeated: it may be where somebody hides."""

    file: str
    line: int
    column: str
    why: str

    def __str__(self) -> str:
        column = f" {self.column}" if self.column else ""
        return f"{self.file}:{self.line}{column}: {self.why}"


@dataclass(eq=False)
class Row:
    """A row of a file. A cell that is never taken is a loss."""

    file: str
    line: int
    cells: Mapping[str, str]
    kept: set[str] = field(default_factory=set)
    why: dict[str, str] = field(default_factory=dict)

    def look(self, column: str) -> str:
        """What stands in the cell, on one line; empty where there is none."""
        return " ".join(self.cells.get(column, "").split())

    def take(self, column: str) -> str:
        """The same, and it is in the entry now."""
        self.kept.add(column)
        return self.look(column)

    def lose(self, column: str, why: str) -> None:
        """It cannot be in the entry, for this reason."""
        self.kept.discard(column)
        self.why[column] = why

    def withhold(self) -> None:
        """Nothing of this row may be written down."""
        for column in self.cells:
            self.lose(column, WITHHELD)

    def losses(self) -> Iterator[Told]:
        for column in self.cells:
            if self.look(column) and column not in self.kept | _LINKS:
                yield Told(self.file, self.line, column, self.why.get(column, NO_FIELD))


class Package:
    """All rows, by table: ``organizations``, ``services`` … *name* is what the package is called."""

    def __init__(self, name: str, tables: Mapping[str, list[Row]]) -> None:
        self.name, self.tables = name, tables
        self._by: dict[tuple[str, str], dict[str, list[Row]]] = {}

    def rows(self, table: str) -> list[Row]:
        return self.tables.get(table, [])

    def by(self, table: str, column: str, id: str) -> list[Row]:
        """The rows of a table that name *id* in a column."""
        key = (table, column)
        if key not in self._by:
            found: dict[str, list[Row]] = defaultdict(list)
            for row in self.rows(table):
                found[row.look(column)].append(row)
            self._by[key] = found
        return self._by[key].get(id, []) if id else []

    def all_rows(self) -> Iterator[Row]:
        return (row for rows in self.tables.values() for row in rows)


def read_package(path: Path) -> Package:
    """A folder with CSV files, or a ZIP archive of one. Raises PackageError naming the file."""
    try:
        files = dict(_of_folder(path) if path.is_dir() else _of_archive(path))
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise PackageError(f"{path.name}: is neither a folder nor a ZIP archive that can be read") from error
    if not any(_table(name) == "organizations" for name in files):
        raise PackageError(f"{path.name}: has no organizations.csv")
    tables: dict[str, list[Row]] = {}
    for name, content in files.items():
        tables.setdefault(_table(name), []).extend(_rows(name, content))
    return Package(path.stem, tables)


def _of_folder(path: Path) -> Iterator[tuple[str, bytes]]:
    left = MOST_BYTES
    for file in sorted(path.glob("*.csv"))[:MOST_FILES]:
        content = file.read_bytes()
        left -= len(content)
        if left < 0:
            raise PackageError(f"{file.name}: the package has more than {MOST_BYTES // 1024 // 1024} MB")
        yield file.name, content


def _of_archive(path: Path) -> Iterator[tuple[str, bytes]]:
    """Nothing is written to the disk, and nothing that swells is read to its end."""
    left = MOST_BYTES
    with zipfile.ZipFile(path) as archive:
        inside = [one for one in archive.infolist() if one.filename.lower().endswith(".csv")]
        names = [PurePosixPath(one.filename).name for one in inside]
        if len(inside) > MOST_FILES or len(names) != len(set(names)):
            raise PackageError(f"{path.name}: has too many files, or two of one name")
        for name, one in zip(names, inside, strict=True):
            with archive.open(one) as file:
                content = file.read(left + 1)
            left -= len(content)
            if left < 0:
                raise PackageError(f"{name}: the package has more than {MOST_BYTES // 1024 // 1024} MB")
            yield name, content


def _table(file: str) -> str:
    name = file.lower().removesuffix(".csv")
    return _OTHER_NAMES.get(name, name)


def _rows(file: str, content: bytes) -> Iterator[Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PackageError(f"{file}: is not UTF-8") from None
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        columns = [one.strip().lower() for one in next(reader, [])]
        if len(columns) != len(set(columns)):
            raise PackageError(f"{file}: two columns have one name")
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                extra = {f"column {number}": cell for number, cell in enumerate(cells, 1) if number > len(columns)}
                yield Row(file, line, {**dict(zip(columns, cells, strict=False)), **extra})
            line = reader.line_num + 1
    except csv.Error as error:
        raise PackageError(f"{file}:{reader.line_num}: {error}") from error
