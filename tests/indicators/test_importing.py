"""Files of official sources in the forms in which they are downloaded."""

from __future__ import annotations

import contextlib
import io
import zipfile
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from tayanch import vocabulary
from tayanch.indicators.definitions import definitions
from tayanch.indicators.errors import SeriesError
from tayanch.indicators.import_cells import Number, country_of, number_of, period_of
from tayanch.indicators.importing import Preview, Source, observations_of, read_series

SOURCE = Source("UNODC", "Detected victims", "https://unstats.un.org/sdgs/dataportal", "2026-11-21")

# The columns of the table that the UN's database gives out; dimensions stand in brackets.
UN = """\
"Goal","Target","Indicator","SeriesCode","SeriesDescription","GeoAreaCode","GeoAreaName","TimePeriod","Value",\
"Time_Detail","TimeCoverage","UpperBound","LowerBound","BasePeriod","Source","GeoInfoUrl","FootNote","[Age]","[Nature]",\
"[Reporting Type]","[Sex]","[Units]"
"16","16.2","16.2.2","VC_HTF_DETV","Victims (number)","417","Kyrgyzstan","2019","12","2019","","","","","UNODC",\
"","","ALLAGE","C","G","FEMALE","NUMBER"
"16","16.2","16.2.2","VC_HTF_DETV","Victims (number)","417","Kyrgyzstan","2019","NaN","2019","","","","","UNODC",\
"","","ALLAGE","C","G","MALE","NUMBER"
"16","16.2","16.2.2","VC_HTF_DETVR","Victims (per 100,000)","643","Russian Federation","2019.0","<0.5","2019",\
"","0.6","0.2","","UNODC","","","<18Y","E","G","BOTHSEX","PER_100000_POP"
"5","5.3","5.3.1","SP_DYN_MRBF18","Married before 18","762","Tajikistan","2017","8.7","2017","","","","","DHS","","",\
"20-24","C","G","FEMALE","PERCENT"
"16","16.2","16.2.2","VC_HTF_DETV","Victims (number)","1","World","2019","50000","2019","","","","","UNODC","","",\
"ALLAGE","E","G","BOTHSEX","NUMBER"
"""
# Lines before the heading, an empty column at the end: as the World Bank's site gives it.
WORLD_BANK = """\
"Data Source","World Development Indicators",

"Last Updated Date","2026-04-08",

"Country Name","Country Code","Indicator Name","Indicator Code","2019","2020","2021",
"Kyrgyz Republic","KGZ","Average transaction cost (%)","SI.RMT.COST.IB.ZS","1.5","","2.25",
"Arab World","ARB","Average transaction cost (%)","SI.RMT.COST.IB.ZS","7","8","9",
"""
SDMX_1 = """\
DATAFLOW,FREQ,REF_AREA,SEX,AGE,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,UNIT_MULT,OBS_STATUS
IAEG-SDGs:DF_SDG_GLH(1.9),A,417,F,Y20T24,2018,12.9,PT,0,A
IAEG-SDGs:DF_SDG_GLH(1.9),A,417,_T,_T,2019-Q3,1.5,NUMBER,3,E
"""
SDMX_2 = """\
STRUCTURE,STRUCTURE_ID,ACTION,FREQ: Frequency,REF_AREA: Area,SEX: Sex,TIME_PERIOD: Time period,OBS_VALUE: Value
dataflow,ILO:DF_SDG(1.0),I,A: Annual,KGZ: Kyrgyzstan,M: Male,2020,4.25
"""
PLAIN = """\
Чыгарылган көрсөткүчтөр
Год;Страна;Пол;Значение
2023-S1;Россия;женщины;1 234,5
2023-10;РФ;оба пола;7 %
2019/2022;Казакстан;эркектер;..
"""


def seen(text: str, encoding: str = "utf-8") -> Preview:
    return read_series(text.encode(encoding))


def workbook(rows: list[list[object]]) -> bytes:
    book = Workbook()
    book.create_sheet("values")
    for row in rows:
        book["values"].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# --- forms ------------------------------------------------------------------------------------------------------------


def test_a_table_of_the_un_is_read_with_its_series_sexes_ages_and_what_it_says_of_values() -> None:
    found = seen(UN)
    assert (found.format, found.problems, found.empty) == ("un-sdg", (), 1)
    assert found.elsewhere == (("World", 1),)
    first, second, third = found.rows
    assert (first.period, first.value, first.groups) == ("2019", 12.0, (("sex", "female"), ("country", "kg")))
    assert (second.value, second.lower, second.upper) == (0.5, 0.2, 0.6)
    assert second.flags == ("at-most", "estimated")
    assert second.groups == (("country", "ru"), ("age", "<18y"))
    assert (third.goal, third.code) == ("5.3.1", "SP_DYN_MRBF18")
    assert dict(found.series)["VC_HTF_DETVR"] == "Victims (per 100,000)"
    assert dict(found.columns)["[Sex]"] == "sex"
    assert dict(found.columns)["FootNote"] == "left out"


