"""A file with names takes two people, opens with its passphrase only, and says on every line for whom it is."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import msoffcrypto
import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from tayanch.audit.models import Entry
from tayanch.desk.actions import cases, exports, people
from tayanch.desk.models import Alert, Case, NamedExport
from tayanch.vault.people import do_add_contact

NAME, PHONE, SECRET = "=Калыйпа Жолборсова", "+996700112233", "four words for one file"  # invented


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def asked(here: SimpleNamespace) -> NamedExport:
    case = cases.do_open_case(by=here.owner, topic="unpaid-wages")
    person = people.do_add_person(case, by=here.owner, name=NAME, relation="client").person
    do_add_contact(person, PHONE, "own", by=here.owner)
    sent = {"purpose": "audit", "recipient": "Auditor Ltd (invented)", "columns": ["reference", "name", "phone"]}
    assert signed_in(here.supervisor).post("/en/desk/exports/", sent).status_code == 302
    return NamedExport.objects.get()


def taken(here: SimpleNamespace, export: NamedExport, secret: str = SECRET) -> Any:
    sent = {"passphrase": secret, "again": secret}
    return signed_in(here.supervisor).post(f"/en/desk/exports/{export.id}/take/", sent)


def opened(body: bytes, secret: str) -> list[list[str]]:
    locked, plain = msoffcrypto.OfficeFile(BytesIO(body)), BytesIO()
    locked.load_key(password=secret)
    locked.decrypt(plain)
    sheet = load_workbook(plain).active
    assert sheet is not None
    return [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]


def test_nothing_is_given_before_the_second_person_said_yes(here: SimpleNamespace, asked: NamedExport) -> None:
    assert taken(here, asked).status_code == 302
    exports.do_decide_export(asked, approve=False, by=here.director)
    assert taken(here, asked).status_code == 302


def test_the_approved_file_is_locked_marked_and_given_once(here: SimpleNamespace, asked: NamedExport) -> None:
    signed_in(here.director).post(f"/en/desk/exports/{asked.id}/decide/", {"approve": "1"})
    answer = taken(here, asked)
    assert answer.status_code == 200
    assert NAME.encode() not in answer.content
    first, _head, line = opened(answer.content, SECRET)
    assert "Auditor Ltd (invented)" in first[0]
    assert line[1:3] == [f"'{NAME}", f"'{PHONE}"]  # never a formula
    assert "Auditor Ltd (invented)" in line[3]
    assert taken(here, asked).status_code == 302  # once


def test_a_wrong_passphrase_opens_nothing(here: SimpleNamespace, asked: NamedExport) -> None:
    exports.do_decide_export(asked, approve=True, by=here.director)
    body = taken(here, asked).content
    with pytest.raises(msoffcrypto.exceptions.InvalidKeyError):
        opened(body, "another passphrase")


def test_nobody_approves_her_own(here: SimpleNamespace, asked: NamedExport) -> None:
    with pytest.raises(PermissionDenied):
        exports.do_decide_export(asked, approve=True, by=here.supervisor)


def test_a_decision_is_final(here: SimpleNamespace, asked: NamedExport) -> None:
    exports.do_decide_export(asked, approve=False, by=here.director)
    with pytest.raises(PermissionDenied):
        exports.do_decide_export(asked, approve=True, by=here.director)


def test_after_two_days_it_is_closed(here: SimpleNamespace, asked: NamedExport) -> None:
    exports.do_decide_export(asked, approve=True, by=here.director)
    late = timezone.now() + exports.OPEN_FOR + timedelta(minutes=1)
    with pytest.raises(exports.NotOpen):
        exports.do_take_export(asked, SECRET, by=here.supervisor, language="en", now=late)


def test_a_column_that_is_not_on_the_list_is_refused(here: SimpleNamespace) -> None:
    sent = {"purpose": "audit", "recipient": "A", "columns": ["reference", "said"]}
    assert signed_in(here.supervisor).post("/en/desk/exports/", sent).status_code == 422
    assert not NamedExport.objects.exists()


def test_another_teams_cases_are_not_in_it(here: SimpleNamespace, asked: NamedExport) -> None:
    here.supervisor.teams.set([here.day])
    exports.do_decide_export(asked, approve=True, by=here.director)
    assert len(opened(taken(here, asked).content, SECRET)) == 2


def test_a_sealed_case_never_leaves(here: SimpleNamespace, asked: NamedExport) -> None:
    Case.objects.update(is_sealed=True)
    exports.do_decide_export(asked, approve=True, by=here.director)
    assert len(opened(taken(here, asked).content, SECRET)) == 2


def test_every_step_is_told(here: SimpleNamespace, asked: NamedExport) -> None:
    exports.do_decide_export(asked, approve=True, by=here.director)
    taken(here, asked)
    told = Entry.objects.filter(action__startswith="export.").values_list("action", flat=True)
    assert list(told) == ["export.ask", "export.approve", "export.take"]
    assert Alert.objects.filter(kind="export").count() == 2
