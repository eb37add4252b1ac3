"""Forgotten also in yesterday's backup: a woman who was erased stays erased, wherever an older copy is brought back."""

from __future__ import annotations

import json
import shutil
from ast import literal_eval
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.server import Server, only_embedded

pytestmark = [pytest.mark.slow, only_embedded]
HER, OTHER = "Үмүтай Чоңкойсуева", "Айжамал Бөрүбайкызы"  # both invented
# Two women with a case, a consultation and a sealed paper each; prints how to find them again.
RECORDS = f"""
import json
from tayanch.accounts.models import User
from tayanch.desk.actions import cases, documents
from tayanch.desk.actions.consultations import do_save_fields, do_start_consultation
from tayanch.desk.actions.people import do_add_person
from tayanch.desk.models import Consultation
by, told = User.objects.get(username="worker"), []
for name, phone in (({HER!r}, "+996700918273"), ({OTHER!r}, "+996700918274")):
    talk = do_start_consultation(by=by)
    do_save_fields(talk, {{"said": "Айлыгымды бербейт", "phone": phone, "topics": "unpaid-wages"}}, by=by)
    talk.refresh_from_db()
    case = cases.do_open_case(by=by, consultation=talk)
    person = do_add_person(case, by=by, name=name, relation="client").person
    Consultation.objects.filter(id=talk.id).update(person=person)
    paper = documents.do_keep_document(case, b"Sealed paper", "paper", by=by, person=person)
    ids = [str(row.id) for row in (person, case, talk)]
    told.append({{"person": ids[0], "case": case.reference, "subjects": ids, "paper": str(paper.id)}})
print(json.dumps(told))
"""
# What an installation still knows, of all and of the woman that it is asked about; one line for each woman.
LOOK = """
import json
from tayanch.audit import log
from tayanch.desk.models import Case, Consultation, Document
from tayanch.vault import files
from tayanch.vault.models import DataKey, Person, Tombstone
stones = [stone.kind for stone in Tombstone.objects.all()]
known = {{
    "names": {{person.unseal("name") for person in Person.objects.all()}},
    "consultations": Consultation.objects.count() + stones.count("consultation"),
    "cases": Case.objects.count() + stones.count("case"),
    "people": Person.objects.count() + stones.count("person"),
    "stones": len(stones),
    "log is whole": log.verify().is_whole,
}}
for woman in {women!r}:
    paper = Document.objects.filter(id=woman["paper"]).first()
    print(known | {{
        "person": Person.objects.filter(id=woman["person"]).count(),
        "keys": DataKey.objects.filter(subject__in=woman["subjects"]).count(),
        "paper": files.read(paper).decode() if paper else None,
    }})
"""
SAME_COUNTS = {"consultations": 2, "cases": 2, "people": 2}


@dataclass
class Installation:
    """Where she was erased on its own page, after a backup had been made."""

    server: Server
    backup: Path
    her: dict[str, Any]
    other: dict[str, Any]
    status: int

    def copy(self, folder: Path) -> Server:
        """The installation as it is after her erasure, to restore into."""
        return Server(Path(shutil.copytree(self.server.folder, folder)))

    @property
    def ledger(self) -> Path:
        return self.server.folder / "erasures.ledger"


@pytest.fixture(scope="module")
def erased(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("forgotten")
    server = Server(folder / "data").prepare()
    her, other = json.loads(server.inside(RECORDS))
    server.start()
    try:
        made = server.run("backup", str(folder / "yesterday.tayanch"))
        assert made.returncode == 0, made.stderr
        page = f"/en/desk/cases/{her['case']}/people/{her['person']}/erase/"
        assert server.get(page)[0] == 200
        status, _address = server.post(page, f"reason=her-wish&reference={her['case']}")
        server.stop()
        yield Installation(server, folder / "yesterday.tayanch", her, other, status)
    finally:
        server.kill()


def look(server: Server, *women: dict[str, Any]) -> list[dict[str, Any]]:
    return [literal_eval(line) for line in server.inside(LOOK.format(women=women)).splitlines()]


def sealed_file(server: Server, woman: dict[str, Any]) -> Path:
    name = woman["paper"].replace("-", "")
    return server.folder / "files" / name[:2] / name


def assert_forgotten(server: Server, erased: Installation) -> None:
    """She is gone with her keys and her file; the other woman is there; the counts are those of before."""
    found, kept = look(server, erased.her, erased.other)
    assert (found["names"], found["person"], found["keys"], found["paper"]) == ({OTHER}, 0, 0, None)
    assert not sealed_file(server, erased.her).exists()
    assert {what: found[what] for what in SAME_COUNTS} == SAME_COUNTS
    assert found["stones"] == 3
    assert found["log is whole"]
    assert (kept["person"], kept["paper"]) == (1, "Sealed paper")
    assert kept["keys"] > 0
    assert sealed_file(server, erased.other).exists()


def test_she_is_forgotten_where_she_was_erased(erased: Installation) -> None:
    assert erased.status == 302
    assert erased.her["person"] in erased.ledger.read_text("ascii")
    assert_forgotten(erased.server, erased)


def test_the_backup_alone_still_knows_her_and_may_not_be_opened_without_a_word_on_the_ledger(
    erased: Installation, tmp_path: Path
) -> None:
    new = Server(tmp_path / "new")
    refused = new.run("restore", str(erased.backup))
    assert refused.returncode == 1
    assert "--ledger" in refused.stderr
    assert not new.folder.exists()
    # Whoever says that nobody was erased gets her back: so the backup does hold her, and only the ledger forgets her.
    assert new.run("restore", str(erased.backup), "--no-ledger").returncode == 0
    found = look(new, erased.her)[0]
    assert found["names"] == {HER, OTHER}
    assert (found["paper"], found["stones"]) == ("Sealed paper", 0)
    assert found["keys"] > 0


def test_the_backup_restored_into_the_same_folder_forgets_her_every_time(erased: Installation, tmp_path: Path) -> None:
    server = erased.copy(tmp_path / "data")
    for _twice in range(2):
        done = server.run("restore", str(erased.backup))
        assert done.returncode == 0, done.stderr
        assert "1 people erased since the backup were erased again" in done.stdout
    server.start()
    server.kill()
    assert_forgotten(server, erased)


def test_the_backup_restored_on_a_new_computer_with_the_ledger_forgets_her(
    erased: Installation, tmp_path: Path
) -> None:
    server = Server(tmp_path / "new")
    done = server.run("restore", str(erased.backup), "--ledger", str(erased.ledger))
    assert done.returncode == 0, done.stderr
    assert "1 people erased since the backup were erased again" in done.stdout
    assert_forgotten(server, erased)
