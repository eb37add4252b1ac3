"""Files of transcripts: what is read from each format, what is told to be lost, and what is refused with a way out."""

import io
import random
import unicodedata
import zipfile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tayanch.interviews.attributes import AGE, DESTINATION, OBLAST, SEX
from tayanch.interviews.reading import ReadError, Transcript, read

from . import transcripts as made
from .transcripts import TALK

LABELS = ["Модератор", "Айнура", "Zulfiya"]


def one(name: str, data: bytes) -> Transcript:
    (found,) = read(name, data)
    return found


def labels(found: Transcript) -> list[str]:
    return [speaker.label for speaker in found.speakers]


# --- plain texts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_text_in_any_unicode_encoding_is_the_same_text(encoding):
    found = one("a.txt", TALK.replace("\n", "\r\n").encode(encoding))
    assert found.text == TALK
    assert labels(found) == LABELS


RUSSIAN = "Модератор: Почему вы уехали?\nАйнура: Ради детей. Ёлку ещё помню, № 5.\nМОДЕРАТОР: И ОБЪЁМ?\n"


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866", "mac-cyrillic"])
def test_a_russian_text_in_eight_bits_is_known_by_its_letters(encoding):
    given = RUSSIAN.replace("№", "N") if encoding == "koi8-r" else RUSSIAN
    found = one("a.txt", given.encode(encoding))
    assert found.text == given
    assert f"The file is not UTF-8; {encoding} was taken by its letters." in found.warnings


def test_kyrgyz_letters_of_the_kazakh_code_page_are_known():
    text = "Модератор: Эмне үчүн кеттиңиз?\nАйнура: Балдар үчүн, өзүм чечтим.\n"
    assert one("a.txt", text.encode("kz1048")).text == text


def test_a_broken_sign_in_utf8_does_not_turn_the_text_into_another_encoding():
    found = one("a.txt", (TALK * 3).encode().replace("окуусу".encode(), b"\xd0\xbe\xff\xd0\xba", 1))
    assert "Айнура" in labels(found)
    assert "о\ufffdк" in found.text
    assert any("Broken signs" in warning for warning in found.warnings)


def test_a_text_is_composed_and_has_only_line_feeds():
    given = "\ufeff" + unicodedata.normalize("NFD", "Айнура: йүй.\r\nМодератор: Ким?\x0bДагы\u2028бир\u00ad жол\x00\r")
    assert one("a.txt", given.encode()).text == "Айнура: йүй.\nМодератор: Ким?\nДагы\nбир жол\n"


# --- word processors --------------------------------------------------------------------------------------------------


