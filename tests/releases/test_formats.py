"""Other programs read what a release holds: SDMX, Frictionless, HXL, DDI, Parquet, XLSX, citations."""

from __future__ import annotations

import csv
import io
import json
import re
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import etree

from tayanch.releases import writing
from tayanch.releases.formats import plain, sdmx
from tests.releases.made import KEY, PERIODS, counts, release

HERE = "consultations-wages"


@cache
def files() -> dict[str, bytes]:
    return writing.files_of(release(), KEY, pictures=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("release")
    writing.unpack(files(), place)
    return place


def test_sdmx1_reads_the_structure_and_the_values_back() -> None:
    sdmx1 = pytest.importorskip("sdmx")
    structure = sdmx1.read_sdmx(io.BytesIO(files()["sdmx/structure.xml"]))
    definition = structure.structure["CONSULTATIONS_WAGES"]
    assert [one.id for one in definition.dimensions.components] == ["FREQ", "SEX", "COUNTRY", "TIME_PERIOD"]
    assert {"F", "M", "_O", "_T", "_U"} == set(structure.codelist["CL_SEX"].items)
    message = sdmx1.read_sdmx(io.BytesIO(files()[f"sdmx/{HERE}.xml"]), structure=definition)
    found = {
        tuple(str(one.key.values[name].value) for name in ("TIME_PERIOD", "SEX", "COUNTRY")): one
        for one in message.data[0].obs
    }
    assert len(found) == 72
    sexes = {"female": "F", "male": "M"}
    for (period, sex, country), value in counts().items():
        one = found[period, sexes[sex], country]
        away = (period, sex, country) == ("2026-Q3", "male", "TR")
        assert str(one.attached_attribute["OBS_STATUS"].value) == ("Q" if away else "A")
        assert away or float(one.value) == value


def test_every_code_in_the_values_is_in_its_code_list() -> None:
    sdmx1 = pytest.importorskip("sdmx")
    lists = sdmx1.read_sdmx(io.BytesIO(files()["sdmx/structure.xml"])).codelist
    rows = list(csv.DictReader(io.StringIO(files()[f"sdmx/{HERE}.csv"].decode())))
    assert {row["SEX"] for row in rows} <= set(lists["CL_SEX"].items)
    assert {row["COUNTRY"] for row in rows} <= set(lists["CL_CONSULTATIONS_WAGES_COUNTRY"].items)
    assert {row["FREQ"] for row in rows} == {"Q"} <= set(lists["CL_FREQ"].items)
    assert {row["DATAFLOW"] for row in rows} == {"TAYANCH:CONSULTATIONS_WAGES(1.0)"}
    assert {row["TIME_PERIOD"] for row in rows} == set(PERIODS)


@pytest.mark.parametrize("name", ["structure", HERE])
def test_sdmx_ml_keeps_to_the_schemas_of_the_standard(name: str) -> None:
    from pysdmx.io.xml.doc_validation import validate_doc

    validate_doc(files()[f"sdmx/{name}.xml"].decode())


def test_the_data_package_is_valid_for_frictionless(folder: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frictionless = pytest.importorskip("frictionless")
        report = frictionless.Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "message"])
    assert report.stats["tasks"] == 2


def test_hxlvalidate_finds_nothing_wrong(folder: Path) -> None:
    hxl = pytest.importorskip("hxl")
    for path in sorted(folder.glob("data/*.hxl.csv")):
        with hxl.data(str(path), hxl.InputOptions(allow_local=True)) as source:
            assert all(column.tag for column in source.columns)
            wrong: list[Any] = []
            source.validate(None, wrong.append)
            assert [one for one in wrong if one.rule.severity != "info"] == []
    with hxl.data(str(folder / "data" / f"{HERE}.hxl.csv"), hxl.InputOptions(allow_local=True)) as source:
        assert sum(1 for row in source if row.get("#meta+sex") == "female" and row.get("#indicator+value")) == 24


def test_the_codebook_is_ddi_with_every_column_and_code() -> None:
    told = etree.fromstring(files()["ddi.xml"])
    names = {"d": "ddi:codebook:2_5"}
    variables = told.xpath("//d:var[@files='F1']/@name", namespaces=names)
    rows = list(csv.reader(io.StringIO(files()[f"data/{HERE}.csv"].decode())))
    assert variables == rows[0]
    assert told.xpath("//d:var[@name='sex']/d:catgry/d:catValu/text()", namespaces=names)[0] == "_T"
    assert told.xpath("string(//d:fileDscr[1]//d:caseQnty)", namespaces=names) == str(len(rows) - 1)


def test_the_codebook_of_a_survey_reader_opens_the_ddi() -> None:
    from tayanch.survey.ddi import from_ddi

    book = from_ddi(files()["ddi.xml"].decode())
    assert book["sex"].label("en") == "Sex"


def test_parquet_holds_the_rows_of_the_csv(folder: Path) -> None:
    import duckdb

    query = "select count(*), sum(value), count(*) filter (value is null) from read_parquet(?)"
    number, total, empty = duckdb.execute(query, [str(folder / "data" / f"{HERE}.parquet")]).fetchone()
    rows = list(csv.DictReader(io.StringIO(files()[f"data/{HERE}.csv"].decode())))
    assert (number, empty) == (len(rows), 1)
    assert total == sum(float(row["value"]) for row in rows if row["value"])


def test_the_workbook_opens_and_says_where_it_comes_from() -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(files()[f"data/{HERE}.xlsx"]))
    assert book.sheetnames == ["data", "columns", "about"]
    assert book["data"].max_row == 73
    assert "Consultations of the desk" in [cell.value for row in book["about"] for cell in row]


def test_the_citation_names_publisher_version_and_licence() -> None:
    told = yaml.safe_load(files()["CITATION.cff"])
    assert (told["cff-version"], told["type"], told["version"]) == ("1.2.0", "dataset", "2026-11-23")
    assert (told["license"], told["authors"]) == ("CC-BY-4.0", [{"name": "Tirek (invented)"}])
    entry = files()["citation.bib"].decode()
    assert re.match(r"@misc\{evidence-2026-11-23,\n", entry)
    assert entry.count("{") == entry.count("}")


def test_no_cell_is_a_formula() -> None:
    assert plain.cell("=1+1") == "'=1+1"
    assert plain.cell(-3.0) == "-3"


@pytest.mark.parametrize(("period", "code"), [("2026", "A"), ("2026-Q3", "Q"), ("2026-10", "M")])
def test_a_period_has_its_frequency(period: str, code: str) -> None:
    assert sdmx.frequency(period) == code


def test_a_program_can_read_what_the_release_is() -> None:
    told = json.loads(files()["release.json"])
    assert [one["id"] for one in told["datasets"]] == [HERE, "published-figures"]
    assert told["datasets"][0]["hidden"][0]["en"].startswith("1 of 66")


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2024-Q1", "2024-01-01", "2024-03-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2019-2022", "", ""),
    ],
)
def test_a_period_has_a_first_and_a_last_day(period: str, first: str, last: str) -> None:
    assert plain.days(period) == (first, last)
