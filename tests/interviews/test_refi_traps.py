"""The seventeen ways in which files of this standard go wrong, each as a file of its own."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import pytest
from lxml import etree

from tayanch.interviews.codebook import Code, Codebook
from tayanch.interviews.model import Coder, Coding, Document, Speaker, Study, TextVersion, Turn
from tayanch.interviews.refi import Imported, RefiError, checking, packing, read_codebook, read_project, write_project
from tests.interviews.refi_files import (
    ANN,
    BOB,
    CODE,
    CODES,
    DOC,
    OTHER,
    USERS,
    guid,
    project,
    qdpx,
    selection,
    source,
    zipped,
)
from tests.interviews.studies import NOW, example

TEXT = "One two three four five six seven."
PICK = selection(1, 4, 13)  # "two three"


def words(imported: Imported) -> list[str]:
    texts = {document.id: document.newest.text for document in imported.study.documents}
    return [texts[coding.document][coding.start : coding.end] for coding in imported.study.codings]


def faults(data: bytes) -> set[str]:
    package = packing.open_package(data)
    return {finding.fault for finding in checking.check(packing.parse(package.qde)[0], package)}


def losses(imported: Imported, what: str, kind: str = "dropped") -> int:
    return sum(loss.count for loss in imported.report if loss.what == what and loss.kind == kind)


def named(sources: str, files: dict[str, str], *, qde: str = "project.qde") -> bytes:
    return zipped({qde: project(USERS + CODES + f"<Sources>{sources}</Sources>"), **files})


def test_trap_1_positions_are_counted_otherwise() -> None:
    text = "🏠\r\nOne two three."
    data = qdpx([selection(1, 8, 17)], b"\xef\xbb\xbf" + text.encode())  # UTF-16 units, two for the line end
    assert words(read_project(data)) == ["two three"]


@pytest.mark.parametrize("qde", ["project.qde", "Project.QDE", "Study of 2026.qde"])
@pytest.mark.parametrize("folder", ["sources", "Sources", "SOURCES"])
def test_trap_2_the_project_and_its_folder_are_called_otherwise(qde: str, folder: str) -> None:
    data = named(source(PICK), {f"{folder}/{DOC.upper()}.TXT": TEXT}, qde=qde)
    assert words(read_project(data)) == ["two three"]


@pytest.mark.parametrize("path", ["{}.txt", "sources/{}.txt", "INTERNAL://{}.txt", "/sources/{}.txt"])
def test_trap_3_a_text_is_named_without_internal(path: str) -> None:
    data = named(source(PICK, path=path), {f"sources/{DOC}.txt": TEXT})
    assert words(read_project(data)) == ["two three"]
    assert ("internal" in faults(data)) == (not path.startswith("INTERNAL"))


def test_trap_3_what_we_write_has_internal() -> None:
    root = _root(write_project(example(), created=NOW).data)
    paths = [each.get("plainTextPath") for each in root.iter() if each.get("plainTextPath")]
    assert paths
    assert all(path.startswith("internal://") for path in paths)


def test_trap_4_a_styled_text_that_is_a_txt_is_told_and_never_written() -> None:
    data = named(
        source(PICK).replace("plainTextPath=", f'richTextPath="internal://{DOC}.txt" plainTextPath='),
        {f"sources/{DOC}.txt": TEXT},
    )
    assert "rich" in faults(data)
    assert words(read_project(data)) == ["two three"]
    assert not [each for each in _root(write_project(example(), created=NOW).data).iter() if each.get("richTextPath")]


def test_trap_5_guids_differ_in_case_and_braces() -> None:
    pick = PICK.replace(CODE, "{" + CODE.upper() + "}").replace(ANN, ANN.upper())
    found = read_project(qdpx([pick], TEXT.encode()))
    assert words(found) == ["two three"]
    assert found.study.codings[0].code == CODE
    assert found.study.codings[0].coder == ANN
    assert "dangling" not in faults(qdpx([pick], TEXT.encode()))


def test_trap_6_empty_lists_are_read_and_never_written() -> None:
    data = qdpx([PICK], TEXT.encode(), after="<Notes/><Sets/>")
    assert "empty" in faults(data)
    assert words(read_project(data)) == ["two three"]
    bare = Study("s", "Nothing but a text", (Document(DOC, "T", (TextVersion(1, "transcribed", "x"),)),))
    names = [etree.QName(each).localname for each in _root(write_project(bare, created=NOW).data)]
    assert names == ["Sources"]


def test_trap_7_children_stand_in_another_order() -> None:
    cases = f'<Cases><Case guid="{guid(1, 8)}" name="Family"><SourceRef targetGUID="{DOC}"/></Case></Cases>'
    data = qdpx([PICK], TEXT.encode(), after=cases)
    assert "order" in faults(data)
    assert [case.name for case in read_project(data).study.cases] == ["Family"]


def test_trap_8_descriptions_as_attributes_odd_colours_and_short_guids() -> None:
    codes = (
        '<CodeBook><Codes><Code guid="c001" name="A" isCodable="true" color="#ff000080" description="What A is"/>'
        '<Code guid="c002" name="B" color="rgb(0, 16, 255)"/><Code guid="c003" name="C" isCodable="1" color="red"/>'
        "</Codes></CodeBook>"
    )
    pick = PICK.replace(CODE, "c001")
    data = zipped(
        {"project.qde": project(USERS + codes + f"<Sources>{source(pick)}</Sources>"), f"sources/{DOC}.txt": TEXT}
    )
    found = read_project(data)
    assert words(found) == ["two three"]
    first, second, third = found.study.codebook.codes
    assert (first.colour, second.colour, third.colour) == ("#ff0000", "#0010ff", "")
    assert first.definition == {"en": "What A is"}
    assert {"guid", "colour", "attribute"} <= faults(data)
    assert losses(found, "color") == 1
    assert losses(found, "color", "changed") == 2


def test_trap_8_an_unclosed_tag_is_mended_with_a_warning() -> None:
    xml = project(USERS + CODES + f"<Sources>{source(PICK)}</Sources>").removesuffix("</Project>")
    found = read_project(zipped({"project.qde": xml, f"sources/{DOC}.txt": TEXT}))
    assert words(found) == ["two three"]
    assert any("broken" in warning for warning in found.warnings)


def test_trap_9_a_code_may_be_a_parent_and_used_itself_or_be_a_folder() -> None:
    codes = (
        f'<CodeBook><Codes><Code guid="{CODE}" name="A" isCodable="true">'
        f'<Code guid="{OTHER}" name="B" isCodable="false">'
        f'<Code guid="{guid(9)}" name="C" isCodable="true"/></Code></Code></Codes></CodeBook>'
    )
    found = read_project(
        zipped(
            {"project.qde": project(USERS + codes + f"<Sources>{source(PICK)}</Sources>"), f"sources/{DOC}.txt": TEXT}
        )
    )
    assert words(found) == ["two three"]
    assert [code.is_codable for code in found.study.codebook.codes] == [True, False, True]
    assert found.study.codebook.path(guid(9)) == ("A", "B", "C")


def test_trap_10_a_case_and_a_code_share_one_guid() -> None:
    cases = f'<Cases><Case guid="{CODE}" name="Aisha"/></Cases>'
    found = read_project(qdpx([PICK], TEXT.encode(), before=cases))
    study = found.study
    assert words(found) == ["two three"]
    assert [speaker.label for speaker in study.speakers] == ["Aisha"]
    (turn,) = study.documents[0].newest.turns
    assert (turn.start, turn.end, turn.speaker) == (4, 13, study.speakers[0].id)
    assert study.speakers[0].id != study.codings[0].code
    assert losses(found, "Case", "changed") >= 1


def test_trap_11_sources_of_one_name_stay_apart() -> None:
    second = guid(2, 1)
    sources = source(PICK) + source(selection(2, 0, 3), own=second)
    found = read_project(named(sources, {f"sources/{DOC}.txt": TEXT, f"sources/{second}.txt": "Six seven."}))
    assert [document.name for document in found.study.documents] == ["T", "T"]
    assert words(found) == ["two three", "Six"]


def test_trap_12_one_coder_twice_is_one_coding_and_two_coders_are_two() -> None:
    ref = f'<CodeRef targetGUID="{CODE}"/>'
    twice = "".join(f'<Coding guid="{guid(place, 5)}" creatingUser="{ANN}">{ref}</Coding>' for place in (1, 2))
    other = f'<Coding guid="{guid(3, 5)}" creatingUser="{BOB}">{ref}</Coding>'
    data = qdpx(
        [selection(1, 4, 13, twice + other), PICK.replace(guid(1, 5), guid(4, 5)).replace(guid(1), guid(2))],
        TEXT.encode(),
    )
    found = read_project(data)
    assert sorted(coding.coder for coding in found.study.codings) == [ANN, BOB]
    assert (found.held["Coding"], found.kept["Coding"], losses(found, "Coding")) == (4, 2, 2)
    assert "repeated" in faults(data)


@pytest.mark.parametrize(
    ("start", "end", "kept"), [(4, 4, []), (500, 510, []), (-3, 4, []), (9, 4, []), (29, 900, ["even."])]
)
def test_trap_13_selections_without_length_or_out_of_range(start: int, end: int, kept: list[str]) -> None:
    found = read_project(qdpx([PICK, selection(2, start, end)], TEXT.encode()))
    assert words(found) == ["two three", *kept]
    assert losses(found, "Coding") == (0 if kept else 1)
    assert losses(found, "PlainTextSelection") == (0 if kept else 1)
    assert found.held["Coding"] == found.kept["Coding"] + losses(found, "Coding")


def test_trap_14_a_valid_file_that_points_to_nothing_is_found_out() -> None:
    nothing = guid(404, 9)
    picks = [PICK, selection(2, 0, 3).replace(CODE, nothing), selection(3, 0, 3).replace(ANN, nothing)]
    refs = f'<SourceRef targetGUID="{nothing}"/><SelectionRef targetGUID="{nothing}"/>'
    cases = f'<Cases><Case guid="{guid(1, 8)}" name="X">{refs}</Case></Cases>'
    data = qdpx(picks, TEXT.encode(), before=cases)
    assert {"dangling"} == faults(data)
    found = read_project(data)
    assert losses(found, "Coding") == 1
    assert len(found.study.codings) == 2
    gone = named(source(PICK), {"sources/other.txt": TEXT})
    assert "no text" in faults(gone)
    assert losses(read_project(gone), "Coding") == 1


def test_trap_14_nothing_is_found_in_what_we_write() -> None:
    assert faults(write_project(example(), created=NOW).data) <= {"same name"}


def refused(data: bytes) -> str:
    with pytest.raises(RefiError) as caught:
        read_project(data)
    return str(caught.value)


def test_trap_15_a_bomb_is_not_opened() -> None:
    assert "swells" in refused(named(source(PICK), {f"sources/{DOC}.txt": " " * 30_000_000}))


def test_trap_15_a_size_that_the_zip_lies_about_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "TEXT_BYTES", 1000)
    assert "larger than" in refused(named(source(PICK), {f"sources/{DOC}.txt": TEXT * 100}))


@pytest.mark.parametrize(
    "name", ["../evil.txt", "sources/../../evil.txt", "/etc/evil.txt", "C:\\evil.txt", "..\\evil.txt"]
)
def test_trap_15_names_that_leave_the_zip_are_refused(name: str) -> None:
    assert "outside itself" in refused(named(source(PICK), {name: "x"}))


@pytest.mark.parametrize("path", ["internal://../secret.txt", "../../secret.txt", "file:///secret.txt"])
def test_trap_15_paths_that_leave_the_zip_find_nothing(path: str) -> None:
    found = read_project(named(source(PICK, path=path), {f"sources/{DOC}.txt": TEXT}))
    assert found.study.documents[0].newest.text == ""


@pytest.mark.parametrize(
    "declared", ['<!DOCTYPE Project [<!ENTITY a "b">]>', '<!DOCTYPE Project SYSTEM "http://example.org/x.dtd">']
)
def test_trap_15_entities_and_document_types_are_refused(declared: str) -> None:
    xml = project("").replace("?>", "?>" + declared, 1)
    assert "entities" in refused(xml.encode())
    assert "entities" in refused(xml.replace("UTF-8", "UTF-16").encode("utf-16"))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"just words", "not XML"),
        (b"<html><body>x</body></html>", "no project"),
        (b"PK\x03\x04 broken", "damaged"),
        (zipped({"readme.txt": "x"}), "no project.qde"),
        (zipped({"a.qde": "x", "b.qde": "y"}), "several projects"),
        (project("").encode(), "neither a text nor a code"),
        (b'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"/>', "codebook"),
    ],
)
def test_trap_15_hopeless_files_are_refused_with_their_fault(data: bytes, said: str) -> None:
    assert said in refused(data)


def test_trap_16_no_folder_and_no_name_of_a_coder_leaves_unless_it_is_asked_for() -> None:
    told = qdpx([PICK], TEXT.encode()).replace(b"x", b"x")
    xml = project(USERS + CODES + f"<Sources>{source(PICK)}</Sources>", 'name="P" basePath="C:/Users/ann"')
    found = read_project(zipped({"project.qde": xml, f"sources/{DOC}.txt": TEXT}))
    assert losses(found, "basePath") == 1
    assert any("folder" in warning for warning in found.warnings)
    hidden = write_project(found.study, created=NOW).data
    assert b"Ann" not in _qde(hidden)
    assert b"basePath" not in _qde(hidden)
    assert _root(hidden).find(".//{*}User").get("name") == "Coder 1"
    assert b'name="Ann"' in _qde(write_project(found.study, names_of_coders=True, created=NOW).data)
    assert read_project(told).study.coders[0].name == "Ann"


def test_trap_17_attributes_of_speakers_stand_with_the_cases_and_with_the_source() -> None:
    root = _root(write_project(example(), created=NOW).data)
    variables = {each.get("guid"): each.get("name") for each in root.iter("{*}Variable")}

    def values(element: etree._Element) -> dict[str, str]:
        return {variables[each[0].get("targetGUID")]: each[1].text for each in element.findall("{*}VariableValue")}

    cases = {each.get("name"): values(each) for each in root.iter("{*}Case")}
    assert cases["Айша"] == {"sex": "woman", "oblast": "osh"}
    assert cases["P3"] == {"sex": "woman", "age": "35-44"}
    sources = [values(each) for each in root.iter("{*}TextSource")]
    assert sources[0].items() >= {"Speakers: sex": "woman", "Speakers: oblast": "osh", "Speakers: age": "35-44"}.items()


def test_speakers_survive_a_tool_that_drops_cases() -> None:
    data = write_project(example(), created=NOW).data
    root = _root(data)
    for name in ("Cases", "Variables", "Links"):
        for each in root.findall(f"{{*}}{name}"):
            root.remove(each)
    for each in list(root.iter("{*}VariableValue")):
        each.getparent().remove(each)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    found = read_project(zipped({**files, "project.qde": etree.tostring(root)}))
    labels = {speaker.id: speaker.label for speaker in found.study.speakers}
    assert [labels[turn.speaker or ""] for turn in found.study.documents[0].newest.turns] == [
        "Модератор",
        "Айша",
        "P3",
        "Модератор",
    ]
    assert "Speakers" not in {code.name for code in found.study.codebook.codes}


def test_a_codebook_is_told_from_a_project() -> None:
    with pytest.raises(RefiError, match="no codebook"):
        read_codebook(project(CODES).encode())


def test_what_stands_on_an_earlier_text_is_carried_to_the_newest_one() -> None:
    from tayanch.interviews.offsets import OffsetMap

    old, new = "Anna left home.", "[Woman-01] left home."
    versions = TextVersion(1, "transcribed", old), TextVersion(2, "anonymised", new, (), OffsetMap.between(old, new))
    study = Study(
        "s",
        "S",
        (Document(DOC, "T", versions),),
        codebook=Codebook((Code(CODE, "A"),)),
        coders=(Coder(ANN, "Ann"),),
        codings=(Coding(guid(1, 5), DOC, 1, 5, 9, CODE, ANN),),
    )
    made = write_project(study, created=datetime(2026, 1, 1, tzinfo=UTC))
    assert words(read_project(made.data)) == ["left"]
    assert b"Anna" not in b"".join(_files(made.data).values())
    assert {(loss.kind, loss.what, loss.count) for loss in made.report} >= {
        ("dropped", "TextVersion", 1),
        ("changed", "Coding", 1),
    }


def test_a_turn_of_nobody_known_stays_a_turn() -> None:
    turns = Turn(0, 0, 3, None), Turn(4, 4, 13, guid(1, 8), 2.5)
    study = Study(
        "s", "S", (Document(DOC, "T", (TextVersion(1, "transcribed", TEXT, turns),)),), (Speaker(guid(1, 8), "P1"),)
    )
    assert read_project(write_project(study, created=NOW).data).study.documents[0].newest.turns == turns


def _files(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _qde(data: bytes) -> bytes:
    return _files(data)["project.qde"]


def _root(data: bytes) -> etree._Element:
    return etree.fromstring(_qde(data))


def test_trap_15_a_tree_of_codes_without_end_is_cut_and_counted() -> None:
    deep = 1500
    codes = (
        "".join(f'<Code guid="{guid(place, 3)}" name="C" isCodable="true">' for place in range(deep)) + "</Code>" * deep
    )
    found = read_project(project(f"<CodeBook><Codes>{codes}</Codes></CodeBook>").encode())
    assert len(found.study.codebook.codes) == 60
    assert losses(found, "Code") == deep - 60
