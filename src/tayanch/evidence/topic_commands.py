"""``tayanch evidence topic``: everything that is known of one topic, as text or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from tayanch.evidence.topics.catalogue import Topic


class Form(StrEnum):
    TEXT = "text"
    JSON = "json"


LANGUAGES = ("ky", "ru", "en")


def register(app: typer.Typer) -> None:
    """Add ``topic`` to *app*."""
    app.command("topic")(topic)


def topic(
    topic_id: Annotated[str, typer.Argument(metavar="ID", help="unpaid-wages, entry-ban, pension …")],
    language: Annotated[str, typer.Option("--language", help="ky, ru or en.")] = "en",
    form: Annotated[Form, typer.Option("--format", help="How to print: text or json.")] = Form.TEXT,
    organisation: Annotated[str, typer.Option("--organisation", help="Its name, when there are several.")] = "",
    data: Annotated[Path | None, typer.Option("--data", help="The data folder; TAYANCH_DATA otherwise.")] = None,
) -> None:
    """Tell the rule, who helps, cases and money, surveys, voices, figures and recommendations of a topic.

    Exit 1: there is nobody to ask for. 2: there is no such topic, or an option is wrong.
    """
    from tayanch.evidence.report_commands import asker, stop
    from tayanch.evidence.topics.catalogue import NoSuchTopic, topics
    from tayanch.evidence.topics.catalogue import topic as find

    if language not in LANGUAGES:
        stop("--language is ky, ru or en.", 2)
    try:
        found = find(topic_id)
    except NoSuchTopic:
        stop(f"There is no topic {topic_id}. There are: {', '.join(one.id for one in topics())}.", 2)
    from tayanch.terminal import open_house

    open_house(data)
    told = _page(found, language, asker(organisation))
    if form is Form.JSON:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1, default=str))
    else:
        typer.echo("\n".join(_lines(told)))


def _page(found: Topic, language: str, user: Any) -> dict[str, Any]:
    from django.utils import timezone, translation

    from tayanch.accounts.scopes import of_organisation
    from tayanch.evidence.topics.gathering import page

    with of_organisation(user.organisation_id), translation.override(language):
        told = page(user, found, language, timezone.localdate())
    return {name: _plain(value) for name, value in told.items() if name != "topic"}


def _plain(value: Any) -> Any:
    """Dataclasses as dictionaries, however deep."""
    if hasattr(value, "__dataclass_fields__"):
        return asdict(value)
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _lines(told: dict[str, Any]) -> Iterator[str]:
    """Each part under its name, each entry on a line."""
    yield from (told["name"], told["lead"])
    for country in told["countries"]:
        yield from (
            "",
            country["name"],
            *(f"  {rule['title']} ({'; '.join(rule['articles'])})" for rule in country["rules"]),
        )
    yield from ("", *(f"{place['name']}: {place['count']}" for place in told["places"]))
    counted = told["counted"]
    yield from ("", " | ".join(["", *counted["sexes"]]))
    for line in (*counted["now"], *counted["over_time"]):
        yield " | ".join([f"{line['name']}, {line['period']}", *line["cells"]])
    for one in told["surveyed"]["found"]:
        yield from ("", one["name"])
    yield from ("", *(f"«{voice['text']}» — {voice['label']}" for voice in told["voices"]))
    yield from ("", *(f"{one['statement']}: {one['value']} ({one['source']})" for one in told["printed"]["figures"]))
    yield from (f"! {one['explanation']}" for one in told["printed"]["disagreements"])
    yield from ("", *(f"{one['said']} [{one['state']}]" for one in told["promises"]))
