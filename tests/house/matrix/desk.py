"""The site, the staff, and consultations, cases, claims, papers, the law."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from tayanch.desk.actions import cases, claims, consultations, documents, law, ledger, panels, people
from tayanch.desk.actions.promises import do_promise
from tayanch.desk.models import LawImport
from tayanch.vault.people import do_add_contact
from tests.house.matrix.rows import ADMINISTRATOR, DESK, EVERYBODY, LAW, NO, OK, OWN, TEAM, row

MATRIX: dict[str, tuple[str, dict[str, object]]] = {
    "health": ("GET", EVERYBODY),
    "site:home": ("GET", EVERYBODY),
    "site:begin": ("GET", EVERYBODY),
    "site:recovery-sheet": ("GET", ADMINISTRATOR),
    "site:recovery-confirm": ("POST", ADMINISTRATOR),
    "site:unlock": ("GET", EVERYBODY),
    "site:lock": ("GET", row(405)),
    "site:awake": ("GET", EVERYBODY),
    "site:safekeeping": ("GET", ADMINISTRATOR),
    "account_login": ("GET", EVERYBODY),
    "account_logout": ("GET", EVERYBODY),
    "account_reauthenticate": ("GET", row(NO)),  # asks for the password again; these users have none
    "accounts:staff": ("GET", ADMINISTRATOR),
    "accounts:add": ("POST", ADMINISTRATOR),
    "accounts:password": ("GET", EVERYBODY),
    "accounts:team-add": ("POST", ADMINISTRATOR),
    "accounts:team": ("POST", ADMINISTRATOR),
    "accounts:colleague": ("GET", ADMINISTRATOR),
    "accounts:deactivate": ("POST", ADMINISTRATOR),
    "accounts:reactivate": ("POST", ADMINISTRATOR),
    "accounts:reset-password": ("POST", ADMINISTRATOR),
    "accounts:reset-second-factor": ("POST", ADMINISTRATOR),
    "desk:tonight": ("GET", DESK),
    "desk:concepts": ("POST", DESK),
    "desk:consultation-start": ("POST", DESK),
    "desk:consultation": ("GET", TEAM),
    "desk:consultation-save": ("POST", TEAM),
    "desk:consultation-known": ("POST", TEAM),
    "desk:consultation-finish": ("POST", TEAM),
    "desk:consultation-reopen": ("POST", TEAM),
    "desk:consultation-discard": ("POST", OWN),
    "desk:consultation-name": ("POST", TEAM),
    "desk:consultation-join": ("POST", TEAM),
    "desk:consultation-safety": ("GET", TEAM),
    "desk:consultation-safety-confirm": ("POST", TEAM),
    "desk:person-safety": ("GET", TEAM),
    "desk:person-safety-confirm": ("POST", TEAM),
    "desk:promise-move": ("POST", TEAM),
    "desk:promise-act": ("POST", TEAM),
    "desk:cases": ("GET", DESK),
    "desk:case-start": ("POST", DESK),
    "desk:case": ("GET", TEAM),
    "desk:case-facts": ("POST", TEAM),
    "desk:case-plan": ("POST", TEAM),
    "desk:case-note": ("POST", TEAM),
    "desk:case-note-strike": ("POST", OWN),
    "desk:case-employer": ("POST", TEAM),
    "desk:case-episode": ("POST", TEAM),
    "desk:case-violation": ("POST", TEAM),
    "desk:case-violation-change": ("POST", TEAM),
    "desk:case-promise": ("POST", TEAM),
    "desk:case-hand-over": ("POST", OWN),
    "desk:case-close": ("POST", OWN),
    "desk:case-reopen": ("POST", OWN),
    "desk:person-add": ("POST", TEAM),
    "desk:person": ("GET", TEAM),
    "desk:person-phone": ("POST", TEAM),
    "desk:person-phone-remove": ("POST", TEAM),
    "desk:person-erase": ("GET", OWN),
    "desk:document-keep": ("POST", TEAM),
    "desk:document": ("GET", TEAM),
    "desk:document-remove": ("POST", TEAM),
    "desk:search": ("GET", DESK),
    "desk:counts": ("GET", row(NO, supervisor=OK, analyst=OK, director=OK)),
    "desk:stay": ("GET", TEAM),
    "desk:stay-facts": ("POST", TEAM),
    "desk:stay-add": ("POST", TEAM),
    "desk:stay-remove": ("POST", TEAM),
    "desk:stay-forget": ("POST", TEAM),
    "desk:pension": ("GET", TEAM),
    "desk:pension-facts": ("POST", TEAM),
    "desk:pension-add": ("POST", TEAM),
    "desk:pension-remove": ("POST", TEAM),
    "desk:pension-forget": ("POST", TEAM),
    "desk:law": ("GET", EVERYBODY),
    "desk:law-rule": ("GET", EVERYBODY),
    "desk:law-sign-off": ("POST", LAW),
    "desk:law-draft": ("POST", LAW),
    "desk:law-example": ("POST", LAW),
    "desk:law-example-remove": ("POST", LAW),
    "desk:law-newer": ("GET", LAW),
    "desk:law-imported": ("GET", LAW),
    "desk:claim-start": ("POST", TEAM),
    "desk:claim": ("GET", TEAM),
    "desk:claim-terms": ("POST", TEAM),
    "desk:claim-pay": ("POST", TEAM),
    "desk:claim-add-entry": ("POST", TEAM),
    "desk:claim-remove-entry": ("POST", TEAM),
    "desk:claim-make-periods": ("POST", TEAM),
    "desk:claim-periods": ("POST", TEAM),
    "desk:claim-remove-period": ("POST", TEAM),
    "desk:claim-remove-payment": ("POST", TEAM),
    "desk:letter": ("GET", TEAM),
    "desk:letter-sent": ("POST", TEAM),
    "desk:ledger": ("GET", TEAM),
    "desk:ledger-enter": ("POST", TEAM),
    "desk:ledger-reverse": ("POST", TEAM),
}


def records(here: SimpleNamespace, made: dict[str, Any]) -> dict[str, Any]:
    """One of everything that an address can name, all of it the owner's."""
    by = here.owner
    talk = consultations.do_start_consultation(by=by)
    case = cases.do_open_case(by=by, topic="unpaid-wages")
    person = people.do_add_person(case, by=by, name="Асель Ойдон", relation="client").person
    contact = do_add_contact(person, "+996555000111", "own", by=by)
    note = cases.do_add_note(case, "note", by=by)
    closed = cases.do_open_case(by=by, topic="unpaid-wages")
    cases.do_close_case(closed, by=by, outcome="paid-in-full", closing_words="")
    violation = cases.do_add_violation(case, by=by, detail="", violation="unpaid-wages")
    document = documents.do_keep_document(case, b"%PDF-1.7 paper", "contract", by=by)
    claim = claims.do_start_claim(case, by=by)
    day = date(2025, 4, 1)
    claims.do_make_periods(
        claim, by=by, first=day, last=date(2025, 4, 30), rhythm=claims.MONTHLY, agreed=Decimal(50000)
    )
    period = claim.periods.get()
    payment = period.payments.create(date=date(2025, 6, 1), amount=Decimal(100))
    entry = ledger.do_enter_money(
        case, by=by, stage="claimed", amount=Decimal(100), currency="RUB", on=day, evidence="x", today=date(2026, 1, 1)
    )
    promise = do_promise(case, what="x", due=day, by=by)
    example = law.do_add_example("ru.wage.delay", by=here.reviewer, question={}, expected="0.00", note="")
    write_panels(case, by)
    return {
        "consultation": talk.reference,
        "case": case.reference,
        "closed": closed.reference,
        "note_id": note.id,
        "person_id": person.id,
        "contact_id": contact.id,
        "violation_id": violation.id,
        "document_id": document.id,
        "number": claim.number,
        "period": period.id,
        "payment": payment.id,
        "entry": entry.id,
        "work": claim.entries.create(kind="overtime", date=day, hours=2).id,
        "promise_id": promise.id,
        "rule": "ru.wage.delay",
        "example": example.id,
        "law_import": LawImport.objects.create(pack="ru").id,
        "what": "keep",
        "kind": "demand",
        "user_id": here.teammate.id,
        "team_id": here.night.id,
    }


def write_panels(case: Any, by: Any) -> None:
    """A stay and a history of work, invented, so that the pages of the panels have something to show."""
    today, row = timezone.localdate(), {"by": by, "today": timezone.localdate()}
    on = {**row, "expires": today + timedelta(days=30)}
    panels.do_keep_panel(case, "stay", country="ru", citizenship="KG", **on)
    for days, kind in ((80, "entry"), (70, "contract_start")):
        panels.do_add_row(case, "stay", {"date": (today - timedelta(days=days)).isoformat(), "kind": kind}, **row)
    panels.do_keep_panel(case, "pension", citizenship="KG", residence="KG", **on)
    for country, first, last, is_paid in (("RU", "2019-03-01", "2023-02-01", True), ("KZ", "2023-03-01", None, False)):
        work = {"country": country, "from": first, "to": last, "contributions": is_paid}
        panels.do_add_row(case, "pension", work, **row)
