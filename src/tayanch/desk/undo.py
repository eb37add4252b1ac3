"""An act that can be taken back is offered back once, on the page that follows it."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import Promise as LazyText

KEY = "undo"


def offer(request: HttpRequest, said: str | LazyText, url: str, values: dict[str, str] | None = None) -> None:
    """Say what was done; one press sends *values* to *url*, which takes it back."""
    request.session[KEY] = {"said": str(said), "url": url, "values": values or {}}
