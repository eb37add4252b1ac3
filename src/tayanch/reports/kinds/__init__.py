"""Kinds of reports: one folder each, with a ``kind.yaml``. Copy a folder to make another kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any, get_args

from tayanch.reports.model import ReportError, Role
from tayanch.vocabulary.model import Text
from tayanch.yaml_text import read_yaml

ROLES: tuple[str, ...] = get_args(Role)
_KIND = {"id", "standard", "name", "title", "about", "sections", "pages", "contents", "by_country", "home"}
_SECTION = {"key", "use", "title", "text", "about", "article", "also", "offered", "select", "sums_up"}
_SELECT = {"roles", "register", "topics", "most", "all", "sex", "checked", "needs_base", "needs_country"}


@dataclass(frozen=True)
class Select:
    """Which facts belong into a section. *register*: topics of the register of figures (``wages``); *topics*: concepts
    of the vocabulary; *all*: whatever has one of the *roles*."""

    roles: tuple[str, ...] = ()
    register: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    most: int = 8
    all: bool = False
    sex: str = ""
    checked: bool = False
    needs_base: bool = False
    needs_country: bool = False


@dataclass(frozen=True)
class SectionKind:
    """A section of a kind. *use*: ``text`` (fixed words) or ``evidence``. *article* and *also*: of the standard.
    *offered*: left out of a first draft, unless something is known for it. *sums_up*: the most telling facts of the
    whole report; they stand in its other sections again."""

    key: str
    use: str
    title: Text
    text: Text = field(default_factory=Text)
    about: Text = field(default_factory=Text)
    article: str = ""
    also: tuple[str, ...] = ()
    offered: bool = False
    sums_up: bool = False
    select: Select = field(default_factory=Select)


@dataclass(frozen=True)
class Kind:
    """A kind of report. *standard*: whose articles its sections name, ``cedaw`` or ``icrmw``, or empty. *pages*: how
    long it may be; 0 for as long as it is. *home*: code of the country whose people it is about; published figures
    that are of other countries alone are left out."""

    id: str
    name: Text
    title: Text
    about: Text
    sections: tuple[SectionKind, ...]
    standard: str = ""
    pages: int = 0
    contents: bool = True
    by_country: bool = False
    home: str = ""


@cache
def kinds() -> Mapping[str, Kind]:
    """All kinds by id. Raises :class:`~tayanch.reports.model.ReportError` naming the folder."""
    here = resources.files(__package__)
    folders = sorted((found for found in here.iterdir() if found.joinpath("kind.yaml").is_file()), key=lambda f: f.name)
    return MappingProxyType({folder.name: _read(folder) for folder in folders})


def kind_of(name: str) -> Kind:
    """One kind. Raises :class:`~tayanch.reports.model.ReportError` with the names that there are."""
    if name not in kinds():
        raise ReportError(f"There is no kind of report {name!r}. There are: {', '.join(kinds())}.")
    return kinds()[name]


def _read(folder: Traversable) -> Kind:
    return kind_from(read_yaml(folder.joinpath("kind.yaml").read_text("utf-8")), folder.name)


def kind_from(data: Any, where: str) -> Kind:
    """A kind from the values of its file. Raises ReportError for an unknown key, a missing text, a repeated section."""
    _only(data, _KIND, where)
    if data.get("id") != where:
        raise ReportError(f"{where}: id is {data.get('id')!r}; it must be the name of the folder.")
    sections = tuple(_section(one, f"{where}, section {one.get('key')}") for one in data["sections"])
    keys = [section.key for section in sections]
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise ReportError(f"{where}: there are two sections {', '.join(sorted(twice))}.")
    name, title, about = (_text(data, one, where) for one in ("name", "title", "about"))
    more: dict[str, Any] = {
        one: data[one] for one in ("standard", "pages", "contents", "by_country", "home") if one in data
    }
    return Kind(where, name, title, about, sections, **more)


def _section(data: Any, where: str) -> SectionKind:
    _only(data, _SECTION, where)
    use = data.get("use")
    if use == "method":
        shared = read_yaml(resources.files(__package__).joinpath("method.yaml").read_text("utf-8"))
        data = {**shared, **data, "use": "text"}
    elif use not in ("text", "evidence"):
        raise ReportError(f"{where}: use is {use!r}; it must be text, evidence or method.")
    return SectionKind(
        key=data["key"],
        use=data["use"],
        title=_text(data, "title", where),
        text=Text(**data.get("text", {})),
        about=Text(**data.get("about", {})),
        article=data.get("article", ""),
        also=tuple(data.get("also", ())),
        offered=bool(data.get("offered")),
        sums_up=bool(data.get("sums_up")),
        select=_select(data.get("select", {}), where),
    )


def _select(data: Any, where: str) -> Select:
    _only(data, _SELECT, where)
    if wrong := set(data.get("roles", ())) - set(ROLES):
        raise ReportError(f"{where}: {', '.join(sorted(wrong))} is no role. There are: {', '.join(ROLES)}.")
    told: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}
    return Select(**told)


def _text(data: Any, name: str, where: str) -> Text:
    text = Text(**data.get(name, {}))
    if not all((text.ky, text.ru, text.en)):
        raise ReportError(f"{where}: {name} must stand in ky, ru and en.")
    return text


def _only(data: Any, known: set[str], where: str) -> None:
    if not isinstance(data, dict):
        raise ReportError(f"{where}: this must be a list of names with values.")
    if wrong := set(data) - known:
        raise ReportError(
            f"{where}: {', '.join(sorted(wrong))} is not known here. There are: {', '.join(sorted(known))}."
        )
