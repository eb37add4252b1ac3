"""A country pack: a folder with parameters, texts and settings that somebody may copy and edit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, TypedDict, Unpack, cast

from tayanch.law.days import ONE_DAY
from tayanch.law.derivation import Assumption, Derivation, Facts, Notice, Step, Value, standing
from tayanch.law.parameters import TRIAL, DatedTable, Parameter, Tables
from tayanch.law.statement import Statement, load_statements, statement_texts
from tayanch.law.texts import BASE_TEXTS, Fact, Texts, Words, load_texts
from tayanch.law.working_days import WorkingDays
from tayanch.yaml_text import read_yaml

Blocks = Mapping[str, dict[str, Any]]
Files = Mapping[str, dict[str, Any]]  # what the parameter files hold, by file name without its ending
DAYS_OFF = "days_off"
_FIELDS = {field.name for field in fields(Parameter)}


class Rest(TypedDict, total=False):
    """What a rule may add to a derivation."""

    steps: tuple[Step, ...]
    details: Mapping[str, object]
    currency: str
    exact: Fraction
    assumed: tuple[Assumption, ...]
    parts: tuple[Derivation, ...]


@dataclass(frozen=True)
class Pack:
    """Everything about a country, or a group of them, that is data."""

    code: str
    currency: str
    tables: Tables
    texts: Texts
    days_off: WorkingDays | None  # none: nothing here depends on working days
    statements: tuple[Statement, ...] = ()

    @property
    def working_days(self) -> WorkingDays:
        if self.days_off is None:
            raise ValueError(f"the pack {self.code!r} has no file of days off")
        trial = TRIAL.get()
        found: WorkingDays = self.days_off if trial is None else trial.get(self.days_off, self.days_off)
        return found

    def take(self, tables: Tables, days_off: WorkingDays | None) -> None:
        """Other parameters from now on, for every rule that holds a table. Only an import does this."""
        for name, table in tables.items():
            if name in self.tables:
                self.tables[name].take(table.rows)
            else:
                cast(dict[str, DatedTable], self.tables)[name] = table
        object.__setattr__(self, "days_off", days_off)

    def step(self, code: str, facts: Facts, row: Parameter, *, formula: str = "", source: str = "") -> Step:
        """A step that rests on `row`: its article, and its source unless another is named."""
        cited = {"article": row.article, "source": source or row.source}
        return Step(code, facts, self.texts, formula=formula, **cited)

    def warning(self, code: str, **facts: Fact) -> Notice:
        return Notice(code, facts, self.texts)

    def other_reading(self, other: Fact) -> Notice:
        """Where the law is read in two ways: what the reading that was not taken comes to."""
        return self.warning("other_reading", other=other)

    def assumed(self, code: str, **facts: Fact) -> Assumption:
        return Assumption(code, facts, self.texts)

    def derive(
        self,
        rule: str,
        value: Value,
        *,
        used: Iterable[Parameter],
        warnings: Iterable[Notice] = (),
        **rest: Unpack[Rest],
    ) -> Derivation:
        """A derivation of this country; its parameters add the warnings they carry themselves."""
        full_rule = f"{self.code}.{rule}"
        rows = tuple(dict.fromkeys(used))
        behind = [*rows, *(row for part in rest.get("parts", ()) for row in part.rests_on())]
        is_draft = standing(full_rule, rows, rest.get("parts", ())) == "draft"
        doubts: tuple[Notice, ...] = (self.warning("not_reviewed"),) if is_draft else ()
        if any(row.confidence != "high" for row in behind):
            doubts = (*doubts, self.warning("weak_source"))
        return Derivation(full_rule, value, self.texts, rows, warnings=(*warnings, *doubts), **rest)


def load_pack(folder: Path) -> Pack:
    """Reads a pack; its folder name is the prefix of its rules (`ru.wage.delay`).

    Raises ValueError or KeyError when the data contradict themselves: a gap between rows, a sum
    written as a number, a missing language.
    """
    country = _read(folder / "country.yaml")
    written = [_read(path) for path in sorted((folder / "statements").glob("*.yaml"))]
    texts = load_texts(*sorted((folder / "texts").glob("*.yaml")), more=statement_texts(written)).over(BASE_TEXTS)
    files = read_parameters(folder / "parameters")
    return Pack(
        code=folder.name,
        currency=country.get("currency", ""),
        tables=tables_of(files),
        texts=texts,
        days_off=days_off_of(files, country["holidays"] if DAYS_OFF in files else ""),
        statements=load_statements(folder.name, written, texts),
    )


def read_parameters(folder: Path) -> dict[str, dict[str, Any]]:
    """The parameter files of a folder; a folder that is not there has none."""
    return {path.stem: _read(path) for path in sorted(folder.glob("*.yaml"))}


def tables_of(files: Files) -> Tables:
    """Tables are named `file.parameter`, for instance `key_rate.percent_per_year`.

    Raises ValueError, KeyError or TypeError when the data contradict themselves.
    """
    blocks = {
        f"{stem}.{name}": {**content.get("defaults", {}), **block}
        for stem, content in files.items()
        if "parameters" in content
        for name, block in content["parameters"].items()
    }
    return {
        name: DatedTable(
            name, tuple(_rows(name, blocks)), Words(block.get("title", {})), closed=bool(block.get("closed"))
        )
        for name, block in blocks.items()
    }


def _rows(name: str, blocks: Blocks) -> list[Parameter]:
    block = blocks[name]
    shared = {key: value for key, value in block.items() if key in _FIELDS}
    raw = block["rows"]
    ends = [later["valid_from"] - ONE_DAY for _, later in pairwise(raw)]
    ends.append(block.get("known_through") or date.max)
    rows: list[Parameter] = []
    for row, end in zip(raw, ends, strict=True):
        dated = {**row, "valid_to": row.get("valid_to") or end}
        rows += _borrowed(dated, shared, blocks) if "same_as" in row else [_parameter({**shared, **dated})]
    return rows


def _parameter(row: dict[str, Any]) -> Parameter:
    if not isinstance(row["value"], str):
        raise ValueError(f"quote the value {row['value']!r}: a parameter is text, never a binary number")
    return Parameter(**row)


def _borrowed(row: dict[str, Any], shared: dict[str, Any], blocks: Blocks) -> list[Parameter]:
    """Rows of a stretch in which one table equals another (`same_as`): its values, our article."""
    other = DatedTable(row["same_as"], tuple(_rows(row["same_as"], blocks)))
    own = {key: value for key, value in row.items() if key in _FIELDS - {"valid_from", "valid_to"}}
    spans = other.spans(row["valid_from"], min(row["valid_to"], other.known_through))
    return [
        replace(found, **{"valid_from": first, "valid_to": last, "article": shared["article"], **own})
        for first, last, found in spans
    ]


def days_off_of(files: Files, country: str) -> WorkingDays | None:
    """The corrections of `days_off.yaml`; none when the pack has no such file."""
    if DAYS_OFF not in files:
        return None
    content = files[DAYS_OFF]
    return WorkingDays(
        country=country,
        known_from=content["known_from"],
        known_through=content["known_through"],
        added=frozenset(content["added"]),
        removed=frozenset(content["removed"]),
    )


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(path.read_text(encoding="utf-8"))
    return content
