"""A seeded, invented organisation of any size: women, phones, consultations, cases, promises and their money.

Everything is sealed and indexed exactly as the product does it; only the audit log and the one-row-at-a-time
transactions of the actions are left out.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from bench.desk import World
from tayanch import vocabulary
from tayanch.accounts.models import Organisation, Role, Team, User
from tayanch.desk.models import Case, CasePerson, Consultation, Employer, EmployerToken, Promise
from tayanch.vault import envelope, names
from tayanch.vault.blind import BlindIndex
from tayanch.vault.keys import blind_index, organisation_key
from tayanch.vault.models import ContactPoint, DataKey, Person, PersonContact, SealedModel

FIRST = [
    "Гульнара",
    "Айгуль",
    "Нургуль",
    "Жылдыз",
    "Чолпон",
    "Бермет",
    "Асель",
    "Мээрим",
    "Зулфия",
    "Шахноза",
    "Нилуфар",
    "Мадина",
    "Феруза",
    "Динара",
]
SURNAME = [
    "Асанова",
    "Осмонова",
    "Токтогулова",
    "Эркинова",
    "Исакова",
    "Мамытова",
    "Жумабаева",
    "Рахимова",
    "Каримова",
    "Юсупова",
    "Саидова",
]
EMPLOYER = [
    "Север",
    "Заря",
    "Восток",
    "Радуга",
    "Сезам",
    "Айсберг",
    "Марс",
    "Орион",
    "Каравай",
    "Чистота",
    "Полюс",
    "Гавань",
    "Ромашка",
    "Берег",
]
TODAY = date(2026, 11, 21)
BATCH = 5000
COUNTRIES, SEXES = ("ru", "ru", "ru", "kz", "tr", "kg", ""), ("female",) * 8 + ("male", "")
STAGES = ("life-abroad", "life-abroad", "crisis", "return", "preparation")
SECTORS = ("trade", "housework", "sewing", "")
GROUPS, OUTCOMES = ("woman-migrant", "wife-at-home", ""), ("paid-in-full", "lost-contact", "advice-given")
CONSULTATIONS_A_TEAM, WORKERS_A_TEAM = 100_000, 5
Row = TypeVar("Row", bound=models.Model)


def batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def insert(rows: Iterable[Any]) -> None:
    for batch in batches(rows):
        type(batch[0]).objects.bulk_create(batch)


class Seeder:
    """Makes *women* women and *consultations* consultations, the same ones for the same *seed*."""

    def __init__(self, women: int, consultations: int, seed: int = 7) -> None:
        self.random = random.Random(seed)
        self.women, self.consultations = women, consultations
        self.organisation = Organisation.objects.create(name="Bench (invented)", country="kg", is_demo=True)
        teams = max(1, consultations // CONSULTATIONS_A_TEAM)
        self.teams = [Team.objects.create(organisation=self.organisation, name=f"Team {n}") for n in range(teams)]
        self.workers = [self._worker(n) for n in range(WORKERS_A_TEAM * teams)]
        self.kek = organisation_key(self.organisation.id)
        self.index: BlindIndex = blind_index(self.organisation.id)
        self.topics = [concept.id for concept in vocabulary.scheme("need").concepts if concept.broader]
        self.keys: list[DataKey] = []

    def _worker(self, number: int) -> User:
        user = User.objects.create_user(
            f"bench{number}", None, name=f"Worker {number}", role=Role.CASEWORKER, organisation=self.organisation
        )
        user.teams.set([self.teams[number % len(self.teams)]])
        return user

    def run(self) -> World:
        """Write everything, a batch a transaction."""
        people, points = self._people()
        cases = self._cases(people)
        self._consultations(points, people)
        self._promises(cases)
        sample = self.random.sample(range(self.women), min(200, self.women))
        return World(
            str(self.workers[0].id),
            [self.phone(n) for n in sample],
            [self.name(n) for n in sample],
            sorted({self._employer(n) for n in self.random.sample(range(self.consultations // 25), 100)}),
            self.topics,
        )

    def phone(self, woman: int) -> str:
        """Every third number is shared by three women."""
        return f"+996555{woman - woman % 3 if woman % 9 < 3 else woman:06d}"

    def name(self, woman: int) -> str:
        return f"{FIRST[woman % len(FIRST)]} {SURNAME[woman // len(FIRST) % len(SURNAME)]}{woman // 154 or ''}"

    def new_key(self, row: SealedModel) -> bytes:
        key = envelope.new_key()
        wrapped = envelope.wrap(self.kek, key, subject=row.id)
        self.keys.append(DataKey(subject=row.id, organisation=self.organisation, wrapped=wrapped))
        row._data_key = key
        if len(self.keys) >= BATCH:
            self.flush_keys()
        return key

    def flush_keys(self) -> None:
        DataKey.objects.bulk_create(self.keys)
        self.keys.clear()

    def _people(self) -> tuple[list[UUID], list[ContactPoint]]:
        people = [Person(organisation=self.organisation, renamed=n + 1) for n in range(self.women)]
        numbers = {self.phone(n) for n in range(self.women)}
        points = {
            number: ContactPoint(organisation=self.organisation, token=self.index.token("phone", number))
            for number in sorted(numbers)
        }
        insert(points.values())
        insert(self._named(people))
        insert(self._ties(people, points))
        self.flush_keys()
        return [person.id for person in people], [points[self.phone(n)] for n in range(self.women)]

    def _named(self, people: list[Person]) -> Iterator[Person]:
        for number, person in enumerate(people):
            self.new_key(person)
            person.seal(name=self.name(number), birth_date=f"19{60 + number % 40}-05-17")
            yield person

    def _ties(self, people: list[Person], points: dict[str, ContactPoint]) -> Iterator[PersonContact]:
        for number, person in enumerate(people):
            tie = PersonContact(person=person, point=points[self.phone(number)], relation="own")
            tie._data_key = person._data_key
            tie.seal(number=self.phone(number))
            yield tie

    def _cases(self, people: list[UUID]) -> list[Case]:
        cases = [self._case(n) for n in range(self.consultations // 25)]
        insert(cases)
        insert(CasePerson(case=case, person_id=people[n % self.women]) for n, case in enumerate(cases))
        employers = [Employer(case=case) for case in cases]
        for number, (employer, case) in enumerate(zip(employers, cases, strict=True)):
            employer._data_key = case._data_key
            employer.seal(name=self._employer(number))
        insert(employers)
        insert(
            EmployerToken(employer=employer, token=self.index.token("employer", key))
            for number, employer in enumerate(employers)
            for key in set(names.employer_keys(self._employer(number)))
        )
        self.flush_keys()
        return cases

    def _employer(self, number: int) -> str:
        """Two or three cases an employer, and thirty firms with the same number, however many cases there are."""
        return f"ООО «{EMPLOYER[number % len(EMPLOYER)]} {number // 30}»"

    def _case(self, number: int) -> Case:
        worker = self.workers[number % len(self.workers)]
        case = Case(
            organisation=self.organisation,
            team=self.teams[number % len(self.teams)],
            owner=worker,
            reference=reference(10_000_000 + number),
            topic=self.topics[number % len(self.topics)],
            opened_at=self._moment(number, self.consultations // 25),
            state=Case.State.OPEN if number % 20 == 0 else Case.State.CLOSED,
            country=COUNTRIES[number % len(COUNTRIES)],
            sex=SEXES[number % len(SEXES)],
            sector=SECTORS[number % len(SECTORS)],
        )
        if case.state == Case.State.CLOSED:
            case.closed_at = case.opened_at + timedelta(days=20 + number % 120)
            case.outcome = OUTCOMES[number % len(OUTCOMES)]
        self.new_key(case)
        return case

    def _moment(self, number: int, of: int) -> datetime:
        days = 3650 * (1 - number / max(of, 1))
        return datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC) - timedelta(days=days)

    def _consultations(self, points: list[ContactPoint], people: list[UUID]) -> None:
        insert(self._consultation(n, points, people) for n in range(self.consultations))
        self.flush_keys()

    def _consultation(self, number: int, points: list[ContactPoint], people: list[UUID]) -> Consultation:
        woman = self.random.randrange(self.women)
        started = self._moment(number, self.consultations)
        row = Consultation(
            organisation=self.organisation,
            team=self.teams[number % len(self.teams)],
            owner=self.workers[number % len(self.workers)],
            reference=reference(number),
            started_at=started,
            finished_at=started + timedelta(minutes=12),
            state=Consultation.State.FINISHED,
            channel="hotline-phone",
            language="ky",
            topic=self.topics[self.random.randrange(len(self.topics))],
            stage=STAGES[number % len(STAGES)],
            country=COUNTRIES[number // 3 % len(COUNTRIES)],
            sex=SEXES[number // 5 % len(SEXES)],
            sector=SECTORS[number // 7 % len(SECTORS)],
            target_group=GROUPS[number // 11 % len(GROUPS)],
            point=points[woman],
            person_id=people[woman] if number % 4 == 0 else None,
        )
        self.new_key(row)
        row.seal(phone=self.phone(woman), said="Три месяца не платят, паспорт у бригадира.")
        return row

    def _promises(self, cases: list[Case]) -> None:
        """Sixty open promises a team whatever the size; the kept ones grow with the years."""
        kept = [self._promise(case, Promise.State.KEPT, -30 - n % 3000) for n, case in enumerate(cases)]
        current = [cases[-1 - n % len(cases)] for n in range(60 * len(self.teams))]
        insert([*kept, *(self._promise(case, Promise.State.OPEN, n % 9 - 3) for n, case in enumerate(current))])

    def _promise(self, case: Case, state: str, days: int) -> Promise:
        promise = Promise(
            case=case,
            about_id=case.id,
            organisation=self.organisation,
            team_id=case.team_id,
            owner_id=case.owner_id,
            due=TODAY + timedelta(days=days),
            state=state,
        )
        promise._data_key = case._data_key
        promise.seal(what="Спросить, ответил ли работодатель на письмо")
        if state == Promise.State.KEPT:
            promise.settled_at, promise.settled_by_id = case.opened_at, case.owner_id
        return promise


def reference(number: int) -> str:
    """Distinct references without asking the database."""
    from tayanch.desk.models.base import REFERENCE_ALPHABET as alphabet

    letters = ""
    for _ in range(6):
        number, place = divmod(number, len(alphabet))
        letters += alphabet[place]
    return f"{letters[:3]}-{letters[3:]}"
