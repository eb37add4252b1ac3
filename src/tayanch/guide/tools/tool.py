"""What a tool is made of; see the package for the contract."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Question = Mapping[str, Any]
Answer = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """One thing she is asked. A ``day`` that `is_today` begins with today; of a ``list`` `fields` are one entry of it,
    and one that is needed begins with one entry; a ``whole`` is from `least` to `most`."""

    name: str
    kind: Literal["day", "money", "whole", "choice", "flag", "list"]
    is_needed: bool = True
    options: tuple[str, ...] = ()
    fields: tuple["Field", ...] = ()
    is_today: bool = False
    has_hint: bool = False
    least: int = 0
    most: int = 1000


@dataclass(frozen=True)
class Part:
    """A tool in one country."""

    pack: str  # whose sentences and currency it uses
    rules: tuple[str, ...]
    fields: tuple[Field, ...]
    tables: Callable[[date], Mapping[str, object]]
    texts: tuple[str, ...]
    scripts: tuple[str, ...]
    reference: Callable[[Question, date], Answer]
    units: tuple[str, ...] = ("d",)  # of the counts that its sentences name


@dataclass(frozen=True)
class Tool:
    """`number` is the last part of its address; lists and cards of `needs` link to it, first of all the first."""

    name: str
    number: str
    needs: tuple[str, ...]
    parts: Mapping[str, Part]
