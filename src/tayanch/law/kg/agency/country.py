"""A country as two capital letters, as permits and travel papers name it."""

import re
from dataclasses import dataclass
from typing import Any

from tayanch.law.errors import BadInput
from tayanch.law.given import Given
from tayanch.law.texts import LANGUAGES, Fact, Words

from ..pack import PACK

_WRITTEN = re.compile("[A-Z]{2}")


@dataclass(frozen=True)
class Country:
    """Two capital letters (ISO 3166-1); whether such a country exists is not asked."""

    about: str = ""

    def read(self, given: Given) -> Any:
        return check_country(given.value, given.field)

    def schema(self) -> dict[str, object]:
        return {"type": "string", "pattern": "^[A-Z]{2}$"}


def check_country(code: object, field: str) -> str:
    """The code itself. Raises BadInput."""
    if not isinstance(code, str) or not _WRITTEN.fullmatch(code):
        raise BadInput("country_bad", field)
    return code


def country_name(code: str) -> Fact:
    """Its name in each language, or the code of a country that the texts do not name."""
    name = f"country.{code}"
    if name not in PACK.texts:
        return code
    return Words({language: PACK.texts.say(name, language, {}) for language in LANGUAGES})
