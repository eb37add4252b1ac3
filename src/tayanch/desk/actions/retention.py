"""Rules on how long records stay, and forgetting what they end."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from tayanch.accounts.models import Organisation, User
from tayanch.audit import log
from tayanch.desk.models import Case, CasePerson, Consultation, ForgetWarning, RetentionHold, RetentionRule
from tayanch.desk.privacy import retention
from tayanch.vault import erasure
from tayanch.vault.models import Person

MOST_AT_ONCE = 500  # conversations a run, so that nobody waits long


@transaction.atomic
def do_set_rule(kind: str, topic: str, months: int | None, *, by: User) -> None:
    """Set after how many months records of a topic end; none takes the rule away."""
    mine = RetentionRule.objects.filter(organisation_id=by.organisation_id, kind=kind, topic=topic)
    if months is None:
        mine.delete()
    else:
        RetentionRule.objects.update_or_create(
            organisation_id=by.organisation_id, kind=kind, topic=topic, defaults={"months": months}
        )
    log.record("retention.rule", by=by.id, kind="organisation", object_id=by.organisation_id, fields=["months"])


@transaction.atomic
def do_hold(case: Case, until: date, why: str, *, by: User) -> RetentionHold:
    """Keep a case until a day, whatever the rule. Raises ``ValueError`` for a reason there is not."""
    facts = {"until": until, "why": RetentionHold.Why(why), "by": by}
    made, _new = RetentionHold.objects.update_or_create(case=case, defaults=facts)
    log.record("retention.hold", by=by.id, kind="case", object_id=case.id, fields=["until"], reason=made.why)
    return made


@transaction.atomic
def do_release(case: Case, *, by: User) -> None:
    """Let the rule count again; its owner gets a month's notice anew."""
    RetentionHold.objects.filter(case=case).delete()
    ForgetWarning.objects.filter(case=case).delete()
    log.record("retention.release", by=by.id, kind="case", object_id=case.id)


def do_retain(today: date, *, by: User | None = None) -> int:
    """Warn of what ends within a month, and forget what was warned of a month ago; returns how many records went.

    The installation itself does it, for every organisation, so by nobody.
    """
    return sum(_retain(one, today, by) for one in Organisation.objects.values_list("id", flat=True))


def _retain(organisation_id: UUID, today: date, by: User | None) -> int:
    rules = retention.rules_of(organisation_id, RetentionRule.Kind.CASE)
    cases = Case.objects.filter(organisation_id=organisation_id)
    coming = list(retention.endings(cases, rules, today + retention.NOTICE)) if rules.months else []
    _warn([one.case for one in coming], organisation_id, today)
    gone = sum(_forget_case(one.case, by) for one in coming if one.is_due(today))
    return gone + _forget_talks(organisation_id, today, by)


def _warn(cases: list[Case], organisation_id: UUID, today: date) -> None:
    """A case that no longer ends soon, because it was opened again or the rule changed, loses its warning."""
    ForgetWarning.objects.filter(case__organisation_id=organisation_id).exclude(case__in=cases).delete()
    warned = set(ForgetWarning.objects.filter(case__in=cases).values_list("case_id", flat=True))
    ForgetWarning.objects.bulk_create(ForgetWarning(case=case, since=today) for case in cases if case.id not in warned)


def _forget_case(case: Case, by: User | None) -> int:
    """Its women go with it when nothing else holds them here; otherwise only the case."""
    women = list(Person.objects.filter(cases__case=case, cases__relation="client"))
    if any(_has_more(woman, case) for woman in women):
        CasePerson.objects.filter(case=case, relation="client").delete()
        Consultation.objects.filter(case=case).update(case=None)
        return int(erasure.do_erase_record(case.id, by=by, reason="retention"))
    for woman in women:
        erasure.do_erase_person(woman, by=by, reason="retention")
    return len(women) or int(erasure.do_erase_record(case.id, by=by, reason="retention"))


def _has_more(woman: Person, case: Case) -> bool:
    """True while she is in another case, or spoke with us outside of this one."""
    return woman.cases.exclude(case=case).exists() or woman.consultations.exclude(case=case).exists()


def _forget_talks(organisation_id: UUID, today: date, by: User | None) -> int:
    ended = retention.talks_that_end(organisation_id, today).values_list("id", flat=True)[:MOST_AT_ONCE]
    return sum(erasure.do_erase_record(one, by=by, reason="retention") for one in list(ended))
