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

from django.db.models import QuerySet

from tayanch import vocabulary
from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.access import (
    cases_by_id,
    cases_for,
    cases_of_organisation,
    consultations_by_id,
    consultations_for,
    consultations_of_organisation,
    parts_of_reach,
)
from tayanch.desk.models import Case, Consultation, Employer, EmployerToken
from tayanch.desk.models.base import REFERENCE_ALPHABET
from tayanch.vault import names, search
from tayanch.vault.keys import blind_index
from tayanch.vault.models import ContactPoint, Person
from tayanch.vault.people import points_for, possible_duplicates

SHOWN = 20  # of each kind
MOST_PEOPLE = 500  # a name that so many women have does not find anybody
MOST_RECORDS = 500  # enough to say whom to ask
NO_TOPIC = re.compile(r"[\d«»“”\"]")  # a firm in quotation marks, or with a number
REFERENCE = re.compile(rf"([{REFERENCE_ALPHABET}]{{3}})-?([{REFERENCE_ALPHABET}]{{3}})")


@dataclass
class Found:
    """What a search gives. *elsewhere*: names of workers to ask, and how many matches each has."""

    cases: dict[UUID, Case] = field(default_factory=dict)
    consultations: dict[UUID, Consultation] = field(default_factory=dict)
    elsewhere: Counter[str] = field(default_factory=Counter)
    met: set[UUID] = field(default_factory=set)
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
    found.cases = _newest(found.cases, "opened_at")
    found.consultations = _newest(found.consultations, "started_at")
    return found


def _newest(records: dict[UUID, Any], moment: str) -> dict[UUID, Any]:
    newest = sorted(records.values(), key=lambda record: getattr(record, moment), reverse=True)
    return {record.id: record for record in newest[:SHOWN]}


def _by_reference(found: Found, user: User, reference: str) -> None:
    cases = cases_of_organisation(user).filter(reference=reference)
    talks = consultations_of_organisation(user).filter(reference=reference)
    _collect(found, user, cases.values_list("id", flat=True), talks.values_list("id", flat=True))


def _by_phone(found: Found, user: User, typed: str) -> None:
    points = [point.id for point in points_for(user.organisation_id, typed, user.organisation.country.upper())]
    known = ContactPoint.objects.filter(id__in=points)
    _of_people(found, user, known.values_list("people__person_id", flat=True)[:MOST_PEOPLE])
    _collect(found, user, [], known.values_list("consultations__id", flat=True)[:MOST_RECORDS])


def _by_name(found: Found, user: User, typed: str) -> None:
    known = search.find_by_name(user.organisation_id, typed) | search.find_sealed(user, typed)
    if len(known) > MOST_PEOPLE:
        found.too_many = True
    else:
        _of_people(found, user, known)


def _of_people(found: Found, user: User, ids: Iterable[UUID | None]) -> None:
    people = Person.objects.filter(id__in=[person_id for person_id in ids if person_id])
    cases = people.values_list("cases__case_id", flat=True)[:MOST_RECORDS]
    _collect(found, user, cases, people.values_list("consultations__id", flat=True)[:MOST_RECORDS])


def _by_employer(found: Found, user: User, typed: str) -> None:
    """The rarest word first: a common one then only has to be looked up for the few that are left."""
    index, words = blind_index(user.organisation_id), set(names.employer_keys(typed))
    named = [EmployerToken.objects.filter(token=index.token("employer", word)) for word in words]
    if not named:
        return
    rarest, *others = sorted(named, key=lambda tokens: tokens[:MOST_RECORDS].count())
    employers = set(rarest.values_list("employer_id", flat=True)[:MOST_RECORDS])
    for tokens in others:
        employers &= set(tokens.filter(employer__in=employers).values_list("employer_id", flat=True))
    cases = cases_by_id(user, Employer.objects.filter(id__in=employers).values_list("case_id", flat=True))
    # Of others' cases not even that they are: whom one employer failed is for lawyers, see desk/legal/same_employer.py.
    _sort(found, found.cases, [(case, is_within_reach) for case, is_within_reach in cases if is_within_reach])


def _by_topic(found: Found, user: User, typed: str, language: str) -> None:
    """Own and the team's only: everybody else has cases of the same topic too. What only resembles a topic is looked
    up when nothing else was found and it may be one, or the name of a firm would bring the cases of a topic that sounds
    like it."""
    may_resemble = found.is_empty and not NO_TOPIC.search(typed)
    concepts = vocabulary.search("need", typed, language, limit=3, loosely=may_resemble)
    topics = [concept.id for concept in concepts]
    cases, talks = cases_for(user), consultations_for(user)
    _collect(found, user, _newest_of(cases, user, topics, "opened_at"), _newest_of(talks, user, topics, "started_at"))


def _newest_of(records: QuerySet[Any], user: User, topics: list[str], moment: str) -> list[UUID]:
    """Ids: a whole row, sealed texts and all, is read only when it is shown."""
    order = records.order_by(f"-{moment}").values_list(moment, "id")
    pairs = {
        pair for part in parts_of_reach(user) for topic in topics for pair in order.filter(part, topic=topic)[:SHOWN]
    }
    return [record_id for _at, record_id in sorted(pairs, reverse=True)[:SHOWN]]


def _collect(found: Found, user: User, cases: Iterable[UUID | None], talks: Iterable[UUID | None]) -> None:
    _sort(found, found.cases, cases_by_id(user, cases))
    _sort(found, found.consultations, consultations_by_id(user, talks))


def _sort(found: Found, place: dict[UUID, Any], records: Iterable[tuple[Any, bool]]) -> None:
    """Show what is within reach, count what is not by whom to ask. A record that is met twice counts once."""
    for record, is_within_reach in records:
        if is_within_reach:
            place[record.id] = record
        elif record.id not in found.met:
            found.elsewhere[record.owner.name] += 1
        found.met.add(record.id)


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
    cases = cases_of_organisation(user).filter(people__person__in=people, is_sealed=False)
    talks = consultations_of_organisation(user).filter(person__in=people, is_sealed=False)
    names = [rows.values_list("owner__name", flat=True)[:SHOWN] for rows in (cases, talks)]
    return sorted({name for found in names for name in found})
