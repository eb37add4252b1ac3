"""The addresses of the guide: its pages have a language in their path, the worker and the short address none."""

from django.urls import URLPattern, path

from tayanch.guide import views

app_name = "guide"
urlpatterns: list[URLPattern] = [
    path("", views.page, name="start"),
    path("forget/", views.forget, name="forget"),
    path("find/", views.find, name="find"),
    path("<slug:country>/find/", views.find, name="find-in"),
    path("<slug:country>/pack", views.pack, {"part": "pack"}, name="pack"),
    path("<slug:country>/tools", views.pack, {"part": "tools"}, name="tools"),
    path("<slug:country>/leaflet.pdf", views.paper, {"kind": "leaflet"}, name="leaflet"),
    path("<slug:country>/poster.pdf", views.paper, {"kind": "poster"}, name="poster"),
    path("<path:path>", views.page, name="page"),
]
machines: list[URLPattern] = [
    path("g.js", views.worker, name="guide-worker"),
    path("forget", views.forget_anywhere, name="guide-forget"),
]
