"""What is sealed to a worker opens with her own key. While it is away, she is asked for her password.

Her key is in memory from a sign-in with her password until she signs out, somebody locks, or Tayanch stops. After a
sign-in with a passkey, or when Tayanch was started again, the first sealed page asks. A form that was sent meanwhile is
sent again with the password, so that nothing typed is lost.
"""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tayanch.accounts import worker_keys
from tayanch.accounts.models import User
from tayanch.site.middleware import WITHOUT_KEYS, Next, view_name
from tayanch.site.patience import Patience
from tayanch.store.wrapping import WrongSecret
from tayanch.vault.shares import KeyAway

PASSWORD = "key-password"  # noqa: S105  (the name of a field)
_patience: dict[UUID, Patience] = defaultdict(Patience)


class OwnKey:
    """Lets each request open what is sealed to the worker who asks, and nothing else."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if view_name(request) in WITHOUT_KEYS or not isinstance(request.user, User):
            return self.get_response(request)
        with worker_keys.as_worker(request.user, worker_keys.held(request.session, request.user)):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """A form that brings the password along opens the key first."""
        if request.method != "POST" or worker_keys.current() is None or PASSWORD not in request.POST:
            return None
        return open_key(request, request.POST[PASSWORD])

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return key_away(request, exception.why) if isinstance(exception, KeyAway) else None


def open_key(request: HttpRequest, password: str) -> HttpResponse | None:
    """Open her key for this session; the answer is the page that asks again, if it did not open."""
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    patience = _patience[user.id]
    if wait := patience.seconds_left():
        return key_away(request, "password", wait=wait)
    try:
        has_key = worker_keys.do_open_key(user, password, request.session)
    except WrongSecret:
        patience.failed()
        return key_away(request, "password", wrong=True, wait=patience.seconds_left())
    patience.succeeded()
    worker_keys.use(user, request.session)
    return None if has_key else key_away(request, "no-key")


def key_away(request: HttpRequest, why: str, **context: object) -> HttpResponse:
    """Say what would open it. A script gets a 423, as from the lock, so that it keeps what it wanted to save."""
    if request.headers.get("X-Requested-With") == "fetch" or request.headers.get("HX-Request"):
        return HttpResponse(status=423)
    ours = {"csrfmiddlewaretoken", PASSWORD}
    sent = [(name, value) for name, values in request.POST.lists() if name not in ours for value in values]
    context |= {"why": why, "sent": sent, "has_files": bool(request.FILES), "reference": _reference(request)}
    return render(request, "tayanch/key_away.html", context, status=423)


def _reference(request: HttpRequest) -> str:
    """Of the case that was asked for, if the address names one."""
    match = request.resolver_match
    named = match is not None and match.view_name.startswith("desk:") and "consultation" not in match.view_name
    return str(match.kwargs.get("reference", "")) if match and named else ""
