"""Two hundred invented women: names as four languages spell them, ages, and phones that nobody can have."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product

from tayanch.accounts.models import User
from tayanch.demo.staff import MARK
from tayanch.vault.models import Person
from tayanch.vault.people import do_add_contact, do_create_person

# A Kyrgyz subscriber's number never begins with 0, because 0 is dialled before it at home; no Russian area or mobile
# code begins with 0 either. Both have the right length, so they can be typed with "+" and searched for.
KYRGYZ_RANGE, RUSSIAN_RANGE = "+996000", "+7000"

SHARED_PHONES = 6  # each of them by three women
SHARERS = ("own", "sister", "co-worker")
MEAN_AGE = 34  # of migrants from Kyrgyzstan, 2024

# Given names and surnames; "кызы" and "qizi" (daughter of) make a surname of two words, joined here by "_".
KYRGYZ = (
    "Айгүл Нургүл Жылдыз Чолпон Бермет Асель Мээрим Гүлнара Айжан Бегимай Назгүл Каныкей Үмүт Сайкал Жаңыл Перизат",
    "Асанова Осмонова Токтогулова Жумабаева Мамытова Өмүрбекова Кадырова Жолдошбек_кызы Эркин_кызы Түрдүбаева",
)
RUSSIAN = (
    "Гульнара Айгуль Жамиля Эльмира Наргиза Светлана Динара Роза Зарина Жылдыз Бактыгуль Салтанат",
    "Маматова Абдыкадырова Джумабаева Исмаилова Бекова Турдубаева Сулайманова Эшматова Омурзакова",
)
UZBEK = (
    "Gulnora Nilufar Dilnoza Shahnoza Feruza Zulfiya Oʻgʻiloy",
    "Karimova Yoʻldosheva Rahimova Tursunova Rustam_qizi",
)
UZBEK_CYRILLIC = ("Мухаббат Нигора Барно Гулнора", "Юлдашева Каримова Ҳакимова Раҳимова")
TAJIK = (
    "Мадина Зебо Парвина Шаҳноза Нигина Сабоҳат Зулфия Ҷамила",
    "Саидова Раҷабова Қодирова Назарзода Шарипова Ҳайдарова",
)
# (names, language, women of two hundred): our split.
SPELLINGS = ((KYRGYZ, "ky", 92), (RUSSIAN, "ru", 58), (UZBEK, "uz", 20), (UZBEK_CYRILLIC, "uz", 10), (TAJIK, "tg", 20))


@dataclass(slots=True)
class Woman:
    """An invented woman and the number she calls from; ``person`` once she is written down."""

    name: str
    language: str
    born: date | None
    phone: str
    relation: str = "own"
    partner: bool = False  # she is known to the organisation in Moscow
    in_brigade: bool = False  # one of those whom another woman called for
    person: Person = field(init=False, repr=False)


def invent_women(chance: random.Random, today: date, count: int, of_partner: int, brigade: int) -> list[Woman]:
    """*count* women, the first few sharing phones by three, *of_partner* known in Moscow, the last a *brigade*.

    The first of the brigade calls; the others are added to her case by name.
    """
    women = []
    for number, (name, language) in enumerate(_names(chance, count)):
        born = None if number % 5 == 4 else _born(chance, today)
        range_of = RUSSIAN_RANGE if number % 2 else KYRGYZ_RANGE
        women.append(Woman(f"{name} {MARK}", language, born, _number(range_of, number)))
    _share_phones(women)
    for woman in women[-brigade - of_partner : -brigade]:
        woman.partner = True
    for woman in women[-brigade:]:
        woman.relation, woman.phone = "brigade", women[-1].phone
    for woman in women[1 - brigade :]:
        woman.in_brigade = True
    return women


def _names(chance: random.Random, count: int) -> list[tuple[str, str]]:
    """*count* different names, each with its language."""
    spelled = [(name, language) for names, language, weight in SPELLINGS for name in _pool(chance, *names)[:weight]]
    chance.shuffle(spelled)
    return spelled[:count]


def _pool(chance: random.Random, first: str, surnames: str) -> list[str]:
    """Every given name with every surname of one spelling, shuffled."""
    names = [f"{surname} {name}".replace("_", " ") for name, surname in product(first.split(), surnames.split())]
    chance.shuffle(names)
    return names


def _born(chance: random.Random, today: date) -> date:
    age = min(max(chance.gauss(MEAN_AGE, 9), 18), 63)
    return today - timedelta(days=int(age * 365.25) + chance.randrange(365))


def _number(range_of: str, number: int) -> str:
    """A number of the invented range, in E.164: nine digits after +996, ten after +7."""
    digits = 6 if range_of == KYRGYZ_RANGE else 7
    return f"{range_of}{number * 37 + 101:0{digits}d}"


def _share_phones(women: list[Woman]) -> None:
    for first in range(0, SHARED_PHONES * 3, 3):
        for woman, relation in zip(women[first : first + 3], SHARERS, strict=True):
            woman.phone, woman.relation = women[first].phone, relation


def write_down(woman: Woman, *, by: User) -> Person:
    """Put her into the vault with her number, as the desk does when she agrees to be known by name."""
    details = {"name": woman.name} | ({"birth_date": woman.born.isoformat()} if woman.born else {})
    woman.person = do_create_person(by=by, language=woman.language, **details)
    do_add_contact(woman.person, woman.phone, woman.relation, by=by)
    return woman.person
