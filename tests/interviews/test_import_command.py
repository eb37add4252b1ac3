"""Files of transcripts become a study: from the library and from a terminal."""

import csv
import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from typer.testing import CliRunner

from tayanch.cli import app
from tayanch.interviews.attribute_words import attribute_of, value_of
from tayanch.interviews.attributes import AGE, DESTINATION, OBLAST, SEX, STATUS
from tayanch.interviews.codebook import Code, Codebook
from tayanch.interviews.importing import Given, read_attributes, study_of
from tayanch.interviews.model import Coder, Coding
from tayanch.interviews.reading import ReadError
from tayanch.interviews.refi import read_project, write_project

from . import transcripts as made
from .transcripts import TALK

SPEAKERS = made.workbook(
    ["Документ", "Имя", "Пол", "Возраст", "Область", "Статус", "Страна", "Кесиби", "Метод", "Дата", "Случай"],
    ["group-03", None, None, None, None, None, None, None, "Фокус-группа", "12.12.2015", "Үй-бүлө 4"],
    [
        "group-03.docx",
        "айнура",
        "жен.",
        "35 лет",
        "Ошская область",
        "woman migrant",
        "Россия",
        "ашпозчу",
        None,
        None,
        None,
    ],
    [None, "Zulfiya", "f", 29, "Jalal-Abad", None, None, None, None, None, None],
    ["interview-01", None, "женский", 41, None, None, None, None, "in-depth interview", "2015-12-14", None],
    ["group-03", "Бурул", "ж", None, None, None, None, None, None, None, None],
)
INTERVIEW = "Интервьюер: Когда вы уехали?\nРеспондент: Давно, ещё в 2009.\nИнтервьюер: А вернулись?\n"


def study():
    files = [("group-03.docx", made.word(*TALK.splitlines())), ("in/interview-01.txt", INTERVIEW.encode("cp1251"))]
    return study_of("Round 1", files, table=read_attributes("speakers.xlsx", SPEAKERS))


def test_a_table_tells_of_speakers_and_of_documents():
    found = study().study
    group, interview = found.documents
    known = {speaker.label: dict(speaker.attributes) for speaker in found.speakers}
    assert known["Айнура"] == {
        SEX: "woman",
        AGE: "35",
        OBLAST: "osh",
        STATUS: "woman-migrant",
        DESTINATION: "ru",
        "Кесиби": "ашпозчу",
    }
    assert known["Zulfiya"] == {SEX: "woman", AGE: "29", OBLAST: "jalal-abad"}
    assert known["Респондент"] == {SEX: "woman", AGE: "41"}
    assert known["Модератор"] == {}
    assert (group.name, group.method, group.held_on, group.language) == (
        "group-03",
        "focus-group",
        date(2015, 12, 12),
        "ky",
    )
    assert (interview.method, interview.language, interview.held_on) == ("interview", "ru", date(2015, 12, 14))
    assert [case.name for case in found.cases] == ["Үй-бүлө 4"]
    assert group.case == found.cases[0].id


def test_who_is_unknown_and_what_fits_nobody_is_told():
    found = study()
    assert [report.unknown for report in found.files] == [(), ()]
    assert found.warnings == ("Row 6 of the table fits nobody: group-03 Бурул.",)
    alone = study_of("Round 1", [("group-03.txt", TALK.encode())])
    assert alone.files[0].unknown == ("Айнура", "Zulfiya")


def test_speakers_of_one_label_in_two_files_are_two_people_and_their_turns_theirs():
    found = study_of("s", [("a.txt", TALK.encode()), ("b.txt", TALK.encode())]).study
    assert len({speaker.id for speaker in found.speakers}) == len(found.speakers) == 6
    for document, own in zip(found.documents, (found.speakers[:3], found.speakers[3:]), strict=True):
        assert {turn.speaker for turn in document.newest.turns} == {speaker.id for speaker in own}


def test_the_same_files_give_the_same_study():
    assert study() == study()


def test_two_files_of_one_name_keep_apart():
    found = study_of("s", [("x/a.txt", TALK.encode()), ("y/a.txt", TALK.encode())]).study
    assert [document.name for document in found.documents] == ["a", "a (2)"]


