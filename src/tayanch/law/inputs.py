"""What a rule may be asked, declared once: the same declaration reads the question and describes it as JSON Schema."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from tayanch.law.days import EARLIEST, LATEST
from tayanch.law.given import Given

Asked = Mapping[str, Any]
Schema = dict[str, object]


class Input(Protocol):
    """One kind of value. `read` raises BadInput with the path of the field; `about` describes it in the schema."""

    @property
    def about(self) -> str: ...

    def read(self, given: Given) -> Any: ...

    def schema(self) -> Schema: ...


@dataclass(frozen=True)
class Day:
    """A day, read as a date."""

    about: str = ""

    def read(self, given: Given) -> Any:
        return given.date()

    def schema(self) -> Schema:
        return {"type": "string", "format": "date", "formatMinimum": f"{EARLIEST}", "formatMaximum": f"{LATEST}"}


@dataclass(frozen=True)
class Money:
    """A positive sum written as text, read as a Decimal with two decimals."""

    about: str = ""

    def read(self, given: Given) -> Any:
        return given.money()

    def schema(self) -> Schema:
        return {"type": "string", "pattern": r"^[0-9]{1,15}(\.[0-9]{1,2})?$"}


@dataclass(frozen=True)
class Number:
    """A number with at most `decimals` decimals, as JSON number or text; read as a Decimal."""

    least: int
    most: int
    about: str = ""
    decimals: int = 2

    def read(self, given: Given) -> Any:
        return given.number(self.least, self.most, self.decimals)

    def schema(self) -> Schema:
        return {"type": ["number", "string"], "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True)
class Whole:
    """A whole number."""

    least: int
    most: int
    about: str = ""

    def read(self, given: Given) -> Any:
        return given.whole(self.least, self.most)

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True)
class Flag:
    """Yes or no."""

    about: str = ""

    def read(self, given: Given) -> Any:
        return given.flag()

    def schema(self) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Choice:
    """One of a few codes."""

    options: tuple[str, ...]
    about: str = ""

    def read(self, given: Given) -> Any:
        return given.one_of(self.options)

    def schema(self) -> Schema:
        return {"type": "string", "enum": list(self.options)}


@dataclass(frozen=True)
class ListOf:
    """`least` to `most` values of one kind, read as a list."""

    item: Input
    most: int
    least: int = 0
    about: str = ""

    def read(self, given: Given) -> Any:
        return [self.item.read(each) for each in given.items(self.most, self.least)]

    def schema(self) -> Schema:
        return {"type": "array", "items": described(self.item), "minItems": self.least, "maxItems": self.most}


@dataclass(frozen=True)
class Record:
    """An object with these fields and no other, read as a dict; an optional field that is absent is read as None."""

    required: Mapping[str, Input] = field(default_factory=dict)
    optional: Mapping[str, Input] = field(default_factory=dict)
    about: str = ""

    def read(self, given: Given) -> Any:
        given.only(list(self.required), list(self.optional))
        found = {key: each.read(given[key]) for key, each in self.required.items()}
        return found | {key: each.read(given[key]) if given.has(key) else None for key, each in self.optional.items()}

    def schema(self) -> Schema:
        return {
            "type": "object",
            "properties": {key: described(each) for key, each in {**self.required, **self.optional}.items()},
            "required": list(self.required),
            "additionalProperties": False,
        }


@dataclass(frozen=True)
class Variants:
    """An object whose field `key` decides which other fields it has; read as a dict with `key` among them."""

    key: str
    options: Mapping[str, Mapping[str, Input]]
    about: str = ""

    def read(self, given: Given) -> Any:
        if not given.has(self.key):
            given.only([self.key], [name for fields in self.options.values() for name in fields])
        chosen = given[self.key].one_of(self.options)
        return {self.key: chosen, **Record({self.key: Choice((chosen,)), **self.options[chosen]}).read(given)}

    def schema(self) -> Schema:
        one_of = [Record({self.key: Choice((name,)), **fields}).schema() for name, fields in self.options.items()]
        return {"type": "object", "oneOf": one_of}


def described(one: Input) -> Schema:
    """The schema of *one* with what it is about."""
    return {**one.schema(), "description": one.about} if one.about else one.schema()
