"""Transcripts come in: several at once, looked at before they are kept, corrected later with their codings."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from openpyxl import Workbook

from tayanch.evidence.interviews import waiting
from tayanch.evidence.interviews.actions import bringing, studies
from tayanch.evidence.interviews.gathering import study_of
from tayanch.evidence.interviews.models import Coding, Interview, Speaker, Study, TextVersion, Waiting
from tayanch.evidence.interviews.texts import text_of
from tayanch.interviews.reading import read
from tests.evidence.interviews.made import GROUP, WAGES, interview_named, kept, signed_in

pytestmark = pytest.mark.django_db
ROOT = "/en/evidence/interviews/"


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def begun(here: SimpleNamespace) -> Study:
    return studies.do_begin("Women", "", by=here.analyst)


def word_file(text: str) -> bytes:
    document, out = Document(), io.BytesIO()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def bring(here: SimpleNamespace, study: Study, *files: SimpleUploadedFile, **more: Any) -> Any:
    told = {"transcripts": list(files), "method": "focus-group", "language": "ky", "area": "batken", **more}
    return signed_in(here.analyst).post(f"{ROOT}{study.id}/bring/", told)


def test_each_file_gets_its_own_answer_and_a_bad_one_stops_no_other(here: SimpleNamespace) -> None:
    study = begun(here)
    answer = bring(here, study, upload("a.docx", word_file(GROUP)), upload("b.pdf", b"%PDF-1.7"), upload("c.txt", b""))
    assert [one["ok"] for one in answer.context["answers"]] == [True, False, False]
    assert "save it as DOCX" in words(answer)
    assert Waiting.objects.count() == 1
    assert not Interview.objects.exists()


def test_a_script_gets_the_answers_as_data(here: SimpleNamespace) -> None:
    study = begun(here)
    told = {"transcripts": [upload("a.txt", GROUP.encode())], "method": "interview"}
    answer = signed_in(here.analyst).post(f"{ROOT}{study.id}/bring/", told, headers={"X-Requested-With": "fetch"})
    assert answer.json()["answers"][0]["ok"] is True


def test_turns_speakers_and_doubts_are_shown_before_anything_is_kept(here: SimpleNamespace) -> None:
    study = begun(here)
    bring(here, study, upload("Group 1.txt", GROUP.encode()))
    (row,) = waiting.of_study(study)
    told = words(signed_in(here.analyst).get(f"{ROOT}waiting/{row.id}/"))
    assert "Айнура" in told
    assert "Тикмекан цехинде" in told
    seen = waiting.preview(row)
    assert [(one.speaker.label, one.turns, one.speaker.asks) for one in seen.heard] == [
        ("Модератор", 1, True),
        ("Айнура", 1, False),
        ("Бактыгүл", 1, False),
    ]


def test_what_is_kept_is_sealed_and_stands_on_the_board(here: SimpleNamespace) -> None:
    study = begun(here)
    bring(here, study, upload("Group 1.txt", GROUP.encode()))
    row = Waiting.objects.get()
    found = waiting.preview(row)
    told = {"name": "Group 1", "method": "focus-group", "language": "ky", "area": "batken", "held_on": "2026-03-01"}
    told |= {f"asks-{found.heard[0].speaker.id}": "on", "case": "Family 9"}
    answer = signed_in(here.analyst).post(f"{ROOT}waiting/{row.id}/", told)
    interview = Interview.objects.get()
    assert str(interview.id) in answer["Location"]
    assert not Waiting.objects.exists()
    version = interview.versions.get()
    assert text_of(version).text == GROUP
    assert "Айнура".encode() not in bytes(version.text)
    assert interview.case
    assert interview.case.unseal("name") == "Family 9"
    assert sorted((one.unseal("label"), one.asks) for one in Speaker.objects.all()) == [
        ("Айнура", False),
        ("Бактыгүл", False),
        ("Модератор", True),
    ]


def test_one_label_in_two_files_is_two_people_unless_somebody_says_otherwise(here: SimpleNamespace) -> None:
    study = begun(here)
    bring(here, study, upload("a.txt", GROUP.encode()), upload("b.txt", GROUP.encode()))
    first, second = waiting.of_study(study)
    bringing.do_keep_waiting(first, bringing.About("a", "interview"), by=here.analyst)
    known = {one.unseal("label"): str(one.id) for one in study.speakers.all()}
    ids = {one.speaker.label: one.speaker.id for one in waiting.preview(second).heard}
    joined = {ids["Модератор"]: known["Модератор"]}
    bringing.do_keep_waiting(second, bringing.About("b", "interview", joined=joined), by=here.analyst)
    labels = sorted(one.unseal("label") for one in study.speakers.all())
    assert labels == ["Айнура", "Айнура", "Бактыгүл", "Бактыгүл", "Модератор"]


def test_all_that_is_ticked_is_kept_at_once_and_the_rest_waits(here: SimpleNamespace) -> None:
    study = begun(here)
    bring(here, study, upload("a.txt", GROUP.encode()), upload("b.txt", GROUP.encode()))
    first, second = waiting.of_study(study)
    signed_in(here.analyst).post(f"{ROOT}{study.id}/bring/keep/", {"waiting": [str(first.id)]})
    assert [one.area for one in Interview.objects.all()] == ["batken"]
    assert Waiting.objects.get().id == second.id


def test_a_text_can_be_typed(here: SimpleNamespace) -> None:
    study = begun(here)
    signed_in(here.analyst).post(
        f"{ROOT}{study.id}/bring/", {"typed": GROUP, "typed_name": "Pasted", "method": "interview"}
    )
    (row,) = waiting.of_study(study)
    assert waiting.preview(row).name == "Pasted"


def test_nothing_chosen_is_told(here: SimpleNamespace) -> None:
    study = begun(here)
    answer = signed_in(here.analyst).post(f"{ROOT}{study.id}/bring/", {"method": "interview"})
    assert answer.status_code == 422
    assert "Choose files, or type a text" in words(answer)


def test_what_waits_is_found_by_nobody_else_and_can_be_dropped(here: SimpleNamespace) -> None:
    study = begun(here)
    bring(here, study, upload("a.txt", GROUP.encode()))
    row = Waiting.objects.get()
    studies.do_add_member(study, here.owner, "coder", by=here.analyst)
    assert signed_in(here.owner).get(f"{ROOT}waiting/{row.id}/").status_code == 403
    assert signed_in(here.supervisor).get(f"{ROOT}waiting/{row.id}/").status_code == 404
    signed_in(here.analyst).post(f"{ROOT}waiting/{row.id}/drop/")
    assert not Waiting.objects.exists()


# --- corrections -----------------------------------------------------------------------------------------------------


def stood_in(study: Study) -> tuple[Interview, str]:
    group = interview_named(study, "Group 1")
    return group, text_of(group.versions.get(number=2)).text


def test_a_corrected_transcript_takes_the_codings_along_and_shows_what_moves(here: SimpleNamespace) -> None:
    study, client = kept(here), signed_in(here.analyst)
    group, text = stood_in(study)
    better = text.replace("Тикмекан цехинде", "Тикмекан цехинде, Мытищиде").replace("беришкен жок", "берген жок")
    answer = client.post(f"{ROOT}interview/{group.id}/correct/", {"typed": better})
    page = client.get(answer["Location"])
    moves = page.context["moves"]
    assert (moves.same, len(moves.changed), len(moves.lost)) == (1, 2, 0)
    assert {(one.was, one.now) for one in moves.changed} == {("Айлыгымды беришкен жок.", "Айлыгымды берген жок.")}
    client.post(answer["Location"], {"without_names": "on"})
    newest = group.versions.get(number=3)
    assert newest.kind == "anonymised"
    found = study_of(Study.objects.get(id=study.id), user=here.analyst)
    text = next(one for one in found.documents if one.name == "Group 1").newest.text
    assert {text[one.start : one.end] for one in found.codings} == {"Айлыгымды берген жок.", "Мен үйгө кайтты"}
    assert Coding.objects.filter(version__number=2).count() == 3  # the older text keeps its own
    assert {turn.speaker for turn in text_of(newest).turns} == {
        turn.speaker for turn in text_of(group.versions.get(number=2)).turns
    }


def test_a_corrected_text_with_names_must_lose_them_anew_and_ends_a_release(here: SimpleNamespace) -> None:
    study = kept(here)
    group, text = stood_in(study)
    Interview.objects.filter(id=group.id).update(released_by=here.supervisor, released_at="2026-04-01T00:00Z")
    (found,) = read("a.txt", text.replace("[Аял-01]", "Айнура").encode())
    row = bringing.do_wait(study, "a", found, {}, by=here.analyst, corrects=group)
    version, carried = bringing.do_correct(Waiting.objects.get(id=row.id), without_names=False, by=here.analyst)
    assert (version.kind, carried.codings) == ("corrected", 3)
    group.refresh_from_db()
    assert group.released_at is None
    client = signed_in(here.analyst)
    assert "Айнура" not in words(client.get(f"{ROOT}interview/{group.id}/"))
    study.members.filter(user=here.analyst).update(may_look_up=True)
    assert "Айнура" in words(client.get(f"{ROOT}interview/{group.id}/"))


def test_a_coding_that_would_lose_all_its_words_is_told_before(here: SimpleNamespace) -> None:
    study, client = kept(here), signed_in(here.analyst)
    group, text = stood_in(study)
    answer = client.post(f"{ROOT}interview/{group.id}/correct/", {"typed": text.replace("Айлыгымды беришкен жок.", "")})
    page = client.get(answer["Location"])
    assert {one.code for one in page.context["moves"].lost} == {"Work", "Unpaid wages"}
    assert "Codings that lose all their words" in words(page)


def test_the_same_text_once_more_is_nothing_to_keep(here: SimpleNamespace) -> None:
    study, client = kept(here), signed_in(here.analyst)
    group, text = stood_in(study)
    answer = client.post(f"{ROOT}interview/{group.id}/correct/", {"typed": text})
    assert "This is the same text" in words(client.get(answer["Location"]))
    assert TextVersion.objects.filter(interview=group).count() == 2


# --- a table of attributes -------------------------------------------------------------------------------------------


def sheet(*rows: tuple[object, ...]) -> SimpleUploadedFile:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(out)
    return upload("who.xlsx", out.getvalue())


def test_a_table_of_attributes_is_matched_by_label_and_understood_in_any_language(here: SimpleNamespace) -> None:
    study, client = kept(here), signed_in(here.analyst)
    file = sheet(
        ("Interview", "Speaker", "Жынысы", "Возраст", "Oblast", "village"),
        ("Family 1 (ru)", "Бактыгүл", "аял", 41, "Ошская область", "Ак-Терек"),
        ("Group 1", "[Аял-01]", "woman", "forty", "", ""),
        ("Group 1", "Айнура", "woman", 36, "", ""),
        ("", "Nobody", "woman", 36, "", ""),
    )
    page = client.post(f"{ROOT}{study.id}/attributes/", {"file": file})
    lines = [line for line, _words in page.context["lines"]]
    assert dict(lines[0].told) == {"sex": "woman", "age": "41", "oblast": "osh", "village": "Ак-Терек"}
    assert "not understood: forty" in lines[1].why
    assert not lines[2].speaker  # who may not look names up is not told whose they are
    assert not lines[3].speaker
    client.post(f"{ROOT}{study.id}/attributes/", {"told": page.context["told"]})
    kept_now = next(one for one in study_of(study, user=here.analyst).speakers if one.label == "Бактыгүл")
    assert kept_now.attributes == {"sex": "woman", "age": "41", "oblast": "osh", "village": "Ак-Терек"}


def test_a_table_without_speakers_is_refused_in_a_sentence(here: SimpleNamespace) -> None:
    study = kept(here)
    answer = signed_in(here.analyst).post(f"{ROOT}{study.id}/attributes/", {"file": sheet(("a", "b"), (1, 2))})
    assert answer.status_code == 422
    assert "No column says who speaks" in words(answer)


def test_codes_stay_readable_after_all_this(here: SimpleNamespace) -> None:
    study = kept(here)
    assert Coding.objects.filter(version__study=study, code=WAGES).exists()
