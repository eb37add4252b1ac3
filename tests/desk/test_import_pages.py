"""A list on its way in: step by step, all or nothing, taken back; nothing of a line where it must not be."""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from tayanch.audit.models import Entry
from tayanch.desk import jobs
from tayanch.desk.actions import cases, import_rows, imports
from tayanch.desk.actions.claims import result_of
from tayanch.desk.actions.consultations import do_reopen_consultation, do_save_fields
from tayanch.desk.actions.doubles import do_merge_people
from tayanch.desk.actions.imports import Refused
from tayanch.desk.actions.people import do_add_person
from tayanch.desk.importing.reading import Unreadable
from tayanch.desk.models import (
    Case,
    CasePerson,
    Claim,
    Consultation,
    ImportedLine,
    ImportFile,
    ImportRun,
    SafetyCard,
)
from tayanch.store.state import data_folder
from tayanch.vault import erasure, search
from tayanch.vault.keys import load_keys
from tayanch.vault.models import ContactPoint, DataKey, Person, PersonContact, Tombstone
from tayanch.vault.people import do_add_contact, do_create_person, do_update_person
from tests.desk.importing_helpers import (
    brought,
    check,
    checked,
    leave_unknown_words,
    say_sheet,
    take,
    taken,
    to_the_end,
    undo,
)
from tests.desk.messy_sheets import kobo_workbook, messy_rows, workbook, xlsform
from tests.emptying import log_without_triggers
from tests.traces import Traces

LIST = (
    "ID;Дата;ФИО;Телефон;Дата рождения;Паспорт;Город;Проблема;Содержание;Работодатель;Месяц;Сумма долга;Выплачено\n"
    "1;05.03.2025;Гульнара Посевная;0555 111 222;01.05.1990;AN7654321;Москва;з/п;"
    "Секретные слова;ООО «Север»;11.2024;40 000;5000\n"
    "2;06.03.2025;;0700 222 333;;;Бишкек;регистрация;Без имени;;;;\n"
    "3;07.03.2025;Айгүл Осмонова;0555 333 444;;;РФ;жоопсуз;Третья;;;;\n"
)
NAME = "Гульнара Посевная"
TABLES = [Person, PersonContact, ContactPoint, Case, Claim, Consultation, ImportedLine, DataKey]


def counts() -> dict[str, int]:
    return {model.__name__: model._base_manager.count() for model in TABLES}


def text(**changes: str) -> bytes:
    """The list, with some of its words changed."""
    told = LIST
    for before, after in changes.items():
        told = told.replace({"said": "Секретные слова", "born": "01.05.1990"}[before], after)
    return told.encode()


# --- all or nothing --------------------------------------------------------------------------------------------------


def test_a_small_list_becomes_records_as_if_they_had_been_typed(here: SimpleNamespace) -> None:
    run = taken(here.supervisor, text(), "list.csv")
    assert run.state == "done"
    assert {kind: run.made[kind] for kind in ("consultation", "person", "case", "claim", "wageperiod")} == {
        "consultation": 3,
        "person": 2,
        "case": 1,
        "claim": 1,
        "wageperiod": 1,
    }
    talk = Consultation.objects.get(person__isnull=False, case__isnull=False)
    assert (talk.state, talk.topic, talk.place, talk.country) == ("finished", "unpaid-wages", "moscow", "ru")
    assert timezone.localdate(talk.started_at) == date(2025, 3, 5)
    assert talk.unseal("said") == "Секретные слова"
    person = talk.person
    assert person is not None
    assert (person.unseal("name"), person.unseal("birth_date"), person.unseal("document")) == (
        NAME,
        "1990-05-01",
        "AN7654321",
    )
    assert [contact.unseal("number") for contact in person.contacts.all()] == ["+996555111222"]
    assert search.find_by_name(here.organisation.id, "Gulnora Posevnaya") == {person.id}
    assert talk.case is not None
    assert talk.case.employer.unseal("name") == "ООО «Север»"
    assert not SafetyCard.objects.exists()


