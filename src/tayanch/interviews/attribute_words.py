"""Columns of tables and words of answers as the attributes of :mod:`tayanch.interviews.attributes`.

>>> attribute_of("Жашы"), value_of("sex", "женский"), value_of("oblast", "Ош облусу")
('age', 'woman', 'osh')
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tayanch.interviews.attributes import AGE, DESTINATION, METHODS, OBLAST, RETURNED, SEX, STATUS
from tayanch.interviews.calling import plain, word_set

# What else a table of speakers tells: of which transcript, of whom, and whether she asks.
DOCUMENT, LABEL, ASKS = "document", "label", "asks"
METHOD, LANGUAGE, CASE, HELD_ON = "method", "language", "case", "held_on"

_COLUMNS = {
    SEX: "пол жынысы жыныс sex gender jinsi jins",
    AGE: "возраст жашы жаш курагы age yoshi yosh age_band возрастная_группа лет",
    OBLAST: "область облус облусу oblast region регион viloyat вилоят area",
    STATUS: "статус статусу status макамы target_group группа топ",
    DESTINATION: "страна өлкө өлкөсү страна_миграции destination country davlat мамлекет барган_өлкөсү",
    RETURNED: "вернулась вернулся вернулись кайтты кайтып_келди returned qaytgan",
    DOCUMENT: "документ файл транскрипт стенограмма document file transcript hujjat fayl",
    LABEL: "спикер говорящий имя метка участник участница сүйлөөчү аты ысымы катышуучу speaker label name participant "
    "respondent респондент респонденттин_аты ism id код code № no номер pid respondent_id id_respondent",
    ASKS: "спрашивает сурайт asks interviewer интервьюер модератор moderator",
    METHOD: "метод ыкма ыкмасы method usul",
    LANGUAGE: "язык тил тили language til",
    CASE: "случай кейс семья үй-бүлө case family household",
    HELD_ON: "дата күнү датасы date held_on sana",
}
_BY_COLUMN = {word: key for key, words in _COLUMNS.items() for word in words.split()}
_WOMAN = word_set("женский женщина жен ж аял аялзаты кыз woman female w f ayol qiz аёл девушка")
_MAN = word_set("мужской мужчина муж м эркек man male m erkak эркак парень")
_YES = word_set("да ооба yes y true 1 + ha ҳа x х")
_NO = word_set("нет жок no n false 0 - yo'q йўқ")
_METHODS = {
    "focus-group": "фокус-группа фокус-топ фгд fgd focus-group фокус_группа focus_group fokus-guruh "
    "фокус-топтук_талкуу",
    "interview": "интервью маек интервью_терең глубинное_интервью терең_интервью interview in-depth_interview idi "
    "intervyu chuqur_intervyu",
    "case-study": "кейс-стади кейс кейс_стади case-study case_study",
    "expert-interview": "экспертное_интервью эксперттик_интервью эксперт_менен_маек expert-interview expert_interview "
    "kii key_informant_interview",
}
_LANGUAGES = {"ky": "кыргызча кыргыз киргизский kyrgyz", "ru": "орусча орус русский russian"}
_LANGUAGES |= {"en": "англисче английский english", "uz": "өзбекче узбекский uzbek o'zbekcha ўзбекча"}
_LANGUAGES |= {"tg": "тажикче таджикский tajik"}
_SCHEMES = {OBLAST: "oblast", STATUS: "target-group", DESTINATION: "country"}
_GENERIC = word_set("облусу область обл oblast region шаары город г city вилояти viloyati")


def attribute_of(column: str) -> str:
    """The attribute that a column's name means, or an empty text."""
    asked = "_".join(plain(column).strip(" :?@").split())
    own = (SEX, AGE, OBLAST, STATUS, DESTINATION, RETURNED, DOCUMENT, LABEL, ASKS, METHOD, LANGUAGE, CASE, HELD_ON)
    return asked if asked in own else _BY_COLUMN.get(asked, "")


def value_of(attribute: str, told: str) -> str:
    """A cell in the words of the vocabulary where it has them; else as it stands."""
    words = plain(told)
    if attribute in (SEX, RETURNED, ASKS):
        first, second = ((_WOMAN, "woman"), (_MAN, "man")) if attribute == SEX else ((_YES, "yes"), (_NO, "no"))
        bare = words.rstrip(".")
        return first[1] if bare in first[0] else second[1] if bare in second[0] else told.strip()
    if attribute == AGE:
        return _age(words) or told.strip()
    if attribute in (METHOD, LANGUAGE):
        given = METHODS if attribute == METHOD else tuple(_LANGUAGES)
        named = _METHODS if attribute == METHOD else _LANGUAGES
        asked = words.replace(" ", "_")
        return next((key for key in given if asked == key or asked in named[key].split()), told.strip())
    if attribute in _SCHEMES:
        known = _concepts(_SCHEMES[attribute])
        return next((known[form] for form in _forms(words) if form in known), told.strip())
    return told.strip()


def _age(words: str) -> str:
    """``37`` of ``37 лет``; ``35-44`` of ``35–44 жаш``."""
    found = re.fullmatch(r"([1-9][0-9]?)(?:\.0)?(?:\s*[-–—]\s*([1-9][0-9]))?\+?\D{0,12}", words)
    if not found:
        return ""
    return f"{found[1]}-{found[2]}" if found[2] else found[1]


@cache
def _concepts(scheme: str) -> dict[str, str]:
    """Every word of a scheme's concepts to the concept; the first of equals stays."""
    from tayanch import vocabulary

    found: dict[str, str] = {}
    for concept in vocabulary.scheme(scheme):
        texts = [concept.id, *(text for _, text in concept.labels.items())]
        texts += [word for language in vocabulary.LANGUAGES for word in concept.alts.get(language)]
        for text in (concept.id, *texts, concept.notation or concept.id):
            for form in _forms(plain(text)):
                found.setdefault(form, concept.id)
    return found


def _forms(text: str) -> Iterator[str]:
    """A text as it is, then without the word for what sort of place it is."""
    yield text
    bare = " ".join(word for word in text.split() if word.rstrip(".") not in _GENERIC)
    if bare:
        yield bare
