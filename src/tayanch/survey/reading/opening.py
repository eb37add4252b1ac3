"""What a file is, by what stands in it: names of files lie."""

from __future__ import annotations

import zipfile
from pathlib import Path

from tayanch.survey.reading.base import EmptyFile, ReadError, Source

_OTHERS = (
    (b"%PDF", "a PDF: ask for the data as .dta, .sav or .csv"),
    (b"\xd0\xcf\x11\xe0", ""),  # an old Office file, or one with a password
    (b"\x1f\x8b", "packed or a file of R: unpack it, or save it in R with haven::write_dta"),
    (b"RDX", "a file of R: save it there with haven::write_dta"),
    (b"RDA", "a file of R: save it there with haven::write_dta"),
    (b"7z\xbc\xaf", "packed: unpack it and read the files in it"),
    (b"Rar!", "packed: unpack it and read the files in it"),
    (b"\x89PNG", "a picture: give a file of Stata, SPSS, SAS, CSV, Excel or Parquet"),
    (b"\xff\xd8\xff", "a picture: give a file of Stata, SPSS, SAS, CSV, Excel or Parquet"),
    (b"SQLite format 3", "a database: export its table as CSV"),
)
_SAS = bytes.fromhex("000000000000000000000000c2ea8160b31411cfbd92080009c7318c181f1011")


def kind_of(path: Path) -> str:
    """dta, sav, por, sas7bdat, xpt, parquet, xlsx or csv.

    Raises:
        ReadError: it is none of them, is empty, is not there, or needs a password.
    """
    if path.is_dir():
        return "parquet"
    try:
        with path.open("rb") as file:
            head = file.read(1024)
    except OSError as error:
        raise ReadError(f"{path.name} cannot be opened ({error.strerror}): check the path.") from error
    if not head:
        raise EmptyFile(f"{path.name} is empty: export or download it again.")
    if b"ENCRYPTEDSAV" in head[:36]:
        raise ReadError(f"{path.name} is protected by a password: open it in SPSS and save it without one.")
    return _by_head(path, head)


def _by_head(path: Path, head: bytes) -> str:
    marks = {b"<stata_dta>": "dta", b"$FL2": "sav", b"$FL3": "sav", b"PAR1": "parquet", _SAS: "sas7bdat"}
    marks[b"HEADER RECORD*******"] = "xpt"
    for mark, kind in marks.items():
        if head.startswith(mark):
            return kind
    if 104 <= head[0] <= 115 and head[1:2] in (b"\1", b"\2") and head[2:3] == b"\1":
        return "dta"
    if b"SPSSPORT" in head or path.suffix.lower() == ".por":
        return "por"
    if head.startswith(b"PK"):
        return _packed(path)
    for mark, said in _OTHERS:
        if head.startswith(mark):
            raise ReadError(f"{path.name} is {said}." if said else _office(path))
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        raise ReadError(f"{path.name} is a web page, not data: download it again while signed in to the site.")
    if path.suffix.lower() in (".dta", ".sav", ".zsav", ".sas7bdat", ".xpt", ".parquet", ".xlsx"):
        raise ReadError(f"{path.name} is damaged or something else than its name says: download or copy it again.")
    return "csv"


def _packed(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError) as error:  # the latter: a version that no ZIP has
        raise ReadError(f"{path.name} is damaged or was not copied to its end: download or copy it again.") from error
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "mimetype" in names or "word/document.xml" in names:
        raise ReadError(f"{path.name} is no Excel workbook: save its table as .xlsx or .csv.")
    raise ReadError(f"{path.name} is packed: unpack it and read the files in it.")


def _office(path: Path) -> str:
    import msoffcrypto

    try:
        with path.open("rb") as file:
            locked = msoffcrypto.OfficeFile(file).is_encrypted()
    except Exception:
        locked = False
    if locked:
        return f"{path.name} is protected by a password: open it and save it without one."
    return f"{path.name} is an old Office file: open it and save it as .xlsx."


def open_source(path: Path, kind: str, sheet: str | None) -> Source:
    """The reader of a file of *kind*, Parquet apart."""
    from tayanch.survey.reading.labelled import labelled_source
    from tayanch.survey.reading.plain import plain_source
    from tayanch.survey.reading.sheets import sheet_source

    if kind == "xlsx":
        return sheet_source(path, sheet)
    if sheet is not None:
        raise ReadError(f"{path.name} has no sheets: leave the sheet out.")
    return plain_source(path) if kind == "csv" else labelled_source(path, kind)  # type: ignore[arg-type]
