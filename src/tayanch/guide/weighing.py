"""How heavy the guide is on a thin line: each page as it is sent, and a country in a language as it is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tayanch.guide.content.card import COUNTRIES, LANGUAGES, Guide
from tayanch.guide.content.helpers import Find
from tayanch.guide.content.known import known
from tayanch.guide.edition import Edition
from tayanch.guide.pages.places import KIOSK
from tayanch.guide.pages.rendering import Making, addresses, more_addresses

HEADERS = 900  # bytes of an answer's head; measured, not compressed
PAGE = 8 * 1024
COUNTRY = 60 * 1024


@dataclass(frozen=True)
class Weight:
    """A country in a language: how many pages, the heaviest with its head, and the two files that she can keep."""

    language: str
    country: str
    pages: int
    heaviest: int
    heaviest_path: str
    mean: int
    kept: int
    tools: int

    @property
    def is_over(self) -> bool:
        return self.heaviest > PAGE or max(self.kept, self.tools) > COUNTRY


def weigh(guide: Guide, today: date, find: Find) -> list[Weight]:
    """Every country in every language, with all that can stand on a page."""
    return weigh_edition(Edition(Making(guide, today, find, lambda language: f"/{language}/callback/", known())))


def weigh_edition(edition: Edition) -> list[Weight]:
    return [_weight(edition, language, country) for country in COUNTRIES for language in LANGUAGES]


def _weight(edition: Edition, language: str, country: str) -> Weight:
    fixed = ["", "about/", "forget/", "find/"]
    paths = [*fixed, *addresses(edition.making, country), *more_addresses(edition.making, country)]
    paths += [f"{KIOSK}{path}" for path in ("", *addresses(edition.making, country))]
    sizes = {path: len(edition.page(language, path).packed) + HEADERS for path in paths}
    heaviest = max(sizes, key=lambda path: sizes[path])
    files = [found for part in ("pack", "tools") if (found := edition.pack(language, country, part))]
    kept = [len(found.packed) + HEADERS for found in files]
    return Weight(language, country, len(paths), sizes[heaviest], heaviest, sum(sizes.values()) // len(sizes), *kept)


def table(weights: Iterable[Weight]) -> list[str]:
    """For a terminal: bytes on the wire; a star marks what is over its budget."""
    rows = [f"{'':8}{'pages':>6}{'mean':>8}{'heaviest':>10}  {'':16}{'kept':>8}  {'tools':>8}"]
    for one in weights:
        page, kept, tools = (" *"[one.heaviest > PAGE], " *"[one.kept > COUNTRY], " *"[one.tools > COUNTRY])
        head = f"{one.country}/{one.language:5}{one.pages:6}{one.mean:8}{one.heaviest:10}{page}"
        rows.append(f"{head} {one.heaviest_path:16}{one.kept:8}{kept} {one.tools:8}{tools}")
    return [*(row.rstrip() for row in rows), f"Budgets: {PAGE} a page, {COUNTRY} a country in a language."]
