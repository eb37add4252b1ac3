"""Addresses of the interviews' pages. They name a study or an interview by a random id."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern
from django.utils.module_loading import import_string


def later(name: str) -> Callable[..., HttpResponseBase]:
    """A view by its name, loaded when it is first asked for."""

    def view(request: HttpRequest, **given: Any) -> HttpResponseBase:
        loaded: Callable[..., HttpResponseBase] = import_string(f"tayanch.evidence.interviews.views.{name}")
        return loaded(request, **given)

    return view


app_name = "interviews"
STUDY = "<uuid:study_id>/"
INTERVIEW = "interview/<uuid:interview_id>/"
urlpatterns: list[URLPattern] = []
