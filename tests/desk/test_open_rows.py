"""Rows for statistics: nobody is named, nobody stands alone, and no cell is a formula."""

from __future__ import annotations

import csv
from collections import Counter
from io import BytesIO, StringIO
from types import SimpleNamespace

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tayanch.audit.models import Entry
from tayanch.desk.actions import cases, people
from tayanch.desk.actions.consultations import do_save_fields, do_start_consultation
from tayanch.desk.models import Case
from tayanch.desk.reporting.open_rows import KINDS
from tayanch.desk.reporting.spreadsheets import csv_bytes, guarded, xlsx_bytes
from tayanch.disclosure import HIDDEN, SMALLEST
from tayanch.vault import erasure

NAME = "Калыйпа Жолборсова"  # invented


@pytest.fixture
def full(here: SimpleNamespace) -> SimpleNamespace:
    """Six cases alike, one that is rare, and the talks they came from."""
    for topic, country in [("unpaid-wages", "ru")] * 6 + [("violence", "kr")]:
        talk = do_start_consultation(by=here.owner)
        do_save_fields(talk, {"topics": topic, "said": "не платят", "phone": "+996700112233"}, by=here.owner)
        case = cases.do_open_case(by=here.owner, consultation=talk)
        Case.objects.filter(id=case.id).update(topic=topic, country=country)
        people.do_add_person(case, by=here.owner, name=NAME, relation="client")
    return here


def taken(here: SimpleNamespace, kind: str, form: str = "csv", actor: str = "analyst") -> bytes:
    client = Client()
    client.force_login(getattr(here, actor))
    answer = client.post("/en/desk/counts/rows/", {"kind": kind, "form": form})
    assert answer.status_code == 200
    return answer.content


def lines(body: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(body.decode("utf-8-sig"))))


def test_the_second_line_holds_hashtags(full: SimpleNamespace) -> None:
    names, tags, *_rows = lines(taken(full, "cases"))
    assert names == [one.name for one in KINDS["cases"]]
    assert all(tag.startswith("#") for tag in tags)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_row_stands_alone_and_none_names_anybody(full: SimpleNamespace, kind: str) -> None:
    body = taken(full, kind)
    rows = [tuple(row) for row in lines(body)[2:]]
    assert len(rows) >= 6
    assert min(Counter(rows).values()) >= SMALLEST
    everything = body.decode()
    references = Case.objects.values_list("reference", flat=True)
    assert not any(told in everything for told in (NAME, "700112233", "не платят", *references))


def test_what_is_rare_is_hidden_or_left_out(full: SimpleNamespace) -> None:
    assert "iolence" not in taken(full, "cases").decode()
    book = load_workbook(BytesIO(taken(full, "cases", "xlsx")))
    about = {row[0].value: row[1].value for row in book["about"].iter_rows()}
    assert about["Rows left out, because too few are like them"] == "1"


def test_the_erased_still_count(full: SimpleNamespace) -> None:
    before = len(lines(taken(full, "cases")))
    case = Case.objects.filter(topic="unpaid-wages").first()
    assert case is not None
    erasure.do_erase_person(case.people.get().person, by=full.owner, reason="her-wish")
    assert len(lines(taken(full, "cases"))) == before


def test_another_organisation_sees_none_of_it(full: SimpleNamespace) -> None:
    full.stranger.role = "analyst"
    full.stranger.save()
    assert len(lines(taken(full, "cases", actor="stranger"))) == 2


def test_that_it_was_taken_is_in_the_log(full: SimpleNamespace) -> None:
    taken(full, "cases", "xlsx")
    entry = Entry.objects.get(action="export.open")
    assert entry.actor_id == full.analyst.id
    assert entry.reason == "cases"


@pytest.mark.parametrize(
    "text", ["=1+1", "+7", "-2", "@SUM(A1)", " =1", "\t=1", "\u200b=1", "\x00=cmd", "\r\n=1", "\uff1d1", "\u202e=1"]
)
def test_a_formula_is_made_a_text(text: str) -> None:
    assert guarded(text).startswith("'")


@given(st.text())
def test_no_text_whatever_becomes_a_formula(text: str) -> None:
    sheet = load_workbook(BytesIO(xlsx_bytes([[text]], "x"))).active
    assert sheet is not None
    cell = sheet["A1"]
    assert cell.data_type in {"s", "n", "inlineStr"}  # "n": an empty cell
    assert not str(cell.value or "").startswith(("=", "+", "-", "@"))
    told = next(iter(csv.reader(StringIO(csv_bytes([[text, "x"]]).decode("utf-8-sig"), newline=""))))
    assert not told[0].lstrip().startswith(("=", "+", "-", "@"))


def test_a_hidden_value_is_a_star(full: SimpleNamespace) -> None:
    assert HIDDEN == "*"
