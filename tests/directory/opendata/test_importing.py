"""A directory that somebody else keeps comes in whole: as entries that nobody confirmed, refused, or named as lost."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from tayanch.cli import app
from tayanch.directory import Organisation, all_entries, find, find_leaks, public
from tayanch.directory.loading import parse_entry, read_entries
from tayanch.directory.opendata import hsds
from tayanch.directory.opendata.importing import Given, Package, PackageError, Plan, lines, plan, read_package, write
from tayanch.directory.writing import file_of, text_of
from tests.directory import schema_check

TODAY = date(2026, 11, 22)
SAMPLE = schema_check.FOLDER.parent / "examples" / "csv"
KYRGYZSTAN = Given(TODAY, country="kg")
Tables = Mapping[str, list[dict[str, str]]]


def organisation(**more: str) -> dict[str, str]:
    return {"id": "o1", "name": "Invented Centre", "description": "Gives legal help.", **more}


def service(**more: str) -> dict[str, str]:
    return {"id": "s1", "organization_id": "o1", "name": "Unpaid wages", "status": "active", **more}


WHOLE: Tables = {
    "organizations": [organisation(website="https://example.org/", email="post@example.org", legal_status="NGO")],
    "services": [
        service(fees_description="Free of charge", alert="Ring first"),
        service(id="s2", name="Evening advice"),
        service(id="s3", name="Late wages", status="defunct"),
        service(id="s4", name="Invented dancing"),
    ],
    "service_at_location": [{"id": "sl1", "service_id": "s1", "location_id": "l1", "description": "Second floor"}],
    "locations": [
        {"id": "l1", "location_type": "physical", "name": "Office", "latitude": "42.87", "longitude": "74.6"}
    ],
    "addresses": [
        {"id": "a1", "location_id": "l1", "address_1": "Invented street 5", "city": "Бишкек", "country": "KG"},
    ],
    "phones": [
        {"id": "p1", "organization_id": "o1", "number": "+996 (312) 00-00-00", "description": "Office"},
        {"id": "p2", "service_id": "s1", "number": "1899", "type": "voice"},
        {"id": "p3", "location_id": "l1", "number": "+996312000001", "type": "fax"},
        {"id": "p4", "organization_id": "o1", "number": "ring us"},
    ],
    "languages": [
        {"id": "n1", "service_id": "s1", "name": "Kyrgyz", "code": "kir"},
        {"id": "n2", "phone_id": "", "service_id": "s1", "name": "Russian", "code": ""},
        {"id": "n3", "service_id": "s1", "name": "Elvish", "code": ""},
    ],
    "schedules": [
        {
            "id": "h1",
            "service_id": "s1",
            "freq": "WEEKLY",
            "byday": "MO,TU",
            "opens_at": "09:00:00",
            "closes_at": "18:00",
        },
        {"id": "h2", "service_id": "s2", "freq": "MONTHLY", "byday": "MO", "opens_at": "10:00", "closes_at": "11:00"},
    ],
    "taxonomy_terms": [{"id": "t1", "code": "contract", "name": "Contracts"}],
    "attributes": [{"id": "b1", "link_id": "s2", "taxonomy_term_id": "t1", "link_entity": "service"}],
    "funding": [{"id": "f1", "organization_id": "o1", "source": "A donor"}],
}


def files(tables: Tables) -> dict[str, str]:
    found = {}
    for table, rows in tables.items():
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, sorted({column for row in rows for column in row}), restval="")
        writer.writeheader()
        writer.writerows(rows)
        found[f"{table}.csv"] = out.getvalue()
    return found


def package(folder: Path, tables: Tables) -> Package:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files(tables).items():
        (folder / name).write_text(content, "utf-8")
    return read_package(folder)


def planned(folder: Path, tables: Tables, given: Given = KYRGYZSTAN) -> Plan:
    return plan(package(folder, tables), all_entries(), given)


@pytest.fixture
def whole(tmp_path: Path) -> Plan:
    return planned(tmp_path / "invented", WHOLE)


# --- what comes in -----------------------------------------------------------------------------------------------


def test_what_is_understood_becomes_an_entry_that_nobody_confirmed(whole: Plan) -> None:
    (entry,) = whole.new
    assert (entry.id, entry.country, entry.covers, entry.known_from) == ("kg-invented-centre", "kg", ("kg",), "report")
    assert [(one.id, one.need, one.free) for one in entry.services] == [
        ("unpaid-wages", "unpaid-wages", None),
        ("contract", "contract", None),
    ]
    assert [(one.number, one.short, one.confirmed) for one in entry.phones] == [
        ("+996312000000", False, False),
        ("1899", True, False),
    ]
    assert public(entry).phones == ()
    (place,) = entry.places
    assert (place.city, place.oblast, place.address and place.address.en) == (
        "bishkek",
        "bishkek-city",
        "Invented street 5",
    )
    assert entry.languages == ("ky", "ru")
    assert entry.schedule
    assert (entry.schedule.days, entry.schedule.opens, entry.schedule.closes) == ("MO,TU", "09:00", "18:00")
    assert entry.alert.en == "Nobody has checked this yet. Ring first"
    assert entry.website == "https://example.org/"
    assert all("HSDS package invented" in one.title and one.seen == TODAY for one in entry.sources)


def test_what_cannot_come_in_is_refused_with_line_and_reason(whole: Plan) -> None:
    assert [str(one) for one in whole.refused] == [
        "services.csv:4: the service is defunct",
        "services.csv:5: no need of the vocabulary fits; put one into taxonomy_terms.code, or give --need",
    ]


def test_what_has_no_place_is_named_as_lost(whole: Plan) -> None:
    lost = {(one.file, one.line, one.column) for one in whole.losses}
    assert {
        ("organizations.csv", 2, "email"),
        ("organizations.csv", 2, "legal_status"),
        ("services.csv", 2, "fees_description"),
        ("service_at_location.csv", 2, "description"),
        ("locations.csv", 2, "name"),
        ("phones.csv", 4, "number"),
        ("phones.csv", 5, "number"),
        ("languages.csv", 4, "name"),
        ("schedules.csv", 3, "byday"),
        ("funding.csv", 2, "source"),
    } <= lost
    assert not {column for _, _, column in lost} & {"website", "alert", "code"} - {"code"}
    assert any("lost     funding.csv source: an entry has no field for it (1 ×)" in line for line in lines(whole))


def test_every_cell_is_in_an_entry_or_refused_or_lost(tmp_path: Path, whole: Plan) -> None:
    (entry,) = whole.new
    written = tmp_path / "out"
    write(whole, written)
    text = (written / "kg" / f"{entry.id}.yaml").read_text("utf-8")
    told = {(one.file, one.line, one.column) for one in whole.losses}
    refused = {(one.file, one.line) for one in whole.refused}
    used_otherwise = {
        "status",
        "code",
        "country",
        "city",
        "type",
        "freq",
        "location_type",
        "name",
        "number",
        "opens_at",
    }
    for table, rows in WHOLE.items():
        for line, row in enumerate(rows, 2):
            for column, value in row.items():
                is_link = column == "id" or column.endswith("_id") or column == "link_entity"
                if value and not is_link and column not in used_otherwise and (f"{table}.csv", line) not in refused:
                    assert value in text or (f"{table}.csv", line, column) in told, (table, line, column)


def test_what_is_written_is_read_back_as_the_same_entry(tmp_path: Path, whole: Plan) -> None:
    assert write(whole, tmp_path / "out") == 1
    assert read_entries(tmp_path / "out") == whole.new
    losses = (tmp_path / "out" / "losses.csv").read_text("utf-8")
    assert "funding.csv,2,source,an entry has no field for it" in losses


def test_the_same_package_once_more_changes_nothing(tmp_path: Path, whole: Plan) -> None:
    again = plan(read_package(tmp_path / "invented"), whole.new, KYRGYZSTAN)
    assert (again.new, again.changed, again.same) == ((), (), ("kg-invented-centre",))


def test_an_organisation_that_the_directory_has_is_known_by_the_id_we_gave_out(tmp_path: Path) -> None:
    ours = hsds.identifier("organization", "kg-ombudsman")
    tables = {
        "organizations": [organisation(id=ours, name="Another name")],
        "services": [service(organization_id=ours)],
        "phones": [{"id": "p", "organization_id": ours, "number": "+996312000000"}],
    }
    (changed,) = planned(tmp_path, tables).changed
    entry, found = changed
    old = find("kg-ombudsman")
    assert old
    assert (entry.id, entry.name, entry.says, entry.alert) == (old.id, old.name, old.says, old.alert)
    assert entry.services[: len(old.services)] == old.services
    assert [(one.number, one.confirmed) for one in entry.phones[len(old.phones) :]] == [("+996312000000", False)]
    assert "name differs, ours stays" in found
    assert "phones: +996312000000 is not in the directory" in found


@pytest.mark.parametrize("entry", all_entries(), ids=lambda entry: entry.id)
def test_an_entry_of_the_product_is_written_as_it_is(entry: Organisation) -> None:
    again = parse_entry(text_of(entry), file_of(entry))
    assert again == entry


# --- what must not come in ---------------------------------------------------------------------------------------

SECRET = {"id": "a1", "location_id": "l1", "address_1": "Hidden street 77", "city": "Osh", "country": "KG"}
SHELTER: Tables = {
    "organizations": [organisation(name="Quiet Centre")],
    "services": [service(name="Domestic violence")],
    "locations": [
        {"id": "l1", "organization_id": "o1", "name": "House", "latitude": "40.5301234", "longitude": "72.8056789"},
    ],
    "addresses": [SECRET],
    "phones": [
        {"id": "p1", "location_id": "l1", "number": "+996555000111"},
        {"id": "p2", "organization_id": "o1", "number": "0555 000 111"},
        {"id": "p3", "organization_id": "o1", "number": "+996312000000"},
    ],
}


def test_where_somebody_hides_is_written_nowhere(tmp_path: Path) -> None:
    found = planned(tmp_path / "package", SHELTER)
    (entry,) = found.new
    assert [(place.city, place.hidden, place.address, place.latitude) for place in entry.places] == [
        ("osh", True, None, None)
    ]
    assert [one.number for one in entry.phones] == ["+996312000000"]
    write(found, tmp_path / "out")
    written = "".join(file.read_text("utf-8") for file in (tmp_path / "out").rglob("*") if file.is_file())
    told = written + "\n".join(lines(found))
    for secret in ("Hidden street", "40.53", "72.80", "555000111", "555 000 111", "House"):
        assert secret not in told
    assert "withheld" in told


@pytest.mark.parametrize(
    ("table", "fields"),
    [
        ("organizations", {"name": "Women's shelter Invented"}),
        ("organizations", {"description": "Помогает женщинам, пострадавшим от насилия."}),
        ("organizations", {"id": hsds.identifier("organization", "kg-sezim")}),
        ("locations", {"name": "Safe house"}),
        ("services", {"name": "Housing", "description": "Баш калкалоочу жай"}),
    ],
)
def test_a_place_is_hidden_as_soon_as_anything_tells_of_danger(
    tmp_path: Path, table: str, fields: dict[str, str]
) -> None:
    id = fields["id"] if table == "organizations" and "id" in fields else "o1"
    tables = {
        **SHELTER,
        "organizations": [organisation(id=id, name="Quiet Centre")],
        "services": [service(organization_id=id, name="Contract")],
        "locations": [{**SHELTER["locations"][0], "organization_id": id}],
    }
    tables[table] = [{**tables[table][0], **fields}]
    found = planned(tmp_path / "package", tables, Given(TODAY, "kg", "contract"))
    (entry, *_) = [*found.new, *(entry for entry, _ in found.changed)]
    assert entry.places
    assert all(place.hidden for place in entry.places)
    assert "Hidden street" not in text_of(entry)


def test_a_place_is_open_when_nothing_tells_of_danger(tmp_path: Path) -> None:
    (entry,) = planned(tmp_path, {**SHELTER, "services": [service(name="Contract")]}).new
    assert [place.hidden for place in entry.places] == [False]


@pytest.mark.parametrize(
    ("table", "fields"),
    [
        ("organizations", {"description": "Come to Hidden Street 77 in Osh"}),
        ("organizations", {"website": "https://example.org/996555000111"}),
        ("services", {"name": "Domestic violence", "alert": "hidden street 77"}),
    ],
)
def test_an_organisation_whose_texts_tell_where_it_hides_is_refused(
    tmp_path: Path, table: str, fields: dict[str, str]
) -> None:
    tables = {**SHELTER, table: [{**SHELTER[table][0], **fields}]}
    found = planned(tmp_path / "package", tables)
    assert (found.new, found.changed) == ((), ())
    (refused,) = found.refused
    assert "must be hidden" in str(refused)
    told = "\n".join(lines(found))
    assert "idden" not in told.replace("must be hidden", "")
    assert "555000111" not in told


# --- packages ----------------------------------------------------------------------------------------------------


def test_an_archive_is_read_as_the_folder_is(tmp_path: Path, whole: Plan) -> None:
    with zipfile.ZipFile(tmp_path / "invented.zip", "w") as archive:
        for name, content in files(WHOLE).items():
            archive.writestr(f"export/{name}", "\ufeff" + content)
        archive.writestr("export/readme.txt", "not a table")
    assert plan(read_package(tmp_path / "invented.zip"), all_entries(), KYRGYZSTAN) == whole


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.zip", b"PK\x03\x04 broken", "a.zip: is neither"),
        ("a.csv", b"id,name\n", "a.csv: is neither"),
        ("organizations.csv", b"id,name\n\xff\xfe,x\n", "organizations.csv: is not UTF-8"),
        ("organizations.csv", b"id,id\n1,2\n", "organizations.csv: two columns"),
        ("services.csv", b"id\n1\n", "has no organizations.csv"),
    ],
)
def test_a_package_that_cannot_be_read_says_which_file(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(PackageError, match=message):
        read_package(tmp_path if name.startswith(("org", "serv")) else tmp_path / name)


def test_an_archive_that_swells_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "big.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("organizations.csv", b"id\n" + b" " * (65 * 1024 * 1024))
    with pytest.raises(PackageError, match="more than 64 MB"):
        read_package(tmp_path / "big.zip")


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(CELLS, min_size=12, max_size=12))
def test_whatever_stands_in_the_cells_the_plan_can_be_made_and_written(
    tmp_path_factory: pytest.TempPathFactory, values: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("package")
    (name, says, web, need, number, city, street, code, days, opens, status, note) = values
    tables = {
        "organizations": [organisation(name=name, description=says, website=web)],
        "services": [service(name=need), service(id="s2", name="Contract", status=status, alert=note)],
        "locations": [{"id": "l1", "organization_id": "o1", "latitude": number}],
        "addresses": [{"id": "a", "location_id": "l1", "address_1": street, "city": city, "country": "KG"}],
        "phones": [{"id": "p", "organization_id": "o1", "number": number, "description": note}],
        "languages": [{"id": "n", "service_id": "s2", "code": code, "name": note}],
        "schedules": [{"id": "h", "service_id": "s2", "byday": days, "opens_at": opens, "closes_at": "18:00"}],
    }
    found = planned(folder / "in", tables, Given(TODAY, "kg", "contract"))
    write(found, folder / "out")
    if found.new:
        assert read_entries(folder / "out") == found.new
    assert len(found.new) + len(found.refused) >= 1


@pytest.mark.skipif(not SAMPLE.is_dir(), reason="the official examples are not here")
def test_the_official_example_is_read_and_nothing_of_it_is_lost_silently() -> None:
    found = plan(read_package(SAMPLE), all_entries(), Given(TODAY, "uk", "mental-health"))
    (entry,) = found.new
    assert entry.name.en == "Example Organization Inc."
    assert [one.need for one in entry.services] == ["mental-health"]
    lost = {one.file for one in found.losses}
    assert {"funding.csv", "programs.csv", "cost_options.csv", "contacts.csv", "accessibility.csv"} <= lost
    assert not find_leaks(entry, yaml.safe_dump(list(lines(found))))


# --- the command -------------------------------------------------------------------------------------------------


def test_the_command_writes_only_when_it_is_told_to(tmp_path: Path) -> None:
    package(tmp_path / "in", WHOLE)
    dry = CliRunner().invoke(app, ["directory", "import", str(tmp_path / "in"), "--as-of", "2026-11-22"])
    assert dry.exit_code == 0, dry.output
    assert "new      kg/kg-invented-centre: Invented Centre" in dry.output
    assert "Nothing was written." in dry.output
    assert not (tmp_path / "out").exists()
    done = CliRunner().invoke(app, ["directory", "import", str(tmp_path / "in"), "--write", str(tmp_path / "out")])
    assert done.exit_code == 0
    assert (tmp_path / "out" / "kg" / "kg-invented-centre.yaml").is_file()


def test_the_command_tells_what_is_wrong_in_one_line(tmp_path: Path) -> None:
    for arguments, code, message in (
        ([str(tmp_path / "none")], 1, "is neither a folder nor a ZIP archive"),
        ([str(tmp_path), "--need", "x"], 2, "--need is one of"),
        ([str(tmp_path), "--country", "x"], 2, "--country is one of"),
        ([str(tmp_path), "--kind", "x"], 2, "--kind is one of"),
    ):
        told = CliRunner().invoke(app, ["directory", "import", *arguments])
        assert (told.exit_code, message in told.output) == (code, True), told.output
