"""The stories of the cases, as plain values: who owes what since when, and how far the money has come."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import IntEnum

from tayanch.law.days import add_months


class Step(IntEnum):
    """How far a claim has come; each step includes those before it."""

    NONE = 0  # no claim for money
    COMPUTED = 1
    WRITTEN = 2
    SENT = 3
    ACKNOWLEDGED = 4
    AWARDED = 5
    RECOVERED = 6  # in part, and part of that in her hands
    RECEIVED = 7  # all of it in her hands


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of work with its usual monthly pay in roubles, and the invented employers who owe for it."""

    sector: str
    work: str
    pay: tuple[int, int]
    employers: tuple[str, ...]
    is_household: bool = False


WORKS = (
    Work("cleaning", "уборка торгового центра", (45_000, 60_000), ("ООО «Ясный двор»", "ООО «Клин-Пример»")),
    Work("food-service", "мойка посуды и помощь на кухне", (48_000, 65_000), ("ООО «Тёплая кухня»", "ИП Примеров")),
    Work("trade", "сборка заказов на складе", (60_000, 85_000), ("ООО «Склад-Пример»", "ООО «Посылка»")),
    Work("trade", "продажа одежды на рынке", (50_000, 70_000), ("ИП Образцова", "ИП Выдумкин")),
    Work("childcare", "уход за двумя детьми с проживанием", (55_000, 80_000), ("Семья Примеровых",), is_household=True),
    Work("elder-care", "уход за пожилой женщиной", (50_000, 70_000), ("Семья Образцовых",), is_household=True),
    Work("textile", "пошив спецодежды", (55_000, 90_000), ("ООО «Ровный шов»", "ООО «Нить-Пример»")),
    Work("hospitality", "уборка номеров в гостинице", (45_000, 60_000), ("ООО «Гостевой дом Пример»",)),
    Work("agriculture", "сбор овощей в теплице", (42_000, 58_000), ("ООО «Тепличный пример»",)),
    Work("construction", "малярные и отделочные работы", (65_000, 90_000), ("ООО «Отделка-Пример»",)),
)


LATELY = {Step.COMPUTED: 2, Step.WRITTEN: 14}  # days ago, at least