def test_an_imported_claim_counts_as_one_that_was_typed(here: SimpleNamespace) -> None:
    taken(here.supervisor, text(), "list.csv")
    claim = Claim.objects.get()
    period = claim.periods.get()
    assert (period.agreed, period.payments.get().amount, claim.currency) == (Decimal(40000), Decimal(5000), "RUB")
    assert claim.person_id == Person.objects.get(tokens__field="document").id
    result = result_of(claim, date(2025, 6, 1), today=date(2025, 6, 1), language="ru")
    assert result is not None
    assert result.agreed - result.paid == Decimal(35000)
    assert {clock.rule for clock in claim.deadlines.all()} == {"ru.wage.limitation", "ru.wage.suspension"}


def test_a_name_that_nobody_gave_leave_for_is_not_brought_in(here: SimpleNamespace) -> None:
    taken(here.supervisor, text(), "list.csv", with_names=False)
    assert not Person.objects.exists()
    assert not ContactPoint.objects.exists()
    assert Consultation.objects.count() == 3


def test_a_crash_while_writing_leaves_nothing_behind(here: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    run = checked(here.supervisor, workbook(messy_rows(60)))
    before = counts() | {"files": len(list((data_folder() / "files").rglob("*")))}
    monkeypatch.setattr(import_rows, "ORDER", (*import_rows.ORDER[:-4], None, *import_rows.ORDER[-4:]))
    imports.do_choose(run, by=here.supervisor, for_all="new")
    imports.do_begin(run, "importing", by=here.supervisor)
    with pytest.raises(AttributeError), transaction.atomic():
        to_the_end(imports.do_import(run, by=here.supervisor, details={}))
    assert counts() | {"files": len(list((data_folder() / "files").rglob("*")))} == before
    assert Consultation.objects.count() == 0


def test_a_list_with_unread_cells_stops_until_somebody_says_what_becomes_of_them(here: SimpleNamespace) -> None:
    by = here.supervisor
    run = checked(by, LIST.replace("06.03.2025", "вчера").encode(), "list.csv", bad="stop", missing_day="")
    take(run, by)
    assert (run.state, run.failure) == ("checked", "undecided")
    assert Consultation.objects.count() == 0


def test_lines_that_cannot_be_read_stay_out_when_that_was_said(here: SimpleNamespace) -> None:
    data = LIST.replace("06.03.2025", "вчера").encode()
    run = taken(here.supervisor, data, "list.csv", bad="line", missing_day="")
    assert run.made["consultation"] == 2


def test_a_whole_messy_list_comes_in_and_goes_without_a_trace(here: SimpleNamespace) -> None:
    before = counts()
    run = taken(here.supervisor, workbook(messy_rows(300)), for_all="join")
    assert run.made["consultation"] == 300
    assert run.made["person"] < 270
    undo(run, here.supervisor)
    assert run.state == "undone"
    assert counts() == before | {"DataKey": before["DataKey"] + 1}  # of the run itself
    assert not Tombstone.objects.exists()
    assert search.find_by_name(here.organisation.id, "Гульнара") == set()


@pytest.mark.slow
def test_five_thousand_messy_lines_are_looked_at_taken_and_taken_back_in_a_minute_each(here: SimpleNamespace) -> None:
    by, before = here.supervisor, counts()
    run = brought(by, workbook(messy_rows(5000)))
    leave_unknown_words(run, by)
    seconds = [timed(lambda: check(run, by))]
    problems = {problem.code for one in imports.plan_of(run) for problem in one.problems}
    assert {"not-a-day", "not-a-phone", "phone-rounded", "not-a-document", "birth-year"} <= problems
    assert len(imports.report_of(run)["hints"]) > 100
    seconds.append(timed(lambda: take(run, by, for_all="join")))
    assert run.made["consultation"] == 5000
    seconds.append(timed(lambda: undo(run, by)))
    assert (run.state, counts()) == ("undone", before | {"DataKey": before["DataKey"] + 1})
    assert max(seconds) < 60, seconds


def timed(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def test_an_export_of_kobo_comes_in_with_its_repeats(here: SimpleNamespace) -> None:
    here.supervisor.language = "ru"  # the labels of the form are taken in the language of her who brings it
    run = brought(here.supervisor, kobo_workbook(), "kobo.xlsx", form=("form.xlsx", xlsform()))
    leave_unknown_words(run, here.supervisor)
    check(run, here.supervisor)
    take(run, here.supervisor)
    assert run.state == "done"
    claim = Claim.objects.get()
    assert [(period.first, period.agreed) for period in claim.periods.all()] == [
        (date(2024, 11, 1), Decimal(40000)),
        (date(2024, 12, 1), Decimal(41000)),
    ]
    assert sorted(Consultation.objects.values_list("topic", flat=True)) == ["unpaid-wages", "withheld-passport"]


# --- doubles ---------------------------------------------------------------------------------------------------------


def known(by: Any) -> Person:
    case = cases.do_open_case(by=by, topic="unpaid-wages")
    person = do_add_person(case, by=by, name="Gulnora Posevnaya", relation="client").person
    do_update_person(person, by=by, birth_date="1990-05-01")
    do_add_contact(person, "+996555111222", "own", by=by)
    return person


def test_a_line_whose_woman_is_known_is_told_with_the_reasons_and_joined_when_chosen(here: SimpleNamespace) -> None:
    person = known(here.owner)
    run = checked(here.supervisor, text(), "list.csv")
    [hint] = imports.report_of(run)["hints"]
    assert (hint.line, hint.woman, hint.reasons) == (2, str(person.id), ("name", "name-birth", "phone"))
    take(run, here.supervisor, for_all="join")
    assert Person.objects.count() == 2
    assert person.consultations.count() == 1
    talk = person.consultations.get()
    assert f"Name: {NAME}" in talk.unseal("said")
    assert "Document: AN7654321" in talk.unseal("said")
    assert Person.objects.get(id=person.id).unseal("name") == "Gulnora Posevnaya"
    undo(run, here.supervisor)
    assert Person.objects.filter(id=person.id).exists()
    assert person.contacts.count() == 1


def test_a_line_is_joined_to_the_kept_record_when_hers_was_joined_meanwhile(here: SimpleNamespace) -> None:
    by = here.owner
    person, kept = known(by), do_create_person(by=by, name="Гульнора Другая")
    CasePerson.objects.create(case=cases.do_open_case(by=by, topic="unpaid-wages"), person=kept)
    run = checked(here.supervisor, text(), "list.csv")
    do_merge_people(kept, person, by=by)
    take(run, here.supervisor, for_all="join")
    assert Person.objects.get(id=kept.id).consultations.count() == 1


def test_of_a_woman_of_another_team_only_whom_to_ask_is_told(here: SimpleNamespace) -> None:
    known(here.owner)
    here.supervisor.teams.set([here.day])
    run = checked(here.supervisor, text(), "list.csv")
    [hint] = imports.report_of(run)["hints"]
    assert (hint.woman, hint.ask, hint.may_join) == ("", ("Owner",), False)
    take(run, here.supervisor, for_all="join")
    assert run.failure == "undecided"


def test_a_woman_of_another_organisation_is_never_a_hint(here: SimpleNamespace) -> None:
    known(here.stranger)
    assert imports.report_of(checked(here.supervisor, text(), "list.csv"))["hints"] == []


# --- the same list again ---------------------------------------------------------------------------------------------


def test_the_same_file_is_refused_until_it_was_taken_back(here: SimpleNamespace) -> None:
    run = taken(here.supervisor, text(), "list.csv")
    with pytest.raises(Refused, match="same-file"):
        imports.do_bring("other name.csv", text(), by=here.supervisor)
    undo(run, here.supervisor)
    assert imports.do_bring("list.csv", text(), by=here.supervisor)


def test_lines_that_are_here_stay_out_and_a_changed_one_can_be_brought_up_to_date(here: SimpleNamespace) -> None:
    by = here.supervisor
    taken(by, text(), "list.csv")
    run = checked(by, text(said="Новые слова"), "newer.csv")
    assert imports.report_of(run)["known"] == {2: "changed", 3: "same", 4: "same"}
    take(run, by, for_all="new", for_known="update")
    assert (run.made, Consultation.objects.count()) == ({"updated": 1}, 3)
    talk = Consultation.objects.get(case__isnull=False)
    assert talk.unseal("said") == "Новые слова"
    undo(run, by)
    talk.refresh_from_db()
    assert talk.unseal("said") == "Секретные слова"


def test_what_somebody_wrote_here_is_never_written_over(here: SimpleNamespace) -> None:
    by = here.supervisor
    taken(by, text(), "list.csv")
    talk = Consultation.objects.get(case__isnull=False)
    do_reopen_consultation(talk, by=by)
    do_save_fields(talk, {"said": "Исправлено"}, by=by)
    run = checked(by, text(said="Новые слова"), "newer.csv")
    take(run, by, for_all="new", for_known="update")
    talk.refresh_from_db()
    assert (run.made["updated"], talk.unseal("said")) == (0, "Исправлено")


def test_lines_that_another_supervisor_took_a_moment_ago_are_not_taken_twice(here: SimpleNamespace) -> None:
    by = here.supervisor
    slow = checked(by, text(said="и так"), "one.csv")
    imports.do_choose(slow, by=by, for_all="new", for_known="skip")
    imports.do_begin(slow, "importing", by=by)
    work = imports.do_import(slow, by=by, details={})
    next(work)
    taken(by, text(), "two.csv", for_known="skip")
    with pytest.raises(Refused, match="not-now"):
        to_the_end(work)
    assert Consultation.objects.count() == 3


def test_numbers_of_another_list_are_not_taken_for_those_of_this_one(here: SimpleNamespace) -> None:
    taken(here.supervisor, text(), "list.csv")
    other = checked(here.supervisor, text(said="Совсем другая"), "other.csv", source="another journal")
    assert imports.report_of(other)["known"] == {3: "same", 4: "same"}


# --- taking it back --------------------------------------------------------------------------------------------------


def test_what_somebody_worked_on_is_not_taken_back_but_the_rest_can_be(here: SimpleNamespace) -> None:
    by = here.supervisor
    run = taken(by, text(), "list.csv")
    case = Case.objects.get()
    cases.do_add_note(case, "мы позвонили", by=by)
    undo(run, by)
    assert (run.state, run.failure, Consultation.objects.count()) == ("done", "touched", 3)
    undo(run, by, rest=True)
    assert (run.state, Consultation.objects.count(), Person.objects.count()) == ("undone", 1, 1)
    assert Case.objects.get().notes.count() == 1
    assert run.made["case"] == 1


def test_a_changed_word_counts_as_work(here: SimpleNamespace) -> None:
    by = here.supervisor
    run = taken(by, text(), "list.csv")
    do_update_person(Person.objects.get(tokens__field="document"), by=by, address="Ош")
    undo(run, by)
    assert run.failure == "touched"


def test_a_woman_who_was_erased_meanwhile_does_not_stand_in_the_way(here: SimpleNamespace) -> None:
    by = here.supervisor
    run = taken(by, text(), "list.csv")
    erasure.do_erase_person(Person.objects.get(tokens__field="document"), by=by, reason="her-wish")
    assert ImportedLine.objects.count() == 2
    undo(run, by)
    assert (run.state, Consultation.objects.count()) == ("undone", 0)


# --- nothing where it must not be ------------------------------------------------------------------------------------


def test_nothing_of_a_line_is_readable_at_rest_while_a_list_waits(here: SimpleNamespace) -> None:
    traces = Traces(
        {"name": NAME, "phone": "+996555111222", "said": "Секретные слова", "document": "AN7654321"}, ("name",)
    )
    run = checked(here.supervisor, text(), "list.csv")
    for file in ImportFile.objects.filter(run=run):
        assert not traces.within((data_folder() / "files" / file.id.hex[:2] / file.id.hex).read_bytes())
    for row in ImportRun.objects.values():
        assert not traces.within(repr(row).encode())


def test_the_file_is_shredded_when_the_list_is_in_and_when_it_is_thrown_away(here: SimpleNamespace) -> None:
    by = here.supervisor
    run = taken(by, text(), "list.csv")
    assert list(run.files.values_list("kind", flat=True)) == ["made"]
    other = checked(by, text(said="иначе"), "other.csv")
    kept = list(other.files.values_list("id", flat=True))
    imports.do_drop(other, by=by)
    assert not DataKey.objects.filter(subject__in=kept).exists()
    assert not ImportRun.objects.filter(id=other.id).exists()


def test_a_list_that_nobody_finishes_is_shredded_after_a_week(here: SimpleNamespace) -> None:
    run = checked(here.supervisor, text(), "list.csv")
    done = taken(here.supervisor, text(said="иначе"), "other.csv", for_known="skip")
    long_ago = timezone.now() - timedelta(days=100)
    ImportRun.objects.filter(id=run.id).update(started_at=long_ago)
    ImportRun.objects.filter(id=done.id).update(done_at=long_ago)
    assert imports.do_forget_imports(date(2026, 11, 21)) == 2
    assert list(ImportRun.objects.values_list("id", flat=True)) == [done.id]
    assert not done.files.exists()
    undo(done, here.supervisor)
    assert done.failure == "too-late"


def test_an_import_is_logged_once_and_once_for_each_kind_without_a_value(here: SimpleNamespace) -> None:
    taken(here.supervisor, text(), "list.csv")
    told = list(Entry.objects.filter(action__startswith="import.").order_by("seq"))
    assert [entry.action for entry in told if entry.action in {"import.import", "import.made"}] == [
        "import.import",
        *["import.made"] * 4,
    ]
    assert {(e.kind, e.reason) for e in told if e.action == "import.made"} == {
        ("person", "2"),
        ("case", "1"),
        ("consultation", "3"),
        ("claim", "1"),
    }
    traces = Traces({"name": NAME, "said": "Секретные слова", "phone": "111222"}, ("name",))
    assert not any(traces.within(repr((e.reason, e.fields, e.action)).encode()) for e in told)


# --- the pages -------------------------------------------------------------------------------------------------------


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Works end before the page is answered."""
    monkeypatch.setattr(jobs, "start", lambda work, organisation_id, failed: to_the_end(work))


@pytest.fixture
def client(here: SimpleNamespace) -> Client:
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(here.supervisor)
    return browser


def upload(client: Client, data: bytes, name: str = "list.csv") -> str:
    answer = client.post(reverse("desk:imports"), {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


SAID = {"sheet": 0, "first": 1, "last": 1, "source": "journal", "with_names": "yes", "bad": "words", "region": "KG"}


def walk(client: Client, here: SimpleNamespace, data: bytes) -> str:
    """To the report, by the pages."""
    page = upload(client, data)
    assert "Секретные слова"[:10] in client.get(page).content.decode()
    said = SAID | {"team": here.night.id, "owner": here.owner.id, "missing_day": ""}
    assert client.post(f"{page}sheet/", said).status_code == 302
    shown = client.get(page)
    form = shown.context["form"]
    assert client.post(f"{page}columns/", {name: form[name].value() or "" for name in form.fields}).status_code == 302
    form = client.get(page).context["form"]
    assert [entry for _, entry in form.entries.values()] == ["жоопсуз"]
    assert client.post(f"{page}words/", {"topics-0": "other", "check": "1"}).status_code == 302
    return page


@pytest.mark.usefixtures("at_once")
def test_a_supervisor_brings_a_list_by_the_pages(client: Client, here: SimpleNamespace) -> None:
    page = walk(client, here, text())
    report = client.get(page)
    assert report.context["going"] == 3
    assert report.context["is_ready"]
    assert client.post(f"{page}take/").status_code == 302
    done = client.get(page).content.decode()
    assert "The list is in" in done
    assert NAME not in done
    assert Consultation.objects.filter(owner=here.owner).count() == 3
    assert client.post(f"{page}undo/").status_code == 302
    assert "taken back" in client.get(page).content.decode()
    assert Consultation.objects.count() == 0


@pytest.mark.usefixtures("at_once")
def test_the_report_can_be_had_as_a_sheet_without_a_formula(client: Client, here: SimpleNamespace) -> None:
    page = walk(client, here, LIST.replace("0555 333 444", "=1+1").encode())
    answer = client.get(f"{page}report/")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    told = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert told[1][:5] == [4, "Телефон", "Phone", "'=1+1", "This is no full phone number."]


@pytest.mark.usefixtures("at_once")
def test_a_choice_for_one_line_wins_over_the_choice_for_all(client: Client, here: SimpleNamespace) -> None:
    person = known(here.owner)
    page = walk(client, here, text())
    report = client.get(page).content.decode()
    assert "Gulnora Posevnaya" in report
    assert client.get(page).context["undecided"] == 1
    client.post(f"{page}doubles/", {"for_all": "new", "l2": "join"})
    client.post(f"{page}take/")
    assert person.consultations.count() == 1


@pytest.mark.usefixtures("at_once")
def test_kept_answers_fill_in_the_columns_of_the_next_list(client: Client, here: SimpleNamespace) -> None:
    page = walk(client, here, text())
    client.post(f"{page}back/", {"to": "columns"})
    client.post(f"{page}keep/", {"name": "Our journal"})
    [kept] = imports.mappings_of(here.supervisor)
    assert kept.told["words"] == {"topics": {"жоопсуз": "other"}}
    other = upload(client, text(said="иначе"))
    client.post(f"{other}sheet/", SAID | {"team": here.night.id, "owner": here.owner.id, "missing_day": ""})
    shown = client.get(f"{other}?kept={kept.id}")
    assert "Our journal" in shown.content.decode()
    form = shown.context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"kept": str(kept.id)}
    client.post(f"{other}columns/", sent)
    assert client.get(other).context["form"].fields["topics-0"].initial == "other"


def test_two_columns_cannot_be_one_thing(client: Client, here: SimpleNamespace) -> None:
    page = upload(client, text())
    client.post(f"{page}sheet/", SAID | {"team": here.night.id, "owner": here.owner.id, "missing_day": ""})
    form = client.get(page).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"c2": "day"}
    answer = client.post(f"{page}columns/", sent)
    assert answer.status_code == 422
    assert "Day of the conversation" in answer.content.decode()


def test_a_file_that_is_no_list_is_refused_with_a_reason(client: Client) -> None:
    answer = client.post(reverse("desk:imports"), {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04 no")})
    assert answer.status_code == 422
    assert "This file is damaged" in answer.content.decode()


def test_another_supervisor_sees_nothing_of_it(client: Client, here: SimpleNamespace) -> None:
    page = upload(client, text())
    here.teammate.role = "supervisor"
    here.teammate.save()
    other = Client()
    other.force_login(here.teammate)
    assert other.get(page).status_code == 404


def test_a_list_is_for_a_team_of_the_supervisors_own(client: Client, here: SimpleNamespace) -> None:
    page = upload(client, text())
    here.supervisor.teams.set([here.night])
    answer = client.post(f"{page}sheet/", SAID | {"team": here.day.id, "owner": here.owner.id})
    assert answer.status_code == 422
    run = ImportRun.objects.get()
    with pytest.raises(PermissionDenied):
        say_sheet(run, here.supervisor, team=here.day)


def test_an_interrupted_work_can_be_begun_again(client: Client, here: SimpleNamespace) -> None:
    run = brought(here.supervisor, text(), "list.csv")
    leave_unknown_words(run, here.supervisor)
    imports.do_begin(run, "checking", by=here.supervisor)
    with pytest.raises(Refused, match="not-now"):
        imports.do_begin(run, "checking", by=here.supervisor)
    page = reverse("desk:import", args=[run.id])
    assert "looked at" in client.get(page).content.decode()
    assert client.get(f"{page}progress/").json()["working"]
    ImportRun.objects.filter(id=run.id).update(beat=timezone.now() - timedelta(minutes=5))
    assert "interrupted" in client.get(page).content.decode()
    check(run, here.supervisor)
    assert run.state == "checked"


def test_no_page_address_or_log_holds_anything_of_a_line(
    client: Client,
    here: SimpleNamespace,
    at_once: None,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.DEBUG, logger="tayanch")
    page = walk(client, here, text())

    def fails(*args: Any, **kwargs: Any) -> None:
        raise ValueError(NAME)

    monkeypatch.setattr(import_rows, "insert", fails)
    with pytest.raises(ValueError, match="Гульнара"):
        client.post(f"{page}take/")
    assert NAME not in caplog.text
    assert NAME not in page


@pytest.fixture
def _log_may_be_emptied(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The triggers of the log would refuse the emptying of the tables after a test without a transaction."""
    with django_db_blocker.unblock(), log_without_triggers():
        yield


@pytest.mark.usefixtures("_log_may_be_emptied", "transactional_db")
def test_a_work_in_a_thread_goes_its_way_beside_the_pages(here: SimpleNamespace) -> None:
    by = here.supervisor
    run = brought(by, text(), "list.csv")
    leave_unknown_words(run, by)
    imports.do_begin(run, "checking", by=by)
    jobs.start(imports.do_check(run, by=by, today=date(2026, 11, 21)), here.organisation.id, lambda: None)
    deadline = time.monotonic() + 20
    while ImportRun.objects.get(id=run.id).state != "checked" and time.monotonic() < deadline:
        time.sleep(0.05)
    assert ImportRun.objects.get(id=run.id).state == "checked"


@pytest.mark.usefixtures("_log_may_be_emptied", "transactional_db")
def test_a_work_that_fails_says_so_and_can_be_tried_again(
    here: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    by = here.supervisor
    run = brought(by, text(), "list.csv")
    imports.do_begin(run, "checking", by=by)

    def breaks() -> Any:
        yield
        raise ValueError(NAME)

    failed = lambda: imports.do_fail(run, "columns", by=by)  # noqa: E731
    jobs.carry_on(breaks(), here.organisation.id, failed)
    run.refresh_from_db()
    assert (run.state, run.failure) == ("columns", "broken")


def test_every_refusal_of_the_readers_has_words() -> None:
    from tayanch.desk.importing import checking, mapping
    from tayanch.desk.records import import_words

    assert set(import_words.TARGETS) == set(mapping.TARGETS)
    assert {target.group for target in mapping.TARGETS.values()} == set(import_words.GROUPS)
    assert set(import_words.PROBLEMS) >= checking.NOTICES | checking.FATAL
    assert Unreadable("empty").code in import_words.REFUSALS


def test_persons_of_a_case_are_its_clients(here: SimpleNamespace) -> None:
    taken(here.supervisor, text(), "list.csv")
    tie = CasePerson.objects.get()
    load_keys([tie.person])
    assert (tie.relation, tie.person.unseal("name")) == ("client", NAME)
