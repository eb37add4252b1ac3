"""A composed letter: a list of blocks that says nothing about fonts or file formats."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

BlockKind = Literal["notice", "addressee", "title", "heading", "paragraph", "item", "signature", "pagebreak"]
Align = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Block:
    """One block. ``lines`` holds one string, except:

    addressee — one string a line; item — (number, text); signature — its fields; pagebreak — none.
    A newline inside a string comes from a value and is a line break, nothing more.
    """

    kind: BlockKind
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Cells as they are printed; ``total`` is the last row, set apart, or empty."""

    columns: tuple[str, ...]
    align: tuple[Align, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """``title`` is the file's metadata title: neutral, the same for every letter. ``dated`` is its date."""

    kind: str
    language: str
    title: str
    dated: date
    blocks: tuple[Block | Table, ...]
    warnings: tuple[str, ...] = ()
