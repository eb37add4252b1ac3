"""How recommendations stand by an organisation's own assessment: the public side of the tracker."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import Http404
from django.utils import timezone

from tayanch import policy
from tayanch.accounts.models import Organisation, User
from tayanch.evidence.policy.models import Judgement, OwnRecommendation, Standing
from tayanch.policy.finding import all_languages, holds, touches
from tayanch.vocabulary.model import Text


@dataclass(frozen=True)
class Asked:
    """A recommendation, of the source documents or of the organisation's own list.

    *text* in the languages it has; *source* and *place*: the document and line; *since*: year or day from which it
    waits; *own*: the row, when the organisation added it.
    """

    key: str
    text: Text
    addressee: str
    source: str
    place: str
    part: Text
    since: str
    topics: tuple[str, ...]
    cedaw: tuple[str, ...]
    named: bool = True
    area: str = ""
    instruments: tuple[str, ...] = ()
    own: OwnRecommendation | None = None


@dataclass(frozen=True)
class Stand:
    """A recommendation with its state. *latest* is None as long as nobody has looked: the state is then ``unknown``.

    *years*: whole years it has waited by *today*; *late*: its promised day has passed.
    """

    asked: Asked
    latest: Judgement | None
    years: int
    late: bool

    @property
    def state(self) -> str:
        return self.latest.state if self.latest else Standing.UNKNOWN.value

    @property
    def state_name(self) -> str:
        return str(Standing(self.state).label)


@dataclass(frozen=True)
class Overview:
    """Counts of recommendations: by state in the order of states, by addressee and state, and those that are late."""

    total: int
    assessed: int
    by_state: Mapping[str, int]
    by_addressee: Mapping[str, Mapping[str, int]]
    late: tuple[Stand, ...]


def all_stands(organisation: Organisation | UUID, *, today: date | None = None) -> tuple[Stand, ...]:
    """Every recommendation with its state: own ones first, then those of the documents."""
    organisation_id = organisation if isinstance(organisation, UUID) else organisation.id
    own = OwnRecommendation.objects.filter(organisation_id=organisation_id).select_related("by")
    asked = [*map(_of_own, own), *map(_of_data, policy.recommendations().values())]
    return _stands(organisation_id, asked, today or timezone.localdate())


def state_of(organisation: Organisation | UUID, recommendation_id: str, *, today: date | None = None) -> Stand:
    """One recommendation with its state. Raises Http404 for one that this organisation does not have."""
    organisation_id = organisation if isinstance(organisation, UUID) else organisation.id
    asked = _find(organisation_id, recommendation_id)
    if asked is None:
        raise Http404
    return _stands(organisation_id, [asked], today or timezone.localdate())[0]


def for_topic(user: User, concept: str, *, today: date | None = None) -> tuple[Stand, ...]:
    """The recommendations on a topic with their states; see :func:`tayanch.policy.for_topic`."""
    wanted = concept.replace("/", ":")
    found = all_stands(user.organisation_id, today=today)
    return tuple(one for one in found if touches(one.asked.topics, wanted))


def overview(user: User, *, today: date | None = None) -> Overview:
    """How all recommendations stand, in counts."""
    found = all_stands(user.organisation_id, today=today)
    by_addressee: dict[str, Counter[str]] = defaultdict(Counter)
    for one in found:
        by_addressee[one.asked.addressee][one.state] += 1
    counts = Counter(one.state for one in found)
    by_state = {state: counts[state] for state in Standing.values}
    late = tuple(one for one in found if one.late)
    return Overview(len(found), sum(one.latest is not None for one in found), by_state, by_addressee, late)


def narrowed(found: Iterable[Stand], wanted: Mapping[str, str]) -> tuple[Stand, ...]:
    """Those that fit *wanted*: ``addressee``, ``document``, ``state``, ``topic``, ``q``; empty asks nothing."""
    return tuple(one for one in found if _fits(one, wanted))


def _fits(one: Stand, wanted: Mapping[str, str]) -> bool:
    asked = one.asked
    return (
        wanted.get("addressee", "") in {"", asked.addressee}
        and wanted.get("document", "") in {"", "own" if asked.own else asked.source}
        and wanted.get("state", "") in {"", one.state, "late" if one.late else ""}
        and (not wanted.get("topic") or touches(asked.topics, wanted["topic"]))
        and holds(wanted.get("q", ""), f"{asked.key} {asked.source} {all_languages(asked.text)}")
    )


def _stands(organisation_id: UUID, asked: Sequence[Asked], today: date) -> tuple[Stand, ...]:
    rows = Judgement.objects.filter(organisation_id=organisation_id, taken_back=None).select_related("by")
    rows = rows.filter(key=asked[0].key) if len(asked) == 1 else rows
    latest: dict[str, Judgement] = {}
    for row in rows:  # the newest first
        latest.setdefault(row.key, row)
    return tuple(_stand(one, latest.get(one.key), today) for one in asked)


def _stand(asked: Asked, latest: Judgement | None, today: date) -> Stand:
    years = max(0, today.year - int(asked.since[:4]))
    return Stand(asked, latest, years, bool(latest and latest.is_late(today)))


def _find(organisation_id: UUID, key: str) -> Asked | None:
    if key in policy.recommendations():
        return _of_data(policy.recommendations()[key])
    try:
        own_id = UUID(key.removeprefix("own-"))
    except ValueError:
        return None
    row = OwnRecommendation.objects.filter(organisation_id=organisation_id, id=own_id).select_related("by").first()
    return _of_own(row) if row and row.key == key else None


def _of_data(one: policy.Recommendation) -> Asked:
    return Asked(
        key=one.id,
        text=one.text,
        addressee=one.addressee,
        source=one.document,
        place=one.line,
        part=one.part,
        since=one.since,
        topics=one.topics,
        cedaw=one.cedaw,
        named=one.named,
        area=one.area,
        instruments=one.instruments,
    )


def _of_own(row: OwnRecommendation) -> Asked:
    return Asked(
        key=row.key,
        text=Text(ky=row.text, ru=row.text, en=row.text),
        addressee=row.addressee,
        source=row.source,
        place=row.place,
        part=Text(),
        since=row.since,
        topics=tuple(row.topics),
        cedaw=tuple(row.cedaw),
        own=row,
    )
