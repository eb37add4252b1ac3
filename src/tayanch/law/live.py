"""Parameter files that came after the program: `<folder>/<pack>/parameters/<file>.yaml` stands in for the pack's own.

Rules hold their tables for good, so newer rows are put into the tables they hold. A file that cannot be read changes
nothing: the rows known before stay in force to their last known day, and `fault` says why.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import yaml

from tayanch.law.pack import DAYS_OFF, Files, Pack, days_off_of, read_parameters, tables_of
from tayanch.law.parameters import TRIAL, Tables
from tayanch.law.working_days import WorkingDays
from tayanch.yaml_text import read_yaml

PARAMETERS = "parameters"
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, OSError, yaml.YAMLError, RecursionError)
Seen = tuple[tuple[str, int, int], ...]


class _State:
    """Which folder lies over the packs, and what it held when it was last read."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.folder: Path | None = None
        self.seen: Seen = ()
        self.generation = 0
        self.fault = ""
        self.files: dict[str, Files] = {}


_state = _State()


def use(folder: Path | None) -> None:
    """Lay the files of *folder* over the packs, now and whenever they change; none: the packs as they were shipped."""
    with _state.lock:
        _state.folder = folder
    refresh()


def folder() -> Path | None:
    """The folder in use."""
    return _state.folder


def refresh() -> None:
    """Take newer files, if there are any: without them it costs a few looks at the disk."""
    seen = _look(_state.folder)
    if seen == _state.seen:
        return
    with _state.lock:
        if seen != _state.seen:
            _state.fault = _take_all()
            _state.seen = seen
            _state.generation += 1


def generation() -> int:
    """Grows with every change of the law: what was computed under another number may be old."""
    return _state.generation


def fault() -> str:
    """Why the newest files could not be read, or nothing."""
    return _state.fault


def packs() -> dict[str, ModuleType]:
    """The country packs by their code: every folder of the law that has settings of a country."""
    law = import_module(__package__)
    return dict(_packs(tuple((folder, Path(folder).stat().st_mtime_ns) for folder in law.__path__)))


@lru_cache(maxsize=1)
def _packs(folders: tuple[tuple[str, int], ...]) -> dict[str, ModuleType]:
    """Every sentence of the law asks for its pack, so the folders are walked again only when one of them changed."""
    home = Path(__file__).parent
    names = sorted(module.name for module in iter_modules([folder for folder, _ in folders]) if module.ispkg)
    return {name: import_module(f"{__package__}.{name}") for name in names if (home / name / "country.yaml").exists()}


def pack(code: str) -> Pack | None:
    """The pack of that code."""
    found = packs().get(code)
    held: Pack | None = found.PACK if found else None
    return held


def home(code: str) -> Path:
    """The folder in which a pack was shipped."""
    return Path(str(packs()[code].__file__)).parent


def effective(code: str) -> Files:
    """The parameter files of a pack as they are in force: shipped, and newer ones over them. Not to be changed."""
    if code not in _state.files:
        _state.files[code] = read_parameters(home(code) / PARAMETERS)
    return _state.files[code]


def _read(code: str) -> Files:
    newer = read_parameters(_state.folder / code / PARAMETERS) if _state.folder else {}
    return {**read_parameters(home(code) / PARAMETERS), **newer}


def built(code: str, files: Files) -> tuple[Tables, WorkingDays | None]:
    """The tables and days off that these files make. Raises one of UNREADABLE."""
    country = read_yaml((home(code) / "country.yaml").read_text(encoding="utf-8"))
    return tables_of(files), days_off_of(files, country["holidays"] if DAYS_OFF in files else "")


@contextmanager
def tried(held: Pack, tables: Tables, days_off: WorkingDays | None) -> Iterator[None]:
    """Compute with these tables inside the block, in this thread only."""
    others: dict[Any, Any] = {held.tables[name]: table for name, table in tables.items() if name in held.tables}
    if held.days_off is not None and days_off is not None:
        others[held.days_off] = days_off
    token = TRIAL.set(others)
    try:
        yield
    finally:
        TRIAL.reset(token)


def _look(folder: Path | None) -> Seen:
    if folder is None or not folder.is_dir():
        return ()
    found = []
    for path in sorted(folder.glob(f"*/{PARAMETERS}/*.yaml")):
        told = path.stat()
        found.append((f"{path.parts[-3]}/{path.name}", told.st_mtime_ns, told.st_size))
    return tuple(found)


def _take_all() -> str:
    """Builds every pack first and gives the rows to the tables last, so that a bad file changes none of them."""
    try:
        files = {code: _read(code) for code in packs()}
        made = [(each.PACK, *built(code, files[code])) for code, each in packs().items()]
    except UNREADABLE as error:
        return f"The newer files of the law cannot be read: {error}"
    for held, tables, days_off in made:
        held.take(tables, days_off)
    _state.files = files
    return ""
