"""Working together, invented: plans, a hand-over, second looks, a group with a payment, one recruiter of many."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tayanch.accounts.models import User
from tayanch.demo.staff import MARK, Staff
from tayanch.desk import plans
from tayanch.desk.actions import groups, joining, reviews, tasks
from tayanch.desk.actions import shifts as handing
from tayanch.desk.actions.firms import do_set_recruiter
from tayanch.desk.actions.promises import do_promise
from tayanch.desk.hotline import shifts
from tayanch.desk.legal.same_employer import facts
from tayanch.desk.legal.sharing import divide
from tayanch.desk.models import Case, CasePerson, Consultation, Group, Task

PAID = Decimal("90000.00")


def work_together(staff: Staff, today: date) -> None:
    """Play all of it on cases that are there already."""
    _plan(staff, today)
    _hand_over(staff, today)
    _look_again(staff, today)
    _group_the_brigade(staff, today)
    _one_employer_of_many(staff)


def _open_of(owner: User, topic: str) -> list[Case]:
    return list(Case.objects.filter(owner=owner, topic=topic, state=Case.State.OPEN).order_by("-opened_at"))


def _plan(staff: Staff, today: date) -> None:
    for topic, owner in (("unpaid-wages", staff.lawyer), ("withheld-passport", staff.night_worker)):
        case, usual = _open_of(owner, topic)[0], plans.for_topic(topic)[0]
        made = tasks.do_add_plan(case, usual, by=owner, today=today - timedelta(days=4), language="ru")
        for task in made[:2]:
            tasks.do_settle_task(task, Task.State.DONE, by=owner)


def _hand_over(staff: Staff, today: date) -> None:
    """The supervisor was on the evening shift."""
    by, case = staff.supervisor, _open_of(staff.night_worker, "withheld-passport")[0]
    do_promise(case, by=by, owner=by, what=f"Спросить, отдали ли паспорт {MARK}", due=today)
    mine = [left for left in shifts.left_by(by, today) if left.about == case]
    note = "Она на смене до шести. Трубку может взять хозяйка: говорим о доставке."
    handing.do_end_shift([handing.Given(left, note, is_first=True) for left in mine], by=by)


def _look_again(staff: Staff, today: date) -> None:
    asked, answered = _open_of(staff.lawyer, "unpaid-wages")[1:3]
    reviews.do_ask_review(asked, "Верно ли посчитан день увольнения?", by=staff.lawyer)
    remark = "Добавьте смены за последнюю неделю: они есть в её тетради."
    reviews.do_decide_review(answered, by=staff.supervisor, today=today, agrees=False, remark=remark)
    reviews.do_mark_topic("trafficking", True, by=staff.supervisor)


def _group_the_brigade(staff: Staff, today: date) -> Group | None:
    women = CasePerson.objects.filter(relation="client", case__owner=staff.lawyer)
    brigade = next((tie.case for tie in women if tie.case.people.filter(relation="client").count() > 3), None)
    if brigade is None:
        return None
    group = groups.do_make_group(f"Бригада теплицы {MARK}", by=staff.lawyer, team=brigade.team)
    for claim in brigade.claims.exclude(person=None):
        groups.do_add_member(group, claim, by=staff.lawyer)
    members = list(group.members.select_related("claim__case"))
    parts = divide(PAID, [Decimal(1) for _ in members])
    shares = list(zip(members, parts, strict=True))
    told: dict[str, Any] = {"on": today - timedelta(days=1), "amount": PAID, "currency": "RUB", "how": "equally"}
    for stage in ("recovered", "received"):
        evidence = f"Платёжное поручение {MARK}"
        groups.do_divide_payment(group, shares, by=staff.lawyer, today=today, stage=stage, evidence=evidence, **told)
    return group


def _one_employer_of_many(staff: Staff) -> None:
    """Women of two teams and one agency; the lawyer has asked."""
    agency = {"tax_number": "", "licence": "", "address": "", "contact": "", "promised": ""}
    for number, case in enumerate(_met(staff)):
        spelled = ("ОсОО «Ак Жол Пример»", "Ak Jol Primer LLC", "«Ак жол пример»")[number % 3]
        do_set_recruiter(case, by=case.owner, kind="agency", name=f"{spelled} {MARK}", **agency)
    found = facts(staff.lawyer)
    if found:
        joining.do_ask_owners(found[0], by=staff.lawyer)


def _met(staff: Staff) -> list[Case]:
    talked = Consultation.objects.filter(state=Consultation.State.FINISHED).exclude(case=None).values("case")
    cases = Case.objects.filter(id__in=talked, state=Case.State.OPEN, country="ru").order_by("opened_at")
    nights = list(cases.filter(owner=staff.night_worker))[:2]
    return [*nights, *list(cases.filter(owner=staff.lawyer))[:3]]
