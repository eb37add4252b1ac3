"""Bringing newer parameters into the law in force: everything is looked at first, then all is taken or nothing.

A source is a parameter file of a pack, a folder of them, a ZIP archive of them, or a central bank's own table (see
`central_banks`). The files go to `<folder>/<pack>/parameters/`, those they replace to `<folder>/<pack>/earlier/`.
"""

import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from tayanch.law import examples, live
from tayanch.law.central_banks import is_sheet, rows_of, with_rows
from tayanch.law.checking import LARGEST, Mistake, Refused, mistakes_of, read_yaml
from tayanch.law.examples import Example
from tayanch.law.pack import DAYS_OFF, Pack
from tayanch.law.parameters import DatedTable, Parameter, Tables
from tayanch.law.working_days import WorkingDays

MOST_FILES = 200
TABLES_OF_BANKS = (".csv", ".tsv", ".txt", ".xlsx")
Write = Callable[[Path, bytes], None]
FROM_BANK = "imported from the bank's own table; not reviewed by a lawyer"


@dataclass(frozen=True)
class Sent:
    """What somebody brings: files by their path as given, `ru/parameters/key_rate.yaml`.

    `table` is the full name of the one table that a bank's list is for (`ru.key_rate.percent_per_year`); `through` the
    last day for which the bank's list was seen; `checked_by` and `checked_on` say who looked, and when.
    """

    files: Mapping[str, bytes]
    pack: str = ""
    table: str = ""
    through: date | None = None
    checked_by: str = FROM_BANK
    checked_on: date | None = None
    replace: bool = False


@dataclass(frozen=True)
class Change:
    """What is new in one table: `row` as it will be, `before` as it was; the last known day when only that moves."""

    table: str
    kind: str  # table, row, changed, removed, checked, through, days_off
    row: Parameter | None = None
    before: Parameter | None = None
    through: date | None = None

    def told(self) -> dict[str, str]:
        """The same as text, to be kept."""
        since = self.through if self.kind == "through" else self.row.valid_from if self.row else None
        shown = {
            "since": _end(since) if since else "",
            "value": f"{self.row.value} {self.row.unit}" if self.row else "",
        }
        before = (
            f"{self.before.value} {self.before.unit}" if self.before and self.kind in {"changed", "removed"} else ""
        )
        return {"table": self.table, "kind": self.kind, **shown, "before": before}

    def __str__(self) -> str:
        """One line for a terminal, in English."""
        if self.kind == "through":
            return f"{self.table}: known through {_end(self.through)}"
        if self.row is None:
            return f"{self.table}: {_IN_WORDS[self.kind]}{_since(self.before)}"
        was = f" (was {self.before.value} {self.before.unit})" if self.before and self.kind == "changed" else ""
        return f"{self.table}: {_IN_WORDS[self.kind]}{_since(self.row)}: {self.row.value} {self.row.unit}{was}"


_IN_WORDS = {
    "table": "new table",
    "row": "new",
    "changed": "changed",
    "removed": "taken out",
    "checked": "checked again",
    "days_off": "other days off",
}


@dataclass(frozen=True)
class Plan:
    """What an import will do. `files` are the bytes to keep by file name; none when all is in force already."""

    pack: str
    files: Mapping[str, bytes]
    changes: tuple[Change, ...]
    tables: Tables
    days_off: WorkingDays | None


def read_source(path: Path) -> dict[str, bytes]:
    """The files of a source on the disk, a ZIP archive still packed. Raises Refused."""
    if not path.exists():
        raise Refused(Mistake(path.name, "", "is not there"))
    paths = sorted(path.rglob("*.yaml"))[: MOST_FILES + 1] if path.is_dir() else [path]
    if path.is_dir() and (path / "parameters").is_dir():
        paths = sorted((path / "parameters").glob("*.yaml"))
    return {each.absolute().as_posix(): _bytes_of(each) for each in paths}


def plan(sent: Sent, more_examples: Iterable[Example] = ()) -> Plan:
    """Looks at everything; `more_examples` must hold as well if they hold now. Raises Refused with every mistake."""
    live.refresh()
    files = _unpacked(sent.files)
    if not files:
        raise Refused(Mistake("", "", "there is no parameter file (.yaml) in it"))
    if all(PurePosixPath(name).suffix.lower() in TABLES_OF_BANKS for name in files):
        return _plan_table(sent, files, more_examples)
    return _plan_files(sent, files, more_examples)


