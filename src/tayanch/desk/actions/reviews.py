"""Everything that is written to a second look. Who may decide: see :func:`tayanch.desk.access.may_review_case`."""

from __future__ import annotations

import json
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.access import may_review_case
from tayanch.desk.cases import reviewing
from tayanch.desk.models import Case, Review, ReviewTopic


class ReviewMissing(Exception):
    """The organisation closes cases of this topic only after a second look."""


@transaction.atomic
def do_ask_review(case: Case, question: str, *, by: User) -> Review:
    """Ask for a second look. One that is asked for already takes the new question."""
    review = case.reviews.filter(state=Review.State.WAITING).first() or Review(case=case)
    review._data_key = case._data_key
    review.asked_by, review.asked_at = by, timezone.now()
    review.seal(question=question, reasons=json.dumps(["asked"]))
    review.save()
    log.record("review.ask", by=by.id, kind="review", object_id=review.id, fields=["question"])
    return review


@transaction.atomic
def do_take_back_review(review: Review, *, by: User) -> Review:
    """Nobody needs to look any more. Raises ``PermissionDenied`` for one that is decided."""
    if review.state != Review.State.WAITING:
        raise PermissionDenied
    review.state = Review.State.TAKEN_BACK
    review.save(update_fields=["state"])
    log.record("review.take-back", by=by.id, kind="review", object_id=review.id, fields=["state"])
    return review


@transaction.atomic
def do_decide_review(case: Case, *, by: User, today: date, agrees: bool, remark: str) -> Review:
    """Agree, or ask for a change, with a sealed remark for the owner; it answers every reason there is today.

    Raises ``PermissionDenied`` for whoever may not give this case a second look.
    """
    if not may_review_case(by, case):
        raise PermissionDenied
    review = case.reviews.filter(state=Review.State.WAITING).first() or Review(case=case)
    codes = [*(["asked"] if review.asked_by_id else []), *reviewing.reasons_of(case, today)]
    review._data_key = case._data_key
    review.state = Review.State.AGREED if agrees else Review.State.CHANGE
    review.decided_by, review.decided_at = by, timezone.now()
    review.seal(remark=remark, reasons=json.dumps(codes))
    review.save()
    log.record("review.decide", by=by.id, kind="review", object_id=review.id, fields=["state", "remark"])
    return review


@transaction.atomic
def do_read_review(review: Review, *, by: User) -> Review:
    """The owner has read what was said."""
    review.read_at = timezone.now()
    review.save(update_fields=["read_at"])
    log.record("review.read", by=by.id, kind="review", object_id=review.id, fields=["read_at"])
    return review


@transaction.atomic
def do_mark_topic(topic: str, is_marked: bool, *, by: User) -> None:
    """Let cases of a topic close only after a second look, or without one again."""
    topics = ReviewTopic.objects.filter(organisation_id=by.organisation_id, topic=topic)
    if is_marked and not topics.exists():
        ReviewTopic.objects.create(organisation_id=by.organisation_id, topic=topic)
    if not is_marked:
        topics.delete()
    log.record("review.topic", by=by.id, kind="organisation", object_id=by.organisation_id, fields=["topic"])


def require_review(case: Case) -> None:
    """Raise :class:`ReviewMissing` when a case of this topic may not close yet."""
    if reviewing.must_be_reviewed(case) and not reviewing.is_reviewed(case):
        raise ReviewMissing
