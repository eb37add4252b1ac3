"""Addresses of indicators: by the id of the definition, never by anybody's record."""

from __future__ import annotations

from django.urls import URLPattern, path

from tayanch.evidence.later import views_of

later = views_of("tayanch.evidence.indicators.views")
app_name = "indicators"
urlpatterns: list[URLPattern] = [
    path("", later("pages.indicators"), name="indicators"),
    path("compute/", later("pages.compute"), name="compute"),
    path("progress/", later("pages.progress"), name="progress"),
    path("<slug:indicator_id>/", later("pages.indicator"), name="indicator"),
    path("<slug:indicator_id>/way/", later("pages.way"), name="way"),
    path("<slug:indicator_id>/records/", later("pages.records"), name="records"),
    path("<slug:linked_id>/link/", later("linked.link"), name="link"),
    path("<slug:linked_id>/unlink/", later("linked.unlink"), name="unlink"),
    path("<slug:official_id>/series/", later("series.bring"), name="series"),
    path("<slug:official_id>/series/<uuid:series_id>/", later("series.one"), name="series-file"),
    path("<slug:official_id>/series/<uuid:series_id>/act/", later("series.act"), name="series-act"),
]
