"""What transcripts call those who speak: roles, letters with numbers, names; and what only looks like it.

Words are of Kyrgyz, Russian, English and Uzbek (both scripts), in lower case, ё written as е, every apostrophe as '.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from tayanch.interviews.attributes import AGE, SEX

Kind = Literal["asks", "role", "code", "name", "unknown", "heading", "phrase", "word", "other"]
LONGEST = 63  # characters of a label


def word_set(told: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(told.split())


# Who asks.
_ASKS = word_set(
    """
    модератор модераторлор интервьюер интервьюерша интервьюэр интервьювер ведущий ведущая исследователь
    исследовательница фасилитатор корреспондент журналист вопрос инт мод корр алып баруучу алпаруучу изилдоочу
    изилдөөчү суроо берүүчү сурак алуучу маек маектешүүчү moderator interviewer facilitator researcher question
    interviewers int mod host intervyuer intervyuchi boshlovchi tadqiqotchi savol fasilitator бошловчи тадқиқотчи
    савол интервюер
    """
)
# Kyrgyz pairs whose second word alone says nothing.
_HALVES = word_set(
    """
    алып баруучу берүүчү алуучу сурак маек
    """
)
_PAIRS = ("алып баруучу", "суроо берүүчү", "сурак алуучу", "маек алуучу", "интервью алуучу", "суроо алуучу")

_WOMEN = word_set(
    """
    участница респондентка женщина жен мигрантка информантка собеседница жительница учительница мать бабушка девушка
    сестра дочь невестка свекровь аял кыз апа эже келин кайнене woman female girl mother wife daughter ayol qiz opa
    ona kelin аёл
    """
)
_MEN = word_set(
    """
    мужчина муж отец дедушка парень брат сын эркек жигит ата байке ага man male father husband son erkak yigit aka
    эркак
    """
)
_OTHERS = word_set(
    """
    участник участники респондент информант собеседник спикер эксперт учитель врач мигрант житель работник ответ
    переводчик наблюдатель психолог юрист директор соцработник социальный супервизор катышуучу маектеш жооп берүүчү
    мугалим адис котормочу тургун дарыгер окуучу participant respondent informant interviewee speaker expert teacher
    doctor migrant answer translator interpreter observer person resident key worker ishtirokchi qatnashchi
    qatnashuvchi javob o'qituvchi mutaxassis so'zlovchi suhbatdosh tarjimon иштирокчи қатнашчи жавоб ўқитувчи
    """
)
_ROLES = _ASKS.union(_WOMEN, _MEN, _OTHERS)

_NOBODY = word_set(
    """
    неизвестный неизвестная неизвестно неразборчиво голос голоса все хор несколько кто-то белгисиз үн үндөр баары
    баарысы бардыгы кимдир unknown unidentified voice voices all several everyone everybody group somebody someone
    noma'lum ovoz hamma hammasi kimdir номаълум ҳамма
    """
)
_HEADINGS = word_set(
    """
    дата место тема время начало конец окончание продолжительность длительность язык файл запись код проект город
    село область район пол возраст образование телефон адрес транскрипт расшифровка состав название номер метод
    дата/время тип инструмент регион количество семейное положение профессия статус расшифровал расшифровала күнү
    күн датасы жери орду убактысы убакыт башталышы аягы узактыгы тили тил темасы шаар айыл облус жынысы жашы билими
    катышуучулар катышуучулардын саны долбоор аталышы date place location time start end duration language file
    recording code project city village oblast district sex gender age education transcript topic subject
    participants participant's number method region title sana joy joyi vaqt boshlanishi tugashi davomiyligi til
    mavzu shahar viloyat tuman jinsi yoshi
    """
)
_PHRASES = word_set(
    """
    мисалы маселен демек кыскасы кыскача эскертүү эскертме көңүл тактап жыйынтык натыйжа себеби анан ошондо тактоо
    например итак вывод выводы итого примечание внимание короче значит во-первых во-вторых в-третьих словом
    комментарий пауза смех прим см ps nb пс example note notes nota attention summary conclusion comment pause
    laughter namely thus http https ftp mailto masalan demak izoh eslatma xulosa diqqat масалан демак изоҳ
    """
)
_OPENINGS: tuple[str, ...] = (
    "к примеру",
    "таким образом",
    "for example",
    "for instance",
    "e.g",
    "i.e",
    "p.s",
    "т.е",
    "другими словами",
)
_OPENINGS += ("башкача айтканда", "тагыраак айтканда", "иначе говоря", "проще говоря", "one thing", "бир сөз менен")

_PARTS_OF_NAMES = word_set(
    """
    кызы уулу кызи угли ўғли қизи оглу оглы улы апа эже байке ага аке ата опа ака ая эне kyzy uulu qizi o'g'li ugli
    oglu opa aka apa ota eje bayke de van von da bin al
    """
)
_LINKS = word_set(
    """
    из от с и № of from the and же va n no
    """
)
_LOOKALIKES = str.maketrans("АВЕКМНОРСТУХЅІЈ", "ABEKMHOPCTYXSIJ")
_CODE = re.compile(r"(?:[^\W\d_]{1,3}[0-9]{0,3}[ ._/\-]?){1,3}[^\W\d_]?\Z")
_TOKEN = re.compile(r"[^\s\-–—_/.,№#0-9()\[\]]+")
_NAME = re.compile(r"[^\W\d_][^\W\d_'’ʻʼ‘`\-]*(?:['’ʻʼ‘`\-][^\W\d_]+)*['’ʻʼ‘`]?\.?\Z")
_NUMBERED = re.compile(r"[№#]\s?[0-9]{1,3}\Z")
_AGE = re.compile(r"(?<![0-9])([1-9][0-9])(?![0-9])")


def plain(text: str) -> str:
    """In lower case, with one kind of apostrophe, without the dots of ё: how words are compared."""
    folded = re.sub("[’ʻʼ‘`´]", "'", unicodedata.normalize("NFC", text)).casefold()
    return " ".join(folded.replace("ё", "е").split())


def without_brackets(label: str) -> str:
    """``Айнура`` of ``Айнура (35)``; ``[Аял-03]`` is a stand-in, its brackets go and its words stay."""
    bare = re.sub(r"[(\[][^()\[\]]*[)\]]", " ", label)
    return " ".join(bare.split()) or label.strip(" ()[]")


def kind_of(label: str) -> Kind:
    """What a label looks like by its form alone."""
    if re.fullmatch(r"[?？….\s]{1,5}", label):
        return "unknown" if "?" in label or "？" in label else "other"
    base = without_brackets(label)
    if _NUMBERED.match(base):
        return "code"
    words = _TOKEN.findall(base)
    if not words:
        return "other"
    return _by_words(base, words)


def _by_words(base: str, words: list[str]) -> Kind:
    folded = [plain(word) for word in words]
    whole = plain(base)
    is_phrase = folded[0] in _PHRASES and len(words) <= 2
    kinds: tuple[tuple[Kind, bool], ...] = (  # the first that holds
        ("phrase", is_phrase or whole.startswith(_OPENINGS) or whole.rstrip(".") in _PHRASES),
        ("unknown", whole in _NOBODY or (len(words) == 2 and folded[0] in _NOBODY and folded[1] in _ROLES | _NOBODY)),
        ("asks", asks(base) and _are_called(words, folded)),
        ("other", asks(base)),
        ("role", not _ROLES.isdisjoint(folded) and _are_called(words, folded)),
        ("code", _is_code(base)),
        ("heading", folded[0] in _HEADINGS),
        ("name", _is_name(base, folded)),
        ("word", len(words) == 1 and "," not in base),
    )
    return next((kind for kind, holds in kinds if holds), "other")


def asks(label: str) -> bool:
    """Whether a label names one who asks: a moderator, an interviewer."""
    whole = plain(without_brackets(label))
    return any(pair in whole for pair in _PAIRS) or any(
        plain(word) in _ASKS - _HALVES for word in _TOKEN.findall(whole)
    )


def _are_called(words: list[str], folded: list[str]) -> bool:
    """Roles, names and little words between them: not a sentence in which a role happens to stand."""
    known = _ROLES | _LINKS | _PARTS_OF_NAMES | _HALVES
    return len(words) <= 5 and all(low in known or word[0].isupper() for word, low in zip(words, folded, strict=True))


def _is_code(base: str) -> bool:
    """``P3``, ``Р1``, ``М``, ``FG2-P4``: capitals with or without digits, or small letters with them."""
    if not _CODE.match(base) or len(base) > 12:
        return False
    letters = [letter for letter in base if letter.isalpha()]
    has_digits = any(letter.isdigit() for letter in base)
    return has_digits or (len(letters) <= 2 and all(letter.isupper() for letter in letters))


def _is_name(base: str, folded: list[str]) -> bool:
    """One to four words with capitals, and what belongs to names; an age may stand behind a comma."""
    told = re.sub(r",\s*[0-9]{1,2}\b.{0,8}\Z", "", base)
    words = [word for word in told.split() if not word.isdigit()]
    if not 1 <= len(words) <= 4 or not words[0][0].isupper() or folded[0] in _PHRASES:
        return False
    return all(bool(_NAME.match(word)) and (word[0].isupper() or plain(word) in _PARTS_OF_NAMES) for word in words)


def key_of(label: str) -> str:
    """What two spellings of one label have in common; Latin and Cyrillic letters that look alike are one in codes."""
    base = label.strip().rstrip(".").strip()
    if _is_code(without_brackets(base)):
        return re.sub(r"[\s._\-]+", "", base.upper().translate(_LOOKALIKES))
    return plain(base)


def letter_of(label: str) -> tuple[str, str]:
    """The letter and the number of a code such as ``М`` or ``P3``; a look-alike as a Latin letter; else nothing."""
    found = re.fullmatch(r"([^\W\d_])[ .\-]?([0-9]{0,2})", without_brackets(label).upper().translate(_LOOKALIKES))
    return (found[1], found[2]) if found else ("", "")


def told_by(label: str) -> dict[str, str]:
    """Attributes that the label itself tells: ``Айнура (35)`` is 35, ``Участница 2`` a woman."""
    found: dict[str, str] = {}
    words = [plain(word) for word in _TOKEN.findall(label)]
    if any(word in _WOMEN for word in words) != any(word in _MEN for word in words):
        found[SEX] = "woman" if any(word in _WOMEN for word in words) else "man"
    behind = re.search(r"[(\[]([^()\[\]]*)[)\]]\s*\Z|,\s*([0-9]{1,2}\b[^,]*)\Z", label)
    is_stand_in = label.strip().startswith("[")  # [Woman-35] is the thirty-fifth woman
    age = _AGE.search(behind[1] or behind[2] or "") if behind and not is_stand_in else None
    return found | ({AGE: age[1]} if age else {})
