"""One key for the spellings of one name, across Russian, Kyrgyz, Uzbek, Tajik and Latin letters.

Passports, patents and messengers spell the same woman as Жамиля, Jamila, Zhamilya and Djamila. The key
folds what those spellings disagree about: script, zh/j/dj/dzh, kh/h/x, q/k, gh/g, sh/ch (French-style
Soviet passports wrote Ш as "Ch"), the vowels, doubled letters, and the endings -ova, -eva, -ovna.

A key suggests, it never decides: Гульнара and Гульнур share one. Use it with a surname and a full birth
date, and let a person compare.
"""

import re
import unicodedata

from anyascii import anyascii

# What anyascii would spell otherwise than the passports do.
_LETTERS = str.maketrans(
    {"ё": "yo", "ж": "j", "җ": "j", "ҷ": "j", "ң": "n", "ç": "ch", "č": "ch", "ş": "sh", "š": "sh", "ž": "zh"}
)
_APOSTROPHES = re.compile("['`´ʹʻʼʽˈ‘’‛′ʿʾ＇ьъЬЪ]")
_BREAKS = re.compile(r"[^\w]+|_+")

# In this order. The folds that need a following vowel leave a finished key alone, which has none.
_FOLDS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"shch|t?s?ch|sh", "c"),
        (r"dzh|zh|dj(?=[aeiouy])", "j"),
        (r"ph", "f"),
        (r"gh", "g"),
        (r"kh|h", "x"),
        (r"q", "k"),
        (r"w", "v"),
        (r"(?<=[aeiouy])ng(?=[aeiouy])", "n"),
        (r"(?<=^...)(.*?)(?:[oe]v(?:a|na|ic)?|[oe]ff)$", r"\1"),
        (r"^[iey]+[aeiouy]*", "i"),
        (r"^[ou]+", "o"),
    )
)
_LATER_VOWELS = re.compile(r"(?<!^)[aeiouy]")
_DOUBLES = re.compile(r"(.)\1+")

# Compared in Latin letters, so that "OOO" typed in either alphabet is known.
# "Son of", "daughter of": one document has them, the next one does not.
_PARTICLES = (
    "кызы кизи қызы қизи qizi kyzy kyzi kizi gyzy уулу улуу уулы ұлы улы углы угли оглы оглу ўғли "
    "oʻgʻli ogli ogly oglu ugli ugly uulu ulu uly духтари duxtari dukhtari писари pisari"
)
_LEGAL_FORMS = (
    "ооо оао зао пао ао нао ип чп чуп гп гуп муп осоо оссо тоо жчк жак аак мчж хк ятт ҷдмм чдмм ҷсп ҷск "
    "кх кфх сп тд гк xk llc llp ltd limited inc jsc co corp "
    "company plc gmbh ag şti sti фирма компания предприятие общество акционерное закрытое открытое "
    "публичное товарищество ограниченной ответственностью индивидуальный предприниматель с"
)


def _latin(word: str) -> str:
    """Lower-case ASCII letters and digits of one word."""
    plain = unicodedata.normalize("NFKC", _APOSTROPHES.sub("", word).lower())
    ascii_word: str = anyascii(plain.translate(_LETTERS))
    return re.sub(r"[^a-z0-9]", "", ascii_word.lower())


def _words(text: str) -> list[str]:
    whole = unicodedata.normalize("NFKC", _APOSTROPHES.sub("", text))
    return [word for word in _BREAKS.split(whole) if word]


_PARTICLE_SPELLINGS = frozenset(map(_latin, _PARTICLES.split()))
_LEGAL_SPELLINGS = frozenset(map(_latin, _LEGAL_FORMS.split()))


def name_key(word: str) -> str:
    """The key of one name: lower-case ASCII, such as ``glnr``; empty when the word has no letter.

    Apostrophes and soft signs do not count. The key of a key is the key itself.
    """
    key = _latin(word)
    for pattern, replacement in _FOLDS:
        key = pattern.sub(replacement, key)
    return _DOUBLES.sub(r"\1", _LATER_VOWELS.sub("", key))


def _keys(text: str, ignored: frozenset[str]) -> tuple[str, ...]:
    words = _words(text)
    telling = [word for word in words if _latin(word) not in ignored] or words
    return tuple(key for key in map(name_key, telling) if key)


def name_keys(full_text: str) -> tuple[str, ...]:
    """The keys of all names in a text, in the order written; hyphens part names.

    Particles such as кызы, уулу, qizi are left out, unless there is nothing else.
    """
    return _keys(full_text, _PARTICLE_SPELLINGS)


def _joined_initials(text: str) -> str:
    """Makes "О.О.О." one word."""
    return re.sub(r"\b(?:\w\.){2,}", lambda found: found[0].replace(".", "") + " ", text)


def employer_keys(text: str) -> tuple[str, ...]:
    """The keys of an employer's name without its legal form (ООО, ОсОО, ТОО, LLC …), in the order written.

    When there is nothing but a legal form, its own keys are returned.
    """
    return _keys(_joined_initials(text), _LEGAL_SPELLINGS)
