"""Bundles: a list with fingerprints, every page in order and numbered, what cannot go in named, all of it sealed."""

from __future__ import annotations

import hashlib
import io
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from tayanch.audit.models import Entry
from tayanch.desk.actions import bundles, documents
from tayanch.desk.actions.cases import do_open_case
from tayanch.desk.actions.people import do_add_person
from tayanch.desk.models import Bundle, Case, Document
from tayanch.desk.papers import bundle, content
from tayanch.vault import erasure, files
from tests.desk import paper_files as made
from tests.desk.test_documents import signed_in
from tests.traces import Traces

TODAY = date(2026, 3, 4)


def item(name: str, data: bytes, **more: Any) -> bundle.Item:
    digest = hashlib.sha256(data).hexdigest()
    return bundle.Item(name, content.media_type(data), data, digest, **more)


def put_together(*items: bundle.Item, title: str = "", language: str = "ru") -> tuple[bundle.Made, PdfReader]:
    found = bundle.make(items, reference="7F3-K2M", title=title, language=language, today=TODAY)
    return found, PdfReader(io.BytesIO(found.data))


def flat(text: str) -> str:
    return "".join(text.split())


def text_of(reader: PdfReader) -> list[str]:
    return [flat(page.extract_text()) for page in reader.pages]


# --- the PDF ------------------------------------------------------------------------------------------------


def test_the_list_comes_first_and_every_page_has_its_number() -> None:
    slip = item("Расчётный лист", made.pdf(2, words="slip"), on=date(2025, 4, 30), proves="Показывает ставку")
    scan, photo = item("Скан", made.scan()), item("Фото", made.photo())
    found, reader = put_together(slip, scan, photo, title="Приложение к иску")
    pages = text_of(reader)
    assert found.pages == len(pages) == 1 + 2 + 3 + 1
    assert [(line.first, line.pages) for line in found.lines] == [(2, 2), (4, 3), (7, 1)]
    for said in ("Приложениекиску", "7F3-K2M", "04.03.2026", "Расчётныйлист", "Показываетставку", "30.04.2025"):
        assert said in pages[0]
    for one in (slip, scan, photo):
        assert one.sha256 in pages[0]
    assert "slip1" in pages[1]
    assert all(f"{at}/7" in page for at, page in enumerate(pages, 1))
    assert "№1·2/7" in pages[1]
    assert "№3·7/7" in pages[6]


def test_bookmarks_lead_to_each_paper() -> None:
    _found, reader = put_together(item("Один", made.pdf(2)), item("Два\nстроки", made.photo()))
    marks = [(mark.title, reader.get_destination_page_number(mark)) for mark in reader.outline]
    assert marks == [("Опись", 0), ("1. Один", 1), ("2. Два строки", 3)]


def test_what_cannot_be_a_page_is_named_and_the_rest_still_goes() -> None:
    items = [
        item("Запертый", made.pdf(password="secret")),
        item("Сломанный", b"%PDF-1.7 torn"),
        item("Голос", made.ogg()),
        item("Целый", made.pdf(words="whole")),
    ]
    found, reader = put_together(*items)
    assert [(line.first, line.why) for line in found.lines] == [(0, "locked"), (0, "broken"), (0, "other"), (2, "")]
    front, last = text_of(reader)
    assert "закрытпаролем" in front
    assert "неудалосьпрочитать" in front
    assert front.count("отдельно") >= 3
    assert "whole1" in last
    assert all(one.sha256 in front for one in items)


def test_a_list_of_many_papers_takes_more_pages_and_the_numbers_still_fit() -> None:
    papers = [item(f"Бумага {number}", made.pdf(words=f"p{number}x")) for number in range(1, 61)]
    found, reader = put_together(*papers)
    pages, front = text_of(reader), found.pages - 60
    assert front > 1
    for line in found.lines:
        assert f"p{line.number}x1" in pages[line.first - 1]
        assert f"№{line.number}·{line.first}/{found.pages}" in pages[line.first - 1]


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_page_that_is_turned_keeps_its_turn_and_gets_its_number(turned: int) -> None:
    _found, reader = put_together(item("x", made.pdf(words="turn", turned=turned)))
    page = reader.pages[1]
    assert page.rotation == turned
    assert "2/2" in flat(page.extract_text(orientations=(0, 90, 180, 270)))


