"""What is done about openings: a reason for more, an alert that was looked at, a canary that is planted."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.actions.cases import do_open_case
from tayanch.desk.actions.people import do_add_person
from tayanch.desk.models import Alert, Allowance, Canary
from tayanch.desk.privacy import watch
from tayanch.vault.people import do_add_contact


@transaction.atomic
def do_say_why(why: str, *, by: User) -> Allowance:
    """Open more cases today than usual; the director is told why. Raises ``ValueError`` for a reason there is not."""
    reason = Allowance.Why(why)
    made = Allowance.objects.create(user=by, day=timezone.localdate(), why=reason, more=watch.MORE)
    watch.alert(by, Alert.Kind.MANY, why=reason)
    log.record("watch.more", by=by.id, kind="user", object_id=by.id, reason=reason)
    return made


@transaction.atomic
def do_see_alert(alert: Alert, *, by: User) -> Alert:
    """The director looked at it."""
    alert.seen_at, alert.seen_by = timezone.now(), by
    alert.save(update_fields=["seen_at", "seen_by"])
    log.record("watch.seen", by=by.id, kind="alert", object_id=alert.id)
    return alert


@transaction.atomic
def do_plant_canary(keeper: User, *, name: str, phone: str, topic: str, by: User) -> Canary:
    """An invented woman with a case of *keeper*'s: whoever else opens it is told to the director. Raises
    ``NotAPhone`` when *phone* is one and not empty, ``RecoverySheetMissing``."""
    case = do_open_case(by=keeper, topic=topic)
    person = do_add_person(case, by=keeper, name=name, relation="client").person
    if phone:
        do_add_contact(person, phone, "own", by=keeper, region=by.organisation.country.upper())
    log.record("watch.canary", by=by.id, kind="case", object_id=case.id)
    return Canary.objects.create(case=case, organisation_id=by.organisation_id, planted_by=by)