def test_a_table_of_the_world_bank_has_a_value_for_each_year_that_has_one() -> None:
    found = seen(WORLD_BANK, "utf-8-sig")
    assert (found.format, found.problems, found.empty) == ("world-bank", (), 1)
    assert [(row.period, row.value, row.line) for row in found.rows] == [("2019", 1.5, 6), ("2021", 2.25, 6)]
    assert found.elsewhere == (("Arab World", 3),)


def test_sdmx_of_version_1_is_read_with_its_multiplier() -> None:
    found = seen(SDMX_1)
    assert (found.format, found.problems) == ("sdmx-csv", ())
    one, two = found.rows
    assert (one.value, one.groups) == (12.9, (("sex", "female"), ("country", "kg"), ("age", "y20t24")))
    assert (two.period, two.value, two.groups, two.flags) == ("2019-Q3", 1500.0, (("country", "kg"),), ("estimated",))


def test_sdmx_of_version_2_is_read_with_labels_beside_its_codes() -> None:
    (row,) = seen(SDMX_2).rows
    assert (row.value, row.groups) == (4.25, (("sex", "male"), ("country", "kg")))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_a_plain_table_is_read_in_the_letters_its_program_wrote(encoding: str) -> None:
    text = PLAIN if encoding != "cp1251" else PLAIN.replace("ө", "о").replace("ү", "у")
    found = seen(text, encoding)
    assert (found.format, found.problems, found.empty) == ("plain", (), 1)
    assert [(row.period, row.value) for row in found.rows] == [("2023-S1", 1234.5), ("2023-10", 7.0)]
    assert [row.groups for row in found.rows] == [(("sex", "female"), ("country", "ru")), (("country", "ru"),)]


def test_a_workbook_is_read_from_its_first_sheet_that_has_anything() -> None:
    rows: list[list[object]] = [
        ["Remittances"],
        ["period", "country", "value"],
        [2023, "KGZ", 10.5],
        [datetime(2024, 5, 1), "kg", 3],
    ]
    found = read_series(workbook(rows))
    assert [(row.line, row.period, row.value) for row in found.rows] == [(3, "2023", 10.5), (4, "2024-05", 3.0)]


# --- what is not understood -------------------------------------------------------------------------------------------


def test_every_cell_that_cannot_be_read_is_a_problem_with_its_line_and_nothing_is_corrected() -> None:
    found = seen(
        "year,country,sex,value\n2020,RU,women,1\n20x1,RU,women,2\n2021,RU,cats,3\n2022,RU,men,many\n2020,RUS,f,9\n"
    )
    told = [(problem.line, problem.column) for problem in found.problems]
    assert told == [(3, "year"), (4, "sex"), (5, "value"), (6, "value")]
    assert found.problems[-1].text == "the same as line 2, but with 9 instead of 1"
    assert not found.is_clean
    with pytest.raises(SeriesError, match="Line 3, year"):
        observations_of(found, definitions()["official-remittances"], SOURCE)


def test_a_multiplier_that_is_no_power_is_a_problem() -> None:
    (problem,) = seen(SDMX_1.replace("NUMBER,3", "NUMBER,k")).problems
    assert problem.column == "UNIT_MULT"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "nothing in the file"),
        (b"a,b\n1,2\n", "Needed are columns"),
        (b"\xd0\xcf\x11\xe0old excel", "save it as .xlsx"),
        (b"PK\x03\x04 no workbook", "damaged"),
        (b"\x00\x81\x00\x8d", "letters"),
    ],
)
def test_a_file_that_is_none_of_them_is_refused_with_what_to_do(data: bytes, told: str) -> None:
    with pytest.raises(SeriesError, match=told):
        read_series(data)


def test_a_workbook_that_unpacks_without_end_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tayanch.indicators.spreadsheets.MOST_UNPACKED", 1000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * 100_000)
    with pytest.raises(SeriesError, match="unpacks to more"):
        read_series(out.getvalue())


