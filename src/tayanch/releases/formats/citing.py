"""How a release is cited: ``CITATION.cff`` (Citation File Format 1.2.0), BibTeX, and one line of text."""

from __future__ import annotations

import re

import yaml

from tayanch.releases.model import Dataset, Release
from tayanch.releases.wording import say


def citation_file(release: Release) -> bytes:
    """``CITATION.cff``."""
    told = {
        "cff-version": "1.2.0",
        "message": "If you use these data, please cite them as below.",
        "type": "dataset",
        "title": release.title.get("en"),
        "version": release.date,
        "date-released": release.date,
        "authors": [{"name": release.publisher.name}],
        "license": release.licence.id,
        **({"url": release.publisher.website} if release.publisher.website else {}),
    }
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=1000).encode()


def bibtex(release: Release) -> bytes:
    """One ``@misc`` entry, as BibTeX has no type for data."""
    who = release.publisher.name
    fields = {
        "author": f"{{{_safe(who)}}}",
        "title": _safe(release.title.get("en")),
        "year": release.year,
        "month": str(int(release.date[5:7])),
        "version": release.date,
        "note": f"Data set. Licence: {release.licence.id}",
        **({"url": release.publisher.website} if release.publisher.website else {}),
    }
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{evidence-{release.date},\n{body}}}\n".encode()


def line(release: Release, language: str, dataset: Dataset | None = None) -> str:
    """The sentence that goes under a chart or into a footnote."""
    named = f"{dataset.title.get(language)}. " if dataset else ""
    told = f"{release.publisher.name}. {named}{release.title.get(language)}, {release.date}. {release.licence.id}."
    source = f" {say('source', language)}: {dataset.source.rstrip('.')}." if dataset and dataset.source else ""
    return told + source


def _safe(text: str) -> str:
    return re.sub(r"([{}%$&#_\\])", r"\\\1", text)
