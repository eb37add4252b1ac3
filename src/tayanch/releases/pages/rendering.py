"""Pages of a release as HTML, each whole in itself: style inside, no script, nothing from elsewhere.

The policy in the page's head allows exactly its style, by its hash, and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tayanch.releases.charts import Chart
from tayanch.releases.formats import citing
from tayanch.releases.formats.plain import cell
from tayanch.releases.model import Dataset, Release, Value
from tayanch.releases.wording import day, number, say
from tayanch.vocabulary.model import LANGUAGES, Text

HOME = Path(__file__).parent
PAGES = ("index", "data", "method", "changes", "cite")
TONGUES = (("ky", "Кыргызча"), ("ru", "Русский"), ("en", "English"))
Charts = Mapping[str, tuple[tuple[Dataset, tuple[Chart, ...]], ...]]  # language → datasets with their charts
_ORNAMENT = (
    '<svg class="o" viewBox="0 0 192 14" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" '
    'aria-hidden="true" focusable="false">{}</svg>'
)
_MOTIF = (
    '<path transform="translate({} 0)" d="M24 13V8M24 8C24 3 18 1 14 3s-4 7 0 8 6-3 3-5'
    'M24 8c0-5 6-7 10-5s4 7 0 8-6-3-3-5M0 13h4M44 13h4"/>'
)
_TREATIES = {"cedaw": "CEDAW", "icrmw": "ICRMW", "sdg": "SDG", "gcm": "GCM", "mon": ""}


@dataclass(frozen=True)
class Site:
    """What the pages are made of. *files*: all that is offered, path → bytes. *fingerprint*: of the key that signs."""

    release: Release
    charts: Charts
    files: Mapping[str, bytes]
    fingerprint: str = ""


def site(made: Site) -> dict[str, bytes]:
    """Path → page."""
    found = {"index.html": _page(made, "begin", LANGUAGES[0])}
    for language in LANGUAGES:
        found |= {f"{language}/{page}.html": _page(made, page, language) for page in PAGES}
    return found


def _page(made: Site, name: str, language: str) -> bytes:
    told = partial(say, language=language)
    given: dict[str, Any] = {
        "release": made.release,
        "language": language,
        "here": name,
        "pages": PAGES,
        "tongues": TONGUES,
        "say": told,
        "day": lambda iso: day(iso, language),
        "shown": lambda value: _shown(value, language),
        "raw": Markup,
        "style": Markup(f"<style>{style()}</style>"),  # noqa: S704  a file of ours
        "policy": policy(),
        "ornament": Markup(_ORNAMENT.format("".join(_MOTIF.format(48 * at) for at in range(4)))),  # noqa: S704
        "cited": citing.line(made.release, language),
        "drawn": made.charts.get(language, ()),
        "notes": partial(_notes, language=language),
        "files_of": lambda dataset: list(_files(made.files, language, _of_dataset(dataset))),
        "files_of_all": list(_files(made.files, language, _OF_ALL)),
        "cited_files": list(_files(made.files, language, _OF_CITING)),
        "print": made.fingerprint,
        "folder": f"evidence-{made.release.date}",
    }
    return _templates().get_template(f"{name}.html").render(given).encode()


def withdrawn(title: Text, publisher: str, date: str, reason: str) -> bytes:
    """The page that stands where a release was: in all languages, with the reason in the words of who withdrew it."""
    given = {"title": title, "publisher": publisher, "date": date, "reason": reason, "tongues": TONGUES}
    style_and_policy = {"style": Markup(f"<style>{style()}</style>"), "policy": policy()}  # noqa: S704  a file of ours
    words = {"say": say, "day": day}
    return _templates().get_template("withdrawn.html").render(given | style_and_policy | words).encode()


@cache
def _templates() -> Environment:
    # a template of ours, every value in it is escaped
    loader = FileSystemLoader(HOME / "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


@cache
def style() -> str:
    """The style of every page, without its comment lines."""
    lines = (HOME / "style.css").read_text("utf-8").splitlines()
    return "".join(line.strip() for line in lines if not line.startswith("/*"))


def policy() -> str:
    """The content security policy: this style and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


# --- what the pages say ---------------------------------------------------------------------------------------

_OF_ALL = (
    ("datapackage.json", "file.datapackage"),
    ("ddi.xml", "file.ddi"),
    ("sdmx/structure.xml", "file.structure"),
)
_OF_CITING = (("CITATION.cff", "file.cff"), ("citation.bib", "file.bib"))


def _of_dataset(dataset: Dataset) -> tuple[tuple[str, str], ...]:
    own = [(f"data/{dataset.id}.{form}", f"file.{form}") for form in ("csv", "xlsx", "parquet")]
    hxl = (f"data/{dataset.id}.hxl.csv", "file.hxl")
    return (*own, hxl, *((f"sdmx/{dataset.id}.{form}", f"file.sdmx.{form}") for form in ("csv", "xml")))


def _files(
    files: Mapping[str, bytes], language: str, wanted: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, str, str]]:
    """Path, name and size of each that is there."""
    for path, word in wanted:
        if path in files:
            size = max(1, round(len(files[path]) / 1024))
            yield path, say(word, language), f"{number(size, language, 0)} KB"


def _notes(dataset: Dataset, language: str) -> Iterator[tuple[str, str]]:
    own = dataset.indicator
    told = [("about.this", dataset.about), ("method", dataset.method), ("caveats", dataset.caveats)]
    if own:
        told[1:1] = [("numerator", own.numerator), ("denominator", own.denominator)]
    yield from ((say(word, language), text.get(language)) for word, text in told if text.get(language))
    if dataset.source:
        yield say("source", language), dataset.source
    if own:
        yield say("links", language), _links(own.links) or "–"
        yield "", say("version", language, n=own.version)


def _links(links: Mapping[str, tuple[str, ...]]) -> str:
    return "; ".join(
        f"{_TREATIES.get(name, name.upper())} {', '.join(own)}".strip() for name, own in links.items() if own
    )


def _shown(value: Value, language: str) -> str:
    if value is None:
        return "–"
    return value if isinstance(value, str) else number(value, language) if abs(value) >= 1 else cell(value)
