"""The front door: begin, unlock, lock, and where each role starts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tayanch.accounts.models import Role
from tayanch.store import gate
from tayanch.store.keyring import WrongSecret
from tayanch.store.state import keyring

START = {Role.ADMINISTRATOR: "accounts:staff", Role.ANALYST: "desk:counts"}


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Says that the server answers, and nothing else."""
    return HttpResponse("ok", content_type="text/plain")


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Each role's first page; those not signed in go to the sign-in."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    return redirect(START.get(request.user.role, "desk:tonight"))


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    return redirect("site:unlock")


@require_http_methods(["GET", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """Ask for the passphrase of the installation and go back to where the lock fell."""
    wrong = False
    if request.method == "POST":
        try:
            keyring().unlock(request.POST.get("passphrase", ""))
            return redirect(safe_next(request))
        except WrongSecret:
            wrong = True
    return render(request, "tayanch/unlock.html", {"wrong": wrong}, status=403 if wrong else 200)


def safe_next(request: HttpRequest) -> str:
    """The page asked for before, if it is one of ours."""
    wanted = request.GET.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else "/"


@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    gate.lock()
    return redirect("site:unlock")


@require_GET
def safekeeping(request: HttpRequest) -> HttpResponse:
    return render(request, "tayanch/safekeeping.html")
