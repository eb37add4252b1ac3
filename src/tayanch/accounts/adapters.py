"""How sign-in differs from allauth's defaults: nobody signs up alone, second-factor secrets are sealed."""

from __future__ import annotations

import contextlib
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from tayanch.accounts import worker_keys
from tayanch.accounts.models import User
from tayanch.store.state import keyring
from tayanch.store.wrapping import WrongSecret

PURPOSE = "second-factor"


def _open_key(request: HttpRequest, user: User, password: str) -> None:
    """A key that does not open must never keep her out: she is asked for it when she needs it."""
    with contextlib.suppress(WrongSecret):
        worker_keys.do_open_key(user, password, request.session)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The password is at hand here and nowhere else: her own key is opened with it, for the session that begins."""
        user: User | None = super().authenticate(request, **credentials)
        if user is not None and user.is_active and "password" in credentials:
            _open_key(request, user, credentials["password"])
        return user

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The front door in her own language; it leads on to her role's first page."""
        with override(getattr(request.user, "language", None)):
            return reverse("site:home")

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Somebody who left is told whom to ask."""
        messages.error(request, _("You cannot sign in any more. Ask your administrator."))
        return redirect("account_login")

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail: staff have no address here."""


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    def encrypt(self, text: str) -> str:
        nonce = secrets.token_bytes(12)
        sealed = AESGCM(keyring().key(PURPOSE)).encrypt(nonce, text.encode(), PURPOSE.encode())
        return urlsafe_b64encode(nonce + sealed).decode()

    def decrypt(self, encrypted_text: str) -> str:
        sealed = urlsafe_b64decode(encrypted_text)
        return AESGCM(keyring().key(PURPOSE)).decrypt(sealed[:12], sealed[12:], PURPOSE.encode()).decode()

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail: staff have no address here."""
