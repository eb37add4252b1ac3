"""One command, ``tayanch``, for everything a terminal can do.

Nothing heavy is imported before a command needs it: the law answers without Django. ``--data`` is set in the
environment before the settings are read. Output never contains a value about anybody.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tayanch.disclosure import commands as disclosure_commands
from tayanch.evidence.commands import evidence_app
from tayanch.interviews.commands import interviews_app
from tayanch.survey.commands import survey_app
from tayanch.terminal import (
    TRIES,
    ask,
    ask_until,
    fail,
    new_passphrase,
    open_house,
    start_django,
    unlock,
    use_folder,
)

if TYPE_CHECKING:
    from nacl.public import PrivateKey

    from tayanch.law.importing import Sent
    from tayanch.packets import Card, Packet
    from tayanch.packets.standalone import Me

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
shares_app = typer.Typer(no_args_is_help=True, help="Three sheets of which two are enough.")
travel_app = typer.Typer(no_args_is_help=True, help="Take the keys off this computer, and bring them back.")
app.add_typer(shares_app, name="shares")
app.add_typer(travel_app, name="travel")
messages_app = typer.Typer(no_args_is_help=True, help="Neutral messages out, and what came in.")
app.add_typer(messages_app, name="messages")
organisation_app = typer.Typer(no_args_is_help=True, help="Several organisations in one installation, each apart.")
app.add_typer(organisation_app, name="organisation")
guide_app = typer.Typer(no_args_is_help=True, help="The guide for her phone: check its cards, weigh its pages.")
app.add_typer(guide_app, name="guide")
directory_app = typer.Typer(no_args_is_help=True, help="The directory of who helps.")
app.add_typer(directory_app, name="directory")
app.add_typer(survey_app, name="survey")
app.add_typer(interviews_app, name="interviews")
app.add_typer(evidence_app, name="evidence")
disclosure_commands.register(app)
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
def recover(data: Data = None) -> None:
    """Set a new passphrase with the recovery sheet."""
    use_folder(data)
    from tayanch.store.state import keyring

    wrong = "This does not open the folder. Is it the newest sheet of this installation?"
    ask_until(lambda: keyring().unlock_with_recovery(ask("Recovery code: ")), wrong)
    keyring().change_passphrase(new_passphrase())
    keyring().lock()
    typer.echo("The new passphrase is in force. Your recovery sheet still works.")


@app.command("recovery-sheet")
def recovery_sheet(data: Data = None) -> None:
    """Show a new recovery code, once, and take it typed back."""
    use_folder(data)
    unlock()
    from tayanch.store.state import keyring

    code = keyring().new_recovery_code()
    typer.echo(f"\n    {code}\n\nWrite it on paper. Keep the paper in another building, never in a photo or message.")
    ask_until(lambda: confirm_code(ask("Type the code from the paper: ")), "This is not the code.")
    typer.echo("Confirmed. The new sheet is in force; destroy the old one.")


def confirm_code(code: str) -> None:
    from tayanch.store.state import keyring

    keyring().confirm_recovery(code, datetime.now(UTC).astimezone().date())


# --- several organisations ---------------------------------------------------------------------------------


@organisation_app.command("add")
def organisation_add(
    name: Annotated[str, typer.Argument(help="What the organisation is called.")],
    *,
    administrator: Annotated[str, typer.Option(help="Who administers it.")],
    sign_in: Annotated[str, typer.Option(help="Her sign-in name: small Latin letters, digits, dots, hyphens.")],
    country: Annotated[str, typer.Option(help="Where it works, for example kg, ru or kz.")] = "kg",
    team: Annotated[str, typer.Option(help="Its first team.")] = "Desk",
    language: Annotated[str, typer.Option(help="Of her screens: ky, ru or en.")] = "ky",
    data: Data = None,
) -> None:
    """Add an organisation beside the first. Its records, staff and counts are apart from every other's."""
    open_house(data)
    prepare_tables()
    from tayanch.accounts import actions
    from tayanch.accounts.forms import FurtherOrganisationForm

    told = {"organisation": name, "country": country, "team": team, "language": language}
    form = FurtherOrganisationForm(told | {"name": administrator, "username": sign_in})
    if not form.is_valid():
        fail("\n".join(f"{field}: {' '.join(map(str, errors))}" for field, errors in form.errors.items()))
    user, password = actions.do_add_organisation(**form.cleaned_data, by=None)
    typer.echo(f"{name} is added. {administrator} signs in as {user.username} with this password, told by voice:")
    typer.echo(f"\n    {password}\n\nShe chooses one of her own under her name. Nobody sees this one again.")


