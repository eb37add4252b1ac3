"""One command, ``tayanch``, for everything a terminal can do.

Nothing heavy is imported before a command needs it: the law answers without Django. ``--data`` is set in the
environment before the settings are read. Output never contains a value about anybody.
"""

from __future__ import annotations

import getpass
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from tayanch.law.importing import Sent

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Stands by women labour migrants: a safe desk, wage claims under dated law.",
)
law_app = typer.Typer(no_args_is_help=True, help="Dated law: ask a rule, explain it, list the rules.")
vocabulary_app = typer.Typer(no_args_is_help=True, help="The shared words.")
audit_app = typer.Typer(no_args_is_help=True, help="The log of who did what.")
erasures_app = typer.Typer(no_args_is_help=True, help="The ledger of erased people.")
for name, group in (("law", law_app), ("vocabulary", vocabulary_app), ("audit", audit_app), ("erasures", erasures_app)):
    app.add_typer(group, name=name)

Data = Annotated[Path | None, typer.Option("--data", help="The data folder; TAYANCH_DATA otherwise.")]
Host = Annotated[str, typer.Option(help="Address to listen on; leave it unless this is a server.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")]
Browser = Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser window.")]
BackupFile = Annotated[Path, typer.Argument(metavar="FILE", help="The backup file.")]
Language = Annotated[str, typer.Option("--lang", help="ky, ru or en.")]
ByCode = Annotated[bool, typer.Option("--recovery", help="Open with the recovery code instead of the passphrase.")]

DEMO_PASSPHRASE = "demonstration only: nothing here is real"  # noqa: S105
DEMO_MARK = "demonstration"
TRIES = 3
_whole_run = ExitStack()


def main() -> None:
    """Run a command; what can go wrong is told in one line, without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console may not know Kyrgyz letters
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except KeyboardInterrupt:
        fail("Stopped.")
    except Exception as error:
        from tayanch.site.faults import in_plain_words

        fail(in_plain_words(error))


def fail(message: str, code: int = 1) -> NoReturn:
    typer.echo(message, err=True)
    raise SystemExit(code)


# --- opening the house ---------------------------------------------------------------------------------


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

    django.setup()
    from tayanch.accounts.scopes import every_organisation

    _whole_run.enter_context(every_organisation())  # a terminal belongs to the whole installation


def unlock(*, by_code: bool = False) -> None:
    """Ask until the secret fits, three times at most; a file is tried once."""
    from tayanch.store.keyring import KeyringError, WrongSecret, passphrase_from_file
    from tayanch.store.state import keyring

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


def ask_until(attempt: Callable[[], object], wrong: str) -> None:
    """Repeat *attempt* while the secret is wrong, three times at most."""
    from tayanch.store.keyring import WrongSecret
    from tayanch.store.recovery import NotACode

    for _ in range(TRIES):
        try:
            attempt()
            return
        except WrongSecret:
            typer.echo(wrong, err=True)
        except NotACode as error:
            typer.echo(str(error), err=True)
    fail("Three tries did not fit. Nothing was opened.")


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


# --- running -------------------------------------------------------------------------------------------


@app.command()
def start(
    data: Data = None,
    host: Host = "127.0.0.1",
    port: Port = 8765,
    browser: Browser = True,
    locked: Annotated[bool, typer.Option("--locked", help="Start locked; unlock in the browser.")] = False,
) -> None:
    """Start Tayanch. The first time it asks for a new passphrase; the browser then leads on."""
    use_folder(data)
    from tayanch.store.state import keyring

    if not keyring().exists:
        keyring().create(new_passphrase())
        typer.echo("The keys are made. The browser now asks who you are and prints your recovery sheet.")
    elif not locked:
        unlock()
    start_django()
    if keyring().is_unlocked:
        from tayanch.site.prepare import prepare_once

        prepare_once()
    run_server(host, port, browser=browser)


def run_server(host: str, port: int, *, browser: bool) -> None:
    from tayanch.site.serve import serve

    serve(host, port, browser=browser, tell=typer.echo)


@app.command()
def demo(
    data: Data = None,
    host: Host = "127.0.0.1",
    port: Port = 8765,
    browser: Browser = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Throw the demonstration away and make it anew.")] = False,
) -> None:
    """Start a demonstration: invented people, employers and numbers, in a folder of its own."""
    use_folder(data or demo_folder())
    open_demonstration(fresh=fresh)
    start_django()
    load_demonstration()
    tell_sign_ins()
    run_server(host, port, browser=browser)


def demo_folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path("tayanch-demonstration", appauthor=False)


def open_demonstration(*, fresh: bool) -> None:
    """Make or unlock the demonstration's keys; refuse any folder that is not a demonstration."""
    import shutil

    from tayanch.store.state import data_folder, keyring

    mark = data_folder() / DEMO_MARK
    if not mark.exists() and any(data_folder().iterdir()):
        fail("This folder holds something else, maybe real records. Choose an empty folder: --data DIR")
    if fresh and mark.exists():
        shutil.rmtree(data_folder())
        data_folder().mkdir(parents=True, mode=0o700)
    mark.write_text("Everything in this folder is invented.\n", "ascii")
    if keyring().exists:
        keyring().unlock(DEMO_PASSPHRASE)
    else:
        keyring().create(DEMO_PASSPHRASE)


