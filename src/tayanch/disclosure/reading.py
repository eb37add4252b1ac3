"""Read a table from outside: a long CSV, rules as YAML or in a line, earlier releases as files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tayanch.disclosure.layout import TOTAL, Codes, Dimension, Key, dimension
from tayanch.disclosure.released import Released
from tayanch.disclosure.rules import Rules, TableError
from tayanch.disclosure.sensitivity import Contributions

MARKS = ("value", "reason")  # columns of what the command writes
BESIDES = ("dimensions", "date", "population", "measure")  # of a rules file, besides the rules


@dataclass(frozen=True)
class Settings:
    """What a rules file or line says. *hierarchies*: dimension → each code and its broader one."""

    rules: Rules = field(default_factory=Rules)
    hierarchies: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    date: str = ""
    population: Mapping[str, str] = field(default_factory=dict)
    measure: str = ""


def settings(given: str) -> Settings:
    """Rules from the path of a YAML file, or from a line such as ``smallest=5,dominance=1:85``. Raises TableError."""
    if not given:
        return Settings()
    if "=" in given and not Path(given).exists():
        return Settings(Rules.of(dict(_one_rule(part) for part in given.split(","))))
    import yaml

    try:
        found = yaml.safe_load(_text(Path(given))) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise TableError(f"{given}: this is not YAML{f', line {mark.line + 1}' if mark else ''}.") from error
    if not isinstance(found, dict):
        raise TableError(f"{given}: write one rule a line, such as `smallest: 5`.")
    besides = {name: found.pop(name) for name in BESIDES if name in found}
    return Settings(Rules.of(found), *_besides(besides))


def _besides(given: Mapping[str, Any]) -> tuple[Any, str, Any, str]:
    trees = given.get("dimensions") or {}
    people = given.get("population") or {}
    if not isinstance(trees, dict) or not all(isinstance(tree, dict) for tree in trees.values()):
        raise TableError("dimensions are written as `country:` and under it each code and its broader one, `RU: eaeu`.")
    if not isinstance(people, dict):
        raise TableError("population is written as a dimension and its code, such as `sex: female`.")
    named = {str(name): {str(code): str(above or "") for code, above in tree.items()} for name, tree in trees.items()}
    who = {str(name): str(code) for name, code in people.items()}
    return named, str(given.get("date") or ""), who, str(given.get("measure") or "")


def _one_rule(part: str) -> tuple[str, Any]:
    name, _, value = (text.strip() for text in part.partition("="))
    if not name or not value:
        raise TableError(f"{part!r} is not a rule. Write name=value, such as smallest=5.")
    return name, [_number(one) for one in value.split(":")] if ":" in value else _value(value)


def _value(text: str) -> Any:
    if text.lower() in ("true", "yes", "false", "no"):
        return text.lower() in ("true", "yes")
    return text if text.isalpha() else _number(text)


def _number(text: str) -> float:
    try:
        return int(text) if text.lstrip("-").isdigit() else float(text)
    except ValueError as error:
        raise TableError(f"{text!r} is not a number.") from error


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableError(f"{path.name} is not UTF-8. Save it as CSV in UTF-8.") from error
    except OSError as error:
        raise TableError(f"{path} cannot be read: look at its name.") from error


@dataclass(frozen=True)
class Given:
    """A table from outside: its cells and dimensions in the order of the file."""

    cells: Mapping[Key, Contributions]
    dimensions: Mapping[str, Codes]
    rows: int


@dataclass(frozen=True)
class Columns:
    """Which columns mean what; empty: ``count`` or ``value`` when the file has one of them, otherwise each row is
    counted. *by*: dimensions; empty: all other columns."""

    count: str = ""
    value: str = ""
    contributor: str = ""
    by: tuple[str, ...] = ()


def read_table(path: Path, columns: Columns, hierarchies: Mapping[str, Mapping[str, str]]) -> Given:
    """The table of a long CSV: a column a dimension, and a count, a value with its contributor, or rows to be counted.

    Raises TableError, with the line's number, for what cannot be read.
    """
    header, rows = _rows(path)
    columns = _columns(header, columns)
    places = [header.index(name) for name in columns.by]
    found: dict[Key, Any] = {}
    for line, row in rows:
        key = tuple(row[place] for place in places)
        if empty := next((name for name, code in zip(columns.by, key, strict=True) if not code), None):
            raise TableError(f"Line {line}: {empty!r} is empty. Totals are made here: leave them out.")
        _add(found, key, dict(zip(header, row, strict=True)), columns, line)
    if not columns.value and columns.contributor:
        found = {key: len(who) for key, who in found.items()}
    dimensions = {name: _codes(place, found, hierarchies.get(name)) for place, name in enumerate(columns.by)}
    return Given(found, dimensions, len(rows))


def _rows(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    text = _text(path)
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        header = [name.strip() for name in next(reader, [])]
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader if any(row)]
    except csv.Error as error:
        raise TableError(f"Line {reader.line_num}: this is not CSV.") from error
    if not header or len(set(header)) < len(header):
        raise TableError("Line 1: give each column one name, and each name once.")
    for line, row in rows:
        if len(row) != len(header):
            raise TableError(f"Line {line}: {len(row)} cells, but line 1 names {len(header)} columns.")
    return header, rows


def _columns(header: Sequence[str], wanted: Columns) -> Columns:
    for name in (wanted.count, wanted.value, wanted.contributor, *wanted.by):
        if name and name not in header:
            raise TableError(f"There is no column {name!r}. There are: {', '.join(header)}.")
    count = wanted.count or ("count" if "count" in header and not wanted.value else "")
    value = wanted.value or ("value" if "value" in header and not count else "")
    contributor = wanted.contributor or ("contributor" if "contributor" in header and not count else "")
    if count and (value or contributor):
        raise TableError("Give a column of counts, or values and contributors, not both.")
    by = wanted.by or tuple(name for name in header if name not in (count, value, contributor))
    if not by:
        raise TableError("No column is left for a dimension.")
    return Columns(count, value, contributor, by)


def _add(found: dict[Key, Any], key: Key, row: Mapping[str, str], columns: Columns, line: int) -> None:
    """Take one line into its cell."""
    who = row[columns.contributor] if columns.contributor else str(line)
    if columns.contributor and not who:
        raise TableError(f"Line {line}: {columns.contributor!r} is empty.")
    if columns.value:
        amount = _amount(row[columns.value], line)
        cell = found.setdefault(key, {})
        cell[who] = cell.get(who, 0.0) + amount
    elif columns.contributor:
        found.setdefault(key, set()).add(who)
    elif columns.count:
        count = _amount(row[columns.count], line)
        if count != int(count):
            raise TableError(f"Line {line}: a count is a whole number. For sums name the column with --value.")
        if key in found:
            raise TableError(f"Line {line}: this cell comes twice.")
        found[key] = int(count)
    else:
        found[key] = found.get(key, 0) + 1


def _amount(text: str, line: int) -> float:
    try:
        amount = float(text.replace("\u00a0", "").replace(" ", ""))
    except ValueError as error:
        raise TableError(f"Line {line}: {text!r} is not a number.") from error
    if not 0 <= amount < float("inf"):
        raise TableError(f"Line {line}: {text!r} is negative or not finite.")
    return amount


def _codes(place: int, cells: Mapping[Key, Any], tree: Mapping[str, str] | None) -> Codes:
    codes = list(dict.fromkeys(key[place] for key in cells))
    return {**tree, **{code: TOTAL for code in codes if code not in _all(tree)}} if tree else codes


def _all(tree: Mapping[str, str]) -> set[str]:
    return {*tree, *tree.values()}


# --- earlier releases ----------------------------------------------------------------------------------------------


def read_released(given: str, about: Settings) -> Released:
    """A table that was given out: the JSON or CSV that ``tayanch disclose`` wrote, or what it kept.

    *given*: ``FILE`` or ``FILE@2026-10-01``, the date of its records. A CSV takes hierarchies, population and measure
    from *about*. Raises TableError.
    """
    name, _, date = given.partition("@") if not Path(given).exists() else (given, "", "")
    path = Path(name)
    if path.suffix.lower() == ".json":
        try:
            kept = json.loads(_text(path))
        except json.JSONDecodeError as error:
            raise TableError(f"{path.name}, line {error.lineno}: this is not JSON.") from error
        one = Released.from_dict(kept.get("release", kept) if isinstance(kept, dict) else {})
        return Released(**{**vars(one), "date": date or one.date, "label": one.label or path.name})
    return _released_csv(path, date, about)


def _released_csv(path: Path, date: str, about: Settings) -> Released:
    header, rows = _rows(path)
    if header[-2:] != list(MARKS):
        raise TableError(
            f"{path.name}, line 1: the last columns are value and reason, as tayanch disclose writes them."
        )
    names = header[:-2]
    told: dict[Key, float | None] = {}
    for line, row in rows:
        value, reason = row[-2:]
        if not value and reason not in ("hidden", "small"):
            raise TableError(f"{path.name}, line {line}: there is neither a value nor that it is hidden.")
        told[tuple(row[:-2])] = _amount(value, line) if value else None
    dimensions = tuple(
        _known_dimension(name, list(dict.fromkeys(key[place] for key in told)), about)
        for place, name in enumerate(names)
    )
    is_rounded = any(row[-1] == "rounded" for _, row in rows)
    rules = about.rules
    return Released(
        path.name,
        date or about.date,
        dimensions,
        told,
        about.population,
        about.measure,
        rounding=rules.rounding if is_rounded else 0,
        kind=rules.kind,
        zero_is_safe=rules.zero_is_safe,
    )


def _known_dimension(name: str, codes: Sequence[str], about: Settings) -> Dimension:
    tree = about.hierarchies.get(name, {})
    return dimension(name, {code: tree.get(code, TOTAL) for code in codes if code != TOTAL})
