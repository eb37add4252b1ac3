"""The guide as it is served: made in memory, compressed once, and made anew when the day, the law or a call changes."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from tayanch.compression import QUICK, pack, unpack
from tayanch.directory import published
from tayanch.guide import calls
from tayanch.guide.content.card import COUNTRIES, LANGUAGES, Guide
from tayanch.guide.content.finding import Finder
from tayanch.guide.content.helpers import directory
from tayanch.guide.content.known import known
from tayanch.guide.content.loading import guide, laid_over
from tayanch.guide.pages import finding, frame
from tayanch.guide.pages.rendering import Asked, Making, addresses, missing, more_addresses, page
from tayanch.guide.paper.setting import to_pdf
from tayanch.law import live, reviews

MOST_PAPERS = 200


@dataclass(frozen=True)
class Sent:
    """A file as it goes out, compressed. Hardly any browser wants it as it was."""

    packed: bytes
    status: int = 200
    is_quiet: bool = False
    policy: str = ""  # none: that of every page

    @property
    def body(self) -> bytes:
        return unpack(self.packed)


def sent(text: str | bytes, status: int = 200, is_quiet: bool = False, policy: str = "") -> Sent:
    return Sent(pack(text), status, is_quiet, policy)


@dataclass
class Edition:
    """All pages under one law on one day; each is made when it is first asked for, and kept."""

    making: Making
    stamp: object = None
    kept: dict[tuple[str, str], Sent] = field(default_factory=dict)
    papers: dict[tuple[str, str, str, str], bytes] = field(default_factory=dict)

    def page(self, language: str, path: str) -> Sent:
        """The page at ``/<language>/g/<path>``. What is not there is not kept: nobody fills the memory by guessing."""
        key = (language, path)
        if key not in self.kept:
            made = page(self.making, language, path)
            written, policy = frame.lean(made, language)
            found = sent(written, made.status, made.is_quiet, policy)
            if made.status != 200:
                return found
            self.kept[key] = found
        return self.kept[key]

    @cached_property
    def finder(self) -> Finder:
        """Built when somebody searches first."""
        return Finder(self.making.guide, self.making.known)

    def found(self, language: str, path: str, typed: str, topic: str) -> Sent:
        """The page with what was found, made for this one answer: nothing of it is kept."""
        made = finding.found(Asked(self.making, language, path), self.finder, typed, topic)
        written, policy = frame.lean(made, language)
        return Sent(pack(written, QUICK), made.status, is_quiet=True, policy=policy)

    def pack(self, language: str, country: str, part: str = "pack") -> Sent | None:
        """A country in a language as one file for the phone: its pages, or (*part* ``tools``) its tools."""
        if country not in COUNTRIES:
            return None
        key = (language, f"{country}/{part}")
        if key not in self.kept:
            told = self._pack(language, country, with_scripts=part == "tools")
            self.kept[key] = sent(json.dumps(told, ensure_ascii=False, separators=(",", ":")))
        return self.kept[key]

    def _pack(self, language: str, country: str, *, with_scripts: bool) -> Mapping[str, object]:
        """The frame once, and title and inside of every page. Like pages stand together: that compresses better."""
        paths = sorted(addresses(self.making, country), key=lambda path: (path[-3:-1].isdigit(), path))
        found = {path: page(self.making, language, path) for path in (["", "about/", *paths])}
        pages = {f"/{language}/g/{path}": one for path, one in found.items() if bool(one.script) is with_scripts}
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": frame.policy()}
        return {
            "frame": frame.pieces(language),
            "headers": headers | {"Referrer-Policy": "no-referrer"},
            "unsaved": _kept(missing(Asked(self.making, language, ""), "unsaved")),
            "pages": {path: _kept(one) for path, one in pages.items()},
        }

    def paper(self, kind: str, language: str, country: str, address: str) -> bytes:
        """A leaflet or a poster as PDF, whose code leads to *address*. Raises NoPaper.

        It is kept, as the day's first one takes a second. Only so many addresses are: nobody fills the memory.
        """
        key = (kind, language, country, address)
        if key not in self.papers:
            made = to_pdf(kind, self.making, language, country, address)
            if len(self.papers) >= MOST_PAPERS:
                self.papers.clear()
            self.papers[key] = made
        return self.papers[key]

    def all_pages(self) -> list[tuple[str, str]]:
        """Language and path of every page."""
        paths = ["", "about/", "forget/", "find/"]
        for country in COUNTRIES:
            paths += [*addresses(self.making, country), *more_addresses(self.making, country)]
        return [(language, path) for language in LANGUAGES for path in paths]


def _kept(page: frame.Page) -> list[str]:
    """A page of the copy: title, inside, and a policy of its own where it has scripts of its own."""
    return [page.title, frame.framed(page), *([frame.policy(page.script)] if page.script else [])]


_lock = threading.Lock()
_current: Edition | None = None


def current(today: date) -> Edition:
    """The edition of *today*: the law in force, what lawyers have signed, what staff published, who takes calls."""
    global _current  # noqa: PLW0603
    live.refresh()
    called = tuple(calls.address_of(language) for language in LANGUAGES)
    stamp = (today, live.generation(), dict(reviews.signed()), called, published.stamp())
    with _lock:
        if _current is None or _current.stamp != stamp:
            _current = edition(as_published(), today, stamp)
        return _current


_published: tuple[object, Guide] | None = None


def as_published() -> Guide:
    """The shipped guide with what the desk has published laid over it; read anew when that changes."""
    global _published  # noqa: PLW0603
    stamp = published.stamp()
    if _published is None or _published[0] != stamp:
        _published = stamp, laid_over(guide(), published.folder())[0]
    return _published[1]


def edition(found: Guide, today: date, stamp: object = None) -> Edition:
    """Of these cards, with the directory and the calls of this installation."""
    return Edition(Making(found, today, directory(), calls.address_of, known()), stamp)


def read_ahead(today: date) -> None:
    """Read cards, law and words in the background, so that nobody waits for them; a page is made when it is asked for.

    Making all pages here would hold a core of a small laptop for half a minute, for pages that hardly anybody opens.
    """

    def make() -> None:
        made = current(today)
        for language in LANGUAGES:
            made.page(language, "")
        made.finder.cards("")

    threading.Thread(target=make, name="guide", daemon=True).start()
