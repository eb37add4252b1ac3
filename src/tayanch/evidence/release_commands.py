"""``tayanch evidence release`` and ``verify``: lay a published release out as a folder, and check any release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from nacl.signing import VerifyKey

Out = Annotated[Path, typer.Option("--out", help="The folder in which the release is laid out.")]
Day = Annotated[str, typer.Option("--date", metavar="YYYY-MM-DD", help="Of which day; the last one otherwise.")]
Data = Annotated[Path | None, typer.Option("--data", help="The data folder; TAYANCH_DATA otherwise.")]
Place = Annotated[Path, typer.Argument(metavar="FOLDER", help="A release: its folder, or the ZIP.")]
KeyFile = Annotated[
    Path | None, typer.Option("--key", help="The public key as the organisation gave it to you, in PEM.")
]


def register(app: typer.Typer) -> None:
    """Add ``release`` and ``verify`` to *app*."""
    app.command("release")(release)
    app.command("verify")(verify)


def release(out: Out, date: Day = "", data: Data = None) -> None:
    """Lay a published release out as a folder that opens by a double click.

    It is prepared and published at the desk, by two people. Exit 0: it is there. 1: there is none, or no place for it.
    """
    from tayanch.terminal import open_house

    open_house(data)
    from tayanch.evidence.releases.models import Release
    from tayanch.releases import writing

    found = Release.objects.filter(state=Release.State.PUBLISHED)
    one = (found.filter(date=_day(date)) if date else found).first()
    if one is None:
        _stop(
            "No release was published"
            + (f" on {date}." if date else " yet.")
            + " Prepare one at the desk, under Releases."
        )
    place = out / f"evidence-{one.date}"
    if place.exists():
        _stop(f"{place} is there already. Choose another folder, or remove it first.")
    writing.unpack(writing.from_zip(bytes(one.archive)), place)
    typer.echo(f"{place}: open index.html in it.")


def verify(folder: Place, key: KeyFile = None) -> None:
    """Check that nothing in a release was changed since it was signed.

    Without ``--key`` this says only that the folder agrees with itself: compare the fingerprint with the one that the
    organisation tells you. Exit 0: nothing was changed. 1: something was, or it cannot be read.
    """
    from tayanch.releases import signing

    try:
        verdict = signing.verify(_files(folder), _key(key) if key else None)
    except OSError as error:
        _stop(f"{folder} cannot be read: {error.strerror or error}. Check the name and that you may open it.")
    for problem in verdict.problems:
        typer.echo(str(problem), err=True)
    if verdict.fingerprint:
        typer.echo(f"Key: {verdict.fingerprint}")
    if not verdict.holds:
        raise typer.Exit(1)
    typer.echo(f"Release of {verdict.date}: {verdict.files} files are as they were signed.")


def _files(folder: Path) -> dict[str, bytes]:
    from zipfile import BadZipFile

    from tayanch.releases import writing

    if not folder.is_file():
        paths = (path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    try:
        return writing.from_zip(folder.read_bytes())
    except BadZipFile:
        _stop(f"{folder} is no ZIP. Give the folder of a release, or its archive.")


def _key(path: Path) -> VerifyKey:
    from tayanch.releases import signing

    try:
        return signing.key_of(path.read_bytes())
    except ValueError:
        _stop(f"{path} is no public key in PEM. Ask the organisation for its file public-key.pem.")


def _day(text: str) -> str:
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise typer.BadParameter(f"--date is a day such as 2026-11-23, not “{text}”.") from None


def _stop(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
