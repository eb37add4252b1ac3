"""What the rules know about names of people: first names with their sex, patronymics, surnames, titles, kin."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from tayanch.interviews.anonymising.inflection import bases
from tayanch.interviews.anonymising.model import Sex
from tayanch.interviews.anonymising.words import fold, plain


class Name(NamedTuple):
    """How a word is a name: *part* first, patronymic, surname or compound; *stem*, folded, the same for all forms."""

    part: str
    stem: str
    ending: str
    sex: Sex


def data_text(name: str) -> str:
    return (resources.files("tayanch.interviews.anonymising") / "data" / name).read_text("utf-8")


@cache
def sections(name: str) -> dict[str, list[str]]:
    """Words of a data file by the line in brackets above them."""
    found: dict[str, list[str]] = {}
    here: list[str] = []
    for line in data_text(name).splitlines():
        if line.startswith("["):
            here = found.setdefault(line.strip("[] "), [])
        elif not line.startswith("#"):
            here += line.split()
    return found


@cache
def first_names() -> dict[str, frozenset[str]]:
    """Folded first names, each with the sexes that bear it."""
    found: dict[str, frozenset[str]] = {}
    for section, names in sections("first_names.txt").items():
        sex = section.split()[1]
        for name in names:
            for key in spellings(name):
                found[key] = found.get(key, frozenset()) | {sex}
    return found


def spellings(name: str) -> tuple[str, ...]:
    """Folded keys of the ways one name is written: Гулнора and Гулнара, Жамиля and Жамила, Шахноза and Шаноза."""
    key = fold(name)
    softened = key.replace("ia", "a") if key.endswith("lia") else key
    return tuple(dict.fromkeys((key, softened)))


LANGUAGES = ("ru", "ky", "uz", "en")


@cache
def ordinary(section: str) -> frozenset[str]:
    """Lower-case words of one section: capitals; starts and both by language."""
    return frozenset(map(_straight, map(plain, sections("ordinary.txt")[section])))


def _straight(low: str) -> str:
    return _MARKS.sub("'", low)


_MARKS = re.compile("[ʻʼ‘’`´]")


_CLITIC = re.compile("-(?:то|ка|таки|да|ку|чи|де)$|'s$")


@lru_cache(maxsize=100_000)
def is_ordinary(low: str, language: str) -> bool:
    """Whether a lower-case word begins sentences, or is written with a capital without naming anybody.

    Words of another language count unless they are names: Салтанат begins a Kyrgyz sentence, and is a woman in a
    Russian one.
    """
    word = _straight(low)
    forms = {word, _CLITIC.sub("", word)}
    if any(each in ordinary("capitals") or each in _of(language, "starts") for each in forms):
        return True
    others = any(each in ordinary(f"starts {other}") for each in forms for other in LANGUAGES)
    return others and fold(low) not in first_names()


@lru_cache(maxsize=100_000)
def is_both(low: str, language: str) -> bool:
    """Whether a name is an ordinary word of the language as well, in this or another case form."""
    known = _of(language, "both")
    return any(_straight(base) in known for base, _ending, _language in bases(low))


@cache
def common() -> frozenset[str]:
    """Lower-case words that are ordinary beyond doubt."""
    return frozenset(
        word for line in data_text("common.txt").splitlines() if not line.startswith("#") for word in line.split()
    )


_NO_NAME = {
    "ru": re.compile(
        r".*(?:[уюо]|[йь]те|ом|т[ьи]|ться|л[аио]|лась|лись|лось|лся|[еи]шь|[еёи]т|ют|ят|[еёи]м|ый|ий|ое|ая|ые|ие|[нктв]о|ами|ями|[еа]ние|ость|ств[оау]|ци[яию]|"
        r"[аяыи]в|вши|сь|ых|его|ого|ому|ей|ах|ях)"
    ),
    "ky": re.compile(
        r".*(?:[гк][аеоө]н(?:да|де|до|дө|дан|ден)?|[дт][ыиуү](?:м|к|ң)?|[ыиуү]?п|с[аеоө](?:м|ң|к)?|ч[уү]|[уүоө][уүоө]|[аеоөй]т|б[аеоө][йс]|"
        r"л[ыиуү]к|с[ыиуү]з|лар|лер|лор|лөр|дар|дер|тар|тер|ыш|иш|уш|үш|м[аеоө]|[йрн]ча|б[ыиуү]з|м)"
    ),
    "en": re.compile(
        r".*(?:ly|ing|ed|tion|ness|ment|able|ful|less|ous|ity|[^'’]s|est|ward|ever|ive|al|ary|ern|ent|ant|more|like|ise|ize|ic)"
    ),
}


@lru_cache(maxsize=50_000)
def is_perhaps_a_name(low: str, language: str) -> bool:
    """Whether the first word of a sentence is nothing ordinary as far as the lists know."""
    shape = _NO_NAME.get(language)
    if shape is None or len(low) < 4 or "-" in low or shape.fullmatch(low):
        return False
    return not any(
        base in common() or is_ordinary(base, language) or is_both(base, language) for base, _e, _l in bases(low)
    )


def _of(language: str, section: str) -> frozenset[str]:
    return ordinary(f"{section} {language}") if language in LANGUAGES else frozenset()


_TAILS = (
    "bek|bai|boi|gul|guli|jan|jon|kan|hon|han|ali|kul|bubu|nur|nura|zat|mira|mamat|mat|murat|murod|bolot|polot|pulat|"
    "temir|akun|iddin|ulla|ullo|oi|ai|berdi|keldi|geldi|bergen|niso|bonu|bonu|shod|zod|gazi|alim|nazar|mirza|tai|"
    "sultan|islam|diior|iar|iora|ova"
)
_COMPOUND = re.compile(rf"[a-z]{{3,}}?(?:{_TAILS.removesuffix('|ova')})")
_SURE = re.compile(r"(?<!uz)(?<!oz)(?:bek|gul|bubu|iddin|mamat|murat|ullo?a)$")
_HEADS = re.compile(
    r"(?:nur|ai|gul|bakt|bahti|abd|mamat|mirz|ish|tursun|jum|orozo|orun|asil|bek|iris|kub|kurman|kal|jan|taala|tokto|tol|"
    r"sovet|sooron|suiun|turgan|umar|zam|zari|dil|shah|meh?r|nig|nil|far|gav|hur|hud|muh|mah|abu|rah|saf|sai|sher|"
    r"erk|emil|ed|alt|alm|ak|ana|el|al|az)"
)
_PATRONYMIC = re.compile(
    r"[a-z]{2,}?(?:(?:ov|ev)(?:ich(?:a|u|e|om|em)?|n(?:a|i|e|u|oi|oiu))|(?:inichn|kitichn|ilichn|omichn|ukichn)(?:a|i|e|u|oi|oiu))|"
    r"(?:kuzmich|ilich|nikitich|lukich|fomich)(?:a|u|e|om|em)?"
)
_SURNAME = re.compile(
    r"[a-z]{2,}(?:(?:ov|ev|iov|iev|in|un|tsin|sk|tsk)(?:a|u|oi|oiu|im|imi|e|i|ih|om|aia|uiu|ii|ogo|omu)?|enko|chenko|chuk|"
    r"ian|iants|dze|shvili|zade|zoda|zada|pur|li|lu|oglu|ogli|ovich|evich|ouv|off|ev)"
)
_CLEAR_SURNAME = re.compile(
    r"[a-z]{3,}?(?:ov|ev|iov|iev)(?:a|u|oi|oiu|im|imi|e|i|ih|om)?|[a-z]{4,}(?:bekov|baev|alieva?|kulov|janov|aliev|ullaev)[a-z]{0,3}"
)
_STEM_END = re.compile(r"(?:a|u|oi|oiu|im|imi|e|i|ih|om|aia|uiu|ii|ogo|omu)$")


@lru_cache(maxsize=100_000)
def first_name(low: str) -> Name | None:
    """A known first name in any case, of Kyrgyz, Uzbek, Tajik, Kazakh, Russian and a few other peoples."""
    known = first_names()
    for base, ending, _language in bases(low):
        for key in spellings(base):
            if key in known and len(key) > 1:
                sexes = known[key]
                sex: Sex = ("woman" if "woman" in sexes else "man") if len(sexes) == 1 else ""
                return Name("first", key, ending, sex)
    return None


@lru_cache(maxsize=100_000)
def made_name(low: str) -> Name | None:
    """A name that is not in the list but is built as Central Asian ones are: Турсун|бек, Нур|зат."""
    for base, ending, _language in bases(low):
        key = fold(base)
        if len(key) > 5 and _COMPOUND.fullmatch(key) and (_HEADS.match(key) or _known_head(key) or _SURE.search(key)):
            man = key.endswith(("bek", "bai", "boi", "ali", "kul", "murat", "murod", "mamat", "iddin", "ulla", "berdi"))
            woman = key.endswith(("gul", "guli", "bubu", "nura", "kan", "niso", "oi", "zat", "mira"))
            return Name("compound", key, ending, "man" if man else "woman" if woman else "")
    return None


def _known_head(key: str) -> bool:
    return any(key[:size] in first_names() for size in range(4, len(key) - 1))


@lru_cache(maxsize=100_000)
def patronymic(low: str) -> Name | None:
    """Петрович, Эсенбековнага, Rakhimovna."""
    for base, ending, _language in bases(low):
        key = fold(base)
        if _PATRONYMIC.fullmatch(key):
            is_woman = re.search(r"n(?:a|u|e|i|oi|oiu)?$", key) is not None
            bare = re.sub(r"(?:a|u|e|i|om|em|oi|ei|oiu)$", "", key)
            return Name("patronymic", bare, ending, "woman" if is_woman else "man")
    return None


@lru_cache(maxsize=100_000)
def surname(low: str) -> Name | None:
    """A surname by its ending, in all Russian cases and with Kyrgyz and Uzbek ones behind it."""
    for base, ending, _language in bases(low):
        key = fold(base)
        if len(key) > 4 and _SURNAME.fullmatch(key) and not base.endswith("w"):
            clear = _CLEAR_SURNAME.fullmatch(key) is not None
            woman = key.endswith(("ova", "eva", "ina", "aia", "ovoi", "evoi"))
            man = key.endswith(("ov", "ev", "in", "ii", "ovim", "evim"))
            stem = _STEM_END.sub("", key)
            return Name("surname" if clear else "perhaps", stem, ending, "woman" if woman else "man" if man else "")
    return None


PARTICLES = frozenset(sections("beside.txt")["particle"])


def is_particle(low: str) -> bool:
    """кызы, уулу, qizi, oʻgʻli, in any case."""
    return any(base in PARTICLES for base, _ending, _language in bases(low)) or fold(low) in _FOLDED_PARTICLES


_FOLDED_PARTICLES = frozenset(map(fold, PARTICLES))


@cache
def _beside(what: str) -> dict[str, Sex]:
    """Titles or words of kinship and the sex each tells."""
    sexes: dict[str, Sex] = {"woman": "woman", "man": "man", "any": ""}
    words = sections("beside.txt")
    return {word: sex for section, sex in sexes.items() for word in words[f"{what} {section}"]}


@lru_cache(maxsize=50_000)
def title_before(low: str) -> Sex | None:
    """The sex a title or word of kinship before a name tells ("" when it tells none); None for any other word."""
    known = _beside("title")
    return next((known[base] for base, _ending, lang in bases(low) if base in known and lang in ("", "ru")), None)


@lru_cache(maxsize=50_000)
def kin_after(low: str) -> Sex | None:
    """The same for what stands behind a name: эже, байке, опа, aka, with case endings."""
    known = _beside("kin")
    return next((known[base] for base, _ending, lang in bases(low) if base in known), None)


# Behind these a word with a capital is a person, known or not.
INTRODUCES = frozenset(sections("beside.txt")["introduces"])
NAMED = frozenset(sections("beside.txt")["named"])
