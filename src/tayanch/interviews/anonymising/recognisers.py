"""What has a form of its own: phones, e-mail, handles, documents, cards, plates, days, addresses.

Phones are those of the numbering plans (:mod:`phonenumbers`); cards are checked by Luhn's digit, SNILS by its own, a
Kyrgyz personal number by the birthday in it. What fails its check is listed all the same, with less confidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from tayanch.interviews.anonymising.model import Kind

Found = tuple[int, int, Kind, float, str]  # start, end, kind, confidence, rule

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_URL = re.compile(
    r"(?:(?:https?://|www\.)|\b(?:t\.me|vk\.com|wa\.me|ok\.ru|instagram\.com|facebook\.com|tiktok\.com)/)[^\s<>«»\"]+",
    re.I,
)
_HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z][\w.]{2,30}")
_PHONE = re.compile(r"(?<![\w.№-])(?:\+|\(\+?|00)?\d(?:[\d\s\u00a0().-]{5,20})\d(?![\w])")
_REGIONS = ("KG", "RU", "UZ", "KZ", "TJ", "TR")
_PASSPORT = re.compile(
    r"(?<!\w)(?:AN|AC|ID|AA|AB|AD|AE|АN|АС|ИД|ID|АА|АВ|АН|K|N)\s?(?:№|No?\.?)?\s?\d{7,8}(?!\w)", re.I
)
_RUSSIAN_PASSPORT = re.compile(r"(?<![\w+])\d{2}\s?\d{2}\s?(?:№\s?)?\d{6}(?!\w)")
_PIN = re.compile(r"(?<![\w+])[12]\s?\d{13}(?!\w)")
_PATENT = re.compile(r"(?<![\w+])\d{2}(?:\s?(?:№|No\.?)\s?|\s)\d{10}(?!\w)")
_SNILS = re.compile(r"(?<![\w+])\d{3}-\d{3}-\d{3}[ -]\d{2}(?!\w)")
_INN = re.compile(r"(?<![\w+])\d{12}(?!\w)")
_NAMED_DOCUMENT = re.compile(
    r"(?:паспорт\w*|патент\w*|инн|снилс|пин\w*|свидетельств\w*|справк\w*|удостоверени\w*|виз\w+|passport\w*|"
    r"pasport\w*|patent\w*|pin|inn|visa|id[ -]card|"
    r"документ\w*|полис\w*|договор\w*|жеке номер\w*|personal number|JSHSHIR|ЖШШИР|certificate)"
    r"(?:\s+(?:серии|серия|номер\w*|number|№|is|was|мой|раками|raqami|сериясы|на имя))*[\s:№#-]{1,4}(?:No\.?\s?|№\s?)?"
    r"(?P<id>[A-ZА-Я]{0,4}[ -]?\d[\d -]{3,18}\d)(?!\w)",
    re.I,
)
_CARD = re.compile(r"(?<![\w+])\d{4}(?:[ \u00a0-]?)\d{4}(?:[ \u00a0-]?)\d{4}(?:[ \u00a0-]?)\d{4}(?!\w)")
_ACCOUNT = re.compile(r"(?<![\w+])(?:(?:KG|KZ|TR|AE|GB|DE|PL)\d{2}(?:\s?[\dA-Z]{2,4}){3,8}|\d{20})(?!\w)")
_CARD_END = re.compile(
    r"(?:карт\w+|счёт\w*|счет\w*|эсеп\w*|card\w*|account\w*|karta\w*|hisob\w*|лицевой)\D{0,12}"
    r"(?P<id>\d[\d* -]{6,24}\d)(?!\w)",
    re.I,
)
_PLATES = (
    re.compile(r"(?<!\w)[АВЕКМНОРСТУХABEKMHOPCTYX]\s?\d{3}\s?[АВЕКМНОРСТУХABEKMHOPCTYX]{2}\s?\d{2,3}(?!\w)", re.I),
    re.compile(r"(?<!\w)\d{2}\s?KG\s?\d{3}\s?[A-Z]{2,3}(?!\w)", re.I),
    re.compile(r"(?<!\w)(?:0[1-9]|[1-9]\d)\s?(?:[A-ZА-Я]\s?\d{3}\s?[A-ZА-Я]{2}|\d{3}\s?[A-ZА-Я]{3})(?!\w)"),
    re.compile(r"(?<!\w)[A-Z]\s?\d{4}\s?[A-Z]{1,3}(?!\w)"),
    re.compile(r"(?<!\w)\d{3}\s?[A-Z]{3}\s?\d{2}(?!\w)"),
)
_ENGLISH_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_MONTHS = (
    "январ[ьяе]|феврал[ьяе]|марта?|апрел[ьяе]|ма[йяе]|июн[ьяе]|июл[ьяе]|августа?|сентябр[ьяе]|октябр[ьяе]|ноябр[ьяе]|"
    "декабр[ьяе]|январь?|февраль?|апрель?|сентябрь?|октябрь?|ноябрь?|декабрь?|"
    f"{_ENGLISH_MONTHS}|yanvar|fevral|mart|aprel|may|iyun|iyul|avgust|sentabr|oktabr|noyabr|dekabr"
)
_TAIL = r"(?:\w|['ʻʼ‘’-](?=\w))*"
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d{2}"
_OF_DAY = r"(?:-?(?:го|е|чи|нчи|чы|st|nd|rd|th))?(?:\s|-)(?:of\s)?"
_OF_YEAR = r"(?:\s?(?:года|году|год|г\.|жылы|йил\w*|yil\w*))?"
_DATES = (
    re.compile(rf"(?<![\w.]){_DAY}[./-]{_MONTH}[./-](?:19|20)?\d{{2}}(?![\w]|\.\d){_OF_YEAR}"),
    re.compile(rf"(?<!\w){_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\w)"),
    re.compile(rf"(?<!\w){_DAY}{_OF_DAY}(?:{_MONTHS}){_TAIL}[\s,]+{_YEAR}{_TAIL}{_OF_YEAR}", re.I),
    re.compile(
        rf"(?<!\w){_YEAR}\s?[-–]?\s?(?:жыл|йил|yil){_TAIL},?\s{_DAY}\s?[-–]?\s?(?:{_MONTHS}){_TAIL}(?:\s?күнү)?", re.I
    ),
    re.compile(rf"(?<!\w)(?:{_ENGLISH_MONTHS})\s\d{{1,2}}(?:st|nd|rd|th)?,?\s{_YEAR}(?!\w)", re.I),
)
_BIRTH = re.compile(r"род[иу]л|рожд|төрөл|туул|tug[ʻ'‘ʼ’]?il|туғил|born|birth", re.I)


def recognised(text: str) -> Iterator[Found]:
    """Everything with a form of its own; passages may overlap, the surer ones first."""
    yield from _simple(text)
    yield from _documents(text)
    yield from _numbers(text)
    for pattern in _DATES:
        for found in pattern.finditer(text):
            near = text[max(0, found.start() - 60) : found.end() + 40]
            yield *found.span(), "date", 0.95 if _BIRTH.search(near) else 0.6, "date"
    yield from _phones(text)
    for found in _RUSSIAN_PASSPORT.finditer(text):  # ten digits may be a phone as well: that one goes first
        yield *found.span(), "document", 0.7, "Russian passport"


def _simple(text: str) -> Iterator[Found]:
    if "@" in text:
        for found in _EMAIL.finditer(text):
            yield *found.span(), "email", 0.99, "e-mail"
        for found in _HANDLE.finditer(text):
            yield *found.span(), "handle", 0.95, "handle"
    if "_" in text:
        for found in _LOGIN.finditer(text):
            yield *found.span(), "handle", 0.8, "login"
    for found in _URL.finditer(text):
        yield found.start(), found.start() + len(found[0].rstrip(".,;:!?)")), "handle", 0.95, "address on the web"


def _documents(text: str) -> Iterator[Found]:
    for found in _NAMED_DOCUMENT.finditer(text):
        yield *found.span(), "document", 0.9, "a number behind the name of a document"
    for found in _PASSPORT.finditer(text):
        yield *found.span(), "document", 0.95, "passport"
    for found in _PIN.finditer(text):
        yield *found.span(), "document", 0.95 if is_pin(found[0]) else 0.6, "personal number"
    for found in _PATENT.finditer(text):
        yield *found.span(), "document", 0.7, "patent"
    for found in _SNILS.finditer(text):
        yield *found.span(), "document", 0.95 if is_snils(found[0]) else 0.6, "SNILS"
    for found in _INN.finditer(text):
        if _is_phone("+" + found[0]):
            yield *found.span(), "phone", 0.8, "phone"
            continue
        yield *found.span(), "document", 0.5, "INN"


_LOGIN = re.compile(r"(?<![\w@./-])[A-Za-z][A-Za-z\d]*(?:[._][A-Za-z\d]+)*_[A-Za-z\d._]*[A-Za-z\d]@?")
_CASE = re.compile(
    r"(?:дел[оауе]м?|иск\w*|протокол\w*|договор\w*|заявлени\w+|case|contract)\s(?:номер|№|number|no\.?)\s?(?P<id>[\dA-ZА-Я][\w/-]*\d[\w/-]*)",
    re.I,
)


def _numbers(text: str) -> Iterator[Found]:
    for found in _CARD.finditer(text):
        yield *found.span(), "number", 0.95 if luhn(found[0]) else 0.7, "card"
    for found in _ACCOUNT.finditer(text):
        yield *found.span(), "number", 0.9, "account"
    for found in _CARD_END.finditer(text):
        yield *found.span("id"), "number", 0.8, "a number behind card or account"
    for found in _CASE.finditer(text):
        yield *found.span("id"), "number", 0.8, "number of a case or contract"
    for pattern in _PLATES:
        for found in pattern.finditer(text):
            yield *found.span(), "number", 0.85, "number plate"


def _phones(text: str) -> Iterator[Found]:
    for found in _PHONE.finditer(text):
        raw = found[0]
        digits = sum(map(str.isdecimal, raw))
        if not 7 <= digits <= 15 or "  " in raw or " - " in raw or "\n" in raw:
            continue
        sure = _is_phone(raw)
        if sure or raw.startswith(("+", "(+", "00")):
            yield *found.span(), "phone", 0.95 if sure else 0.7, "phone"
        elif (9 <= digits <= 11 and raw[0] in "0789") or _called(text, found.start()):
            yield *found.span(), "phone", 0.6, "phone by its length"


def _called(text: str, start: int) -> bool:
    near = text[max(0, start - 30) : start]
    return (
        re.search(r"телефон|номер|тел\.|phone|number|telefon|call|звон|raqam|рақам|whatsapp|ватсап|чал", near, re.I)
        is not None
    )


def _is_phone(raw: str) -> bool:
    """Whether any of the countries gives out such a number."""
    import phonenumbers

    regions: tuple[str | None, ...] = (None,) if raw.lstrip("(").startswith("+") else _REGIONS
    for region in regions:
        try:
            number = phonenumbers.parse(raw, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return True
    return False


def _digits(text: str) -> list[int]:
    return [int(character) for character in text if character.isdecimal()]


def luhn(number: str) -> bool:
    """Whether the last digit of a card's number is that of ISO/IEC 7812-1, annex B."""
    total = 0
    for place, digit in enumerate(reversed(_digits(number))):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def is_snils(number: str) -> bool:
    """Whether the two control digits of a Russian insurance number are right."""
    digits = _digits(number)
    total = sum(digit * weight for digit, weight in zip(digits[:9], range(9, 0, -1), strict=True))
    return total % 101 % 100 == digits[9] * 10 + digits[10]


def is_pin(number: str) -> bool:
    """Whether a Kyrgyz personal number holds a day of birth: sex 1 or 2, then DDMMYYYY."""
    digits = "".join(map(str, _digits(number)))
    try:
        born = date(int(digits[5:9]), int(digits[3:5]), int(digits[1:3]))
    except ValueError:
        return False
    return 1900 <= born.year <= 2100
