"""Reading of untrusted arguments: every refusal names the field it is about."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tayanch.law.days import parse_date
from tayanch.law.errors import BadInput
from tayanch.law.money import parse_money, parse_number


@dataclass(frozen=True)
class Given:
    """A value from JSON and the path that led to it. Every method raises BadInput."""

    value: object
    field: str = ""

    def only(self, required: Collection[str], optional: Collection[str] = ()) -> None:
        """An object with all `required` keys and no key beyond `optional`."""
        present = self._object()
        for key in present:
            if key not in required and key not in optional:
                raise BadInput("unknown_key", self._path(key), allowed=", ".join([*required, *optional]))
        for key in required:
            if key not in present:
                raise BadInput("missing_key", self._path(key))

    def __getitem__(self, key: str) -> "Given":
        return Given(self._object()[key], self._path(key))

    def has(self, key: str) -> bool:
        return key in self._object()

    def items(self, most: int, least: int = 0) -> list["Given"]:
        if not isinstance(self.value, list):
            raise BadInput("not_a_list", self.field)
        if not least <= len(self.value) <= most:
            raise BadInput("list_length", self.field, least=least, most=most)
        return [Given(item, f"{self.field}[{index}]") for index, item in enumerate(self.value)]

    def date(self) -> date:
        return parse_date(self.value, self.field)

    def money(self) -> Decimal:
        return parse_money(self.value, self.field)

    def one_of(self, choices: Collection[str]) -> str:
        if not isinstance(self.value, str) or self.value not in choices:
            raise BadInput("not_one_of", self.field, choices=", ".join(choices))
        return self.value

    def whole(self, least: int, most: int) -> int:
        if isinstance(self.value, bool) or not isinstance(self.value, int) or not least <= self.value <= most:
            raise BadInput("not_whole", self.field, least=least, most=most)
        return self.value

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise BadInput("not_a_flag", self.field)
        return self.value

    def number(self, least: int, most: int, decimals: int) -> Decimal:
        """A JSON number or text; a binary float from Python is refused like a bad number."""
        return parse_number(self.value, self.field, least, most, decimals)

    def _object(self) -> dict[str, object]:
        if not isinstance(self.value, dict) or not all(isinstance(key, str) for key in self.value):
            raise BadInput("not_an_object", self.field)
        return self.value

    def _path(self, key: str) -> str:
        return f"{self.field}.{key}" if self.field else key
