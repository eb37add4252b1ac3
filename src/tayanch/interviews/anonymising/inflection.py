"""Case endings of names: Kyrgyz suffix chains by vowel harmony, Uzbek chains in both scripts, Russian declension.

Nothing here knows a name: :func:`bases` lists what a word may be a form of, and its reader keeps what it knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product

_LONGEST = 11  # letters of the longest chain that is looked for
# The wide and the narrow vowel that follow the last vowel of a Kyrgyz stem.
_HARMONY = {
    **dict.fromkeys("аыя", "аы"), **dict.fromkeys("ую", "ау"), **dict.fromkeys("оё", "оу"),
    **dict.fromkeys("эеи", "еи"), **dict.fromkeys("өү", "өү"),
}  # fmt: skip
_NARROW_AFTER = {"а": "ы", "о": "у", "е": "и", "ө": "ү"}
_PLURALS = ("", "лAр", "дAр", "тAр")
_POSSESSIVES = ("", "Iм", "м", "Iң", "ң", "I", "сI", "IбIз", "бIз", "Iңар", "ке", "кем")
_CASES = (
    "", "нIн", "дIн", "тIн", "гA", "кA", "A", "нA", "нI", "дI", "тI", "н", "дA", "тA", "ндA", "дAн", "тAн", "нAн",
    "дAгI", "тAгI", "дIк", "тIк", "лIк", "чA", "дAй", "тAй", "нIкI", "дIкI", "тIкI", "дAйм", "сIз", "чI",
)  # fmt: skip
_TAILS = ("", "бIз", "мIн", "пIз", "сIң", "бI", "пI", "нIн", "тIн", "лAр")
_UZBEK = re.compile(
    r"(?:лар|lar)?(?:лари|lari|им|im|инг|ing|си|si|имиз|imiz|миз|miz|м|m|нг|ng|и|i)?"
    r"(?:нинг|ning|нини?|ni|ни|га|ga|ка|ka|қа|qa|дан|dan|да|da|даги|dagi|лик|lik|ча|cha|ники|niki)?"
    r"(?:ман|man|миз|miz|ям|yam|ку|ku)?"
)
_RUSSIAN: dict[str, tuple[str, ...]] = {
    "а": ("", "о"), "я": ("ь", "й", "е"), "ы": ("а", ""), "и": ("а", "я", "ь", "", "й"), "у": ("а", "", "о"),
    "ю": ("я", "ь", "й"), "е": ("а", "я", "", "о", "ь", "й"), "ой": ("а", "ая", "ый", "ий"), "ою": ("а",),
    "ом": ("", "о", "ый", "ий"), "ем": ("ь", "й", "", "е"), "ём": ("ь", "й"), "ей": ("я", "а", "ья"), "ью": ("ь",),
    "ии": ("ия", "ий"), "ию": ("ия", "ий"), "ией": ("ия",), "ия": ("ий",), "ием": ("ий",), "ьи": ("ья",),
    "ье": ("ья",), "ьей": ("ья",), "ых": ("", "ый", "ые"), "ым": ("", "ый"), "ыми": ("",),
    "ами": ("а", "ы", "и", ""), "ам": ("а", "ы", "и", ""), "ах": ("а", "ы", "и", ""), "ям": ("и", "я"),
    "ями": ("и", "я"), "ях": ("и", "я"), "ов": ("ы",), "ого": ("ый", "ий", "ой", "ое"), "его": ("ий", "ее"),
    "ому": ("ый", "ий", "ой", "ое"), "ему": ("ий",), "им": ("ий", ""), "ую": ("ая", "ий"), "их": ("ий", "ие", ""),
    "ая": ("ый", "ий"), "ек": ("ки",), "ок": ("ка", "ки"),
}  # fmt: skip
_ENGLISH = re.compile(r"['’ʼ]s?$")


@cache
def _chains(wide: str, narrow: str) -> frozenset[str]:
    """Every chain of suffixes behind a stem whose last vowel asks for these two."""
    found = set()
    for parts in product(_PLURALS, _POSSESSIVES, _CASES, _TAILS):
        pattern = "".join(parts)
        if 0 < len(pattern) <= _LONGEST and not (parts[3] and not (parts[1] or parts[2])):
            found.add(_spelled(pattern, wide, narrow))
    return frozenset(found)


def _spelled(pattern: str, wide: str, narrow: str) -> str:
    letters = []
    for letter in pattern:
        if letter == "A":
            letters.append(wide)
            narrow = _NARROW_AFTER[wide]
        elif letter == "I":
            letters.append(narrow)
        else:
            letters.append(letter)
    return "".join(letters)


def kyrgyz(word: str) -> Iterator[tuple[str, str]]:
    """Stems and suffix chains of a lower-case word in Cyrillic letters, the shortest chain first."""
    for size in range(1, min(_LONGEST, len(word) - 2) + 1):
        stem, chain = word[:-size], word[-size:]
        vowels = next((_HARMONY[letter] for letter in reversed(stem) if letter in _HARMONY), None)
        if vowels and chain in _chains(vowels[0], vowels[1]):
            yield stem, chain
            if stem[-1] in "бг" and chain[0] in _HARMONY:  # китеп, китебим; Тынчтык, Тынчтыгы
                yield stem[:-1] + {"б": "п", "г": "к"}[stem[-1]], chain


def uzbek(word: str) -> Iterator[tuple[str, str]]:
    """Stems and suffix chains of a lower-case word in Latin or Cyrillic letters, the shortest chain first."""
    for size in range(1, min(12, len(word) - 2) + 1):
        if _UZBEK.fullmatch(word, len(word) - size):
            yield word[:-size], word[-size:]


def russian(word: str) -> Iterator[tuple[str, str]]:
    """Nominatives and case endings of a lower-case Russian word."""
    for size in (1, 2, 3):
        if len(word) - size >= 2:
            for nominative in _RUSSIAN.get(word[-size:], ()):
                yield word[:-size] + nominative, word[-size:]
    if len(word) > 4 and word[-1] in "аеуы" and word[-2:-1] not in "аеёиоуыэюя":
        root = word[:-1]  # Павла, Павел
        yield f"{root[:-1]}е{root[-1]}", word[-1]
    if word.startswith("льв"):
        yield "лев", word[3:]


@lru_cache(maxsize=200_000)
def bases(word: str) -> tuple[tuple[str, str, str], ...]:
    """What a lower-case word may be a form of: (base, ending, language), the word itself first.

    The ending is that of Kyrgyz, Uzbek or English, which stays when a name gives way; Russian ones are part of the word
    and empty here.
    """
    found = {word: (word, "", "")}
    possessive = _ENGLISH.search(word)
    if possessive and possessive.start() > 1:
        bare = word[: possessive.start()]
        found[bare] = (bare, word[possessive.start() :], "en")
    is_cyrillic = any("а" <= letter <= "ӿ" for letter in word)
    if is_cyrillic:
        for base, _ending in russian(word):
            found.setdefault(base, (base, "", "ru"))
        for base, ending in kyrgyz(word):
            found.setdefault(base, (base, ending, "ky"))
            if base.endswith(("овн", "евн")):
                found.setdefault(base + "а", (base + "а", ending, "ky"))
    for base, ending in uzbek(word):
        found.setdefault(base, (base, ending, "uz"))
    return tuple(found.values())


_STRONG = re.compile(
    r"(?:[лдт][аеоө]р)?(?:[ыиуү]?бы?[зи]з?)?"
    r"(?:[ндт][ыиуү]н|[гк][аеоө]|[ндт][ыиуү]|[дт][аеоө]|[дтн][аеоө]н|[дт][аеоө]г[ыиуү]|[дтл][ыиуү]к)$"
)
_STRONG_UZBEK = re.compile(r"(?:lar|лар)?(?:ning|нинг|ga|га|ka|ка|qa|қа|ni|ни|dan|дан|da|да|dagi|даги|lik|лик)$")
_VOWEL = re.compile(r"[аеёиоуыэюяөүӯӣўaeiouy]")
_RUSSIAN_END = re.compile(r"(?:ами|ями|ого|ому|ыми|ой|ою|ей|ом|ем|ых|ым|ам|ах|ую|ая|ий|ый|а|я|ы|и|у|ю|е|ь|й)$")


@lru_cache(maxsize=100_000)
def guessed(word: str, language: str) -> tuple[str, str]:
    """Stem and ending of a lower-case word that nobody knows, by the language of its text."""
    if language == "ky":
        for base, ending in kyrgyz(word):
            if len(base) > 3 and _STRONG.fullmatch(ending):
                return base, ending
    if language == "uz":
        for base, ending in sorted(uzbek(word), key=lambda pair: len(pair[0])):
            if len(base) > 3 and _STRONG_UZBEK.fullmatch(ending):
                return base, ending
    if language == "ru":
        bare = _RUSSIAN_END.sub("", word)
        return (bare if len(bare) > 2 and _VOWEL.search(bare) else word), ""
    found = _ENGLISH.search(word)
    return (word[: found.start()], word[found.start() :]) if found else (word, "")