@dataclass(frozen=True, slots=True)
class Story:
    """One case. *months_ago*: how long ago the first unpaid month was; *months*: how many were not paid."""

    desk: str
    topic: str
    step: Step = Step.NONE
    months_ago: int = 6
    months: int = 2
    pay: Decimal = Decimal(0)
    work: Work = WORKS[0]
    employer: str = ""
    place: str = "moscow"
    paid_first: bool = False  # a part of the first month came in time
    halves: bool = False  # pay periods by half-months, as the law has it
    has_left: bool = True
    letter: str = ""  # demand or inspectorate: a real letter is made
    outcome: str = ""
    women: int = 1
    stays: tuple[tuple[int, str], ...] = ()  # how many days ago what happened at the border

    def first_day(self, today: date) -> date:
        """The first day of the first unpaid month."""
        return add_months(today.replace(day=1), -self.months_ago)

    def last_day(self, today: date) -> date:
        """The last day of the last unpaid month."""
        return add_months(self.first_day(today), self.months) - timedelta(days=1)

    def opened(self, today: date) -> date:
        """The day of her call: some weeks after the last month; those whose letter was not sent yet called lately."""
        if self.step in LATELY:
            return today - timedelta(days=(60 if self.outcome else LATELY[self.step]) + self.months_ago)
        after = timedelta(days=22 + self.months_ago + int(self.pay) // 1000 % 11)
        return min(self.last_day(today) + after, today - timedelta(days=2))


# The lawyer's open cases: how many stand at each step, and how many months ago the trouble began. A year after a due
# day the time limit ends, so the first three have their last days about now; one of them is over.
OPEN = (
    (Step.COMPUTED, (14, 12, 12, 11, 8, 6, 5, 5, 4, 4)),
    (Step.WRITTEN, (7, 6)),
    (Step.SENT, (11, 8, 8, 7, 7, 6, 6, 5, 5)),
    (Step.ACKNOWLEDGED, (10, 9, 8, 8, 7, 6)),
    (Step.AWARDED, (10, 10, 9, 9, 9, 8)),
    (Step.RECOVERED, (11, 11, 10, 10, 10)),
    (Step.RECEIVED, (11, 11)),
)
LETTERS = {
    (Step.WRITTEN, 0): "demand",
    (Step.WRITTEN, 1): "inspectorate",
    (Step.SENT, 7): "demand",
    (Step.SENT, 8): "demand",
}
# What happened at the border, so many days ago: she works on a contract, and nobody set its end.
STAYS = {(Step.COMPUTED, 9): ((260, "entry"), (250, "contract_start"), (240, "registration"))}
PLACES = ("moscow",) * 9 + (
    "moscow-oblast",
    "moscow-oblast",
    "saint-petersburg",
    "yekaterinburg",
    "kazan",
    "novosibirsk",
)

# Closed cases, one for each outcome there is: (outcome, topic, step).
CLOSED = (
    ("paid-in-full", "unpaid-wages", Step.RECEIVED),
    ("paid-in-part", "unpaid-wages", Step.RECOVERED),
    ("settled", "unpaid-wages", Step.RECEIVED),
    ("judgment-unpaid", "unpaid-wages", Step.AWARDED),
    ("limitation-passed", "unpaid-wages", Step.COMPUTED),
    ("not-upheld", "unpaid-wages", Step.SENT),
    ("woman-withdrew", "unpaid-wages", Step.SENT),
    ("lost-contact", "unpaid-wages", Step.COMPUTED),
    ("documents-returned", "withheld-passport", Step.NONE),
    ("status-settled", "registration-and-stay", Step.NONE),
    ("ban-lifted", "entry-ban", Step.NONE),
    ("safe", "domestic-violence", Step.NONE),
    ("advice-given", "contract", Step.NONE),
    ("referred", "child-documents", Step.NONE),
    ("other", "documents", Step.NONE),
)


def tell_stories(chance: random.Random) -> list[Story]:
    """All cases, the brigade's first."""
    found = [_wages(chance, "legal", Step.ACKNOWLEDGED, 8, months=3, women=6, work=WORKS[8], place="moscow-oblast")]
    for step, starts in OPEN:
        skipped = 1 if step is Step.ACKNOWLEDGED else 0  # the brigade stands there
        for number, months_ago in list(enumerate(starts))[skipped:]:
            story = _wages(chance, "legal", step, months_ago, letter=LETTERS.get((step, number), ""))
            found.append(replace(story, stays=STAYS.get((step, number), ())))
    found += [_closed(chance, *row, months_ago=13 + number) for number, row in enumerate(CLOSED)]
    found += [
        Story("night", "domestic-violence", place="moscow", stays=((85, "entry"), (60, "registration"))),
        Story("night", "withheld-passport", place="saint-petersburg", stays=((20, "entry"),)),
        _wages(chance, "moscow", Step.SENT, 7),
        _wages(chance, "moscow", Step.AWARDED, 10),
        _wages(chance, "moscow", Step.COMPUTED, 4),
    ]
    return found


def _closed(chance: random.Random, outcome: str, topic: str, step: Step, *, months_ago: int) -> Story:
    if step is Step.NONE:
        return Story("legal", topic, months_ago=months_ago - 7, outcome=outcome)
    return _wages(chance, "legal", step, months_ago, outcome=outcome)


def _wages(
    chance: random.Random,
    desk: str,
    step: Step,
    months_ago: int,
    *,
    months: int = 0,
    women: int = 1,
    letter: str = "",
    outcome: str = "",
    work: Work | None = None,
    place: str = "",
) -> Story:
    work = work or chance.choice(WORKS)
    fewest, most = (3, 3) if step >= Step.RECOVERED else (2, 2) if step is Step.AWARDED else (2, 4)
    return Story(
        desk=desk,
        topic="unpaid-wages",
        step=step,
        months_ago=months_ago,
        months=months or chance.randint(fewest, min(most, months_ago - 1)),
        pay=Decimal(chance.randrange(work.pay[0], work.pay[1] + 1, 1000)),
        work=work,
        employer=chance.choice(work.employers),
        place=place or ("moscow" if desk == "moscow" else chance.choice(PLACES)),
        paid_first=chance.random() < 0.4,
        halves=chance.random() < 0.3,
        has_left=chance.random() < 0.6,
        letter=letter,
        outcome=outcome,
        women=women,
    )
