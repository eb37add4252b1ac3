"""Photos, scans and voice messages: known by their content, freed of what they carry, sealed, shown as pictures."""

from __future__ import annotations

import hashlib
import io
import struct
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from tayanch.audit.models import Entry
from tayanch.desk.actions import claims, documents
from tayanch.desk.actions.cases import do_close_case, do_open_case
from tayanch.desk.actions.people import do_add_person
from tayanch.desk.models import AttachmentFile, Case, Document
from tayanch.desk.papers import content, photos
from tayanch.vault import erasure, files
from tests.desk import paper_files as made
from tests.desk.docx_files import letter
from tests.desk.test_documents import signed_in
from tests.traces import Traces


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def pixels(data: bytes) -> bytes:
    return ImageOps.exif_transpose(opened(data)).convert("RGB").tobytes()


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# --- what a file is ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "kind", "pages"),
    [
        (made.photo(), photos.JPEG, 1),
        (made.screenshot(), photos.PNG, 1),
        (made.webp(), photos.WEBP, 1),
        (made.scan(), photos.TIFF, 3),
        (made.pdf(2), content.PDF, 2),
        (made.ogg(), "audio/ogg", None),
        (made.ogg(b"\x01vorbis"), "audio/ogg", None),
        (made.mp3(), "audio/mpeg", None),
        (made.m4a(), "audio/mp4", None),
        (made.m4a(brand=b"isom"), "audio/mp4", None),
        (letter("x"), content.DOCX, None),
        ("Кеп менен\r\n".encode(), content.TEXT, None),
        ("\ufeffС меткой".encode(), content.TEXT, None),
    ],
)
def test_a_file_is_known_by_its_content(data: bytes, kind: str, pages: int | None) -> None:
    looked = content.look(data)
    assert (looked.media_type, looked.pages, looked.flaw) == (kind, pages, "")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (made.HEIC, "heic"),
        (made.photo()[:2000], "damaged"),
        (b"\xff\xd8\xff\xe0 photo", "damaged"),
        (b"\x89PNG\r\n\x1a\n photo", "damaged"),
        (b"GIF89a\x01\x00", "picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "picture"),
        (b"<?xml version='1.0'?><svg/>", "picture"),
        (b"<html><script>alert(1)</script></html>", "other"),
        (made.m4a(handler=b"vide"), "video"),
        (made.m4a(brand=b"qt  "), "video"),
        (b"\x1aE\xdf\xa3 webm", "video"),
        (made.ogg(b"\x80theora"), "video"),
        (made.ogg(b"nonsense"), "damaged"),
        (b"ID3\x04\x00\x00\x00\x00\x00\x00 no sound", "damaged"),
        (made.m4a()[:20], "damaged"),
        (b"MZ\x90\x00 a program", "other"),
        (b"PK\x03\x04 torn", "damaged"),
    ],
)
def test_anything_else_is_refused_and_the_reason_can_be_told(data: bytes, why: str) -> None:
    with pytest.raises(content.NotAPaper) as refusal:
        content.look(data)
    assert refusal.value.why == why


def test_a_pdf_that_does_not_open_is_still_taken_and_it_is_said() -> None:
    assert content.look(b"%PDF-1.7 torn").flaw == "broken"
    assert content.look(made.pdf(password="secret")).flaw == "locked"
    assert content.look(made.pdf(script=True)).flaw == "active"


