"""The form as a workbook (XLSForm) from its YAML: the same data give the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from openpyxl import Workbook

from tayanch.survey.recipes.model import HOME, LANGUAGES

STAMP = datetime(2026, 1, 1)  # noqa: DTZ001 - workbooks know no zone; a fixed day keeps the bytes the same
FORM = HOME / "household" / "household.xlsx"
PLAIN = ("type", "name", "required", "relevant", "constraint", "calculation", "repeat_count")
INVALID = {
    "ky": "Бул жооп болушу мүмкүн эмес, текшериңиз.",
    "ru": "Такого ответа быть не может, проверьте.",
    "en": "This answer is not possible, please check.",
}


def source() -> dict[str, Any]:
    """The form's questions and the choices it adds to the shared lists."""
    return dict(yaml.safe_load((HOME / "household" / "form.yaml").read_text("utf-8")))


def choices(form: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    """Each list of choices: those of the harmonised answers, and the form's own."""
    shared = yaml.safe_load((HOME / "questions.yaml").read_text("utf-8"))["lists"]
    return {**{name: shared[name] for name in form["choices"]}, **form["extra_choices"]}


def workbook(form: Mapping[str, Any]) -> bytes:
    """The XLSForm with the sheets survey, choices and settings."""
    book = Workbook()
    languages = {key: form["languages"][key] for key in LANGUAGES}
    labels = [f"label::{name}" for name in languages.values()]
    messages = [f"constraint_message::{name}" for name in languages.values()]
    survey = [[*PLAIN, *labels, *messages], *(_asked(one) for one in form["survey"])]
    listed = [["list_name", "name", *labels]]
    for name, answers in choices(form).items():
        listed += [[name, str(one["code"]), *(one[key] for key in LANGUAGES)] for one in answers]
    settings = [
        ["form_title", "form_id", "version", "default_language"],
        [form["title"], form["id"], form["version"], form["languages"][form["default"]]],
    ]
    first = book.active
    first.title = "survey"
    for sheet, rows in (
        (first, survey),
        (book.create_sheet("choices"), listed),
        (book.create_sheet("settings"), settings),
    ):
        _fill(sheet, rows)
    book.properties.creator = "Tayanch"
    book.properties.created = book.properties.modified = STAMP
    return _fixed(book)


def _asked(one: Mapping[str, Any]) -> list[Any]:
    """A row of the sheet survey."""
    message = INVALID if "constraint" in one else {}
    return [
        *(one.get(name) for name in PLAIN),
        *(one.get(key) for key in LANGUAGES),
        *(message.get(key) for key in LANGUAGES),
    ]


def _fill(sheet: Any, rows: Sequence[Sequence[Any]]) -> None:
    for row in rows:
        sheet.append(list(row))
    sheet.freeze_panes = "A2"


def _fixed(book: Workbook) -> bytes:
    """The workbook with fixed times inside, so that it is the same each time."""
    raw, out = io.BytesIO(), io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in sorted(given.namelist()):
            content = given.read(name)
            if name == "docProps/core.xml":
                content = _without_day(content)
            made.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _without_day(core: bytes) -> bytes:
    """The properties with the fixed day: saving writes the present one into them."""
    day = f"{STAMP:%Y-%m-%dT%H:%M:%SZ}".encode()
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + day, core)


def write(path: Path = FORM) -> Path:
    """Write the form; without a path the one that is shipped."""
    path.write_bytes(workbook(source()))
    return path
