"""What every request passes: safe headers, the lock, and who is signed in."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.http import urlencode

from tayanch.accounts.scopes import of_organisation
from tayanch.desk.privacy.watch import TooManyOpened
from tayanch.directory.opendata import urls as open_data
from tayanch.store import gate
from tayanch.store.keyring import Locked
from tayanch.store.state import keyring

Next = Callable[[HttpRequest], HttpResponse]

# Views that answer without keys: they must not touch the database.
PUBLIC = {"callback", "callback-page", "door", "packets"}
PUBLIC |= {"guide:start", "guide:page", "guide:pack", "guide:tools", "guide:forget", "guide-forget", "guide-worker"}
PUBLIC |= {"guide:find", "guide:find-in"}
PUBLIC |= {f"open:{one.name}" for one in open_data.urlpatterns}
PUBLIC |= {"open-evidence:start", "open-evidence:file"}
PUBLIC |= {"directory:own", "directory:own-entry"}  # the second asks for the keys itself, and says when they are away
PUBLIC |= {"guide:leaflet", "guide:poster"}
WITHOUT_KEYS = {"site:unlock", "health", *PUBLIC}
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
    *PUBLIC,
}
# Views one needs to switch a second factor on; the lock is always at hand.
WITHOUT_SECOND_FACTOR = {
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_index",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "site:lock",
}


def view_name(request: HttpRequest) -> str:
    """``namespace:name`` of the view that will answer, "" when there is none.

    Many ask it of one request, and going through some 250 patterns takes as long as a query: it is asked once.
    """
    if not hasattr(request, "_view_name"):
        try:
            request._view_name = resolve(request.path_info).view_name  # type: ignore[attr-defined]
        except Resolver404:
            request._view_name = ""  # type: ignore[attr-defined]
    return str(request._view_name)  # type: ignore[attr-defined]


class SafeHeaders:
    """Nothing is kept by a browser or a proxy, nothing is told to other sites."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("X-Robots-Tag", "noindex, noarchive")
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        return response


class Unlocked:
    """While the keys are away there is one page: the one that unlocks.

    A view that wants the lock calls :func:`lock_after`: the lock waits for all requests, so it falls after this one.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if view_name(request) in WITHOUT_KEYS:
            return self.get_response(request)
        try:
            with gate.inside():
                response = self.get_response(request)
        except Locked:
            return locked(request)
        if hasattr(request, "lock_after"):
            gate.lock(request.lock_after)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A request that was too slow for the lock finds its keys gone, or its query interrupted."""
        return locked(request) if isinstance(exception, Locked) or not keyring().is_unlocked else None


def lock_after(request: HttpRequest, wait: float | None = None) -> None:
    """Lock the installation as soon as this request has been answered; *wait*: see :func:`tayanch.store.gate.lock`."""
    request.lock_after = wait  # type: ignore[attr-defined]


def locked(request: HttpRequest) -> HttpResponse:
    """Send people to the unlock page and scripts a 423, so that a script keeps what it wanted to save."""
    if request.headers.get("X-Requested-With") == "fetch" or request.headers.get("HX-Request"):
        return HttpResponse(status=423)
    return redirect(f"{reverse('site:unlock')}{and_back(request)}")


def and_back(request: HttpRequest) -> str:
    """``?next=…`` for a page that can be asked for again; a form that was sent cannot."""
    return "?" + urlencode({"next": request.path}) if request.method == "GET" else ""


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
        if settings.REQUIRE_SECOND_FACTOR and name not in WITHOUT_SECOND_FACTOR and not has_second_factor(request):
            return redirect("mfa_activate_totp")
        return self.get_response(request)


class OfOneOrganisation:
    """Whoever is signed in works inside the walls of her organisation; nobody else reaches any record."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if view_name(request) in WITHOUT_KEYS or not request.user.is_authenticated:
            return self.get_response(request)
        with of_organisation(request.user.organisation_id):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Whoever opened unusually many cases today is asked why."""
        return redirect("desk:watch-why") if isinstance(exception, TooManyOpened) else None


def not_signed_in(request: HttpRequest) -> HttpResponse:
    if request.headers.get("X-Requested-With") == "fetch" or request.headers.get("HX-Request"):
        return HttpResponse(status=401)
    return redirect(f"{reverse('account_login')}{and_back(request)}")


def has_second_factor(request: HttpRequest) -> bool:
    from allauth.mfa.utils import is_mfa_enabled

    return bool(is_mfa_enabled(request.user))
