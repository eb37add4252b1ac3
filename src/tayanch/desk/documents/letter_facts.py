"""What a case already tells of the facts a letter asks for, so that nobody types it twice.

:func:`facts_of` is the one list of names: our own letters and the templates an organisation brings use the same. What
is not known is absent, never blank. `docs/reference/letter-facts.md` is made from :data:`FACTS`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.desk.actions.claims import result_of
from tayanch.desk.legal import claim_calculation
from tayanch.desk.letters.figures import money
from tayanch.desk.models import Case, Claim, Document, Employer
from tayanch.law import LawError
from tayanch.vault.keys import Erased, SealedModel, load_keys
from tayanch.vault.models import Person

ANSWER_DAYS = 7
PAPERS = {Employer.Papers.CONTRACT: True, Employer.Papers.NONE: False}
MARRIED = ("husband", "former-husband")

FactType = Literal["text", "date", "number", "yes", "list"]


@dataclass(frozen=True, slots=True)
class Told:
    """One name: the type of its value and where it comes from."""

    type: FactType
    meaning: str


FACTS: dict[str, Told] = {
    "today": Told("date", "the day the paper is made"),
    "letter_date": Told("date", "the same; the worker may change it"),
    "case_reference": Told("text", "reference of the case, such as C-0001; it says nothing about her"),
    "organisation_name": Told("text", "the organisation that keeps the case"),
    "caseworker_name": Told("text", "the colleague who makes the paper"),
    "worker_name": Told("text", "her name as it is written down"),
    "worker_birth_date": Told("date", "her day of birth"),
    "worker_document": Told("text", "her passport or other paper, with its number"),
    "worker_address": Told("text", "the address written down for her"),
    "employer_name": Told("text", "who employed her"),
    "employer_address": Told("text", "the employer's address"),
    "employer_tax_number": Told("text", "the employer's tax number"),
    "employer_is_household": Told("yes", "true when she worked in somebody's home"),
    "written_contract": Told("yes", "true with a contract or another paper, false with nothing in writing"),
    "stay_from": Told("date", "first day of the stay abroad the case is about"),
    "stay_to": Told("date", "last day of that stay"),
    "children": Told("list", "names of the children in the case, each with the day of birth if it is known"),
    "child_name": Told("text", "the child, when the case has one"),
    "child_birth_date": Told("date", "that child's day of birth"),
    "father_name": Told("text", "her husband or former husband, when the case has one"),
    "father_address": Told("text", "his address"),
    "work": Told("text", "what she did, in her words"),
    "worked_from": Told("date", "first day of the first pay period"),
    "worked_to": Told("date", "last day she worked; absent while she works there"),
    "employment_ended": Told("yes", "true when a last day is written down"),
    "demand_sent_on": Told("date", "the day a demand for this claim was sent to the employer"),
    "answer_days": Told("number", "days to answer, seven unless the worker changes it"),
    "as_of": Told("date", "the day the figures are counted to"),
    "currency": Told("text", "currency of the claim: RUB, KZT, KGS"),
    "wages": Told("text", "unpaid wages on that day, written out with the currency"),
    "compensation": Told("text", "compensation for the delay, written out"),
    "together": Told("text", "both together, written out"),
    "debts": Told(
        "list", "unpaid sums, each with `name`, `period_from`, `period_to`, `due_on` (days) and `unpaid` (written out)"
    ),
}


def facts_of(
    case: Case, user: User, claim: Claim | None = None, *, person: Person | None = None, today: date | None = None
) -> dict[str, Any]:
    """The names of :data:`FACTS` that this case can answer, with their values: text, date, int, bool or list.

    *case* was reached through ``desk.access`` by *user*. Without *claim* the only claim of the case (of *person*, if
    given) is taken; without *person* the claim's woman, else the only client. Her phone number is never among them.
    """
    day = today or timezone.localdate()
    claim = claim or _only(case.claims.filter(person=person) if person else case.claims.all())
    person = person or (claim.person if claim else None) or only_client(case)
    known: dict[str, Any] = {
        "today": day,
        "letter_date": day,
        "case_reference": case.reference,
        "organisation_name": user.organisation.name,
        "caseworker_name": user.name,
        "answer_days": ANSWER_DAYS,
        **_woman(person),
        **_employer(case),
        **_stay(case),
        **_family(case),
        **(_claim(claim, day) if claim else {}),
    }
    return {name: value for name, value in known.items() if value not in (None, "", [])}


def clients(case: Case) -> list[Person]:
    """The women the case is for, in the order in which they came, with their keys."""
    ties = case.people.filter(relation="client").select_related("person").order_by("pk")
    people = [tie.person for tie in ties]
    load_keys(people)
    return people


def only_client(case: Case) -> Person | None:
    """The client of a case that has one; None when there are several or nobody is named yet."""
    ties = list(case.people.filter(relation="client").select_related("person")[:2])
    return ties[0].person if len(ties) == 1 else None


def letters_of(claim: Claim, kind: str) -> Any:
    """The papers of one kind of letter made for this claim, newest first.

    Other women's claims lie in the same case: one must not be told that another's letter was sent. Which claim a
    letter is for stands in its sealed name.
    """
    made = claim.case.documents.filter(kind=Document.Kind.LETTER, letter=f"{claim.law}/{kind}").order_by("-made_at")
    papers = list(made)
    load_keys(papers)
    return made.filter(id__in=[paper.id for paper in papers if paper.unseal("name").startswith(stem(claim, kind))])


def stem(claim: Claim, kind: str) -> str:
    """How the file names of a claim's letters begin; it says nothing about her."""
    return f"{kind}-{claim.number}-"


