"""Files of other tools, written by a small writer of the test's own, come back with the exact coded text."""

from __future__ import annotations

import re
from xml.sax.saxutils import quoteattr

import pytest

from tayanch.interviews.refi import ATLASTI, MAXQDA, NVIVO, PLAIN, Imported, Reading, read_project, write_project
from tests.interviews.refi_files import counted, qdpx, selection
from tests.interviews.studies import NOW, example

TEXT = (
    "Модератор: Саламатсызбы 🏠 баарыңар?\nАйша: Мен 😀 Ошто иштедим.\n\n"
    "P3: 🙏 I left too.\nАйша: Бала-чака н\u0326аны калды 👩‍👧 апамда.\n"
) * 6
PHRASES = (
    "Саламатсызбы",
    "баарыңар",
    "Ошто иштедим",
    "I left too.\nАйша",
    "калды 👩‍👧 апамда",
    "Бала-чака н\u0326аны",
    "Мен",
)
WORDS = sorted(match.span() for phrase in PHRASES for match in re.finditer(re.escape(phrase), TEXT))

# name: unit, characters for a line end in positions, as the file is written, origin
TOOLS = {
    "plain": ("code point", 1, lambda text: text.encode(), ""),
    "NVivo for Windows": ("utf-16", 2, lambda text: ("\ufeff" + text.replace("\n", "\r\n")).encode(), "NVivo 12"),
    "MAXQDA for Windows": ("utf-16", 2, lambda text: text.replace("\n", "\r\n").encode(), "MAXQDA 24 (Release 24.7.0)"),
    "ATLAS.ti": ("code point", 1, lambda text: text.replace("\n", "\r\n").encode(), "ATLAS.ti Win 9.0.19"),
    "LF counted as two": ("code point", 2, lambda text: text.encode(), ""),
    "UTF-16 units, LF": ("utf-16", 1, lambda text: text.encode(), ""),
}  # fmt: skip


def made(tool: str, *, told: bool, bom: int = 0) -> bytes:
    unit, line_end, write, origin = TOOLS[tool]
    picks = [
        selection(place, *(counted(TEXT, edge, unit, line_end) + bom for edge in span))
        for place, span in enumerate(WORDS)
    ]
    return qdpx(picks, write(TEXT), origin=origin if told else "")


def passages(imported: Imported) -> list[str]:
    text = imported.study.documents[0].newest.text
    return [text[coding.start : coding.end] for coding in imported.study.codings]


@pytest.mark.parametrize("told", [True, False], ids=["origin", "no origin"])
@pytest.mark.parametrize("tool", TOOLS)
def test_the_coded_words_are_those_that_were_coded(tool: str, told: bool) -> None:
    found = read_project(made(tool, told=told))
    assert found.study.documents[0].newest.text == TEXT
    assert passages(found) == [TEXT[start:end] for start, end in WORDS]
    assert found.dialect.score == 1.0
    assert found.dialect.runner_up
    assert found.dialect.runner_up[1] < 0.7
    assert not found.dialect.asks


def test_a_byte_order_mark_that_is_counted_is_found() -> None:
    unit, line_end, *_ = TOOLS["plain"]
    picks = [
        selection(place, *(counted(TEXT, edge, unit, line_end) + 1 for edge in span))
        for place, span in enumerate(WORDS)
    ]
    found = read_project(qdpx(picks, b"\xef\xbb\xbf" + TEXT.encode()))
    assert passages(found) == [TEXT[start:end] for start, end in WORDS]
    assert found.dialect.reading.counts_bom


def test_the_name_of_a_selection_decides_where_words_do_not() -> None:
    text = "🏠 a b c d e f g h"
    picks = [selection(0, 5, 8, name="b c")]  # in UTF-16 units; in code points that would be " c "
    found = read_project(qdpx(picks, text.encode()))
    assert passages(found) == [text[4:7]]
    named = [selection(0, 3, 8, name=quoteattr("a b c")[1:-1])]
    assert passages(read_project(qdpx(named, text.encode()))) == ["a b c"]


def test_a_file_in_which_no_reading_fits_asks_a_person_and_obeys_her() -> None:
    picks = [selection(place, start + 1, end + 1) for place, (start, end) in enumerate(WORDS)]
    data = qdpx(picks, TEXT.encode())
    found = read_project(data)
    assert found.dialect.asks
    assert any("Compare some passages" in warning for warning in found.warnings)
    forced = read_project(data, reading=PLAIN)
    assert not forced.dialect.asks
    assert passages(forced) == [TEXT[start + 1 : end + 1] for start, end in WORDS]


@pytest.mark.parametrize("reading", [PLAIN, NVIVO, MAXQDA, ATLASTI], ids=lambda reading: reading.name)
def test_what_we_write_for_a_tool_is_where_that_tool_counts(reading: Reading) -> None:
    """Positions in our file, counted by hand; not read by our reader."""
    import io
    import zipfile

    from lxml import etree

    study = example()
    with zipfile.ZipFile(io.BytesIO(write_project(study, reading=reading, created=NOW).data)) as archive:
        root = etree.fromstring(archive.read("project.qde"))
        raw = archive.read(f"sources/{study.documents[0].id}.txt")
    unit = "utf-16" if reading in (NVIVO, MAXQDA) else "code point"
    line_end = 2 if reading in (NVIVO, MAXQDA) else 1
    assert raw.startswith(b"\xef\xbb\xbf") == (reading is NVIVO)
    assert (b"\r\n" in raw) == (reading in (NVIVO, MAXQDA))
    text = study.documents[0].newest.text
    for coding in study.codings:
        pick = root.find(f'.//{{*}}Coding[@guid="{coding.id}"]').getparent()
        wanted = [counted(text, edge, unit, line_end) for edge in (coding.start, coding.end)]
        assert [int(pick.get("startPosition")), int(pick.get("endPosition"))] == wanted


def test_files_we_wrote_for_a_tool_are_understood_without_knowing_that_we_wrote_them() -> None:
    """As after another tool has put its own name into the file."""
    study = example()
    for reading in (NVIVO, MAXQDA, ATLASTI, PLAIN):
        data = write_project(study, reading=reading, created=NOW).data
        back = read_project(_renamed(data)).study
        words = {coding.id: study.documents[0].newest.text[coding.start : coding.end] for coding in study.codings}
        text = back.documents[0].newest.text
        assert {coding.id: text[coding.start : coding.end] for coding in back.codings} == words


def _renamed(data: bytes) -> bytes:
    import io
    import zipfile

    from tests.interviews.refi_files import zipped

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["project.qde"] = re.sub(rb'origin="[^"]*"', b'origin="Another tool"', files["project.qde"])
    return zipped(files)
