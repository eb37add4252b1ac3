"""Everything that is written to a consent. Who may write is decided before: see :mod:`tayanch.desk.access`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.models import Case, Consent
from tayanch.desk.privacy import consents
from tayanch.vault.models import Person


class ConsentRefused(Exception):
    """What she would agree to is not said clearly enough; the message says what is missing."""


@transaction.atomic
def do_give_consent(
    case: Case,
    *,
    person: Person | None,
    purpose: str,
    recipient: str = "",
    recipient_name: str = "",
    facts: Sequence[str] = (),
    until: date,
    language: str,
    how: str,
    by: User,
    on: date | None = None,
) -> Consent:
    """Write down what she agreed to, with the words she heard. Raises :class:`ConsentRefused`.

    *person*: none is the only woman of the case. *recipient*: a partner's id or a name; *recipient_name*: how it was
    called when it was read to her. *facts*: see :data:`tayanch.desk.privacy.consents.FACTS`. *on*: the day,
    today if not given.
    """
    given_on = on or timezone.localdate()
    _check_scope(case, person, purpose, facts)
    _check_days(given_on, until)
    name = recipient_name or recipient
    reading = consents.reading(
        case,
        purpose=purpose,
        recipient_name=name,
        facts=facts,
        until=until,
        language=language,
        organisation=case.organisation.name,
    )
    consent = Consent(case=case, person=person, purpose=purpose, language=language, how=how, by=by)
    consent.given_on, consent.until = given_on, until
    consent.tell(recipient=recipient, recipient_name=name, facts=facts, text=str(reading))
    consent.save()
    log.record("consent.give", by=by.id, kind="case", object_id=case.id, fields=["scope", "text", "until"])
    return consent


def _check_days(on: date, until: date) -> None:
    if not on < until <= on + consents.LONGEST:
        raise ConsentRefused(_("Choose a last day after today, and at most two years away."))


def _check_scope(case: Case, person: Person | None, purpose: str, facts: Sequence[str]) -> None:
    if purpose not in consents.PURPOSES:
        raise ConsentRefused(_("Choose what the consent is for."))
    if person is not None and not case.people.filter(person=person).exists():
        raise ConsentRefused(_("She is not in this case."))
    if purpose == Consent.Purpose.REFERRAL and not facts:
        raise ConsentRefused(_("Choose what may be told."))
    if strange := [fact for fact in facts if not _is_of(case, fact)]:
        raise ConsentRefused(_("There is no such fact in this case: %(fact)s") % {"fact": strange[0]})


def _is_of(case: Case, fact: str) -> bool:
    kind, _sep, id_ = fact.partition(":")
    rows = {"note": case.notes, "paper": case.documents}.get(kind)
    if rows is None:
        return fact in consents.FACTS
    try:
        return rows.filter(id=UUID(id_)).exists()  # type: ignore[attr-defined, no-any-return]
    except ValueError:
        return False


@transaction.atomic
def do_withdraw_consent(consent: Consent, *, by: User, on: date | None = None) -> Consent:
    """She took it back: from this moment nothing more is told. Withdrawing twice changes nothing."""
    if consent.withdrawn_on is None:
        consent.withdrawn_on, consent.withdrawn_by = on or timezone.localdate(), by
        consent.save(update_fields=["withdrawn_on", "withdrawn_by"])
        log.record("consent.withdraw", by=by.id, kind="case", object_id=consent.case_id, fields=["withdrawn_on"])
    return consent
