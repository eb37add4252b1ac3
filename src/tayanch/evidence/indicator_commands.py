"""``tayanch evidence indicators`` and ``compute``: what can be counted, and counting it."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer


class Form(StrEnum):
    TEXT = "text"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Add the commands to ``tayanch evidence``."""
    app.command("indicators")(indicators)
    app.command("compute")(compute)


def indicators(
    form: Annotated[Form, typer.Option("--format", help="How to print: text or json.")] = Form.TEXT,
    language: Annotated[str, typer.Option(help="Names in ky, ru or en.")] = "en",
) -> None:
    """List every indicator: what it counts, where its values come from, its breakdowns."""
    from tayanch.indicators.definitions import definitions

    found = list(definitions().values())
    if form is Form.JSON:
        typer.echo(json.dumps({"indicators": [_told(one) for one in found]}, ensure_ascii=False, indent=1))
        return
    for one in found:
        by = ", ".join((("sex",) if one.by_sex else ()) + one.by)
        typer.echo(
            f"{one.id}  v{one.version}  {one.source}  {one.name.get(language)}  [{one.unit}; by {by or 'nothing'}]"
        )


def _told(one: Any) -> dict[str, Any]:
    names = {"name": dict(one.name.items()), "concept": dict(one.concept.items()), "caveats": dict(one.caveats.items())}
    rest = {
        "unit": one.unit,
        "source": one.source,
        "by_sex": one.by_sex,
        "by": list(one.by),
        "topics": list(one.topics),
    }
    links = {key: list(value) for key, value in one.links.items()}
    return {"id": one.id, "version": one.version, "status": one.status, **names, **rest, "links": links}


def compute(
    organisation: Annotated[str, typer.Option(help="Only this organisation, by its name.")] = "",
    whole: Annotated[bool, typer.Option("--all", help="Compute everything anew, not only what has changed.")] = False,
    data: Annotated[Path | None, typer.Option("--data", help="The data folder; TAYANCH_DATA otherwise.")] = None,
) -> None:
    """Bring the values of the desk's indicators up to date: reads what has changed, computes what rests on it."""
    from tayanch.terminal import open_house

    open_house(data)
    _compute(organisation, whole)


def _compute(organisation: str, whole: bool) -> None:
    from tayanch.accounts.models import Organisation
    from tayanch.accounts.scopes import of_organisation
    from tayanch.evidence.indicators.actions import do_compute_for

    chosen = Organisation.objects.filter(name=organisation) if organisation else Organisation.objects.all()
    found = list(chosen.order_by("name"))
    if not found:
        typer.echo(
            f"There is no organisation {organisation!r}. Say its whole name as it stands in the settings.", err=True
        )
        raise typer.Exit(1)
    for one in found:
        with of_organisation(one.id):
            done = do_compute_for(one.id, anew=whole)
        typer.echo(
            f"{one.name}: {done.rows} rows read, {done.months} months changed, {done.indicators} indicators, "
            f"{done.periods} values of periods, {done.seconds:.1f} s"
        )