def test_paragraphs_tables_and_bold_labels_of_word_become_turns():
    document = docx.Document()
    document.add_paragraph("Фокус-топ")
    for label, words in (("Модератор", " Эмне үчүн кеттиңиз?"), ("Айнура", " Балдар үчүн."), ("Айнура", " Дагы.")):
        paragraph = document.add_paragraph()
        paragraph.add_run(label).bold = True
        paragraph.add_run(words)
    table = document.add_table(2, 2)
    for row, cells in zip(table.rows, (("Zulfiya:", "O‘zim."), ("Модератор:", "Қачон?")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    found = one("a.docx", made.docx_of(document))
    assert found.text == (
        "Фокус-топ\nМодератор: Эмне үчүн кеттиңиз?\nАйнура: Балдар үчүн.\nАйнура: Дагы.\n"
        "Zulfiya:\tO‘zim.\nМодератор:\tҚачон?"
    )
    assert labels(found) == LABELS
    assert "A colon was put behind bold labels: 3." in found.warnings


def test_bold_words_inside_a_talk_stay_as_they_are():
    document = docx.Document()
    paragraph = document.add_paragraph()
    paragraph.add_run("Айнура: ").bold = True
    paragraph.add_run("Мен ")
    paragraph.add_run("эч качан").bold = True
    paragraph.add_run(" кетпейм.")
    assert one("a.docx", made.docx_of(document)).text == "Айнура: Мен эч качан кетпейм."


def test_breaks_tabs_and_links_of_word_are_text():
    body = (
        "<w:p><w:r><w:t>Айнура:</w:t><w:tab/><w:t>бир</w:t><w:br/><w:t>эки</w:t></w:r>"
        "<w:hyperlink><w:r><w:t xml:space='preserve"
        "'> үч</w:t><w:noBreakHyphen/></w:r></w:hyperlink></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>Модератор: Ким?</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    assert one("a.docx", made.word_with(body)).text == "Айнура:\tбир\nэки үч-\nМодератор: Ким?"


def test_tracked_changes_of_word_are_taken_as_accepted_and_told():
    body = (
        "<w:p><w:r><w:t>Айнура: мен </w:t></w:r><w:del><w:r><w:delText>кеттим</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>келдим</w:t></w:r></w:ins></w:p>"
    )
    found = one("a.docx", made.word_with(body))
    assert found.text == "Айнура: мен келдим"
    assert {"1 tracked insertion was taken as accepted.", "1 tracked deletion was taken as accepted."} <= {
        *found.warnings
    }


def test_what_word_holds_besides_the_talk_is_counted():
    body = (
        "<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>Айнура: мен</w:t><w:footnoteReference w:id='2'/><w:drawing/></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>Асанова</w:t></w:r></w:p>"
    )
    found = one("a.docx", made.word_with(body))
    assert "Асанова" not in found.text
    for told in ("footnote", "picture", "hidden", "automatic number"):
        assert any(told in warning for warning in found.warnings)


def test_comments_and_headers_of_word_are_told():
    document = docx.Document()
    run = document.add_paragraph().add_run("Айнура: мен")
    document.add_comment(run, text="Асанова деген ушул", author="А.")
    document.sections[0].header.paragraphs[0].text = "Ноокат, 2015"
    found = one("a.docx", made.docx_of(document))
    assert found.text.strip() == "Айнура: мен"
    assert {"1 comment was left out.", "A header or footer was left out."} <= set(found.warnings)


def test_an_open_document_is_read_with_its_spaces_rows_and_losses():
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Асанова</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        '<text:h>Интервью</text:h><text:p><text:span text:style-name="T1">Модератор</text:span> Эмне\n  үчүн?</text:p>'
        '<text:p>Айнура:<text:s text:c="2"/>бир<text:tab/>эки<text:line-break/>үч<text:note><text:note-body>'
        "<text:p>эскертме</text:p></text:note-body></text:note> ооба</text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>Zulfiya:</text:p></table:table-cell>"
        "<table:table-cell><text:p>O‘zim</text:p></table:table-cell></table:table-row></table:table>"
    )
    style = (
        '<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
    )
    found = one("a.odt", made.odt(body, style))
    assert found.text == "Интервью\nМодератор: Эмне үчүн?\nАйнура:  бир\tэки\nүч ооба\nZulfiya:\tO‘zim"
    assert labels(found) == LABELS
    assert {"1 footnote or endnote was left out.", "1 tracked deletion was taken as accepted."} <= set(found.warnings)
    assert one("a.fodt", made.flat(body, style).encode()).text == found.text


def test_rich_text_of_a_russian_windows_is_read_in_all_scripts():
    found = one("a.rtf", made.rtf(made.escaped(TALK + "Айнура: 🏠 «үй» – ийи\n")))
    assert found.text == TALK + "Айнура: 🏠 «үй» – ийи\n"
    assert labels(found) == LABELS


def test_rich_text_knows_fonts_destinations_bold_and_hidden_words():
    body = (
        rb"{\header \'cc\'ee\par}{\b \'cc\'ee\'e4\'e5\'f0\'e0\'f2\'ee\'f0} \f1\'ca\'e8\'ec?\par"
        rb"{\v Asanova}{\f0 \'c0:}\tab 1\~2\_3 \{x\}{\footnote n}{\*\unknown y}\line\emdash\bin3 abc\par"
        rb"\trowd\intbl P1\cell \'ec\cell\row"
    )
    found = one("a.rtf", made.rtf(body))
    assert found.text == "Модератор: Ким?\nА:\t1\u00a02-3 {x}\n—\nP1\tм\n"
    for told in ("header", "hidden", "footnote"):
        assert any(told in warning for warning in found.warnings)


def test_a_page_is_read_as_a_browser_shows_it():
    page = (
        "<!DOCTYPE html><html><head><title>t</title><style>p {}</style></head><body><script>alert(1)</script>"
        "<p><b>Модератор</b>: Эмне\n үчүн?</p><div>Айнура: бир&nbsp;эки<br>үч &lt;дагы&gt;</div>"
        "<table><tr><td>Zulfiya:</td><td>O‘zim</td></tr></table><noscript>x</noscript></body>"
    )
    found = one("a.html", page.encode())
    assert found.text == "Модератор: Эмне үчүн?\nАйнура: бир\u00a0эки\nүч <дагы>\nZulfiya:\tO‘zim"
    assert labels(found) == LABELS


def test_a_page_tells_its_encoding():
    page = '<html><meta charset="windows-1251"><p>Модератор: Да?</p><p>Р1: Нет.</p></html>'
    assert one("a.htm", page.encode("cp1251")).text == "Модератор: Да?\nР1: Нет."


# --- captions ---------------------------------------------------------------------------------------------------------

VTT = """\
WEBVTT - interview

STYLE
::cue { color: red }

NOTE Асанова

1
00:00:01.500 --> 00:00:03.000 align:start
<v Модератор>Эмне <i>үчүн</i></v>

00:00:03.000 --> 00:00:04.000
<v.loud Модератор>кеттиңиз?</v>

01:00:05.000 --> 01:00:06.000
<v Айнура>Балдар &amp; <00:00:05.500>үй</v>
<v Модератор>Ооба
"""


def test_voices_of_captions_are_speakers_and_keep_their_times():
    found = one("a.vtt", VTT.encode())
    assert found.text == "Модератор: Эмне үчүн кеттиңиз?\nАйнура: Балдар & үй\nМодератор: Ооба\n"
    assert [turn.at for turn in found.turns] == [1.5, 3605.0, 3605.0]
    assert found.turns[0].speaker == found.turns[2].speaker
    assert [speaker.asks for speaker in found.speakers] == [True, False]


def test_labels_in_subtitles_are_speakers_and_later_cues_are_theirs():
    cues = [("00:00:01,000", "Модератор: Почему?"), ("00:00:02,000", "<i>Айнура: Ради</i>"), ("00:00:09,000", "детей.")]
    text = "".join(f"{n}\r\n{at} --> 00:10:00,000\r\n{words}\r\n\r\n" for n, (at, words) in enumerate(cues, 1))
    found = one("a.srt", text.encode("cp1251"))
    assert found.text == "Модератор: Почему?\nАйнура: Ради\nдетей.\n"
    assert [turn.at for turn in found.turns] == [1.0, 2.0]


def test_captions_without_speakers_become_turns_of_nobody_between_pauses():
    cues = ((1, 2, "бир"), (2, 3, "эки"), (9, 10, "үч"))
    text = "WEBVTT\n\n" + "".join(f"00:{a:02}.000 --> 00:{b:02}.000\n{words}\n\n" for a, b, words in cues)
    found = one("a.vtt", text.encode())
    assert found.text == "бир эки\nүч\n"
    assert [(turn.start, turn.end, turn.speaker, turn.at) for turn in found.turns] == [
        (0, 8, None, 1),
        (8, 11, None, 9),
    ]
    assert "do not tell who speaks" in found.warnings[0]


# --- tables of answers ------------------------------------------------------------------------------------------------

ROWS = [
    ["Респонденттин аты", "Жынысы", "Жашы", "Область", "@Кесиби", "Эмне үчүн кеттиңиз?", "Качан келдиңиз"],
    ["Айнура", "аял", 35, "Ош облусу", "ашпозчу", "Балдар үчүн.", "2014-жылы"],
    ["Сезим", "Ж", 41.0, "Баткен", None, None, "Келе элекмин.\nЖакында."],
    [None, None, None, None, None, None, None],
    [None, "муж", "35–44 лет", "Чуйская область", None, "Ради детей", None],
]


def test_a_table_of_answers_gives_a_transcript_for_each_respondent():
    first, second, third = read("answers.xlsx", made.workbook(*ROWS))
    assert first.text == (
        "Интервьюер: Эмне үчүн кеттиңиз?\nАйнура: Балдар үчүн.\nИнтервьюер: Качан келдиңиз?\nАйнура: 2014-жылы\n"
    )
    assert first.speakers[0].asks
    assert dict(first.speakers[1].attributes) == {SEX: "woman", AGE: "35", OBLAST: "osh", "Кесиби": "ашпозчу"}
    assert second.text == "Интервьюер: Качан келдиңиз?\nСезим: Келе элекмин.\nЖакында.\n"
    assert [first.title, second.title, third.title] == ["answers Айнура", "answers Сезим", "answers Респондент 3"]
    assert dict(third.speakers[1].attributes) == {SEX: "man", AGE: "35-44", OBLAST: "chui"}
    for found in (first, second, third):
        assert "".join(found.text[turn.start : turn.end] for turn in found.turns) == found.text


def test_columns_of_attributes_may_be_named_by_whoever_reads():
    rows = (["id", "Job", "Country", "Why did you leave?"], ["P1", "cook", "Russia", "For the children."])
    (found,) = read("a.xlsx", made.workbook(*rows), attributes=["job"])
    assert dict(found.speakers[1].attributes) == {"Job": "cook", DESTINATION: "ru"}
    with pytest.raises(ReadError, match="no column trade"):
        read("a.xlsx", made.workbook(*rows), attributes=["trade"])


def test_a_table_with_semicolons_from_a_russian_windows_is_read():
    data = "Пол;Почему вы уехали?\r\nженский;Ради детей\r\n".encode("cp1251")
    assert dict(one("a.csv", data).speakers[1].attributes) == {SEX: "woman"}


def test_other_sheets_are_told():
    found = one("a.xlsx", made.workbook(*ROWS[:2], Notes=[["x"]]))
    assert any("there are also Notes" in warning for warning in found.warnings)


# --- what is refused --------------------------------------------------------------------------------------------------

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
BOMB = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'


def encrypted_zip() -> bytes:
    data = bytearray(made.packed({"[Content_Types].xml": made.WORD_TYPES}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def huge() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", made.WORD_TYPES)
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(310):
                part.write(bytes(1_000_000))
    return kept.getvalue()


REFUSED = {
    "empty": ("a.docx", b"", "empty"),
    "blank": ("a.txt", b"\xef\xbb\xbf \r\n", "empty"),
    "blank Word": ("a.docx", made.word("", " "), "no text"),
    "old Word": ("a.doc", OLE + "WordDocument".encode("utf-16-le"), "save it as DOCX"),
    "old Excel": ("a.xls", OLE + "Workbook".encode("utf-16-le"), "save it as XLSX"),
    "locked Word": ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    "locked archive": ("a.docx", encrypted_zip(), "password"),
    "PDF": ("a.pdf", b"%PDF-1.7\n1 0 obj", "save it as DOCX"),
    "sound": ("a.mp3", b"ID3\x03\x00" + bytes(100), "recording"),
    "film": ("a.mp4", b"\0\0\0\x20ftypisom" + bytes(100), "recording"),
    "picture": ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(100), "picture"),
    "program": ("a.txt", bytes(range(256)) * 8, "no text"),
    "other archive": ("a.zip", made.packed({"a.txt": "x"}), "Unpack"),
    "project": ("a.qdpx", made.packed({"project.qde": "<Project/>"}), "tayanch interviews read"),
    "cut": ("a.docx", made.word("Айнура: мен")[:-300], "Copy it again"),
    "broken XML": ("a.docx", made.word_with("<w:p>"), "Copy it again"),
    "entities": (
        "a.docx",
        made.packed({"[Content_Types].xml": made.WORD_TYPES, "word/document.xml": f"{BOMB}<a>&c;</a>"}),
        "document type",
    ),
    "bomb": ("a.docx", huge(), "unpacks to more"),
    "no captions": ("a.vtt", b"WEBVTT\n\nNOTE nothing", "no captions"),
    "no answers": ("a.xlsx", made.workbook(["Why?"]), "no answers"),
    "only attributes": ("a.xlsx", made.workbook(["sex", "age"], ["f", 3]), "none of its columns"),
    "table of ODS": (
        "a.ods",
        made.packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}),
        "XLSX",
    ),
    "locked ODT": (
        "a.odt",
        made.packed(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "content.xml": "x",
                "META-INF/manifest.xml": "<manifest:encryption-data/>",
            }
        ),
        "password",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_refused_with_a_way_out(case):
    name, data, told = REFUSED[case]
    with pytest.raises(ReadError, match=told) as caught:
        read(f"folder/{name}", data)
    assert str(caught.value).startswith(f"{name}: ")
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", made.word(*TALK.splitlines())),
        ("a.docx", TALK.encode()),
        ("a.doc", made.rtf(made.escaped(TALK))),
        ("a.docx", f"<html><p>{TALK}</p></html>".encode()),
    ],
)
def test_a_file_under_a_wrong_name_is_read_as_what_it_is(name, data):
    found = one(name, data)
    assert "Айнура" in found.text
    if name != "a.doc":
        assert any("The name ends with" in warning for warning in found.warnings)


