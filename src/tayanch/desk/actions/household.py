"""What is written about the people around her: where they live, who cares for whom, school, papers, money."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.actions.people import do_add_person, do_change_relation
from tayanch.desk.models import Case, CasePerson, HouseholdPart
from tayanch.vault.keys import data_key


@transaction.atomic
def do_describe(tie: CasePerson, *, by: User, **facts: Any) -> HouseholdPart:
    """Replace what is known of one person of the household. *facts* are texts; empty ones are forgotten."""
    part = HouseholdPart.objects.filter(tie=tie).first() or HouseholdPart(case_id=tie.case_id, tie=tie)
    part._data_key = data_key(tie.case)
    kept = {**(part.facts if part.told else {}), **facts}
    part.told = b""
    part.tell(**{name: value for name, value in kept.items() if value})
    part.save()
    log.record("case.household", by=by.id, kind="case", object_id=tie.case_id, fields=sorted(facts))
    return part


@transaction.atomic
def do_add_to_household(case: Case, *, by: User, name: str, relation: str, **facts: Any) -> CasePerson:
    """Write somebody of the household down. A name may be what she calls the child; no surname is needed.

    Raises :class:`~tayanch.desk.actions.guard.RecoverySheetMissing`.
    """
    tie = do_add_person(case, by=by, name=name, relation=relation)
    tie.case = case
    do_describe(tie, by=by, **facts)
    return tie


@transaction.atomic
def do_change_household(tie: CasePerson, *, by: User, relation: str, **facts: Any) -> CasePerson:
    """Change what somebody is to her and what is known of the household."""
    if relation != tie.relation:
        do_change_relation(tie, relation, by=by)
    do_describe(tie, by=by, **facts)
    return tie
