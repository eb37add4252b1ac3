"""From her first call to the money in her hands, in a real browser against a real server; and what it leaves behind."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import docx
import pypdf
import pytest
from playwright.sync_api import Browser

from tests.browser.story import COMPENSATION, EVIDENCE, HER, NAMES, TOGETHER, WAGES, Story, Told, signed_in, squeezed
from tests.server import Server, only_embedded
from tests.traces import Traces, everything

pytestmark = [pytest.mark.browser, pytest.mark.slow, only_embedded]
# Her name in another script and in another spelling, her phone, her employer, the topic in two languages.
SEARCHES = ["Umutai Chonkoisueva", "чонкойсуева умутай", "+996 700 91 82 73", "Kokzhyldyzbai", "wages", "айлык"]


@dataclass
class After:
    """The story, the stopped server that it was told to, its folder and a backup copied while it ran."""

    told: Told
    server: Server
    running: Path
    backup: Path
    made: subprocess.CompletedProcess[str]

    @property
    def left(self) -> list[Path]:
        """Every place where something of her could have stayed."""
        return [self.server.folder, self.running, self.server.log, self.server.beside("tmp"), self.backup]


@pytest.fixture(scope="module")
def after(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[After]:
    folder = tmp_path_factory.mktemp("story")
    server, told = Server(folder / "data").prepare().start(), Told()
    try:
        story = Story(signed_in(browser, server, told.watch, "worker"), told)
        story.tell()
        for typed in [*SEARCHES, told.case]:
            story.finds(typed)
        story.looks("before")
        Story(signed_in(browser, server, told.watch, "teammate"), told).at_case()
        story.looks("after")
        story.what_the_browser_keeps()
        made = server.run("backup", str(folder / "copy.tayanch"))
        shutil.copytree(server.folder, folder / "running")
        server.stop()
        yield After(told, server, folder / "running", folder / "copy.tayanch", made)
    finally:
        server.kill()
        for context in browser.contexts:
            context.close()


@pytest.fixture(scope="module")
def traces() -> Traces:
    return Traces(HER, NAMES)


# --- what she got ------------------------------------------------------------------------------------------


def test_the_figures_are_those_that_were_worked_out_by_hand(after: After) -> None:
    figures = after.told.figures
    assert figures["wages unpaid"] == f"{WAGES}₽"
    assert figures["compensation unpaid"] == figures["compensation paid"] == f"{COMPENSATION}₽"
    assert figures["together unpaid"] == f"{TOGETHER}₽"
    assert figures["wages paid"] == "0.00₽"


def test_the_letter_opens_as_docx_and_pdf_with_her_name_and_the_sums(after: After) -> None:
    assert sorted(name.rsplit("-", 1)[1] for name in after.told.papers) == ["ky.docx", "ky.pdf", "ru.docx", "ru.pdf"]
    for name, data in after.told.papers.items():
        text = squeezed(text_of(data, name))
        for value in (WAGES, COMPENSATION, TOGETHER, HER["name"], HER["employer"], HER["payment way"]):
            assert squeezed(value) in text, (name, value)


def text_of(data: bytes, name: str) -> str:
    if name.endswith(".pdf"):
        return "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages)
    opened = docx.Document(BytesIO(data))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in opened.paragraphs), *cells])


def test_her_evidence_comes_back_byte_for_byte_under_a_name_that_tells_nothing(after: After, traces: Traces) -> None:
    assert after.told.evidence == EVIDENCE
    assert len(after.told.paper_names) == 5
    assert traces.within("\n".join(after.told.paper_names).encode()) == []


def test_the_money_is_followed_from_the_claim_into_her_hands(after: After) -> None:
    assert after.told.ledger.count(f"{TOGETHER}₽") == 5
    assert after.told.states == ["open", "Paid in part", "open", "Paid in full"]


def test_the_case_is_found_by_all_that_is_known_of_her(after: After) -> None:
    assert after.told.found == dict.fromkeys([*SEARCHES, after.told.case], True)


def test_the_owner_sees_who_else_looked(after: After) -> None:
    assert "Nobody but the owner" in after.told.looked["before"]
    assert "Teammate" in after.told.looked["after"]


# --- what the browser saw ------------------------------------------------------------------------------------


def test_no_address_and_no_title_tells_of_her(after: After, traces: Traces) -> None:
    watch = after.told.watch
    assert len(watch.navigated) > 40
    assert any(after.told.case in title for title in watch.titles)
    assert traces.within(watch.visible) == []


def test_nothing_is_asked_of_another_host_and_nothing_is_kept(after: After) -> None:
    watch = after.told.watch
    assert {urlsplit(url).netloc for url in watch.asked} == {f"localhost:{after.server.port}"}
    assert watch.shown > 40
    assert watch.kept == []
    assert after.told.in_browser == {"storage": [0, 0, 0], "cookies": {"s", "c"}}


def test_no_page_broke(after: After) -> None:
    assert after.told.watch.faults == []


# --- what lies on the disk -----------------------------------------------------------------------------------


def test_the_detector_finds_every_value_in_every_form(tmp_path: Path, traces: Traces) -> None:
    for number, (what, wanted) in enumerate(traces.wanted.items()):
        for form in wanted:
            (tmp_path / str(number)).write_bytes(b"\x00before " + form + b" after\xff")
            assert what in traces.within((tmp_path / str(number)).read_bytes())
    assert len(traces.below(tmp_path)) == len(traces.wanted)
    (tmp_path / f"{HER['name']}.txt").touch()
    assert any("name of" in where for where in traces.below(tmp_path))


def test_nothing_of_her_can_be_read_in_the_data_folder_the_logs_or_the_backup(
    after: After, traces: Traces, tmp_path: Path
) -> None:
    assert after.made.returncode == 0, after.made.stderr
    shutil.unpack_archive(after.backup, tmp_path / "unpacked", "zip")
    places = [*after.left, tmp_path / "unpacked"]
    names = {Path(name).name for place in places for name, _data in everything(place)}
    assert {"tayanch.db", "tayanch.db-wal", "tayanch.db-shm", "keyring.json", "secret_key"} <= names
    assert {"data.log", "data.tmp", "copy.tayanch", "database"} <= names
    assert sum(path.is_file() for path in (after.server.folder / "files").rglob("*")) == 5
    assert traces.below(*places) == {}


def test_the_log_of_the_server_tells_of_no_fault(after: After) -> None:
    lines = after.server.log.read_text("utf-8").splitlines()
    assert [line for line in lines if "Error" in line or "Traceback" in line] == []


@pytest.mark.parametrize("name", ["tayanch.db", "copied"])
def test_plain_sqlite_cannot_open_the_database(after: After, tmp_path: Path, name: str) -> None:
    path = tmp_path / "tayanch.db"
    shutil.copy(after.server.folder / "tayanch.db", path)
    if name == "copied":
        shutil.unpack_archive(after.backup, tmp_path, "zip")
        path = tmp_path / "database"
    with pytest.raises(sqlite3.DatabaseError, match="file is not a database"):
        sqlite3.connect(path).execute("SELECT count(*) FROM sqlite_master")


def test_one_flipped_byte_in_the_database_is_reported_and_never_copied(after: After, tmp_path: Path) -> None:
    shutil.copytree(after.server.folder, tmp_path / "data")
    damage(tmp_path / "data" / "tayanch.db")
    done = Server(tmp_path / "data").run("backup", str(tmp_path / "bad.tayanch"))
    assert done.returncode == 1
    assert "damaged" in done.stderr
    assert not (tmp_path / "bad.tayanch").exists()


def test_one_flipped_byte_in_the_backup_is_reported(after: After, tmp_path: Path) -> None:
    shutil.copy(after.backup, tmp_path / "bad.tayanch")
    damage(tmp_path / "bad.tayanch")
    done = Server(tmp_path / "data").run("drill", str(tmp_path / "bad.tayanch"))
    assert done.returncode == 1
    assert "damaged" in done.stderr


def damage(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_another_passphrase_opens_nothing(after: After, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("a passphrase of somebody else")
    for words in (("backup", str(tmp_path / "b")), ("drill", str(after.backup))):
        done = after.server.run(*words, TAYANCH_PASSPHRASE_FILE=str(wrong))
        assert done.returncode == 1
        assert "does not open" in done.stderr
    assert not (tmp_path / "b").exists()


def test_the_backup_made_while_she_was_helped_opens(after: After) -> None:
    done = after.server.run("drill", str(after.backup))
    assert done.returncode == 0, done.stderr
    assert "one sealed value opened" in done.stdout
