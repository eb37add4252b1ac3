"""A release as files: data, charts, pages, checksums, signature. The same values and key give the same bytes."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from nacl.signing import SigningKey

from tayanch.releases import signing
from tayanch.releases.charts import Chart, charts_of
from tayanch.releases.formats import citing, columnar, datapackage, ddi, plain, sdmx
from tayanch.releases.model import Dataset, Release, ReleaseError
from tayanch.releases.pages.rendering import Charts, Site, site
from tayanch.vocabulary.model import LANGUAGES

PNG_SCALE = 3.0  # of 360 units: wide enough to be printed
COLOURS = 64


def files_of(release: Release, key: SigningKey | None, *, pictures: bool = True) -> dict[str, bytes]:
    """Path → bytes of the whole release. Without *key* it is not signed, and says so. *pictures*: charts as PNG too."""
    charts = _charts(release)
    found = _data(release) | _chart_files(release, charts, pictures)
    found |= {"ddi.xml": ddi.to_ddi(release), "datapackage.json": datapackage.describe(release, found)}
    found |= {"CITATION.cff": citing.citation_file(release), "citation.bib": citing.bibtex(release)}
    found |= {"LICENSE.txt": _licence(release), "release.json": _about(release)}
    fingerprint = signing.fingerprint(key.verify_key) if key else ""
    found |= site(Site(release, charts, found, fingerprint))
    return signing.signed(found, release.date, key) if key else found


def write(release: Release, folder: Path, key: SigningKey | None, *, pictures: bool = True) -> Path:
    """The release in a new folder ``evidence-DATE`` under *folder*. Raises :class:`ReleaseError` when it is there."""
    place = folder / f"evidence-{release.date}"
    if place.exists():
        raise ReleaseError(f"{place} is there already. Choose another folder, or remove it first.")
    unpack(files_of(release, key, pictures=pictures), place)
    return place


def unpack(files: Mapping[str, bytes], place: Path) -> None:
    """Write files of a release below *place*."""
    for path, content in files.items():
        target = place / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def as_zip(files: Mapping[str, bytes], date: str) -> bytes:
    """One archive with one folder in it; its moment is the day of the release."""
    moment, out = datetime.fromisoformat(date).timetuple()[:6], io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(f"evidence-{date}/{path}", moment)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[path], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def from_zip(data: bytes) -> dict[str, bytes]:
    """The files of an archive of :func:`as_zip`, without the folder around them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


# --- parts ----------------------------------------------------------------------------------------------------


def _data(release: Release) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for dataset in release.datasets:
        found |= {
            f"data/{dataset.id}.csv": plain.to_csv(dataset),
            f"data/{dataset.id}.hxl.csv": plain.to_hxl(dataset),
            f"data/{dataset.id}.parquet": columnar.to_parquet(dataset),
            f"data/{dataset.id}.xlsx": columnar.to_xlsx(dataset, release),
        }
    return found | sdmx.write(release)


def _charts(release: Release) -> Charts:
    return {language: tuple(_drawn(release, language)) for language in LANGUAGES}


def _drawn(release: Release, language: str) -> list[tuple[Dataset, tuple[Chart, ...]]]:
    made = (
        (one, charts_of(one.observations, one.indicator, language, citation=citing.line(release, language, one)))
        for one in release.datasets
        if one.indicator and one.observations
    )
    return [(dataset, charts) for dataset, charts in made if charts]


def _chart_files(release: Release, charts: Charts, pictures: bool) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for language, drawn in charts.items():
        for _dataset, own in drawn:
            for chart in own:
                place = f"charts/{language}/{chart.id}"
                found |= {f"{place}.{form}": data for form, data in chart_files(chart, pictures).items()}
    return found


def chart_files(chart: Chart, pictures: bool = True) -> dict[str, bytes]:
    """A chart to be taken away: ``svg``, ``csv`` with its citation, and ``png``."""
    table = [
        chart.headings,
        *(row[: len(chart.headings)] for row in chart.exact),
        (),
        (chart.title,),
        (chart.citation,),
    ]
    found = {"svg": chart.picture.encode(), "csv": plain.lines(table)}
    return found | ({"png": png(chart.picture)} if pictures else {})


def png(svg: str) -> bytes:
    """A picture as PNG, 1080 pixels wide, in few colours so that it is light. Nothing is loaded from elsewhere."""
    import vl_convert
    from PIL import Image

    with Image.open(io.BytesIO(vl_convert.svg_to_png(svg, scale=PNG_SCALE))) as drawn:
        flat = drawn.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    out = io.BytesIO()
    flat.save(out, "PNG", optimize=True)
    return out.getvalue()


def _licence(release: Release) -> bytes:
    own, who = release.licence, release.publisher.name
    return f"{release.title.get('en')}\n© {release.year} {who}\n\n{own.name} ({own.id})\n{own.url}\n".encode()


def _about(release: Release) -> bytes:
    """What a program wants to know of the whole: ``release.json``."""
    told = {
        "tayanch-release": 1,
        "date": release.date,
        "before": release.before or None,
        "title": dict(release.title.items()),
        "publisher": release.publisher.name,
        "licence": release.licence.id,
        "program": release.program,
        "invented": release.invented,
        "datasets": [
            {
                "id": one.id,
                "kind": one.kind,
                "title": dict(one.title.items()),
                "rows": len(one.rows),
                "definition": one.indicator.version if one.indicator else None,
                "hidden": [dict(sentence.items()) for sentence in one.hidden],
            }
            for one in release.datasets
        ],
        "changes": [
            {
                "kind": one.kind,
                "dataset": one.dataset,
                "key": list(one.key),
                "before": one.before,
                "after": one.after,
            }
            for one in release.changes
        ],
    }
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()
