"""What a page is made of before it becomes text, HTML or DOCX. Everything in it is said in one language already."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """`level` 1 is a part of the page; the title of the page stands above it."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Callout:
    """What nobody may overlook: that it is a draft."""

    text: str


@dataclass(frozen=True)
class Items:
    """A list in which the order does not matter."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Pairs:
    """Names with their values, one a line."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Column:
    """A head, and whether numbers stand below it."""

    head: str
    is_number: bool = False


@dataclass(frozen=True)
class Table:
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One step: its sentence, and behind it the reckoning and where the law says so (each may be empty)."""

    text: str
    formula: str
    article: str
    source: str


@dataclass(frozen=True)
class Steps:
    """Steps in their order. `table` shows the same steps side by side, where they have days and sums."""

    lines: tuple[Line, ...]
    table: Table | None = None


Block = Heading | Paragraph | Callout | Items | Pairs | Table | Steps


@dataclass(frozen=True)
class Page:
    language: str
    title: str
    blocks: tuple[Block, ...]
