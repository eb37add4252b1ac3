"""Stand-ins: one for each person and place of a study, typed and numbered, in the study's language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from tayanch.interviews.anonymising.dictionary import Confirmed, Dictionary, names_of
from tayanch.interviews.anonymising.gazetteer import place as place_of
from tayanch.interviews.anonymising.model import Candidate
from tayanch.interviews.anonymising.words import plain

# By language: what is said of a kind, a sex or a sort of place.
_WORDS: dict[str, dict[str, str]] = {
    "ky": {
        "woman": "Аял", "man": "Эркек", "person": "Адам", "village": "Айыл", "city": "Шаар", "district": "Район",
        "oblast": "Облус", "region": "Аймак", "quarter": "Кичирайон", "metro": "Бекет", "market": "Базар",
        "country": "Өлкө", "place": "Жер", "firm": "Мекеме", "organisation": "Мекеме", "phone": "Телефон",
        "email": "Почта", "handle": "Аккаунт", "document": "Документ", "address": "Дарек", "date": "Күн", "number": "Номер",
    },
    "ru": {
        "woman": "Женщина", "man": "Мужчина", "person": "Человек", "village": "Село", "city": "Город",
        "district": "Район", "oblast": "Область", "region": "Регион", "quarter": "Микрорайон", "metro": "Станция",
        "market": "Рынок", "country": "Страна", "place": "Место", "firm": "Организация", "organisation": "Организация",
        "phone": "Телефон", "email": "Почта", "handle": "Аккаунт", "document": "Документ", "address": "Адрес",
        "date": "Дата", "number": "Номер",
    },
    "uz": {
        "woman": "Ayol", "man": "Erkak", "person": "Odam", "village": "Qishloq", "city": "Shahar", "district": "Tuman",
        "oblast": "Viloyat", "region": "Hudud", "quarter": "Mahalla", "metro": "Bekat", "market": "Bozor",
        "country": "Davlat", "place": "Joy", "firm": "Tashkilot", "organisation": "Tashkilot", "phone": "Telefon",
        "email": "Pochta", "handle": "Akkaunt", "document": "Hujjat", "address": "Manzil", "date": "Sana", "number": "Raqam",
    },
    "en": {
        "woman": "Woman", "man": "Man", "person": "Person", "village": "Village", "city": "City", "district": "District",
        "oblast": "Oblast", "region": "Region", "quarter": "Neighbourhood", "metro": "Station", "market": "Market",
        "country": "Country", "place": "Place", "firm": "Organisation", "organisation": "Organisation", "phone": "Phone",
        "email": "E-mail", "handle": "Account", "document": "Document", "address": "Address", "date": "Date", "number": "Number",
    },
}  # fmt: skip
LANGUAGES = tuple(_WORDS)
_NUMBER = re.compile(r"^\[(?P<word>.+?)-(?P<number>\d+)(?:, .*)?\]$")


def stand_ins(names: Iterable[Confirmed], language: str = "en", rejected: frozenset[str] = frozenset()) -> Dictionary:
    """A dictionary in which each name has its stand-in; those that have one keep it, and no number is used twice.

    "[Аял-03]", "[Woman-03]", "[Айыл-02, Баткен облусу]". *language*: ky, ru, uz or en; raises ``ValueError`` for another.
    """
    if language not in _WORDS:
        raise ValueError(f"Stand-ins are written in {', '.join(_WORDS)}: choose one of these instead of {language!r}.")
    given = tuple(names)
    last: dict[str, int] = {}
    for name in given:
        used = _NUMBER.match(name.stand_in)
        if used:
            last[used["word"]] = max(last.get(used["word"], 0), int(used["number"]))
    done = []
    for name in given:
        if not name.stand_in:
            word = said(name, language)
            last[word] = last.get(word, 0) + 1
            name = replace(name, stand_in=_spelled(word, last[word], name.region, language))
        done.append(name)
    return Dictionary(tuple(done), rejected)


def said(name: Confirmed, language: str) -> str:
    """What a name's stand-in is called, without its number."""
    words = _WORDS[language]
    if name.kind == "person":
        return words[name.sex or "person"]
    if name.kind == "place":
        return words.get(name.place or "place", words["place"])
    return words[name.kind]


def _spelled(word: str, number: int, region: str, language: str) -> str:
    oblast = f", {_oblast(region, language)}" if region and word != _WORDS[language]["oblast"] else ""
    return f"[{word}-{number:02}{oblast}]"


def _oblast(region: str, language: str) -> str:
    """The oblast as the shared words call it; an oblast has enough people to be said."""
    from tayanch.vocabulary import scheme

    return next((concept.label(language) for concept in scheme("oblast") if concept.id == region), region)


def shown(
    found: Iterable[Candidate], known: Dictionary, language: str = "en"
) -> tuple[tuple[Candidate, ...], Dictionary]:
    """Candidates with the stand-ins they have or would get, and the dictionary that would follow if all were confirmed."""
    given = tuple(found)
    whole = stand_ins(names_of(given, known), language, known.rejected)
    by_key = _by_stem(given, whole, known)
    filled = tuple(each if each.id else replace(each, stand_in=by_key[each.kind, each.stem].stand_in) for each in given)
    return filled, whole


def _by_stem(found: tuple[Candidate, ...], whole: Dictionary, known: Dictionary) -> dict[tuple[str, str], Confirmed]:
    """The new names by kind and stem, in the order :func:`names_of` made them."""
    fresh = list(dict.fromkeys((each.kind, each.stem) for each in found if not each.id))
    return dict(zip(fresh, whole.names[len(known.names) :], strict=True))


def completed(name: Confirmed) -> Confirmed:
    """A place with the sort and oblast the list knows, where nobody said them."""
    listed = place_of(plain(name.forms[0])) if name.kind == "place" and name.forms else None
    if listed is None:
        return name
    return replace(name, place=name.place or listed[0].sort, region=name.region or listed[0].region)
