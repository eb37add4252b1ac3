"""One kind of backup for both databases: what leaves PostgreSQL comes back on either, without whoever was erased."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

PASSPHRASE = "four words make one"
HER, OTHER = "Калыйпа Жолборсова", "Сабира Кеңешова"  # both invented
ADDRESS = os.environ.get("TAYANCH_DATABASE_URL", "")
on_server = pytest.mark.skipif(not ADDRESS, reason="Needs PostgreSQL: set TAYANCH_TEST_ON=postgresql.")

OPEN = f"""
import json
from datetime import date
from decimal import Decimal
from tayanch.store.state import keyring
if keyring().exists:
    keyring().unlock({PASSPHRASE!r})
else:
    keyring().create({PASSPHRASE!r})
    keyring().confirm_recovery(keyring().new_recovery_code(), date(2026, 11, 1))
import django
django.setup()
from tayanch.accounts.scopes import every_organisation
walls = every_organisation()
walls.__enter__()
from tayanch.site.prepare import prepare
prepare()
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from tayanch.accounts.models import Organisation, Team, User
from tayanch.audit import log
from tayanch.desk.actions import cases, claims, consultations, documents, ledger, people
from tayanch.desk.models import Case, CasePerson, Document, WagePayment
from tayanch.store import backup, copying
from tayanch.store.tables import migrate
from tayanch.vault import erasure, files
from tayanch.vault.models import Person
"""
# Two women with everything that a case has; prints their ids. Somebody is signed in.
RECORDS = f"""
here = Organisation.objects.create(name="Helpers", country="kg")
by = User.objects.create_user("a", None, name="A", role="caseworker", organisation=here)
by.teams.add(Team.objects.create(organisation=here, name="Night"))
ids = []
for name, phone in (({HER!r}, "+996700918273"), ({OTHER!r}, "+996700918274")):
    talk = consultations.do_start_consultation(by=by)
    consultations.do_save_fields(talk, {{"said": "Не платят", "phone": phone, "topics": "unpaid-wages"}}, by=by)
    talk.refresh_from_db()
    case = cases.do_open_case(by=by, consultation=talk)
    person = people.do_add_person(case, by=by, name=name, relation="client").person
    cases.do_add_note(case, "note", by=by)
    claim = claims.do_start_claim(case, by=by)
    claims.do_update_terms(claim, by=by, work="sewing", pay_days=[20, 5], last_day_worked=None)
    periods = claims.do_make_periods(
        claim, by=by, first=date(2026, 3, 1), last=date(2026, 3, 31), rhythm=claims.MONTHLY, agreed=Decimal("52200.10")
    )
    WagePayment.objects.create(period=periods[0], date=date(2026, 4, 9), amount=Decimal("0.10"))
    ledger.do_enter_money(
        case, by=by, today=date(2026, 11, 1), stage="claimed", on=date(2026, 5, 1), amount=Decimal("52200.00"),
        currency="RUB", evidence="letter",
    )
    documents.do_keep_document(case, b"Sealed paper", "paper", by=by, person=person)
    ids.append(str(person.id))
SessionStore().create()
print(json.dumps(ids))
"""
DUMP = """
def plain(value):
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)
def rows(alias, model):
    columns = [field.attname for field in model._meta.concrete_fields]
    found = model._base_manager.using(alias).order_by("pk").values_list(*columns)
    return [[plain(value) for value in row] for row in found]
def dump(alias):
    return {model._meta.label: rows(alias, model) for model in copying.copied_models()}
"""
LOOK = """
print(json.dumps({
    "rows": dump("default"),
    "names": sorted(person.unseal("name") for person in Person.objects.all()),
    "papers": [bytes(files.read(paper)).decode() for paper in Document.objects.all()],
    "log": log.verify().is_whole,
}))
"""
# New rows get numbers after the copied ones; the log grows where it ended.
WORK_GOES_ON = """
by = User.objects.get()
by.teams.add(Team.objects.create(organisation_id=by.organisation_id, name="Day"))
cases.do_add_note(Case.objects.first(), "next", by=by)
print(by.teams.count())
"""
# Somebody writes a row after each table that was copied.
WRITTEN_MEANWHILE = """
import os, psycopg
from pathlib import Path
Organisation.objects.create(name="Before", country="kg")
writer = psycopg.connect(os.environ["TAYANCH_DATABASE_URL"], autocommit=True)
copy_table = copying._copy_table
def slowly(*given):
    copy_table(*given)
    writer.execute("INSERT INTO accounts_organisation VALUES (gen_random_uuid(), 'Later', 'kg', false)")
copying._copy_table = slowly
copying.copy_server(Path({path!r}))
with copying.also_open("copy", {{"ENGINE": "tayanch.store.sqlcipher", "NAME": {path!r}}}):
    print(list(Organisation.objects.using("copy").values_list("name", flat=True)))