# --- two of three sheets -----------------------------------------------------------------------------------


HOLDERS = ("the director", "the board", "the partner organisation")
ALL_LOST = (
    "Nothing was opened. Without the passphrase, the recovery sheet and two of the three sheets nobody opens these "
    "records, we neither; a backup opens with the same secrets. Look for the sheets again before you give up."
)


@shares_app.command("make")
def shares_make(
    escrow: Annotated[
        bool | None,
        typer.Option("--escrow/--no-escrow", help="Two sheets also open sealed cases whose workers lost their keys."),
    ] = None,
    data: Data = None,
) -> None:
    """Make three sheets of words, one at a time; any two of them open the records. Each is typed back once."""
    open_house(data)
    from tayanch.audit import log
    from tayanch.store.state import keyring

    prepare_tables()
    if escrow is None:
        escrow = typer.confirm("Shall two sheets together also open sealed cases whose workers lost their passwords?")
    shares = keyring().new_shares(escrow=escrow, today=a_day("today", ""))
    typed = [show_share(number, share) for number, share in enumerate(shares, 1)]
    keyring().confirm_shares(typed)
    log.record("shares.make", by=None, kind="installation", fields=["escrow"] if escrow else ["no-escrow"])
    typer.echo("All three were typed back. They are in force; destroy earlier ones. Keep them in three places.")
    if escrow:
        typer.echo("Cases sealed before: their page “Sealed” has a button that lets two sheets open them too.")


def show_share(number: int, share: str) -> str:
    """Show one sheet, clear the screen, and take it typed back."""
    typer.echo(f"\nSheet {number} of 3, for {HOLDERS[number - 1]}. Write it on paper; alone it opens nothing.\n")
    words = share.split()
    for start in range(0, len(words), 6):
        line = "   ".join(f"{place:>2} {word:<10}" for place, word in enumerate(words[start : start + 6], start + 1))
        typer.echo(f"    {line.rstrip()}")
    ask("\nPress Enter when it is written down; the screen is cleared then. ")
    if sys.stdout.isatty():
        typer.echo("\033[2J\033[3J\033[H", nl=False)
    ask_until(lambda: typed_back(share), f"This is not what sheet {number} says. Look at the paper again.")
    return share


def typed_back(share: str) -> None:
    from tayanch.store import recovery
    from tayanch.store.wrapping import WrongSecret

    if recovery.in_full(ask("Type the words from the paper: ")) != share:
        raise WrongSecret


def prepare_tables() -> None:
    from tayanch.site.prepare import prepare_once

    prepare_once()


def open_with_shares(data: Path | None) -> PrivateKey:
    """Open the folder with two sheets; returns the key that they also make."""
    use_folder(data)
    from tayanch.store.state import keyring

    found: list[PrivateKey] = []
    ask_until(
        lambda: found.append(keyring().unlock_with_shares([ask("First sheet: "), ask("Second sheet: ")])),
        "These two sheets do not open this folder.",
        ALL_LOST,
    )
    return found[0]


@shares_app.command("use")
def shares_use(data: Data = None) -> None:
    """Open with two of the three sheets and set a new passphrase."""
    open_with_shares(data)
    from tayanch.store.state import keyring

    keyring().change_passphrase(new_passphrase())
    start_django()
    from tayanch.audit import log

    prepare_tables()
    log.record("shares.use", by=None, kind="installation", fields=["passphrase"])
    keyring().lock()
    typer.echo("The new passphrase is in force. The three sheets still work.")


@shares_app.command("open-sealed")
def shares_open_sealed(
    to: Annotated[str, typer.Option(help="Sign-in name of the worker who takes the cases up again.")],
    case: Annotated[list[str] | None, typer.Option(help="Reference of a case; may be given several times.")] = None,
    data: Data = None,
) -> None:
    """Share sealed cases with a worker by two of the three sheets, because those named have lost their passwords."""
    key = open_with_shares(data)
    start_django()
    from tayanch.desk.actions.escrow import do_open_by_sheets, worker_by_name

    prepare_tables()
    opened, left = do_open_by_sheets(key, worker_by_name(to), case or [], by=None)
    typer.echo(f"Shared with {to}: {', '.join(opened) or 'no case'}")
    for reference, why in left.items():
        typer.echo(f"Not opened: {reference} ({why})")
    if left or not opened:
        raise SystemExit(1)


@shares_app.callback()
def shares_group() -> None:
    """Three sheets of which two are enough."""


# --- travelling ----------------------------------------------------------------------------------------------