def _only(rows: Any) -> Any:
    found = list(rows[:2])
    return found[0] if len(found) == 1 else None


def _said(row: SealedModel, column: str) -> str:
    try:
        return row.unseal(column)
    except Erased:
        return ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _woman(person: Person | None) -> dict[str, Any]:
    if person is None:
        return {}
    names = {"worker_name": "name", "worker_document": "document", "worker_address": "address"}
    told: dict[str, Any] = {name: _said(person, column) for name, column in names.items()}
    return {**told, "worker_birth_date": _day(_said(person, "birth_date"))}


def _employer(case: Case) -> dict[str, Any]:
    employer = getattr(case, "employer", None)
    if employer is None:
        return {}
    columns = {"employer_name": "name", "employer_address": "address", "employer_tax_number": "tax_number"}
    told: dict[str, Any] = {name: _said(employer, column) for name, column in columns.items()}
    papers = PAPERS.get(Employer.Papers(employer.papers))
    return {**told, "employer_is_household": employer.is_household, "written_contract": papers}


def _stay(case: Case) -> dict[str, Any]:
    episode = getattr(case, "episode", None)
    return {"stay_from": episode.since, "stay_to": episode.until} if episode else {}


def _family(case: Case) -> dict[str, Any]:
    ties = list(case.people.filter(relation__in=("child", *MARRIED)).select_related("person").order_by("pk"))
    load_keys([tie.person for tie in ties])
    children = [tie.person for tie in ties if tie.relation == "child"]
    men = [tie.person for tie in ties if tie.relation in MARRIED]
    told: dict[str, Any] = {"children": [line for child in children if (line := _child(child))]}
    if len(children) == 1:
        told |= {"child_name": _said(children[0], "name"), "child_birth_date": _day(_said(children[0], "birth_date"))}
    if len(men) == 1:
        told |= {"father_name": _said(men[0], "name"), "father_address": _said(men[0], "address")}
    return told


def _child(child: Person) -> str:
    born = _day(_said(child, "birth_date"))
    return ", ".join(part for part in (_said(child, "name"), f"{born:%d.%m.%Y}" if born else "") if part)


def _claim(claim: Claim, today: date) -> dict[str, Any]:
    first = claim.periods.order_by("first").values_list("first", flat=True).first()
    sent = letters_of(claim, "demand").filter(sent_on__isnull=False).values_list("sent_on", flat=True).first()
    left = claim.last_day_worked
    ended = {"employment_ended": True, "worked_to": left} if left else {}
    told = {"work": _said(claim, "work"), "worked_from": first, "demand_sent_on": sent, **ended}
    return {**told, **dict(_figures(claim, today))}


def _figures(claim: Claim, today: date) -> Iterator[tuple[str, Any]]:
    """Counted to the last day that the law's tables know; nothing where the law cannot answer."""
    try:
        as_of = claim_calculation.usual_day(claim.law, today)
        result = result_of(claim, as_of, today=today, language="ru")
    except LawError:
        return
    if result is None or result.together <= 0:
        return
    yield "as_of", as_of
    yield "currency", result.currency
    for name in ("wages", "compensation", "together"):
        yield name, money(getattr(result, name), result.currency)
    yield "debts", [_debt(line, result.currency) for line in result.debts if line.unpaid > 0]


def _debt(line: claim_calculation.DebtLine, currency: str) -> dict[str, Any]:
    return {
        "name": "" if line.what == "wages" else line.name,
        "period_from": line.first,
        "period_to": line.last,
        "due_on": line.due,
        "unpaid": money(line.unpaid, currency),
    }