print(Organisation.objects.filter(name="Later").exists())
"""


@dataclass(frozen=True)
class House:
    """A data folder, and the address of its database on a server; none: its own encrypted file."""

    folder: Path
    address: str = ""

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("TAYANCH_", "DJANGO_"))}
        environment |= {"TAYANCH_DATA": str(self.folder), "DJANGO_SETTINGS_MODULE": "tayanch.site.settings"}
        environment |= {"TAYANCH_DATABASE_URL": self.address} if self.address else {}
        secret = self.folder.parent / "passphrase"
        secret.write_text(PASSPHRASE)
        environment["TAYANCH_PASSPHRASE_FILE"] = str(secret)
        return subprocess.run(
            [sys.executable, *words], env=environment, check=False, capture_output=True, encoding="utf-8", timeout=120
        )

    def tayanch(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "tayanch", *words)

    def script(self, text: str) -> str:
        done = self.run("-c", OPEN + DUMP + text)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def look(self) -> dict[str, Any]:
        """Every row, the names, the papers, and whether the log is whole."""
        told: dict[str, Any] = json.loads(self.script(LOOK))
        return told


@pytest.fixture(scope="module")
def databases() -> Iterator[list[str]]:
    """The names of the databases that tests make; dropped in the end."""
    names: list[str] = []
    yield names
    for name in names:
        tell_server(f"DROP DATABASE {name} WITH (FORCE)")


def new_database(databases: list[str]) -> str:
    """The address of a new empty database."""
    name = f"portable_{uuid.uuid4().hex}"
    tell_server(f"CREATE DATABASE {name}")
    databases.append(name)
    return urlunsplit(urlsplit(ADDRESS)._replace(path=f"/{name}"))


def tell_server(statement: str) -> None:
    with psycopg.connect(ADDRESS, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


@dataclass(frozen=True)
class Made:
    house: House
    backup: Path
    ids: list[str]
    held: dict[str, Any]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, databases: list[str]) -> Made:
    """An installation on PostgreSQL with two women, and its backup."""
    folder = tmp_path_factory.mktemp("portable")
    house = House(folder / "data", new_database(databases))
    ids = json.loads(house.script(RECORDS))
    done = house.tayanch("backup", str(folder / "b.tayanch"))
    assert done.returncode == 0, done.stderr
    assert "2 sealed files" in done.stdout
    return Made(house, folder / "b.tayanch", ids, house.look())


@pytest.fixture
def empty(tmp_path: Path, databases: list[str]) -> House:
    """A new computer with a new empty database."""
    return House(tmp_path / "new", new_database(databases))


# --- from PostgreSQL ---------------------------------------------------------------------------------------


@on_server
def test_a_backup_made_on_postgresql_comes_back_as_an_encrypted_file_row_by_row(made: Made, tmp_path: Path) -> None:
    file = House(tmp_path / "data")
    done = file.tayanch("restore", str(made.backup), "--no-ledger")
    assert done.returncode == 0, done.stderr
    assert (file.folder / "tayanch.db").exists()
    assert file.look() == made.held
    assert made.held["names"] == [HER, OTHER]
    assert made.held["papers"] == ["Sealed paper"] * 2


@on_server
def test_a_backup_made_on_postgresql_is_drilled_like_any_other(made: Made) -> None:
    done = made.house.tayanch("drill", str(made.backup))
    assert done.returncode == 0, done.stderr
    for line in ("the log is whole", "2 people", "one sealed value opened"):
        assert line in done.stdout


@on_server
def test_a_backup_leaves_no_copy_of_the_database_in_the_data_folder(made: Made) -> None:
    left = {path.name for path in made.house.folder.iterdir()}
    assert left == {"files", "keyring.json", "last_backup.json", "secret_key"}


@on_server
def test_what_is_written_during_a_backup_is_not_in_it(made: Made, databases: list[str], tmp_path: Path) -> None:
    house = House(tmp_path / "data", new_database(databases))
    told = house.script(WRITTEN_MEANWHILE.format(path=str(tmp_path / "copy")))
    assert told == "['Before']\nTrue\n"


@on_server
def test_a_database_of_another_version_is_not_backed_up(made: Made, databases: list[str], tmp_path: Path) -> None:
    untouched = replace(made.house, address=new_database(databases))
    done = untouched.tayanch("backup", str(tmp_path / "b"))
    assert done.returncode == 1
    assert "not of this version" in done.stderr
    assert not (tmp_path / "b").exists()


# --- into PostgreSQL ---------------------------------------------------------------------------------------


@on_server
def test_a_backup_comes_back_into_an_empty_database_and_work_goes_on(made: Made, empty: House) -> None:
    done = empty.tayanch("restore", str(made.backup), "--no-ledger")
    assert done.returncode == 0, done.stderr
    assert empty.look() == made.held
    assert not list(empty.folder.glob("*.db*"))
    assert empty.script(WORK_GOES_ON) == "2\n"
    assert empty.tayanch("audit", "verify").returncode == 0


@on_server
def test_the_backup_of_an_encrypted_file_moves_to_a_server(empty: House, tmp_path: Path) -> None:
    file = House(tmp_path / "file")
    file.script(RECORDS)
    assert file.tayanch("backup", str(tmp_path / "b")).returncode == 0
    done = empty.tayanch("restore", str(tmp_path / "b"), "--no-ledger")
    assert done.returncode == 0, done.stderr
    assert empty.look() == file.look()


@on_server
def test_a_woman_erased_since_the_backup_never_reaches_the_new_server(
    made: Made, empty: House, databases: list[str], tmp_path: Path
) -> None:
    first = replace(empty, folder=tmp_path / "first", address=new_database(databases))
    assert first.tayanch("restore", str(made.backup), "--no-ledger").returncode == 0
    first.script(
        f"erasure.do_erase_person(Person.objects.get(id={made.ids[0]!r}), by=User.objects.get(), reason='her-wish')"
    )
    refused = empty.tayanch("restore", str(made.backup))
    assert refused.returncode == 1
    assert "--ledger" in refused.stderr
    done = empty.tayanch("restore", str(made.backup), "--ledger", str(first.folder / "erasures.ledger"))
    assert done.returncode == 0, done.stderr
    assert "1 people erased since the backup were erased again" in done.stdout
    found = empty.look()
    assert (found["names"], found["papers"], found["log"]) == ([OTHER], ["Sealed paper"], True)
    # Her id is left in the log only, which tells that she was looked at and erased.
    assert {table for table, rows in found["rows"].items() if made.ids[0] in json.dumps(rows)} == {"audit.Entry"}


@on_server
def test_a_database_that_is_not_empty_is_refused_and_stays_as_it_is(made: Made, tmp_path: Path) -> None:
    done = replace(made.house, folder=tmp_path / "new").tayanch("restore", str(made.backup), "--no-ledger")
    assert done.returncode == 1
    assert "is not empty" in done.stderr
    assert not (tmp_path / "new").exists()
    assert made.house.look() == made.held


@on_server
def test_a_database_with_tables_of_another_program_is_refused(made: Made, empty: House) -> None:
    with psycopg.connect(empty.address, autocommit=True) as connection:
        connection.execute("CREATE TABLE theirs AS SELECT 1 AS one")
    done = empty.tayanch("restore", str(made.backup), "--no-ledger")
    assert "is not empty" in done.stderr


@on_server
def test_a_restore_that_fails_at_the_very_end_leaves_the_database_empty_and_the_folder_as_it_was(
    made: Made, empty: House
) -> None:
    empty.folder.mkdir()
    (empty.folder / "mine").write_text("kept")
    done = empty.run(
        "-c",
        "import sys\nfrom tayanch.store import backup\n"
        "def fail(*given): raise OSError(28, 'the disk is full')\n"
        "backup.swap_in = fail\n"
        f"sys.argv = ['tayanch', 'restore', {str(made.backup)!r}, '--no-ledger']\n"
        "from tayanch.cli import main\nmain()",
    )
    assert done.returncode == 1
    assert "the disk is full" in done.stderr
    assert [path.name for path in empty.folder.iterdir()] == ["mine"]
    assert not [path for path in empty.folder.parent.iterdir() if "restore" in path.name]
    assert empty.script("from django.db import connection\nprint(copying.is_empty(connection))") == "True\n"
    assert empty.tayanch("restore", str(made.backup), "--no-ledger").returncode == 0


# --- the copy itself, on any database ------------------------------------------------------------------------

COPIED = """
copy = {{"ENGINE": "tayanch.store.sqlcipher", "NAME": {path!r}}}
with copying.also_open("copy", copy) as connection:
    migrate("copy")
    was_empty = copying.is_empty(connection)
    copying.copy_rows("default", "copy")
    equal = dump("copy") == dump("default")
    tables = [label for label, found in dump("copy").items() if found]
    print(json.dumps([was_empty, copying.is_empty(connection), equal, tables, Session.objects.using("copy").count()]))
