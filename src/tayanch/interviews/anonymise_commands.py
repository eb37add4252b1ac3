"""``tayanch interviews anonymise``: what may say who somebody is, and the text with stand-ins."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tayanch.interviews.terminal import refuse

if TYPE_CHECKING:
    from tayanch.interviews.anonymising import Candidate, Dictionary
    from tayanch.interviews.model import Study

_LANGUAGES = ("ky", "ru", "uz", "en")
_KEY_WARNING = (
    "{}: whoever has this file knows everybody behind the stand-ins. Keep it encrypted, apart from the texts."
)
_UNCONFIRMED = (
    "Nobody has confirmed these candidates, and all were replaced. Read the text; give --dictionary what stands."
)


def register(app: typer.Typer) -> None:
    """Add the command to ``tayanch interviews``."""
    app.command("anonymise")(anonymise_command)


@dataclass(frozen=True)
class Text:
    """One document of what was given."""

    name: str
    text: str
    language: str


def anonymise_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A transcript, or a project of REFI-QDA (.qdpx).")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the candidates as JSON.")] = False,
    dictionary: Annotated[
        Path | None, typer.Option("--dictionary", help="Names the study confirmed, words it rejected, as YAML.")
    ] = None,
    draft: Annotated[
        Path | None, typer.Option("--draft", help="Write the dictionary all candidates would make, to be corrected.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the text with stand-ins: .txt, or .qdpx for a .qdpx.")
    ] = None,
    key: Annotated[Path | None, typer.Option("--key", help="Write the key table, as CSV: stand-in and name.")] = None,
    language: Annotated[str, typer.Option("--language", help="Of stand-ins: ky, ru, uz or en; else the text's.")] = "",
    ner: Annotated[
        bool, typer.Option("--ner", help="Ask natasha as well (Cyrillic only; needs tayanch[ner]).")
    ] = False,
) -> None:
    """List names, places, phones and papers in a transcript, or write it with stand-ins. No network is used."""
    if language not in ("", *_LANGUAGES):
        refuse(f"--language is one of {', '.join(_LANGUAGES)}.", 2)
    for written in (draft, out, key):
        if written is not None and written.resolve() == file.resolve():
            refuse(f"{written} is the file that is read: choose another name.", 2)
    known = _dictionary(dictionary)
    texts, study = _texts(file)
    found, whole = _found(texts, known, language, ner)
    chosen = _of(whole, known) if dictionary else whole
    _list(texts, found, as_json=as_json)
    if draft:
        _write_draft(draft, whole)
    if out:
        _write_out(out, texts, study, chosen)
        typer.echo(_left(found) if dictionary else _UNCONFIRMED, err=True)
    if key:
        _write_key(key, chosen)


def _dictionary(path: Path | None) -> Dictionary:
    from tayanch.interviews.anonymising import Dictionary, DictionaryError, read_dictionary

    if path is None:
        return Dictionary()
    try:
        return read_dictionary(_bytes(path).decode("utf-8-sig"))
    except (DictionaryError, UnicodeDecodeError) as error:
        refuse(f"{path.name}: {error}")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        refuse(f"{path} cannot be opened ({error.strerror}): check the path.")


def _texts(file: Path) -> tuple[list[Text], Study | None]:
    """The texts of a file; the study as well when it is a project."""
    data = _bytes(file)
    if file.suffix.lower() == ".qdpx":
        from tayanch.interviews.refi import RefiError, read_project

        try:
            study = read_project(data).study
        except RefiError as error:
            refuse(str(error))
        return [Text(each.name, each.newest.text, each.language) for each in study.documents], study
    from tayanch.interviews.reading import ReadError, read

    try:
        transcripts = read(file.name, data)
    except ReadError as error:
        refuse(str(error))
    return [Text(each.title or file.stem, each.text, "") for each in transcripts], None


def _found(
    texts: list[Text], known: Dictionary, language: str, ner: bool
) -> tuple[list[tuple[Candidate, ...]], Dictionary]:
    """Candidates of each text with their stand-ins; the dictionary they would make."""
    from tayanch.interviews.anonymising import Lexicon, candidates, language_of, shown, stand_ins

    spoken = language or language_of("\n".join(each.text[:2000] for each in texts)) or "en"
    known = stand_ins(known.names, spoken, known.rejected)
    lexicon = Lexicon.of(each.text for each in texts)
    more = _more(ner)
    each_text = [
        candidates(each.text, language=each.language, lexicon=lexicon, known=known, more=more(each.text))
        for each in texts
    ]
    filled, whole = shown([each for found in each_text for each in found], known, spoken)
    rest = iter(filled)
    return [tuple(next(rest) for _each in found) for found in each_text], whole


def _more(ner: bool):  # type: ignore[no-untyped-def]
    """What natasha finds, or nothing."""
    if not ner:
        return lambda text: ()
    from tayanch.interviews.anonymising.natasha_extra import NotInstalled, finder

    try:
        return finder()
    except NotInstalled as error:
        refuse(str(error))


def _of(whole: Dictionary, known: Dictionary) -> Dictionary:
    """The confirmed names only, with the stand-ins they have in the whole."""
    from tayanch.interviews.anonymising import Dictionary

    ids = {name.id for name in known.names}
    return Dictionary(tuple(name for name in whole.names if name.id in ids), whole.rejected)


def _list(texts: list[Text], found: list[tuple[Candidate, ...]], *, as_json: bool) -> None:
    rows = [
        {
            "document": text.name, "type": each.kind, "start": each.start, "end": each.end, "text": each.text,
            "confidence": each.confidence, "stand_in": each.stand_in, "rule": each.rule, "confirmed": bool(each.id),
        }
        for text, those in zip(texts, found, strict=True) for each in those
    ]  # fmt: skip
    if as_json:
        typer.echo(json.dumps({"candidates": rows}, ensure_ascii=False, indent=1))
        return
    for row in rows:
        told = "confirmed" if row["confirmed"] else f"{row['confidence']:.2f}"
        typer.echo(f"{row['start']:>7}  {row['type']:<12}  {told:<9}  {row['stand_in']}  ←  {row['text']}")


def _left(found: Iterable[Iterable[Candidate]]) -> str:
    open_ones = sum(not each.id for those in found for each in those)
    if not open_ones:
        return "Every candidate is confirmed or rejected. A second person should still read the text."
    return f"Only confirmed names were replaced; {open_ones} other candidates still stand in the text."


def _write_out(out: Path, texts: list[Text], study: Study | None, chosen: Dictionary) -> None:
    from tayanch.interviews.anonymising import anonymised, anonymised_study, without_history
    from tayanch.interviews.model import TextVersion

    if out.suffix.lower() == ".qdpx":
        if study is None:
            refuse("A transcript is written as .txt. For a .qdpx, import it first: tayanch interviews import.", 2)
        from tayanch.interviews.refi import write_project

        made = write_project(without_history(anonymised_study(study, chosen)), created=datetime.now(UTC))
        _write(out, made.data)
        return
    versions = [anonymised(TextVersion(1, "transcribed", each.text), chosen)[0] for each in texts]
    _write(out, "\n\n".join(each.text for each in versions).encode())


def _write_draft(draft: Path, whole: Dictionary) -> None:
    from tayanch.interviews.anonymising import write_dictionary

    _write(draft, write_dictionary(whole).encode())
    typer.echo(_KEY_WARNING.format(draft), err=True)


def _write_key(key: Path, chosen: Dictionary) -> None:
    from tayanch.interviews.anonymising import key_table

    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows([("stand-in", "name"), *key_table(chosen)])
    _write(key, table.getvalue().encode())
    typer.echo(_KEY_WARNING.format(key), err=True)


def _write(path: Path, data: bytes) -> None:
    """The whole file or none, for its owner only."""
    part = path.with_name(f"{path.name}.part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
        os.replace(part, path)
    except OSError as error:
        refuse(f"{path} cannot be written ({error.strerror}): choose another folder.")
    finally:
        part.unlink(missing_ok=True)