def huge_png() -> bytes:
    """A picture of 100,000 × 100,000 pixels that says so in 60 bytes."""
    import zlib

    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    chunks = (struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(content.NotAPaper) as refusal:
        content.look(huge_png())
    assert refusal.value.why in {"huge", "damaged"}


@given(
    st.binary(max_size=200), st.sampled_from([b"", b"OggS", b"ID3", made.photo()[:600], made.webp()[:60], b"II*\x00"])
)
@settings(max_examples=150, deadline=None)
def test_no_bytes_break_the_look(tail: bytes, head: bytes) -> None:
    with suppress(content.NotAPaper):
        assert content.look(head + tail).media_type in content.ENDINGS


@pytest.mark.parametrize(
    ("name", "kind", "fits"),
    [
        ("pay.JPG", photos.JPEG, True),
        ("pay.jpeg", photos.JPEG, True),
        ("pay", photos.JPEG, True),
        ("pay.pdf", photos.JPEG, False),
        ("voice.opus", "audio/ogg", True),
        ("pay.jpg.exe", photos.JPEG, False),
    ],
)
def test_a_name_that_promises_something_else_is_seen(name: str, kind: str, fits: bool) -> None:
    assert content.name_fits(name, kind) is fits


# --- what a photo carries ---------------------------------------------------------------------------------------


def test_place_time_and_device_are_read() -> None:
    found = photos.carried(made.photo())
    assert (found.place, found.taken, found.device) == (made.SAID_PLACE, "2025-03-04 10:22", made.DEVICE)
    assert photos.carried(made.webp()).place == made.SAID_PLACE
    assert photos.carried(made.screenshot()).place == made.SAID_PLACE


TAIL = b"ftypmp42 a film of three seconds " + made.HIDDEN
CARRIERS = [made.photo(tail=TAIL), made.photo(orientation=6), made.screenshot(), made.webp(), made.webp(orientation=8)]


@pytest.mark.parametrize("data", [*CARRIERS, made.scan()])
def test_the_clean_copy_has_the_same_pixels_and_nothing_else(data: bytes) -> None:
    clean = photos.clean(data)
    assert photos.carried(clean) == photos.Carried()
    assert pixels(clean) == pixels(data)
    for hidden in (made.HIDDEN, b"Xiaomi", b"2025:03:04", b"ftypmp42", b"GPS"):
        assert hidden not in clean
    assert photos.clean(clean) == clean


def test_a_photo_that_lies_on_its_side_is_shown_upright_after_cleaning() -> None:
    clean = photos.clean(made.photo(orientation=6))
    assert opened(photos.picture(clean, 400)).size == (300, 400)
    red, _green, _blue = opened(photos.picture(clean, 400)).getpixel((290, 10))
    assert red > 200


def test_a_photo_that_carries_nothing_stays_as_it_is() -> None:
    plain = io.BytesIO()
    made.image().save(plain, "JPEG")
    assert photos.clean(plain.getvalue()) == plain.getvalue()
    assert photos.clean(made.scan(named=False)) == made.scan(named=False)


@given(st.binary(min_size=1, max_size=60), st.integers(0, 3000))
@settings(max_examples=120, deadline=None)
def test_no_damage_lets_something_through_or_breaks_the_cleaning(noise: bytes, at: int) -> None:
    data = made.photo()
    damaged = data[:at] + noise + data[at + len(noise) :]
    with suppress(photos.NotAPhoto):
        photos.pages(damaged)
        assert photos.carried(photos.clean(damaged)).place == ""


# --- kept and shown ----------------------------------------------------------------------------------------------


@pytest.fixture
def case(here: SimpleNamespace) -> Case:
    return do_open_case(by=here.owner)


def bring(client: Client, case: Case, *sent: tuple[str, bytes], script: bool = True, **said: Any) -> Any:
    brought = [SimpleUploadedFile(name, data) for name, data in sent]
    headers = {"X-Requested-With": "fetch"} if script else {}
    return client.post(reverse("desk:evidence-add", args=[case.reference]), {"files": brought, **said}, headers=headers)


def test_a_photo_is_kept_without_its_place_and_the_worker_is_told(here: Any, case: Case) -> None:
    answer = bring(signed_in(here.owner), case, ("IMG_1.jpg", made.photo())).json()
    assert answer["state"] == "kept"
    assert any("where it was taken" in line for line in answer["lines"])
    assert any(made.SAID_PLACE in line for line in answer["lines"])
    paper = Document.objects.get()
    kept = files.read(paper)
    assert kept == photos.clean(made.photo())
    told = paper.attachment.told
    assert (told["came"], told["sha256"]) == (sha(made.photo()), sha(kept))
    assert told["carried"] == ["place", "taken", "device"]
    assert made.SAID_PLACE not in paper.attachment.unseal("facts")
    assert not AttachmentFile.objects.filter(what="original").exists()


def test_the_original_is_kept_only_when_that_was_asked(here: Any, case: Case) -> None:
    client = signed_in(here.owner)
    answer = bring(client, case, ("IMG_1.jpg", made.photo()), keep_original="on").json()
    assert any("This file says where it was taken" in line for line in answer["lines"])
    paper = Document.objects.get()
    given = client.get(reverse("desk:document-original", args=[case.reference, paper.id]))
    assert given.content == made.photo()
    assert given["Content-Type"] == "application/octet-stream"
    assert given["Content-Disposition"].startswith("attachment")


def test_the_same_file_is_not_kept_twice_but_its_original_can_follow(here: Any, case: Case) -> None:
    client = signed_in(here.owner)
    bring(client, case, ("IMG_1.jpg", made.photo()), name="Pay slip")
    again = bring(client, case, ("copy.jpg", made.photo())).json()
    assert again == {"state": "known", "name": "copy.jpg", "lines": ["This file is here already: Pay slip."]}
    third = bring(client, case, ("copy.jpg", made.photo()), keep_original="on").json()
    assert third["lines"][-1] == "Now it is also kept as it came."
    paper = Document.objects.get()
    original = documents.original_of(paper)
    assert original is not None
    assert files.read(original) == made.photo()
    clean = bring(client, case, ("clean.jpg", files.read(paper))).json()
    assert clean["state"] == "known"


def test_many_files_at_once_are_each_told_of(here: Any, case: Case) -> None:
    sent = [("a.jpg", made.photo()), ("b.heic", made.HEIC), ("c.pdf", made.screenshot()), ("v.opus", made.ogg())]
    page = bring(signed_in(here.owner), case, *sent, script=False, sort="chat").content.decode()
    assert page.count("kept, sealed</span>") == 3
    assert "Most Compatible" in page
    assert "a file of the kind PNG" in page
    assert {paper.unseal("name") for paper in Document.objects.all()} == {"Messages"}


def test_a_refused_file_leaves_nothing(here: Any, case: Case) -> None:
    client = signed_in(here.owner)
    before = set(Path(site.DATA_FOLDER).rglob("*"))
    for data in (made.HEIC, b"", b"x" * (documents.LARGEST + 1), made.photo()[:1500]):
        assert bring(client, case, ("x.jpg", data)).json()["state"] == "refused"
    assert bring(client, case).json()["state"] == "refused"
    assert not Document.objects.exists()
    assert {path for path in Path(site.DATA_FOLDER).rglob("*") if path.is_file()} <= before


def test_what_a_paper_shows_is_written_down_sealed_and_corrected(here: Any, case: Case) -> None:
    person = do_add_person(case, by=here.owner, name="Асель Ойдон", relation="client").person
    tie = case.people.get()
    claim = claims.do_start_claim(case, by=here.owner)
    from datetime import date
    from decimal import Decimal

    month = {"first": date(2025, 4, 1), "last": date(2025, 4, 30), "rhythm": claims.MONTHLY, "agreed": Decimal(100)}
    claims.do_make_periods(claim, by=here.owner, **month)
    client = signed_in(here.teammate)
    said = {"name": "Slip", "sort": "pay-slip", "on": "2025-05-05", "proves": "Seeded words", "source": "her sister"}
    bring(client, case, ("a.jpg", made.photo()), **said, tie=tie.id, period=claim.periods.get().id)
    paper = Document.objects.get()
    about = paper.attachment
    assert (paper.person, about.period, about.told["proves"]) == (person, claim.periods.get(), "Seeded words")
    assert b"Seeded" not in bytes(about.facts)
    path = reverse("desk:document-about", args=[case.reference, paper.id])
    page = client.get(path).content.decode()
    assert "Seeded words" in page
    assert sha(made.photo()) in page
    assert client.post(path, {**said, "proves": "Other words"}).status_code == 302
    told = paper.attachment.__class__.objects.get(document=paper).told
    assert (told["proves"], told["came"], told["file_name"]) == ("Other words", sha(made.photo()), "a.jpg")


def test_a_changed_file_is_said_on_its_page(here: Any, case: Case) -> None:
    paper = documents.do_keep_document(case, made.pdf(), "x", by=here.owner)
    files.store(paper, made.pdf(2))
    page = signed_in(here.owner).get(reverse("desk:document-about", args=[case.reference, paper.id]))
    assert "not what was kept" in page.content.decode()


def test_the_gallery_shows_small_pictures_within_the_page_and_pages_of_papers(here: Any, case: Case) -> None:
    for number in range(26):
        documents.do_keep_document(case, made.photo(colour=f"#0000{number:02x}"), f"Photo {number}", by=here.owner)
    client = signed_in(here.owner)
    path = reverse("desk:evidence", args=[case.reference])
    first, second = client.get(path).content.decode(), client.get(f"{path}?page=2").content.decode()
    assert first.count('src="data:image/jpeg;base64,') == 24
    assert second.count('src="data:image/jpeg;base64,') == 2
    assert client.get(f"{path}?page=99999999999").status_code == 200


def test_a_picture_is_made_anew_and_cannot_run_anything(here: Any, case: Case) -> None:
    paper = documents.do_keep_document(case, made.photo(tail=b"<script>"), "x", by=here.owner)
    path = reverse("desk:document-picture", args=[case.reference, paper.id, 1])
    answer = signed_in(here.teammate).get(path)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert b"script" not in answer.content
    assert Entry.objects.filter(action="document.open", object_id=paper.id, actor_id=here.teammate.id).exists()
    other = documents.do_keep_document(case, b"text", "x", by=here.owner)
    wrong = [(paper.id, 2), (other.id, 1)]
    for document_id, number in wrong:
        path = reverse("desk:document-picture", args=[case.reference, document_id, number])
        assert signed_in(here.owner).get(path).status_code == 404


def test_turning_changes_what_is_shown_and_not_what_is_kept(here: Any, case: Case) -> None:
    paper = documents.do_keep_document(case, made.photo(), "x", by=here.owner)
    before = files.read(paper)
    client = signed_in(here.owner)
    client.post(reverse("desk:document-turn", args=[case.reference, paper.id]), {"to": "right"})
    shown = client.get(reverse("desk:document-picture", args=[case.reference, paper.id, 1])).content
    assert opened(shown).size == (300, 400)
    red, *_rest = opened(shown).getpixel((290, 10))
    assert red > 200
    small = AttachmentFile.objects.get(document=paper, what="small")
    assert opened(files.read(small)).size == (180, 240)
    assert files.read(paper) == before
    text = documents.do_keep_document(case, b"text", "x", by=here.owner)
    assert client.post(reverse("desk:document-turn", args=[case.reference, text.id])).status_code == 404


def test_what_was_made_here_cannot_be_renamed_or_turned_as_if_it_had_been_brought(here: Any, case: Case) -> None:
    paper = documents.do_keep_document(case, made.photo(), "x", by=here.owner)
    Document.objects.filter(id=paper.id).update(kind="letter")
    client = signed_in(here.owner)
    about = reverse("desk:document-about", args=[case.reference, paper.id])
    assert client.get(about).status_code == 404
    assert client.post(about, {"name": "other"}).status_code == 404
    assert client.post(reverse("desk:document-turn", args=[case.reference, paper.id])).status_code == 404


def test_a_closed_case_takes_no_paper_and_still_shows_them(here: Any, case: Case) -> None:
    paper = documents.do_keep_document(case, made.photo(), "x", by=here.owner)
    do_close_case(case, by=here.owner, outcome="paid-in-full", closing_words="")
    client = signed_in(here.owner)
    assert bring(client, case, ("a.jpg", made.photo())).status_code == 403
    assert client.get(reverse("desk:evidence", args=[case.reference])).status_code == 200
    assert client.get(reverse("desk:document-about", args=[case.reference, paper.id])).status_code == 200
    assert client.post(reverse("desk:document-about", args=[case.reference, paper.id]), {}).status_code == 403


# --- nothing in clear, nothing left ------------------------------------------------------------------------------


def test_no_part_of_a_photo_lies_in_the_data_folder_in_clear(here: Any, case: Case) -> None:
    data = made.photo(tail=TAIL)
    bring(signed_in(here.owner), case, ("Айгүл_паспорт.jpg", data), keep_original="on", name="Seeded name of a paper")
    paper = Document.objects.get()
    small = files.read(AttachmentFile.objects.get(what="small"))
    values = {
        "name": "Seeded name of a paper",
        "file name": "Айгүл_паспорт",
        "hash": sha(data),
        "place": made.SAID_PLACE,
    }
    assert Traces(values).below(Path(site.DATA_FOLDER)) == {}
    wholes = (data, files.read(paper), small)
    pieces = [whole[at : at + 24] for whole in wholes for at in range(0, len(whole) - 24, 53)]
    telling = [piece for piece in pieces if len(set(piece)) > 15]  # a run of one byte lies in every file
    assert len(telling) > 20
    for path in Path(site.DATA_FOLDER).rglob("*"):
        if path.is_file():
            content_on_disk = path.read_bytes()
            assert not any(piece in content_on_disk for piece in telling), path


def test_destroying_a_paper_destroys_its_pictures_and_its_original(
    here: Any, case: Case, django_capture_on_commit_callbacks: Any
) -> None:
    paper = documents.do_keep_document(case, made.photo(), "x", by=here.owner, keep_original=True)
    paths = [files.path_of(one) for one in documents.files_of(Document.objects.filter(id=paper.id))]
    assert [path.exists() for path in paths] == [True] * 3
    with django_capture_on_commit_callbacks(execute=True):
        path = reverse("desk:document-remove", args=[case.reference, paper.id])
        assert signed_in(here.owner).post(path, {"back": "evidence"}).status_code == 302
    assert [path.exists() for path in paths] == [False] * 3
    assert not AttachmentFile.objects.exists()


def test_erasing_her_destroys_pictures_and_originals_of_her_papers(here: Any, case: Case) -> None:
    person = do_add_person(case, by=here.owner, name="Асель Ойдон", relation="client").person
    keep = {"by": here.owner, "person": person, "keep_original": True}
    hers = documents.do_keep_document(case, made.photo(), "x", **keep)
    shared = do_open_case(by=here.owner)
    do_add_person(shared, by=here.owner, name="Другая Женщина", relation="client")
    shared.people.create(person=person)
    there = documents.do_keep_document(shared, made.photo(), "x", **keep)
    ids = documents.files_of(Document.objects.filter(id__in=[hers.id, there.id]))
    assert len(ids) == 6
    erasure.do_erase_person(person, by=here.owner, reason="her-wish")
    assert [files.path_of(one).exists() for one in ids] == [False] * 6
    assert not AttachmentFile.objects.exists()
