"""Stand-ins: one for each person and place of a study, typed and numbered, in the study's language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from tayanch.interviews.anonymising.dictionary import Confirmed, Dictionary, names_of
from tayanch.interviews.anonymising.model import Candidate

# By language: what is said of a kind, a sex or a sort of place.
_ORDER = (
    "woman man person village city district oblast region quarter metro market country place firm organisation phone "
    "email handle document address date number"
)
_TOLD = {
    "ky": "Аял Эркек Адам Айыл Шаар Район Облус Аймак Кичирайон Бекет Базар Өлкө Жер Мекеме Мекеме Телефон "
    "Почта Аккаунт Документ Дарек Күн Номер",
    "ru": "Женщина Мужчина Человек Село Город Район Область Регион Микрорайон Станция Рынок Страна Место Организация "
    "Организация Телефон Почта Аккаунт Документ Адрес Дата Номер",
    "uz": "Ayol Erkak Odam Qishloq Shahar Tuman Viloyat Hudud Mahalla Bekat Bozor Davlat Joy Tashkilot Tashkilot "
    "Telefon Pochta Akkaunt Hujjat Manzil Sana Raqam",
    "en": "Woman Man Person Village City District Oblast Region Neighbourhood Station Market Country Place "
    "Organisation Organisation Phone E-mail Account Document Address Date Number",
}
_WORDS = {language: dict(zip(_ORDER.split(), words.split(), strict=True)) for language, words in _TOLD.items()}
LANGUAGES = tuple(_WORDS)
_NUMBER = re.compile(r"^\[(?P<word>.+?)-(?P<number>\d+)(?:, .*)?\]$")


def stand_ins(names: Iterable[Confirmed], language: str = "en", rejected: frozenset[str] = frozenset()) -> Dictionary:
    """A dictionary in which each name has its stand-in; those that have one keep it.

    "[Аял-03]", "[Woman-03]", "[Айыл-02, Баткен облусу]". *language*: ky, ru, uz or en; ``ValueError`` for another.
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
        word = said(name, language)
        if not name.stand_in:
            last[word] = last.get(word, 0) + 1
        stand_in = name.stand_in or _spelled(word, last[word], name.region, language)
        done.append(replace(name, stand_in=stand_in))
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
    """Candidates with the stand-ins they have or would get, and the dictionary if all of them were confirmed."""
    given = tuple(found)
    whole = stand_ins(names_of(given, known), language, known.rejected)
    by_key = _by_stem(given, whole, known)
    filled = tuple(each if each.id else replace(each, stand_in=by_key[each.kind, each.stem].stand_in) for each in given)
    return filled, whole


def _by_stem(found: tuple[Candidate, ...], whole: Dictionary, known: Dictionary) -> dict[tuple[str, str], Confirmed]:
    """The new names by kind and stem, in the order :func:`names_of` made them."""
    fresh = list(dict.fromkeys((each.kind, each.stem) for each in found if not each.id))
    return dict(zip(fresh, whole.names[len(known.names) :], strict=True))
