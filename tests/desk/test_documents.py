"""Papers: told by their content, sealed on the disk, given out as downloads only."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tayanch.accounts.models import User
from tayanch.audit.models import Entry
from tayanch.desk.actions import documents
from tayanch.desk.actions.cases import do_open_case
from tayanch.desk.models import Case, Document
from tayanch.vault import files

PDF = b"%PDF-1.7 a seeded sentence"


def zipped(**entries: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
    return made.getvalue()


DOCX = zipped(**{"[Content_Types].xml": "", "word/document.xml": ""})
ODT = zipped(mimetype=documents.ODT, **{"content.xml": ""})


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (PDF, documents.PDF),
        (b"\xff\xd8\xff\xe0 photo", documents.JPEG),
        (b"\x89PNG\r\n\x1a\n photo", documents.PNG),
        (DOCX, documents.DOCX),
        (ODT, documents.ODT),
        ("Кеп менен\r\n".encode(), documents.TEXT),
    ],
)
def test_a_paper_is_known_by_its_content(data: bytes, expected: str) -> None:
    assert documents.media_type(data) == expected


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"MZ\x90\x00 a program",
        b"GIF89a\x01\x00",
        b"\x00\x01",
        "text in another encoding: ы".encode("cp1251"),
        zipped(**{"evil.exe": "x"}),
        zipped(**{"[Content_Types].xml": "", "word/document.xml": "", "word/vbaProject.bin": "macro"}),
        b"PK\x03\x04 torn",
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(documents.NotAPaper):
        documents.media_type(data)


@given(st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-", b"\xff\xd8\xff"]))
def test_no_bytes_break_the_check(tail: bytes, head: bytes) -> None:
    with suppress(documents.NotAPaper):
        assert documents.media_type(head + tail) in documents.ENDINGS


@pytest.fixture
def case(here: SimpleNamespace) -> Case:
    return do_open_case(by=here.owner)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def bring(client: Client, case: Case, data: bytes = PDF, **more: str) -> Any:
    sent = {"file": SimpleUploadedFile("Айгүл паспорт.html", data), "name": "Pay slip", **more}
    return client.post(reverse("desk:document-keep", args=[case.reference]), sent)


def test_a_paper_is_sealed_on_the_disk_and_comes_back_whole(here: Any, case: Case) -> None:
    client = signed_in(here.teammate)
    assert bring(client, case).status_code == 302
    paper = Document.objects.get()
    on_disk = files.path_of(paper.id).read_bytes()
    assert b"seeded" not in on_disk
    answer = client.get(reverse("desk:document", args=[case.reference, paper.id]))
    assert answer.content == PDF
    assert answer["Content-Disposition"] == f'attachment; filename="paper-{paper.id.hex[:6]}.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/octet-stream"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_opening_a_paper_is_logged(here: Any, case: Case) -> None:
    paper = documents.do_keep_document(case, PDF, "x", by=here.owner)
    signed_in(here.teammate).get(reverse("desk:document", args=[case.reference, paper.id]))
    assert Entry.objects.filter(action="document.open", object_id=paper.id, actor_id=here.teammate.id).exists()


@pytest.mark.parametrize("actor", ["other_team", "stranger", "administrator", "analyst"])
def test_nobody_outside_the_team_gets_a_paper(here: Any, case: Case, actor: str) -> None:
    paper = documents.do_keep_document(case, PDF, "x", by=here.owner)
    client = signed_in(getattr(here, actor))
    assert client.get(reverse("desk:document", args=[case.reference, paper.id])).status_code == 404
    assert client.post(reverse("desk:document-remove", args=[case.reference, paper.id])).status_code == 404
    assert bring(client, case).status_code == 404


def test_a_paper_is_not_reached_through_another_case(here: Any, case: Case) -> None:
    paper = documents.do_keep_document(case, PDF, "x", by=here.owner)
    own = do_open_case(by=here.other_team)
    client = signed_in(here.other_team)
    assert client.get(reverse("desk:document", args=[own.reference, paper.id])).status_code == 404
    assert client.post(reverse("desk:document-remove", args=[own.reference, paper.id])).status_code == 404


@pytest.mark.parametrize("data", [b"MZ\x90\x00 a program", b"x" * (documents.LARGEST + 1)])
def test_a_refused_file_says_what_is_taken_in(here: Any, case: Case, data: bytes) -> None:
    answer = bring(signed_in(here.owner), case, data)
    assert answer.status_code == 422
    assert "of at most 20 MB" in answer.content.decode()
    assert not Document.objects.exists()


def test_a_destroyed_paper_leaves_no_file(here: Any, case: Case, django_capture_on_commit_callbacks: Any) -> None:
    paper = documents.do_keep_document(case, PDF, "x", by=here.owner)
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(here.owner).post(reverse("desk:document-remove", args=[case.reference, paper.id]))
    assert not files.path_of(paper.id).exists()


def test_a_file_that_was_swapped_does_not_open(here: Any, case: Case) -> None:
    one = documents.do_keep_document(case, PDF, "x", by=here.owner)
    two = documents.do_keep_document(case, b"%PDF-1.7 other", "x", by=here.owner)
    files.path_of(one.id).write_bytes(files.path_of(two.id).read_bytes())
    with pytest.raises(Exception, match="does not open here"):
        files.read(one)
