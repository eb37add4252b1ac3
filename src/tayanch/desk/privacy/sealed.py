"""What belongs to a sealed case, who is named in it, and the shares that follow from both.

Who is named is what the shares of the case itself say. All else is derived from that and can be written anew: a
conversation of the case opens for those named, and a person for those named in any sealed case she is in. A person
who is also in a case that is not sealed stays readable there: the page says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from tayanch import vocabulary
from tayanch.accounts.models import User
from tayanch.desk.models import Case, CasePerson, Consultation, ReplyAddress, Reveal
from tayanch.store.state import keyring
from tayanch.vault import people, sealing, shares
from tayanch.vault.keys import load_keys
from tayanch.vault.models import DataKey, KeyShare, PairShare

SAFETY = "need/safety"  # violence, trafficking and what is near to them


def is_offered(case: Case) -> bool:
    """True for a case that should be sealed: its topic is her safety, or a child is its client."""
    if case.topic and vocabulary.concept(f"need/{case.topic}").broader == SAFETY:
        return True
    return case.people.filter(relation="child").exists()


def named(case: Case) -> list[User]:
    """The workers who open the case, by name; also those whose key has changed since."""
    return shares.named(case.id)


def readers(case: Case) -> list[User]:
    """Those of them to whose key of today the case is sealed."""
    found = KeyShare.objects.filter(subject=case.id, until=None).exclude(user=None).select_related("user")
    return [share.user for share in found if share.user and bytes(share.to_key) == bytes(share.user.public_key)]


def to_be_sealed(case: Case) -> list[UUID]:
    """What sealing takes from the team: the case, its conversations, and its people who are in no open case."""
    people_ids = CasePerson.objects.filter(case=case).exclude(Exists(_in_open_cases(case))).values("person")
    subjects = Q(subject=case.id) | Q(subject__in=_talks(case)) | Q(subject__in=people_ids)
    return list(DataKey.objects.filter(subjects).values_list("subject", flat=True))


def subjects_of(case: Case) -> list[UUID]:
    """What of a sealed case is sealed: itself, its conversations, and the people whom those named in it can open."""
    talks = KeyShare.objects.filter(subject__in=_talks(case)).values_list("subject", flat=True)
    return [case.id, *set(talks), *people_of(case)]


def people_of(case: Case) -> list[UUID]:
    """The people of a sealed case who are sealed to those named in it, alone or by two."""
    users = named(case)
    alone = KeyShare.objects.filter(subject=OuterRef("person"), user__in=users, until=None)
    by_two = PairShare.objects.filter(subject=OuterRef("person"), asker__in=users)
    ties = CasePerson.objects.filter(Exists(alone) | Exists(by_two), case=case)
    return list(ties.values_list("person_id", flat=True))


def _talks(case: Case) -> QuerySet[Consultation, UUID]:
    return Consultation.objects.filter(case=case).values_list("id", flat=True)


def people_elsewhere(case: Case) -> list[CasePerson]:
    """Those who are in such a case too: sealing this one does not hide them there."""
    ties = CasePerson.objects.filter(case=case).filter(Exists(_in_open_cases(case)))
    return list(ties.select_related("person"))


def _in_open_cases(case: Case) -> QuerySet[CasePerson]:
    others = CasePerson.objects.filter(person=OuterRef("person"), case__is_sealed=False)
    return others.exclude(case=case)


def talks_elsewhere(case: Case) -> int:
    """How many conversations with its clients do not belong to the case: they are not sealed with it."""
    clients = CasePerson.objects.filter(case=case, relation="client").values("person")
    return Consultation.objects.filter(person__in=clients, case=None).count()


def write_shares(case: Case, keys: Mapping[UUID, bytes], users: Iterable[User]) -> None:
    """Seal these subjects of the case to *users*, and each person also to those named in her other sealed cases.

    It only adds readers: to take one away the key must change, see :func:`tayanch.vault.sealing.rekey`.
    """
    users = list(users)
    persons = set(CasePerson.objects.filter(case=case).values_list("person_id", flat=True))
    for subject, key in keys.items():
        everybody, needs_two = _readers_of(subject, case, users) if subject in persons else (users, False)
        if needs_two:
            shares.share_in_pairs(subject, key, everybody)
        else:
            shares.forget_pairs([subject])
            shares.share(subject, key, everybody)


def _readers_of(person_id: UUID, case: Case, users: list[User]) -> tuple[list[User], bool]:
    """Who may read a person of the case, and whether only two together."""
    others = Case.objects.filter(people__person=person_id, is_sealed=True).exclude(id=case.id)
    everybody = {user.id: user for user in users}
    everybody |= {user.id: user for other in others for user in readers(other)}
    return list(everybody.values()), case.needs_two or any(other.needs_two for other in others)


def write_escrow(keys: Mapping[UUID, bytes]) -> None:
    """Seal these subjects to the sheets too, if it was decided so when the sheets were made."""
    public = keyring().escrow_key
    for subject, key in keys.items() if public else ():
        shares.share_with_escrow(subject, key, public or b"")


def opens_with_sheets(case: Case) -> bool:
    """True when two of the sheets in force open the case."""
    share = KeyShare.objects.filter(subject=case.id, user=None).first()
    return share is not None and bytes(share.to_key) == keyring().escrow_key


def seal_newcomer(case: Case, subject: UUID) -> None:
    """Seal what has just come to a sealed case: a person, a conversation. It needs no open key.

    A person who is sealed already, or who is in a case that is open to a team, stays as she is.
    """
    if subject not in to_be_sealed(case):
        return
    keys = sealing.rekey(sealing.open_keys([subject]))
    sealing.leave_organisation([subject])
    write_shares(case, keys, readers(case))
    if opens_with_sheets(case):
        write_escrow(keys)
    drop_tokens([subject])


def drop_tokens(subjects: list[UUID]) -> None:
    """Take people and conversations out of every index."""
    people.drop_tokens(subjects)
    talks = Consultation.objects.filter(id__in=subjects)
    points = [point for point in talks.values_list("point_id", flat=True) if point]
    talks.update(is_sealed=True, point=None)
    people.forget_unused_points(points)
    ReplyAddress.objects.filter(consultation__in=subjects).update(token=b"")


def share_case(case: Case, user: User) -> None:
    """Name one more worker. Raises ``KeyAway`` unless everything of the case opens for whoever asks now."""
    keys = sealing.open_keys(subjects_of(case))
    shares.share(case.id, keys[case.id], [user])
    write_shares(case, keys, {*readers(case), user})


def hand_on(case: Case, to: User) -> None:
    """Share the case with its new owner. Raises ``PermissionDenied`` while she has no key, ``KeyAway``."""
    if to in readers(case):
        return
    if not to.has_key:
        raise PermissionDenied
    share_case(case, to)


@dataclass
class Known:
    """A person of a case whose name needs two people, and where *user* stands with her."""

    tie: CasePerson
    number: int
    mine: Reveal | None  # her own newest question
    others: list[Reveal]  # what colleagues ask and nobody has answered
    is_open: bool


def people_to_ask_for(case: Case, user: User) -> list[Known]:
    """The people of the case without a word about who they are, and the questions about them."""
    asked = list(case.reveals.select_related("asker", "answered_by"))
    load_keys(asked)
    opened = KeyShare.objects.filter(user=user, until__gt=timezone.now()).values_list("subject", flat=True)
    open_now = set(opened)
    found = []
    for number, tie in enumerate(case.people.order_by("pk"), 1):
        of_her = [one for one in asked if one.person_id == tie.person_id]
        mine = next((one for one in of_her if one.asker_id == user.id), None)
        others = [one for one in of_her if one.asker_id != user.id and one.state == Reveal.State.ASKED]
        found.append(Known(tie, number, mine, others, tie.person_id in open_now))
    return found