"""
# Rows whose organisation is gone, as in a damaged database.
TORN = """
from django.db import connection
connection.cursor().execute("PRAGMA foreign_keys = OFF")
connection.cursor().execute("DELETE FROM accounts_organisation")
with copying.also_open("copy", {{"ENGINE": "tayanch.store.sqlcipher", "NAME": {path!r}}}) as copy:
    migrate("copy")
    try:
        copying.copy_rows("default", "copy")
    except backup.BackupError as error:
        print(error, copying.is_empty(copy))
"""


def test_every_row_is_copied_as_it_is_except_who_is_signed_in(tmp_path: Path) -> None:
    house = House(tmp_path / "data")
    house.script(RECORDS)
    told = json.loads(house.script(COPIED.format(path=str(tmp_path / "copy.db"))))
    was_empty, is_empty, equal, tables, sessions = told
    assert (was_empty, is_empty, equal, sessions) == (True, False, True, 0)
    assert {"accounts.User_teams", "audit.Entry", "vault.DataKey", "desk.WagePayment", "auth.Permission"} <= set(tables)
    assert b"SQLite format" not in (tmp_path / "copy.db").read_bytes()[:16]


def test_rows_that_do_not_fit_are_copied_not_even_in_part(tmp_path: Path) -> None:
    house = House(tmp_path / "data")
    house.script(RECORDS)
    told = house.script(TORN.format(path=str(tmp_path / "copy.db")))
    assert told == "The records could not be copied (IntegrityError). Nothing was changed. True\n"
