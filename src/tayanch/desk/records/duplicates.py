"""Possible doubles: records that may be of one woman, with the reasons. A hint, never a merge.

Found by blind tokens alone, so nothing is unsealed for it, and only between women the asker sees wholly. Measured on
invented records with hard names, equal phones and equal name keys with a full birth date find 85 in 100 doubles, and 7
in 100 of what they find are two women: so a person decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from tayanch.accounts.models import User
from tayanch.desk.access import cases_for, cases_of_organisation, consultations_for, consultations_of_organisation
from tayanch.desk.actions.pictures import batches
from tayanch.desk.models import Case, CasePerson, Consultation, Merge, PairDecision
from tayanch.vault import names, shares
from tayanch.vault.keys import load_keys
from tayanch.vault.models import DataKey, Person, PersonContact, PersonToken
from tayanch.vault.people import all_of, also_of

MOST_BEHIND_A_NUMBER = 6  # a number of more women is a dormitory's or a brigade's: it tells nothing
STRENGTHS = {"document": 4, "name-birth": 3, "phone": 1}
SHOWN = 60
ASKED = 12  # names of colleagues on one page
MOST_ASKED = 200  # women about whom others are looked for


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one woman; the smaller id first. ``reasons``: document, name-birth, phone, name."""

    first: UUID
    second: UUID
    reasons: tuple[str, ...]

    @property
    def strength(self) -> str:
        """``strong``: a document, or name and full birth date; ``fair``: phone and name; ``weak``: a phone alone."""
        if {"document", "name-birth"} & set(self.reasons):
            return "strong"
        return "fair" if {"phone", "name"} <= set(self.reasons) else "weak"


# --- whom one may see ------------------------------------------------------------------------------------------


def within_reach(user: User, people: Iterable[UUID]) -> tuple[set[UUID], set[UUID]]:
    """Of these women those of whom she sees something, and those of whom she sees everything."""
    some: set[UUID] = set()
    hidden: set[UUID] = set()
    for batch in batches(people):
        for person_id, is_seen in _ties(user, batch):
            (some if is_seen else hidden).add(person_id)
    return some, some - hidden


def _ties(user: User, people: list[UUID]) -> Iterable[tuple[UUID, bool]]:
    cases = list(CasePerson.objects.filter(person__in=people).values_list("person_id", "case_id"))
    talks = list(Consultation.objects.filter(person__in=people).values_list("person_id", "id"))
    seen = _known_ids(cases_for(user), {case for _, case in cases})
    heard = _known_ids(consultations_for(user), {talk for _, talk in talks})
    return [*((p, case in seen) for p, case in cases), *((p, talk in heard) for p, talk in talks)]


def _known_ids(records: Any, ids: Collection[UUID]) -> set[UUID]:
    found: set[UUID] = set()
    for batch in batches(ids):
        found.update(records.filter(id__in=batch).values_list("id", flat=True))
    return found


def whom_to_ask(user: User, people: Collection[UUID]) -> list[str]:
    """Names of colleagues who keep records of these women that she does not see."""
    cases = cases_of_organisation(user).filter(people__person__in=people).exclude(id__in=cases_for(user).values("id"))
    talks = consultations_of_organisation(user).filter(person__in=people)
    hidden = talks.exclude(id__in=consultations_for(user).values("id"))
    names_of = [
        *cases.values_list("owner__name", flat=True)[:ASKED],
        *hidden.values_list("owner__name", flat=True)[:ASKED],
    ]
    return sorted(set(names_of))


def is_apart(person_ids: Iterable[UUID]) -> set[UUID]:
    """Of these women those whose own key, or the key of one of their cases, is sealed to named workers."""
    ids = list(person_ids)
    own = set(ids) - set(DataKey.objects.filter(subject__in=ids).values_list("subject", flat=True))
    ties = CasePerson.objects.filter(shares.is_sealed("case_id"), person__in=ids)
    return own | set(ties.values_list("person_id", flat=True))


# --- pairs -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Doubles:
    """Pairs to look at, whether there are more, and whom to ask about those of which one does not see both."""

    pairs: list[Pair]
    has_more: bool
    ask: list[str]


