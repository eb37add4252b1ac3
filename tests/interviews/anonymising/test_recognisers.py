"""What has a form of its own."""

from __future__ import annotations

import pytest

from tayanch.interviews.anonymising import candidates
from tayanch.interviews.anonymising.recognisers import is_pin, is_snils, luhn


@pytest.mark.parametrize(
    ("text", "kind", "whole"),
    [
        ("Звоните: +996 555 12 34 56.", "phone", "+996 555 12 34 56"),
        ("Менин номерим 0700 123 456 эле.", "phone", "0700 123 456"),
        ("Телефон 8 (926) 123-45-67 у хозяина.", "phone", "8 (926) 123-45-67"),
        ("Raqamim +998 90 123 45 67.", "phone", "+998 90 123 45 67"),
        ("write to a.b-c@mail.ru please", "email", "a.b-c@mail.ru"),
        ("её ник @nazgul_osh89 там", "handle", "@nazgul_osh89"),
        ("группа https://t.me/kyrgyz_msk, там", "handle", "https://t.me/kyrgyz_msk"),
        ("мой паспорт ID1234567 забрали", "document", "паспорт ID1234567"),
        ("мы взяли AN 3456789 и ушли", "document", "AN 3456789"),
        ("серия 45 10 123456 выдан", "document", "45 10 123456"),
        ("записано 11503198700123 там", "document", "11503198700123"),
        ("карта 4276 3800 1234 5678 его", "number", "4276 3800 1234 5678"),
        ("машина А123ВС178 стояла", "number", "А123ВС178"),
        ("машинасы 01KG123ABC болчу", "number", "01KG123ABC"),
        ("она родилась 12.03.1987 зимой", "date", "12.03.1987"),
        ("он родился 5 мая 2011 года дома", "date", "5 мая 2011 года"),
        ("born on 14 March 2009 at home", "date", "14 March 2009"),
        ("Кызым 2008-жылдын 5-майында төрөлгөн", "date", "2008-жылдын 5-майында"),
        ("жили на улице Ленина, дом 15, квартира 42 тогда", "address", "улице Ленина, дом 15, квартира 42"),
        ("биз Ленин көчөсү, 15-үй, 42-батирде турдук", "address", "Ленин көчөсү, 15-үй, 42-батирде"),
        ("lived at 12 Manas Avenue, flat 8 then", "address", "12 Manas Avenue, flat 8"),
        ("сын ходит в школу № 18 рядом", "organisation", "школу № 18"),
        ("working for Clean City LLC then", "organisation", "Clean City LLC"),
    ],
)
def test_a_form_is_known(text: str, kind: str, whole: str) -> None:
    assert [(each.kind, each.text) for each in candidates(text)] == [(kind, whole)]


def test_luhns_digit_is_that_of_the_standards_example() -> None:
    assert luhn("4992 7398 716")  # the example of ISO/IEC 7812-1, annex B, printed in many textbooks
    assert not luhn("4992 7398 717")


def test_snils_is_checked_by_the_pension_funds_own_example() -> None:
    assert is_snils("112-233-445 95")
    assert not is_snils("112-233-445 96")


def test_a_kyrgyz_personal_number_holds_a_day_of_birth() -> None:
    assert is_pin("11503198700123")
    assert not is_pin("13213198700123")


def test_sums_of_money_years_and_ages_are_not_listed() -> None:
    assert candidates("В 2014 году ей было 35 лет, платили 25 000 рублей, потом 1 500 000 сомов.") == ()
