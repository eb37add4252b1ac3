"""Three or more women whom one employer or recruiter failed: a fact for lawyers, without a name or a reference.

Cases meet over blind tokens, so nothing is unsealed here. What is told is told of women, not of cases; below three
nothing is told, not even that there are two. See ``docs/how-to/group-claim.md`` for what this does not prevent.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.access import require_lawyer
from tayanch.desk.actions.consultations import place_of
from tayanch.desk.models import Case, CasePerson, Consultation, FirmToken
from tayanch.vault.models import PersonToken

ENOUGH = 3  # women
OWN_COUNTED = 1  # of the women in the asker's own cases: with cases of her own making nobody reaches three alone
STRENGTH = (FirmToken.By.TAX, FirmToken.By.PHONE, FirmToken.By.NAME)

Node = tuple[UUID, str]  # a case, and whether its employer or its recruiter is meant


@dataclass(frozen=True)
class Fact:
    """That there are three women or more. ``cases`` is for the functions that ask the owners; no page shows them."""

    id: str
    whose: str
    by: str  # the strongest sign that it is one firm: tax, phone, name
    sector: str  # empty: several, or not known
    place: str  # full id of a concept; empty: several, or not known
    first: str  # 2026-H1
    last: str
    cases: frozenset[UUID]


def facts_for(user: User) -> list[Fact]:
    """The facts for a lawyer, the latest first; that she read them is logged. Raises ``PermissionDenied``."""
    require_lawyer(user)
    log.record("same-employer.read", by=user.id)
    return facts(user)


def facts(user: User) -> list[Fact]:
    """The same without a line in the log, for what she does with one of them."""
    links = _links(user.organisation_id)
    signs = _signs(links)
    groups = _clusters(links)
    cases = _counted({case_id for nodes in groups for case_id, _ in nodes})
    women = _women(cases)
    made = [_fact(nodes, signs, cases, women, user) for nodes in groups]
    return sorted((fact for fact in made if fact), key=lambda fact: (fact.last, fact.id), reverse=True)


def fact(user: User, fact_id: str) -> Fact | None:
    """The fact with this id, if it is one for her."""
    require_lawyer(user)
    return next((one for one in facts(user) if one.id == fact_id), None)


# --- which cases meet --------------------------------------------------------------------------------------


def _links(organisation_id: UUID) -> dict[bytes, list[tuple[Node, str]]]:
    """Every token that two cases or more share, and where it stands."""
    tokens = FirmToken.objects.filter(organisation_id=organisation_id)
    shared = tokens.order_by().values("token").annotate(cases=Count("case", distinct=True)).filter(cases__gt=1)
    found: dict[bytes, list[tuple[Node, str]]] = defaultdict(list)
    rows = tokens.filter(token__in=shared.values("token")).values_list("token", "case_id", "whose", "by")
    for token, case_id, whose, by in rows.order_by("id"):
        found[bytes(token)].append(((case_id, whose), by))
    return found


def _signs(links: dict[bytes, list[tuple[Node, str]]]) -> dict[Node, list[tuple[bytes, str]]]:
    """The same the other way round: by what each node is known."""
    found: dict[Node, list[tuple[bytes, str]]] = defaultdict(list)
    for token, where in links.items():
        for node, by in where:
            found[node].append((token, by))
    return found


def _clusters(links: dict[bytes, list[tuple[Node, str]]]) -> list[set[Node]]:
    """Nodes that are one firm: by tax number or phone whatever else, by name unless tax numbers contradict."""
    leaders: dict[Node, Node] = {}
    exact = [[node for node, _ in where] for where in links.values() if where[0][1] in STRENGTH[:2]]
    for nodes in exact:
        _join(leaders, nodes)
    tax = _tax_numbers(links)
    for where in links.values():
        if any(by == FirmToken.By.NAME for _, by in where):
            _join(leaders, _without_contradiction([node for node, _ in where], tax))
    found: dict[Node, set[Node]] = defaultdict(set)
    for node in leaders:
        found[_leader(leaders, node)].add(node)
    return [nodes for nodes in found.values() if len(nodes) > 1]


def _leader(leaders: dict[Node, Node], node: Node) -> Node:
    while leaders.setdefault(node, node) != node:
        node = leaders[node]
    return node


def _join(leaders: dict[Node, Node], nodes: Sequence[Node]) -> None:
    for node in nodes[1:]:
        leaders[_leader(leaders, node)] = _leader(leaders, nodes[0])


def _tax_numbers(links: dict[bytes, list[tuple[Node, str]]]) -> dict[Node, bytes]:
    """Node → the token of its tax number, whether another case shares it or not."""
    nodes = {node for where in links.values() for node, _ in where}
    rows = FirmToken.objects.filter(by=FirmToken.By.TAX, case__in={case_id for case_id, _ in nodes})
    return {(case_id, whose): bytes(token) for case_id, whose, token in rows.values_list("case_id", "whose", "token")}


def _without_contradiction(nodes: Sequence[Node], tax: dict[Node, bytes]) -> list[Node]:
    """One name and two tax numbers are two firms: then only those without a number stay together."""
    if len({tax[node] for node in nodes if node in tax}) > 1:
        return [node for node in nodes if node not in tax]
    return list(nodes)


# --- who counts --------------------------------------------------------------------------------------------


def _counted(ids: Iterable[UUID]) -> dict[UUID, Case]:
    """The cases that count: with a named woman, out of a conversation that was finished, and not sealed."""
    spoken = Consultation.objects.filter(case=OuterRef("id"), state=Consultation.State.FINISHED)
    client = CasePerson.objects.filter(case=OuterRef("id"), relation="client")
    cases = Case.objects.filter(Exists(spoken), Exists(client), is_sealed=False, id__in=list(ids))
    wanted = cases.only("id", "owner_id", "sector", "country", "place", "opened_at")
    return {case.id: case for case in wanted}


def _women(cases: dict[UUID, Case]) -> dict[UUID, set[UUID]]:
    """Case → its women. One who was written down twice, by her document or her name and birth date, is one."""
    ties = list(CasePerson.objects.filter(case__in=cases, relation="client").values_list("case_id", "person_id"))
    same: dict[bytes, UUID] = {}
    one_of = {person_id: person_id for _, person_id in ties}
    tokens = PersonToken.objects.filter(person__in=one_of).order_by("person_id", "id")
    for person_id, token in tokens.values_list("person_id", "token"):
        one_of[person_id] = same.setdefault(bytes(token), one_of[person_id])
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for case_id, person_id in ties:
        found[case_id].add(one_of[person_id])
    return found


def _is_enough(cases: Sequence[Case], women: dict[UUID, set[UUID]], user: User) -> bool:
    others = {woman for case in cases if case.owner_id != user.id for woman in women[case.id]}
    own = {woman for case in cases if case.owner_id == user.id for woman in women[case.id]} - others
    return len(others) + min(len(own), OWN_COUNTED) >= ENOUGH


# --- what is told ------------------------------------------------------------------------------------------


def _fact(
    nodes: set[Node],
    signs: dict[Node, list[tuple[bytes, str]]],
    cases: dict[UUID, Case],
    women: dict[UUID, set[UUID]],
    user: User,
) -> Fact | None:
    mine = [cases[case_id] for case_id, _ in nodes if case_id in cases]
    if not _is_enough(mine, women, user):
        return None
    shared = Counter(token for node in nodes for token, _ in signs[node])
    known_by = {by for node in nodes for token, by in signs[node] if shared[token] > 1}
    halves = sorted(half_year(case.opened_at) for case in mine)
    return Fact(
        id=hashlib.sha256(b"tayanch.same-employer.1" + min(token for token in shared if shared[token] > 1)).hexdigest()[
            :16
        ],
        whose=Counter(whose for _, whose in nodes).most_common(1)[0][0],
        by=next(sign for sign in STRENGTH if sign in known_by),
        sector=_told(mine, women, [case.sector for case in mine]),
        place=_told(mine, women, [place_of(case) for case in mine]),
        first=halves[0],
        last=halves[-1],
        cases=frozenset(case.id for case in mine),
    )


def _told(cases: Sequence[Case], women: dict[UUID, set[UUID]], values: Sequence[Any]) -> str:
    """The value that three women or more share: what fewer share would point at them."""
    having: dict[str, set[UUID]] = defaultdict(set)
    for case, value in zip(cases, values, strict=True):
        having[value or ""] |= women[case.id]
    best = max(having, key=lambda value: (len(having[value]), value))
    return best if len(having[best]) >= ENOUGH else ""


def half_year(moment: datetime) -> str:
    """``2026-H1``: all that is told of a day."""
    return f"{moment.year}-H{1 if moment.month <= 6 else 2}"
