"""Addresses of these pages, of the dashboard, and of what everybody may read."""

from __future__ import annotations

from django.urls import URLPattern, path

from tayanch.evidence.later import views_of

later = views_of("tayanch.evidence.releases.views")
app_name = "releases"
RELEASE = "<uuid:release_id>/"
urlpatterns: list[URLPattern] = [
    path("", later("releases.releases"), name="releases"),
    path("new/", later("releases.new"), name="new"),
    path("website/", later("releases.website"), name="website"),
    path(RELEASE, later("releases.release"), name="release"),
    path(f"{RELEASE}change/", later("releases.change"), name="change"),
    path(f"{RELEASE}compute/", later("releases.compute"), name="compute"),
    path(f"{RELEASE}publish/", later("releases.publish"), name="publish"),
    path(f"{RELEASE}drop/", later("releases.drop"), name="drop"),
    path(f"{RELEASE}withdraw/", later("releases.withdraw"), name="withdraw"),
    path(f"{RELEASE}file/", later("releases.file"), name="file"),
]