SAMPLES = [
    ("a.docx", made.word(*TALK.splitlines())),
    ("a.odt", made.odt(f"<text:p>{TALK}</text:p>")),
    ("a.rtf", made.rtf(made.escaped(TALK))),
    ("a.html", f"<html><p>{TALK}</p></html>".encode()),
    ("a.vtt", VTT.encode()),
    ("a.xlsx", made.workbook(*ROWS)),
    ("a.txt", TALK.encode("utf-16")),
]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SAMPLES), st.integers(0, 2**32), st.integers(1, 12))
def test_a_damaged_file_is_read_or_refused_and_nothing_else(sample, seed, times):
    name, data = sample
    chance = random.Random(seed)
    broken = bytearray(data)
    for _ in range(times):
        broken[chance.randrange(len(broken))] = chance.randrange(256)
    try:
        found = read(name, bytes(broken))
    except ReadError:
        return
    assert all(0 <= turn.start <= turn.said <= turn.end <= len(one.text) for one in found for turn in one.turns)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["a.txt", "a.vtt", "a.csv", "a.rtf"]),
    st.sampled_from([b"", b"{\\rtf1", b"WEBVTT\n\n"]),
    st.binary(max_size=300),
)
def test_any_bytes_are_read_or_refused(name, head, data):
    try:
        found = read(name, head + data)
    except ReadError:
        return
    for each in found:
        assert each.text == unicodedata.normalize("NFC", each.text)
        assert "\r" not in each.text
