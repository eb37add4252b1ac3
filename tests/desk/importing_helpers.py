"""A list carried from the file into records, as the pages do it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from types import SimpleNamespace
from typing import Any

from tayanch.accounts.models import User
from tayanch.desk.actions import imports
from tayanch.desk.importing import mapping
from tayanch.desk.models import ImportRun

TODAY = date(2026, 11, 21)
DETAILS = {"name": "Name", "birth_date": "Born", "document": "Document", "address": "Address"}


def to_the_end(work: Iterable[None]) -> None:
    for _ in work:
        pass


def brought(by: User, data: bytes, name: str = "list.xlsx", **more: Any) -> ImportRun:
    """Up to the columns, with what the program suggests. *more*: what is said of the list as a whole."""
    form = more.pop("form", None)
    run = imports.do_bring(name, data, by=by, form=form)
    say_sheet(run, by, **more)
    imports.do_say_columns(run, run.told["columns"], by=by)
    return run


def say_sheet(run: ImportRun, by: User, **more: Any) -> None:
    told = run.told
    said = {"source": "journal", "with_names": True, "bad": "words", "missing_day": "2025-01-01"} | more
    said = {
        "sheet": told["sheet"],
        "header": tuple(told["header"]),
        "team": by.teams.order_by("name").first(),
        "owner": by,
    } | said
    imports.do_say_sheet(run, by=by, **said)


def leave_unknown_words(run: ImportRun, by: User) -> None:
    unknown = mapping.unknown_words(imports.table_of(run), run.told["columns"])
    imports.do_say_words(run, {t: dict.fromkeys(words, mapping.KEEP) for t, words in unknown.items()}, by=by)


def checked(by: User, data: bytes, name: str = "list.xlsx", **more: Any) -> ImportRun:
    run = brought(by, data, name, **more)
    leave_unknown_words(run, by)
    check(run, by)
    return run


def check(run: ImportRun, by: User) -> None:
    imports.do_begin(run, "checking", by=by)
    to_the_end(imports.do_check(run, by=by, today=TODAY))
    run.refresh_from_db()


def taken(
    by: User, data: bytes, name: str = "list.xlsx", for_all: str = "new", for_known: str = "skip", **more: Any
) -> ImportRun:
    run = checked(by, data, name, **more)
    take(run, by, for_all=for_all, for_known=for_known)
    return run


def take(run: ImportRun, by: User, **choices: Any) -> None:
    imports.do_choose(run, by=by, **choices)
    imports.do_begin(run, "importing", by=by)
    to_the_end(imports.do_import(run, by=by, details=DETAILS))
    run.refresh_from_db()


def undo(run: ImportRun, by: User, rest: bool = False) -> None:
    imports.do_begin(run, "undoing", by=by)
    to_the_end(imports.do_undo(run, by=by, rest=rest))
    run.refresh_from_db()


def supervisor(here: SimpleNamespace) -> User:
    found: User = here.supervisor
    return found
