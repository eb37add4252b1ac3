"""Travel mode at a real terminal: afterwards nothing in the data folder opens anything, until the keys come back."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tayanch.store import travel
from tayanch.store.keyring import Keyring, KeyringError
from tests.server import free_port
from tests.test_cli import PASSPHRASE, RECORDS, run, script

KEYS = """
from tayanch.vault.keys import organisation_key
here = Organisation.objects.get()
ring = json.loads(keyring().path.read_text())
keys = {"master": bytes(keyring()._master).hex(), "organisation": organisation_key(here.id).hex(),
        "database": keyring().key("database").hex(), "audit": keyring().key("audit").hex()}
print(json.dumps({"keys": keys, "wrapped": ring}))
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two installations, made once: each test gets a copy. The first one's keys are beside it, for comparison."""
    folder = tmp_path_factory.mktemp("houses")
    for name in ("mine", "theirs"):
        script(folder / name, RECORDS)
    (folder / "keys").write_text(script(folder / "mine", KEYS))
    return {name: folder / name for name in ("mine", "theirs", "keys")}


@pytest.fixture
def data(made: dict[str, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(made["mine"], tmp_path / "data"))


@pytest.fixture
def secrets(made: dict[str, Path]) -> dict[str, bytes]:
    """Every key, and every wrapped copy of the master key, as bytes."""
    told = json.loads(made["keys"].read_text())
    found = {name: bytes.fromhex(key) for name, key in told["keys"].items()}
    ring = told["wrapped"]
    found["by passphrase"] = base64.b64decode(ring["passphrase"]["wrapped"])
    found["salt"] = base64.b64decode(ring["passphrase"]["salt"])
    for name in ("recovery", "recovery_new"):
        if name in ring:
            found[name] = base64.b64decode(ring[name])
    return found


def places_of(secret: bytes, folder: Path) -> Iterator[str]:
    """Files of the folder in which a secret occurs raw, in hexadecimal or in base 64."""
    hexadecimal = secret.hex()
    shapes = {secret, hexadecimal.encode(), hexadecimal.upper().encode(), base64.b64encode(secret)}
    shapes |= {base64.b64encode(secret).rstrip(b"="), base64.urlsafe_b64encode(secret).rstrip(b"=")}
    for path in folder.rglob("*"):
        if path.is_file() and any(shape in path.read_bytes() for shape in shapes):
            yield path.name


def away(data: Path, file: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return run("travel", "away", str(file), *more, data=data, typed=f"{PASSPHRASE}\n")


def test_after_travel_mode_no_key_and_no_wrapped_key_is_in_any_file(
    data: Path, tmp_path: Path, secrets: dict[str, bytes]
) -> None:
    assert set(places_of(secrets["by passphrase"], data)) == {"keyring.json"}
    done = away(data, tmp_path / "keys.travel")
    assert done.returncode == 0, done.stderr
    assert {name for name, secret in secrets.items() if list(places_of(secret, data))} == set()
    left = json.loads((data / "keyring.json").read_text())
    assert set(left) == {"format", "id", "travelling_since"}


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="Looks at an open file by its descriptor.")
def test_the_old_bytes_are_overwritten_where_they_lay(data: Path, tmp_path: Path, secrets: dict[str, bytes]) -> None:
    wrapped = base64.b64encode(secrets["by passphrase"])
    with (data / "keyring.json").open("rb") as before:  # keeps the old file readable although it is replaced
        assert wrapped in before.read()
        assert away(data, tmp_path / "keys.travel").returncode == 0
        before.seek(0)
        assert wrapped not in before.read()


def test_every_door_says_kindly_that_the_keys_are_travelling(data: Path, tmp_path: Path) -> None:
    away(data, tmp_path / "keys.travel")
    for command in (["start", "--no-browser"], ["audit", "verify"], ["recover"]):
        done = run(*command, data=data, typed=f"{PASSPHRASE}\n" * 3)
        assert done.returncode == 1, command
        assert "travelling since" in done.stderr
        assert "travel back" in done.stderr
        assert "Traceback" not in done.stderr


def test_the_keys_come_home_and_open_everything_again(data: Path, tmp_path: Path) -> None:
    before = (data / "keyring.json").read_bytes()
    away(data, tmp_path / "keys.travel")
    back = run("travel", "back", str(tmp_path / "keys.travel"), data=data, typed=f"{PASSPHRASE}\n")
    assert back.returncode == 0, back.stderr
    assert json.loads((data / "keyring.json").read_bytes()) == json.loads(before)
    told = script(data, "print(json.dumps([Person.objects.count(), list(Entry.objects.values_list('action'))[-2:]]))")
    assert json.loads(told) == [2, [["travel.away"], ["travel.back"]]]


def test_a_file_of_another_installation_is_refused(data: Path, tmp_path: Path, made: dict[str, Path]) -> None:
    away(data, tmp_path / "mine")
    away(Path(shutil.copytree(made["theirs"], tmp_path / "other")), tmp_path / "theirs")
    done = run("travel", "back", str(tmp_path / "theirs"), data=data, typed=f"{PASSPHRASE}\n")
    assert done.returncode == 1
    assert "another installation" in done.stderr
    assert "travelling_since" in (data / "keyring.json").read_text()


DAMAGED = ["", "{}", "[]", '{"tayanch-travel": 1}', '{"tayanch-travel": 1, "id": "x"}', "\x00", '{"tayanch-travel": 2}']


@pytest.mark.parametrize("text", DAMAGED)
def test_a_damaged_file_is_refused_and_changes_nothing(tmp_path: Path, text: str) -> None:
    ring = Keyring(tmp_path / "home" / "keyring.json")
    ring.create(PASSPHRASE)
    travel.away(ring, tmp_path / "keys.travel", date(2026, 11, 3))
    before = ring.path.read_bytes()
    (tmp_path / "strange").write_text(text)
    with pytest.raises(KeyringError, match=r"strange|newer"):
        travel.back(ring, tmp_path / "strange")
    assert ring.path.read_bytes() == before
    travel.back(ring, tmp_path / "keys.travel")
    ring.unlock(PASSPHRASE)


def test_a_place_in_the_data_folder_or_a_file_that_is_there_is_refused(data: Path, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("mine")
    for place in (data / "files" / "keys", tmp_path / "there"):
        done = away(data, place)
        assert done.returncode == 1
        assert "Nothing was changed" in done.stderr or "stay in the data folder" in done.stderr
    assert (tmp_path / "there").read_text() == "mine"
    assert "passphrase" in json.loads((data / "keyring.json").read_text())


def test_a_backup_in_the_folder_must_be_taken_away_first(data: Path, tmp_path: Path) -> None:
    run("backup", str(data / "copy.backup"), data=data, typed=f"{PASSPHRASE}\n")
    done = away(data, tmp_path / "keys.travel")
    assert done.returncode == 1
    assert "copy.backup" in done.stderr
    assert not (tmp_path / "keys.travel").exists()
    (data / "copy.backup").unlink()
    assert away(data, tmp_path / "keys.travel").returncode == 0


def test_a_file_sealed_to_a_partner_needs_the_partner(data: Path, tmp_path: Path, made: dict[str, Path]) -> None:
    partner = tmp_path / "partner"
    card = script(
        partner,
        "from tayanch.accounts.scopes import every_organisation\n"
        "from tayanch.desk.actions.partners import do_make_identity\nfrom tayanch.desk.referrals import exchange\n"
        "with every_organisation():\n"
        "    here = Organisation.objects.create(name='Partner (invented)', country='ru')\n"
        "    print(exchange.own_card(do_make_identity(here, by=None)).to_text())",
    )
    (tmp_path / "card").write_text(card)
    sealed, opened = tmp_path / "sealed", tmp_path / "opened"
    done = away(data, sealed, "--to", str(tmp_path / "card"))
    assert done.returncode == 0, done.stderr
    assert "passphrase" not in sealed.read_text()
    refused = run("travel", "back", str(sealed), data=data, typed=f"{PASSPHRASE}\n")
    assert refused.returncode == 1
    assert "sealed to a partner" in refused.stderr
    strangers = run("travel", "open", str(sealed), str(opened), data=made["theirs"], typed=f"{PASSPHRASE}\n")
    assert strangers.returncode == 1
    assert not opened.exists()
    theirs = run("travel", "open", str(sealed), str(opened), data=partner, typed=f"{PASSPHRASE}\n")
    assert theirs.returncode == 0, theirs.stderr
    assert run("travel", "back", str(opened), data=data, typed=f"{PASSPHRASE}\n").returncode == 0


def test_a_server_that_runs_locks_itself_and_its_page_says_where_the_keys_are(data: Path, tmp_path: Path) -> None:
    secret, port = tmp_path / "passphrase", free_port()
    secret.write_text(PASSPHRASE)
    env = {k: v for k, v in os.environ.items() if not k.startswith(("TAYANCH_", "DJANGO_"))}
    env |= {"TAYANCH_PASSPHRASE_FILE": str(secret), "TAYANCH_LOCK_AFTER_MINUTES": "0.05"}
    command = [sys.executable, "-m", "tayanch", "start", "--no-browser", "--port", str(port), "--data", str(data)]
    address = f"http://localhost:{port}"
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(lambda: _page(f"{address}/health") == "ok")
            assert away(data, tmp_path / "keys.travel").returncode == 0
            _wait_for(lambda: "travelling since" in _page(f"{address}/en/"))
        finally:
            server.terminate()


def _page(address: str) -> str:
    try:
        with urllib.request.urlopen(address) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        return str(error.read().decode())
    except OSError:
        return ""


def _wait_for(condition: object) -> None:
    for _ in range(150):
        if condition():  # type: ignore[operator]
            return
        time.sleep(0.2)
    raise AssertionError("waited for thirty seconds")
