"""What was asked with short forms, invented: danger over time, papers to get, a household, a plan for coming home."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.demo.staff import MARK, Staff
from tayanch.desk import assessments
from tayanch.desk.actions import assessments as asking
from tayanch.desk.actions import checklists
from tayanch.desk.actions.household import do_add_to_household, do_describe
from tayanch.desk.cases import returns
from tayanch.desk.models import Assessment, Case

# Weeks ago, and what she answered: at first four signs, then fewer.
DANGER = (
    (6, {"who": "husband", "control": "yes", "papers": "yes", "money": "yes", "worse": "yes", "kill": "no"}),
    (2, {"who": "husband", "control": "yes", "papers": "no", "money": "yes", "worse": "no", "kill": "no"}),
)
CALM = dict.fromkeys(("near", "hurt", "strangled", "weapon", "believes", "locked", "children"), "no")
PAPERS = {"country": "kg", "marriage": "abandoned", "birth": "missing", "alimony": "missing", "passport": "held"}
PAPERS |= {"school": "missing", "residence": "held", "divorce": "missing"}
LABOUR = {"still": "yes", "free": "yes", "terms-other": "yes", "papers-held": "yes", "threats": "yes", "hours": "yes"}
LABOUR |= {"rest": "yes", "locked": "no", "beaten": "no", "forced": "no", "debt": "no", "no-pay": "yes"}


def ask_women(staff: Staff, today: date) -> None:
    """Play all of it on open cases that are there already."""
    by = staff.night_worker
    open_cases = Case.objects.filter(owner=by, state=Case.State.OPEN).order_by("opened_at")
    frightened = open_cases.filter(topic="domestic-violence").first() or open_cases.first()
    held = open_cases.filter(topic="withheld-passport").first()
    if frightened is not None:
        for weeks, answers in DANGER:
            _ask(frightened, "danger", {**CALM, **answers}, by, weeks)
        _around_her(frightened, by, today)
        _to_do(frightened, by, today)
    if held is not None:
        _ask(held, "labour", LABOUR, by, 1)


def _ask(case: Case, form: str, answers: dict[str, str], by: User, weeks: int) -> Assessment:
    row = asking.do_start_assessment(case, assessments.load(form), by=by)
    asking.do_save_answers(row, answers, by=by)
    row.refresh_from_db()
    asking.do_finish_assessment(row, by=by)
    at = timezone.now() - timedelta(weeks=weeks)
    Assessment.objects.filter(id=row.id).update(started_at=at, finished_at=at)
    return row


def _around_her(case: Case, by: User, today: date) -> None:
    her = case.people.filter(relation="client").first()
    if her is not None:
        do_describe(her, by=by, where="abroad", money="mother-in-law")
    mother = do_add_to_household(case, by=by, name=f"Апасы {MARK}", relation="mother", where="home", place="Нарын")
    years = count(today.year - 11, 4)
    for name, school, missing in (("улуу баласы", "goes", []), ("кичүү кызы", "no-papers", ["birth"])):
        facts = {"where": "home", "carer": str(mother.person_id), "school": school, "papers": missing}
        born = str(next(years))
        do_add_to_household(case, by=by, name=f"{name} {MARK}", relation="child", birth_year=born, **facts)


def _to_do(case: Case, by: User, today: date) -> None:
    row = _ask(case, "papers", PAPERS, by, 1)
    tasks = assessments.evaluate(assessments.load("papers"), PAPERS).tasks
    checklists.do_list_papers(case, tasks, by=by, country="kg", person=row.person)
    kind = returns.kind("with-child")
    assert kind is not None
    plan = checklists.do_begin_return(case, kind, by=by, home_on=today + timedelta(days=12), person=row.person)
    first, second, *_rest = checklists.steps_of(plan)
    checklists.do_settle_step(first, "done", by=by)
    second.checklist.case = case
    checklists.do_change_step(second, by=by, who="we", due=today + timedelta(days=3), is_inside=True)
