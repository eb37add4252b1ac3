"""No vault value in anything that answers, leaves or stays in clear: the walk of the matrix, looked through for values.

What nobody has a right to is in no answer to her; what stands in a title, a header, an address, a log or the audit is
in none for anybody, the owner too. The values are collected from the models: see :mod:`tests.house.her_values`.
"""

from __future__ import annotations

import json
import logging
import pkgutil
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from io import BytesIO, StringIO
from types import SimpleNamespace
from typing import Any

import msoffcrypto
import pytest
from django import forms
from django.apps import apps
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tayanch.audit.models import Entry
from tayanch.channels import email, web
from tayanch.desk import access
from tayanch.desk import forms as desk_forms
from tayanch.desk.actions import exports
from tayanch.desk.actions import messages as message_actions
from tayanch.desk.actions.cases import do_open_case
from tayanch.desk.actions.channels import do_write_channel, do_write_rules
from tayanch.desk.actions.consultations import do_join_person, do_save_fields, do_start_consultation
from tayanch.desk.actions.documents import do_keep_document
from tayanch.desk.actions.people import do_add_person
from tayanch.desk.actions.safety import card_about, do_confirm_card, do_write_card
from tayanch.desk.messages import reaching, sending
from tayanch.desk.messages.texts import LANGUAGES, texts
from tayanch.desk.models import (
    Case,
    Consultation,
    Episode,
    ImportedLine,
    ImportMapping,
    ImportRun,
    LetterAnswers,
    Message,
    Recruiter,
    ReplyAddress,
)
from tayanch.desk.reporting import open_rows
from tayanch.vault.keys import new_data_key
from tayanch.vault.people import do_add_contact
from tayanch.vault.shares import KeyShare
from tests.conftest import make_here
from tests.house import her_values
from tests.house.her_values import TEAM_READS, Finder, Value, collect
from tests.house.matrix import MATRIX, make_records
from tests.house.matrix.rows import OK, STAFF
from tests.house.test_permissions import WITHOUT_SIGN_IN, get_resolver_patterns
from tests.house.walking import NOBODY, Finders, Walk, Wire, everything_logged, leaks, titles, told_of
from tests.sealing import give_keys, seal

pytestmark = pytest.mark.django_db
OUTSIDERS = tuple(actor for actor in STAFF if actor not in TEAM_READS)
INSIDERS = tuple(actor for actor in STAFF if actor in TEAM_READS)
NAME_THAT_LEAKS = "Сезимгүл Токомбаева"


