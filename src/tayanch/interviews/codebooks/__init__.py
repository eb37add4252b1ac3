"""Ready codebooks to begin with, as data. A study takes one, changes it, and keeps the ids, so that exports agree."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any
from uuid import UUID, uuid5

import yaml

from tayanch.interviews.codebook import Code, Codebook, CodebookError
from tayanch.yaml_text import read_yaml

LANGUAGES = ("ky", "ru", "en")
SPACE = UUID("7b0f5a0e-5e0b-5b0c-9f4e-2a6d1c9c3e70")  # of the ids of ready codebooks: never changes
TEXTS = ("label", "definition", "include", "exclude")


def names() -> tuple[str, ...]:
    """Names of the codebooks that come with the product, such as ``women-migration``."""
    files = (file.name for file in resources.files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in files if name.endswith(".yaml")))


@cache
def load(name: str) -> Codebook:
    """A ready codebook: themes at the top as folders, codes below them.

    Ids are made from the codebook's and the code's names: the same on every machine and in every version.

    Raises:
        CodebookError: there is no such codebook, or its file is wrong; the message names the place.
    """
    if name not in names():
        raise CodebookError(f"There is no codebook {name!r}. There are: {', '.join(names())}.")
    return parse((resources.files(__name__) / f"{name}.yaml").read_text(encoding="utf-8"), name)


def parse(text: str, name: str) -> Codebook:
    """A codebook from the text of its file. Raises :class:`CodebookError` naming what is missing where."""
    try:
        told = read_yaml(text)
    except yaml.YAMLError as error:
        raise CodebookError(f"{name}.yaml: {error}") from error
    if not isinstance(told, dict) or told.get("id") != name:
        raise CodebookError(f"{name}.yaml: the id must be the name of the file.")
    codes: list[Code] = []
    for theme in told.get("themes") or []:
        parent = _code(theme, name, "", ("label",))
        codes += [parent, *(_code(code, name, parent.id, TEXTS) for code in theme.get("codes") or [])]
    return Codebook(tuple(codes))


def identity(codebook: str, code: str) -> str:
    """The id of a code of a ready codebook (RFC 9562, version 5)."""
    return str(uuid5(SPACE, f"{codebook}/{code}"))


def _code(told: dict[str, Any], book: str, parent: str, texts: tuple[str, ...]) -> Code:
    own = str(told.get("name") or "?")
    label, definition, include, exclude = (
        _texts(told.get(kind), f"{book}.yaml, {own}: {kind}") if kind in texts else {} for kind in TEXTS
    )
    return Code(
        id=identity(book, own),
        name=own,
        parent=parent,
        is_codable=bool(parent),
        colour=str(told.get("colour") or ""),
        labels=label,
        definition=definition,
        include=include,
        exclude=exclude,
    )


def _texts(told: object, where: str) -> dict[str, str]:
    found = {language: str(text).strip() for language, text in told.items()} if isinstance(told, dict) else {}
    if set(found) != set(LANGUAGES) or not all(found.values()):
        raise CodebookError(f"{where}: a text in each of {', '.join(LANGUAGES)} is needed.")
    return found
