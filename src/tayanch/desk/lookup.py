"""Find what is known already: of one's own and one's teams all of it, of others only that it is, and whom to ask.

Other organisations do not exist here. Every query is bounded and runs on an index, whatever was typed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tayanch import vocabulary
from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.access import cases_for, cases_of_organisation, consultations_for, consultations_of_organisation
from tayanch.desk.models import Case, Consultation
from tayanch.desk.models.base import REFERENCE_ALPHABET
from tayanch.vault import names, search
from tayanch.vault.keys import blind_index
from tayanch.vault.models import Person
from tayanch.vault.people import points_for, possible_duplicates

SHOWN = 20  # of each kind
MOST_PEOPLE = 500  # a name that so many women have does not find anybody
REFERENCE = re.compile(rf"([{REFERENCE_ALPHABET}]{{3}})-?([{REFERENCE_ALPHABET}]{{3}})")


@dataclass
class Found:
    """What a search gives. *elsewhere*: names of workers to ask, and how many matches each has."""

    cases: dict[UUID, Case] = field(default_factory=dict)
    consultations: dict[UUID, Consultation] = field(default_factory=dict)
    elsewhere: Counter[str] = field(default_factory=Counter)
    too_many: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.cases or self.consultations or self.elsewhere)


def find(user: User, typed: str, language: str) -> Found:
    """Look for a reference, a phone, a name however spelled, an employer or a topic. That somebody looked is logged."""
    found, typed = Found(), typed.strip()
    if reference := REFERENCE.fullmatch(typed.upper()):
        _by_reference(found, user, "-".join(reference.groups()))
    elif sum(map(str.isdecimal, typed)) >= 5:
        _by_phone(found, user, typed)
    elif typed:
        _by_name(found, user, typed)
        _by_employer(found, user, typed)
        _by_topic(found, user, typed, language)
    log.record("search.run", by=user.id)
    return found


def _by_reference(found: Found, user: User, reference: str) -> None:
    _collect(found, user, Q(reference=reference), Q(reference=reference))


def _by_phone(found: Found, user: User, typed: str) -> None:
    points = [point.id for point in points_for(user.organisation_id, typed, user.organisation.country.upper())]
    if points:
        tied = Q(people__person__contacts__point__in=points)
        _collect(found, user, tied, Q(point__in=points) | Q(person__contacts__point__in=points))


def _by_name(found: Found, user: User, typed: str) -> None:
    known = search.find_by_name(user.organisation_id, typed)
    if len(known) > MOST_PEOPLE:
        found.too_many = True
    elif known:
        _collect(found, user, Q(people__person__in=known), Q(person__in=known))


def _by_employer(found: Found, user: User, typed: str) -> None:
    index = blind_index(user.organisation_id)
    cases = cases_of_organisation(user)
    words = set(names.employer_keys(typed))
    for word in words:
        cases = cases.filter(employer__tokens__token=index.token("employer", word))
    if words:
        _collect(found, user, Q(id__in=list(cases.values_list("id", flat=True)[:MOST_PEOPLE])), None)


def _by_topic(found: Found, user: User, typed: str, language: str) -> None:
    """Own and the team's only: everybody else has cases of the same topic too."""
    topics = [concept.id for concept in vocabulary.search("need", typed, language, limit=3)]
    if topics:
        _keep(found.cases, cases_for(user).filter(topic__in=topics), "-opened_at")
        _keep(found.consultations, consultations_for(user).filter(topic__in=topics), "-started_at")


def _collect(found: Found, user: User, of_case: Q, of_consultation: Q | None) -> None:
    _keep(found.cases, cases_for(user).filter(of_case), "-opened_at")
    _ask(found, user, cases_of_organisation(user).filter(of_case))
    if of_consultation is not None:
        _keep(found.consultations, consultations_for(user).filter(of_consultation), "-started_at")
        _ask(found, user, consultations_of_organisation(user).filter(of_consultation))


def _keep(place: dict[UUID, Any], records: QuerySet[Any], order: str) -> None:
    for record in records.select_related("owner").order_by(order).distinct()[:SHOWN]:
        place[record.id] = record


def _ask(found: Found, user: User, records: QuerySet[Any]) -> None:
    others = records.exclude(owner=user).exclude(team__in=user.teams.all()).order_by()
    for name, count in others.values_list("owner__name").annotate(n=Count("id", distinct=True))[:SHOWN]:
        found.elsewhere[name] += count


@dataclass(frozen=True)
class KnownAlready:
    """How many others share something with her, what it is, and whom to ask; never who they are."""

    count: int
    by_document: bool
    ask: list[str]


def known_already(user: User, person: Person) -> KnownAlready | None:
    """A hint that she may be known already, none when nothing is shared. It suggests; nothing is ever merged."""
    shared = possible_duplicates(person)
    if not shared:
        return None
    others = {person_id for person_id, _ in shared}
    return KnownAlready(len(others), any(what == "document" for _, what in shared), _owners(user, others))


def _owners(user: User, people: Iterable[UUID]) -> list[str]:
    cases = cases_of_organisation(user).filter(people__person__in=people).values_list("owner__name", flat=True)
    talks = consultations_of_organisation(user).filter(person__in=people).values_list("owner__name", flat=True)
    return sorted({*cases[:SHOWN], *talks[:SHOWN]})
