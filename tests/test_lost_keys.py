"""The three ends of a lost passphrase, and sealed cases whose workers all lost their passwords, at a real terminal."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.test_cli import PASSPHRASE, nothing_of_hers, own_environment, run, script

HERS = ["Айгүл Токтосунова"]
NEW = "found again by sheets"
PASSWORD = "apricot lamp seven"
SEALED = f"""
from datetime import date
from tayanch.accounts import actions, worker_keys
from tayanch.accounts.scopes import every_organisation
from tayanch.desk.actions import cases, people as case_people, sealing
code = keyring().new_recovery_code()
keyring().confirm_recovery(code, date(2026, 11, 1))
here = Organisation.objects.create(name="Helpers (invented)", country="kg")
night, day = (Team.objects.create(organisation=here, name=name) for name in ("Night", "Day"))
users = {{}}
for name, team in (("owner", night), ("named", night), ("heir", day)):
    users[name] = User.objects.create_user(name, {PASSWORD!r}, name=name, role="caseworker", organisation=here)
    users[name].teams.add(team)
    worker_keys.make_pair(users[name], {PASSWORD!r})
    users[name].save()
with every_organisation():
    case = cases.do_open_case(by=users["owner"], topic="violence")
    case_people.do_add_person(case, by=users["owner"], name="Айгүл Токтосунова", relation="client")
    sealing.do_seal_case(case, named=[users["named"]], by=users["owner"])
print(json.dumps([code, case.reference]))
"""
# What a worker reads with her password, and what is left when an administrator gave her a new one.
READS = f"""
from tayanch.accounts import actions, worker_keys
from tayanch.accounts.scopes import every_organisation
from tayanch.desk.access import cases_for
from tayanch.vault.keys import KeyAway
def reads(name):
    user = User.objects.get(username=name)
    try:
        private = worker_keys.unwrap(user, {PASSWORD!r})
    except Exception:
        return "no key"
    with every_organisation(), worker_keys.with_private_key(user, private):
        return [tie.person.unseal("name") for case in cases_for(user) for tie in case.people.all()]
print(json.dumps({{name: reads(name) for name in ("owner", "named", "heir")}}))
"""
LOSE = """
from tayanch.accounts import actions
for name in ("owner", "named"):
    user = User.objects.get(username=name)
    actions.do_reset_password(user, by=user)
