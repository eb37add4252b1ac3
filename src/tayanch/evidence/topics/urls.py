"""Addresses of the topics' pages, and of the page from which all evidence is reached."""

from __future__ import annotations

from django.urls import URLPattern, path

from tayanch.evidence.later import views_of

later = views_of("tayanch.evidence.topics.views")
app_name = "topics"
urlpatterns: list[URLPattern] = [
    path("", later("pages.evidence"), name="evidence"),
    path("topics/<slug:topic_id>/", later("pages.topic"), name="topic"),
]