def take(made: Plan, folder: Path, stamp: str, write: Write) -> Callable[[], None]:
    """Keeps the files in *folder* and puts them in force; returns what takes that back.

    What they replace is kept in `earlier/<stamp>` (UTC). `write` must replace a file at once or not at all.
    """
    here = folder / made.pack
    before = {name: _kept(here / live.PARAMETERS / name, made.pack) for name in made.files}
    for name, (old, _was_ours) in before.items():
        if old is not None:
            write(here / "earlier" / stamp / name, old)

    def undo() -> None:
        for name, (old, was_ours) in before.items():
            path = here / live.PARAMETERS / name
            if was_ours and old is not None:
                write(path, old)
            else:
                path.unlink(missing_ok=True)
        live.refresh()

    try:
        for name, data in made.files.items():
            write(here / live.PARAMETERS / name, data)
    except BaseException:
        undo()
        raise
    live.use(folder)
    if live.fault():
        undo()
        raise Refused(Mistake("", "", live.fault()))
    return undo


def _plan_files(sent: Sent, files: Mapping[str, bytes], more: Iterable[Example]) -> Plan:
    held = _pack_of(sent, files)
    content: dict[str, dict[str, Any]] = {}
    mistakes: list[Mistake] = []
    for name, data in files.items():
        stem = PurePosixPath(name).stem
        try:
            content[stem] = read_yaml(f"{stem}.yaml", data)
        except Refused as refusal:
            mistakes += refusal.mistakes
            continue
        mistakes += mistakes_of(stem, content[stem], held)
    if mistakes:
        raise Refused(*mistakes)
    named = {f"{PurePosixPath(name).stem}.yaml": data for name, data in files.items()}
    return _planned(held, content, named, sent.replace, more)


def _plan_table(sent: Sent, files: Mapping[str, bytes], more: Iterable[Example]) -> Plan:
    """One list of a bank into the file of its table, whose other rows and tables stay."""
    [(name, data), *others] = files.items()
    code, _, table = sent.table.partition(".")
    held = live.pack(code)
    if others or held is None or table not in held.tables:
        raise Refused(Mistake(PurePosixPath(name).name, "", "say which table it is for: --table PACK.FILE.PARAMETER"))
    stem, _, parameter = table.partition(".")
    file = PurePosixPath(name).name
    found = rows_of(file, data, sent.through)
    old = live.effective(code)[stem]
    checked = {"checked_by": sent.checked_by, **({"checked_on": sent.checked_on} if sent.checked_on else {})}
    fresh = with_rows(old, parameter, found, checked, replace=sent.replace, file=file)
    if wrong := mistakes_of(stem, fresh, held):
        raise Refused(*wrong)
    text = yaml.dump(fresh, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=120)
    return _planned(held, {stem: fresh}, {f"{stem}.yaml": text.encode()}, sent.replace, more)