@travel_app.command("away")
def travel_away(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the keys go: send it ahead, do not carry it.")],
    to: Annotated[Path | None, typer.Option(help="A partner's card: only the partner opens the file.")] = None,
    data: Data = None,
) -> None:
    """Take the keys off this computer: no passphrase opens it until they are back."""
    open_house(data)
    from tayanch.audit import log
    from tayanch.packets import read_card
    from tayanch.store import travel
    from tayanch.store.sqlcipher.base import close_all
    from tayanch.store.state import keyring

    prepare_tables()
    card = read_card(to.read_bytes()) if to else None
    log.record("travel.away", by=None, kind="installation")
    close_all()
    travel.away(keyring(), file.resolve(), a_day("today", ""), partner_key=card.sealing_key if card else None)
    typer.echo(f"The keys are in {file}, and no more on this computer. Locked.")
    typer.echo(f"Only {card.name} opens this file." if card else "Send it to somebody you trust, then delete it here.")
    typer.echo("A Tayanch that is running here locks itself within ten seconds.")


@travel_app.command("back")
def travel_back(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file that has the keys.")], data: Data = None
) -> None:
    """Bring the keys back."""
    use_folder(data)
    from tayanch.store import travel
    from tayanch.store.state import keyring

    travel.back(keyring(), file.resolve())
    typer.echo("The keys are back. Your passphrase opens them as before.")
    open_house(data)
    from tayanch.audit import log

    prepare_tables()
    log.record("travel.back", by=None, kind="installation")
    typer.echo(f"Opened and written down. Destroy {file} now, and the copies you sent.")


@travel_app.command("open")
def travel_open(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What a partner sent, sealed to your card.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Where the opened file goes.")],
    data: Data = None,
) -> None:
    """Open the keys that a partner sent to you for safekeeping, to send them back."""
    open_house(data)
    from tayanch.desk.actions.escrow import sealing_keys
    from tayanch.store import travel

    prepare_tables()
    travel.unseal(file.resolve(), out.resolve(), sealing_keys())
    typer.echo(f"Opened into {out}. Ask the partner by voice before you send it back.")


@travel_app.callback()
def travel_group() -> None:
    """Take the keys off this computer, and bring them back."""


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


@messages_app.command("send")
def messages_send(data: Data = None) -> None:
    """Send what waits and may go now, fetch what waits outside, and count both; a running server does it by itself."""
    open_house(data)
    from tayanch.desk.messages import sending
    from tayanch.site.prepare import prepare_once

    prepare_once()
    counts, fetched = sending.send_due(), sending.fetch_waiting()
    typer.echo(f"{counts.pop('sent', 0)} sent, {counts.total()} not sent, {fetched} fetched")


@messages_app.callback()
def messages_group() -> None:
    """Neutral messages out, and what came in."""


# --- packets, for a partner without a desk ---------------------------------------------------------------


KeyFile = Annotated[Path | None, typer.Option("--key", help="Your key file.")]


@app.command("open")
def open_packet(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="The packet.")] = None,
    *,
    new_key: Annotated[Path | None, typer.Option("--new-key", help="Make a key and keep it in this file.")] = None,
    name: Annotated[str, typer.Option(help="Your organisation, for a new key.")] = "",
    key: KeyFile = None,
    sender: Annotated[Path | None, typer.Option(help="The card of the sender.")] = None,
    lang: Language = "ru",
    html: Annotated[Path | None, typer.Option(help="Also write the packet as a page to this file.")] = None,
    save: Annotated[Path | None, typer.Option(help="Write the papers into this folder.")] = None,
    answer: Annotated[str, typer.Option(help="receipt, accepted, declined, working, outcome or destroyed.")] = "",
    text: Annotated[str, typer.Option(help="Words that go with the answer.")] = "",
    outcome: Annotated[str, typer.Option(help="How it ended: a concept of case-outcome.")] = "",
    out: Annotated[Path | None, typer.Option(help="The file for the answer.")] = None,
) -> None:
    """Open a packet without a desk of your own: with a key file and the card of the sender."""
    check_choice("--lang", lang, ("ky", "ru", "en"))
    if new_key is not None:
        make_key(new_key, name, lang)
        return
    if key is None:
        fail("Name your key file: --key FILE. You have none yet? --new-key FILE makes one.", 2)
    me = unlock_key(key)
    if file is None:
        tell_card(me.card, lang)
        return
    if sender is None:
        fail("Name the card of the sender: --sender FILE. You compare its six words with them by voice.", 2)
    from tayanch.packets import standalone

    card = standalone.card_from_file(sender)
    packet = standalone.open_from(file.read_bytes(), me, card, datetime.now(UTC))
    show_packet(packet, card, lang, html)
    for path in standalone.save_papers(packet.attachments, save) if save else []:
        typer.echo(f"Written: {path}")
    if answer:
        check_choice("--answer", answer, standalone.ANSWERS)
        now = datetime.now(UTC)
        write_answer(standalone.answer(packet, me, card, answer, now, text=text, outcome=outcome), card, out)


