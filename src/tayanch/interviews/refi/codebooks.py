"""Codebooks by themselves: ``.qdc`` of REFI-QDA, YAML and CSV.

YAML and CSV have one entry for each code in the order of the tree: ``id``, ``name``, ``parent`` (an id), ``codable``,
``colour``, and ``labels``, ``definition``, ``include`` and ``exclude`` by language (in CSV a column each:
``label_ky`` …).
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tayanch.interviews.codebook import Code, Codebook, CodebookError
from tayanch.interviews.refi import checking, schema
from tayanch.interviews.refi.codes import read_codes, write_codes
from tayanch.interviews.refi.elements import Ids, children, described, held_in, target
from tayanch.interviews.refi.losses import Ledger, Loss, RefiError
from tayanch.interviews.refi.packing import Package, parse
from tayanch.interviews.refi.schema import local, normal

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]

PARTS = ("labels", "definition", "include", "exclude")
COLUMNS = {"labels": "label", "definition": "definition", "include": "include", "exclude": "exclude"}
NAMESPACE = f"{{{schema.CODEBOOK}}}"


@dataclass(frozen=True)
class Group:
    """Codes that another tool keeps together: a Set."""

    name: str
    description: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class ImportedCodebook:
    """A codebook, its groups of codes, and what was lost. ``held`` and ``kept`` as in
    :class:`~tayanch.interviews.refi.reading.Imported`."""

    codebook: Codebook
    groups: tuple[Group, ...]
    report: tuple[Loss, ...]
    held: Mapping[str, int]
    kept: Mapping[str, int]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExportedCodebook:
    """The file and what did not go into it."""

    data: bytes
    report: tuple[Loss, ...]


def read_codebook(data: bytes, *, language: str = "en") -> ImportedCodebook:
    """The codebook in the bytes of a ``.qdc``; *language* is what its descriptions are taken to be in.

    Raises :class:`RefiError` with a sentence for what is no codebook.
    """
    if not data.strip():
        raise RefiError("The file is empty.")
    root, mended = parse(data)
    if local(root.tag) != "CodeBook":
        raise RefiError("This is no codebook of REFI-QDA (.qdc). A project (.qdpx) is read as a project.")
    found = Counter(local(each.tag) for each in root.iter())
    ledger = Ledger({name: found[name] for name in ("Code", "Set", "MemberCode") if found[name]})
    codes = read_codes(root, Ids(ledger), ledger, language)
    groups = _groups(root, {code.id for code in codes}, ledger)
    warnings = [finding.message for finding in checking.check(root, Package(b""))]
    if mended:
        warnings.append("The XML is broken: what could be read was read. Export the codebook again if you can.")
    if not codes:
        raise RefiError("There is no code in this codebook.")
    return ImportedCodebook(Codebook(codes), groups, ledger.losses, ledger.held, ledger.kept, tuple(warnings))


def _groups(root: _Element, known: set[str], ledger: Ledger) -> tuple[Group, ...]:
    found = []
    for each in held_in(root, "Sets", "Set"):
        members = [target(member) for member in children(each, "MemberCode")]
        inside = tuple(member for member in members if member in known)
        ledger.drop("MemberCode", "points to no code", len(members) - len(inside))
        found.append(Group(each.get("name") or normal(each.get("guid")), described(each), inside))
    return tuple(found)


def write_codebook(codebook: Codebook, *, language: str = "", groups: tuple[Group, ...] = ()) -> ExportedCodebook:
    """A ``.qdc`` that is valid against the schema. *language*: only its texts go into descriptions; all without.

    Raises :class:`RefiError` for a codebook without codes, which the standard cannot write.
    """
    from lxml import etree  # type: ignore[import-untyped]

    if not codebook.codes:
        raise RefiError("There is no code to export.")
    ledger = Ledger({"Code": len(codebook.codes), "Merge": len(codebook.merges)})
    root = etree.Element(NAMESPACE + "CodeBook", {"origin": schema.ORIGIN}, nsmap={None: schema.CODEBOOK})
    above = [etree.SubElement(root, NAMESPACE + "Codes")]
    for depth, _, attributes, description in write_codes(codebook, ledger, language):
        element = etree.SubElement(above[depth - 1], NAMESPACE + "Code", attributes)
        if description:
            etree.SubElement(element, NAMESPACE + "Description").text = description
        above[depth:] = [element]
    _write_groups(root, groups)
    ledger.drop("Merge", "which codes became part of which stays with the study", len(codebook.merges))
    return ExportedCodebook(etree.tostring(root, xml_declaration=True, encoding="UTF-8"), ledger.losses)


def _write_groups(root: _Element, groups: tuple[Group, ...]) -> None:
    from lxml import etree

    outer = etree.SubElement(root, NAMESPACE + "Sets") if groups else root
    for group in groups:
        own = {"guid": schema.made("Set", group.name, *group.codes), "name": group.name}
        element = etree.SubElement(outer, NAMESPACE + "Set", own)
        if group.description:
            etree.SubElement(element, NAMESPACE + "Description").text = group.description
        for code in group.codes:
            etree.SubElement(element, NAMESPACE + "MemberCode", {"guid": schema.guid(code, "Code")})


# --- YAML and CSV -----------------------------------------------------------------------------------------------------


def to_yaml(codebook: Codebook) -> str:
    """The codebook as YAML; empty texts are left out."""
    import yaml

    entries = [_entry(code) for _, code in codebook.walk()]
    return yaml.safe_dump({"codes": entries}, allow_unicode=True, sort_keys=False, width=120)


def _entry(code: Code) -> dict[str, Any]:
    told: dict[str, Any] = {"id": code.id, "name": code.name, "parent": code.parent, "codable": code.is_codable}
    told |= {"colour": code.colour, **{part: dict(getattr(code, part)) for part in PARTS}}
    return {name: value for name, value in told.items() if value or name in ("id", "name", "codable")}


def from_yaml(text: str) -> Codebook:
    """The codebook of :func:`to_yaml`, also written by hand. Raises :class:`RefiError`."""
    import yaml

    try:
        told = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise RefiError("This is no YAML. Compare it with a codebook that was exported.") from error
    entries = told.get("codes") if isinstance(told, dict) else told
    if not isinstance(entries, list) or not all(isinstance(entry, dict) and entry.get("name") for entry in entries):
        raise RefiError("The YAML must hold a list named codes, each with a name at least.")
    return _built([_from_entry(entry) for entry in entries])


def _from_entry(entry: Mapping[str, Any]) -> Code:
    texts = {part: {str(key): str(text) for key, text in (entry.get(part) or {}).items()} for part in PARTS}
    name, parent = str(entry["name"]), str(entry.get("parent") or "")
    own = str(entry.get("id") or schema.made("Code", parent, name))
    return Code(own, name, parent, bool(entry.get("codable", True)), str(entry.get("colour") or ""), **texts)


FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would compute


def to_csv(codebook: Codebook) -> str:
    """The codebook as CSV with a byte order mark, so that spreadsheets take it for UTF-8."""
    languages = sorted({each for code in codebook.codes for part in PARTS for each in getattr(code, part)})
    texts = [(f"{COLUMNS[part]}_{each}", part, each) for part in PARTS for each in languages]
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["id", "name", "parent", "codable", "colour", *(column for column, _, _ in texts)])
    for _, code in codebook.walk():
        first = [code.id, code.name, code.parent, "yes" if code.is_codable else "no", code.colour]
        told = [*first, *(getattr(code, part).get(each, "") for _, part, each in texts)]
        table.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in told])
    return "\ufeff" + out.getvalue()


def from_csv(text: str) -> Codebook:
    """The codebook of :func:`to_csv`, also written by hand with commas or semicolons. Raises :class:`RefiError`."""
    lines = text.removeprefix("\ufeff")
    head = lines.split("\n", 1)[0]
    rows = list(
        csv.DictReader(io.StringIO(lines, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",")
    )
    if not rows or "name" not in rows[0]:
        raise RefiError("The CSV must have a heading with the column name, and a line for each code.")
    return _built([_from_row(_plain(row)) for row in rows if row.get("name")])


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """The cells without the sign before what a spreadsheet would compute."""
    return {
        name: cell[1:] if isinstance(cell, str) and cell[:1] == "'" and cell[1:].startswith(FORMULA) else cell
        for name, cell in row.items()
    }


def _from_row(row: Mapping[str, str | None]) -> Code:
    entry: dict[str, Any] = {name: row.get(name) or "" for name in ("id", "name", "parent", "colour")}
    entry["codable"] = (row.get("codable") or "yes").strip().lower() not in ("no", "false", "0")
    for part, column in COLUMNS.items():
        named = {str(name): text for name, text in row.items() if str(name).startswith(f"{column}_") and text}
        entry[part] = {name.removeprefix(f"{column}_"): text for name, text in named.items()}
    return _from_entry(entry)


def _built(codes: list[Code]) -> Codebook:
    try:
        return Codebook(tuple(codes))
    except CodebookError as error:
        raise RefiError(str(error)) from error
