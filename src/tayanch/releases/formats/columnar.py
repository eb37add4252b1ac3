"""Parquet and XLSX."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import Any

from tayanch.releases.formats.plain import cell
from tayanch.releases.model import Dataset, Release, Value
from tayanch.releases.wording import say
from tayanch.vocabulary.export import guard

LANGUAGES = ("ky", "ru", "en")


def to_parquet(dataset: Dataset) -> bytes:
    """The table with typed columns; names and texts of the columns lie in the schema's metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {"number": pa.float64(), "integer": pa.int64()}
    fields = [
        pa.field(
            one.name,
            kinds.get(one.kind, pa.string()),
            metadata={f"label_{code}": text for code, text in one.label.items()},
        )
        for one in dataset.columns
    ]
    about = {"id": dataset.id, "source": dataset.source} | {
        f"title_{code}": told for code, told in dataset.title.items()
    }
    arrays = [pa.array([row[place] for row in dataset.rows], type=field.type) for place, field in enumerate(fields)]
    out = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=pa.schema(fields, metadata=about)), out, compression="zstd")
    return out.getvalue()


def to_xlsx(dataset: Dataset, release: Release) -> bytes:
    """Three sheets: the values, what the columns and codes mean, and where it all comes from."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    data = book.active
    assert data is not None
    data.title = "data"
    data.append([one.name for one in dataset.columns])
    for row in dataset.rows:
        data.append([guard(value) if isinstance(value, str) else value for value in row])
    data.freeze_panes = "A2"
    _columns(book.create_sheet("columns"), dataset)
    _about(book.create_sheet("about"), dataset, release)
    for sheet in book:
        for first in sheet[1]:
            first.font = Font(bold=True)
    out = io.BytesIO()
    book.save(out)
    return still(out.getvalue(), release.date)


def _columns(sheet: Any, dataset: Dataset) -> None:
    sheet.append(["column", "code", "ky", "ru", "en"])
    for column in dataset.columns:
        sheet.append([column.name, "", *(column.label.get(code) for code in LANGUAGES)])
        for code, meaning in column.codes:
            sheet.append([column.name, guard(code), *(meaning.get(language) for language in LANGUAGES)])


def _about(sheet: Any, dataset: Dataset, release: Release) -> None:
    told: tuple[tuple[str, Any], ...] = (
        ("dataset", dataset.title),
        ("about", dataset.about),
        ("method", dataset.method),
        ("caveats", dataset.caveats),
        *(("hidden", sentence) for sentence in dataset.hidden),
    )
    sheet.append(["", *LANGUAGES])
    for name, text in told:
        sheet.append([name, *(guard(text.get(language)) for language in LANGUAGES)])
    plain: tuple[tuple[str, Value], ...] = (
        ("source", dataset.source),
        ("published", release.date),
        ("publisher", release.publisher.name),
        ("licence", f"{release.licence.name} {release.licence.url}"),
    )
    for name, value in plain:
        sheet.append([name, cell(value)])
    if release.invented:
        sheet.append(["", *(say("invented", language) for language in LANGUAGES)])


def still(data: bytes, iso_date: str) -> bytes:
    """An office file without the moment at which it was made, so that the same values give the same bytes."""
    moment = datetime.fromisoformat(iso_date)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(made.namelist()):
            content = made.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", f"{moment:%Y-%m-%d}T00:00:00Z".encode(), content)
            target.writestr(zipfile.ZipInfo(name, moment.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
