"""What a quote says about its speaker: "woman migrant, 35–44, Osh oblast, focus group", in ky, ru and en.

A label is made of facts, each of which can be told less exactly: her age as a band or a wide band, her oblast or only
the north or south of the country. Only values that the product knows are told; a text of the study's own could be a
village or a name, so it is not. See docs/explanation/quotes.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache

from tayanch.interviews.attributes import AGE, DESTINATION, METHODS, OBLAST, RETURNED, SEX, SEXES, STATUS
from tayanch.interviews.model import Document, Speaker
from tayanch.vocabulary import Concept, scheme

METHOD, BROADER_STATUS, WIDE_AGE, REGION = "method", "broader-status", "wide-age", "region"
DETAIL = (STATUS, SEX, AGE, OBLAST, METHOD)
COARSER: Mapping[str, str] = {STATUS: BROADER_STATUS, AGE: WIDE_AGE, OBLAST: REGION}
LANGUAGES = ("ky", "ru", "en")

# Last year of each band; the last band is open. A girl under 18 is never shown by her year.
BANDS, WIDE_BANDS = (17, 24, 34, 44, 54, 64), (17, 34, 54)
NARROWEST = 5  # years of a band that is a study's own
_BAND = re.compile(r"\s*(\d{1,3})\s*(?:(\+)|[-–—−]\s*(\d{1,3}))?\s*")

SOUTH = ("batken", "jalal-abad", "osh", "osh-city")
REGIONS = {
    "north": ("Кыргызстандын түндүгү", "север Кыргызстана", "north of Kyrgyzstan"),
    "south": ("Кыргызстандын түштүгү", "юг Кыргызстана", "south of Kyrgyzstan"),
}
SAID_OF_SEX = {"woman": ("аял", "женщина", "woman"), "man": ("эркек", "мужчина", "man")}
SAID_OF_METHOD = {
    "focus-group": ("фокус-топ", "фокус-группа", "focus group"),
    "interview": ("маек", "интервью", "interview"),
    "case-study": ("үй-бүлөнүн окуясы", "история семьи", "family case study"),
    "expert-interview": ("эксперт менен маек", "экспертное интервью", "expert interview"),
}
SAID_OF_RETURN = {
    "yes": ("кайткандан кийин", "после возвращения", "after return"),
    "no": ("чет өлкөдө", "за границей", "abroad"),
}
NOBODY = ("респондент", "респондент", "respondent")

# Who is a woman by her status; vocabulary scheme target-group.
_WOMEN = (
    "woman-migrant domestic-worker informally-employed without-status pregnant-woman underage-nanny near-pension-age "
    "accompanying-woman potential-migrant returned-migrant young-unmarried-returnee banned-returnee woman-at-home "
    "wife-at-home abandoned-wife widow foreign-worker-in-kyrgyzstan mother-in-law"
).split()

# Statuses whose words depend on sex, that the vocabulary does not have, or whose words there are not those of a person:
# of a woman, of a man, of somebody whose sex is not told; each in ky, ru, en.
_FORMS: Mapping[str, tuple[tuple[str, str, str], tuple[str, str, str], tuple[str, str, str]]] = {
    "teacher": (
        ("мугалим аял", "учительница", "woman teacher"),
        ("мугалим эркек", "учитель-мужчина", "man teacher"),
        ("мугалим", "учитель", "teacher"),
    ),
    "family-member": (
        ("мигранттын тууганы, аял", "родственница мигрантки", "female relative of a migrant"),
        ("мигранттын тууганы, эркек", "родственник мигрантки", "male relative of a migrant"),
        ("мигранттын тууганы", "член семьи мигрантки", "relative of a migrant"),
    ),
    "migrant": (
        ("мигрант аял", "женщина-мигрантка", "woman migrant"),
        ("мигрант эркек", "мужчина-мигрант", "man migrant"),
        ("мигрант", "мигрант", "migrant"),
    ),
    "non-migrant": (
        ("миграцияда болбогон аял", "женщина без опыта миграции", "non-migrant woman"),
        ("миграцияда болбогон эркек", "мужчина без опыта миграции", "non-migrant man"),
        ("миграцияда болбогон", "без опыта миграции", "non-migrant"),
    ),
    "expert": (("эксперт аял", "эксперт, женщина", "woman expert"), ("эксперт эркек", "эксперт, мужчина", "man expert"))
    + (("эксперт", "эксперт", "expert"),),
    "husband": (("мигранттын күйөөсү", "муж мигрантки", "husband of a migrant"),) * 3,
    "mother-in-law": (("мигранттын кайненеси", "свекровь мигрантки", "mother-in-law of a migrant"),) * 3,
    "informally-employed": (
        ("келишимсиз иштеген аял", "работница без договора", "woman working without a contract"),
    )
    * 3,
    "accompanying-woman": (
        ("үй-бүлөсү менен барган аял", "женщина, уехавшая с семьёй", "woman who moved with family"),
    )
    * 3,
    "potential-migrant": (
        ("кетүүгө камынган аял", "женщина, которая собирается уехать", "woman planning to go"),
    )
    * 3,
    "child-at-home": (
        ("мигранттардын үйдө калган баласы", "ребёнок мигрантов, живёт дома", "child of migrants at home"),
    )
    * 3,
}

Told = Mapping[str, str]
Say = Callable[[str, str], str]


def label(speaker: Speaker | None, document: Document, language: str, detail: Sequence[str] = DETAIL) -> str:
    """The words under a quote.

    *detail*: which facts are told, in order: ``status``, ``broader-status``, ``sex``, ``age``, ``wide-age``,
    ``oblast``, ``region``, ``destination``, ``returned``, ``method``. What is not known is left out. Languages without
    words of their own are answered in Russian (uz, tg) or English.

    Raises:
        ValueError: a fact has no such name.
    """
    return words(told(speaker, document, detail), language)


def told(speaker: Speaker | None, document: Document, detail: Sequence[str] = DETAIL) -> dict[str, str]:
    """What a label tells: fact and value, in the order of *detail*. Two speakers with the same have the same label.

    A fact that the speaker's attributes lack is taken from the document's, such as the oblast of a focus group.
    """
    if unknown := [name for name in detail if name not in _FACTS]:
        raise ValueError(f"A label cannot tell {', '.join(unknown)}. Choose from: {', '.join(_FACTS)}.")
    attributes = {**document.attributes, METHOD: document.method, **(speaker.attributes if speaker else {})}
    found = {name: _read(name, attributes) for name in detail}
    status = found.get(STATUS) or found.get(BROADER_STATUS) or ""
    if sex := _sex_of(status):
        found[SEX] = sex
    return {name: value for name, value in found.items() if value}


def words(facts: Told, language: str) -> str:
    """Facts as :func:`told` gives them, in words; "respondent" when there are none."""
    lang = _language(language)
    return ", ".join(filter(None, (_say(name, facts, lang) for name in facts))) or NOBODY[lang]


def age_band(age: str, wide: bool = False) -> str:
    """Years or a band of years ("37", "35-44", "60+") as the band that is told: "35-44", "65+"; empty if it is none.

    A study's own band that crosses ours is told as it is when it spans :data:`NARROWEST` years, never in wide bands.
    """
    if (matched := _BAND.fullmatch(age)) is None:
        return ""
    first = int(matched[1])
    last = 199 if matched[2] else int(matched[3] or first)
    limits = WIDE_BANDS if wide else BANDS
    starts = (0, *(limit + 1 for limit in limits))
    for start, end in zip(starts, (*limits, 199), strict=True):
        if start <= first <= last <= end:
            return f"{start}-{end}" if end < 199 else f"{start}+"
    own = last - first + 1 >= NARROWEST and first >= BANDS[0] + 1 and not wide
    return (f"{first}+" if last == 199 else f"{first}-{last}") if own else ""


# --- facts -----------------------------------------------------------------------------------------------------------


def _status(values: Told) -> str:
    own = values.get(STATUS, "").removeprefix("target-group/")
    return own if own in _FORMS or _concept("target-group", own) else ""


def _broader_status(values: Told) -> str:
    own = _status(values)
    while (concept := _concept("target-group", own)) and concept.broader:
        own = concept.broader.removeprefix("target-group/")
    return {"husband": "family-member", "mother-in-law": "family-member"}.get(own, own)


def _oblast(values: Told) -> str:
    own = values.get(OBLAST, "").removeprefix("oblast/")
    return own if _concept("oblast", own) else ""


def _region(values: Told) -> str:
    own = _oblast(values)
    return ("south" if own in SOUTH else "north") if own else ""


def _destination(values: Told) -> str:
    own = values.get(DESTINATION, "").removeprefix("country/")
    return own if _concept("country", own) else ""


def _one_of(name: str, known: Sequence[str]) -> Callable[[Told], str]:
    return lambda values: value if (value := values.get(name, "")) in known else ""


def _age_words(band: str, lang: int) -> str:
    if band.startswith("0-"):
        return ("18ге чейин", "младше 18", "under 18")[lang]
    return band.replace("-", "–")


def _status_words(facts: Told, status: str, lang: int) -> str:
    if forms := _FORMS.get(status):
        return forms[(*SEXES, "").index(facts.get(SEX, ""))][lang]
    concept = _concept("target-group", status)
    name = concept.label(LANGUAGES[lang]) if concept else ""
    return name[:1].lower() + name[1:]


_FACTS: Mapping[str, Callable[[Told], str]] = {
    STATUS: _status,
    BROADER_STATUS: _broader_status,
    SEX: _one_of(SEX, SEXES),
    AGE: lambda values: age_band(values.get(AGE, "")),
    WIDE_AGE: lambda values: age_band(values.get(AGE, ""), wide=True),
    OBLAST: _oblast,
    REGION: _region,
    DESTINATION: _destination,
    RETURNED: _one_of(RETURNED, tuple(SAID_OF_RETURN)),
    METHOD: _one_of(METHOD, METHODS),
}


def _read(name: str, values: Told) -> str:
    return _FACTS[name](values)


def _say(name: str, facts: Told, lang: int) -> str:
    value, code = facts[name], LANGUAGES[lang]
    status = facts.get(STATUS) or facts.get(BROADER_STATUS) or ""
    if name in (STATUS, BROADER_STATUS):
        return _status_words(facts, value, lang)
    if name in (AGE, WIDE_AGE):
        return _age_words(value, lang)
    if name == SEX:
        return "" if status in _FORMS or _sex_of(status) else SAID_OF_SEX[value][lang]
    if name == DESTINATION:
        where = _concept("country", value)
        return ("иштеген өлкөсү: ", "страна работы: ", "country of work: ")[lang] + (where.label(code) if where else "")
    if name == OBLAST:
        oblast = _concept("oblast", value)
        return oblast.label(code) if oblast else ""
    return {REGION: REGIONS, RETURNED: SAID_OF_RETURN, METHOD: SAID_OF_METHOD}[name][value][lang]


def _sex_of(status: str) -> str:
    return "woman" if status in _WOMEN else "man" if status == "husband" else ""


def _language(language: str) -> int:
    code = {"uz": "ru", "tg": "ru"}.get(language[:2].lower(), language[:2].lower())
    return LANGUAGES.index(code if code in LANGUAGES else "en")


@cache
def _concept(scheme_id: str, own: str) -> Concept | None:
    return next((one for one in scheme(scheme_id) if one.id == own), None)
