"""What is around every page: style, script, the exit and the ornament, and the security policy that fits them.

Style and script stand in the page, so that one request is enough. The policy allows exactly these by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markupsafe import Markup, escape

from tayanch.guide.content.card import LANGUAGES
from tayanch.guide.pages.places import KIOSK
from tayanch.guide.words import say

# A weather page: nothing about us, and nothing odd in a phone's history.
EXIT = "https://www.gismeteo.ru/"
HOME = Path(__file__).parent
# A terminal goes back here, in the language that comes first: the page asks for another one.
KIOSK_HOME = f"/{LANGUAGES[0]}/g/{KIOSK}"
# Where scripts are off, the time cannot begin anew with a touch.
_AGAIN = f'<noscript><meta http-equiv="refresh" content="180;url={KIOSK_HOME}"></noscript>'
# What one script of a page is made of.
_JOINED = {
    "page": ("leave", "keep", "aloud", "paper"),
    "page-unkept": ("leave", "aloud", "paper"),
    "kiosk-page": ("kiosk", "aloud"),
}
# A tool is a form: there is little to read aloud, and its own script is heavy.
_SILENT = {"page": "leave", "kiosk-page": "kiosk"}
_ORNAMENT = '<div class="o"></div>'


@dataclass(frozen=True)
class Page:
    """One page before its frame. `title` is what the browser shows and keeps; a quiet page leaves no trail of its own:
    its links replace it, no copy stays in the browser's cache, and search engines pass it by. `script` is what it has
    besides ours, and stands in `main`. One of a kiosk forgets after each visitor and leads nowhere else."""

    title: str
    main: str
    is_quiet: bool = False
    status: int = 200
    script: str = ""
    is_kiosk: bool = False


@cache
def style(is_kiosk: bool = False) -> str:
    """The whole style, that of the tools with it."""
    return "".join(rule for name in _sheets(is_kiosk) for rule in _rules(name))


def _sheets(is_kiosk: bool) -> tuple[str, ...]:
    return ("style", "tool", "aloud", "kiosk" if is_kiosk else "print")


@cache
def _rules(name: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in (HOME / f"{name}.css").read_text("utf-8").splitlines())


@cache
def script(name: str = "page") -> str:
    """One of our scripts; ``page`` is the one of every page, with what keeps a copy and reads aloud."""
    if name in _JOINED:
        return "".join(script(one) for one in _JOINED[name])
    told = (HOME / f"{name}.js").read_text("utf-8").strip()
    return told.replace("%OUT%", EXIT).replace("%KIOSK%", KIOSK_HOME)


@cache
def pieces(language: str, is_kiosk: bool = False) -> tuple[str, str, str]:
    """Before the title, between title and main, after main: the same for every page of a language."""
    neutral, leave, about = (escape(say(name, language)) for name in ("neutral", "exit", "about.link"))
    tab = "kiosk-page" if is_kiosk else "page"
    head = (
        f'<!doctype html><html lang="{language}" data-t="{neutral}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta name="referrer" content="no-referrer"><meta name="description" content="{neutral}">'
        '<link rel="icon" href="data:,">'
        f"<style>{style(is_kiosk)}</style><script>{script(tab)}</script>{_AGAIN if is_kiosk else ''}<title>"
    )
    if is_kiosk:
        return head, f"</title></head><body>{_kiosk_head(language)}", f"{_aloud(language)}</body></html>"
    top = f'</title></head><body><header><a id="x" href="{EXIT}" rel="noreferrer noopener">{leave}</a></header>'
    foot = f'<footer>{_ORNAMENT}<a class="p" href="/{language}/g/about/">{about}</a></footer>'
    return head, top, f"{_aloud(language)}{foot}</body></html>"


def whole(page: Page, language: str) -> str:
    """The page as it is sent."""
    head, top, end = pieces(language, page.is_kiosk)
    return f"{head}{escape(page.title)}{top}{framed(page)}{end}"


def framed(page: Page) -> Markup:
    return Markup(f"<main{' data-q' if page.is_quiet else ''}>{page.main}</main>")  # noqa: S704  made by templates


def _kiosk_head(language: str) -> str:
    """The bar that begins anew, its seconds, and what is said before the page goes."""
    again, soon = (escape(say(name, language)) for name in ("kiosk.again", "kiosk.soon"))
    bar = f'<a id="x" href="{KIOSK_HOME}">{again} <b id="c" aria-hidden="true"></b></a>'
    return f'<header>{bar}<p id="l" role="alert" hidden>{soon}</p></header>'


def _aloud(language: str) -> str:
    """The button that reads, shown by the script where the phone has a voice for this language."""
    do, stop, note = (escape(say(f"aloud.{name}", language)) for name in ("do", "stop", "note"))
    button = f'<button type="button" class="q" data-o="{stop}">{do}</button>'
    return f'<div id="v" class="p" hidden>{button}<p role="status" hidden>{note}</p></div>'


def lean(page: Page, language: str) -> tuple[str, str]:
    """The page with no more of our style and script than it uses, and the policy that allows just these."""
    written = whole(page, language)
    tab = "kiosk-page" if page.is_kiosk else "page"
    needed = script(_needed(page, tab))
    used = _style_for(written, page)
    own = (page.script,) if page.script else ()
    written = written.replace(style(page.is_kiosk), used, 1).replace(script(tab), needed, 1)
    if page.script:
        written = written.replace(_aloud(language), "", 1)
    return written, policy(*own, ours=(used, needed))


def _needed(page: Page, tab: str) -> str:
    """The script for a page: one of a tool does not read aloud, one without the offer to keep a copy cannot keep."""
    if page.script:
        return _SILENT[tab]
    return tab if page.is_kiosk or 'id="s"' in page.main else "page-unkept"


def _style_for(written: str, page: Page) -> str:
    """The rules of which some selector can meet something of this page. A tool prints its answer and nothing else."""
    there = set(re.findall(r"<([a-z][a-z0-9]*)", written))
    there |= {f".{name}" for names in re.findall(r'class="([^"]*)"', written) for name in names.split()}
    there -= {".o"} if page.script else set()  # the ornament is 130 bytes
    unused = ("aloud", "print") if page.script else ("tool",)
    needed = [name for name in _sheets(page.is_kiosk) if name not in unused]
    rules = [(rule, name) for name in needed for rule in _rules(name)]
    return "".join(rule for rule, name in rules if name == "tool" or any(one <= there for one in _selectors(rule)))


@cache
def _selectors(rule: str) -> tuple[frozenset[str], ...]:
    """The tags and classes that each selector of a rule names; none for one that is always kept."""
    if rule.startswith("@"):
        return (frozenset(),)
    plain = re.sub(r"::?[\w-]+|\[[^]]*\]|\*", "", rule.partition("{")[0])
    return tuple(frozenset(re.findall(r"\.?[\w-]+", each)) for each in plain.split(","))


def policy(*more_scripts: str, ours: tuple[str, str] | None = None) -> str:
    """The content security policy: our style and script, or what `lean` left of them, the scripts of this page, the
    worker that she asks for, and nothing else."""
    styles, *scripts = ours or (style(), script())
    allowed = " ".join(digest(one) for one in (*scripts, *more_scripts))
    return (
        f"default-src 'none'; style-src {digest(styles)}; script-src {allowed}; img-src data:; connect-src 'self'; "
        "worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


@cache
def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