"""


@pytest.fixture(scope="module")
def sheeted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], str, str]:
    """An installation with three sheets, its recovery code and a sealed case, made once: each test gets a copy."""
    data = tmp_path_factory.mktemp("house") / "data"
    script(data, "pass")
    sheets = make_sheets(data, "--escrow")
    code, reference = json.loads(script(data, SEALED))
    return data, sheets, code, reference


@pytest.fixture
def house(sheeted: tuple[Path, list[str], str, str], tmp_path: Path) -> Path:
    return Path(shutil.copytree(sheeted[0], tmp_path / "data"))


@pytest.fixture
def sheets(sheeted: tuple[Path, list[str], str, str]) -> list[str]:
    return sheeted[1]


@pytest.fixture
def code(sheeted: tuple[Path, list[str], str, str]) -> str:
    return sheeted[2]


@pytest.fixture
def reference(sheeted: tuple[Path, list[str], str, str]) -> str:
    return sheeted[3]


def make_sheets(data: Path, *options: str) -> list[str]:
    """Run the ceremony as three holders do: read each sheet off the screen and type it back."""
    command = [sys.executable, "-m", "tayanch", "shares", "make", *options, "--data", str(data)]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, env=own_environment(), encoding="utf-8", bufsize=1, **pipes) as process:
        return _ceremony(process)


def _ceremony(process: Any) -> list[str]:
    sheets: list[str] = []
    process.stdin.write(PASSPHRASE + "\n")
    words: list[str] = []
    for line in process.stdout:
        words += [word for number, word in re.findall(r"(\d+) ([a-z]+)", line) if line.startswith("    ")]
        if len(words) == 23:
            sheets.append(" ".join(words))
            process.stdin.write(f"\n{sheets[-1]}\n")
            process.stdin.flush()
            words = []
    assert process.wait() == 0
    return sheets


def test_a_forgotten_passphrase_is_replaced_by_the_recovery_sheet(house: Path, code: str) -> None:
    done = run("recover", data=house, typed=f"{code}\n{NEW}\n{NEW}\n")
    assert done.returncode == 0, done.stderr
    assert run("audit", "verify", data=house, typed=f"{NEW}\n").returncode == 0


def test_with_the_sheet_lost_too_two_of_three_shares_open(house: Path, sheets: list[str]) -> None:
    done = run("shares", "use", data=house, typed=f"{sheets[2]}\n{sheets[0]}\n{NEW}\n{NEW}\n")
    assert done.returncode == 0, done.stderr
    assert "in force" in done.stdout
    assert run("audit", "verify", data=house, typed=f"{NEW}\n").returncode == 0
    assert run("audit", "verify", data=house, typed=f"{PASSPHRASE}\n" * 3).returncode == 1


def test_one_share_alone_opens_nothing_and_says_so_clearly(house: Path, sheets: list[str]) -> None:
    alone = (f"{sheets[0]}\n{sheets[0]}\n", f"{sheets[0]}\n\n", f"{sheets[0]}\n{' '.join(['academic'] * 23)}\n")
    before = (house / "keyring.json").read_bytes()
    done = run("shares", "use", data=house, typed="".join(alone))
    assert done.returncode == 1
    assert "nobody opens these records" in done.stderr
    assert "in force" not in done.stdout
    assert nothing_of_hers(done)
    assert (house / "keyring.json").read_bytes() == before


def test_a_sheet_that_was_not_typed_back_is_not_in_force_and_earlier_ones_stay(house: Path, sheets: list[str]) -> None:
    typed = f"{PASSPHRASE}\n\nwrong words\nwrong\nwrong\n"
    assert run("shares", "make", "--no-escrow", data=house, typed=typed).returncode == 1
    done = run("shares", "use", data=house, typed=f"{sheets[0]}\n{sheets[2]}\n{NEW}\n{NEW}\n")
    assert done.returncode == 0, done.stderr


def test_a_sealed_case_whose_workers_lost_their_passwords_is_taken_up_again_by_two_sheets(
    house: Path, sheets: list[str], reference: str
) -> None:
    assert json.loads(script(house, READS)) == {"owner": HERS, "named": HERS, "heir": []}
    script(house, LOSE)
    assert json.loads(script(house, READS)) == {"owner": "no key", "named": "no key", "heir": []}
    two = f"{sheets[1]}\n{sheets[2]}\n"
    done = run("shares", "open-sealed", "--to", "heir", "--case", reference, data=house, typed=two)
    assert done.returncode == 0, done.stderr
    assert reference in done.stdout
    assert nothing_of_hers(done)
    assert json.loads(script(house, READS))["heir"] == HERS
    told = json.loads(script(house, "print(json.dumps(list(Entry.objects.values_list('action', 'fields'))))"))
    assert ["shares.make", ["escrow"]] in told
    assert ["case.opened-by-sheets", ["named"]] in told


def test_without_that_decision_two_sheets_do_not_open_a_sealed_case(house: Path, reference: str) -> None:
    sheets = make_sheets(house, "--no-escrow")
    done = run("shares", "open-sealed", "--to", "heir", data=house, typed=f"{sheets[0]}\n{sheets[1]}\n")
    assert done.returncode == 1
    assert f"{reference} (not sealed to these sheets)" in done.stdout
    assert json.loads(script(house, READS))["heir"] == []


def test_neither_the_passphrase_nor_the_recovery_sheet_opens_a_sealed_case(house: Path) -> None:
    told = script(
        house,
        "from tayanch.accounts.scopes import every_organisation\n"
        "from tayanch.vault.keys import KeyAway, DataKey\n"
        "with every_organisation():\n"
        "    try:\n        print(Person.objects.get().unseal('name'))\n"
        "    except KeyAway:\n        print('away', DataKey.objects.count())",
    )
    assert told == "away 0\n"


def test_a_backup_carries_the_shares_and_the_sheets(house: Path, sheets: list[str], tmp_path: Path) -> None:
    copy, new = tmp_path / "copy.backup", tmp_path / "new"
    assert run("backup", str(copy), data=house, typed=f"{PASSPHRASE}\n").returncode == 0
    drill = run("drill", str(copy), typed=f"{PASSPHRASE}\n")
    assert drill.returncode == 0, drill.stderr
    assert "no sealed value" in drill.stdout  # all there is is sealed to workers
    back = run("restore", str(copy), "--no-ledger", data=new, typed=f"{PASSPHRASE}\n")
    assert back.returncode == 0, back.stderr
    assert json.loads(script(new, READS))["named"] == HERS
    typed = f"{sheets[0]}\n{sheets[2]}\n"
    assert run("shares", "open-sealed", "--to", "heir", data=new, typed=typed).returncode == 0
    assert json.loads(script(new, READS))["heir"] == HERS
