"""The front door: unlock, lock, and where each role starts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from tayanch.accounts.models import Role, User
from tayanch.site.middleware import lock_after
from tayanch.site.patience import patience
from tayanch.site.prepare import prepare_once
from tayanch.store import gate
from tayanch.store.keyring import KeyringError
from tayanch.store.state import keyring
from tayanch.store.wrapping import WrongSecret

IN_HASTE = 1.0  # seconds
START = {
    Role.ADMINISTRATOR: "accounts:staff",
    Role.ANALYST: "desk:counts",
    Role.REVIEWER: "desk:law",
    Role.DIRECTOR: "desk:watch",
}


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Says that the server answers, and nothing else."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def awake(request: HttpRequest) -> HttpResponse:
    """Asked by a page before it sends what was written: 423 and 401 come from the middleware."""
    return HttpResponse(status=204)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Each role's first page; an empty installation begins, those not signed in go to the sign-in."""
    if request.user.is_authenticated:
        return redirect(START.get(Role(request.user.role), "desk:tonight"))
    return redirect("account_login" if User.objects.exists() else "site:begin")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """Ask for the passphrase of the installation and go back to where the lock fell."""
    if keyring().is_unlocked:
        return redirect(safe_next(request))
    if request.method == "GET" or keyring().is_travelling:
        return unlock_page(request)
    if wait := patience.seconds_left():
        return unlock_page(request, status=429, wait=wait)
    try:
        gate.unlock(request.POST.get("passphrase", ""))
    except WrongSecret:
        patience.failed()
        return unlock_page(request, status=403, wrong=True, wait=patience.seconds_left())
    except KeyringError as error:
        return unlock_page(request, status=500, error=str(error))
    patience.succeeded()
    prepare_once()
    return redirect(safe_next(request))


def unlock_page(request: HttpRequest, *, status: int = 200, **context: object) -> HttpResponse:
    context |= {"travelling": keyring().travelling_since}
    return render(request, "tayanch/unlock.html", context, status=status)


def safe_next(request: HttpRequest) -> str:
    """The page asked for before, if it is one of ours."""
    wanted = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    return wanted if ours else f"/{get_language()}/"


@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Drop the keys as soon as this answer is ready. In haste nobody's request is waited for longer than a moment."""
    lock_after(request, wait=IN_HASTE if request.POST.get("now") else None)
    return redirect("site:unlock")