def test_pictures_are_turned_as_the_worker_turned_them() -> None:
    _found, reader = put_together(item("x", made.photo()), item("y", made.photo(), turned=90))
    sizes = [(float(page.mediabox.width), float(page.mediabox.height)) for page in reader.pages]
    assert sizes[1][0] > sizes[1][1]
    assert sizes[2][0] < sizes[2][1]
    (picture,) = reader.pages[2].images
    assert picture.image.size == (300, 400)


def test_nothing_in_a_bundle_acts_and_nothing_tells_of_its_maker() -> None:
    found, reader = put_together(item("x", made.pdf(script=True)), item("y", made.photo(tail=b"hidden tail")))
    root = reader.trailer["/Root"]
    assert "/OpenAction" not in root
    assert "/Names" not in root
    for page in reader.pages:
        assert not {"/AA", "/Annots"} & set(page)
    for word in (b"JavaScript", b"cmd.exe", b"hidden tail", b"Xiaomi"):
        assert word not in found.data
    assert dict(reader.metadata or {}) == {"/Title": "Документы"}


def test_both_fingerprints_stand_in_the_list_when_place_was_taken_out() -> None:
    came = hashlib.sha256(b"as it came").hexdigest()
    photo = item("Фото", made.photo(), came=came)
    front = text_of(put_together(photo)[1])[0]
    assert came in front
    assert photo.sha256 in front


def test_a_copy_with_a_password_opens_with_it_only_and_is_aes_256() -> None:
    found, _reader = put_together(item("Секрет", made.pdf(words="inside")))
    copy = bundle.protect(found.data, "7F3K-2MXP-9BCD")
    locked = PdfReader(io.BytesIO(copy))
    assert locked.is_encrypted
    encryption = locked.trailer["/Encrypt"].get_object()
    assert (encryption["/V"], encryption["/R"]) == (5, 6)
    assert not locked.decrypt("wrong")
    assert locked.decrypt("7F3K-2MXP-9BCD")
    assert "inside1" in flat(locked.pages[1].extract_text())


@pytest.mark.parametrize("language", ["ru", "ky", "en"])
def test_the_list_is_written_in_each_language(language: str) -> None:
    front = text_of(put_together(item("Ким эмне айтты 🙂", made.ogg()), language=language)[1])[0]
    assert {"ru": "Описьдокументов", "ky": "Документтердинтизмеси", "en": "Listofdocuments"}[language] in front


def test_too_much_is_refused_before_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "MOST_PAGES", 3)
    with pytest.raises(bundle.TooMuch, match="pages"):
        put_together(item("x", made.pdf(2)), item("y", made.pdf(2)))
    monkeypatch.setattr(bundle, "MOST_ITEMS", 1)
    with pytest.raises(bundle.TooMuch, match="items"):
        put_together(item("x", made.pdf()), item("y", made.pdf()))
    monkeypatch.setattr(bundle, "LARGEST", 100)
    with pytest.raises(bundle.TooMuch, match="bytes"):
        put_together(item("x", made.pdf()))


# --- kept with the case ----------------------------------------------------------------------------------------


@pytest.fixture
def case(here: SimpleNamespace) -> Case:
    return do_open_case(by=here.owner)


def ask(client: Client, case: Case, *papers: Document, **more: Any) -> Any:
    numbers = {f"at-{paper.id}": str(number) for number, paper in enumerate(papers, 1)}
    path = reverse("desk:bundle", args=[case.reference])
    return client.post(path, {"language": "ru", "title": "Seeded title", **numbers, **more})


def test_papers_go_in_the_order_of_their_numbers_and_without_one_stay_out(here: Any, case: Case) -> None:
    slip, chat, left_out = (
        documents.do_keep_document(case, made.pdf(words=word), word, by=here.owner) for word in ("slip", "chat", "left")
    )
    client = signed_in(here.teammate)
    assert ask(client, case, chat, slip).status_code == 302
    kept = Bundle.objects.get()
    assert [(line["name"], line["first"]) for line in kept.told] == [("chat", 2), ("slip", 3)]
    data = client.get(reverse("desk:document", args=[case.reference, kept.document_id])).content
    pages = text_of(PdfReader(io.BytesIO(data)))
    assert "chat1" in pages[1]
    assert "slip1" in pages[2]
    assert not any("left" in page for page in pages)
    page = client.get(reverse("desk:bundle", args=[case.reference])).content.decode()
    assert "Seeded title" in page
    opened = Entry.objects.filter(action="document.open", actor_id=here.teammate.id).values_list("object_id", flat=True)
    assert {slip.id, chat.id} <= set(opened)
    assert left_out.id not in set(opened)


