"""The guide over HTTP: no database, no session, no cookie. It answers while the desk is locked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tayanch.guide import edition
from tayanch.guide.content.card import LANGUAGES
from tayanch.guide.edition import Sent
from tayanch.guide.pages import frame

HOUR = 3600


@require_safe
def page(request: HttpRequest, path: str = "") -> HttpResponse:
    """A page by its address; one without the stroke at its end is sent to the right one."""
    found = current().page(language(), path)
    if found.status == 404 and not path.endswith("/") and current().page(language(), f"{path}/").status == 200:
        return redirect("guide:page", path=f"{path}/")
    return answer(request, found, "text/html; charset=utf-8")


@require_safe
def forget(request: HttpRequest) -> HttpResponse:
    """Erase what this site has kept on the phone: the browser is told to, and the page's script does it once more."""
    response = answer(request, current().page(language(), "forget/"), "text/html; charset=utf-8")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_safe
def forget_anywhere(request: HttpRequest) -> HttpResponse:
    """The address that one can say on the telephone."""
    return redirect("guide:forget")


@require_safe
def pack(request: HttpRequest, country: str) -> HttpResponse:
    """A whole country for the phone, for her who asked for it."""
    found = current().pack(language(), country)
    return answer(request, found, "application/octet-stream") if found else page(request, f"{country}/pack")


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that answers from the kept copy. It may speak for the pages of every language."""
    response = answer(request, edition.sent(frame.script("worker")), "text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = "/"
    response.headers["Cache-Control"] = "no-cache"
    return response


def current() -> edition.Edition:
    return edition.current(timezone.localdate())


def language() -> str:
    """That of the address."""
    found = get_language() or ""
    return found if found in LANGUAGES else LANGUAGES[0]


def answer(request: HttpRequest, found: Sent, kind: str) -> HttpResponse:
    """The bytes, compressed where the browser takes that, with the headers that keep her safe."""
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    keeps = not found.is_quiet and found.status == 200
    headers = {
        "Cache-Control": f"public, max-age={HOUR}" if keeps else "no-store",
        "Content-Security-Policy": found.policy or frame.policy(),
        "Referrer-Policy": "no-referrer",
        "Vary": "Accept-Encoding",
        "X-Robots-Tag": "noarchive" if keeps else "noindex, noarchive",
    }
    if packed:
        headers["Content-Encoding"] = "gzip"
    return HttpResponse(found.packed if packed else found.body, kind, found.status, headers=headers)
