"""What the shift page shows of working together: what the last shift left, steps that are due, questions, answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from tayanch.accounts.models import Role, User
from tayanch.desk.access import tasks_for
from tayanch.desk.actions.joining import open_questions
from tayanch.desk.cases import reviewing
from tayanch.desk.hotline import shifts
from tayanch.desk.models import Task
from tayanch.vault.keys import load_keys

MOST_STEPS = 50


def for_tonight(user: User, today: date) -> dict[str, Any]:
    """The context of the shift page's parts."""
    return {
        "from_last_shift": shifts.from_last_shift(user),
        "steps": steps_due(user, today),
        "join_questions": open_questions(user),
        "review_answers": reviewing.answers_for(user),
        "reviews_waiting": len(reviewing.waiting_for(user, today)) if user.role == Role.SUPERVISOR else 0,
    }


def steps_due(user: User, today: date) -> list[Task]:
    """Steps that are due by today: hers, free ones of her teams, and those of others in her own cases, to ask about."""
    due = tasks_for(user).filter(state=Task.State.OPEN, due__lte=today)
    hers = Q(owner=user) | Q(owner=None, doer=Task.Doer.COLLEAGUE) | Q(case__owner=user)
    found = list(due.filter(hers).select_related("case", "owner").order_by("due", "place")[:MOST_STEPS])
    load_keys(found)
    return found
