"""What the codes of groups mean: women and men, countries, topics, stages – from the shared vocabulary."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from tayanch.releases import wording
from tayanch.vocabulary import VocabularyError, scheme
from tayanch.vocabulary.model import Text

TOTAL, UNKNOWN = "", "unknown"
SEXES = ("female", "male", "other", UNKNOWN)
# A dimension → the schemes its codes are looked up in.
SCHEMES: dict[str, tuple[str, ...]] = {
    "topic": ("need", "violation"),
    "country": ("country",),
    "destination": ("country",),
    "outcome": ("case-outcome",),
    "money": ("money-stage",),
    "place": ("place", "oblast"),
    "target_group": ("target-group",),
    "perpetrator": ("perpetrator",),
}
_HXL = {
    "sex": "#meta+sex",
    "country": "#country+code+destination",
    "destination": "#country+code+destination",
    "oblast": "#adm1+code",
    "place": "#adm2+code",
    "topic": "#subsector+code",
    "sector": "#sector+code",
    "stage": "#meta+stage",
}


def dimension(name: str) -> Text:
    """The name of a dimension: ``sex``, ``country``."""
    return wording.text(f"by.{name}") if wording.knows(f"by.{name}") else Text(en=name.replace("_", " "))


def hxl(name: str) -> str:
    """The HXL tag of a dimension."""
    return _HXL.get(name) or f"#meta+{name.replace('_', '').replace('-', '').lower()}"


def group(name: str, code: str) -> Text:
    """What a code of a dimension means. A code nobody knows stands as it is."""
    if name == "sex" and code in SEXES:
        return wording.text(f"sex.{code}")
    if code in (UNKNOWN, ""):
        return wording.text("unknown")
    if code == "rest":
        return wording.text("rest")
    return _concept(name, code) or Text(en=code, ru=code, ky=code)


@cache
def _concept(name: str, code: str) -> Text | None:
    for known in SCHEMES.get(name, (name.replace("_", "-"),)):
        try:
            concepts = {one.id: one for one in scheme(known)}
        except VocabularyError:
            continue
        found = concepts.get(code.rpartition("/")[2]) or concepts.get(code.lower())
        if found:
            return found.labels
    return None


def in_order(name: str, codes: Iterable[str]) -> list[str]:
    """Women first; anything else as the vocabulary has it, what is not known last."""
    known = list(dict.fromkeys(codes))
    if name == "sex":
        return sorted(known, key=lambda code: SEXES.index(code or UNKNOWN) if (code or UNKNOWN) in SEXES else 9)
    return sorted(known, key=lambda code: (code in ("", UNKNOWN), code == "rest", code))
