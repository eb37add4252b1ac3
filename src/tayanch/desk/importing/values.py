"""Days, months and sums as people type them. What could mean two things is refused, never guessed."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

EARLIEST_SERIAL, LATEST_SERIAL = 3_654, 73_050  # 1910 … 2099, as sheets number their days
LARGEST_SUM = Decimal(10) ** 11

# The beginnings of the names of months: Russian and Kyrgyz (as spoken, with Russian roots), English, then the
# traditional Kyrgyz names.
_MONTHS = (
    ("янв", "үчтүн", "jan"),
    ("фев", "бирдин", "feb"),
    ("мар", "жалган", "mar"),
    ("апр", "чын куран", "apr"),
    ("май", "мая", "бугу", "may"),
    ("июн", "кулжа", "jun"),
    ("июл", "теке", "jul"),
    ("авг", "баш оона", "aug"),
    ("сен", "аяк оона", "sep"),
    ("окт", "тогуздун", "oct"),
    ("ноя", "жетинин", "nov"),
    ("дек", "бештин", "dec"),
)
_YEAR_WORD = r"(?:-?\s*(?:г\.?|год[ау]?|ж\.?|жыл[а-я]*))?"
_NUMERIC = re.compile(
    rf"(\d{{1,4}})\s*[.\-/,]\s*(\d{{1,2}})\s*[.\-/,]\s*(\d{{1,4}}){_YEAR_WORD}(?:[T ]+[\d:.,Z+ \-APMapm]*)?"
)
_COMPACT = re.compile(r"(19|20)(\d\d)(\d\d)(\d\d)")
_SERIAL = re.compile(r"(\d{4,5})(?:[.,]\d+)?")
_MONTH_NUMBER = re.compile(rf"(\d{{1,4}})\s*[.\-/]\s*(\d{{1,4}}){_YEAR_WORD}")
_NUMBERS = re.compile(r"\d+")


class Unclear(ValueError):
    """The text is not such a value; ``code`` says why: not-a-day, two-meanings, not-a-sum …"""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


# --- days ----------------------------------------------------------------------------------------------------


def month_first(texts: Iterable[str]) -> bool:
    """True when a column writes the month before the day: a second number above 12 says so, and none a first one."""
    found = [match for text in texts if (match := _NUMERIC.fullmatch(text.strip())) and len(match[1]) <= 2]
    return any(int(m[2]) > 12 for m in found) and not any(int(m[1]) > 12 for m in found)


def parse_day(text: str, *, american: bool = False, from_1904: bool = False) -> date:
    """A day out of ``31.12.2025``, ``2025-12-31T10:00``, ``31-декабрь 2025-ж.``, ``Dec 31, 2025``, ``46022`` …

    *american*: the month comes first (see :func:`month_first`). Raises :class:`Unclear`.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if match := _NUMERIC.fullmatch(plain):
        return _day_of(match[1], match[2], match[3], american)
    if match := _COMPACT.fullmatch(plain):
        return _made(int(match[1] + match[2]), int(match[3]), int(match[4]))
    if match := _SERIAL.fullmatch(plain):
        return _from_serial(int(match[1]), from_1904)
    return _from_words(plain)


def _day_of(first: str, second: str, third: str, american: bool) -> date:
    if len(first) == 4:
        return _made(int(first), int(second), int(third))
    if len(first) > 2 or len(third) not in {2, 4}:
        raise Unclear("not-a-day")
    day, month = (int(second), int(first)) if american else (int(first), int(second))
    return _made(_year(third), month, day)


def _year(text: str) -> int:
    """Two digits are of the last seventy years or the next thirty."""
    number = int(text)
    return number if len(text) == 4 else number + (2000 if number < 57 else 1900)


def _made(year: int, month: int, day: int) -> date:
    try:
        made = date(year, month, day)
    except ValueError:
        raise Unclear("not-a-day") from None
    if not 1900 <= made.year <= 2100:
        raise Unclear("not-a-day")
    return made


def _from_serial(number: int, from_1904: bool) -> date:
    if not EARLIEST_SERIAL <= number <= LATEST_SERIAL:
        raise Unclear("not-a-day")
    return (date(1904, 1, 1) if from_1904 else date(1899, 12, 30)) + timedelta(days=number)


def _from_words(text: str) -> date:
    month = _month_in(text)
    numbers = _NUMBERS.findall(re.sub(r"\d{1,2}:\d{2}\S*", "", text))
    if month is None or len(numbers) != 2:
        raise Unclear("not-a-day")
    year, day = sorted(numbers, key=lambda digits: (len(digits), int(digits)), reverse=True)
    if len(year) not in {2, 4} or (len(year) == 2 and len(day) == 2 and text.index(numbers[0]) > _first_letter(text)):
        raise Unclear("not-a-day")
    if len(year) == 2:  # 5 июня 24: the day comes first
        day, year = numbers
    return _made(_year(year), month, int(day))