def test_a_table_tells_who_asks():
    text = "Чолпон: Эмнеге?\nАйнура: Балдар үчүн.\nЧолпон: Качан?\n"
    table = read_attributes("t.csv", "label;asks;sex\nЧолпон;да;ж\n".encode("cp1251"))
    found = study_of("s", [("a.txt", text.encode())], table=table)
    assert found.files[0].asking == ("Чолпон",)
    assert not any("No interviewer" in warning for warning in found.files[0].warnings)


def test_what_is_given_for_all_files_holds_where_the_table_is_silent():
    found = study_of("s", [("a.txt", INTERVIEW.encode())], given=Given("case-study", "uz", {OBLAST: "osh"})).study
    (document,) = found.documents
    assert (document.method, document.language, dict(document.attributes)) == ("case-study", "uz", {OBLAST: "osh"})


def test_a_table_of_attributes_needs_labels_or_documents():
    with pytest.raises(ReadError, match=r"t\.csv: it has no column"):
        read_attributes("t.csv", b"sex,age\nf,3\n")
    with pytest.raises(ReadError, match="nothing in it"):
        read_attributes("t.csv", b"label,sex\n")


@pytest.mark.parametrize(
    ("attribute", "told", "value"),
    [
        (SEX, "Аял", "woman"),
        (SEX, "муж.", "man"),
        (SEX, "other", "other"),
        (AGE, "37 жаш", "37"),
        (AGE, "35–44", "35-44"),
        (AGE, "young", "young"),
        (OBLAST, "Ош шаары", "osh-city"),
        (OBLAST, "Ош", "osh"),
        (OBLAST, "Чүй облусу", "chui"),
        (OBLAST, "г. Бишкек", "bishkek-city"),
        (OBLAST, "Нарынская обл.", "naryn"),
        (DESTINATION, "Түркия", "tr"),
        ("Кесиби", " ашпозчу ", "ашпозчу"),
    ],
)
def test_cells_are_brought_to_the_words_of_the_vocabulary(attribute, told, value):
    assert value_of(attribute, told) == value


def test_columns_are_known_in_four_languages():
    assert [attribute_of(name) for name in ("Пол", "Жашы:", "viloyat", "Speaker", "Job")] == [
        SEX,
        AGE,
        OBLAST,
        "label",
        "",
    ]


# --- from a terminal --------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "group-03.docx").write_bytes(made.word(*TALK.splitlines()))
    (tmp_path / "interview-01.txt").write_bytes(INTERVIEW.encode("cp1251"))
    (tmp_path / "speakers.xlsx").write_bytes(SPEAKERS)
    return tmp_path


def run(*words: object):
    return CliRunner().invoke(app, ["interviews", *map(str, words)])


def test_the_command_writes_a_project_and_tells_what_is_unknown(folder):
    out = folder / "study.qdpx"
    done = run("import", folder / "group-03.docx", folder / "interview-01.txt", "--out", out, "--method", "interview")
    assert done.exit_code == 0, done.output
    assert "group-03: 4 turns, 3 speakers, asking: Модератор" in done.output
    assert "unknown: Айнура, Zulfiya" in done.output
    assert "cp1251 was taken by its letters" in done.output
    assert "2 documents, 5 speakers." in done.output
    found = read_project(out.read_bytes()).study
    assert [document.newest.text for document in found.documents] == [TALK.rstrip("\n"), INTERVIEW]
    assert {document.method for document in found.documents} == {"interview"}


def test_attributes_and_turns_come_back_from_the_project(folder):
    out = folder / "study.qdpx"
    files = (folder / "group-03.docx", folder / "interview-01.txt")
    assert run("import", *files, "--out", out, "--attributes", folder / "speakers.xlsx").exit_code == 0
    found = read_project(out.read_bytes()).study
    known = {speaker.label: (speaker.asks, speaker.attributes.get(OBLAST)) for speaker in found.speakers}
    assert known["Айнура"] == (False, "osh")
    assert known["Модератор"] == (True, None)
    assert [len(document.newest.turns) for document in found.documents] == [4, 3]


