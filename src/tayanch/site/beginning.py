"""Pages that come before the first record: the first administrator and the recovery sheet."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tayanch.accounts import actions
from tayanch.accounts.access import StaffRequest, administrator_only
from tayanch.accounts.forms import BeginForm
from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.site.patience import patience
from tayanch.store import recovery
from tayanch.store.state import keyring
from tayanch.store.wrapping import WrongSecret

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Make the first organisation and administrator; closed as soon as there is one."""
    if User.objects.exists():
        return redirect("site:home")
    form = BeginForm(request.POST or None)
    if form.is_valid() and passphrase_fits(form):
        given = {
            key: form.cleaned_data[key] for key in ("organisation", "country", "team", "name", "username", "password")
        }
        user = actions.do_begin(**given, language=get_language() or "en")
        login(request, user, backend=BACKEND)
        return redirect("site:recovery-sheet")
    return render(request, "tayanch/begin.html", {"form": form}, status=422 if form.is_bound else 200)


def passphrase_fits(form: BeginForm) -> bool:
    """Only the person who started the installation knows its passphrase."""
    if wait := patience.seconds_left():
        form.add_error("passphrase", _("Too many wrong tries. Wait %(seconds)s seconds.") % {"seconds": wait})
        return False
    if keyring().opens_with(form.cleaned_data["passphrase"]):
        patience.succeeded()
        return True
    patience.failed()
    form.add_error("passphrase", _("This passphrase does not open the installation."))
    return False


@require_http_methods(["GET", "POST"])
@administrator_only
def recovery_sheet(request: StaffRequest) -> HttpResponse:
    """Explain the sheet; a POST makes a new code, which is on this one answer and nowhere else."""
    if request.method == "GET":
        return render(request, "tayanch/recovery.html", {"confirmed_on": keyring().recovery_confirmed_on})
    code = keyring().new_recovery_code()
    log.record("recovery.sheet", by=request.user.id, kind="installation")
    return render(request, "tayanch/recovery_sheet.html", sheet(code))


def sheet(code: str) -> dict[str, Any]:
    """What is printed: the ``groups`` of the code, and ``qr`` as a data URI."""
    qr = segno.make(code, error="m").svg_data_uri(scale=5, border=2)
    return {"groups": code.split("-"), "qr": qr, "today": timezone.localdate()}


@sensitive_post_parameters()
@require_POST
@administrator_only
def recovery_confirm(request: StaffRequest) -> HttpResponse:
    """Take the code typed back from paper."""
    try:
        keyring().confirm_recovery(request.POST.get("code", ""), timezone.localdate())
    except recovery.NotACode as error:
        return not_confirmed(request, str(error))
    except WrongSecret:
        return not_confirmed(request, _("This is not the code of the newest sheet. Look at it again."))
    log.record("recovery.confirm", by=request.user.id, kind="installation")
    return redirect("site:safekeeping")


def not_confirmed(request: HttpRequest, error: str) -> HttpResponse:
    return render(request, "tayanch/recovery.html", {"error": error, "typing": True}, status=422)