class _Plain(yaml.SafeDumper):
    """YAML without aliases: each row is written out, as people read it."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _planned(
    held: Pack, content: Mapping[str, Any], files: Mapping[str, bytes], may_replace: bool, more: Iterable[Example]
) -> Plan:
    current = live.effective(held.code)
    if lost := _lost(content, current):
        raise Refused(*lost)
    fresh = {stem: each for stem, each in content.items() if current.get(stem) != each}
    try:
        tables, days_off = live.built(held.code, {**current, **fresh})
    except live.UNREADABLE as error:
        raise Refused(Mistake(", ".join(sorted(files)), "", str(error))) from None
    changes = tuple(_changes(held, fresh, tables, days_off))
    if not may_replace and (touched := [_touched(each) for each in changes if each.kind in {"changed", "removed"}]):
        raise Refused(*touched)
    if broken := _broken(held, tables, days_off, more):
        raise Refused(*broken)
    kept = {name: data for name, data in files.items() if name.removesuffix(".yaml") in fresh}
    return Plan(held.code, kept, changes, tables, days_off)


def _lost(content: Mapping[str, Any], current: Mapping[str, Any]) -> list[Mistake]:
    """Rules hold the tables of a file for good, so a newer file has at least the same ones."""
    return [
        Mistake(f"{stem}.yaml", name, "this table is missing; the rules need it")
        for stem, each in content.items()
        if stem != DAYS_OFF
        for name in current.get(stem, {}).get("parameters", {})
        if name not in each["parameters"]
    ]


def _touched(change: Change) -> Mistake:
    stem, _, name = change.table.partition(".")
    reason = "an earlier row would be other than it is; --replace allows that"
    return Mistake(f"{stem}.yaml", f"{name}, {change}", reason)


def _broken(held: Pack, tables: Tables, days_off: WorkingDays | None, more: Iterable[Example]) -> list[Mistake]:
    """The worked examples that would come out otherwise."""
    own = [(f"{held.code}/examples", each) for each in examples.examples_of(held.code)]
    others = [("examples of the desk", each) for each in more if not examples.difference(each)]
    with live.tried(held, tables, days_off):
        told = [(file, each, examples.difference(each)) for file, each in (*own, *others)]
    return [
        Mistake(file, each.id, f"this worked example no longer holds: {wrong}") for file, each, wrong in told if wrong
    ]


def _changes(held: Pack, fresh: Mapping[str, Any], tables: Tables, days_off: WorkingDays | None) -> Iterable[Change]:
    """What is new in the tables of the files; tables that borrow rows from them follow and are not told."""
    for name, table in tables.items():
        if name.partition(".")[0] not in fresh:
            continue
        if name not in held.tables:
            yield Change(name, "table")
        else:
            yield from _changed_rows(held.tables[name], table)
    if days_off != held.days_off:
        yield Change(DAYS_OFF, "days_off")


def _changed_rows(old: DatedTable, new: DatedTable) -> Iterable[Change]:
    before = {row.valid_from: row for row in old.rows}
    for row in new.rows:
        was = before.pop(row.valid_from, None)
        # A rule without a known end ends when a later row follows it; every other earlier day stays as it was.
        may_end = was is old.rows[-1] and was.valid_to == date.max and row is not new.rows[-1]
        if kind := _kind(was, row, may_end=may_end):
            yield Change(old.name, kind, row, was)
    yield from (Change(old.name, "removed", None, was) for was in before.values())
    if new.known_through > old.known_through:
        yield Change(old.name, "through", through=new.known_through)


def _kind(was: Parameter | None, row: Parameter, *, may_end: bool) -> str:
    """What became of a row; nothing when it is as it was, or holds longer."""
    if was is None:
        return "row"
    if (was.value, was.unit, was.article) != (row.value, row.unit, row.article):
        return "changed"
    if row.valid_to < was.valid_to and not may_end:
        return "changed"
    return "" if replace(was, valid_to=row.valid_to) == row else "checked"


def _pack_of(sent: Sent, files: Mapping[str, bytes]) -> Pack:
    """Named, told by the folders the files lie in, or the only pack that has files of these names."""
    told = {sent.pack} if sent.pack else {_folder_of(name) for name in files} - {""}
    stems = {PurePosixPath(name).stem for name in files}
    if not told:
        told = {code for code in live.packs() if stems <= set(live.effective(code))}
    found = live.pack(told.pop()) if len(told) == 1 else None
    if found is None:
        known = ", ".join(live.packs())
        raise Refused(Mistake(", ".join(sorted(stems)), "", f"say which pack it belongs to: --pack, one of {known}"))
    return found


def _folder_of(name: str) -> str:
    parts = PurePosixPath(name).parts
    code = parts[-3] if len(parts) >= 3 and parts[-2] == live.PARAMETERS else ""
    return code if code in live.packs() else ""


def _unpacked(files: Mapping[str, bytes]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for name, data in files.items():
        is_archive = zipfile.is_zipfile(BytesIO(data)) and not is_sheet(name)
        found |= _members(name, data) if is_archive else {name: data}
    if len(found) > MOST_FILES:
        raise Refused(Mistake("", "", f"more than {MOST_FILES} files"))
    twice = len({PurePosixPath(name).name for name in found}) != len(found)
    if twice:
        raise Refused(Mistake("", "", "two files have the same name; bring one pack at a time"))
    return found


def _members(name: str, data: bytes) -> dict[str, bytes]:
    """The parameter files of an archive; nothing is written to the disk, so no name in it can climb out."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = [one for one in archive.infolist() if not one.is_dir() and one.filename.endswith(".yaml")]
            wanted = [one for one in members if live.PARAMETERS in PurePosixPath(one.filename).parts] or members
            if len(wanted) > MOST_FILES or sum(one.file_size for one in wanted) > LARGEST * 20:
                raise Refused(Mistake(name, "", "too much for an archive of parameters"))
            return {one.filename: archive.read(one) for one in wanted}
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
        raise Refused(
            Mistake(PurePosixPath(name).name, "", "this archive is damaged or closed by a password")
        ) from None


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST * 20:
            raise Refused(Mistake(path.name, "", "too large"))
        return path.read_bytes()
    except OSError as error:
        raise Refused(Mistake(path.name, "", f"cannot be read ({error.strerror})")) from None


def _kept(path: Path, code: str) -> tuple[bytes | None, bool]:
    """The file that is in force under this name, and whether it came by an import."""
    if path.exists():
        return path.read_bytes(), True
    shipped = live.home(code) / live.PARAMETERS / path.name
    return (shipped.read_bytes() if shipped.exists() else None), False


def _since(row: Parameter | None) -> str:
    return f" from {row.valid_from}" if row else ""


def _end(day: date | None) -> str:
    return "further notice" if day is None or day == date.max else str(day)
