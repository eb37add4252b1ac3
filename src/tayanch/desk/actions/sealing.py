"""Seal a case to named workers, name one more, remove one, and open it to the team again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tayanch.accounts.models import Role, User
from tayanch.audit import log
from tayanch.desk.actions.cases import index_employer
from tayanch.desk.actions.firms import index_firms
from tayanch.desk.models import (
    Case,
    Consultation,
    Employer,
    EmployerToken,
    FirmToken,
    Message,
    Promise,
    Reveal,
    Task,
)
from tayanch.desk.privacy import sealed
from tayanch.vault import erasure, people, sealing, search, shares
from tayanch.vault.envelope import CannotUnseal
from tayanch.vault.models import Person

FEWEST_OF_TWO = 2
Keys = Mapping[UUID, bytes]


class Refused(Exception):
    """What was asked for cannot be done; the text says why."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def can_be_named(case: Case) -> QuerySet[User]:
    """Colleagues of the organisation who work on cases and are not named yet, of whichever team."""
    able = User.objects.filter(organisation_id=case.organisation_id, is_active=True)
    able = able.filter(role__in=[Role.CASEWORKER, Role.SUPERVISOR])
    return able.exclude(id__in=[user.id for user in sealed.readers(case)]).order_by("name")


@transaction.atomic
def do_seal_case(case: Case, *, named: Iterable[User], by: User) -> Case:
    """Take the case from everybody but its owner and *named*. Raises :class:`Refused`."""
    _hold(case, is_sealed=False)
    users = {case.owner_id: case.owner} | {user.id: user for user in named}
    _require_keys(users.values())
    case.is_sealed = True
    case.save(update_fields=["is_sealed"])
    subjects = sealed.to_be_sealed(case)
    keys = _rekey(subjects)
    sealing.leave_organisation(subjects)
    sealed.write_shares(case, keys, users.values())
    sealed.write_escrow(keys)
    _leave_indexes(case, subjects)
    _keep_silent(case)
    _take_work_from_others(case, users.values())
    log.record("case.seal", by=by.id, kind="case", object_id=case.id, fields=["is_sealed", "named"])
    _afterwards(case, subjects)
    return case


@transaction.atomic
def do_name_worker(case: Case, user: User, *, by: User) -> None:
    """Let one more colleague open the case, or one whose key has changed. Raises :class:`Refused`, ``KeyAway``."""
    _hold(case)
    _require_keys([user])
    sealed.share_case(case, user)
    log.record("case.named", by=by.id, kind="case", object_id=case.id, fields=["named"])


@transaction.atomic
def do_remove_worker(case: Case, user: User, *, by: User) -> None:
    """Name her no more, and give the case new keys. Raises :class:`Refused`, ``PermissionDenied``, ``KeyAway``."""
    _hold(case)
    if user.id == case.owner_id:
        raise PermissionDenied
    stay = [one for one in sealed.readers(case) if one.id != user.id]
    if case.needs_two and len(stay) < FEWEST_OF_TWO:
        raise Refused(_("Two people must agree here, so two must stay named. Name another colleague first."))
    had_escrow = sealed.opens_with_sheets(case)
    keys = _rekey(sealed.subjects_of(case))
    _write(case, keys, stay, with_escrow=had_escrow)
    _take_work_from_others(case, stay)
    log.record("case.named-no-more", by=by.id, kind="case", object_id=case.id, fields=["named"])
    transaction.on_commit(erasure.scrub)


@transaction.atomic
def do_unseal_case(case: Case, *, by: User) -> Case:
    """Open the case to its team again. Raises ``KeyAway`` unless all of it opens for whoever asks."""
    _hold(case)
    keys = sealing.open_keys(sealed.subjects_of(case))
    others = Case.objects.filter(is_sealed=True, people__person__in=list(keys)).exclude(id=case.id).distinct()
    stay = {other: {one: keys[one] for one in sealed.people_of(other) if one in keys} for other in others}
    hers = {one for people_ids in stay.values() for one in people_ids}
    freed = {subject: key for subject, key in keys.items() if subject not in hers}
    case.is_sealed = case.needs_two = False
    case.save(update_fields=["is_sealed", "needs_two"])
    sealing.return_to_organisation(freed, case.organisation_id)
    shares.forget_readers(hers)
    for other, still in stay.items():
        sealed.write_shares(other, still, sealed.readers(other))
    Reveal.objects.filter(case=case).delete()
    sealing.read_again(case)
    _enter_indexes(case, list(freed))
    log.record("case.unseal", by=by.id, kind="case", object_id=case.id, fields=["is_sealed"])
    return case


