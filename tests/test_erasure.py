"""After an erasure nothing of her can be read, nothing is left over, no backup brings her back, and counts stay."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.apps import apps
from django.core import serializers
from django.db import connection, models, transaction

from tayanch.audit import log
from tayanch.desk.actions import cases, documents, panels
from tayanch.desk.actions.consultations import do_save_fields, do_start_consultation
from tayanch.desk.actions.people import do_add_person
from tayanch.desk.actions.promises import do_promise
from tayanch.desk.models import (
    Case,
    CasePerson,
    Claim,
    Consultation,
    Deadline,
    Document,
    LedgerEntry,
    Panel,
    SafetyCard,
)
from tayanch.desk.privacy import shredder
from tayanch.store.state import data_folder, keyring
from tayanch.vault import erasure, files
from tayanch.vault.keys import Erased, data_key
from tayanch.vault.models import ContactPoint, DataKey, Person, SealedModel, Tombstone
from tayanch.vault.people import do_add_contact, do_update_person
from tayanch.vault.search import find_by_name
from tests.emptying import log_without_triggers

PHONE = "+996555987654"
PAPER = b"%PDF-1.7 her passport"


# --- the registry ------------------------------------------------------------------------------------


def models_about_people(all_models: list[type[models.Model]]) -> set[str]:
    """Every model that is sealed, or that leads by foreign keys to a person, a consultation or a case."""
    reached: set[type[models.Model]] = {m for m in all_models if issubclass(m, SealedModel)}
    while more := {m for m in all_models if m not in reached and leads_to(m) & reached}:
        reached |= more
    return {model._meta.label for model in reached}


def leads_to(model: type[models.Model]) -> set[Any]:
    return {field.related_model for field in model._meta.get_fields() if field.is_relation and field.concrete}


def test_every_model_with_a_path_to_a_person_is_in_the_registry() -> None:
    missing = models_about_people(apps.get_models()) - erasure.covered_models
    assert not missing, f"Register what erasing her removes from: {', '.join(sorted(missing))}"


def test_the_walk_finds_models_that_are_reached_over_others() -> None:
    found = models_about_people(apps.get_models())
    assert {"desk.WagePayment", "desk.EmployerToken", "desk.SafetyCard", "vault.PersonToken"} <= found
    assert "accounts.User" not in found


def test_the_registry_names_no_model_that_is_gone() -> None:
    assert erasure.covered_models <= {model._meta.label for model in apps.get_models()}


# --- one woman and what surrounds her ------------------------------------------------------------------


def seed(here: SimpleNamespace) -> SimpleNamespace:
    """A woman with all there can be of her, a witness of hers, and a case that she shares with another client."""
    by = here.owner
    talk = do_start_consultation(by=by)
    do_save_fields(
        talk, {"said": "seeded words", "phone": PHONE, "topics": "unpaid-wages", "place": "place/moscow"}, by=by
    )
    talk.refresh_from_db()
    case = cases.do_open_case(by=by, consultation=talk)
    tie = do_add_person(case, by=by, name="Сидора Посеянная", relation="client")
    do_update_person(tie.person, by=by, birth_date="1987-02-03", document="AK7654321", address="Seeded street")
    do_add_contact(tie.person, PHONE, "own", by=by)
    Consultation.objects.filter(id=talk.id).update(person=tie.person)
    card = SafetyCard(about_id=tie.person_id, person=tie.person)
    card.seal(code_word="seeded shop")
    card.save()
    fill(case, by)
    witness = do_add_person(case, by=by, name="Свидетель Один", relation="witness").person
    paper = documents.do_keep_document(case, PAPER, "passport", by=by, person=tie.person)
    shared = share(here, tie.person)
    nameless = do_start_consultation(by=by)
    Consultation.objects.filter(id=nameless.id).update(case=case)
    return SimpleNamespace(
        person=tie.person, id=tie.person_id, case=case, talk=talk, witness=witness, paper=paper, shared=shared
    )


def fill(case: Case, by: Any) -> None:
    said = {"name": "Seeded employer", "tax_number": "7701", "address": "x", "contact": "y"}
    cases.do_set_employer(case, by=by, is_household=True, papers="none", **said)
    cases.do_set_episode(case, by=by, status="patent", country="ru", status_expires=date(2027, 1, 1))
    cases.do_add_violation(case, by=by, detail="seeded", violation="unpaid-wages")
    cases.do_add_note(case, "seeded note", by=by)
    cases.do_change_plan(case, "seeded plan", by=by)
    do_promise(case, by=by, what="seeded promise", due=date(2026, 12, 1))
    seed_panels(case, by)
    money(case, None, by, Decimal("52200.00"))


def seed_panels(case: Case, by: Any) -> None:
    today = date(2026, 11, 1)
    forgotten = {"today": today, "expires": date(2027, 1, 1)}
    panels.do_keep_panel(case, "stay", by=by, country="ru", citizenship="KG", **forgotten)
    panels.do_add_row(case, "stay", {"date": "2026-10-20", "kind": "entry"}, by=by, today=today)
    panels.do_keep_panel(case, "pension", by=by, citizenship="KG", residence="KG", **forgotten)
    assert case.deadlines.count() == 2


def money(case: Case, claim: Claim | None, by: Any, amount: Decimal, paper: Document | None = None) -> LedgerEntry:
    entry = LedgerEntry(case=case, claim=claim, stage="received", date=date(2026, 11, 1), amount=amount, by=by)
    entry.currency, entry.document = "RUB", paper
    entry.seal(evidence="seeded receipt")
    entry.save()
    return entry


def share(here: SimpleNamespace, person: Person) -> SimpleNamespace:
    """A case of two clients, in which she has a claim, a payment and a paper of her own."""
    case = cases.do_open_case(by=here.owner, topic="unpaid-wages")
    other = do_add_person(case, by=here.owner, name="Другая Женщина", relation="client").person
    CasePerson.objects.create(case=case, person=person)
    claims = [Claim.objects.create(case=case, number=n, person=who) for n, who in ((1, person), (2, other))]
    on = {"last_day": date(2027, 1, 1), "last_safe_day": date(2027, 1, 1)}
    for claim in claims:
        Deadline.objects.create(case=case, claim=claim, **on)
    about = {"case": case, "expires": date(2027, 1, 1), "person": person}
    Panel.objects.create(kind="stay", **about)
    Deadline.objects.create(case=case, **on)
    Panel.objects.create(kind="pension", **about | {"person": other})
    proof = documents.do_keep_document(case, PAPER, "receipt", by=here.owner)
    step = money(case, claims[0], here.owner, Decimal("9000.00"), proof)
    theirs = documents.do_keep_document(case, PAPER, "hers", by=here.owner, person=other)
    return SimpleNamespace(case=case, other=other, proof=proof, step=step, theirs=theirs)


def counted() -> Counter[str]:
    """Rows and tombstones together: what must not change."""
    rows = {"person": Person, "consultation": Consultation, "case": Case}
    return Counter({kind: model.objects.count() for kind, model in rows.items()}) + Counter(
        Tombstone.objects.values_list("kind", flat=True)
    )


def secrets_of(hers: SimpleNamespace) -> dict[str, bytes]:
    """Keys, tokens and sealed values of hers as they lie in the database, and what they say."""
    found: dict[str, bytes] = {}
    subjects = [hers.person.id, hers.case.id, hers.talk.id, hers.witness.id]
    for key in DataKey.objects.filter(subject__in=subjects):
        found[f"key of {key.subject}"] = bytes(key.wrapped)
    for token in hers.person.tokens.all():
        found[f"token {token.field}"] = bytes(token.token)
    found["token of the phone"] = bytes(ContactPoint.objects.get().token)
    for model in apps.get_models():
        if issubclass(model, SealedModel):
            found |= sealed_values(model, subjects)
    return found


def sealed_values(model: type[SealedModel], subjects: list[Any]) -> dict[str, bytes]:
    columns = [f.name for f in model._meta.concrete_fields if type(f).__name__ == "SealedField"]
    return {
        f"{model._meta.label}.{column} {row.pk}": bytes(getattr(row, column))
        for row in model._default_manager.filter(**{f"{model.sealed_by}__in": subjects})
        for column in columns
        if getattr(row, column)
    }


# --- what is gone, and what stays ------------------------------------------------------------------------


def test_erasing_leaves_no_row_and_no_file_of_hers(here: SimpleNamespace) -> None:
    hers = seed(here)
    erasure.do_erase_person(hers.person, by=here.owner, reason="her-wish")
    assert not Person.objects.filter(id__in=[hers.id, hers.witness.id]).exists()
    assert list(Case.objects.all()) == [hers.shared.case]
    assert not Consultation.objects.exists()
    assert not SafetyCard.objects.exists()
    assert not ContactPoint.objects.exists()
    assert not files.path_of(hers.paper.id).exists()
    subjects = set(DataKey.objects.values_list("subject", flat=True))
    assert subjects == {hers.shared.case.id, hers.shared.other.id}


def test_a_shared_case_keeps_the_others_and_the_sums_and_loses_what_is_hers(here: SimpleNamespace) -> None:
    shared = seed(here).shared
    erasure.do_erase_person(
        Person.objects.exclude(id=shared.other.id).get(cases__case=shared.case), by=None, reason="retention"
    )
    case = shared.case
    assert [tie.person for tie in case.people.all()] == [shared.other]
    assert [claim.number for claim in case.claims.all()] == [2]
    assert [clock.claim for clock in case.deadlines.all()] == [case.claims.get()]
    assert [panel.person for panel in case.panels.all()] == [shared.other]
    assert list(case.documents.all()) == [shared.theirs]
    assert not files.path_of(shared.proof.id).exists()
    assert files.read(shared.theirs) == PAPER
    step = case.ledger.get()
    assert (step.amount, bytes(step.evidence), step.claim, step.document) == (Decimal("9000.00"), b"", None, None)


def test_tombstones_count_and_identify_nobody(here: SimpleNamespace) -> None:
    hers = seed(here)
    case, before = hers.case, counted()
    erasure.do_erase_person(hers.person, by=here.owner, reason="her-wish")
    assert counted() == before
    stone = Tombstone.objects.get(kind="case")
    assert (stone.topic, stone.destination, stone.outcome) == ("unpaid-wages", "ru", "")
    assert (stone.quarter, stone.money_band) == (erasure.quarter(case.opened_at), "RUB 50000-100000")
    assert {field.name for field in Tombstone._meta.get_fields()} == {
        *("id", "kind", "organisation", "topic", "destination", "sex", "quarter", "outcome", "money_band")
    }


def test_a_case_without_a_client_that_grew_out_of_her_consultation_goes_too(here: SimpleNamespace) -> None:
    talk = do_start_consultation(by=here.owner)
    case = cases.do_open_case(by=here.owner, consultation=talk)
    person = do_add_person(cases.do_open_case(by=here.owner), by=here.owner, name="x", relation="client").person
    Consultation.objects.filter(id=talk.id).update(person=person)
    erasure.do_erase_person(person, by=None, reason="her-wish")
    assert not Case.objects.filter(id=case.id).exists()


def test_a_witness_with_a_case_of_her_own_stays(here: SimpleNamespace) -> None:
    hers = seed(here)
    own = cases.do_open_case(by=here.owner)
    CasePerson.objects.create(case=own, person=hers.witness)
    erasure.do_erase_person(hers.person, by=None, reason="her-wish")
    assert Person.objects.get(id=hers.witness.id).unseal("name") == "Свидетель Один"


def test_a_witness_who_is_erased_leaves_the_case(here: SimpleNamespace) -> None:
    hers = seed(here)
    erasure.do_erase_person(hers.witness, by=None, reason="her-wish")
    assert Case.objects.filter(id=hers.case.id).exists()
    assert not hers.case.people.filter(person_id=hers.witness.id).exists()


def test_a_row_that_was_kept_in_hand_does_not_open_any_more(here: SimpleNamespace) -> None:
    hers = seed(here)
    kept = Person.objects.get(id=hers.person.id)
    erasure.do_erase_person(hers.person, by=None, reason="her-wish")
    with pytest.raises(Erased):
        data_key(kept)
    assert kept.id not in set(Person.objects.filter(id__in=find_by_name(here.organisation.id, "Сидора")))


def test_the_ledger_and_the_log_know_the_act_and_nothing_else(here: SimpleNamespace) -> None:
    hers = seed(here)
    erasure.do_erase_person(hers.person, by=here.owner, reason="her-wish")
    assert hers.id in set(erasure.ledger())
    lines = erasure.ledger_path().read_bytes().splitlines()
    assert set(json.loads(lines[-1])) == {"person", "on", "mac"}
    assert log.verify().is_whole


@pytest.mark.parametrize(
    ("sums", "band"),
    [
        ({}, ""),
        ({"RUB": Decimal(0)}, ""),
        ({"RUB": Decimal("9999.99")}, "RUB 0-10000"),
        ({"RUB": Decimal(10000)}, "RUB 10000-50000"),
        ({"USD": Decimal(700000), "KGS": Decimal(1)}, "KGS 0-10000, USD 500000+"),
    ],
)
def test_a_money_band_never_tells_the_sum(sums: dict[str, Decimal], band: str) -> None:
    assert shredder.money_band(sums) == band


# --- on the disk -------------------------------------------------------------------------------------------


@pytest.fixture
def _log_may_be_emptied(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The triggers of the log would refuse the emptying of the tables after a test without a transaction."""
    with django_db_blocker.unblock(), log_without_triggers():
        yield


