"""Files of transcripts become a study: from the library and from a terminal."""

from datetime import date

import pytest

from tayanch.interviews.attribute_words import attribute_of, value_of
from tayanch.interviews.attributes import AGE, DESTINATION, OBLAST, SEX, STATUS
from tayanch.interviews.importing import Given, read_attributes, study_of
from tayanch.interviews.reading import ReadError

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
