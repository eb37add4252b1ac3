"""Sentences in Kyrgyz, Russian and English, kept as data and filled with facts.

Dates, sums and counts stay typed until the sentence is made, because each language
writes them differently.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from string import Formatter

from tayanch.yaml_text import read_yaml

LANGUAGES = ("ky", "ru", "en")
DEFAULT_LANGUAGE = "en"
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"

# Not `calendar.month_name`: that follows the locale of the machine.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class Words(dict[str, str]):
    """A fact that is itself words, by language: the name of a table, of a region, of a ground."""


Fact = str | int | Decimal | date | Words


class Days(int):
    """A count of days: in a sentence it takes the right plural, in JSON it is a number."""


class Months(int):
    """A count of months, shown and stored like Days."""


class Years(int):
    """A count of years, shown and stored like Days."""


class WorkingDayCount(int):
    """A count of working days, shown and stored like Days."""


COUNTS = (Days, Months, Years, WorkingDayCount)


# Russian has three forms: 1, 21 / 2, 3, 4, 22 / 5, 11, 12.
_WORDS: Mapping[type[int], Mapping[str, tuple[str, ...]]] = {
    Days: {"ky": ("күн",), "ru": ("день", "дня", "дней"), "en": ("day", "days")},
    Months: {"ky": ("ай",), "ru": ("месяц", "месяца", "месяцев"), "en": ("month", "months")},
    Years: {"ky": ("жыл",), "ru": ("год", "года", "лет"), "en": ("year", "years")},
    WorkingDayCount: {
        "ky": ("жумуш күнү",),
        "ru": ("рабочий день", "рабочих дня", "рабочих дней"),
        "en": ("working day", "working days"),
    },
}


class Texts:
    """A catalogue: code, then language, then the sentence with its `{places}`."""

    def __init__(self, sentences: Mapping[str, Mapping[str, str]]) -> None:
        for code, by_language in sentences.items():
            _check(code, by_language)
        self._sentences = sentences
        self._named: dict[str, tuple[str, ...]] = {}  # the places of each sentence that was said

    def say(self, code: str, language: str, facts: Mapping[str, Fact]) -> str:
        """The sentence of `code`. Raises KeyError for a code or language that is not there."""
        sentence = self._sentences[code][language]
        places = self._named.get(code)
        if places is None:
            places = self._named[code] = tuple(dict.fromkeys(self.places(code)))
        return sentence.format_map({key: show(facts[key], language) for key in places}) if places else sentence

    def __contains__(self, code: str) -> bool:
        return code in self._sentences

    def places(self, code: str) -> list[str]:
        """The facts that the sentence names."""
        return _places(self._sentences[code][DEFAULT_LANGUAGE])

    def over(self, base: "Texts") -> "Texts":
        """These sentences, and those of *base* that are not among them."""
        return Texts({**base._sentences, **self._sentences})

    def codes(self) -> list[str]:
        return sorted(self._sentences)


def load_texts(*paths: Path, more: Mapping[str, Mapping[str, str]] | None = None) -> Texts:
    """One catalogue of several files, and `more`. Raises ValueError for a code that is there twice."""
    sentences = dict(more or {})
    for path in paths:
        own: dict[str, dict[str, str]] = read_yaml(path.read_text(encoding="utf-8"))
        if twice := own.keys() & sentences.keys():
            raise ValueError(f"{path.name}: {sorted(twice)} is there twice")
        sentences.update(own)
    return Texts(sentences)


def show(value: Fact, language: str) -> str:
    """A fact as a reader of that language expects to see it."""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return _show_number(value, language)
    if isinstance(value, date):
        return _show_date(value, language)
    if isinstance(value, COUNTS):
        forms = _WORDS[type(value)][language]
        return f"{int(value)}{NO_BREAK_SPACE}{forms[_plural(value, len(forms))]}"
    return value[language] if isinstance(value, Words) else str(value)


@lru_cache(maxsize=4096)
def _show_date(day: date, language: str) -> str:
    if language == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day:%d.%m}.{day.year}"


def _show_number(number: Decimal, language: str) -> str:
    text = f"{number:,f}"
    return text if language == "en" else text.replace(",", NO_BREAK_SPACE).replace(".", ",")


def _plural(count: int, forms: int) -> int:
    """Which of one (Kyrgyz), two (English) or three (Russian) forms follows this number."""
    if forms < 3:
        return min(forms - 1, int(count != 1))
    if count % 10 == 1 and count % 100 != 11:
        return 0
    return 1 if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else 2


def _check(code: str, by_language: Mapping[str, str]) -> None:
    """A missing language or a place that differs between languages must fail at load, not before her."""
    if set(by_language) != set(LANGUAGES):
        raise ValueError(f"text {code!r} must exist in exactly {LANGUAGES}")
    places = {frozenset(_places(sentence)) for sentence in by_language.values()}
    if len(places) != 1:
        raise ValueError(f"text {code!r} does not name the same facts in every language")


def _places(sentence: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(sentence) if name]


BASE_TEXTS = load_texts(*(Path(__file__).with_name(name) for name in ("texts.yaml", "claim.yaml")))
