"""The panels of a case. What is said in them goes in the body, never in an address."""

from django.urls import URLPattern, path

from tayanch.desk.views import panels

urlpatterns: list[URLPattern] = [
    path(f"cases/<slug:reference>/{kind}/{end}", view, {"kind": kind}, name=f"{kind}{name}")
    for kind in panels.KINDS
    for end, view, name in (
        ("", panels.panel, ""),
        ("facts/", panels.facts, "-facts"),
        ("add/", panels.add, "-add"),
        ("remove/", panels.remove, "-remove"),
        ("forget/", panels.forget, "-forget"),
    )
]
