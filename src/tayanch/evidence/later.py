"""Views that are loaded when they are first asked for: what computes surveys and interviews takes seconds to load."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.module_loading import import_string

View = Callable[..., HttpResponseBase]


def views_of(package: str) -> Callable[[str], View]:
    """A view of *package* by its module and name: ``views_of("tayanch.evidence.views")("surveys.survey")``."""

    def later(name: str) -> View:
        def view(request: HttpRequest, **given: Any) -> HttpResponseBase:
            loaded: View = import_string(f"{package}.{name}")
            return loaded(request, **given)

        return view

    return later