def test_a_project_that_is_there_is_not_overwritten(folder):
    out = folder / "study.qdpx"
    out.write_bytes(b"codings")
    done = run("import", folder / "interview-01.txt", "--out", out)
    assert (done.exit_code, out.read_bytes()) == (2, b"codings")
    assert "choose another name" in done.output


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["none.txt", "--out", "a.qdpx"], 1, "cannot be opened"),
        (["speakers.xlsx", "--out", "a.zip"], 2, ".qdpx"),
        (["interview-01.txt", "--out", "a.qdpx", "--method", "chat"], 2, "focus-group"),
        (["interview-01.txt", "--out", "a.qdpx", "--attributes", "group-03.docx"], 1, "group-03.docx"),
    ],
)
def test_what_cannot_be_imported_is_refused_and_nothing_is_written(folder, monkeypatch, words, code, told):
    monkeypatch.chdir(folder)
    done = run("import", *words)
    assert (done.exit_code, told in done.output) == (code, True)
    assert not list(folder.glob("*.qdpx*"))


# --- quotes -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path):
    """Six women of 35 to 44 and one man, of Osh oblast, in a focus group; each coded once, labels of turns and all."""
    names = ["Айнура", "Бурул", "Гүлнара", "Жаңыл", "Сезим", "Токтокан"]
    text = "Модератор: Эмне үчүн?\n" + "".join(f"{name}: балдар үчүн кеттим\n" for name in names)
    text += "Эркек 1: акча керек болду\nМодератор: Ооба?\nЭркек 1: ооба, Асановго карыз элем\n"
    rows = [
        ["label", "sex", "age", "oblast"],
        *([name, "аял", 36, "Ош облусу"] for name in names),
        ["Эркек 1", "м", 40],
    ]
    table = read_attributes("t.xlsx", made.workbook(*rows))
    study = study_of("s", [("g.txt", text.encode())], table=table, given=Given("focus-group", "ky")).study
    (document,) = study.documents
    book = Codebook((Code("m", "MOT", labels={"ru": "Причины"}), Code("c", "MOT-CHILD", "m"), Code("d", "DEBT", "m")))
    passages = [(turn.start, turn.end, "c") for turn in document.newest.turns[1:7]]
    passages.append((document.newest.turns[7].start, document.newest.turns[9].end, "d"))
    codings = [Coding(f"k{a}", document.id, 1, a, b, code, "x") for a, b, code in passages]
    study = replace(study, codebook=book, coders=(Coder("x", "X"),), codings=tuple(codings))
    path = tmp_path / "study.qdpx"
    path.write_bytes(write_project(study, created=datetime(2026, 1, 2, tzinfo=UTC)).data)
    return path


def test_quotes_have_labels_and_none_of_the_labels_of_turns(project):
    done = run("quotes", project, "--code", "mot-child", "--where", "пол=аял", "--format", "json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert len(found) == 6
    assert {each["text"] for each in found} == {"балдар үчүн кеттим"}
    assert {each["label"] for each in found} == {"woman, 35–44, Osh oblast, focus group"}
    assert all(each["safe"] and each["alike"] == 6 and "document" not in each for each in found)


def test_a_label_that_would_point_to_one_person_tells_less(project):
    found = json.loads(run("quotes", project, "--code", "Причины", "--format", "json", "--lang", "ru").stdout)
    debt = found[-1]
    assert debt["text"] == "акча керек болду […] ооба, Асановго карыз элем"
    assert "мужчина" not in debt["label"]
    assert debt["names"] == ["Асановго"]
    assert not debt["safe"]


def test_quotes_as_text_and_as_a_table(project):
    text = run("quotes", project, "--code", "DEBT", "--source")
    assert "“акча керек болду […] ооба, Асановго карыз элем”" in text.stdout
    assert "looks like a name: Асановго" in text.stdout
    assert "g, " in text.stdout
    assert "Words in 1 of 1 quotes look like names." in text.output
    rows = list(
        csv.DictReader(run("quotes", project, "--code", "MOT/MOT-CHILD", "--format", "csv").stdout.splitlines())
    )
    assert [row["safe"] for row in rows] == ["yes"] * 6


def test_unknown_codes_and_conditions_are_refused(project):
    missing = run("quotes", project, "--code", "MOT-CHILDREN")
    assert (missing.exit_code, "Did you mean MOT-CHILD" in missing.output) == (1, True)
    assert run("quotes", project, "--code", "MOT", "--where", "sex").exit_code == 2
    assert "Nothing is coded so." in run("quotes", project, "--code", "DEBT", "--where", "sex=woman").output
