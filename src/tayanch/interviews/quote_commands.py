"""``tayanch interviews quotes``: what respondents said on a code, with labels that point to nobody."""

from __future__ import annotations

import csv
import io
import json
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tayanch.interviews.terminal import StudyFile, refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tayanch.interviews.model import Study
    from tayanch.interviews.quoting import Quote

FORMATS = ("text", "json", "csv")
LANGUAGES = ("ky", "ru", "en")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would compute


def register(app: typer.Typer) -> None:
    """Add the command to ``tayanch interviews``."""
    app.command("quotes")(quotes_command)


def quotes_command(
    file: StudyFile,
    *,
    code: Annotated[
        str, typer.Option("--code", help="A name, a label or a path such as Reasons/Self; with those below it.")
    ],
    where: Annotated[
        list[str] | None, typer.Option("--where", help="attribute=value, or values with commas; may be repeated.")
    ] = None,
    text: Annotated[str, typer.Option("--text", help="Words that stand in the passage.")] = "",
    format: Annotated[str, typer.Option("--format", help="text, json or csv.")] = "text",
    lang: Annotated[str, typer.Option("--lang", help="ky, ru or en: of the labels.")] = "en",
    fewest: Annotated[int, typer.Option("--fewest", min=1, help="Respondents who must share a label.")] = 5,
    source: Annotated[
        bool, typer.Option("--source", help="Also the document and the place in it; not to print.")
    ] = False,
    out: Annotated[Path | None, typer.Option("--out", help="Write here instead of to the screen.")] = None,
) -> None:
    """Quotes on a code with ready labels; a label tells less where it would point to too few respondents."""
    if format not in FORMATS or lang not in LANGUAGES:
        refuse(f"--format is one of {', '.join(FORMATS)}; --lang one of {', '.join(LANGUAGES)}.", 2)
    conditions = _conditions(where or [])
    from tayanch.interviews.quoting import codes_named, quotes

    study = read_study(file)
    codes = codes_named(study.codebook, code)
    if not codes:
        refuse(_no_code(study, code))
    found = quotes(study, codes, where=conditions, text=text, language=lang, limit=fewest)
    told = {"json": _as_json, "csv": _as_csv, "text": _as_text}[format](found, source)
    if out is None:
        typer.echo(told)
    else:
        out.write_text(told + "\n", "utf-8-sig" if format == "csv" else "utf-8", newline="")
    _warn(found)


def read_study(file: Path) -> Study:
    """The study in a project; ends the program with a sentence when there is none."""
    from tayanch.interviews.refi import RefiError, read_project

    try:
        return read_project(file.read_bytes()).study
    except OSError as error:
        refuse(f"{file} cannot be opened ({error.strerror}): check the path.")
    except RefiError as error:
        refuse(f"{file.name}: {error}")


def _conditions(given: Sequence[str]) -> dict[str, list[str]]:
    """``sex=woman`` and ``oblast=osh,batken``; words of an answer are brought to those of the vocabulary."""
    from tayanch.interviews.attribute_words import attribute_of, value_of

    found: dict[str, list[str]] = {}
    for each in given:
        told, sign, values = each.partition("=")
        if not sign or not told.strip() or not values.strip():
            refuse("--where is written attribute=value, such as --where sex=woman.", 2)
        name = attribute_of(told) or told.strip()
        found.setdefault(name, []).extend(value_of(name, value) for value in values.split(",") if value.strip())
    return found


def _no_code(study: Study, told: str) -> str:
    names = sorted({code.name for code in study.codebook.codes})
    close = get_close_matches(told, names, 3, 0.5)
    return f"There is no code {told}. " + (
        f"Did you mean {', '.join(close)}?" if close else "tayanch interviews read FILE lists the codes."
    )


def _told(quote: Quote, source: bool) -> dict[str, object]:
    """What leaves; where it comes from only when that was asked for."""
    told: dict[str, object] = {
        "text": quote.text,
        "label": quote.label,
        "codes": list(quote.codes),
        "safe": quote.is_safe,
        "alike": quote.alike,
        "names": list(quote.names),
    }
    return told | ({"document": quote.document, "start": quote.start, "end": quote.end} if source else {})


def _as_json(found: Sequence[Quote], source: bool) -> str:
    return json.dumps([_told(quote, source) for quote in found], ensure_ascii=False, indent=1)


def _as_csv(found: Sequence[Quote], source: bool) -> str:
    names = ["text", "label", "codes", "safe", "alike", "names", *(("document", "start", "end") if source else ())]
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow(names)
    for quote in found:
        told = _told(quote, source)
        writer.writerow([_cell(told[name]) for name in names])
    return made.getvalue().rstrip("\r\n")


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = "; ".join(map(str, value)) if isinstance(value, list) else value
    return f"'{text}" if isinstance(text, str) and text.startswith(_FORMULA) else text


def _as_text(found: Sequence[Quote], source: bool) -> str:
    return "\n\n".join(_block(quote, source) for quote in found) or "Nothing is coded so."


def _block(quote: Quote, source: bool) -> str:
    lines = [f"“{quote.text}”", f"    – {quote.label or 'no label: too few respondents are alike'}"]
    lines += [f"    {', '.join(quote.codes)}"]
    lines += [f"    looks like a name: {', '.join(quote.names)}"] if quote.names else []
    lines += [f"    {quote.document}, {quote.start}–{quote.end}"] if source else []
    return "\n".join(lines)


def _warn(found: Sequence[Quote]) -> None:
    """On standard error: what must not be printed as it is."""
    named, bare = sum(bool(quote.names) for quote in found), sum(not quote.label for quote in found)
    if named:
        typer.echo(f"Words in {named} of {len(found)} quotes look like names. Anonymise before they leave.", err=True)
    if bare:
        typer.echo(f"{bare} of {len(found)} quotes have no label that enough respondents share.", err=True)
