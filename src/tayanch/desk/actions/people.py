"""People of a case: who they are lies in the vault; here is what they are to the case."""

from __future__ import annotations

from django.db import transaction

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.actions.guard import require_recovery_sheet
from tayanch.desk.models import Case, CasePerson
from tayanch.vault.people import do_create_person


@transaction.atomic
def do_add_person(case: Case, *, by: User, name: str, relation: str) -> CasePerson:
    """Write a person down by name, because she agreed, and tie her to the case."""
    require_recovery_sheet(by)
    person = do_create_person(by=by, name=name)
    tie = CasePerson.objects.create(case=case, person=person, relation=relation)
    log.record("case.person", by=by.id, kind="case", object_id=case.id, fields=["name", "relation"])
    return tie


@transaction.atomic
def do_change_relation(tie: CasePerson, relation: str, *, by: User) -> CasePerson:
    """Say anew what a person is to the case."""
    tie.relation = relation
    tie.save(update_fields=["relation"])
    log.record("case.relation", by=by.id, kind="case", object_id=tie.case_id, fields=["relation"])
    return tie
