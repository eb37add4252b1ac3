"""What a check hands back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tayanch.figures.model import Severity
from tayanch.figures.rows import Row
from tayanch.vocabulary.model import Text


@dataclass(frozen=True)
class Country:
    """A country by its two letters; sentences name it."""

    code: str


@dataclass(frozen=True)
class Added:
    """Rows that are added up: told with their sum when there are several."""

    rows: Sequence[Row]


Told = str | Decimal | int | Country | Text | Added | Sequence[Row]
Numbers = Mapping[str, Told]


@dataclass(frozen=True)
class Hit:
    """Rows that do not agree. *says*: which sentence of the rule explains it; *numbers*: what the sentence names.

    *severity*: when it is not the one of the rule.
    """

    rows: tuple[Row, ...]
    says: str = "says"
    numbers: Mapping[str, Told] = field(default_factory=dict)
    severity: Severity | None = None


Check = Callable[[Sequence[Row]], Iterator[Hit]]
HUNDRED = Decimal(100)


def in_order(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Each row once, in the order of the file."""
    return tuple(sorted({row.at: row for row in rows}.values(), key=lambda row: row.at))


def share(part: Decimal, whole: Decimal) -> Decimal:
    """Percent, with two places."""
    return (HUNDRED * part / whole).quantize(Decimal("0.01"))
