"""A thousand invented conversations of two years: planned first as plain values, then written in bulk, sealed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files

from django.utils import timezone

from tayanch.demo import shares
from tayanch.demo.people import Woman
from tayanch.demo.staff import Staff
from tayanch.desk.models import Consultation, ConsultationTopic
from tayanch.desk.models.base import REFERENCE_ALPHABET
from tayanch.vault import envelope
from tayanch.vault.keys import organisation_key
from tayanch.vault.models import ContactPoint, DataKey
from tayanch.vault.people import contact_point
from tayanch.yaml_text import read_yaml

DAYS = 730
HOURS = {"night": (18, 23), "legal": (9, 17), "moscow": (10, 19)}  # when somebody answers, by desk
DEFAULT_LANGUAGES = {"ky": 60, "ru": 30, "uz": 7, "tg": 3}
CHANNELS = {
    "hotline-phone": 55,
    "messenger": 25,
    "office-visit": 9,
    "mobile-point": 4,
    "written-claim": 4,
    "referral": 3,
}
PLACES: dict[str, dict[str, int]] = {
    "ru": {
        "moscow": 46,
        "moscow-oblast": 10,
        "saint-petersburg": 12,
        "yekaterinburg": 8,
        "novosibirsk": 6,
        "krasnoyarsk": 4,
        "kazan": 4,
        "surgut": 3,
        "irkutsk": 3,
        "tyumen": 2,
        "samara": 2,
    },
    "kz": {"almaty": 60, "astana": 20, "shymkent": 12, "taraz": 8},
    "tr": {"istanbul": 70, "antalya": 20, "izmir": 10},
    "us": {"chicago": 60, "new-york": 40},
    "kr": {"seoul": 40, "incheon": 20, "busan": 20, "ansan": 20},
    "kg": {
        "oblast/osh": 24,
        "oblast/jalal-abad": 22,
        "oblast/batken": 18,
        "bishkek": 18,
        "oblast/chui": 10,
        "oblast/naryn": 8,
    },
}
# Topics that are not about life and work abroad: the stage, and whether she speaks from home.
STAGES: dict[str, tuple[str, bool]] = {
    "entry-ban": ("repeat-migration", True),
    "expulsion": ("crisis", False),
    "finding-work": ("job-search", True),
    "agency-and-fees": ("preparation", True),
    "alimony": ("staying-at-home", True),
    "missing-person": ("staying-at-home", True),
    "return-home": ("return", False),
    "child-documents": ("reintegration", True),
    "permit-and-patent": ("legalisation", False),
    "registration-and-stay": ("legalisation", False),
    "trafficking": ("crisis", False),
    "forced-labour": ("crisis", False),
}
GROUPS = {
    "alimony": "abandoned-wife",
    "entry-ban": "banned-returnee",
    "finding-work": "potential-migrant",
    "agency-and-fees": "potential-migrant",
    "pregnancy-and-birth": "pregnant-woman",
    "child-documents": "returned-migrant",
    "missing-person": "family-member",
    "contract": "informally-employed",
}


@dataclass(slots=True)
class Talk:
    """One conversation before it is written. *desk*: night, legal or moscow."""

    desk: str
    topic: str
    started_at: datetime
    channel: str
    language: str
    country: str
    place: str
    stage: str
    sector: str
    target_group: str
    woman: Woman | None = None
    phone: str = ""
    further: str = ""
    taken: bool = False


def plan_talks(chance: random.Random, today: date, women: list[Woman], total: int) -> list[Talk]:
    """*total* talks, a tenth of them with the partner in Moscow. About half the women spoke without their name."""
    of_partner = total // 10
    topics = _topics(chance, total - of_partner, shares.AT_THE_UNION)
    here = [_plan(chance, today, "legal" if chance.random() < 0.45 else "night", topic) for topic in topics]
    there = [_plan(chance, today, "moscow", t) for t in _topics(chance, of_partner, shares.AT_THE_CENTRE)]
    _introduce(chance, here, [woman for woman in women if not woman.partner and not woman.in_brigade])
    _introduce(chance, there, [woman for woman in women if woman.partner])
    return sorted(here + there, key=lambda talk: talk.started_at)


def _topics(chance: random.Random, total: int, published: tuple[shares.Published, ...]) -> list[str]:
    topics = [topic for topic, count in shares.topic_counts(total, published).items() for _ in range(count)]
    chance.shuffle(topics)
    return topics


def _plan(chance: random.Random, today: date, desk: str, topic: str) -> Talk:
    stage, at_home = STAGES.get(topic, ("life-abroad", False))
    country = "kg" if at_home else "ru" if desk == "moscow" else shares.pick(chance, shares.COUNTRIES)
    sector = "" if at_home else shares.pick(chance, shares.SECTORS)
    group = GROUPS.get(topic) or ("domestic-worker" if sector == "housework" else "woman-migrant")
    return Talk(
        desk=desk,
        topic=topic,
        started_at=moment(chance, today - timedelta(days=_days_ago(chance)), desk),
        channel=shares.pick(chance, CHANNELS),
        language=shares.pick(chance, DEFAULT_LANGUAGES),
        country=country,
        place="moscow" if desk == "moscow" and not at_home else shares.pick(chance, PLACES[country]),
        stage=stage,
        sector=sector,
        target_group=group,
        further="migration-law" if topic == "registration-and-stay" and chance.random() < 0.3 else "",
    )


def _days_ago(chance: random.Random) -> int:
    """More calls of late: the hotline became known."""
    return 1 + int((DAYS - 1) * chance.random() ** 1.3)


def moment(chance: random.Random, day: date, desk: str) -> datetime:
    """Some time on that day at which the desk answers."""
    first, last = HOURS[desk]
    return timezone.make_aware(datetime.combine(day, time(chance.randint(first, last), chance.randrange(60))))


def _introduce(chance: random.Random, talks: list[Talk], women: list[Woman]) -> None:
    """Every woman at least once, some again; of the others one in two left a number."""
    callers = women + chance.choices(women, k=len(talks) // 4)
    for talk, woman in zip(chance.sample(talks, min(len(callers), len(talks))), callers, strict=False):
        introduce(talk, woman)
    for number, talk in enumerate(talks):
        if talk.woman is None and chance.random() < 0.5:
            talk.phone = f"+996000{900_000 - number * 3:06d}"


def introduce(talk: Talk, woman: Woman) -> None:
    """Say that this talk was with her."""
    talk.woman, talk.language, talk.phone = woman, woman.language, woman.phone


@cache
def _words() -> dict[str, dict[str, list[list[str]]]]:
    found: dict[str, dict[str, list[list[str]]]] = read_yaml(
        files("tayanch.demo").joinpath("words.yaml").read_text("utf-8")
    )
    return found


def what_was_said(topic: str, language: str, number: int) -> tuple[str, str]:
    """What she said and what she was told; Uzbek and Tajik talks are noted down in Russian."""
    pairs = _words()[topic]["ky" if language == "ky" else "ru"]
    said, advice = pairs[number % len(pairs)]
    return said, advice


def _who(number: int, talk: Talk) -> tuple[str, str]:
    """Target group and sex: of those who gave no name some are men of the family, and some were never asked."""
    if talk.woman is None and number % 7 == 0:
        return "family-member", "male"
    if talk.woman is None and number % 11 == 0:
        return talk.target_group, ""
    return talk.target_group, "female"


class Writer:
    """Writes talks as finished consultations: own key each, sealed words, a blind token for the number."""

    def __init__(self, chance: random.Random, staff: Staff) -> None:
        self.chance, self.staff = chance, staff
        self.points: dict[tuple[str, str], ContactPoint] = {}
        self.teams = {desk: staff.of_desk(desk).teams.get() for desk in HOURS}
        self.used: set[str] = set()

    def write(self, talks: list[Talk]) -> list[Consultation]:
        """In the order given."""
        rows = [self._row(number, talk) for number, talk in enumerate(talks)]
        DataKey.objects.bulk_create(self._keys(rows))
        for number, (row, talk) in enumerate(zip(rows, talks, strict=True)):
            said, advice = what_was_said(talk.topic, talk.language, number)
            row.seal(phone=talk.phone, said=said, advice=advice)
        Consultation.objects.bulk_create(rows)
        pairs = zip(rows, talks, strict=True)
        ConsultationTopic.objects.bulk_create(
            ConsultationTopic(consultation=row, topic=talk.further) for row, talk in pairs if talk.further
        )
        return rows

    def reference(self) -> str:
        """A reference from the seed, given once."""
        while True:
            signs = "".join(self.chance.choices(REFERENCE_ALPHABET, k=6))
            if signs not in self.used:
                self.used.add(signs)
                return f"{signs[:3]}-{signs[3:]}"

    def _row(self, number: int, talk: Talk) -> Consultation:
        owner = self.staff.of_desk(talk.desk)
        if talk.desk != "moscow" and number % 12 == 0:
            owner = self.staff.supervisor
        group, sex = _who(number, talk)
        return Consultation(
            reference=self.reference(),
            organisation_id=owner.organisation_id,
            team=self.teams[talk.desk],
            owner=owner,
            started_at=talk.started_at,
            finished_at=talk.started_at + timedelta(minutes=self.chance.randint(4, 25)),
            state=Consultation.State.FINISHED,
            version=3,
            channel=talk.channel,
            language=talk.language,
            topic=talk.topic,
            stage=talk.stage,
            country=talk.country,
            place=talk.place,
            target_group=group,
            sex=sex,
            sector=talk.sector,
            person=talk.woman.person if talk.woman else None,
            point=self._point(talk),
            phone_relation=talk.woman.relation if talk.woman else "not-asked" if talk.phone else "",
        )

    def _point(self, talk: Talk) -> ContactPoint | None:
        organisation = self.staff.of_desk(talk.desk).organisation
        if not talk.phone:
            return None
        key = (str(organisation.id), talk.phone)
        if key not in self.points:
            self.points[key] = contact_point(organisation.id, talk.phone)
        return self.points[key]

    def _keys(self, rows: list[Consultation]) -> Iterator[DataKey]:
        """A key for each row, as :func:`tayanch.vault.keys.new_data_key` makes one at a time."""
        for row in rows:
            row._data_key = envelope.new_key()
            wrapped = envelope.wrap(organisation_key(row.organisation_id), row._data_key, subject=row.id)
            yield DataKey(subject=row.id, organisation_id=row.organisation_id, wrapped=wrapped)