def load_demonstration() -> None:
    """Fill an empty demonstration; leave a filled one as it is."""
    from django.utils import timezone

    from tayanch import demo as demonstration
    from tayanch.accounts.models import Organisation
    from tayanch.site.prepare import prepare_once
    from tayanch.store.state import keyring

    prepare_once()
    if Organisation.objects.filter(is_demo=False).exists():
        fail("This folder holds real records. The demonstration goes into a folder of its own: --data DIR")
    if not keyring().recovery_confirmed:
        keyring().confirm_recovery(keyring().new_recovery_code(), timezone.localdate())
    if not Organisation.objects.exists():
        demonstration.load(typer.echo)


def tell_sign_ins() -> None:
    from tayanch import demo as demonstration

    typer.echo("Demonstration: every person, employer and phone number is invented.")
    typer.echo(f"  Passphrase after a lock: {DEMO_PASSPHRASE}")
    for one in demonstration.SIGN_INS:
        typer.echo(f"  {one.role:<14} {one.username:<16} {one.password}")


# --- copies --------------------------------------------------------------------------------------------


@app.command()
def backup(file: BackupFile, data: Data = None) -> None:
    """Copy everything into one encrypted file and read it back."""
    open_house(data)
    from django.db import connection

    from tayanch.store.backup import copy_file, make_backup
    from tayanch.store.copying import copy_server

    made = make_backup(file.resolve(), copy_file if connection.vendor == "sqlite" else copy_server)
    typer.echo(f"Backup written and read back: {file}")
    typer.echo(f"  {made.files} sealed files, made at {made.made_at:%Y-%m-%d %H:%M} UTC")
    typer.echo(f"Prove once a month that it opens: tayanch drill {file}")


@app.command()
def restore(
    file: BackupFile,
    data: Data = None,
    ledger: Annotated[Path | None, typer.Option(help="erasures.ledger of the lost installation.")] = None,
    no_ledger: Annotated[bool, typer.Option("--no-ledger", help="Nothing was erased since the backup.")] = False,
    recovery: ByCode = False,
) -> None:
    """Bring a backup back. What is in the data folder now moves aside; erased people stay erased.

    On PostgreSQL the database must be empty.
    """
    use_folder(data)
    from tayanch.site.restoring import restore_into

    target = Path(os.environ.get("TAYANCH_DATA") or default_folder()).resolve()
    done = restore_into(target, file.resolve(), ledger, no_ledger=no_ledger, unlock=lambda: unlock(by_code=recovery))
    typer.echo(f"Brought back into {target}" + (" and into the empty database" if done.on_server else ""))
    typer.echo(f"  {done.proof.rows} rows, {done.proof.people} people, log whole: {done.proof.audit_entries} entries")
    typer.echo(f"  {done.proof.erased_again} people erased since the backup were erased again")
    if done.aside:
        typer.echo(f"What was there before is now in {done.aside}. Delete it when you are sure.")


def default_folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path("tayanch", appauthor=False)


@app.command()
def drill(file: BackupFile, recovery: ByCode = False) -> None:
    """Prove that a backup opens: restore it into a temporary folder, look, and remove it."""
    from tayanch.site.restoring import rehearse

    with tempfile.TemporaryDirectory(prefix="tayanch-drill-", ignore_cleanup_errors=True) as folder:
        use_folder(Path(folder))
        made_at, proof = rehearse(file.resolve(), unlock=lambda: unlock(by_code=recovery))
    typer.echo(f"The backup of {made_at:%Y-%m-%d %H:%M} UTC opens.")
    typer.echo("  every part is as it was written; every page of the database is whole")
    typer.echo(f"  the log is whole: {proof.audit_entries} entries")
    typer.echo(f"  {proof.rows} rows, {proof.people} people")
    typer.echo("  one sealed value opened" if proof.sealed_opened else "  no sealed value yet: nobody is recorded")