@pytest.fixture(scope="module")
def here(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """The actors, made once for all; whatever a request changes is taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_here()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def as_made(here: SimpleNamespace) -> tuple[dict[str, Any], list[Value]]:
    """One of everything that an address can name, as the actions of the desk wrote it, and its values."""
    made = make_records(here)
    more_records(here, made)
    return made, collect()


@pytest.fixture(scope="module")
def made(as_made: tuple[dict[str, Any], list[Value]]) -> dict[str, Any]:
    """The same records; every sealed column holds a value that can be known again."""
    her_values.fill()
    her_values.index_again()
    return as_made[0]


@pytest.fixture(scope="module")
def values(made: dict[str, Any]) -> list[Value]:
    return collect()


@pytest.fixture(scope="module")
def walk(here: SimpleNamespace, made: dict[str, Any]) -> Walk:
    return Walk(here, made)


def more_records(here: SimpleNamespace, made: dict[str, Any]) -> None:
    """Rows of the sealed models that no address names, and a paper that speaks."""
    case, talk = Case.objects.get(reference=made["case"]), Consultation.objects.get(reference=made["consultation"])
    run = ImportRun.objects.get(id=made["run_id"])
    tie = case.people.get(person_id=made["person_id"])
    answers = LetterAnswers(case=case, person=tie.person)
    answers.tell("", {"witness_names": "Айнура апа, Бегимай эже"})
    run.tell(file="Тизме Самаркандова.csv")
    run.save()
    asked = case.assessments.get()
    asked.tell(answers={"other": "Аны өз үйүнө киргизбей жатышат"})
    asked.save()
    mapping = ImportMapping(organisation=here.organisation, by=here.supervisor)
    mapping._data_key = new_data_key(mapping.id, here.organisation.id)
    mapping.seal(said=json.dumps({"name": "Тизме 2019", "columns": {"Аты-жөнү": "name"}, "words": {}}))
    tokens = {"source_token": b"s" * 32, "content_token": b"c" * 32}
    line = ImportedLine(consultation=talk, run=run, organisation=here.organisation, **tokens)
    for row in (answers, mapping, line, Episode(case=case), Recruiter(case=case)):
        row.save()
    ReplyAddress.objects.create(consultation=talk, channel="telegram", token=b"t" * 32)
    paper = "%PDF-1.7 Келишим: Самаркандова Гүлзада Ташматовна".encode()
    do_keep_document(case, paper, "Келишим", by=here.owner, person=tie.person)


@pytest.fixture(scope="module")
def finders(values: list[Value]) -> Finders:
    return Finders(values)


@pytest.fixture
def logged() -> Iterator[StringIO]:
    """What every logger of the process writes at its most talkative, through the filter of the product."""
    with everything_logged() as told:
        yield told


# --- the values ------------------------------------------------------------------------------------------------------

NOTHING_OF_HERS = {
    "desk.Deadline.what": "the name of a rule and a day",
    "desk.Panel.facts": "countries, days and kinds of events",
    "desk.Checklist.told": "the name of a plan and a day",
    "desk.ChecklistStep.told": "names of papers; her own words are texts like any",
    "desk.Review.reasons": "codes",
    "desk.Episode.status": "a concept",
    "desk.ChannelSetting.cursor": "a number of a mailbox",
    "evidence.Survey.codebook": "names of columns and codes, where a file has no words for them",
    "interviews.TextVersion.turns": "positions and ids",
}


def test_every_sealed_column_of_every_model_is_filled_and_looked_for(values: list[Value]) -> None:
    covered = {value.where for value in values}
    assert her_values.sealed_columns() - covered - set(NOTHING_OF_HERS) == set()
    assert covered & set(NOTHING_OF_HERS) <= {"desk.Panel.facts", "desk.ChecklistStep.told"}
    assert "desk.Document.bytes" in covered


def test_a_value_is_found_however_it_is_written() -> None:
    one = [("vault.Person.name", "Гүлзада О'Ташева"), ("vault.PersonContact.number", "+996777123456")]
    escaped = "%D0%93%D2%AF%D0%BB%D0%B7%D0%B0%D0%B4%D0%B0"
    finder = Finder([Value(where, text, None) for where, text in one])  # type: ignore[arg-type]
    for text in ("Гүлзада О&#x27;Ташева", json.dumps("гүлзада"), escaped, "ТАШЕВА"):
        assert finder(f"<p>{text}</p>") == {"vault.Person.name"}
    for text in ("0777 12-34-56", "+996 (777) 123 456", "996777123456"):
        assert finder(text.encode()) == {"vault.PersonContact.number"}
    assert finder("Гүл 777 123 45") == set()


# --- the walk --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("actor", [*OUTSIDERS, NOBODY])
def test_no_address_tells_an_outsider_anything_of_hers(walk: Walk, finders: Finders, actor: str) -> None:
    names = sorted(set(MATRIX) - WITHOUT_SIGN_IN) if actor != NOBODY else sorted(MATRIX)
    assert leaks(walk, finders, actor, names) == []


@pytest.mark.parametrize("actor", INSIDERS)
def test_no_title_header_address_or_log_tells_even_her_team(
    walk: Walk, finders: Finders, actor: str, logged: StringIO
) -> None:
    """The owner at every address, her team where it gets something else than she."""
    rows = {name: row for name, (_, row) in MATRIX.items()}
    names = sorted(name for name, row in rows.items() if actor == "owner" or row[actor] != row["owner"])
    assert leaks(walk, finders, actor, names) == []
    assert finders.everything(logged.getvalue()) == set()


def test_a_sealed_case_tells_its_own_team_nothing(here: SimpleNamespace, walk: Walk, values: list[Value]) -> None:
    """Once it is sealed to its owner, a teammate is an outsider; the supervisor and the lawyer at every list, too."""
    asked = [("teammate", name) for name in sorted(set(MATRIX) - WITHOUT_SIGN_IN)]
    asked += [
        (actor, name) for actor in ("supervisor", "lawyer") for name in sorted(MATRIX) if not names_a_record(name)
    ]
    with transaction.atomic():
        give_keys(here.owner)
        for case in Case.objects.filter(owner=here.owner):
            seal(case)
        sealed = set(KeyShare.objects.values_list("subject", flat=True))
        hidden = Finder([value for value in values if value.subject in sealed])
        assert {"vault.Person.name", "desk.CaseNote.text", "desk.Employer.name"} <= {
            where for _, where in hidden.needles
        }
        found = []
        for actor, name in asked:
            answer = walk.ask(actor, name, MATRIX[name][0])
            told = hidden(*answer.head, answer.content, *answer.logged)
            found += [f"{name} tells {actor} ({answer.status}): {where}" for where in sorted(told)]
        transaction.set_rollback(True)
    assert found == []


def names_a_record(name: str) -> bool:
    return any(parameters for _, parameters in get_resolver_patterns(name))


def field_names() -> list[str]:
    """Of every form of the desk."""
    found: set[str] = set()
    for info in pkgutil.iter_modules(desk_forms.__path__):
        for one in vars(import_module(f"{desk_forms.__name__}.{info.name}")).values():
            if isinstance(one, type) and issubclass(one, forms.BaseForm):
                found |= set(one.base_fields)
    return sorted(found)


def test_what_is_typed_goes_into_no_title_header_address_or_log(walk: Walk, logged: StringIO) -> None:
    """Every form and script of the owner, with her name in every field, her number where one fits."""
    typed = [Value("typed", NAME_THAT_LEAKS, walk.here.owner.id), Value("typed", "+996777100200", walk.here.owner.id)]
    finder, found = Finder(typed), []
    sent = {name: typed["phone" in name or "number" in name].text for name in field_names()}
    assert len(sent) > 100
    for name in sorted(name for name, (method, row) in MATRIX.items() if method == "POST" and row["owner"] == OK):
        answers = [walk.ask("owner", name, "POST", sent=sent)]
        if answers[0].status == 400:  # it takes no form
            answers.append(walk.ask("owner", name, "POST", fetch=True, sent={"fields": sent, **sent}))
        found += [(name, one.head) for one in answers if finder(*one.head, *titles(one.content), *one.logged)]
    assert found == []
    assert finder(logged.getvalue()) == set()


def test_whom_to_ask_is_told_without_a_word_of_hers(walk: Walk, values: list[Value]) -> None:
    """A worker of another team who has her number learns that somebody knows it, and nothing else."""
    number = next(value.text for value in values if value.where == "desk.Consultation.phone")
    finder = Finder([value for value in values if not value.text.endswith(number[-her_values.PHONE :])])
    for value in values:
        if value.where in {"vault.PersonContact.number", "desk.Consultation.phone", "vault.Person.name"}:
            answer = walk.ask("other_team", "desk:search", "POST", sent={"typed": value.text})
            assert answer.status == 200
            assert b"Owner" in answer.content
            told = finder(answer.content.replace(value.text.encode(), b""))
            assert told <= {value.where}


# --- what leaves -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("actor", ["analyst", "supervisor", "director"])
def test_no_open_row_holds_a_value(here: SimpleNamespace, walk: Walk, finders: Finders, actor: str) -> None:
    """CSV with the hashtags of HXL, and XLSX with all its parts."""
    with transaction.atomic():
        for _ in range(12):
            case = do_open_case(by=here.owner, topic="unpaid-wages", country="ru")
            do_add_person(case, by=here.owner, name=her_values.word(9000), relation="client")
        lines = []
        for kind in open_rows.KINDS:
            for form in ("csv", "xlsx"):
                answer = walk.ask(actor, "desk:open-rows", "POST", sent={"kind": kind, "form": form})
                assert answer.status == 200
                assert finders.everything(*answer.head, answer.content, *answer.logged) == set()
                assert b"#need+topic" in answer.content or form == "xlsx"
                lines.append(answer.content.count(b"\r\n") if form == "csv" else 0)
        assert max(lines) > 2, "every row was held back as rare: nothing was looked at"
        transaction.set_rollback(True)


def test_a_file_with_names_tells_them_in_its_own_columns_only(here: SimpleNamespace, finders: Finders) -> None:
    """Its watermark, its properties and the head of the sheet say for whom it is, and nothing of hers."""
    with transaction.atomic():
        last = Entry.objects.latest("seq").seq
        asked = exports.do_ask_for_export(
            by=here.supervisor, columns=["reference", "name", "phone"], purpose="audit", recipient="An auditor"
        )
        exports.do_decide_export(asked, approve=True, by=here.director)
        told = {"language": "en", "now": timezone.now()}
        locked = exports.do_take_export(asked, "four words for one file", by=here.supervisor, **told)
        logged = [told_of(entry) for entry in Entry.objects.filter(seq__gt=last)]
        transaction.set_rollback(True)
    rows, rest = opened(locked, "four words for one file")
    assert finders.everything(locked, rest, *logged) == set()
    assert finders.everything(*(row[0] for row in rows), *(row[-1] for row in rows), *rows[1]) == set()
    inside = finders.everything(*(cell for row in rows[2:] for cell in row))
    assert inside == {"vault.Person.name", "vault.PersonContact.number"} | (inside & SAME_WORDS)


def opened(locked: bytes, passphrase: str) -> tuple[list[list[str]], str]:
    """Its rows, and everything in the file that is no cell."""
    office, plain = msoffcrypto.OfficeFile(BytesIO(locked)), BytesIO()
    office.load_key(password=passphrase)
    office.decrypt(plain)
    sheet = load_workbook(plain).active
    assert sheet is not None
    with zipfile.ZipFile(plain) as archive:
        rest = [one for one in archive.namelist() if "sharedStrings" not in one and "sheet1" not in one]
        told = "\n".join(archive.read(one).decode() for one in rest)
    return [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()], told


SAME_WORDS = {"desk.Message.to", "desk.Consultation.phone", "vault.Person.also"}  # of her, too
CHANNELS: dict[str, dict[str, str]] = {
    "sms": {"url": "http://localhost:1/send"},
    "whatsapp": {"phone_id": "1", "token": "t", "app_secret": "a", "template": "kabar", "server": "http://localhost:1"},
    "telegram": {"token": "1:A", "server": "http://localhost:1"},
    "email": {"host": "localhost", "port": "1", "address": "desk@example.org", "subject": "Кабар", "sender": "Кабар"},
}


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    made = Wire()
    monkeypatch.setattr(web, "ask", made.ask)
    monkeypatch.setattr(email, "_server", made.server)
    return made


SAID = [word.strip(".,:") for one in texts().values() for text in one.text.values() for word in text.split()]
LETTERS = st.sampled_from("абвгдежзийклмнопрстуүөңщёАЙГҮЛ aeiuoghlnrʼ'<&\"")
HERS = st.one_of(
    st.text(LETTERS, min_size=6, max_size=20).map(str.strip).filter(lambda text: len(text) > 5),
    st.sampled_from(sorted({word for word in SAID if len(word) > 5 and "{" not in word})),
)
EXAMPLES: dict[str, Any] = {"deadline": None, "derandomize": True}
EXAMPLES["suppress_health_check"] = [HealthCheck.function_scoped_fixture]
EXAMPLES["phases"] = [Phase.generate]  # what fails is plain enough as it is


@settings(max_examples=4, **EXAMPLES)
@given(name=HERS, code_word=HERS, said=HERS, digits=st.integers(0, 999_999), language=st.sampled_from(LANGUAGES))
def test_no_channel_carries_a_value_of_hers(
    here: SimpleNamespace, wire: Wire, name: str, code_word: str, said: str, digits: int, language: str
) -> None:
    """Whatever she is called and whatever she said: a text is refused, or the bytes on the wire have none of it."""
    told = {"name": name, "code_word": code_word, "said": said, "phone": f"+996777{digits:06}"}
    hers = Finder([Value(f"hers.{what}", text, here.owner.id) for what, text in told.items()])
    wire.sent.clear()
    with transaction.atomic():
        case = told_case(here, **told)
        for recipient in reaching.recipients(case):
            queued = [is_queued(here, case, recipient, template, language) for template in sorted(texts())]
            assert sending.send_due(timezone.now() + timedelta(minutes=2)) == {"sent": sum(queued)} or not any(queued)
            assert bool(wire.sent) == any(queued)
            # Where it goes stands on the envelope, and nothing else of hers does.
            out = "\n".join(wire.sent).replace(recipient.address.lstrip("+"), "")
            assert hers(out) == set(), recipient.channel
            wire.sent.clear()
        transaction.set_rollback(True)


def told_case(here: SimpleNamespace, *, name: str, code_word: str, said: str, phone: str) -> Case:
    """A woman who can be reached by every channel, and who may be written to."""
    by = here.owner
    Message.objects.all().delete()
    do_write_rules(here.organisation, by=here.administrator, a_day=50, our_number="+996 312 00 00 00", our_name="Кабар")
    for channel, values in CHANNELS.items():
        do_write_channel(here.organisation, channel, values, by=here.administrator, is_on=True)
    talk = do_start_consultation(by=by)
    do_save_fields(talk, {"said": said, "phone": phone}, by=by)
    case = do_open_case(by=by, consultation=talk)
    woman = do_add_person(case, by=by, name=name, relation="client").person
    do_join_person(talk, woman, by=by)
    do_add_contact(woman, phone, "own", by=by)
    for channel, address in (("telegram", "4242424242"), ("email", "she@example.org")):
        reply = ReplyAddress(consultation=talk, channel=channel, token=channel.encode())
        reply.seal(address=address)
        reply.save()
    card = {"code_word": code_word, "may_leave_message": True, "is_watched": False, "may_say_who": True}
    do_confirm_card(do_write_card(card_about(woman), by=by, **card), by=by)
    assert {one.channel for one in reaching.recipients(case)} == set(CHANNELS)
    return case


def is_queued(here: SimpleNamespace, case: Case, recipient: Any, template: str, language: str) -> bool:
    """False when it is refused because it would tell something of her; no other refusal passes."""
    now = timezone.now()
    choice = message_actions.Choice(template, language, day=timezone.localdate(), clock=now.time())
    try:
        message_actions.do_queue_message(case, recipient, choice, by=here.owner, now=now)
    except message_actions.Refused as refused:
        if refused.code == "tells":
            return False
        raise
    return True


# --- what stays in clear ---------------------------------------------------------------------------------------------


def test_no_clear_column_of_any_row_holds_a_sealed_value(as_made: tuple[dict[str, Any], list[Value]]) -> None:
    """As the actions of the desk wrote them: the audit, sessions, counters, choices, everything that is not sealed."""
    finder, found = Finder([value for value in as_made[1] if value.is_hers]), {}
    for model in apps.get_models():
        told = [one for one in model._meta.concrete_fields if isinstance(one, CLEAR)]
        for row in model._base_manager.all():
            texts_of = [str(getattr(row, one.attname)) for one in told]
            texts_of += [str(row.get_decoded())] if isinstance(row, Session) else []
            if where := finder(*texts_of):
                found[f"{model._meta.label} {row.pk} {texts_of}"] = where
    assert Entry.objects.count() > 50
    assert found == {}


CLEAR = (models.CharField, models.TextField, models.JSONField)


def test_an_error_is_logged_and_answered_without_the_value_it_broke_on(
    walk: Walk, logged: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any) -> None:
        raise ValueError(NAME_THAT_LEAKS)

    monkeypatch.setattr(access.cases, "note_opening", broken)
    monkeypatch.setattr(walk.client, "raise_request_exception", False)
    finder = Finder([Value("said.name", NAME_THAT_LEAKS, walk.here.owner.id)])
    answer = walk.ask("owner", "desk:case", "GET")
    assert answer.status == 500
    assert finder(*answer.head, answer.content, *answer.logged) == set()
    assert "ValueError at" in logged.getvalue()
    assert finder(logged.getvalue()) == set()


# --- the walk itself -------------------------------------------------------------------------------------------------


@settings(max_examples=8, **EXAMPLES)
@given(stem=HERS, digits=st.integers(10_000, 99_999), data=st.data())
def test_whatever_she_is_called_no_address_tells_it(walk: Walk, stem: str, digits: int, data: st.DataObject) -> None:
    """Names in every script with signs that pages escape; some addresses, each as some actor."""
    with transaction.atomic():
        her_values.fill(
            lambda count: f"{stem} {her_values.word(count)}", lambda count: f"+99655{7_000_000 + digits + count}"
        )
        finders = Finders(collect())
        for _ in range(8):
            actor = data.draw(st.sampled_from([*STAFF, NOBODY]))
            names = sorted(MATRIX if actor != NOBODY else set(MATRIX) - WITHOUT_SIGN_IN)
            assert leaks(walk, finders, actor, [data.draw(st.sampled_from(names))]) == []
        transaction.set_rollback(True)


class Leaky:
    """A middleware that tells her name, in the way that a test asks for."""

    where = ""
    name = ""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response: HttpResponse = self.get_response(request)
        if self.where == "header":
            response.headers["X-For"] = self.name
        elif self.where == "cookie":
            response.set_cookie("for", json.dumps(self.name))
        elif self.where == "title":
            response.content = response.content.replace(b"<title>", f"<title>{self.name} ".encode())
        elif self.where == "refusal" and response.status_code in {403, 404}:
            response.content += json.dumps({"name": self.name.upper()}).encode()
        elif self.where == "log":
            logging.getLogger("django.request").warning("asked by %s", self.name)
        return response


@pytest.mark.parametrize("where", ["header", "cookie", "title", "refusal", "log"])
def test_the_walk_finds_a_leak_that_is_planted(
    here: SimpleNamespace, made: dict[str, Any], finders: Finders, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = next(value.text for value in finders.values if value.where == "vault.Person.name")
    monkeypatch.setattr(Leaky, "where", where)
    monkeypatch.setattr(Leaky, "name", name)
    with (
        override_settings(MIDDLEWARE=[f"{__name__}.Leaky", *django_settings.MIDDLEWARE]),
        everything_logged() as logged,
    ):
        walk = Walk(here, made)
        found = [*leaks(walk, finders, "stranger", ["desk:case"]), *leaks(walk, finders, "owner", ["desk:tonight"])]
    found += finders.everything(logged.getvalue())
    assert any("vault.Person.name" in one for one in found)
    assert len(leaks(Walk(here, made), finders, "stranger", ["desk:case"])) == 0