def test_a_file_with_too_many_rows_or_bytes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tayanch.indicators.spreadsheets.MOST_ROWS", 3)
    with pytest.raises(SeriesError, match="more than 3 rows"):
        seen("year,value\n" + "2020,1\n" * 5)
    monkeypatch.setattr("tayanch.indicators.spreadsheets.MOST_BYTES", 10)
    with pytest.raises(SeriesError, match="larger than"):
        seen(UN)


@given(st.binary(max_size=300))
def test_no_file_ends_in_anything_but_a_preview_or_a_sentence(data: bytes) -> None:
    with contextlib.suppress(SeriesError):
        read_series(b"year,country,value\n" + data)


@given(st.text(alphabet="0123456789.,- <>%eE\u00a0", max_size=12))
def test_a_cell_is_a_number_or_not_and_never_infinite(text: str) -> None:
    found = number_of(text)
    assert found is None or isinstance(found, str) or abs(found.value) < float("inf")


@pytest.mark.parametrize(
    ("text", "number"),
    [("1 234,5", 1234.5), ("1,234.5", 1234.5), ("1,234,567", 1234567), ("-3", -3), ("2.5e3", 2500), ("12 %", 12)],
)
def test_numbers_are_read_as_they_are_written_here_and_abroad(text: str, number: float) -> None:
    assert number_of(text) == Number(number)


@pytest.mark.parametrize(
    ("text", "period"),
    [("2019", "2019"), ("2019 [YR2019]", "2019"), ("2019Q3", "2019-Q3"), ("2019M05", "2019-05"), ("05.2019", "2019-05"),
     ("2019-05-31", "2019-05"), ("2013-2015", "2013/2015"), ("2022-S2", "2022-S2")],
)  # fmt: skip
def test_periods_of_different_sources_are_written_in_one_way(text: str, period: str) -> None:
    assert period_of(text, "year") == period


def test_every_country_of_the_vocabulary_is_known_by_its_codes_and_names() -> None:
    three = {"kg": "KGZ", "ru": "RUS", "kz": "KAZ", "tj": "TJK", "uz": "UZB", "tr": "TUR", "kr": "KOR", "us": "USA"}
    numeric = {"kg": "417", "ru": "643", "kz": "398", "tj": "762", "uz": "860", "tr": "792", "kr": "410", "am": "51"}
    assert all(country_of(code) == country for codes in (three, numeric) for country, code in codes.items())
    for concept in vocabulary.scheme("country"):
        assert all(country_of(text) == concept.id for _, text in concept.labels.items())
        assert country_of(concept.notation or "") == concept.id
    assert country_of("Korea, Rep.") == "kr"
    assert country_of("World") == ""


# --- observations -----------------------------------------------------------------------------------------------------


def test_only_rows_of_the_goal_become_values_of_its_indicator() -> None:
    values = observations_of(seen(UN), definitions()["sdg-early-marriage"], SOURCE)
    assert [(one.indicator, one.period, one.value, one.unit) for one in values] == [
        ("sdg-early-marriage", "2017", 8.7, "percent")
    ]
    assert values[0].source == ("UNODC. Detected victims. https://unstats.un.org/sdgs/dataportal (seen 2026-11-21)")


def test_several_series_of_one_indicator_stand_apart_each_in_its_unit() -> None:
    values = observations_of(seen(UN), definitions()["sdg-trafficking-victims"], SOURCE)
    assert [(dict(one.groups)["series"], one.unit) for one in values] == [
        ("VC_HTF_DETV", "people"),
        ("VC_HTF_DETVR", "per 100,000 people"),
    ]
    (rate,) = observations_of(seen(UN), definitions()["sdg-trafficking-victims"], SOURCE, "VC_HTF_DETVR")
    assert "series" not in dict(rate.groups)
    assert (rate.lower, rate.upper) == (0.2, 0.6)


def test_what_is_from_memory_is_marked_and_what_is_about_something_else_is_refused() -> None:
    table, goal = seen("year,value\n2020,1\n"), definitions()["sdg-labour-rights"]
    (value,) = observations_of(table, goal, Source("ILO", "Score", "https://ilo.org", "2026-11-21", "memory"))
    assert value.flags == ("memory",)
    assert "not seen" in value.source
    with pytest.raises(SeriesError, match=r"about 8\.8\.2\. It has: 16\.2\.2, 5\.3\.1"):
        observations_of(seen(UN), goal, SOURCE)
    with pytest.raises(SeriesError, match="on which day"):
        observations_of(table, goal, Source("ILO", "Score", "https://ilo.org", "yesterday"))
    with pytest.raises(SeriesError, match="comes from desk"):
        observations_of(table, definitions()["desk-cases-opened"], SOURCE)