def every_cell() -> Iterator[bytes]:
    """All values of all tables as bytes, whatever they are."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield from (as_bytes(cell) for cell in row if cell is not None)


def as_bytes(cell: Any) -> bytes:
    return bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()


PAGE, RESERVED, SALT = 4096, 80, 16  # SQLCipher 4: a page ends with its 16-byte IV and a 64-byte HMAC


def decrypted_pages(copy: Path) -> bytes:
    """Every page of the database file in clear, those too that belong to no table any more."""
    key, raw, plain = keyring().key("database"), copy.read_bytes(), b""
    for start in range(0, len(raw), PAGE):
        page = raw[start : start + PAGE]
        body, iv = page[SALT if start == 0 else 0 : -RESERVED], page[-RESERVED : -RESERVED + 16]
        plain += Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor().update(body)
    assert b"CREATE TABLE" in plain, "the pages were not decrypted"
    return plain


@pytest.mark.usefixtures("_log_may_be_emptied", "transactional_db")
def test_no_key_token_or_sealed_value_of_hers_is_left_in_the_database(here: SimpleNamespace, tmp_path: Path) -> None:
    hers = seed(here)
    secrets = secrets_of(hers)
    assert len(secrets) > 25
    before = list(every_cell())
    assert all(secret in before for secret in secrets.values())
    erasure.do_erase_person(hers.person, by=here.owner, reason="her-wish")
    cells = set(every_cell())
    assert [what for what, secret in secrets.items() if secret in cells] == []


@pytest.mark.usefixtures("_log_may_be_emptied", "transactional_db")
def test_no_key_of_hers_is_left_in_the_pages_of_the_file(here: SimpleNamespace, tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's own files are emptied by VACUUM")
    hers = seed(here)
    secrets = secrets_of(hers)
    before = copy_of_database(tmp_path / "before.db")
    assert sum(secret in before for secret in secrets.values()) > len(secrets) / 2
    erasure.do_erase_person(hers.person, by=here.owner, reason="her-wish")
    after = copy_of_database(tmp_path / "after.db")
    assert [what for what, secret in secrets.items() if secret in after] == []
    log_file = Path(f"{connection.settings_dict['NAME']}-wal")
    assert not log_file.exists() or log_file.stat().st_size == 0


def copy_of_database(copy: Path) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(connection.settings_dict["NAME"], copy)
    return decrypted_pages(copy)


@pytest.mark.usefixtures("_log_may_be_emptied", "transactional_db")
def test_a_backup_from_before_forgets_her_again_when_it_is_restored(here: SimpleNamespace, tmp_path: Path) -> None:
    hers = seed(here)
    counts = counted()
    rows = serializers.serialize("json", [row for m in tables() for row in m._default_manager.order_by("pk")])
    shutil.copytree(data_folder() / "files", tmp_path / "files")
    erasure.do_erase_person(hers.person, by=here.owner, reason="her-wish")
    _restore(rows, tmp_path / "files")
    assert Person.objects.get(id=hers.id).unseal("name") == "Сидора Посеянная"
    assert erasure.replay() == 1
    assert not Person.objects.filter(id=hers.id).exists()
    assert not files.path_of(hers.paper.id).exists()
    assert list(Case.objects.all()) == [hers.shared.case]
    assert counted() == counts
    assert erasure.replay() == 0


def tables() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m._meta.app_label in {"vault", "desk"}]


def _restore(rows: str, kept: Path) -> None:
    with transaction.atomic():
        for model in reversed(tables()):
            model._default_manager.all().delete()
        with connection.constraint_checks_disabled():
            for row in serializers.deserialize("json", rows):
                row.save()
    shutil.copytree(kept, data_folder() / "files", dirs_exist_ok=True)
