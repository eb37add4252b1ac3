"""Cases for the tests of working together. Every person and employer is invented."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tayanch.accounts.models import User
from tayanch.desk.actions import claims
from tayanch.desk.actions.cases import do_open_case, do_set_employer
from tayanch.desk.actions.consultations import do_start_consultation
from tayanch.desk.actions.people import do_add_person
from tayanch.desk.models import Case, Claim, Consultation
from tayanch.vault.models import Person

NAMES = ("Айгүл Ойдон", "Бермет Ойдон", "Чынара Ойдон", "Динара Ойдон", "Элмира Ойдон", "Фатима Ойдон")
FIRM = {"name": "ООО «Тёплая кухня»", "tax_number": "7700123456", "address": "", "contact": ""}


def a_case(by: User, *names: str, firm: dict[str, str] | None = None, has_talked: bool = True, **facts: str) -> Case:
    """A case that grew out of a finished conversation, with these women and an employer."""
    talk = do_start_consultation(by=by)
    about = {"topic": "unpaid-wages", "country": "ru", "place": "moscow", "sector": "food-service"} | facts
    case = do_open_case(by=by, consultation=talk, **about)
    Consultation.objects.filter(id=talk.id).update(state="finished" if has_talked else "open")
    for name in names:
        do_add_person(case, by=by, name=name, relation="client")
    said = FIRM | (firm or {})
    do_set_employer(case, by=by, is_household=False, papers="none", **said)
    return case


def women_of(case: Case) -> list[Person]:
    return [tie.person for tie in case.people.filter(relation="client").order_by("pk")]


def a_claim(case: Case, person: Person, by: User, agreed: str) -> Claim:
    """A claim of one month that was not paid."""
    claim = claims.do_start_claim(case, by=by)
    claim.person = person
    claim.save(update_fields=["person"])
    month = claims.PeriodRow(date(2026, 3, 1), date(2026, 3, 31), Decimal(agreed), date(2026, 4, 5))
    claims.do_save_periods(claim, [month], by=by, today=date(2026, 9, 20))
    return claim