def possible_doubles(user: User, today: date) -> Doubles:
    """The pairs that nobody decided on yet, the strongest first."""
    seen = _everybody_seen(user)
    decided = _decided(today)
    waiting = [
        Pair(*pair, tuple(sorted(reasons)))
        for pair, reasons in _candidates(user).items()
        if pair not in decided and not seen.isdisjoint(pair)
    ]
    both = sorted((pair for pair in waiting if {pair.first, pair.second} <= seen), key=_weight)
    found, partly = _wholly_seen(user, both)
    partly |= {one for pair in waiting for one in (pair.first, pair.second) if one not in seen}
    return Doubles(_with_names(found[:SHOWN]), len(found) > SHOWN, _ask(user, partly))


def _everybody_seen(user: User) -> set[UUID]:
    """Every woman of whom she sees anything."""
    ties = CasePerson.objects.filter(case__in=cases_for(user)).values_list("person_id", flat=True)
    talks = consultations_for(user).exclude(person=None).order_by().values_list("person_id", flat=True)
    return {one for one in (*ties, *talks) if one}


def _wholly_seen(user: User, pairs: list[Pair]) -> tuple[list[Pair], set[UUID]]:
    """The first pairs of women whom she sees wholly, one more than is shown; and the women who are others' too."""
    found: list[Pair] = []
    partly: set[UUID] = set()
    for some in batches(pairs, 4 * SHOWN):
        people = {one for pair in some for one in (pair.first, pair.second)}
        open_ones = people - is_apart(people)
        _some, wholly = within_reach(user, open_ones)
        partly |= open_ones - wholly
        found += [pair for pair in some if {pair.first, pair.second} <= wholly]
        if len(found) > SHOWN:
            break
    return found, partly


def _ask(user: User, people: set[UUID]) -> list[str]:
    some = sorted(people)[:MOST_ASKED]
    return whom_to_ask(user, set(some) - is_apart(some)) if some else []


def _weight(pair: Pair) -> tuple[int, UUID, UUID]:
    return -sum(STRENGTHS.get(reason, 0) for reason in pair.reasons), pair.first, pair.second


def _candidates(user: User) -> dict[tuple[UUID, UUID], set[str]]:
    """Every pair of the organisation's women who share a token or a number, and what they share."""
    found: dict[tuple[UUID, UUID], set[str]] = defaultdict(set)
    tokens = PersonToken.objects.filter(person__organisation_id=user.organisation_id)
    same = PersonToken.objects.filter(token=OuterRef("token"), field=OuterRef("field"))
    shared = tokens.filter(Exists(same.exclude(person=OuterRef("person")))).values_list("field", "token", "person_id")
    ties = PersonContact.objects.filter(person__organisation_id=user.organisation_id).exclude(point=None)
    others = PersonContact.objects.filter(point=OuterRef("point")).exclude(person=OuterRef("person"))
    numbers = ties.filter(Exists(others)).values_list("point_id", "person_id")
    groups: dict[tuple[str, Any], set[UUID]] = defaultdict(set)
    for field, token, person in shared:
        groups[field, bytes(token)].add(person)
    for point, person in numbers:
        groups["phone", point].add(person)
    for (reason, _what), people in groups.items():
        if reason != "phone" or len(people) <= MOST_BEHIND_A_NUMBER:
            _pair_up(found, people, reason)
    return found


def _pair_up(found: dict[tuple[UUID, UUID], set[str]], people: Iterable[UUID], reason: str) -> None:
    ordered = sorted(set(people))
    for number, first in enumerate(ordered):
        for second in ordered[number + 1 :]:
            found[first, second].add(reason)


def _decided(today: date) -> set[tuple[UUID, UUID]]:
    final = Q(verdict=PairDecision.Verdict.DIFFERENT) | Q(until__gt=today)
    return set(PairDecision.objects.filter(final).values_list("first_id", "second_id"))


def _with_names(pairs: list[Pair]) -> list[Pair]:
    """The reason "name" where the names share a key too: read for the shown pairs only, whose women she sees."""
    people = {
        p.id: p for p in Person.objects.filter(id__in={one for pair in pairs for one in (pair.first, pair.second)})
    }
    load_keys(people.values())
    keys = {key: {k for text in all_of(one, "name") for k in names.name_keys(text)} for key, one in people.items()}
    return [
        _named(pair, keys[pair.first] & keys[pair.second]) for pair in pairs if {pair.first, pair.second} <= set(keys)
    ]