@app.command()
def recover(
    data: Data = None,
    shares: Annotated[bool, typer.Option("--shares", help="Use two of the three shares.")] = False,
) -> None:
    """Set a new passphrase with the recovery sheet or two shares."""
    use_folder(data)
    from tayanch.store import recovery
    from tayanch.store.state import keyring

    def attempt() -> None:
        code = recovery.join([ask("First share: "), ask("Second share: ")]) if shares else ask("Recovery code: ")
        keyring().unlock_with_recovery(code)

    ask_until(attempt, "This does not open the folder. Is it the newest sheet of this installation?")
    keyring().change_passphrase(new_passphrase())
    keyring().lock()
    typer.echo("The new passphrase is in force. Your recovery sheet still works.")


@app.command("recovery-sheet")
def recovery_sheet(
    data: Data = None,
    shares: Annotated[bool, typer.Option("--shares", help="Also three shares; any two open the records.")] = False,
) -> None:
    """Show a new recovery code, once, and take it typed back."""
    use_folder(data)
    unlock()
    from tayanch.store import recovery
    from tayanch.store.state import keyring

    code = keyring().new_recovery_code()
    typer.echo(f"\n    {code}\n\nWrite it on paper. Keep the paper in another building, never in a photo or message.")
    for number, words in enumerate(recovery.split(code) if shares else [], 1):
        typer.echo(f"\nShare {number} of 3 (any two open the records):\n    {words}")
    ask_until(lambda: confirm_code(ask("Type the code from the paper: ")), "This is not the code.")
    typer.echo("Confirmed. The new sheet is in force; destroy the old one.")


def confirm_code(code: str) -> None:
    from tayanch.store.state import keyring

    keyring().confirm_recovery(code, datetime.now(UTC).astimezone().date())


# --- proofs --------------------------------------------------------------------------------------------


@audit_app.command("verify")
def audit_verify(data: Data = None) -> None:
    """Walk the log from its first entry; exit 1 and name the first entry that does not fit."""
    open_house(data)
    from tayanch.audit import log

    verdict = log.verify()
    if not verdict.is_whole:
        fail(f"The log was changed: entry {verdict.first_bad} does not fit. {verdict.entries} entries before it do.")
    typer.echo(f"The log is whole: {verdict.entries} entries, head {verdict.head}")


@audit_app.callback()
def audit_group() -> None:
    """The log of who did what."""


@erasures_app.command("replay")
def erasures_replay(data: Data = None) -> None:
    """Erase again whomever the ledger names, after a database was brought back by other means."""
    open_house(data)
    from tayanch.site.prepare import prepare

    typer.echo(f"{prepare()} people erased again.")


@erasures_app.callback()
def erasures_group() -> None:
    """The ledger of erased people."""


# --- ground floor: no keys, no Django --------------------------------------------------------------------


@law_app.callback()
def law_group() -> None:
    """Dated law: ask a rule, explain it, list the rules, keep it current."""
    from tayanch import law

    law.use(law_folder(None))


def law_folder(data: Path | None) -> Path:
    """Where newer parameters of the law lie; nothing is made there."""
    return (data or Path(os.environ.get("TAYANCH_DATA") or default_folder())).resolve() / "law"


@law_app.command("compute")
def law_compute(
    rule: str,
    question: Annotated[str, typer.Argument(help="JSON, @file, or - for standard input.")] = "-",
) -> None:
    """Answer one rule as one JSON line; exit 0 answered, 2 wrong input, 3 days the tables do not know."""
    from tayanch import law

    code, line = law.run(rule, read_text(question))
    typer.echo(line)
    raise SystemExit(code)


def read_text(argument: str) -> str:
    """The argument itself, the file after an ``@``, or standard input for ``-``."""
    try:
        if argument == "-":
            return sys.stdin.read()
        return Path(argument[1:]).read_text("utf-8") if argument.startswith("@") else argument
    except (OSError, UnicodeDecodeError):
        fail(f"{argument.removeprefix('@')} cannot be read as UTF-8 text.", 2)


@law_app.command("explain")
def law_explain(
    rule: str,
    question: Annotated[str | None, typer.Argument(help="JSON, @file, or - for standard input.")] = None,
    lang: Language = "en",
    format: Annotated[str, typer.Option("--format", help="text, html or json.")] = "text",
) -> None:
    """Say in words what a rule answers and rests on, with an example or your question; exit codes as law compute."""
    from tayanch import law

    check_choice("--lang", lang, law.LANGUAGES)
    check_choice("--format", format, law.FORMATS)
    code, told = law.run_explain(rule, lang, format, None if question is None else read_text(question))
    if code and format != "json":
        fail(told, code)
    typer.echo(told)
    raise SystemExit(code)


