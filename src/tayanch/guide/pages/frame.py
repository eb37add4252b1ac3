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

from tayanch.guide.words import say

# A weather page: nothing about us, and nothing odd in a phone's history.
EXIT = "https://www.gismeteo.ru/"
HOME = Path(__file__).parent
_ORNAMENT = '<div class="o"></div>'


@dataclass(frozen=True)
class Page:
    """One page before its frame. `title` is what the browser shows and keeps; a quiet page leaves no trail of its own:
    its links replace it, no copy stays in the browser's cache, and search engines pass it by. `allows` are the hashes
    of scripts and styles that this page has besides ours."""

    title: str
    main: str
    is_quiet: bool = False
    status: int = 200
    allows: tuple[str, ...] = ()


@cache
def style() -> str:
    return "".join(line.strip() for line in (HOME / "style.css").read_text("utf-8").splitlines())


@cache
def script(name: str = "page") -> str:
    return (HOME / f"{name}.js").read_text("utf-8").replace("%OUT%", EXIT).strip()


@cache
def pieces(language: str) -> tuple[str, str, str]:
    """Before the title, between title and main, after main: the same for every page of a language."""
    neutral, leave, about = (escape(say(name, language)) for name in ("neutral", "exit", "about.link"))
    head = (
        f'<!doctype html><html lang="{language}" data-t="{neutral}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="referrer" content="no-referrer"><link rel="icon" href="data:,">'
        f"<style>{style()}</style><script>{script()}</script><title>"
    )
    top = f'</title></head><body><header><a id="x" href="{EXIT}" rel="noreferrer noopener">{leave}</a></header>'
    end = f'<footer>{_ORNAMENT}<a class="p" href="/{language}/g/about/">{about}</a></footer></body></html>'
    return head, top, end


def whole(page: Page, language: str) -> str:
    """The page as it is sent."""
    head, top, end = pieces(language)
    return f"{head}{escape(page.title)}{top}{framed(page)}{end}"


def framed(page: Page) -> Markup:
    return Markup(f"<main{' data-q' if page.is_quiet else ''}>{page.main}</main>")  # noqa: S704  made by templates


def policy(*more_scripts: str, allows: tuple[str, ...] = ()) -> str:
    """The content security policy: our own style and script, what the page has besides (scripts, or hashes of scripts
    and styles), the worker that she asks for, and nothing else."""
    scripts = " ".join((*(digest(one) for one in (script(), *more_scripts)), *allows))
    styles = " ".join((digest(style()), *allows))
    return (
        f"default-src 'none'; style-src {styles}; script-src {scripts}; img-src data:; connect-src 'self'; "
        "worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


@cache
def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
