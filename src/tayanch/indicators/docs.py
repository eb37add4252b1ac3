"""Writes the reference page of indicators from their definitions.

``python -m tayanch.indicators.docs docs/reference/indicators.md`` rewrites everything below the marker.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from tayanch.indicators.definitions import definitions, fingerprint
from tayanch.indicators.linking import NAMES
from tayanch.indicators.model import Indicator
from tayanch.indicators.series import series
from tayanch.indicators.units import units
from tayanch.yaml_text import read_yaml

MARKER = "<!-- Below this line the page is written from the definitions. -->"
KINDS = {
    "desk": "From the desk: services, never a population",
    "survey": "From surveys: a population, with an interval",
    "interviews": "From interviews: documents and speakers",
    "figures": "From the register: what others have printed",
    "official": "From official sources",
}


@dataclass(frozen=True)
class Task:
    """Something that is asked for, what else than indicators answers it, and what stays open. Markdown in English."""

    id: str
    asks: str
    parts: tuple[str, ...] = ()
    open: str = ""


@cache
def tasks() -> Mapping[str, tuple[Task, ...]]:
    """``tasks``: MON-01 to MON-24; ``goals``: indicators of the Sustainable Development Goals."""
    data = read_yaml((resources.files("tayanch.indicators") / "tasks.yaml").read_text(encoding="utf-8"))
    return {
        kind: tuple(
            Task(str(name), one["asks"], tuple(one.get("parts", ())), one.get("open", "")) for name, one in many.items()
        )
        for kind, many in data.items()
    }


def page(current: str, found: Mapping[str, Indicator]) -> str:
    """The reference page: the text above the marker as it is, then tables and a section for each indicator.

    Raises ValueError when the marker is missing.
    """
    head, mark, _ = current.partition(MARKER)
    if not mark:
        raise ValueError("the page has lost its marker line")
    parts = [_tasks(found), _goals(found), *_kinds(found), _series()]
    return f"{head}{MARKER}\n\n" + "\n\n".join(parts) + "\n"


def _tasks(found: Mapping[str, Indicator]) -> str:
    lines = ["## What is asked for, and what answers it", "", "| Task | Asked for | Indicators | Besides | Open |"]
    lines += ["|---|---|---|---|---|"]
    for task in tasks()["tasks"]:
        lines.append(_row(task.id, task.asks, _named(found, "mon", task.id), "; ".join(task.parts), task.open))
    return "\n".join(lines)


def _goals(found: Mapping[str, Indicator]) -> str:
    lines = [
        "## Indicators of the Sustainable Development Goals",
        "",
        "| Goal | Asked for | Indicators |",
        "|---|---|---|",
    ]
    lines += [_row(task.id, task.asks, _named(found, "sdg", task.id)) for task in tasks()["goals"]]
    return "\n".join(lines)


def _named(found: Mapping[str, Indicator], standard: str, code: str) -> str:
    return ", ".join(f"[{one.id}](#{one.id})" for one in found.values() if code in one.links.get(standard, ()))


def _kinds(found: Mapping[str, Indicator]) -> Iterator[str]:
    for kind, title in KINDS.items():
        own = [one for one in found.values() if one.source == kind]
        yield "\n\n".join([f"## {title}", f"{len(own)} indicators.", *(_section(one) for one in own)])


def _section(one: Indicator) -> str:
    lines = [f"### {one.id}", "", f"**{one.name.en}** · {one.name.ky} · {one.name.ru}", "", one.concept.en, ""]
    rows = [
        ("Unit", units()[one.unit].text.en),
        ("Counted", one.numerator.en),
        ("Of", one.denominator.en),
        ("By", ", ".join([*(["sex"] if one.by_sex else []), *one.by])),
        ("Question", _question(one)),
        ("Needs", one.needs.en),
        ("Topics", ", ".join(f"`{topic}`" for topic in one.topics)),
        ("Links", "; ".join(_link(name, codes) for name, codes in one.links.items())),
        ("Method", one.method.en),
        ("Take care", one.caveats.en),
        ("Query", f"`{_query(one.query)}`"),
        ("Version", f"{one.version}, {one.status}, `{fingerprint(one)[:12]}`" + _flags(one)),
        ("Changed", one.changed.en),
    ]
    lines += ["| | |", "|---|---|", *(_row(name, text) for name, text in rows if text)]
    return "\n".join(lines)


def _link(name: str, codes: tuple[str, ...]) -> str:
    return ", ".join(codes) if name == "mon" else f"{NAMES[name]} {', '.join(codes)}"


def _question(one: Indicator) -> str:
    question = one.query.get("question")
    return f"{question['en']} (column `{one.query['of']}`)" if question else ""


def _query(query: Mapping[str, Any]) -> str:
    return json.dumps({key: value for key, value in query.items() if key != "question"}, ensure_ascii=False)


def _flags(one: Indicator) -> str:
    return "".join(f", **{flag}**" for flag in one.flags)


def _series() -> str:
    lines = [
        "## Official series that come with Tayanch",
        "",
        "| Series | Source | Values | Seen | Notes |",
        "|---|---|---|---|---|",
    ]
    for one in series().values():
        seen = ", ".join(sorted({f"{entry.known}, {entry.seen_on}" for entry in one.entries}))
        source = f"{one.organisation}. {one.publication}. <{one.url}>"
        notes = " ".join(note.en for note in one.notes)
        lines.append(_row(f"`{one.id}`", source, str(len(one.entries)), seen, notes))
    return "\n".join(lines)


def _row(*cells: str) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def main(arguments: Iterable[str]) -> None:
    """Rewrites the page at the given path in place."""
    for path in arguments:
        file = Path(path)
        file.write_text(page(file.read_text(encoding="utf-8"), definitions()), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
