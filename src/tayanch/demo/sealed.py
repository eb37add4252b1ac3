"""One sealed case, invented: violence at home, open to two workers by their own passwords and to nobody else."""

from __future__ import annotations

from tayanch.accounts import worker_keys
from tayanch.demo.staff import PASSWORD, Staff
from tayanch.desk.actions.sealing import do_seal_case
from tayanch.desk.models import Case

QUICK = {"memory_kib": 8 * 1024, "iterations": 1, "lanes": 1}  # everybody knows this password


def seal_one(staff: Staff) -> None:
    """Seal the newest open case of violence at home of the night worker, with the supervisor named besides her."""
    for user in (staff.night_worker, staff.supervisor):
        worker_keys.make_pair(user, PASSWORD, QUICK)
        user.save(update_fields=worker_keys.PAIR)
    hers = Case.objects.filter(owner=staff.night_worker, topic="domestic-violence", state=Case.State.OPEN)
    case = hers.order_by("opened_at").last()
    if case is not None:
        do_seal_case(case, named=[staff.supervisor], by=staff.night_worker)
