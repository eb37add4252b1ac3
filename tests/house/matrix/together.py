"""Plans, hand-over between shifts, the second look, groups, the same employer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from tayanch.desk.actions import groups, reviews, shifts, tasks
from tayanch.desk.actions.promises import do_promise
from tayanch.desk.hotline.shifts import left_by
from tayanch.desk.legal import same_employer
from tayanch.desk.models import Case, JoinQuestion
from tests.desk.together_helpers import NAMES, a_case, a_claim, women_of
from tests.house.matrix.rows import DESK, NO, OK, TEAM, row

LAWYER = row(NO, lawyer=OK)
MATRIX: dict[str, tuple[str, dict[str, object]]] = {
    "desk:tasks": ("GET", TEAM),
    "desk:task-add": ("POST", TEAM),
    "desk:tasks-template": ("POST", TEAM),
    "desk:tasks-unmake": ("POST", TEAM),
    "desk:task-change": ("POST", TEAM),
    "desk:task-act": ("POST", TEAM),
    "desk:shift": ("GET", DESK),
    "desk:shift-note": ("POST", DESK),
    "desk:shift-end": ("POST", DESK),
    "desk:shift-ends": ("GET", DESK),
    "desk:shift-item": ("POST", TEAM),
    "desk:reviews": ("GET", DESK),
    "desk:review-topics": ("POST", row(NO, supervisor=OK)),
    "desk:review": ("GET", TEAM),
    "desk:review-ask": ("POST", TEAM),
    "desk:review-decide": ("POST", TEAM | {"owner": NO, "teammate": NO, "lawyer": NO}),
    "desk:review-answered": ("POST", TEAM | {"teammate": NO, "lawyer": NO, "supervisor": NO}),
    "desk:groups": ("GET", DESK),
    "desk:group": ("GET", TEAM),
    "desk:group-leave": ("POST", TEAM),
    "desk:group-payment": ("POST", TEAM),
    "desk:group-payment-back": ("POST", TEAM),
    "desk:case-group": ("GET", TEAM),
    "desk:case-group-join": ("POST", TEAM),
    "desk:join-answer": ("POST", TEAM),
    "desk:case-recruiter": ("POST", TEAM),
    "desk:same-employer": ("GET", LAWYER),
    "desk:same-employer-ask": ("POST", LAWYER),
    "desk:same-employer-join": ("POST", LAWYER),
}


def records(here: SimpleNamespace, made: dict[str, Any]) -> dict[str, Any]:
    """One of everything; a brigade, its payment, and an employer of three women, invented."""
    by, today = here.owner, timezone.localdate()
    case, named = a_case(by, *NAMES[:2]), Case.objects.get(reference=made["case"])
    task = tasks.do_add_task(named, by=by, what="Count the hours", why="The demand needs a sum", owner=by, due=today)
    tasks.do_add_task(named, by=by, what="Find the pay slips", doer="herself")
    do_promise(case, what="Call after six", due=today, by=by, owner=by)
    handed = shifts.do_end_shift(
        [
            shifts.Given(one, "She is on her shift until six", True)
            for one in left_by(by, today)
            if one.about == case and one.kind == "promise"
        ],
        by=by,
    )
    do_promise(case, what="Tell her the sum", due=today, by=by, owner=by)
    reviews.do_decide_review(named, by=here.supervisor, today=today, agrees=False, remark="Ask about her passport")
    reviews.do_ask_review(named, "Is the claim whole?", by=by)
    group = groups.do_make_group("Warm kitchen (invented)", by=by, team=case.team)
    for person, agreed in zip(women_of(case), ("50000", "30000"), strict=True):
        groups.do_add_member(group, a_claim(case, person, by, agreed), by=by)
    members = list(group.members.select_related("claim__case"))
    payment = groups.do_divide_payment(
        group,
        [(members[0], Decimal("625.00")), (members[1], Decimal("375.00"))],
        by=by,
        today=today,
        stage="received",
        on=date(2026, 5, 5),
        amount=Decimal("1000.00"),
        currency="RUB",
        how="by_claim",
        evidence="transfer",
    )
    a_case(by, NAMES[2])
    fact = same_employer.facts(here.lawyer)[0]
    question = JoinQuestion.objects.create(case=named, person_id=made["person_id"], lawyer=here.lawyer)
    assert handed is not None
    return {
        "task_id": task.id,
        "step_act": "done",
        "item_id": handed.items.get().id,
        "item_act": "take",
        "group": group.reference,
        "member_id": members[0].pk,
        "payment_id": payment.id,
        "question_id": question.id,
        "fact_id": fact.id,
    }
