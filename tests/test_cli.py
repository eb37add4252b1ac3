"""The command line, as somebody at a terminal meets it: each test runs the real program."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

PASSPHRASE = "four words make one"
SETUP = """
import sys, json
from tayanch.store.state import keyring
keyring().unlock({passphrase!r}) if keyring().exists else keyring().create({passphrase!r})
import django; django.setup()
from tayanch.accounts.scopes import every_organisation
walls = every_organisation()
walls.__enter__()
from tayanch.site.prepare import prepare
prepare()
from tayanch.accounts.models import *
from tayanch.vault import people, erasure
from tayanch.vault.models import Person
from tayanch.audit.models import Entry
from django.db import connection
"""
RECORDS = """
here = Organisation.objects.create(name="Helpers", country="kg")
by = User.objects.create_user("a", None, name="A", role="caseworker", organisation=here)
ids = [str(people.do_create_person(by=by, name=name).id) for name in ("Айгүл Токтосунова", "Бермет Асанова")]
code = keyring().new_recovery_code()
print(json.dumps({"ids": ids, "code": code}))
"""


def own_environment() -> dict[str, str]:
    """The environment without what was set for the tests, so that nothing but ``--data`` chooses a database."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("TAYANCH_", "DJANGO_"))}


def run(
    *arguments: str, data: Path | None = None, typed: str = "", file: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """``tayanch …`` in a clean environment."""
    env = own_environment()
    if file is not None:
        env["TAYANCH_PASSPHRASE_FILE"] = str(file)
    words = [*arguments, *(["--data", str(data)] if data else [])]
    return subprocess.run(
        [sys.executable, "-m", "tayanch", *words],
        env=env,
        check=False,
        input=typed,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


def script(data: Path, text: str) -> str:
    """Run Python inside an installation; returns what it printed."""
    env = {**os.environ, "TAYANCH_DATA": str(data), "DJANGO_SETTINGS_MODULE": "tayanch.site.settings"}
    env.pop("TAYANCH_DATABASE_URL", None)
    program = SETUP.format(passphrase=PASSPHRASE) + text
    done = subprocess.run(
        [sys.executable, "-c", program], env=env, capture_output=True, check=False, encoding="utf-8", timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("secret") / "passphrase"
    path.write_text(PASSPHRASE + "\n")
    return path


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, secret: Path) -> dict[str, object]:
    """An installation with two women, its backup, and the erasure of the first one after it."""
    folder = tmp_path_factory.mktemp("house")
    data, copy = folder / "data", folder / "b.tayanch"
    told = json.loads(script(data, RECORDS))
    made = run("backup", str(copy), data=data, file=secret)
    assert made.returncode == 0, made.stderr
    script(data, f"erasure.do_erase_person(Person.objects.get(id={told['ids'][0]!r}), by=None, reason='her-wish')")
    return {"data": data, "backup": copy, "folder": folder, **told}


def nothing_of_hers(done: subprocess.CompletedProcess[str]) -> bool:
    return not any(word in done.stdout + done.stderr for word in ("Айгүл", "Бермет", "Traceback"))


# --- ground floor ----------------------------------------------------------------------------------------


def test_the_law_answers_in_one_json_line_without_django() -> None:
    program = "import sys, tayanch.cli as c\ntry: c.app(['law', 'compute', 'nope', '{}'])\n"
    program += "except SystemExit as e: code = e.code\n"
    program += "print(code, any(m.split('.')[0] in {'django', 'cryptography'} for m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True)
    line, told = done.stdout.splitlines()
    assert json.loads(line)["error"]["code"] == "unknown_rule"
    assert told == "2 False"


@pytest.mark.parametrize("way", ["argument", "file", "stdin"])
def test_a_question_comes_as_an_argument_a_file_or_standard_input(tmp_path: Path, way: str) -> None:
    (tmp_path / "q.json").write_text("{]", "utf-8")
    argument = {"argument": "{]", "file": f"@{tmp_path / 'q.json'}", "stdin": "-"}[way]
    done = run("law", "compute", "ru.wage.delay", argument, typed="{]")
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["code"] == "bad_json"


def test_a_missing_question_file_is_told_in_one_line(tmp_path: Path) -> None:
    done = run("law", "compute", "ru.wage.delay", f"@{tmp_path / 'none'}")
    assert done.returncode == 2
    assert "cannot be read" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_rules_are_listed() -> None:
    assert "ru.wage.delay" in run("law", "rules").stdout
    assert {"rule", "title"} <= set(json.loads(run("law", "rules", "--json").stdout)[0])


@pytest.mark.parametrize("format", ["ttl", "json", "csv"])
def test_the_vocabulary_is_written_in_three_formats(tmp_path: Path, format: str) -> None:
    from tayanch.vocabulary.export import export

    out = tmp_path / "words"
    assert run("vocabulary", "export", "--format", format, "--output", str(out)).returncode == 0
    assert out.read_bytes().decode() == export(format)


def test_an_unknown_format_names_the_known_ones() -> None:
    done = run("vocabulary", "export", "--format", "xml")
    assert done.returncode == 2
    assert "ttl, json, csv" in done.stderr


# --- keys ------------------------------------------------------------------------------------------------


def test_a_wrong_passphrase_opens_nothing_and_tells_so(house: dict[str, Path], tmp_path: Path) -> None:
    typed = run("audit", "verify", data=house["data"], typed="wrong\nwrong again\nstill wrong\n")
    assert typed.returncode == 1
    assert typed.stderr.count("does not open it") == 3
    (tmp_path / "wrong").write_text("not this one at all")
    filed = run("audit", "verify", data=house["data"], file=tmp_path / "wrong")
    assert filed.returncode == 1
    assert nothing_of_hers(filed)


def test_a_typed_passphrase_opens(house: dict[str, Path]) -> None:
    done = run("audit", "verify", data=house["data"], typed=f"wrong\n{PASSPHRASE}\n")
    assert done.returncode == 0, done.stderr
    assert "The log is whole: " in done.stdout


def test_an_empty_folder_says_how_to_begin(tmp_path: Path, secret: Path) -> None:
    done = run("backup", str(tmp_path / "b"), data=tmp_path / "empty", file=secret)
    assert done.returncode == 1
    assert "tayanch start" in done.stderr


def test_the_recovery_code_sets_a_new_passphrase(tmp_path: Path) -> None:
    data = tmp_path / "data"
    code = json.loads(script(data, "print(json.dumps(keyring().new_recovery_code()))"))
    wrong = run("recover", data=data, typed="AAAA\n" * 3)
    assert wrong.returncode == 1
    done = run("recover", data=data, typed=f"{code}\nfound again by sheet\nfound again by sheet\n")
    assert done.returncode == 0, done.stderr
    assert run("audit", "verify", data=data, typed="found again by sheet\n").returncode == 0


# --- the log ---------------------------------------------------------------------------------------------


def test_a_broken_log_exits_1_and_names_the_first_bad_entry(tmp_path: Path, secret: Path) -> None:
    data = tmp_path / "data"
    script(data, RECORDS)
    script(
        data,
        "c = connection.cursor()\nc.execute('DROP TRIGGER audit_no_update')\n"
        "c.execute(\"UPDATE audit_entry SET action = 'x' WHERE seq = 2\")",
    )
    done = run("audit", "verify", data=data, file=secret)
    assert done.returncode == 1
    assert "entry 2 does not fit" in done.stderr


# --- copies ----------------------------------------------------------------------------------------------


def test_a_drill_proves_that_a_backup_opens_and_leaves_nothing(house: dict[str, Path], secret: Path) -> None:
    done = run("drill", str(house["backup"]), file=secret)
    assert done.returncode == 0, done.stderr
    for line in (
        "every page of the database is whole",
        "the log is whole: 2 entries",
        "2 people",
        "one sealed value opened",
    ):
        assert line in done.stdout
    assert nothing_of_hers(done)


def test_a_drill_with_the_recovery_code_opens_too(house: dict[str, Path]) -> None:
    assert run("drill", str(house["backup"]), "--recovery", typed=f"{house['code']}\n").returncode == 0


def test_a_drill_of_a_damaged_backup_fails(house: dict[str, Path], secret: Path, tmp_path: Path) -> None:
    data = bytearray(house["backup"].read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "bad").write_bytes(data)
    done = run("drill", str(tmp_path / "bad"), file=secret)
    assert done.returncode == 1
    assert "damaged" in done.stderr


def test_a_restored_backup_does_not_bring_an_erased_woman_back(
    house: dict[str, Path], secret: Path, tmp_path: Path
) -> None:
    import shutil

    data = tmp_path / "data"
    shutil.copytree(house["data"], data)
    done = run("restore", str(house["backup"]), data=data, file=secret)
    assert done.returncode == 0, done.stderr
    assert "1 people erased since the backup were erased again" in done.stdout
    aside = [path for path in tmp_path.iterdir() if "before-restore" in path.name]
    assert len(aside) == 1
    assert (aside[0] / "tayanch.db").exists()
    assert nothing_of_hers(done)
    left = json.loads(script(data, "print(json.dumps([str(p.id) for p in Person.objects.all()]))"))
    assert left == house["ids"][1:]
    assert (data / "erasures.ledger").read_bytes() == (house["data"] / "erasures.ledger").read_bytes()


def test_a_new_computer_must_say_what_it_knows_of_erasures(
    house: dict[str, Path], secret: Path, tmp_path: Path
) -> None:
    refused = run("restore", str(house["backup"]), data=tmp_path / "new", file=secret)
    assert refused.returncode == 1
    assert "--ledger" in refused.stderr
    assert list(tmp_path.iterdir()) == []
    ledger = house["data"] / "erasures.ledger"
    done = run("restore", str(house["backup"]), "--ledger", str(ledger), data=tmp_path / "new", file=secret)
    assert done.returncode == 0, done.stderr
    assert "1 people erased since" in done.stdout


def test_a_restore_that_fails_leaves_the_folder_as_it_was(house: dict[str, Path], tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "mine").write_text("kept")
    done = run("restore", str(house["backup"]), "--no-ledger", data=data, typed="wrong\nwrong\nwrong\n")
    assert done.returncode == 1
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    assert (data / "mine").read_text() == "kept"


# --- running ---------------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def answer(port: int, path: str) -> str:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://localhost:{port}{path}") as page:
                return str(page.read().decode())
        except ConnectionError:
            time.sleep(0.1)
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionError):
                raise
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


def test_an_organisation_is_added_beside_the_first_and_a_mistake_adds_nothing(tmp_path: Path, secret: Path) -> None:
    data = tmp_path / "data"
    script(data, "pass")
    words = ["organisation", "add", "Osh (invented)", "--administrator", "Nurgul", "--country", "kg"]
    done = run(*words, "--sign-in", "nurgul", data=data, file=secret)
    assert done.returncode == 0, done.stderr
    assert "Nurgul signs in as nurgul" in done.stdout
    for wrong in ("nurgul", "Нургүл"):  # taken; not to be typed on every keyboard
        done = run(*words, "--sign-in", wrong, data=data, file=secret)
        assert done.returncode == 1
        assert "username" in done.stderr
    found = script(data, "print(Organisation.objects.count(), User.objects.count(), Team.objects.count())")
    assert found.split() == ["1", "1", "1"]


@pytest.mark.parametrize("flags", [[], ["--locked"]])
def test_start_serves_prints_its_address_and_locks_at_the_end(tmp_path: Path, secret: Path, flags: list[str]) -> None:
    if flags:
        script(tmp_path / "data", "")
    env = own_environment()
    port = free_port()
    words = ["start", "--no-browser", "--port", str(port), "--data", str(tmp_path / "data"), *flags]
    server = subprocess.Popen(
        [sys.executable, "-m", "tayanch", *words],
        env={**env, "TAYANCH_PASSPHRASE_FILE": str(secret)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        assert answer(port, "/health") == "ok"
        assert ("Locked" if flags else "Let us begin") in answer(port, "/en/")
        busy = run("start", "--no-browser", "--port", str(port), data=tmp_path / "data", file=secret)
        assert busy.returncode == 1
        assert f"--port {port + 1}" in busy.stderr
    finally:
        server.send_signal(signal.SIGINT)
        out, _ = server.communicate(timeout=30)
    assert f"http://localhost:{port}/" in out
    assert "Stopped and locked." in out


def test_the_demonstration_never_goes_into_a_folder_that_holds_something(
    house: dict[str, Path], tmp_path: Path
) -> None:
    for fresh in ([], ["--fresh"]):
        done = run("demo", *fresh, data=house["data"])
        assert done.returncode == 1
        assert "real records" in done.stderr
    assert (house["data"] / "tayanch.db").exists()
    (tmp_path / "letter.txt").write_text("mine")
    assert run("demo", "--fresh", data=tmp_path).returncode == 1
    assert (tmp_path / "letter.txt").exists()
