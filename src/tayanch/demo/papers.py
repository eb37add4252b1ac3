"""One letter that carries no calculation, invented: whoever keeps her passport is asked to give it back."""

from __future__ import annotations

from datetime import date, timedelta

from tayanch.demo.staff import MARK, Staff
from tayanch.desk import letters
from tayanch.desk.actions.letters import do_make_paper, do_mark_sent
from tayanch.desk.documents.letter_facts import facts_of, only_client
from tayanch.desk.models import Case


def write_papers(staff: Staff, today: date) -> None:
    """Make and send the letter in an open case about a kept passport, if there is one."""
    by = staff.night_worker
    case = Case.objects.filter(owner=by, state=Case.State.OPEN, topic="withheld-passport").order_by("opened_at").first()
    person = only_client(case) if case else None
    if case is None or person is None:
        return
    known = facts_of(case, by, person=person, today=today)
    facts: dict[str, object] = {
        "letter_date": today - timedelta(days=4),
        "holder_name": known.get("employer_name", f"ООО «Пример» {MARK}"),
        "holder_address": known.get("employer_address", f"г. Москва, ул. Примерная, д. 1 {MARK}"),
        "worker_name": known["worker_name"],
        "worker_address": f"720000, г. Бишкек, а/я 0 {MARK}",
        "kept_document": f"паспорт гражданина Кыргызской Республики ID0000000 {MARK}",
        "kept_since": today - timedelta(days=60),
        "kept_how": "Документ забрали для оформления договора и обещали вернуть через день",
        "return_days": 3,
        "return_where": "в офисе организации",
    }
    made = do_make_paper(case, letters.load("ru", "passport_demand"), facts, by=by, person=person, today=today)
    do_mark_sent(made[1], by=by, sent_on=today - timedelta(days=3), today=today, ask_on=today + timedelta(days=4))
