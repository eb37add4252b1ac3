"""What a published figure says, and what a check found. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from tayanch.vocabulary.model import Text

Sex = Literal["female", "male", "all", "n.a.", ""]
Severity = Literal["error", "doubt", "note"]


@dataclass(frozen=True)
class Figure:
    """One figure as it is printed: never corrected, never rounded.

    *value*, *value_high*: in base units (people, not thousands); a range has both. *year*: what the figure is about,
    as text: ``2015``, ``2019-2022``, empty when the document does not say. *base*: of how many it is a share, when it
    is printed. *source*: whom the document names. *statement*: what it says, in our words. *topics*: concepts of the
    vocabulary (``need:unpaid-wages``) whose pages show it.
    """

    id: str
    document: str
    section: str
    topic: str
    population: str
    sex: Sex
    origin: str
    destination: str
    measure: str
    value: Decimal | None
    value_high: Decimal | None
    unit: str
    year: str
    source: str
    base: int | None
    note: str = ""
    place: str = ""  # page or line of the document
    statement: Text = field(default_factory=Text)
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """Something that does not agree. Both sides stay as they are printed.

    *rule*: id of the check that found it, ``by-hand`` when a person did. *rows*: ids of the figures, two or more when
    they contradict each other. *explanation*: one or two sentences with the arithmetic.
    """

    rule: str
    rows: tuple[str, ...]
    severity: Severity
    explanation: Text
    numbers: Mapping[str, str] = field(default_factory=dict)  # what the rule computed: {"sum": "122"}