def test_a_form_without_a_number_is_refused_and_says_so(here: Any, case: Case) -> None:
    documents.do_keep_document(case, made.pdf(), "x", by=here.owner)
    answer = ask(signed_in(here.owner), case)
    assert answer.status_code == 422
    assert "at least one paper" in answer.content.decode()
    assert not Bundle.objects.exists()


def test_a_bundle_that_is_too_large_says_so(here: Any, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = documents.do_keep_document(case, made.pdf(4), "x", by=here.owner)
    monkeypatch.setattr(bundles, "MOST_BYTES", 10)
    answer = ask(signed_in(here.owner), case, paper)
    assert "Make two" in answer.content.decode()
    assert not Bundle.objects.exists()


def test_a_paper_whose_file_is_gone_is_named_and_the_rest_goes(here: Any, case: Case) -> None:
    gone = documents.do_keep_document(case, made.pdf(), "gone", by=here.owner)
    there = documents.do_keep_document(case, made.pdf(), "there", by=here.owner)
    files.delete([gone.id])
    kept = bundles.do_make_bundle(case, [gone, there], "", by=here.owner, language="en", today=TODAY)
    assert [(line["why"], line["first"]) for line in kept.told] == [("broken", 0), ("", 2)]


def test_the_copy_under_a_password_is_given_out_and_the_password_is_kept_nowhere(here: Any, case: Case) -> None:
    paper = documents.do_keep_document(case, made.pdf(words="inside"), "x", by=here.owner)
    kept = bundles.do_make_bundle(case, [paper], "", by=here.owner, language="ru", today=TODAY)
    client = signed_in(here.owner)
    path = reverse("desk:bundle-copy", args=[case.reference, kept.document_id])
    answer = client.post(path, {"password": "SEEDED-PASSWORD-1"})
    assert answer["Content-Disposition"].startswith("attachment")
    assert PdfReader(io.BytesIO(answer.content), password="SEEDED-PASSWORD-1").pages
    assert Traces({"password": "SEEDED-PASSWORD-1"}).below(Path(site.DATA_FOLDER)) == {}
    assert client.post(path, {"password": "short"}).status_code == 422
    other = reverse("desk:bundle-copy", args=[case.reference, paper.id])
    assert client.post(other, {"password": "SEEDED-PASSWORD-1"}).status_code == 404


def test_a_bundle_lies_on_the_disk_sealed(here: Any, case: Case) -> None:
    paper = documents.do_keep_document(case, made.pdf(), "Seeded paper name", by=here.owner)
    kept = bundles.do_make_bundle(case, [paper], "Seeded title", by=here.owner, language="ru", today=TODAY)
    assert Traces({"title": "Seeded title", "paper": "Seeded paper name"}).below(Path(site.DATA_FOLDER)) == {}
    assert b"PDF" not in files.path_of(kept.document_id).read_bytes()[:64]


def test_destroying_a_paper_says_that_a_bundle_still_holds_it(here: Any, case: Case) -> None:
    paper = documents.do_keep_document(case, made.pdf(), "x", by=here.owner)
    bundles.do_make_bundle(case, [paper], "", by=here.owner, language="ru", today=TODAY)
    path = reverse("desk:document-remove", args=[case.reference, paper.id])
    page = signed_in(here.owner).post(path, {"back": "evidence"}, follow=True).content.decode()
    assert "A bundle still holds a copy" in page


def test_erasing_her_destroys_the_bundles_of_every_case_she_was_in(here: Any, case: Case) -> None:
    person = do_add_person(case, by=here.owner, name="Асель Ойдон", relation="client").person
    shared = do_open_case(by=here.owner)
    do_add_person(shared, by=here.owner, name="Другая Женщина", relation="client")
    shared.people.create(person=person)
    ids = []
    for place in (case, shared):
        paper = documents.do_keep_document(place, made.pdf(), "x", by=here.owner)
        ids.append(bundles.do_make_bundle(place, [paper], "", by=here.owner, language="ru", today=TODAY).document_id)
    erasure.do_erase_person(person, by=here.owner, reason="her-wish")
    assert not Bundle.objects.exists()
    assert [files.path_of(one).exists() for one in ids] == [False, False]
    assert Document.objects.filter(case=shared, kind="evidence").count() == 1