def _named(pair: Pair, shared: set[str]) -> Pair:
    is_new = bool(shared) and "name-birth" not in pair.reasons
    return Pair(pair.first, pair.second, (*pair.reasons, "name")) if is_new else pair


def pair_of(user: User, first: UUID, second: UUID) -> Pair | None:
    """The pair, when she sees both women wholly and neither is sealed; with what they share now."""
    ids = {first, second}
    _some, wholly = within_reach(user, ids - is_apart(ids))
    if len(ids) < 2 or wholly != ids:
        return None
    low, high = sorted(ids)
    shared = _shared(low, high)
    return _with_names([Pair(low, high, tuple(sorted(shared)))])[0]


def _shared(first: UUID, second: UUID) -> set[str]:
    tokens = [
        set(map(_token, PersonToken.objects.filter(person=one).values_list("field", "token")))
        for one in (first, second)
    ]
    points = [
        set(PersonContact.objects.filter(person=one).values_list("point_id", flat=True)) for one in (first, second)
    ]
    return {field for field, _ in tokens[0] & tokens[1]} | ({"phone"} if points[0] & points[1] else set())


def _token(row: tuple[str, Any]) -> tuple[str, bytes]:
    return row[0], bytes(row[1])


@dataclass(frozen=True, slots=True)
class Side:
    """One of two records, with all that helps to compare: only for those who see her wholly."""

    person: Person
    phones: list[PersonContact]
    cases: list[Case]
    talks: list[Consultation]
    also: dict[str, list[str]]


def side_of(user: User, person_id: UUID) -> Side:
    """Her details, phones, cases and conversations."""
    person = Person.objects.get(id=person_id)
    phones = list(person.contacts.all())
    load_keys([person, *phones])
    cases = cases_for(user).filter(people__person=person).order_by("-opened_at")
    talks = consultations_for(user).filter(person=person).order_by("-started_at")
    return Side(person, phones, list(cases), list(talks), also_of(person))


def joined(user: User) -> list[Merge]:
    """Joined records that may be parted again, of women she sees wholly; the newest first."""
    merges = Merge.objects.filter(organisation_id=user.organisation_id).select_related("person", "by")
    found = list(merges[:SHOWN])
    _some, wholly = within_reach(user, {one.person_id for one in found})
    seen = [one for one in found if one.person_id in wholly]
    load_keys([one.person for one in seen])
    return seen


# --- women that a list names again -------------------------------------------------------------------------------


def known_women(user: User, marks: Mapping[tuple[str, bytes], Iterable[int]]) -> dict[int, dict[UUID, set[str]]]:
    """For each line of a list the women who are there already and share a token with it.

    *marks*: (field of a token, the token) → lines; the field "phone" is a number. Returns ``{line: {woman: reasons}}``.
    """
    found: dict[int, dict[UUID, set[str]]] = defaultdict(lambda: defaultdict(set))
    tokens = {token: field for field, token in marks}
    for batch in batches(tokens):
        people = PersonToken.objects.filter(token__in=batch, person__organisation_id=user.organisation_id)
        numbers = PersonContact.objects.filter(point__token__in=batch, person__organisation_id=user.organisation_id)
        rows = [*people.values_list("person_id", "token"), *numbers.values_list("person_id", "point__token")]
        for person_id, token in rows:
            field = tokens[bytes(token)]
            for line in marks[field, bytes(token)]:
                found[line][person_id].add(field)
    apart = is_apart({woman for women in found.values() for woman in women})
    return {line: {w: reasons for w, reasons in women.items() if w not in apart} for line, women in found.items()}


def called(user: User, people: Iterable[UUID]) -> dict[UUID, str]:
    """The names of those of these women of whom she sees something."""
    seen, _wholly = within_reach(user, people)
    rows = list(Person.objects.filter(id__in=seen, organisation_id=user.organisation_id))
    load_keys(rows)
    return {one.id: one.unseal("name") for one in rows}
