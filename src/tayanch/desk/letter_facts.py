"""What a claim already tells of the facts a letter asks for, so that nobody types it twice."""

from __future__ import annotations

from datetime import date
from typing import Any

from tayanch.desk.models import Claim, Document, Employer
from tayanch.vault.keys import load_keys

ANSWER_DAYS = 7
PAPERS = {Employer.Papers.CONTRACT: "yes", Employer.Papers.NONE: "no"}


def known_facts(claim: Claim, today: date) -> dict[str, Any]:
    """Facts by their key, as the form shows them. Her phone number is never filled in by itself."""
    facts = {**_dates(claim, today), **_woman(claim), **_employer(claim)}
    facts |= {"work": claim.unseal("work"), "answer_days": ANSWER_DAYS}
    return {key: value for key, value in facts.items() if value}


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


def _dates(claim: Claim, today: date) -> dict[str, Any]:
    first = claim.periods.order_by("first").values_list("first", flat=True).first()
    sent = letters_of(claim, "demand").filter(sent_on__isnull=False).values_list("sent_on", flat=True).first()
    left = claim.last_day_worked
    ended = {"employment_ended": "yes", "worked_to": left} if left else {}
    return {"letter_date": today, "worked_from": first, "demand_sent_on": sent, **ended}


def _woman(claim: Claim) -> dict[str, Any]:
    person = claim.person
    return {"worker_name": person.unseal("name"), "worker_address": person.unseal("address")} if person else {}


def _employer(claim: Claim) -> dict[str, Any]:
    employer = getattr(claim.case, "employer", None)
    if employer is None:
        return {}
    named = {"employer_name": employer.unseal("name"), "employer_address": employer.unseal("address")}
    return {**named, "written_contract": PAPERS.get(Employer.Papers(employer.papers))}