@law_app.command("rules")
def law_rules(
    lang: Language = "en",
    format: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
) -> None:
    """List the rules; as JSON with what each one is asked, its days, articles and fact-base ids."""
    import json

    from tayanch import law

    check_choice("--lang", lang, law.LANGUAGES)
    check_choice("--format", format, ("text", "json"))
    found = law.rules(lang)
    if as_json or format == "json":
        typer.echo(json.dumps(found, ensure_ascii=False, default=str))
        return
    width = max(len(str(rule["rule"])) for rule in found)
    for rule in found:
        typer.echo(f"{rule['rule']:<{width}}  {rule['title']} ({rule['status']})")


@law_app.command("check")
def law_check(
    as_of: Annotated[str, typer.Option("--as-of", help="The day that counts as today, such as 2026-11-21.")] = "",
    data: Data = None,
) -> None:
    """Tell which tables end and what nobody has checked for a year; exit 1 when something is past."""
    from tayanch import law

    law.use(law_folder(data))
    day = a_day("--as-of", as_of)
    found = law.check(day)
    for one in found:
        typer.echo(f"{'past' if one.is_past else 'soon'}  {one}")
    if not found:
        typer.echo(f"Everything is current on {day}.")
    raise SystemExit(int(any(one.is_past for one in found)))


def a_day(option: str, text: str) -> date:
    """The day that was typed; today without one."""
    try:
        return date.fromisoformat(text) if text else datetime.now(UTC).astimezone().date()
    except ValueError:
        fail(f"{option} is a day such as 2026-11-21.", 2)


@law_app.command("import")
def law_import(
    source: Annotated[Path, typer.Argument(metavar="PACK", help="A .yaml, folder, .zip, or a bank's .csv or .xlsx.")],
    *,
    table: Annotated[str, typer.Option(help="For a bank's table: ru.key_rate.percent_per_year")] = "",
    through: Annotated[str, typer.Option(help="For a list of changes: the day on which it was seen.")] = "",
    pack: Annotated[str, typer.Option(help="The pack, when the file does not say it.")] = "",
    checked_by: Annotated[str, typer.Option("--checked-by", help="Who looked at the official text.")] = "",
    replace: Annotated[bool, typer.Option("--replace", help="Earlier rows may change.")] = False,
    files_only: Annotated[bool, typer.Option("--files-only", help="Do not open the desk, count no claim.")] = False,
    data: Data = None,
) -> None:
    """Take newer parameters, all or nothing; with a desk, every open claim is counted again."""
    from tayanch.law import importing
    from tayanch.law.checking import Refused

    today = a_day("today", "")
    use_folder(data)
    try:
        sent = importing.Sent(
            importing.read_source(source),
            pack=pack,
            table=table,
            through=a_day("--through", through) if through else None,
            checked_by=checked_by or importing.FROM_BANK,
            checked_on=today,
            replace=replace,
        )
        if files_only or not (law_folder(data).parent / "keyring.json").exists():
            import_files(sent, law_folder(data))
        else:
            import_on_desk(sent, today, data)
    except Refused as refusal:
        fail(f"Nothing was taken.\n{refusal}")


def import_files(sent: Sent, folder: Path) -> None:
    from tayanch import law
    from tayanch.law import importing
    from tayanch.store.files import write_atomically

    law.use(folder)
    plan = importing.plan(sent)
    if not plan.files:
        typer.echo("Nothing in it is new.")
        return
    importing.take(plan, folder, f"{datetime.now(UTC):%Y-%m-%dT%H%M%S%fZ}", write_atomically)
    for change in plan.changes:
        typer.echo(str(change))
    typer.echo(f"Taken into {folder}: {', '.join(sorted(plan.files))}")


def import_on_desk(sent: Sent, today: date, data: Path | None) -> None:
    open_house(data)
    from tayanch.desk.actions.law import changes_in_words, do_import_law
    from tayanch.site.prepare import prepare_once

    prepare_once()
    made = do_import_law(sent, by=None, today=today)
    if made is None:
        typer.echo("Nothing in it is new.")
        return
    for line in changes_in_words(made):
        typer.echo(line)


def check_choice(option: str, given: str, known: Sequence[str]) -> None:
    if given not in known:
        fail(f"{option} is one of {', '.join(known)}.", 2)


@vocabulary_app.command("export")
def vocabulary_export(
    format: Annotated[str, typer.Option("--format", help="ttl, json or csv.")] = "ttl",
    output: Annotated[Path | None, typer.Option(help="Write here instead of to the screen.")] = None,
) -> None:
    """The shared words as SKOS (ttl), JSON or CSV."""
    from tayanch.vocabulary.export import FORMATS, export

    if format not in FORMATS:
        fail(f"The format is one of {', '.join(FORMATS)}.", 2)
    if output is None:
        sys.stdout.write(export(format))
    else:
        output.write_text(export(format), "utf-8", newline="\n")


@vocabulary_app.callback()
def vocabulary_group() -> None:
    """The shared words."""
