"""A file on its way in: sealed at once, without names and phones, of one organisation, and gone when it is deleted."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pyreadstat
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from openpyxl import Workbook

from tayanch.audit.models import Entry
from tayanch.evidence import actions, bringing, identifying, keeping, work
from tayanch.evidence.models import Survey, SurveyFile, Tabulation
from tayanch.evidence.troubles import Refused
from tayanch.store.state import data_folder
from tayanch.survey.codebook import Codebook, Variable
from tayanch.survey.data import Data
from tayanch.vault import files
from tayanch.vault.models import DataKey
from tests.evidence.made import ROWS, asked, brought, csv_file, designed, signed_in

pytestmark = pytest.mark.django_db


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_", "."), data)
    return out.getvalue()


def bytes_on_disk() -> bytes:
    return b"".join(path.read_bytes() for path in (data_folder() / "files").glob("*/*"))


def test_nothing_of_a_survey_can_be_read_in_the_data_folder(at_once: SimpleNamespace) -> None:
    survey = actions.do_upload("women.csv", csv_file(), by=at_once.analyst)
    actions.do_leave_out(Survey.objects.get(id=survey.id), ["phone"], by=at_once.analyst)
    assert b"Nobody 3" not in bytes_on_disk()
    assert b"oblast" not in bytes_on_disk()
    assert b"PAR1" not in bytes_on_disk()
    assert list(data_folder().glob("reading-*")) == []


def test_the_file_as_it_came_is_gone_once_it_was_read(at_once: SimpleNamespace) -> None:
    survey = actions.do_upload("women.csv", csv_file(), by=at_once.analyst)
    assert [row.kind for row in SurveyFile.objects.filter(survey=survey)] == ["rows"]


def test_columns_that_point_at_people_wait_for_a_decision_and_nothing_else_opens(at_once: SimpleNamespace) -> None:
    survey = actions.do_upload("women.csv", csv_file(), by=at_once.analyst)
    survey.refresh_from_db()
    assert survey.suspects == ["respondent_name", "phone"]
    assert not survey.is_open
    client = signed_in(at_once.analyst)
    for page in ("design/", "tables/new/"):
        assert client.get(f"/en/evidence/surveys/{survey.id}/{page}").status_code == 302
    client.post(f"/en/evidence/surveys/{survey.id}/people/", {"columns": ["respondent_name", "phone", "oblast"]})
    survey.refresh_from_db()
    assert survey.left_out == ["respondent_name", "phone"]
    assert survey.is_open
    assert keeping.data_of(survey).schema.names == ["oblast", "village", "w", "sex", "abroad", "income"]
    assert "phone" not in keeping.codebook_of(survey).variables


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("hh_name", ""),
        ("q1", "Фамилия респондента"),
        ("q2", "Телефон номериңиз"),
        ("passport_no", ""),
        ("_geolocation", ""),
        ("q3", "Аты-жөнү"),
        ("e-mail", ""),
    ],
)
def test_a_column_is_known_by_its_name_or_its_question(name: str, label: str) -> None:
    assert identifying.suspects(_one_column(name, label, ["a"] * 9)) == [name]


@pytest.mark.parametrize(
    ("name", "label"), [("country_name", ""), ("q1", "Name of the village"), ("filename", ""), ("opinion", "Пикириңиз")]
)
def test_a_column_that_asks_for_something_else_is_left_alone(name: str, label: str) -> None:
    assert identifying.suspects(_one_column(name, label, ["a"] * 9)) == []


def test_a_column_that_holds_phones_is_known_whatever_it_is_called() -> None:
    assert identifying.suspects(_one_column("q7", "", [f"+99655512345{n}" for n in range(9)])) == ["q7"]
    assert identifying.suspects(_one_column("q7", "", [f"AN123456{n}" for n in range(9)])) == ["q7"]


def _one_column(name: str, label: str, values: list[str]) -> Data:
    import pyarrow as pa

    labels = {"": label} if label else {}
    return Data(pa.table({name: values}), Codebook({name: Variable(name, "text", labels)}))


def test_labels_of_a_stata_file_come_along_in_a_zip(at_once: SimpleNamespace, tmp_path: Path) -> None:
    frame = pd.DataFrame({"sex": [1.0, 2.0] * 40, "w": [1.5] * 80})
    made = tmp_path / "wave.dta"
    labels = {"sex": {1.0: "Эркек", 2.0: "Аял"}}
    pyreadstat.write_dta(frame, made, column_labels=["Жынысы", "Салмак"], variable_value_labels=labels)
    survey = brought(at_once.analyst, zipped(wave_dta=made.read_bytes(), notes_txt=b"read me"), "wave.zip")
    book = keeping.codebook_of(survey)
    assert (survey.file, survey.rows) == ("wave.dta", 80)
    assert book["sex"].label("ky") == "Жынысы"
    assert [level.labels[""] for level in book["sex"].levels] == ["Эркек", "Аял"]


def test_an_xlsform_gives_submissions_their_questions_answers_and_skip_rules(at_once: SimpleNamespace) -> None:
    survey = actions.do_upload("export.csv", SUBMISSIONS.encode(), by=at_once.analyst, form=("form.xlsx", xlsform()))
    survey.refresh_from_db()
    assert (survey.state, survey.failure, survey.rows) == ("done", "", 40)
    book = keeping.codebook_of(survey)
    assert book["sex"].label("ky") == "Жынысы"
    assert book["sex"].answer("f", "ky") == "Аял"
    assert book["sent"].asked_if
    assert [row.kind for row in SurveyFile.objects.filter(survey=survey)] == ["rows"]


SUBMISSIONS = "sex,abroad,sent\n" + "\n".join(["f,yes,100", "m,no,", "f,no,", "m,yes,300"] * 10)


def xlsform() -> bytes:
    """Sex, whether she went abroad, and only then how much she sent."""
    book = Workbook()
    rows = {
        "survey": [
            ("type", "name", "label::Кыргызча (ky)", "relevant"),
            ("select_one sex", "sex", "Жынысы", ""),
            ("select_one yesno", "abroad", "Чет өлкөдө болду", ""),
            ("integer", "sent", "Канча акча жөнөттү", "${abroad} = 'yes'"),
        ],
        "choices": [
            ("list_name", "name", "label::Кыргызча (ky)"),
            ("sex", "f", "Аял"),
            ("sex", "m", "Эркек"),
            ("yesno", "yes", "Ооба"),
            ("yesno", "no", "Жок"),
        ],
    }
    for title, lines in rows.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    del book["Sheet"]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_file_that_is_too_large_for_memory_is_refused_with_its_size(at_once: SimpleNamespace) -> None:
    with override_settings(FILE_UPLOAD_MAX_MEMORY_SIZE=1000):
        sent = {"file": SimpleUploadedFile("large.csv", csv_file())}
        page = signed_in(at_once.analyst).post("/en/evidence/surveys/", sent)
    assert "at most 20 MB" in page.content.decode()
    assert not Survey.objects.exists()


def test_whole_numbers_with_few_values_are_answers_and_others_are_numbers(at_once: SimpleNamespace) -> None:
    book = keeping.codebook_of(brought(at_once.analyst))
    kinds = {name: book[name].kind for name in ("sex", "oblast", "w", "income")}
    assert kinds == {"sex": "category", "oblast": "category", "w": "number", "income": "number"}


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("notes.docx", b"x", "is not read"),
        ("empty.csv", b"", "empty"),
        ("two.zip", zipped(a_csv=b"a\n1", b_csv=b"a\n1"), "exactly one"),
        ("broken.zip", b"PK", "cannot be opened"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_with_a_sentence(
    at_once: SimpleNamespace, name: str, data: bytes, said: str
) -> None:
    client = signed_in(at_once.analyst)
    with pytest.raises(Refused, match=said):
        bringing.unpacked(name, data)
    sent = {"file": SimpleUploadedFile(name, data or b" ")}
    if data:
        answer = client.post("/en/evidence/surveys/", sent)
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert not Survey.objects.exists()


def test_a_file_that_cannot_be_read_says_why_and_can_be_deleted_or_read_again(at_once: SimpleNamespace) -> None:
    survey = actions.do_upload("wave.dta", b"this is no Stata file", by=at_once.analyst)
    survey.refresh_from_db()
    assert (survey.state, survey.trouble) == ("failed", "file")
    page = signed_in(at_once.analyst).get(f"/en/evidence/surveys/{survey.id}/").content.decode()
    assert "wave.dta" in survey.failure
    assert "Read it again" in page
    actions.do_read_again(survey, by=at_once.analyst)
    survey.refresh_from_db()
    assert survey.state == "failed"
    actions.do_delete(survey, by=at_once.analyst)
    assert not Survey.objects.exists()


def test_the_same_file_is_not_taken_twice_in_one_organisation(at_once: SimpleNamespace) -> None:
    brought(at_once.analyst)
    with pytest.raises(Refused, match="here already"):
        actions.do_upload("again.csv", csv_file(), by=at_once.supervisor)


def test_deleting_removes_the_key_the_bytes_and_the_tables(at_once: SimpleNamespace) -> None:
    survey = designed(at_once.analyst)
    asked(survey, at_once.analyst)
    paths = [files.path_of(row.id) for row in SurveyFile.objects.filter(survey=survey)]
    assert all(path.exists() for path in paths)
    signed_in(at_once.supervisor).post(f"/en/evidence/surveys/{survey.id}/delete/")
    assert not any(path.exists() for path in paths)
    assert not DataKey.objects.filter(subject=survey.id).exists()
    assert not Tabulation.objects.exists()


def test_an_analyst_of_another_organisation_finds_nothing(at_once: SimpleNamespace) -> None:
    survey = designed(at_once.analyst)
    made = asked(survey, at_once.analyst)
    actions.do_keep(made, "Mine", by=at_once.analyst)
    other = type(at_once.analyst).objects.create_user(
        "far-analyst", None, name="Far", role="analyst", organisation=at_once.partner, language="en"
    )
    client = signed_in(other)
    page = client.get("/en/evidence/surveys/").content.decode()
    assert "No survey yet" in page
    assert str(made.id) not in page
    for part in ("", "design/", "describe/", "tables/new/", "progress/"):
        assert client.get(f"/en/evidence/surveys/{survey.id}/{part}").status_code == 404
    for part in ("", "compare/", "chart/0/", "progress/"):
        assert client.get(f"/en/evidence/surveys/tables/{made.id}/{part}").status_code == 404
    for part in ("file/", "keep/", "forget/", "again/"):
        assert client.post(f"/en/evidence/surveys/tables/{made.id}/{part}", {"form": "csv"}).status_code == 404
    assert client.post(f"/en/evidence/surveys/{survey.id}/delete/").status_code == 404


def test_the_log_names_acts_and_fields_and_no_value(at_once: SimpleNamespace) -> None:
    survey = designed(at_once.analyst, csv_file(), title="A very special survey")
    asked(survey, at_once.analyst)
    entries = list(Entry.objects.filter(action__startswith="survey."))
    acts = {entry.action for entry in entries}
    assert acts == {"survey.upload", "survey.read", "survey.leave-out", "survey.design", "survey.tabulate"}
    told = " ".join(f"{entry.fields} {entry.reason}" for entry in entries)
    assert "special" not in told
    assert "village" not in told
    assert "weight" in told


def test_a_reading_that_was_stopped_leaves_the_file_and_can_begin_again(
    at_once: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(work, "start", lambda *_args, **_more: None)
        survey = actions.do_upload("women.csv", csv_file(), by=at_once.analyst)
        actions.do_stop(survey, by=at_once.analyst)
    work.carry_on(survey, lambda pulse: pulse(0.5), organisation_id=survey.organisation_id, language="en")
    survey.refresh_from_db()
    assert survey.state == "stopped"
    assert "You stopped" in signed_in(at_once.analyst).get(f"/en/evidence/surveys/{survey.id}/").content.decode()
    actions.do_read_again(survey, by=at_once.analyst)
    survey.refresh_from_db()
    assert (survey.state, survey.rows) == ("done", ROWS)


def test_where_files_cannot_lie_in_memory_the_one_on_the_disk_is_overwritten_and_gone(
    monkeypatch: pytest.MonkeyPatch, here: SimpleNamespace
) -> None:
    monkeypatch.delattr("os.memfd_create", raising=False)
    with keeping.as_file(b"secret", "a.csv") as path:
        assert path.is_relative_to(data_folder())
        assert path.read_bytes() == b"secret"
    assert not path.exists()
    assert not path.parent.exists()


def test_an_empty_list_teaches_the_four_steps(at_once: SimpleNamespace) -> None:
    assert "In four steps" in signed_in(at_once.analyst).get("/en/evidence/surveys/").content.decode()
