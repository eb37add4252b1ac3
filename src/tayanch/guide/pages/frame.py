"""What is around every page: style, script, the exit and the ornament, and the security policy that fits them.

Style and script stand in the page, so that one request is enough. The policy allows exactly these by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
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
_ORNAMENT = '<div class="o"></div>'


@dataclass(frozen=True)
class Page:
    """One page before its frame. `title` is what the browser shows and keeps; a quiet page leaves no trail of its own:
    its links replace it, no copy stays in the browser's cache, and search engines pass it by. One of a kiosk forgets
    after each visitor and leads nowhere else."""

    title: str
    main: str
    is_quiet: bool = False
    status: int = 200
    is_kiosk: bool = False


@cache
def style(is_kiosk: bool = False) -> str:
    files = ["style", "kiosk"] if is_kiosk else ["style"]
    lines = (line for name in files for line in (HOME / f"{name}.css").read_text("utf-8").splitlines())
    return "".join(line.strip() for line in lines)


@cache
def script(name: str = "page") -> str:
    """A page and a kiosk can also read aloud."""
    files = [name, "aloud"] if name in ("page", "kiosk") else [name]
    told = "\n".join((HOME / f"{one}.js").read_text("utf-8").strip() for one in files)
    return told.replace("%OUT%", EXIT).replace("%KIOSK%", KIOSK_HOME)


@cache
def pieces(language: str, is_kiosk: bool = False) -> tuple[str, str, str]:
    """Before the title, between title and main, after main: the same for every page of a language."""
    neutral, leave, about = (escape(say(name, language)) for name in ("neutral", "exit", "about.link"))
    tab = "kiosk" if is_kiosk else "page"
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


def policy(*more_scripts: str, is_kiosk: bool = False) -> str:
    """The content security policy: our own style and script, the worker that she asks for, and nothing else."""
    scripts = " ".join(digest(one) for one in (script("kiosk" if is_kiosk else "page"), *more_scripts))
    return (
        f"default-src 'none'; style-src {digest(style(is_kiosk))}; script-src {scripts}; img-src data:; "
        "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


@cache
def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
