"""Turn the checked lines of a list into rows, sealed and indexed as everything else is, but many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Max
from django.utils import timezone

from tayanch.accounts.models import User
from tayanch.desk.actions.claims import Refused, due_day
from tayanch.desk.actions.consultations import sex_of_group
from tayanch.desk.actions.firms import tokens_of as firm_tokens_of
from tayanch.desk.actions.pictures import batches
from tayanch.desk.importing.checking import Record, country_of
from tayanch.desk.legal import claim_calculation
from tayanch.desk.models import (
    Case,
    CaseNote,
    CasePerson,
    Claim,
    Consultation,
    ConsultationTopic,
    Deadline,
    Employer,
    EmployerToken,
    FirmToken,
    ImportedLine,
    ImportRun,
    WagePayment,
    WagePeriod,
)
from tayanch.desk.models.base import new_reference
from tayanch.law import LawError
from tayanch.vault import envelope, names
from tayanch.vault.keys import blind_index, organisation_key
from tayanch.vault.models import ContactPoint, DataKey, Person, PersonContact, PersonToken, SealedModel
from tayanch.vault.people import DETAILS, tokens_of

NOON = time(12)  # a list tells the day only; at noon it is the same day in every zone of ours
Found = TypeVar("Found", bound=SealedModel)


@dataclass
class Group:
    """What hangs together and is taken back together: one woman's lines, one case's lines."""

    lines: list[int] = field(default_factory=list)
    rows: list[models.Model] = field(default_factory=list)


class Maker:
    """Makes the rows of a list in memory. *known*: women who are there already, by id, with the tokens of their
    numbers; *details*: how a detail of hers is called. Nothing is written before :func:`insert`.
    """

    def __init__(
        self,
        run: ImportRun,
        by: User,
        source: str,
        known: Mapping[UUID, tuple[Person, set[bytes]]],
        details: Mapping[str, str],
    ) -> None:
        self.run, self.by, self.source, self.known, self.details = run, by, source, known, details
        self.organisation_id = run.organisation_id
        self.place: dict[str, Any] = {"organisation": by.organisation, "team": run.team, "owner": run.owner}
        self.kek, self.index = organisation_key(run.organisation_id), blind_index(run.organisation_id)
        self.keys: list[DataKey] = []
        self.groups: list[Group] = []
        self.numbers: list[tuple[PersonContact | Consultation, bytes]] = []  # rows and the token of their number
        self._due: dict[tuple[str, date, date], date] = {}
        self._limits: dict[tuple[str, date], claim_calculation.Limit] = {}
        self._stops: dict[tuple[str, date], date | None] = {}

    # --- keys ---

    def _keyed(self, row: Found) -> Found:
        """Give a row that is a subject its own key."""
        row._data_key = envelope.new_key()
        wrapped = envelope.wrap(self.kek, row._data_key, subject=row.id)
        self.keys.append(DataKey(subject=row.id, organisation_id=self.organisation_id, wrapped=wrapped))
        return row

    def _sealed(self, row: Found, by: SealedModel, **texts: str) -> Found:
        row._data_key = by._data_key
        row.seal(**texts)
        return row

    # --- one group ---

    def add(self, women: Sequence[tuple[UUID | None, list[Record]]], cases: Sequence[list[Record]]) -> None:
        """Make everything of lines that hang together: *women* with their lines, *cases* with theirs."""
        group = Group()
        talks = {one.line: self._talk(one, group) for _, lines in women for one in lines}
        persons: dict[int, Person] = {}
        for existing, lines in women:
            if person := self._person(existing, lines, talks, group):
                persons |= {one.line: person for one in lines}
        for lines in cases:
            self._case(lines, talks, persons, group)
        for lines_of_one in (lines for _, lines in women):
            self._finish_talks(lines_of_one, talks, group)
        group.lines.sort()
        self.groups.append(group)

    def _talk(self, one: Record, group: Group) -> Consultation:
        at = timezone.make_aware(datetime.combine(one.day or date.min, NOON))
        talk = self._keyed(Consultation(**self.place))
        talk.started_at = talk.finished_at = at
        talk.state = Consultation.State.FINISHED
        set_facts(talk, one)
        group.rows.append(talk)
        group.lines.append(one.line)
        if one.phones:
            talk.seal(phone=one.phones[0])
            talk.phone_relation = one.talk.get("phone_relation", "not-asked")
            self.numbers.append((talk, self.index.token("phone", one.phones[0])))
        if not one.woman:
            one.said += one.phones[1:]
        return talk

    def _finish_talks(self, lines: list[Record], talks: Mapping[int, Consultation], group: Group) -> None:
        for one in lines:
            talk = talks[one.line]
            talk.seal(said="\n".join(one.said), advice="\n".join(one.advice))
            further = one.talk.get("topics", "").split()[1:]
            group.rows += [ConsultationTopic(consultation=talk, topic=topic) for topic in further]
            mark = ImportedLine(consultation=talk, run=self.run, organisation_id=self.organisation_id)
            mark.source_token, mark.content_token = line_tokens(self.index, self.source, one)
            group.rows.append(self._sealed(mark, talk, original=one.original))

    # --- the woman ---

    def _person(
        self, existing: UUID | None, lines: list[Record], talks: Mapping[int, Consultation], group: Group
    ) -> Person | None:
        if not any(one.woman for one in lines):
            return None
        person = self.known[existing][0] if existing else self._new_person(lines, group)
        self._keep_other_details(person, lines)
        self._contacts(person, lines, group)
        for one in lines:
            talks[one.line].person_id = person.id
        return person

    def _new_person(self, lines: list[Record], group: Group) -> Person:
        language = next((one.talk["language"] for one in lines if "language" in one.talk), "ky")
        person = self._keyed(Person(organisation_id=self.organisation_id, language=language))
        told: dict[str, str] = {}
        for one in lines:
            told = one.woman | told  # the first line that says a detail says it
        person.seal(**told)
        group.rows += [person, *tokens_of(person, self.index)]
        return person

    def _keep_other_details(self, person: Person, lines: list[Record]) -> None:
        """What a line says otherwise than her record stays in the words of that line."""
        known = {detail: person.unseal(detail) for detail in DETAILS}
        for one in lines:
            others = ((detail, text) for detail, text in one.woman.items() if known[detail] != text)
            one.said += [f"{self.details.get(detail, detail)}: {text}" for detail, text in others]

    def _contacts(self, person: Person, lines: list[Record], group: Group) -> None:
        numbers: dict[str, str] = {}
        for one in lines:
            for number in one.phones:
                numbers.setdefault(number, one.talk.get("phone_relation", "not-asked"))
        hers = self.known[person.id][1] if person.id in self.known else set()
        for number, relation in numbers.items():
            token = self.index.token("phone", number)
            if token not in hers:
                contact = self._sealed(PersonContact(person=person, relation=relation), person, number=number)
                self.numbers.append((contact, token))
                group.rows.append(contact)

    # --- the case ---

    def _case(
        self, lines: list[Record], talks: Mapping[int, Consultation], persons: Mapping[int, Person], group: Group
    ) -> None:
        first = min(lines, key=lambda one: (one.day or date.max, one.line))
        case = self._keyed(Case(**self.place))
        case.opened_at = talks[first.line].started_at
        set_facts(case, first)
        case.topic = first.talk["topics"].split()[0]
        self._close(case, lines)
        group.rows.append(case)
        for one in lines:
            talks[one.line].case_id = case.id
        clients = {persons[one.line].id: persons[one.line] for one in lines if one.line in persons}
        group.rows += [CasePerson(case=case, person=person) for person in clients.values()]
        self._employer(case, lines, group)
        self._notes(case, lines, group)
        self._claims(case, lines, clients, group)

    def _close(self, case: Case, lines: list[Record]) -> None:
        ends = [(one.case["closed_on"], one.case["outcome"]) for one in lines if one.case.get("closed_on")]
        if ends:
            day, case.outcome = max(ends)
            case.state = Case.State.CLOSED
            closed = timezone.make_aware(datetime.combine(date.fromisoformat(day), NOON))
            case.closed_at = max(closed, case.opened_at)

    def _employer(self, case: Case, lines: list[Record], group: Group) -> None:
        told: dict[str, str] = {}
        for one in lines:
            said = {part.removeprefix("employer_"): t for part, t in one.case.items() if part.startswith("employer_")}
            told = said | told
        if not told:
            return
        told = {"tax_number" if part == "tax" else part: text for part, text in told.items()}
        employer = self._sealed(Employer(case=case), case, **told)
        words = sorted(set(names.employer_keys(told.get("name", ""))))
        tokens = [EmployerToken(employer=employer, token=self.index.token("employer", word)) for word in words]
        group.rows += [employer, *tokens, *firm_tokens_of(case, FirmToken.Whose.EMPLOYER, employer)]

    def _notes(self, case: Case, lines: list[Record], group: Group) -> None:
        for one in lines:
            if one.notes:
                at = timezone.make_aware(datetime.combine(one.day or date.min, NOON))
                note = CaseNote(case=case, by=self.by, at=at)
                group.rows.append(self._sealed(note, case, text="\n".join(one.notes)))

    # --- money ---

    def _claims(self, case: Case, lines: list[Record], clients: Mapping[UUID, Person], group: Group) -> None:
        by_law: dict[str, list[Any]] = defaultdict(list)
        for one in lines:
            by_law[one.law] += one.periods
        for number, (law, periods) in enumerate(((law, p) for law, p in by_law.items() if p), 1):
            person_id = next(iter(clients)) if len(clients) == 1 else None
            claim = Claim(case=case, number=number, person_id=person_id, law=law)
            claim.currency = claim_calculation.currency(law)
            claim._data_key = case._data_key
            group.rows.append(claim)
            self._periods(claim, case, periods, group)

    def _periods(self, claim: Claim, case: Case, periods: list[Any], group: Group) -> None:
        late: set[date] = set()
        unpaid: set[date] = set()
        for one in sorted(periods, key=lambda period: period.first):
            due, is_own = self._due_day(claim, one)
            row = WagePeriod(claim=claim, first=one.first, last=one.last, due=due, agreed=one.agreed)
            row.due_is_own = is_own
            group.rows.append(row)
            paid_on = one.paid_on or due
            if one.paid:
                group.rows.append(WagePayment(period=row, date=paid_on, amount=one.paid))
            if one.paid < one.agreed or paid_on > due:
                late.add(due)
            if one.paid < one.agreed:
                unpaid.add(due)
        group.rows += self._deadlines(claim, case, late, unpaid)

    def _due_day(self, claim: Claim, period: Any) -> tuple[date, bool]:
        """The day the law sets; where it sets none, the last day of the period, as if somebody had typed it."""
        key = (claim.law, period.first, period.last)
        if key not in self._due:
            try:
                self._due[key] = due_day(claim, period.first, period.last)
            except Refused:
                return period.last, True
        return self._due[key], False

    def _deadlines(self, claim: Claim, case: Case, late: set[date], unpaid: set[date]) -> Iterator[Deadline]:
        for due in sorted(late):
            if limit := self._limit(claim.law, due):
                clock = self._clock(claim, case, f"{claim.law}.wage.limitation", due)
                clock.last_day, clock.last_safe_day = limit.last_day, limit.last_safe_day
                yield clock
        if unpaid and (first_day := self._may_stop(claim.law, min(unpaid))):
            clock = self._clock(claim, case, claim_calculation.suspension_rule(claim.law), min(unpaid))
            clock.last_day = clock.last_safe_day = first_day
            clock.is_start = True
            yield clock

    def _clock(self, claim: Claim, case: Case, rule: str, since: date) -> Deadline:
        clock = Deadline(case=case, claim=claim)
        clock._data_key = case._data_key
        clock.say(rule, since)
        return clock

    def _limit(self, law: str, due: date) -> claim_calculation.Limit | None:
        """None for a day before the law that is known here."""
        if (law, due) not in self._limits:
            try:
                self._limits[law, due] = claim_calculation.limitation(law, due)
            except LawError:
                return None
        return self._limits[law, due]

    def _may_stop(self, law: str, due: date) -> date | None:
        if (law, due) not in self._stops:
            try:
                self._stops[law, due] = claim_calculation.may_stop_from(law, due)
            except LawError:
                self._stops[law, due] = None
        return self._stops[law, due]


def set_facts(record: Consultation | Case, one: Record) -> None:
    """The concepts of a line, on a consultation or a case."""
    for fact in ("channel", "language", "stage", "target_group", "sector", "sex"):
        if hasattr(record, fact):
            setattr(record, fact, one.talk.get(fact, ""))
    record.sex = record.sex or sex_of_group(one.talk.get("target_group", ""))
    record.topic = one.talk["topics"].split()[0]
    place = one.talk.get("place", "")
    scheme, _, concept_id = place.partition("/")
    record.country = country_of(place)
    record.place = place if scheme == "oblast" else concept_id if scheme == "place" else ""


def line_tokens(index: Any, source: str, one: Record) -> tuple[bytes, bytes]:
    """Blind tokens of a line: of its id in its list (of its content when it has none), and of its content."""
    content: bytes = index.token("import", "content", one.content)
    return (index.token("import", "line", source, one.original) if one.original else content), content


# --- writing ---------------------------------------------------------------------------------------------------


def insert(maker: Maker) -> dict[type[models.Model], list[models.Model]]:
    """Write everything; returns the rows by model. Inside a transaction, after the log has been written to."""
    rows: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    for group in maker.groups:
        for row in group.rows:
            rows[type(row)].append(row)
    _tie_numbers(maker)
    _number_names(rows[Person])
    _take_references(Case, rows[Case])
    _take_references(Consultation, rows[Consultation])
    _bulk(DataKey, maker.keys)
    for model in ORDER:
        _bulk(model, rows[model])
    return {model: rows[model] for model in ORDER}


ORDER: tuple[type[models.Model], ...] = (
    *(Person, PersonToken, PersonContact, Case, CasePerson, Employer, EmployerToken, FirmToken, CaseNote),
    *(Consultation, ConsultationTopic, ImportedLine, Claim, WagePeriod, WagePayment, Deadline),
)


def _bulk(model: type[models.Model], rows: Iterable[Any]) -> None:
    for batch in batches(rows):
        model._base_manager.bulk_create(batch)


def _tie_numbers(maker: Maker) -> None:
    """Give each row the blind row of its number; another worker may have made it meanwhile."""
    wanted = {token for _, token in maker.numbers}
    points = [ContactPoint(organisation_id=maker.organisation_id, token=token) for token in sorted(wanted)]
    for batch in batches(points):
        ContactPoint.objects.bulk_create(batch, ignore_conflicts=True)
    there = ContactPoint.objects.filter(organisation_id=maker.organisation_id)
    ids = {
        bytes(token): key
        for batch in batches(sorted(wanted))
        for key, token in there.filter(token__in=batch).values_list("id", "token")
    }
    for row, token in maker.numbers:
        row.point_id = ids[token]


def _number_names(people: Iterable[models.Model]) -> None:
    """The in-memory index of names reads them in the order of these numbers."""
    last = Person.objects.aggregate(last=Max("renamed"))["last"] or 0
    for number, person in enumerate(people, last + 1):
        person.renamed = number  # type: ignore[attr-defined]


def _take_references(model: type[models.Model], records: Sequence[Any]) -> None:
    """References that nobody has: of the new ones among themselves, and of what is there."""
    taken: set[str] = set()
    waiting = list(records)
    while waiting:
        for record in waiting:
            while record.reference in taken:
                record.reference = new_reference()
            taken.add(record.reference)
        asked = model._base_manager.values_list("reference", flat=True)
        there = {ref for batch in batches([r.reference for r in waiting]) for ref in asked.filter(reference__in=batch)}
        waiting = [record for record in waiting if record.reference in there]
