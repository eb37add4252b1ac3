"""Writes the list of schemes in the reference page from the scheme files.

`python -m tayanch.vocabulary.docs docs/reference/vocabulary.md` rewrites everything below the marker.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from tayanch.vocabulary.load import schemes
from tayanch.vocabulary.model import Concept, Scheme

MARKER = "<!-- Below this line the page is written from the scheme files. -->"
_NAMES = {"cedaw": "CEDAW", "icrmw": "ICRMW", "ilo_forced_labour": "ILO", "sdg": "SDG"}


def page(current: str, found: Mapping[str, Scheme]) -> str:
    """The reference page: the text above the marker as it is, then a section for each scheme.

    Raises ValueError when the marker is missing.
    """
    head, mark, _ = current.partition(MARKER)
    if not mark:
        raise ValueError("the page has lost its marker line")
    return f"{head}{MARKER}\n\n" + "\n\n".join(_section(one) for one in found.values()) + "\n"


def _section(one: Scheme) -> str:
    status = ", ".join(f"{lang} {state}" for lang, state in one.status)
    lines = [
        f"## {one.id}",
        "",
        f"**{one.titles.en}** · {one.titles.ky} · {one.titles.ru}",
        "",
        f"{one.note.strip()} {len(one)} concepts. Translation: {status}. Source: {one.source}.",
        "",
        "| id | English | Кыргызча | Русский | Mapped to | Source |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *(_line(c) for c in one)])


def _line(c: Concept) -> str:
    cells = (
        f"`{c.id}`" + (f" ‹ `{c.broader.removeprefix(c.scheme_id + '/')}`" if c.broader else ""),
        f"**{c.labels.en}**. {c.notes.en}" + (f" ({c.notation})" if c.notation else ""),
        c.labels.ky,
        c.labels.ru,
        "; ".join(f"{_NAMES[name]} {', '.join(values)}" for name, values in c.mappings),
        c.source,
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main(path: str) -> None:
    """Rewrites the page at `path` in place."""
    file = Path(path)
    file.write_text(page(file.read_text(encoding="utf-8"), schemes()), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
