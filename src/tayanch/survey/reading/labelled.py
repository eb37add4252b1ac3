"""Stata, SPSS and SAS: values with labels, and with reasons where there is none.

Stata writes a reason into the number itself (``.a`` to ``.z``), SPSS declares codes and ranges as no answer, SAS has
``.A`` to ``.Z``. All of them become an empty value, a code in the column of reasons, and a level that is *missing*.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tayanch.survey.codebook import Codebook, Kind, Labels, Level, Variable
from tayanch.survey.reading import stata
from tayanch.survey.reading.base import WHY, ReadError, Source, distinct, rows_of_a_piece

Format = Literal["dta", "sav", "por", "sas7bdat", "xpt"]
Content = Literal["number", "text", "days", "milliseconds", "seconds", "spss-seconds", "spss-days"]
_PORTABLE = "A portable file of SPSS gives codes of no answer as empty, without the reason: use .sav if there is one."
_FIRST, _LAST, _DAY = -62_135_596_800, 253_402_300_799, 86_400  # the calendar of Python, in seconds
_1960, _1582 = np.datetime64("1960-01-01", "D"), np.datetime64("1582-10-14", "D")
_COUNTED: dict[Content, tuple[np.datetime64, float]] = {
    "days": (_1960, _DAY),
    "milliseconds": (_1960, 0.001),
    "seconds": (_1960, 1),
    "spss-seconds": (_1582, 1),
    "spss-days": (_1582, 1),
}
_SPSS_DAYS: tuple[str, ...] = ("DATE", "ADATE", "EDATE", "JDATE", "SDATE", "MOYR", "QYR", "WKYR")
_SAS_MOMENTS = ("DATETIME", "E8601DT", "B8601DT", "NLDATM", "DATEAMPM", "MDYAMPM", "DTDATE", "EURDFDT")
_SAS_DAYS: tuple[str, ...] = (
    "DATE",
    "DDMMYY",
    "MMDDYY",
    "YYMMDD",
    "YYMM",
    "YYQ",
    "MMYY",
    "MONYY",
    "E8601DA",
    "B8601DA",
    "JULIAN",
)
_SAS_DAYS += ("WEEKDATE", "WEEKDATX", "WORDDATE", "WORDDATX", "NLDATE", "EURDFDD", "YYMON", "YEAR")


@dataclass(frozen=True, slots=True)
class Held:
    """A column of the file: its *given* name, what it is called here, and what its raw values are."""

    given: str
    name: str
    content: Content
    ranges: tuple[Mapping[str, Any], ...] = ()
    tagged: bool = False


def labelled_source(path: Path, kind: Format) -> Source:
    """A file of a statistics package.

    Raises:
        ReadError: the file is damaged.
    """
    read, meta, notes = _opened(path, kind)
    names, renamed = distinct(meta.column_names, [f"{name}{WHY}" for name in meta.missing_ranges])
    held = [_held(given, name, kind, meta) for given, name in zip(meta.column_names, names, strict=True)]
    whys = {one.name: f"{one.name}{WHY}" for one in held if one.ranges or one.tagged}
    names, again = distinct([one.name for one in held], list(whys.values())) if _clash(names, whys) else (names, [])
    held = [Held(one.given, name, one.content, one.ranges, one.tagged) for one, name in zip(held, names, strict=True)]
    whys = {one.name: f"{one.name}{WHY}" for one in held if one.ranges or one.tagged}
    languages = stata.languages(path) if kind == "dta" else stata.Languages()
    variables = [_variable(one, meta, languages) for one in held]
    book = Codebook({one.name: one for one in variables}, meta.file_label or "", path.name, (*notes, *renamed, *again))
    return Source(book, partial(_pieces, path, read, held, whys, meta.number_rows), whys=whys)


def _clash(names: Sequence[str], whys: Mapping[str, str]) -> bool:
    return bool({name.casefold() for name in names} & {why.casefold() for why in whys.values()})


# --- opening --------------------------------------------------------------------------------------------


def _opened(path: Path, kind: Format) -> tuple[Callable[..., Any], Any, list[str]]:
    """The reader of *kind*, what it says about the file, and what was guessed."""
    import pyreadstat

    readers = {
        "dta": "read_dta",
        "sav": "read_sav",
        "por": "read_por",
        "sas7bdat": "read_sas7bdat",
        "xpt": "read_xport",
    }
    plain = partial(getattr(pyreadstat, readers[kind]), path, disable_datetime_conversion=True)
    if kind in ("dta", "sav", "sas7bdat"):
        plain = partial(plain, user_missing=True)
    failed: Exception | None = None
    for encoding in (None, "WINDOWS-1251", "LATIN1"):
        read = partial(plain, encoding=encoding) if encoding and kind != "por" else plain
        try:
            meta = _metadata(read)
        except Exception as error:
            failed = error
            if "requested encoding" not in str(error) and not isinstance(error, UnicodeDecodeError):
                break
            continue
        notes = [f"The encoding was not told; {encoding} was taken."] if encoding else []
        notes += [_PORTABLE] if kind == "por" else []
        return _other_letters(plain, read, meta, notes) if kind == "dta" and not encoding else (read, meta, notes)
    raise _damaged(path) from failed


def _metadata(read: Callable[..., Any]) -> Any:
    return read(metadataonly=True)[1]


def _damaged(path: Path) -> ReadError:
    return ReadError(f"{path.name} is damaged or was not copied to its end: download or copy it again.")


def _other_letters(
    plain: Callable[..., Any], read: Callable[..., Any], meta: Any, notes: list[str]
) -> tuple[Callable[..., Any], Any, list[str]]:
    """Old Stata files do not say their encoding and are read as Western; Cyrillic ones show by their letters."""
    said = [*(text or "" for text in meta.column_labels), meta.file_label or ""]
    said += [text for labels in meta.value_labels.values() for text in labels.values()]
    letters = [letter for letter in "".join(said) if letter.isalpha()]
    high = [letter for letter in letters if "\u00c0" <= letter <= "\u00ff"]
    if len(high) * 2 <= len(letters) or not high:
        return read, meta, notes
    read = partial(plain, encoding="WINDOWS-1251")
    return read, _metadata(read), [*notes, "The encoding was not told; WINDOWS-1251 was taken by the letters."]


# --- what a column is -----------------------------------------------------------------------------------


def _held(given: str, name: str, kind: Format, meta: Any) -> Held:
    content = _content(meta.readstat_variable_types.get(given, ""), meta.original_variable_types.get(given) or "", kind)
    ranges = tuple(meta.missing_ranges.get(given) or ())
    return Held(given, name, content, ranges, tagged=kind in ("dta", "sas7bdat") and content != "text")


def _content(stored: str, shown: str, kind: Format) -> Content:
    """What the raw values of a column are, by its type and the format it is shown in."""
    if stored.startswith("string"):
        return "text"
    if kind == "dta":
        form = re.sub(r"^%[-0]?", "%", shown)
        return _first(form, {"milliseconds": ("%tc", "%tC"), "days": ("%td", "%d")})
    letters = re.match(r"[A-Z]+(8601[A-Z]+)?", shown.upper())
    word = letters.group() if letters else ""
    if kind in ("sav", "por"):
        return _first(word, {"spss-seconds": ("DATETIME", "YMDHMS"), "spss-days": _SPSS_DAYS})
    return _first(word, {"seconds": _SAS_MOMENTS, "days": _SAS_DAYS})


def _first(form: str, starts: Mapping[Content, tuple[str, ...]]) -> Content:
    return next((content for content, words in starts.items() if form.startswith(words)), "number")


def _variable(held: Held, meta: Any, languages: stata.Languages) -> Variable:
    """Question, answers and reasons of a column."""
    labels = _labels(meta.column_names_to_labels.get(held.given), languages.variables.get(held.given, {}), languages)
    sets = {languages.current: meta.variable_value_labels.get(held.given) or {}}
    for language, name in languages.sets.get(held.given, {}).items():
        sets[language] = meta.value_labels.get(name) or {}
    levels = _levels(held, sets)
    kinds: dict[Content, Kind] = {
        "number": "category" if levels else "number",
        "text": "category" if levels else "text",
    }
    return Variable(held.name, kinds.get(held.content, "date"), labels, levels)


def _labels(own: str | None, others: Labels, languages: stata.Languages) -> Labels:
    return {language: text for language, text in {languages.current: own or "", **others}.items() if text}


def _levels(held: Held, sets: Mapping[str, Mapping[Any, str]]) -> tuple[Level, ...]:
    """The levels of a column from its labels by language; answers first, reasons after them."""
    codes = list(dict.fromkeys(code for labels in sets.values() for code in labels))
    codes += [one["lo"] for one in held.ranges if one["lo"] == one["hi"] and one["lo"] not in codes]
    found = []
    for given in codes:
        tag = held.tagged and isinstance(given, str)
        code = f".{given}" if tag else _whole(given)
        labels = {language: texts[given] for language, texts in sets.items() if texts.get(given)}
        found.append(Level(code, labels, missing=tag or _in_ranges(given, held.ranges)))
    return tuple(sorted(found, key=lambda level: level.missing))


def _whole(code: Any) -> Any:
    return int(code) if isinstance(code, float) and code.is_integer() else code


def _in_ranges(code: Any, ranges: Sequence[Mapping[str, Any]]) -> bool:
    return any(isinstance(code, str) == isinstance(one["lo"], str) and one["lo"] <= code <= one["hi"] for one in ranges)


# --- rows -----------------------------------------------------------------------------------------------


def _pieces(
    path: Path, read: Callable[..., Any], held: Sequence[Held], whys: Mapping[str, str], rows: int | None
) -> Iterator[tuple[pa.Table, float]]:
    """The rows in pieces; an error where the file ends too early."""
    size, done = rows_of_a_piece(len(held)), 0
    while True:
        try:
            columns, _ = read(row_offset=done, row_limit=size)
        except MemoryError:
            raise
        except Exception as error:
            raise _damaged(path) from error
        piece = pa.table(dict(pair for one in held for pair in _columns(one, columns[one.given], whys)))
        done += len(piece)
        if len(piece) < size and rows is not None and done < rows:
            raise _damaged(path)
        yield piece, min(1.0, done / rows) if rows else 1.0
        if len(piece) < size or done == rows:
            return


def _columns(held: Held, raw: Any, whys: Mapping[str, str]) -> Iterator[tuple[str, pa.Array]]:
    """A column of a piece, and its reasons beside it."""
    if held.content == "text":
        texts = _texts(raw)
        if held.name in whys:
            missing = pc.fill_null(_text_missing(texts, held.ranges), False)
            yield held.name, pc.if_else(missing, pa.scalar(None, pa.string()), texts)
            yield whys[held.name], pc.if_else(missing, texts, pa.scalar(None, pa.string()))
        else:
            yield held.name, texts
        return
    values, tags = _numbers(raw)
    missing = _within(values, held.ranges)
    yield held.name, _dated(np.where(missing, np.nan, values), held.content)
    if held.tagged:
        yield whys[held.name], tags
    elif held.ranges:
        yield whys[held.name], pa.array(np.where(missing, values, np.nan), from_pandas=True)


def _texts(raw: Any) -> pa.Array:
    texts = pc.utf8_rtrim_whitespace(pa.array(raw, type=pa.string(), from_pandas=True))
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _text_missing(texts: pa.Array, ranges: Sequence[Mapping[str, Any]]) -> pa.Array:
    codes = [str(one[end]).rstrip() for one in ranges for end in ("lo", "hi")]
    return pc.is_in(texts, pa.array(codes, pa.string()))


def _numbers(raw: Any) -> tuple[Any, pa.Array]:
    """Raw values as doubles (n,), and the letters that stood among them as reasons."""
    values = raw.to_numpy()
    if values.dtype != object:
        return values.astype(np.float64), pa.nulls(len(values), pa.string())
    numbers = np.asarray(pd.to_numeric(pd.Series(values, dtype=object), errors="coerce"), dtype=np.float64)
    letters = np.array([f".{one}" if isinstance(one, str) else None for one in values], dtype=object)
    return numbers, pa.array(letters, type=pa.string())


def _within(values: Any, ranges: Sequence[Mapping[str, Any]]) -> Any:
    found = np.zeros(len(values), dtype=bool)
    for one in ranges:
        found |= (values >= one["lo"]) & (values <= one["hi"])
    return found


def _dated(values: Any, content: Content) -> pa.Array:
    """Numbers as such, or as the dates and moments that they count; what lies beyond the calendar is empty."""
    if content == "number":
        return pa.array(values, from_pandas=True)
    epoch, unit = _COUNTED[content]
    seconds = values * unit + epoch.astype("datetime64[s]").astype(np.int64)
    seconds = np.where((seconds >= _FIRST) & (seconds <= _LAST), seconds, np.nan)
    if content in ("days", "spss-days"):
        return pa.array(np.floor(seconds / _DAY), from_pandas=True).cast(pa.int32()).cast(pa.date32())
    return pa.array(np.round(seconds * 1e6), from_pandas=True).cast(pa.int64()).cast(pa.timestamp("us"))
