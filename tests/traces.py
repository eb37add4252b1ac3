"""Look for what must not be there: every form in which a value of hers could lie in a file."""

from __future__ import annotations

import html
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

from tayanch.vault.names import name_key

SHORTEST_KEY = 5  # a shorter one turns up in random bytes by chance


def forms(value: str) -> set[bytes]:
    """*value* as it could be written down: in three encodings, escaped for JSON, HTML and addresses, in any case."""
    found: set[bytes] = set()
    for text in {value, value.lower(), value.upper()}:
        found |= {text.encode("utf-8"), text.encode("utf-16-le"), text.encode("utf-16-be")}
        escaped = json.dumps(text)[1:-1], html.escape(text), quote(text), quote_plus(text), quote(text).lower()
        found |= {form.encode() for form in escaped}
    return found


class Traces:
    """Searches bytes and files for named values.

    The words of ``names`` are also looked for one by one, and as the keys that names are compared by.
    """

    def __init__(self, values: dict[str, str], names: tuple[str, ...] = ()) -> None:
        self.wanted = {what: forms(value) for what, value in values.items()}
        for what in names:
            words = values[what].split()
            keys = [key for key in map(name_key, words) if len(key) >= SHORTEST_KEY]
            for part in [*words, *keys]:
                self.wanted[f"{what}: {part}"] = forms(part)

    def within(self, data: bytes) -> list[str]:
        """The names of the values found in *data*."""
        return [what for what, found in self.wanted.items() if any(form in data for form in found)]

    def below(self, *places: Path) -> dict[str, list[str]]:
        """The same for files and whole folders: where, and what. Archives are looked into as well."""
        seen = ((where, self.within(data)) for place in places for where, data in everything(place))
        return {where: found for where, found in seen if found}


def everything(place: Path) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of every file, and of every member of an archive. Names count as content too."""
    for path in [place, *sorted(place.rglob("*"))]:
        yield f"name of {path}", str(path.name).encode()
        if path.is_file():
            yield str(path), path.read_bytes()
            yield from _members(path)


def _members(path: Path) -> Iterator[tuple[str, bytes]]:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                yield f"{path}!{member.filename}", member.filename.encode() + b"\n" + archive.read(member)
