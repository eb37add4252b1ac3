"""What happened to a case and who looked at it, from the audit log: acts and names of workers, never values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Manager, Max
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from tayanch.accounts.models import User
from tayanch.audit.models import Entry
from tayanch.desk.models import Case

SHOWN = 50
LOOKS = ("case.read", "referral.read", "consultation.read", "document.open", "claim.read", "letter.read")
LABELS: dict[str, LazyText] = {
    "case.open": _("Case opened"),
    "case.facts": _("Topic or place changed"),
    "case.plan": _("Plan changed"),
    "case.note": _("Note added"),
    "case.note-struck": _("Note struck out"),
    "case.employer": _("Employer written down"),
    "case.episode": _("Stay abroad written down"),
    "case.status-forgotten": _("Basis of stay forgotten on its day"),
    "case.stay": _("Days of the stay written down"),
    "case.stay-recounted": _("Days of the stay counted again"),
    "case.stay-forgotten": _("Days of the stay forgotten"),
    "case.pension": _("Work for the pension written down"),
    "case.pension-forgotten": _("Work for the pension forgotten"),
    "claim.pay": _("Pay of a month written down"),
    "claim.entry": _("Hours or money kept back written down"),
    "claim.entry-removed": _("Hours or money kept back taken back"),
    "assessment.start": _("A form was begun"),
    "assessment.save": _("A form was answered"),
    "assessment.finish": _("A form was finished"),
    "assessment.reopen": _("A form was opened again"),
    "assessment.remove": _("A form was removed"),
    "assessment.handle": _("A form was acted on"),
    "case.checklist": _("List of things to do changed"),
    "case.household": _("Household written down"),
    "case.violation": _("Violation written down"),
    "case.violation-removed": _("Violation taken back"),
    "case.recruiter": _("Recruiter written down"),
    "case.share": _("Shared with a lawyer for reading"),
    "join.ask": _("A lawyer asked about a joint claim"),
    "join.answer": _("Her answer about a joint claim written down"),
    "case.hand-over": _("Handed over"),
    "case.close": _("Case closed"),
    "case.reopen": _("Case opened again"),
    "case.seal": _("Sealed to named workers"),
    "case.unseal": _("Opened to the team again"),
    "case.named": _("A colleague was named"),
    "case.named-no-more": _("A colleague is named no more"),
    "case.two-people": _("Names are opened by two people"),
    "case.one-person": _("Names are opened alone again"),
    "case.escrow": _("Two of the three sheets open it too"),
    "case.opened-by-sheets": _("Opened by two of the three sheets"),
    "reveal.ask": _("Asked to see a name"),
    "reveal.agree": _("Agreed that a colleague sees a name"),
    "reveal.refuse": _("Refused that a colleague sees a name"),
    "reveal.close": _("Closed a name again"),
    "case.person": _("Person added"),
    "case.relation": _("Relation changed"),
    "person.update": _("Details of a person changed"),
    "person.contact": _("Phone added"),
    "person.contact-removed": _("Phone removed"),
    "document.keep": _("Paper kept"),
    "document.remove": _("Paper removed"),
    "document.bundle": _("Bundle made"),
    "document.protect": _("Copy with a password given out"),
    "document.original": _("Photo kept as it came"),
    "consultation.open": _("Consultation begun"),
    "consultation.start": _("Consultation begun"),
    "consultation.save": _("Consultation written"),
    "consultation.finish": _("Consultation finished"),
}
OF_KIND: dict[str, LazyText] = {
    "case": _("Case changed"),
    "consent": _("Consent given or taken back"),
    "referral": _("Referral made, answered or recalled"),
    "person": _("Details of a person changed"),
    "document": _("Paper changed"),
    "consultation": _("Consultation changed"),
    "claim": _("Wage claim changed"),
    "letter": _("Letter made or changed"),
    "ledger": _("Money written down"),
    "promise": _("Promise made, moved or settled"),
    "task": _("Step of the plan changed"),
    "review": _("Second look"),
    "shift": _("Handed over between shifts"),
    "safety": _("Contact-safety card changed"),
}


@dataclass(frozen=True)
class Event:
    """One line of the history."""

    at: datetime
    what: LazyText | str
    who: str


@dataclass(frozen=True)
class Look:
    """One colleague, how often she opened something of the case, and when last."""

    who: str
    times: int
    last: datetime


def events(case: Case) -> list[Event]:
    """The last fifty acts on the case and what belongs to it, newest first."""
    acts = Entry.objects.filter(object_id__in=_parts(case)).exclude(action__in=LOOKS)
    entries = list(acts.order_by("-seq")[:SHOWN])
    names = _names({entry.actor_id for entry in entries if entry.actor_id})
    return [Event(entry.at, label(entry.action), names.get(entry.actor_id, "")) for entry in entries]


def looks(case: Case) -> list[Look]:
    """Who but the owner opened the case, its papers or its consultations; the latest first."""
    found = Entry.objects.filter(object_id__in=_parts(case), action__in=LOOKS).exclude(actor_id=case.owner_id)
    rows = list(found.order_by().values_list("actor_id").annotate(last=Max("at"), times=Count("seq")).order_by("-last"))
    names = _names({actor for actor, _last, _times in rows})
    return [Look(names.get(actor, ""), times, last) for actor, last, times in rows]


def label(action: str) -> LazyText | str:
    """An act in words; one that has no words of its own is told by its kind."""
    return LABELS.get(action, OF_KIND.get(action.partition(".")[0], action))


def _parts(case: Case) -> list[UUID]:
    """The ids under which acts on this case are logged."""
    lists: list[Manager[Any]] = [case.documents, case.consultations, case.claims, case.promises, case.ledger]
    lists += [case.tasks, case.reviews]
    ids = [part for rows in lists for part in rows.values_list("id", flat=True)]
    return [case.id, *ids, *case.people.values_list("person_id", flat=True)]


def _names(ids: set[UUID]) -> dict[UUID | None, str]:
    return dict(User.objects.filter(id__in=ids).values_list("id", "name"))