def make_key(path: Path, name: str, lang: str) -> None:
    """Make a key file and, beside it, the card for partners."""
    from tayanch.packets import standalone
    from tayanch.packets.keyfile import MIN_PASSPHRASE

    if not name:
        fail('Say who you are, as partners should read it: --name "Helpers in Moscow"', 2)
    first = ask("New passphrase for the key file: ")
    if len(first) < MIN_PASSPHRASE:
        fail(f"The passphrase must have at least {MIN_PASSPHRASE} characters. Four words are a good one.")
    if ask("Once more: ") != first:
        fail("The two were not the same. Nothing was written.")
    me = standalone.make_key_file(path, first, name)
    card = path.with_suffix(".card")
    card.write_text(me.card.to_text(), "utf-8")
    typer.echo(f"Your key: {path}   Keep it, and never send it.\nYour card: {card}   Send it to your partners.")
    tell_card(me.card, lang)


def unlock_key(path: Path) -> Me:
    """Ask for its passphrase, three times at most."""
    from tayanch.packets import WrongPassphrase, standalone

    for _ in range(TRIES):
        try:
            return standalone.read_key_file(path, ask("Passphrase of the key file: "))
        except WrongPassphrase as error:
            typer.echo(str(error), err=True)
    raise SystemExit("Three tries did not fit. Nothing was opened.")


def tell_card(card: Card, lang: str) -> None:
    typer.echo(f"{card.name}\n  {card.to_text()}\n  Six words to compare by voice: {' · '.join(card.words(lang))}")


def show_packet(packet: Packet, card: Card, lang: str, html: Path | None) -> None:
    """On the screen, and as a page where that was asked for."""
    from tayanch.packets import reading, standalone

    found = standalone.read(packet, lang, concept_words)
    typer.echo(f"From {card.name} ({' · '.join(card.words(lang))}), {packet.kind}, {packet.created:%Y-%m-%d}\n")
    typer.echo(reading.as_text(found))
    if html is not None:
        html.write_text(reading.as_html(card.name, found, lang), "utf-8")
        typer.echo(f"Written: {html}   It lies open on this computer. Delete it when you are done.")


def concept_words(scheme: str, concept_id: str, lang: str) -> str:
    """The words of a concept, its id when the vocabulary has none."""
    from tayanch import vocabulary

    try:
        return vocabulary.concept(concept_id if "/" in concept_id else f"{scheme}/{concept_id}").label(lang)
    except vocabulary.VocabularyError:
        return concept_id


def write_answer(data: bytes, card: Card, out: Path | None) -> None:
    if out is None:
        fail("Name the file for the answer: --out FILE.tayanch", 2)
    with out.open("xb") as file:
        file.write(data)
    typer.echo(f"Answer written: {out}   Send it to {card.name}.")


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


@guide_app.callback()
def guide_group() -> None:
    """The guide for her phone: check its cards, weigh its pages."""
    from tayanch import law

    law.use(law_folder(None))


AsOf = Annotated[str, typer.Option("--as-of", help="The day that counts as today, such as 2026-11-21.")]


@guide_app.command("check")
def guide_check(as_of: AsOf = "") -> None:
    """Tell what keeps a card from being shown, with file, line and cure; exit 1 when there is something."""
    from tayanch.guide.content import checks, loading
    from tayanch.guide.content.helpers import directory

    day = a_day("--as-of", as_of)
    published = law_folder(None).parent / "published"
    problems = checks.check(loading.HOME, day, directory(), published)
    found, _ = loading.laid_over(loading.guide(), published)
    for line in checks.lines(problems, loading.HOME):
        typer.echo(line)
    for line in checks.lines(checks.warnings(found, day), loading.HOME):
        typer.echo(f"Look at it: {line}")
    if not problems:
        typer.echo(f"{len(found.cards)} cards pass all gates on {day}.")
    raise SystemExit(int(bool(problems)))


