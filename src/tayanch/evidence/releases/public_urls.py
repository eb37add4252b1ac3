"""Addresses of the releases that this installation serves. No language stands in them: the files have their own."""

from __future__ import annotations

from django.urls import URLPattern, path

from tayanch.evidence.later import views_of

later = views_of("tayanch.evidence.releases.views")
app_name = "open-evidence"
urlpatterns: list[URLPattern] = [
    path("<slug:folder>/", later("public.file"), {"inside": ""}, name="start"),
    path("<slug:folder>/<path:inside>", later("public.file"), name="file"),
]
