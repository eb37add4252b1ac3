"""Who sees whose codings. Two who code one interview do so without seeing each other's, until both are through:
every page and every answer asks here, and nothing else reads codings for a coder."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from tayanch.accounts.models import User
from tayanch.evidence.interviews.models import (
    Adjudication,
    Assignment,
    Coding,
    Interview,
    Member,
    Memo,
    Study,
    TextVersion,
)

Part = Member.Part


@dataclass(frozen=True)
class Reading:
    """How somebody reads an interview. *own*: her assignment, of the newest round; None for a lead who does not code.

    *sees_others*: codings, memos and what was settled by others are shown to her."""

    own: Assignment | None
    round: int
    is_lead: bool
    sees_others: bool
    all_through: bool

    @property
    def may_code(self) -> bool:
        """She codes, and has not said that she is through."""
        return self.own is not None and self.own.done_at is None

    @property
    def may_go_on(self) -> bool:
        """She said that she is through, and may take that back: she has not seen what others coded since."""
        return self.own is not None and self.own.done_at is not None and not self.all_through


def reading_of(user: User, interview: Interview) -> Reading:
    """*interview* comes from :func:`~tayanch.evidence.interviews.access.access_interview`."""
    is_lead = interview.study.members.filter(user=user, part=Part.LEAD).exists()
    return _reading(user, interview.study, list(interview.assignments.all()), is_lead=is_lead)


def _reading(user: User, study: Study, given: list[Assignment], *, is_lead: bool) -> Reading:
    own = max((each for each in given if each.coder_id == user.id), key=lambda each: each.round, default=None)
    round_ = own.round if own else max((each.round for each in given), default=1)
    of_round = [each for each in given if each.round == round_]
    through = len(of_round) > 1 and all(each.done_at for each in of_round)
    # A lead who codes in a study is blind as every coder is while she does; what leads see is on their own pages.
    sees = study.may_see_others or (through if own else is_lead)
    return Reading(own, round_, is_lead, sees, through)


def codings_of(user: User, version: TextVersion, reading: Reading) -> QuerySet[Coding]:
    """The codings of a text that she may see on the page where it is read."""
    found = version.codings.filter(round=reading.round).select_related("coder")
    return found if reading.sees_others else found.filter(coder=user)


def settled_of(version: TextVersion, reading: Reading) -> QuerySet[Adjudication]:
    """What was settled about passages of a text, when she may see it."""
    return version.adjudications.all() if reading.sees_others else version.adjudications.none()


def memos_of(user: User, study: Study) -> QuerySet[Memo]:
    """The memos that she may see: her own, those about the study and its codes, and those about interviews of which
    she sees what others coded. Of a text that has a newer version the copies there count."""
    is_lead = study.members.filter(user=user, part=Part.LEAD).exists()
    given = study.interviews.all() if is_lead else study.interviews.filter(assignments__coder=user).distinct()
    ids = list(given.values_list("id", flat=True))
    readings: dict[UUID, list[Assignment]] = {id_: [] for id_ in ids}
    for each in Assignment.objects.filter(interview__in=ids):
        readings[each.interview_id].append(each)
    open_to_her = [id_ for id_, rows in readings.items() if _reading(user, study, rows, is_lead=is_lead).sees_others]
    about_all = Q(interview=None, version=None)
    mine = Q(by=user) & (Q(interview__in=ids) | about_all)
    newer = TextVersion.objects.filter(interview=OuterRef("version__interview"), number__gt=OuterRef("version__number"))
    found = study.memos.filter(mine | about_all | Q(interview__in=open_to_her))
    found = found.exclude(Q(version__isnull=False) & Exists(newer)).select_related("by", "interview", "version")
    return found.defer("version__text", "version__turns", "version__came_by")