def _first_letter(text: str) -> int:
    return next((place for place, letter in enumerate(text) if letter.isalpha()), len(text))


def _month_in(text: str) -> int | None:
    words = re.sub(r"[^\w ]+", " ", text.casefold()).replace("_", " ")
    found = [
        number
        for number, names in enumerate(_MONTHS, 1)
        if any(re.search(rf"(?<![^\W\d]){name}", words) for name in names)
    ]
    return found[0] if len(found) == 1 else None


def parse_month(text: str, *, american: bool = False, from_1904: bool = False) -> tuple[date, date]:
    """The first and the last day of a month: ``09.2025``, ``2025-09``, ``сентябрь 2025``; of a day, its month.

    Raises :class:`Unclear`.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if match := _MONTH_NUMBER.fullmatch(plain):
        parts = sorted(match.groups(), key=len)
        year, month = int(parts[1]), int(parts[0])
        if len(parts[1]) != 4 or len(parts[0]) > 2:
            raise Unclear("not-a-month")
    elif (named := _month_in(plain)) and len(years := re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", plain)) == 1:
        year, month = int(years[0]), named
    else:
        try:
            day = parse_day(plain, american=american, from_1904=from_1904)
        except Unclear:
            raise Unclear("not-a-month") from None
        year, month = day.year, day.month
    try:
        first = _made(year, month, 1)
    except Unclear:
        raise Unclear("not-a-month") from None
    return first, first.replace(day=monthrange(year, month)[1])


# --- sums ----------------------------------------------------------------------------------------------------

_CURRENCIES = (
    ("RUB", r"руб(?:л[а-я]*|\.)?|р\.?|₽|rub|rur"),
    ("KGS", r"сом[а-я]*|kgs|som"),
    ("KZT", r"тенге|тг\.?|₸|kzt"),
    ("USD", r"долл[а-я.]*|usd|\$"),
    ("EUR", r"евро|eur|€"),
    ("TRY", r"лир[а-я]*|try|₺|tl"),
    ("UZS", r"сум[а-я]*|uzs"),
    ("KRW", r"вон[а-я]*|krw|₩"),
)
_THOUSAND = re.compile(r"(?<=\d)\s*(?:тыс[а-я]*\.?|т\.?\s?р\.?|миң|k|к)(?![а-яa-z])", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s'’_]+")


def parse_sum(text: str) -> tuple[Decimal, str]:
    """A sum with two decimals at most, and its currency if it says one: ``45 000,50 руб.`` → (45000.50, RUB).

    Raises :class:`Unclear`: ``two-meanings`` for ``45.000``, which may be 45 or 45 thousand.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().strip()
    thousands = _THOUSAND.search(plain) is not None
    said = "RUB" if re.search(r"т\.?\s?р\.?$", plain) else ""
    plain = _THOUSAND.sub("", plain)
    currency = said
    for code, pattern in _CURRENCIES:
        plain, times = re.subn(rf"(?<![а-яa-z]){pattern}(?![а-яa-z])", " ", plain)
        currency = code if times else currency
    amount = _amount(_BETWEEN.sub("", plain))
    amount = amount * 1000 if thousands else amount
    if amount != amount.quantize(Decimal("0.01")):
        raise Unclear("not-a-sum")
    if not 0 <= amount < LARGEST_SUM:
        raise Unclear("not-a-sum")
    return amount.quantize(Decimal("0.01")), currency


def _amount(digits: str) -> Decimal:
    marks = re.findall(r"[.,]", digits)
    if not re.fullmatch(r"[+-]?\d{1,13}(?:[.,]\d+)*", digits):
        raise Unclear("not-a-sum")
    if len(marks) == 1 and re.search(r"[.,]\d{3}$", digits) and not digits.startswith("0"):
        raise Unclear("two-meanings")
    if len(marks) > 1 and len(set(marks)) == 1:
        if not re.fullmatch(r"[+-]?\d{1,3}(?:[.,]\d{3})+", digits):
            raise Unclear("not-a-sum")
        digits = re.sub(r"[.,]", "", digits)
    elif len(marks) > 1:
        if not re.fullmatch(r"[+-]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?!\1)[.,]\d{1,2}", digits):
            raise Unclear("not-a-sum")
        digits = digits.replace(marks[0], "")
    try:
        return Decimal(digits.replace(",", "."))
    except InvalidOperation:
        raise Unclear("not-a-sum") from None
