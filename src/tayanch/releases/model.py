"""What a release holds. Values only; whoever makes one has protected every number before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from tayanch.indicators.model import Indicator, Observation
from tayanch.vocabulary.model import Text

Value = str | float | int | None
Kind = Literal["text", "code", "period", "number", "integer"]
DatasetKind = Literal["series", "survey", "figures", "recommendations"]
ChangeKind = Literal["added", "corrected", "redefined", "hidden", "removed"]


class ReleaseError(ValueError):
    """What was given is no release; the message says what to do."""


@dataclass(frozen=True)
class Column:
    """One column. *hxl*: its tag in the HXL file. *codes*: what its values mean, when they are codes."""

    name: str
    kind: Kind
    label: Text
    hxl: str
    about: Text = field(default_factory=Text)
    codes: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True)
class Dataset:
    """One table. *hidden*: the account of what was hidden, a sentence each. *version*: of
    the definition. *observations*: the rows of a series."""

    id: str
    kind: DatasetKind
    title: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    about: Text = field(default_factory=Text)
    method: Text = field(default_factory=Text)
    caveats: Text = field(default_factory=Text)
    source: str = ""
    hidden: tuple[Text, ...] = ()
    version: int = 1
    indicator: Indicator | None = None
    observations: tuple[Observation, ...] = ()


@dataclass(frozen=True)
class Change:
    """What differs from the release before. *key*: the values that name the row, empty for a whole dataset."""

    kind: ChangeKind
    dataset: str
    title: Text
    key: tuple[str, ...] = ()
    before: Value = None
    after: Value = None


@dataclass(frozen=True)
class Licence:
    """Under which terms everybody may use it. *id*: of SPDX."""

    id: str
    name: str
    url: str


LICENCES = (
    Licence(
        "CC-BY-4.0", "Creative Commons Attribution 4.0 International", "https://creativecommons.org/licenses/by/4.0/"
    ),
    Licence("CC0-1.0", "Creative Commons Zero 1.0 Universal", "https://creativecommons.org/publicdomain/zero/1.0/"),
)


@dataclass(frozen=True)
class Publisher:
    """Who publishes. *website* and *contact* may be empty."""

    name: str
    website: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Release:
    """Everything that is published on one day. *date*: ISO. *before*: the date of the release before, or empty.

    *invented*: made of the demonstration; every page says so.
    """

    date: str
    title: Text
    publisher: Publisher
    datasets: tuple[Dataset, ...]
    licence: Licence = LICENCES[0]
    summary: Text = field(default_factory=Text)
    changes: tuple[Change, ...] = ()
    before: str = ""
    program: str = ""
    invented: bool = False

    def __post_init__(self) -> None:
        ids = [one.id for one in self.datasets]
        if not ids:
            raise ReleaseError("A release needs at least one dataset. Choose one.")
        if len(set(ids)) < len(ids):
            raise ReleaseError("Two datasets have the same id. Leave one of them out.")

    @property
    def year(self) -> str:
        return self.date[:4]
