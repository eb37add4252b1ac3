"""Live numbers in a text that people edit: ``{{figure:s000-029|59.6 %}}``.

Before the bar stands what is meant, after it what it read when somebody last looked; the second part is there for the
eye and may be damaged without harm. ``{{indicator:consultations/2026/sex=female}}`` names a period and a group;
``~n`` asks for the number without its unit. A number of the author's own with its source is
``{{own:63 %|National Statistical Committee, 2024, table 3}}``, a footnote ``{{note:…}}``; ``{{word:12}}`` is a number
that tells no fact ("in the last 12 months"), never a percentage. ``{{table:…}}`` and ``{{chart:…}}`` before a reference
show all that is behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tayanch.reports.model import KINDS, Reference

TOKEN = re.compile(r"\{\{\s*([a-z]+)\s*:\s*([^{}|]*?)\s*(?:\|([^{}]*))?\}\}")
_FORM = re.compile(r"~([a-z0-9-]+)$")
SHOWS = ("table", "chart")
OWN = ("own", "note", "word")


@dataclass(frozen=True)
class Token:
    """One live number in a text, from *start* to *end*. *reference* is None for the author's own."""

    start: int
    end: int
    kind: str
    body: str
    shown: str
    form: str = ""
    show: str = ""  # "table" or "chart"
    reference: Reference | None = None

    @property
    def meant(self) -> str:
        """What it names, without what it read: the key under which a draft remembers it."""
        return written(self.reference) if self.reference else f"{self.kind}:{self.body}"


def tokens(text: str) -> Iterator[Token]:
    """All live numbers of a text, in their order. What is no reference is left to the reader as text."""
    for found in TOKEN.finditer(text):
        kind, body, shown = found.group(1), found.group(2), (found.group(3) or "").strip()
        made = _token(found.start(), found.end(), kind, body, shown)
        if made:
            yield made


def _token(start: int, end: int, kind: str, body: str, shown: str) -> Token | None:
    if kind in OWN:
        return Token(start, end, kind, body, shown)
    show = kind if kind in SHOWS else ""
    if show:
        kind, _, body = body.partition(":")
    form = _FORM.search(body)
    body = body[: form.start()] if form else body
    reference = read(f"{kind}:{body}")
    return Token(start, end, kind, body, shown, form.group(1) if form else "", show, reference) if reference else None


def read(text: str) -> Reference | None:
    """A reference from ``kind:key[/period][/group=code …]``; None when it is none."""
    kind, _, rest = text.strip().partition(":")
    key, *more = [part.strip() for part in rest.split("/")]
    if kind not in KINDS or not key:
        return None
    groups = tuple((name, code) for name, sign, code in (part.partition("=") for part in more) if sign)
    period = next((part for part in more if "=" not in part), "")
    return Reference(kind, key, period, groups)


def written(reference: Reference) -> str:
    """``indicator:consultations/2026/sex=female``: what :func:`read` reads."""
    parts = [reference.key, reference.period, *(f"{name}={code}" for name, code in reference.groups)]
    return f"{reference.kind}:" + "/".join(part for part in parts if part)


def token(reference: Reference, shown: str = "", form: str = "", show: str = "") -> str:
    """The text of a live number, as it is put into a section."""
    shown = re.sub(r"[{}|\s]+", " ", shown).strip()
    return (
        "{{"
        + (f"{show}:" if show else "")
        + written(reference)
        + (f"~{form}" if form else "")
        + (f"|{shown}" if shown else "")
        + "}}"
    )


def as_words(text: str) -> str:
    """The text with its typed numbers as words, for what names a question or a measure and tells no figure itself."""
    parts, at = [], 0
    for one in typed_by_hand(text):
        if "%" not in one.text:
            parts += [text[at : one.start], "{{word:" + one.text + "}}"]
            at = one.end
    return "".join([*parts, text[at:]])


def retold(text: str, shown: dict[str, str]) -> str:
    """The text with what its live numbers read brought up to date: *shown* by what each of them means."""
    parts, at = [], 0
    for one in tokens(text):
        if one.reference and one.meant in shown:
            parts += [text[at : one.start], token(one.reference, shown[one.meant], one.form, one.show)]
            at = one.end
    return "".join([*parts, text[at:]])


# --- numbers that were typed by hand -------------------------------------------------------------------------------

_NUMBER = re.compile(r"\d+(?:[\u00a0\u202f ]\d{3}(?!\d))*(?:[.,]\d+)*(?:[\u00a0\u202f ]?%)?")
# Days, quarters and spans of years, which are no figures.
_DATE = re.compile(
    r"\b(?:\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-(?:\d\d(?:-\d\d)?|Q[1-4])|(?:1[89]|20|21)\d\d[–-](?:1[89]|20|21)\d\d)\b"
)
_YEAR = re.compile(r"(?:1[89]|20|21)\d\d")
# What makes a number a name and not a figure: articles, paragraphs, numbers of laws and documents, days.
_BEFORE = re.compile(
    r"(?:№|No\.|nr\.|§|#|\b(?:articles?|art\.|paragraphs?|para\.|sections?|chapter|recommendations?|conventions?|part|"
    r"page|p\.|annex|goal|target|стать\w*|ст\.|пункт\w*|п\.|част\w*|раздел\w*|глав\w*|рекомендаци\w*|конвенци\w*|"
    r"стр\.|приложени\w*|цел\w+|берене\w*|беренен\w*|пункт\w*|бөлүм\w*|сунуш\w*|бет))\s*"
    r"(?:\d+(?:[.,]\d+)*\s*(?:,|and|и|жана|–|-)\s*)*$",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\s+(?:january|february|march|april|may|june|july|august|september|october|november|december|января|февраля|марта|"
    r"апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|үчтүн|-?(?:январ|феврал|март|апрел|ма[йя]|июн|июл|"
    r"август|сентябр|октябр|ноябр|декабр))",
    re.IGNORECASE,
)
_AFTER_ARTICLE = re.compile(r"(?:(?:\s*,|\s+жана)\s*\d+)*-(?:берене|статья|бөлүм|пункт|article)", re.IGNORECASE)


@dataclass(frozen=True)
class Typed:
    """A figure that somebody typed: where it stands, and what it says."""

    start: int
    end: int
    text: str


def typed_by_hand(text: str) -> list[Typed]:
    """Figures of a text that have no source: digits outside of live numbers that are no year, date, article or number
    of a document."""
    bare = _DATE.sub(_blank, TOKEN.sub(_blank, text))
    return [
        Typed(found.start(), found.end(), found.group().strip())
        for found in _NUMBER.finditer(bare)
        if not _is_name(bare, found.start(), found.end(), found.group().strip())
    ]


def _blank(found: re.Match[str]) -> str:
    return "\x00" * len(found.group())


def _is_name(text: str, start: int, end: int, number: str) -> bool:
    before, after = text[max(0, start - 60) : start], text[end : end + 24]
    if before[-1:].isalpha() or before.endswith(("/", "_")) or (before.endswith("-") and before[-2:-1].isalpha()):
        return True  # CEDAW/C/KGZ/CO/5, S-4
    if after.startswith(("/", "_")) or _AFTER_ARTICLE.match(after) or _BEFORE.search(before):
        return True
    if _YEAR.fullmatch(number):
        return not re.match(r"\s*(?:%|people|women|человек|женщин|аял|адам)", after)
    is_day = number.isdecimal() and len(number) <= 2 and bool(_DAY.match(after))
    is_in_list = number.isdecimal() and re.match(r"[.)]\s", after) and not before.rpartition("\n")[2].strip()
    return is_day or bool(is_in_list)
