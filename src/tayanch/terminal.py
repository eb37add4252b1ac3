"""What every command of a terminal begins with: say what went wrong, choose the data folder, open it."""

from __future__ import annotations

import gc
import getpass
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import NoReturn

import typer

TRIES = 3
_whole_run = ExitStack()


def fail(message: str, code: int = 1) -> NoReturn:
    typer.echo(message, err=True)
    raise SystemExit(code)


def use_folder(data: Path | None) -> None:
    """Choose the data folder; must come before the first import of the store or the settings."""
    if data is not None:
        os.environ["TAYANCH_DATA"] = str(data.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tayanch.site.settings")


def open_house(data: Path | None, *, by_code: bool = False) -> None:
    """Unlock the folder and start Django."""
    use_folder(data)
    unlock(by_code=by_code)
    start_django()


def start_django() -> None:
    import django

    gc.disable()  # nothing of what is read now is garbage, and looking for it took a sixth of a short command
    django.setup()
    gc.freeze()
    gc.enable()
    from tayanch.accounts.scopes import every_organisation

    _whole_run.enter_context(every_organisation())  # a terminal belongs to the whole installation


def unlock(*, by_code: bool = False) -> None:
    """Ask until the secret fits, three times at most; a file is tried once."""
    from tayanch.store.keyring import KeyringError, passphrase_from_file
    from tayanch.store.state import keyring
    from tayanch.store.wrapping import WrongSecret

    if not keyring().exists:
        raise KeyringError("There is nothing in this folder yet. `tayanch start` begins; --data names another folder.")
    if by_code:
        ask_until(lambda: keyring().unlock_with_recovery(ask("Recovery code: ")), "This code does not fit.")
        return
    from_file = passphrase_from_file()
    if from_file is None:
        ask_until(lambda: keyring().unlock(ask("Passphrase: ")), "This passphrase does not open it.")
        return
    try:
        keyring().unlock(from_file)
    except WrongSecret:
        fail("The passphrase in the file that TAYANCH_PASSPHRASE_FILE names does not open this folder.")


def ask_until(
    attempt: Callable[[], object], wrong: str, at_last: str = "Three tries did not fit. Nothing was opened."
) -> None:
    """Repeat *attempt* while the secret is wrong, three times at most."""
    from tayanch.store.recovery import NotACode
    from tayanch.store.wrapping import WrongSecret

    for _ in range(TRIES):
        try:
            attempt()
            return
        except WrongSecret:
            typer.echo(wrong, err=True)
        except NotACode as error:
            typer.echo(str(error), err=True)
    fail(at_last)


def ask(question: str) -> str:
    """A secret, not shown while typed; without a keyboard it is read from standard input."""
    if sys.stdin.isatty():
        return getpass.getpass(question)
    line = sys.stdin.readline()
    if not line:
        fail("Nobody is there to type. Put the passphrase into a file and set TAYANCH_PASSPHRASE_FILE to its path.")
    return line.rstrip("\r\n")


def new_passphrase() -> str:
    """From the file, or typed twice."""
    from tayanch.store.keyring import check_passphrase, passphrase_from_file

    from_file = passphrase_from_file()
    if from_file is not None:
        return from_file
    typer.echo("Choose a passphrase. It opens everything, so make it long: four words or more.")
    first = ask("New passphrase: ")
    check_passphrase(first)
    if ask("Once more: ") != first:
        fail("The two were not the same. Nothing was changed.")
    return first
