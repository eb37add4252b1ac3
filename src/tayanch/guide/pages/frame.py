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

from tayanch.guide.words import say

# A weather page: nothing about us, and nothing odd in a phone's history.
EXIT = "https://www.gismeteo.ru/"
HOME = Path(__file__).parent
_ORNAMENT = '<div class="o"></div>'


@dataclass(frozen=True)
class Page:
    """One page before its frame. `title` is what the browser shows and keeps; a quiet page leaves no trail of its own:
    its links replace it, no copy stays in the browser's cache, and search engines pass it by. `script` is what it has
    besides ours, and stands in `main`."""

    title: str
    main: str
    is_quiet: bool = False
    status: int = 200
    script: str = ""


@cache
def style() -> str:
    """The whole style, that of the tools with it."""
    return "".join(_rules("style") + _rules("tool"))


@cache
def _rules(name: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in (HOME / f"{name}.css").read_text("utf-8").splitlines())


@cache
def script(name: str = "page") -> str:
    """One of our scripts; ``page`` is the one of every page, with what keeps a copy."""
    if name == "page":
        return f"{script('leave')}{script('keep')}"
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


def lean(page: Page, language: str) -> tuple[str, str]:
    """The page with no more of our style and script than it uses, and the policy that allows just these."""
    written = whole(page, language)
    used, needed = _style_for(written, with_tool=bool(page.script)), script()
    if 'id="s"' not in page.main:
        needed = script("leave")
    own = (page.script,) if page.script else ()
    return written.replace(style(), used, 1).replace(script(), needed, 1), policy(*own, ours=(used, needed))


def _style_for(written: str, *, with_tool: bool) -> str:
    """The rules of which some selector can meet something of this page."""
    there = set(re.findall(r"<([a-z][a-z0-9]*)", written))
    there |= {f".{name}" for names in re.findall(r'class="([^"]*)"', written) for name in names.split()}
    there -= {".o"} if with_tool else set()  # the ornament is 130 bytes
    kept = [rule for rule in _rules("style") if any(parts <= there for parts in _selectors(rule))]
    return "".join([*kept, *(_rules("tool") if with_tool else ())])


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
        "worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


@cache
def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
