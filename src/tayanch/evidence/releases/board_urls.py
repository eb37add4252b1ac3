"""Addresses of the dashboard."""

from __future__ import annotations

from django.urls import URLPattern, path

from tayanch.evidence.later import views_of

later = views_of("tayanch.evidence.releases.views")
app_name = "dashboard"
urlpatterns: list[URLPattern] = [
    path("", later("boards.dashboard"), name="dashboard"),
    path("chart/<slug:indicator_id>/<slug:chart_id>.<str:form>", later("boards.chart"), name="chart"),
]
