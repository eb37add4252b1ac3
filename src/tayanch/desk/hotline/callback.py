"""The call-back page: one answer with its style and script inside, allowed by their hashes. It keeps nothing."""

from __future__ import annotations

import base64
import hashlib
import secrets
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from tayanch.compression import QUICK, coded, pack
from tayanch.desk.messages import post

# A weather page: nothing about us, and nothing odd in a phone's history.
EXIT = "https://www.gismeteo.ru/"
# Concepts of the scheme "need". Nothing that could harm her when somebody looks over her shoulder.
TOPICS = ("work", "stay", "documents", "family", "everyday", "other")
# Concepts of the scheme "phone-relation": those a woman would choose from on a small screen.
WHOSE = ("own", "husband", "other-relative", "friend", "dormitory", "employer", "other")
LANGUAGES = ("ky", "ru", "en")
_STATIC = Path(__file__).parents[1] / "static/desk"


@cache
def style() -> str:
    return "".join(line.strip() for line in (_STATIC / "callback.css").read_text("utf-8").splitlines())


@cache
def script() -> str:
    return "\n".join((_STATIC / name).read_text("utf-8") for name in ("letterbox.js", "callback.js"))


@cache
def policy() -> str:
    return (
        f"default-src 'none'; style-src {_digest(style())}; script-src {_digest(script())}; img-src data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """One page in the language that is active."""
    told = {
        "exit": EXIT,
        "language": translation.get_language(),
        "languages": LANGUAGES,
        "longest": post.LONGEST,
        "topics": TOPICS,
        "whose": WHOSE,
    }
    body, coding = coded(
        pack(_with_own_files(render_to_string(template, told | context)), QUICK),
        request.headers.get("Accept-Encoding", ""),
    )
    headers = {"Content-Security-Policy": policy(), "Vary": "Accept-Encoding"}
    return HttpResponse(body, status=status, headers=headers | ({"Content-Encoding": coding} if coding else {}))


def _with_own_files(text: str) -> str:
    """The style and the script stand in the page, so that one request is enough."""
    styled = text.replace("</head>", f"<style>{style()}</style></head>", 1)
    return styled.replace("</body>", f"<script>{script()}</script></body>", 1)


def form(request: HttpRequest, code: str, key: bytes) -> HttpResponse:
    """The form for the organisation of this code. Its *once* tells one request sent again from another request."""
    once = secrets.token_hex(post.ONCE_BYTES)
    told: dict[str, Any] = {
        "code": code,
        "key": base64.b64encode(key).decode(),
        "once": once,
        "word": post.word_of(once),
    }
    return page(request, "desk/callback.html", **told)
