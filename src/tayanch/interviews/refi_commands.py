"""``tayanch interviews read``, ``export`` and ``codebook``: exchange with other tools by REFI-QDA."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tayanch.interviews.terminal import refuse

if TYPE_CHECKING:
    from tayanch.interviews.codebook import Codebook
    from tayanch.interviews.model import Document
    from tayanch.interviews.refi import Dialect, Imported, Loss, Reading

TARGETS = ("plain", "nvivo", "maxqda", "atlasti")
CODEBOOKS = (".qdc", ".yaml", ".yml", ".csv")


def register(app: typer.Typer) -> None:
    """Add the commands to ``tayanch interviews``."""
    app.command("read")(read_command)
    app.command("export")(export_command)
    app.command("codebook")(codebook_command)


File = Annotated[Path, typer.Argument(metavar="FILE.qdpx", help="A project of any tool (.qdpx, or a bare .qde).")]
HowRead = Annotated[str, typer.Option("--reading", help="plain, nvivo, maxqda, atlasti: how positions are counted.")]
Tongue = Annotated[str, typer.Option("--language", help="The language of codes' descriptions, such as en, ky, ru.")]


def read_command(
    file: File,
    *,
    form: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    reading: HowRead = "",
    language: Tongue = "en",
) -> None:
    """Tell what is in a project: texts, codings, codes, cases, how positions were read, what was lost."""
    if form not in ("text", "json"):
        refuse("--format is text or json.", 2)
    imported = _imported(file, reading, language)
    typer.echo(json.dumps(as_json(imported), ensure_ascii=False, indent=1) if form == "json" else as_text(imported))


def _imported(file: Path, reading: str = "", language: str = "en") -> Imported:
    from tayanch.interviews.refi import RefiError, read_project

    try:
        return read_project(_bytes(file), reading=_reading(reading) if reading else None, language=language)
    except RefiError as error:
        refuse(f"{file.name}: {error}")


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        refuse(f"{file} cannot be read. Check the path.")


def _reading(name: str) -> Reading:
    from tayanch.interviews.refi import READINGS

    if name not in READINGS:
        refuse(f"There is no reading {name}. Choose {', '.join(READINGS)}.", 2)
    return READINGS[name]


def as_json(imported: Imported) -> dict[str, Any]:
    """The fixed form: dialect, warnings, sources with their codings, codes, cases. Positions are code points of
    ``text``, half-open."""
    study = imported.study
    return {
        "dialect": _dialect(imported.dialect),
        "warnings": [*imported.warnings, *map(str, imported.report)],
        "sources": [
            {"guid": each.id, "name": each.name, "text": each.newest.text, "codings": codings}
            for each, codings in zip(study.documents, _codings(imported), strict=True)
        ],
        "codes": _codes(study.codebook),
        "cases": _cases(imported),
    }


def _dialect(dialect: Dialect) -> dict[str, Any]:
    told: dict[str, Any] = {"origin": dialect.origin, **_counting(dialect.reading)}
    runner_up = dialect.runner_up and {**_counting(dialect.runner_up[0]), "score": dialect.runner_up[1]}
    return {**told, "score": dialect.score, "runner_up": runner_up, "decided": dialect.decided, "asks": dialect.asks}


def _counting(reading: Reading) -> dict[str, Any]:
    return {
        "name": reading.name,
        "reading": str(reading),
        "unit": reading.unit,
        "line_end": reading.line_end,
        "counts_bom": reading.counts_bom,
    }


def _codings(imported: Imported) -> list[list[dict[str, Any]]]:
    """For each document its codings in the order of the text; what was settled is coded by "Settled"."""
    from tayanch.interviews.refi.schema import SETTLED

    study = imported.study
    coders = {coder.id: coder.name or coder.id for coder in study.coders}
    found: dict[str, list[tuple[int, int, str, str]]] = defaultdict(list)
    for coding in study.codings:
        found[coding.document].append((coding.start, coding.end, coding.code, coders.get(coding.coder, coding.coder)))
    for settled in study.adjudications:
        found[settled.document] += [(settled.start, settled.end, code, SETTLED) for code in settled.codes]
    return [
        [_coding(study.codebook, document, each) for each in sorted(found[document.id])] for document in study.documents
    ]


def _coding(codebook: Codebook, document: Document, told: tuple[int, int, str, str]) -> dict[str, Any]:
    start, end, code, coder = told
    path = codebook.path(code)
    words = document.newest.text[start:end]
    return {"code": path[-1], "path": list(path), "start": start, "end": end, "text": words, "coder": coder}


def _codes(codebook: Codebook) -> list[dict[str, Any]]:
    return [
        {
            "guid": code.id,
            "name": code.name,
            "path": list(codebook.path(code.id)),
            "codable": code.is_codable,
            "colour": code.colour,
            "definition": dict(code.definition),
        }
        for _, code in codebook.walk()
    ]


def _cases(imported: Imported) -> list[dict[str, Any]]:
    """Cases, then those who speak, with the guids of the sources they are in."""
    study = imported.study
    inside: dict[str, dict[str, None]] = defaultdict(dict)
    for document in study.documents:
        for own in (document.case, *(turn.speaker for turn in document.newest.turns)):
            inside[own or ""][document.id] = None
    rows = [(each.id, each.name, "case", each.attributes) for each in study.cases]
    rows += [(each.id, each.label, "speaker", each.attributes) for each in study.speakers]
    return [
        {"guid": own, "name": name, "kind": kind, "attributes": dict(values), "sources": list(inside[own])}
        for own, name, kind, values in rows
    ]


def as_text(imported: Imported) -> str:
    """The same for people: counts, the reading, and what was lost."""
    study, dialect = imported.study, imported.dialect
    size = f"{len(study.documents)} texts, {len(study.codebook.codes)} codes, {len(study.codings)} codings"
    people = f"{len(study.coders)} coders, {len(study.speakers)} speakers, {len(study.cases)} cases"
    fits = "" if dialect.score is None else f"; {dialect.score:.1%} of the selections fit"
    lines = [study.name, f"  {size}, {people}, {len(study.memos)} memos", f"  Positions: {dialect.reading}{fits}"]
    if dialect.runner_up:
        lines.append(f"  Next best: {dialect.runner_up[0]}; {dialect.runner_up[1]:.1%}")
    for title, told in (
        ("Look at this", imported.warnings),
        ("What did not stay as it was", list(map(str, imported.report))),
    ):
        lines += [title, *(f"  {each}" for each in told)] if told else []
    lines += ["Codes", *(f"  {'  ' * (depth - 1)}{code.name}" for depth, code in study.codebook.walk())]
    return "\n".join(lines)


def export_command(
    file: Annotated[Path, typer.Argument(metavar="STUDY.qdpx", help="The project to export.")],
    *,
    out: Annotated[Path, typer.Option("--out", help="The file to write.")],
    target: Annotated[str, typer.Option("--for", help="plain, nvivo, maxqda or atlasti: who will open it.")] = "plain",
    coder_names: Annotated[bool, typer.Option("--coder-names", help="Tell the coders' names.")] = False,
    reading: HowRead = "",
) -> None:
    """Write a project as another tool reads it, and tell what does not go with it."""
    if target not in TARGETS:
        refuse(f"--for is {', '.join(TARGETS[:-1])} or {TARGETS[-1]}.", 2)
    from tayanch.interviews.refi import READINGS, RefiError, write_project

    imported = _imported(file, reading)
    if imported.dialect.asks:
        refuse(f"{file.name}: {imported.warnings[-1]} Say it with --reading.")
    now = datetime.now(tz=UTC).replace(microsecond=0)
    try:
        made = write_project(imported.study, reading=READINGS[target], names_of_coders=coder_names, created=now)
    except RefiError as error:
        refuse(str(error))
    _write(out, made.data)
    lines = [f"{out}: {len(imported.study.documents)} texts, {len(imported.study.codings)} codings."]
    lines += [*imported.warnings, *_told("Read", imported.report), *made.warnings, *_told("Written", made.report)]
    typer.echo("\n".join(lines))


def _told(heading: str, report: tuple[Loss, ...]) -> list[str]:
    return [f"{heading}: {loss}" for loss in report]


def _write(out: Path, data: bytes) -> None:
    try:
        out.write_bytes(data)
    except OSError:
        refuse(f"{out} cannot be written. Check the folder.")


def codebook_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A codebook (.qdc, .yaml, .csv) or a project (.qdpx).")],
    *,
    out: Annotated[Path, typer.Option("--out", help="The codebook to write: .qdc, .yaml or .csv.")],
    language: Annotated[str, typer.Option("--language", help="Only texts in this language go into a .qdc.")] = "",
) -> None:
    """Bring a codebook from one form to another."""
    if out.suffix.lower() not in CODEBOOKS:
        refuse("--out ends with .qdc, .yaml or .csv.", 2)
    codebook, told = _codebook(file, language or "en")
    from tayanch.interviews.refi import RefiError, codebooks

    try:
        if out.suffix.lower() == ".qdc":
            made = codebooks.write_codebook(codebook, language=language)
            _write(out, made.data)
            told += _told("Written", made.report)
        else:
            text = codebooks.to_csv(codebook) if out.suffix.lower() == ".csv" else codebooks.to_yaml(codebook)
            _write(out, text.encode("utf-8"))
    except RefiError as error:
        refuse(str(error))
    typer.echo("\n".join([f"{out}: {len(codebook.codes)} codes.", *told]))


def _codebook(file: Path, language: str) -> tuple[Codebook, list[str]]:
    """The codebook of a file by its ending, and what was noted."""
    from tayanch.interviews.refi import RefiError, codebooks

    data, ending = _bytes(file), file.suffix.lower()
    try:
        if ending == ".qdc":
            found = codebooks.read_codebook(data, language=language)
            groups = [f"Left out: the group {group.name} of {len(group.codes)} codes" for group in found.groups]
            return found.codebook, [*found.warnings, *_told("Read", found.report), *groups]
        if ending in (".yaml", ".yml"):
            return codebooks.from_yaml(data.decode("utf-8-sig")), []
        if ending == ".csv":
            return codebooks.from_csv(data.decode("utf-8-sig")), []
    except UnicodeDecodeError:
        refuse(f"{file.name}: the text is not UTF-8. Save it as UTF-8.")
    except RefiError as error:
        refuse(f"{file.name}: {error}")
    imported = _imported(file, "", language)
    return imported.study.codebook, _told("Read", imported.report)