@guide_app.command("weigh")
def guide_weigh(as_of: AsOf = "") -> None:
    """Tell how many bytes each country is on the wire and on the phone; exit 1 when something is over its budget."""
    from tayanch.guide.content import loading
    from tayanch.guide.content.helpers import directory
    from tayanch.guide.weighing import table, weigh

    found, _ = loading.laid_over(loading.guide(), law_folder(None).parent / "published")
    weights = weigh(found, a_day("--as-of", as_of), directory())
    for line in table(weights):
        typer.echo(line)
    raise SystemExit(int(any(one.is_over for one in weights)))


Address = Annotated[
    str, typer.Option(envvar="TAYANCH_ADDRESS", help="What everybody types to reach this guide: https://host.")
]
PaperFile = Annotated[Path, typer.Argument(metavar="FILE", help="The PDF to write.")]
Country = Annotated[str, typer.Argument(metavar="COUNTRY", help="ru, kz, kg, tr, kr, uk, de or any.")]
PaperLanguage = Annotated[str, typer.Argument(metavar="LANGUAGE", help="ky, ru or en.")]


@guide_app.command("leaflet")
def guide_leaflet(
    country: Country, language: PaperLanguage, file: PaperFile, address: Address = "", as_of: AsOf = ""
) -> None:
    """A country's leaflet as PDF: A4, two sides, folded twice."""
    write_paper("leaflet", country, language, file=file, address=address, day=a_day("--as-of", as_of))


@guide_app.command("poster")
def guide_poster(
    country: Country, language: PaperLanguage, file: PaperFile, address: Address = "", as_of: AsOf = ""
) -> None:
    """A country's poster as PDF: A3, with strips to tear off."""
    write_paper("poster", country, language, file=file, address=address, day=a_day("--as-of", as_of))


def write_paper(kind: str, country: str, language: str, *, file: Path, address: str, day: date) -> None:
    from tayanch.guide.content import loading
    from tayanch.guide.content.card import COUNTRIES, LANGUAGES
    from tayanch.guide.content.helpers import directory
    from tayanch.guide.pages.rendering import Making
    from tayanch.guide.paper.setting import to_pdf

    check_choice("COUNTRY", country, COUNTRIES)
    check_choice("LANGUAGE", language, LANGUAGES)
    if not address.startswith(("https://", "http://")):
        fail("The code on it leads to the guide: give its public address, --address https://host.", 2)
    making = Making(loading.guide(), day, directory(), lambda _language: "")
    file.write_bytes(to_pdf(kind, making, language, country, address))
    typer.echo(f"{file}: {language}, {country}.")


@guide_app.command("coverage")
def guide_coverage(
    output: Annotated[Path | None, typer.Option(help="Write here instead of to the screen.")] = None,
) -> None:
    """Which line of the list of needs is served by which cards, by what else, or why it is not."""
    from tayanch.guide.content import coverage, loading

    told = coverage.page(loading.guide())
    if output is None:
        sys.stdout.write(told)
    else:
        output.write_text(told, "utf-8", newline="\n")


@directory_app.callback()
def directory_group() -> None:
    """The directory of who helps."""


@directory_app.command("import")
def directory_import(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An HSDS CSV package: a folder or a ZIP archive.")],
    *,
    write: Annotated[Path | None, typer.Option(help="Write the entries into this folder.")] = None,
    country: Annotated[str, typer.Option(help="The country of whatever tells none.")] = "",
    need: Annotated[str, typer.Option(help="What a service is for when no term of the package fits.")] = "",
    kind: Annotated[str, typer.Option(help="What sort of organisations they are.")] = "ngo",
    as_of: AsOf = "",
) -> None:
    """Bring in a directory that somebody else keeps: tell what would be new, changed, refused and lost, then write."""
    from tayanch import vocabulary
    from tayanch.directory import all_entries
    from tayanch.directory.model import KINDS
    from tayanch.directory.opendata import importing

    check_choice("--kind", kind, KINDS)
    if country:
        check_choice("--country", country, [one.id for one in vocabulary.scheme("country")])
    if need:
        check_choice("--need", need, [one.id for one in vocabulary.scheme("need")])
    given = importing.Given(a_day("--as-of", as_of), country, need, kind)
    try:
        found = importing.plan(importing.read_package(file), all_entries(), given)
    except importing.PackageError as error:
        fail(str(error))
    for line in importing.lines(found):
        typer.echo(line)
    if write is None:
        typer.echo("Nothing was written. --write FOLDER writes what is new or changed.")
    else:
        typer.echo(f"Written into {write}: {importing.write(found, write)}. Nobody has confirmed any of it.")
    raise SystemExit(0 if found.new or found.changed or found.same else 1)


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
