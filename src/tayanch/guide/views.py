"""The guide over HTTP: no database, no session, no cookie. It answers while the desk is locked."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from tayanch.compression import coded
from tayanch.guide import edition
from tayanch.guide.content.card import LANGUAGES
from tayanch.guide.content.finding import LONGEST
from tayanch.guide.edition import Sent
from tayanch.guide.pages import frame
from tayanch.guide.pages.places import KIOSK
from tayanch.guide.paper.content import NoPaper

HOUR = 3600
LARGEST_FORM = 4 * 1024  # bytes


@require_safe
def page(request: HttpRequest, path: str = "") -> HttpResponse:
    """A page by its address; one without the stroke at its end is sent to the right one."""
    found = current().page(language(), path)
    if found.status == 404 and not path.endswith("/") and current().page(language(), f"{path}/").status == 200:
        return redirect("guide:page", path=f"{path}/")
    response = answer(request, found, "text/html; charset=utf-8")
    if path == KIOSK:  # a visit to a terminal begins and ends here
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_safe
def paper(request: HttpRequest, country: str, kind: str) -> HttpResponse:
    """A leaflet or a poster, whose code leads to the public address of this installation."""
    address = settings.ADDRESS or request.build_absolute_uri("/")
    try:
        made = current().paper(kind, language(), country, address)
    except NoPaper:
        return page(request, f"{country}/{kind}.pdf")
    headers = {
        "Cache-Control": f"public, max-age={HOUR}",
        "Content-Disposition": f'inline; filename="{country}-{language()}-{"a3" if kind == "poster" else "a4"}.pdf"',
        "Referrer-Policy": "no-referrer",
    }
    return HttpResponse(made, "application/pdf", headers=headers)


@csrf_exempt  # nothing is changed and nothing kept, and a token would need a cookie
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest, country: str = "") -> HttpResponse:
    """The search: the form, and what was found for what our own form sent."""
    path = f"{country}/find/" if country else "find/"
    found = current().page(language(), path)
    if request.method == "POST" and found.status == 200 and is_ours(request):
        typed, topic = request.POST.get("q", "")[:LONGEST], request.POST.get("t", "")
        found = current().found(language(), path, typed, topic)
    return answer(request, found, "text/html; charset=utf-8")


def is_ours(request: HttpRequest) -> bool:
    """Whether a form comes from our own page, and is no longer than ours can be. Old browsers tell nothing."""
    is_small = int(request.META.get("CONTENT_LENGTH") or 0) <= LARGEST_FORM
    return is_small and request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")


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
def pack(request: HttpRequest, country: str, part: str) -> HttpResponse:
    """A whole country for the phone, its pages or its tools, for her who asked for it."""
    found = current().pack(language(), country, part)
    return answer(request, found, "application/octet-stream") if found else page(request, f"{country}/{part}")


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
    keeps = not found.is_quiet and found.status == 200
    headers = {
        "Cache-Control": f"public, max-age={HOUR}" if keeps else "no-store",
        "Content-Security-Policy": found.policy or frame.policy(),
        "Referrer-Policy": "no-referrer",
        "Vary": "Accept-Encoding",
        "X-Robots-Tag": "noarchive" if keeps else "noindex, noarchive",
    }
    body, coding = coded(found.packed, request.headers.get("Accept-Encoding", ""))
    if coding:
        headers["Content-Encoding"] = coding
    return HttpResponse(body, kind, found.status, headers=headers)