@transaction.atomic
def do_need_two(case: Case, *, by: User) -> Case:
    """From now on nobody opens alone who the people of the case are. Raises :class:`Refused`, ``KeyAway``."""
    _hold(case)
    users = sealed.readers(case)
    if case.needs_two:
        return case
    if len(users) < FEWEST_OF_TWO:
        raise Refused(_("Name at least one more colleague first: two people must be able to agree."))
    had_escrow = sealed.opens_with_sheets(case)
    case.needs_two = True
    case.save(update_fields=["needs_two"])
    _write(case, _rekey(sealed.people_of(case)), users, with_escrow=had_escrow)
    log.record("case.two-people", by=by.id, kind="case", object_id=case.id, fields=["needs_two"])
    return case


@transaction.atomic
def do_need_one(case: Case, *, by: User) -> Case:
    """Everybody named opens it alone again. Raises ``KeyAway`` unless a colleague has just agreed to each person."""
    _hold(case)
    keys = sealing.open_keys(sealed.people_of(case))
    case.needs_two = False
    case.save(update_fields=["needs_two"])
    sealed.write_shares(case, keys, sealed.readers(case))
    Reveal.objects.filter(case=case, state=Reveal.State.ASKED).delete()
    log.record("case.one-person", by=by.id, kind="case", object_id=case.id, fields=["needs_two"])
    return case


@transaction.atomic
def do_let_sheets_open(case: Case, *, by: User) -> None:
    """Let two of the three sheets open the case, since they were made after it was sealed. Raises ``KeyAway``."""
    _hold(case)
    sealed.write_escrow(sealing.open_keys(sealed.subjects_of(case)))
    log.record("case.escrow", by=by.id, kind="case", object_id=case.id, fields=["escrow"])


# --- what all of them do ----------------------------------------------------------------------------------------


def _hold(case: Case, *, is_sealed: bool = True) -> None:
    """One at a time: who is named and who has a share must never part. Raises :class:`Refused`."""
    if Case.objects.select_for_update().get(id=case.id).is_sealed != is_sealed:
        raise Refused(_("This case is not sealed.") if is_sealed else _("This case is sealed already."))


def _require_keys(users: Iterable[User]) -> None:
    without = sorted(user.name for user in users if not user.has_key)
    if without:
        text = _("%(names)s has no key yet. She chooses a password of her own and signs in with it once.")
        raise Refused(text % {"names": ", ".join(without)})


def _rekey(subjects: Iterable[UUID]) -> dict[UUID, bytes]:
    try:
        return sealing.rekey(sealing.open_keys(subjects))
    except CannotUnseal:
        raise Refused(_("One value of this case is damaged. Bring it back from a backup first.")) from None


def _write(case: Case, keys: Keys, users: list[User], *, with_escrow: bool) -> None:
    """Seal what has new keys to *users*, and to nobody who had the old ones."""
    sealing.read_again(case)
    shares.forget(keys)
    sealed.write_shares(case, keys, users)
    if with_escrow:
        sealed.write_escrow(keys)


def _leave_indexes(case: Case, subjects: Iterable[UUID]) -> None:
    sealed.drop_tokens(list(subjects))
    EmployerToken.objects.filter(employer__case=case).delete()
    FirmToken.objects.filter(case=case).delete()


def _enter_indexes(case: Case, subjects: list[UUID]) -> None:
    people.index_again(subjects)
    Consultation.objects.filter(id__in=subjects).update(is_sealed=False)
    employer = Employer.objects.filter(case=case).first()
    if employer is not None:
        index_employer(employer, case)
    index_firms(case)


def _take_work_from_others(case: Case, users: Iterable[User]) -> None:
    """What colleagues had promised who are not named would be seen by nobody: it becomes the owner's."""
    theirs = ~Q(owner__in=list(users)) & ~Q(owner=None)
    about = Q(case=case) | Q(consultation__case=case)
    Promise.objects.filter(theirs, about, state=Promise.State.OPEN).update(owner=case.owner)
    Task.objects.filter(theirs, case=case).update(owner=case.owner)
    Consultation.objects.filter(theirs, case=case).update(owner=case.owner)


def _keep_silent(case: Case) -> None:
    """No message of a sealed case goes out by itself, since the sender opens nothing; none is found by its address."""
    of_case = Q(case=case) | Q(consultation__case=case)
    waiting = {"state": Message.State.CANCELLED, "fault": "sealed", "settled_at": timezone.now()}
    Message.objects.filter(of_case, state=Message.State.WAITING).update(**waiting)
    Message.objects.filter(of_case).update(token=b"")


def _afterwards(case: Case, subjects: Iterable[UUID]) -> None:
    sealing.read_again(case)
    hidden = list(Person.objects.filter(id__in=list(subjects)).values_list("id", flat=True))
    transaction.on_commit(partial(search.forget_people, case.organisation_id, hidden))
    transaction.on_commit(erasure.scrub)
