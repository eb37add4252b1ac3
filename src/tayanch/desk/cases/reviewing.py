"""Which cases wait for a second look, and why. Asked for by the worker, or by a rule that nobody has to remember."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from tayanch.accounts.models import User
from tayanch.desk.access import cases_for, may_review_case
from tayanch.desk.models import (
    Case,
    CaseNote,
    Claim,
    Consultation,
    Document,
    LedgerEntry,
    Promise,
    Review,
    ReviewTopic,
    Task,
)
from tayanch.vault.keys import Erased, load_keys
from tayanch.vault.shares import KeyAway

# Topics in which a wrong step can cost her safety.
DANGEROUS = ("violence", "domestic-violence", "sexual-harassment", "forced-marriage", "trafficking", "forced-labour")
HIGH = {"RUB": 500_000, "KGS": 500_000, "KZT": 2_500_000, "USD": 5_000, "EUR": 5_000, "TRY": 200_000}
IDLE = timedelta(days=14)
NEAR = timedelta(days=7)
CLOSED_LATELY = timedelta(days=30)
# What counts as a step: rows of a case, and the moment at which each was made or settled.
STEPS: tuple[tuple[type[Model], str], ...] = (
    (CaseNote, "at"),
    (Promise, "made_at"),
    (Promise, "settled_at"),
    (Task, "made_at"),
    (Task, "settled_at"),
    (LedgerEntry, "entered_at"),
    (Document, "made_at"),
    (Consultation, "started_at"),
)
MOST = 200

REASONS: dict[str, LazyText] = {
    "asked": _("A second look was asked for"),
    "violence": _("Violence or force"),
    "money": _("Much money"),
    "deadline": _("A last safe day is near"),
    "idle": _("No step for two weeks"),
    "no-money": _("Closed, and no money came"),
}
# How long a decision answers a reason; without a time, until the case is opened again.
HOLDS: dict[str, timedelta] = {"idle": IDLE, "deadline": IDLE}


@dataclass
class Waiting:
    """A case that waits, with its reasons, and the question if somebody asked."""

    case: Case
    reasons: list[str] = field(default_factory=list)
    review: Review | None = None

    @property
    def labels(self) -> list[LazyText]:
        return [REASONS[code] for code in self.reasons]


def waiting_for(user: User, today: date) -> list[Waiting]:
    """The cases that *user* may give a second look, those that were asked for first."""
    found = _by_rule(user, today)
    for review in _asked(user):
        waiting = found.setdefault(review.case_id, Waiting(review.case))
        waiting.review = review
        waiting.reasons = ["asked", *(code for code in waiting.reasons if code != "asked")]
    mine = [one for one in found.values() if may_review_case(user, one.case)]
    return sorted(mine, key=lambda one: (one.review is None, -len(one.reasons), one.case.opened_at))[:MOST]


def _asked(user: User) -> list[Review]:
    reviews = Review.objects.filter(case__in=cases_for(user), state=Review.State.WAITING)
    found = list(reviews.select_related("case", "case__owner", "case__team", "asked_by").order_by("asked_at")[:MOST])
    load_keys(found)
    return found


def _by_rule(user: User, today: date) -> dict[UUID, Waiting]:
    reasons: dict[UUID, list[str]] = defaultdict(list)
    for code, cases in _rules(cases_for(user), today).items():
        for case_id in cases:
            reasons[case_id].append(code)
    decided = _decided(reasons)
    now = timezone.now()
    left = {key: [code for code in codes if not _answered(decided[key], code, now)] for key, codes in reasons.items()}
    wanted = [key for key, codes in left.items() if codes]
    cases = Case.objects.filter(id__in=wanted).select_related("owner", "team")
    return {case.id: Waiting(case, left[case.id]) for case in cases}


def _rules(mine: QuerySet[Case], today: date) -> dict[str, Iterable[UUID]]:
    """Reason → ids of the cases it holds for."""
    is_open = mine.filter(state=Case.State.OPEN)
    near = Q(deadlines__last_safe_day__range=(today, today + NEAR), deadlines__is_start=False)
    return {
        "violence": _ids(is_open.filter(topic__in=DANGEROUS)),
        "money": _much_money(is_open),
        "deadline": _ids(is_open.filter(near).distinct()),
        "idle": _ids(idle(is_open)),
        "no-money": _ids(_closed_without_money(mine)),
    }


def _ids(cases: QuerySet[Case]) -> list[UUID]:
    return list(cases.order_by().values_list("id", flat=True)[:MOST])


def _much_money(cases: QuerySet[Case]) -> set[UUID]:
    sums = Claim.objects.filter(case__in=cases).order_by().values("case_id", "currency")
    owed = sums.annotate(agreed=Sum("periods__agreed"))
    return {
        row["case_id"] for row in owed if (row["agreed"] or Decimal(0)) >= HIGH.get(row["currency"], Decimal("Inf"))
    }


def idle(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The cases in which nothing was written, promised, done or paid for two weeks."""
    since = timezone.now() - IDLE
    found = cases.filter(opened_at__lt=since)
    for model, moment in STEPS:
        lately = {"case": OuterRef("pk"), f"{moment}__gte": since}
        found = found.exclude(Exists(model._default_manager.filter(**lately)))
    return found


