"""What every request passes: safe headers, the lock, and who is signed in."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse

from tayanch.store import gate
from tayanch.store.keyring import Locked

Next = Callable[[HttpRequest], HttpResponse]

# Views that answer without keys: they must not touch the database.
WITHOUT_KEYS = {"site:begin", "site:unlock", "health"}
# Views that answer without a sign-in.
WITHOUT_SIGN_IN = {
    "account_login",
    "account_logout",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "site:begin",
    "site:unlock",
    "health",
    "site:home",
}


def view_name(request: HttpRequest) -> str:
    """``namespace:name`` of the view that will answer, "" when there is none."""
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


class SafeHeaders:
    """Nothing is kept by a browser or a proxy, nothing is told to other sites."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["X-Robots-Tag"] = "noindex, noarchive"
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        return response


class Unlocked:
    """While the keys are away there is one page: the one that unlocks."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if view_name(request) in WITHOUT_KEYS:
            return self.get_response(request)
        try:
            with gate.inside():
                return self.get_response(request)
        except Locked:
            return locked(request)


def locked(request: HttpRequest) -> HttpResponse:
    """Send people to the unlock page and scripts a 423, so that a script keeps what it wanted to save."""
    if request.headers.get("X-Requested-With") == "fetch" or request.headers.get("HX-Request"):
        return HttpResponse(status=423)
    return redirect(f"{reverse('site:unlock')}?next={request.path}")


class SignedIn:
    """Every view needs a sign-in unless it is listed; a second factor where the installation asks for one."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = view_name(request)
        if name in WITHOUT_SIGN_IN or not name:
            return self.get_response(request)
        if not request.user.is_authenticated:
            return not_signed_in(request)
        if settings.REQUIRE_SECOND_FACTOR and not name.startswith("mfa_") and not has_second_factor(request):
            return redirect("mfa_activate_totp")
        return self.get_response(request)


def not_signed_in(request: HttpRequest) -> HttpResponse:
    if request.headers.get("X-Requested-With") == "fetch" or request.headers.get("HX-Request"):
        return HttpResponse(status=401)
    return redirect(f"{reverse('account_login')}?next={request.path}")


def has_second_factor(request: HttpRequest) -> bool:
    from allauth.mfa.utils import is_mfa_enabled

    return name_allows_reauthentication(request) or is_mfa_enabled(request.user)


def name_allows_reauthentication(request: HttpRequest) -> bool:
    """Switching the second factor on asks for the password again first."""
    return view_name(request) == "account_reauthenticate"
