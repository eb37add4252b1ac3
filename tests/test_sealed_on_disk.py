"""After sealing, what the organisation's key had opened is in no page of the database file and in no log of it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection

from tayanch.desk.actions import cases
from tayanch.desk.actions.people import do_add_person
from tayanch.vault.models import DataKey, PersonToken
from tayanch.vault.people import do_add_contact, do_update_person
from tests.sealing import seal
from tests.test_erasure import _log_may_be_emptied, copy_of_database, every_cell, sealed_values

__all__ = ["_log_may_be_emptied"]


def sealed_case(here: SimpleNamespace) -> dict[str, bytes]:
    """A case to be sealed; returns its wrapped keys, tokens and sealed values as they lie in the database now."""
    case = cases.do_open_case(by=here.owner, topic="violence")
    person = do_add_person(case, by=here.owner, name="Айгүл Токтосунова", relation="client").person
    do_update_person(person, by=here.owner, birth_date="1990-05-06", document="AN1234567")
    do_add_contact(person, "+996555987654", "own", by=here.owner)
    cases.do_add_note(case, "a note that is long enough to be found again", by=here.owner)
    found = {f"key of {key.subject}": bytes(key.wrapped) for key in DataKey.objects.all()}
    found |= {f"token {token.field}": bytes(token.token) for token in PersonToken.objects.all()}
    for model in (type(person), type(case.notes.get())):
        found |= sealed_values(model, [case.id, person.id])
    return found


@pytest.mark.usefixtures("_log_may_be_emptied", "transactional_db")
def test_no_wrapped_key_token_or_earlier_value_is_left_in_any_cell(here: SimpleNamespace) -> None:
    secrets = sealed_case(here)
    assert set(secrets.values()) <= set(every_cell())
    seal(cases.Case.objects.get())
    cells = set(every_cell())
    assert [what for what, secret in secrets.items() if secret in cells] == []


@pytest.mark.usefixtures("_log_may_be_emptied", "transactional_db")
def test_none_is_left_in_the_pages_of_the_file_or_its_log(here: SimpleNamespace, tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's own files are emptied by VACUUM")
    secrets = sealed_case(here)
    before = copy_of_database(tmp_path / "before.db")
    assert all(secret in before for secret in secrets.values())
    seal(cases.Case.objects.get())
    log_file = Path(f"{connection.settings_dict['NAME']}-wal")
    assert not log_file.exists() or log_file.stat().st_size == 0
    after = copy_of_database(tmp_path / "after.db")
    assert [what for what, secret in secrets.items() if secret in after] == []