def _closed_without_money(cases: QuerySet[Case]) -> QuerySet[Case]:
    lately = cases.filter(state=Case.State.CLOSED, closed_at__gte=timezone.now() - CLOSED_LATELY)
    return lately.exclude(claims=None).exclude(ledger__stage="received")


def _decided(cases: Iterable[UUID]) -> dict[UUID, list[Review]]:
    """What was decided on these cases, with keys."""
    reviews = list(
        Review.objects.filter(case__in=list(cases)).exclude(decided_at=None).exclude(state=Review.State.PAST)
    )
    load_keys(reviews)
    found: dict[UUID, list[Review]] = defaultdict(list)
    for review in reviews:
        found[review.case_id].append(review)
    return found


def _answered(reviews: Iterable[Review], code: str, now: datetime) -> bool:
    """Whether a decision answers this reason; one that asked for a change does too, since the owner acts next."""
    holds = HOLDS.get(code)
    return any(
        code in _codes(review) and (holds is None or review.decided_at is None or now - review.decided_at < holds)
        for review in reviews
    )


def _codes(review: Review) -> list[str]:
    try:
        return review.codes
    except (Erased, KeyAway):
        return []


def reasons_of(case: Case, today: date) -> list[str]:
    """Why this case waits, as far as rules go: what a decision then answers."""
    rules = _rules(Case.objects.filter(id=case.id), today)
    decided, now = _decided([case.id])[case.id], timezone.now()
    return [code for code, cases in rules.items() if case.id in set(cases) and not _answered(decided, code, now)]


def must_be_reviewed(case: Case) -> bool:
    """Whether the organisation closes cases of this topic only after a second look."""
    return ReviewTopic.objects.filter(organisation=case.organisation_id, topic=case.topic).exists()


def is_reviewed(case: Case) -> bool:
    """True when the latest second look agreed: nobody asks anything any more, and the case was not opened again."""
    latest = case.reviews.exclude(state=Review.State.TAKEN_BACK).order_by("-asked_at").first()
    return latest is not None and latest.state == Review.State.AGREED


def answers_for(user: User) -> list[Review]:
    """What others said about cases of *user* that she has not read yet."""
    said = Review.objects.filter(case__owner=user, read_at=None).exclude(decided_at=None)
    return list(said.exclude(decided_by=user).select_related("case", "decided_by").order_by("-decided_at")[:MOST])


def topics_of(user: User) -> list[ReviewTopic]:
    """The topics that her organisation closes only after a second look."""
    return list(ReviewTopic.objects.filter(organisation=user.organisation_id).order_by("topic"))


def history(case: Case) -> list[Review]:
    """Every second look of a case with its key, the newest first."""
    found = list(case.reviews.select_related("asked_by", "decided_by"))
    load_keys(found)
    return found
