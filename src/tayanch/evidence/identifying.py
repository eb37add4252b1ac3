"""Columns that point at a person: by what they are called, and by what stands in them.

A survey needs no names. The words are those of questionnaires in English, Russian and Kyrgyz and of the exports of ODK
and KoBoToolbox.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyarrow as pa

from tayanch.survey.codebook import Variable
from tayanch.survey.data import Data

LOOKED_AT = 200  # values of a column of text
# Words that a column's name or question holds when it asks who somebody is. \b does not know "_", so it is a gap here.
NAMES = re.compile(
    r"(?<![a-zа-яөүң])("
    r"(full|first|last|sur|respondent|father|mother|maiden|middle|head)[ ]?name|name|fio|фио|"
    r"ф\.? ?и\.? ?о|фамили\w*|отчеств\w*|имя|аты[ -]?ж[өо]н[үу]\w*|"
    r"phone\w*|telephone|tel|mobile|cell|whatsapp|telegram|телефон\w*|номер телефона|"
    r"passport\w*|паспорт\w*|inn|pin|инн|пин|ssn|national id|id card|document number|"
    r"address|street|адрес\w*|дарег\w*|улиц\w*|e ?mail\w*|электронн\w* почт\w*|"
    r"gps|geopoint|geolocation|latitude|longitude|широта|долгота|signature|"
    r"deviceid|device id|subscriberid|simid|sim serial|phonenumber|imei|username|submitted by|instance ?name"
    r")(?![a-zа-яөүң])",
    re.IGNORECASE,
)
# "The name of the country", "name of the bank": these ask for something else.
ELSE = re.compile(
    r"name of (the )?(country|city|place|oblast|rayon|district|village|employer|bank|region|enumerator|interviewer)|"
    r"(country|city|place|oblast|rayon|district|village|region|variable|file|form)[ ]?name|has .*phone|own .*phone",
    re.IGNORECASE,
)
PHONE = re.compile(r"\+?\d[\d ()-]{7,17}\d")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.\w+")
PAPER = re.compile(r"(AN|ID|AC|KG)\s?\d{7}|[12]\d{13}", re.IGNORECASE)  # Kyrgyz passports and personal numbers


def suspects(data: Data) -> list[str]:
    """The names of columns that may point at a person, in the file's order."""
    return [name for name in data.schema.names if _asks_who(name, data) or _holds_who(name, data.rows)]


def _asks_who(name: str, data: Data) -> bool:
    variable = data.codebook.variables.get(name)
    return any(NAMES.search(text) and not ELSE.search(text) for text in _said(name, variable))


def _said(name: str, variable: Variable | None) -> Iterator[str]:
    # a category cannot hold a name, whatever its question says; a column of numbers can hold a phone
    yield re.sub(r"[_.\-/]+", " ", name)
    if variable and variable.kind == "text":
        yield from (text for text in variable.labels.values() if text)


def _holds_who(name: str, rows: object) -> bool:
    """True when most values of a column of text look like a phone, an address of e-mail or a paper's number."""
    if not isinstance(rows, pa.Table) or not (
        pa.types.is_string(rows.schema.field(name).type) or pa.types.is_large_string(rows.schema.field(name).type)
    ):
        return False
    values = [text.strip() for text in rows[name].drop_null().slice(0, LOOKED_AT).to_pylist() if text.strip()]
    alike = sum(any(one.fullmatch(text) for one in (PHONE, EMAIL, PAPER)) for text in values)
    return bool(values) and alike * 2 > len(values)
