"""What every reader gives: a codebook, and the rows in pieces of one schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from tayanch.survey.codebook import Codebook

Progress = Callable[[float], None]
WHY = "__why"  # the column beside a column that says why there is no answer
ROWS, CELLS = 131_072, 8_000_000  # of one piece: a row group of Parquet, and what fits in little memory


class ReadError(ValueError):
    """A file that cannot be read; the text is one sentence that says what to do."""


class EmptyFile(ReadError):
    """A file in which nothing stands."""


@dataclass(frozen=True)
class Source:
    """A file that was opened.

    *pieces* gives tables of one schema with the share of the file that is done. Columns of *texts* hold what stands in
    the file as text, their types are found from all of it; *comma* says that numbers there may have a decimal comma.
    *whys* names the column of reasons of a column.
    """

    codebook: Codebook
    pieces: Callable[[], Iterator[tuple[pa.Table, float]]]
    texts: frozenset[str] = frozenset()
    comma: bool = False
    whys: dict[str, str] = field(default_factory=dict)


def rows_of_a_piece(columns: int) -> int:
    """How many rows are read at once."""
    return min(ROWS, max(1000, CELLS // max(1, columns)))


def distinct(names: Sequence[str], reserved: Sequence[str] = ()) -> tuple[list[str], list[str]]:
    """*names* made different from each other also without regard to case, as in SQL; and notes on what was changed."""
    taken = {name.casefold() for name in reserved}
    found, notes = [], []
    for place, given in enumerate(names, 1):
        wanted = given.strip() or f"column_{place}"
        name, count = wanted, 1
        while name.casefold() in taken:
            count += 1
            name = f"{wanted}_{count}"
        taken.add(name.casefold())
        found.append(name)
        if name != given.strip():
            notes.append(f"Column {place} is called {name} here" + (f" ({given} is there twice)." if given else "."))
    return found, notes
