"""Cases and claims for the tests of claims, letters and the ledger. Every person and employer is invented."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from tayanch.accounts.models import User
from tayanch.desk.actions import claims
from tayanch.desk.models import Case, CasePerson, Claim, Employer
from tayanch.vault.keys import new_data_key
from tayanch.vault.people import do_create_person

TODAY = date(2026, 9, 20)
NBSP = "\u00a0"


def a_case(here: SimpleNamespace) -> Case:
    """A case of the owner with one client and an employer."""
    case = Case(organisation=here.organisation, team=here.night, owner=here.owner, topic="unpaid-wages")
    new_data_key(case.id, here.organisation.id)
    case.save()
    woman = do_create_person(by=here.owner, name="Асанова Айгүл", address="101000, г. Москва, а/я 1")
    CasePerson.objects.create(case=case, person=woman)
    employer = Employer(case=case, papers=Employer.Papers.NONE)
    employer.seal(name="ООО «Пример»", address="г. Москва, ул. Примерная, д. 1")
    employer.save()
    return case


def row(first: str, last: str, agreed: str, due: str | None = None, *payments: tuple[str, str]) -> claims.PeriodRow:
    """A pay period as typed: days as ISO text, sums as text."""
    return claims.PeriodRow(
        day(first),
        day(last),
        Decimal(agreed),
        day(due) if due else None,
        payments=tuple((day(on), Decimal(sum_)) for on, sum_ in payments),
    )


def a_claim(case: Case, by: User, *rows: claims.PeriodRow) -> Claim:
    """A claim with these periods."""
    claim = claims.do_start_claim(case, by=by)
    claims.do_save_periods(claim, rows, by=by, today=TODAY)
    return claim


def day(text: str) -> date:
    return date.fromisoformat(text)


EXAMPLE = row("2025-04-01", "2025-04-30", "52200.00", "2025-05-05", ("2025-09-30", "52200.00"))
PARTS = row("2025-12-01", "2025-12-15", "50000", "2025-12-15", ("2026-01-20", "20000"), ("2026-02-28", "30000"))
