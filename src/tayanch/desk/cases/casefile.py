"""What the page of a case shows, read in few queries and with every key in hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms as django_forms

from tayanch.accounts.models import User
from tayanch.desk.access import cases_for, consultations_for, may_own
from tayanch.desk.actions.consultations import place_of
from tayanch.desk.actions.ledger import totals
from tayanch.desk.cases import history
from tayanch.desk.cases.assessing import warnings
from tayanch.desk.forms import cases as forms
from tayanch.desk.forms.documents import PaperForm
from tayanch.desk.forms.firms import RecruiterForm
from tayanch.desk.forms.people import PersonForm
from tayanch.desk.legal.clocks import clocks
from tayanch.desk.models import Case, CasePerson, Employer, Episode, Promise, Recruiter, Violation
from tayanch.desk.records.lookup import known_already
from tayanch.vault.keys import load_keys
from tayanch.vault.models import SealedModel

Forms = dict[str, django_forms.Form]


def case_file(case: Case, user: User, today: date, wrong: Forms | None = None) -> dict[str, Any]:
    """The context of the page. *wrong*: a form that was refused, by its name, to be shown with its errors."""
    employer, episode = Employer.objects.filter(case=case).first(), Episode.objects.filter(case=case).first()
    rows, is_shared = _rows(case), not cases_for(user).filter(id=case.id).exists()
    keyed: list[SealedModel] = [row for row in (case, employer, episode) if row is not None]
    load_keys([*keyed, *_sealed(rows)])
    return {
        "case": case,
        "is_open": case.state == Case.State.OPEN and not is_shared,
        "is_shared": is_shared,
        "may_own": may_own(user, case),
        "employer": employer,
        "episode": episode,
        **rows,
        "clocks": clocks(rows["deadlines"], today),
        "known": {tie.person_id: known_already(user, tie.person) for tie in rows["ties"]},
        "sums": totals(case),
        "warnings": warnings(case),
        "clients": [tie for tie in rows["ties"] if tie.relation == "client"],
        "events": history.events(case),
        "looks": history.looks(case) if may_own(user, case) else [],
        "open_talks": set(consultations_for(user).filter(case=case).values_list("id", flat=True)),
        "today": today,
        "forms": _named(_forms(case, employer, episode, rows, today) | (wrong or {})),
        "wrong": next(iter(wrong or {}), ""),
    }


def _rows(case: Case) -> dict[str, list[Any]]:
    people = case.people.select_related("person").prefetch_related("person__contacts")
    promises = case.promises.select_related("owner").order_by("state", "due", "due_from")
    return {
        "ties": sorted(people, key=lambda tie: (tie.relation != "client", tie.pk)),
        "violations": list(case.violations.order_by("since", "id")),
        "notes": list(case.notes.select_related("by")),
        "promises": [promise for promise in promises if promise.state == Promise.State.OPEN],
        "deadlines": list(case.deadlines.select_related("case", "claim")),
        "panels": list(case.panels.order_by("-kind")),
        "claims": list(case.claims.select_related("person")),
        "documents": list(case.documents.select_related("made_by", "person")),
        "talks": list(case.consultations.select_related("owner").order_by("-started_at")),
    }


def _sealed(rows: dict[str, list[Any]]) -> Iterable[SealedModel]:
    for name in ("violations", "notes", "promises", "documents", "deadlines"):
        yield from rows[name]
    for tie in rows["ties"]:
        yield tie.person
        yield from tie.person.contacts.all()
    yield from (claim.person for claim in rows["claims"] if claim.person)


def _named(shown: Forms) -> Forms:
    """Many forms stand on one page: each gives its fields ids of its own."""
    for name, form in shown.items():
        form.auto_id = f"{name}_%s"
    return shown


def _forms(
    case: Case, employer: Employer | None, episode: Episode | None, rows: dict[str, list[Any]], today: date
) -> Forms:
    known = {"topic": case.topic, "sector": case.sector, "sex": case.sex, "place": place_of(case)}
    return {
        "facts": forms.FactsForm(initial=known),
        "plan": forms.PlanForm(initial={"plan": case.unseal("plan")}),
        "note": forms.NoteForm(),
        "person": PersonForm(),
        "employer": forms.EmployerForm(initial=_employer_values(employer)),
        "recruiter": RecruiterForm(initial=_recruiter_values(case)),
        "episode": forms.EpisodeForm(initial=_episode_values(episode)),
        "violation": forms.ViolationForm(),
        "promise": forms.PromiseForm(initial={"due": today}),
        "paper": PaperForm(case=case),
        "hand_over": forms.HandOverForm(case=case),
        "close": forms.CloseForm(),
        "reopen": forms.ReopenForm(),
        **{f"violation-{row.id}": forms.ViolationForm(initial=_violation_values(row)) for row in rows["violations"]},
    }


def _violation_values(violation: Violation) -> dict[str, Any]:
    facts = {column: getattr(violation, column) for column in ("violation", "perpetrator", "since", "until")}
    return facts | {"detail": violation.unseal("detail")}


def _employer_values(employer: Employer | None) -> dict[str, Any]:
    if employer is None:
        return {}
    sealed = {column: employer.unseal(column) for column in ("name", "tax_number", "address", "contact")}
    return sealed | {"is_household": employer.is_household, "papers": employer.papers}


def _recruiter_values(case: Case) -> dict[str, Any]:
    recruiter = Recruiter.objects.filter(case=case).first()
    if recruiter is None:
        return {}
    recruiter._data_key = case._data_key
    columns = ("name", "tax_number", "licence", "address", "contact", "promised")
    return {"kind": recruiter.kind} | {column: recruiter.unseal(column) for column in columns}


def _episode_values(episode: Episode | None) -> dict[str, Any]:
    if episode is None:
        return {}
    facts = {column: getattr(episode, column) for column in ("mode", "since", "until", "status_expires")}
    return facts | {"place": place_of(episode), "status": episode.unseal("status")}


def person_values(tie: CasePerson) -> dict[str, Any]:
    """What is known of a person, for the form that changes it."""
    load_keys([tie.person])
    details = {column: tie.person.unseal(column) for column in ("name", "birth_date", "document", "address")}
    return details | {"relation": tie.relation}
