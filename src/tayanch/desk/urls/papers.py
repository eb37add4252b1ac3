"""Papers to write. Which letter it is stands in the address, and never for whom."""

from django.urls import URLPattern, path

from tayanch.desk.views import papers

WRITE = "cases/<slug:reference>/papers-to-write/"
KIND = f"{WRITE}<slug:country>/<slug:letter_kind>/"

urlpatterns: list[URLPattern] = [
    path(WRITE, papers.papers, name="papers"),
    path(KIND, papers.paper, name="paper"),
    path(f"{KIND}sent/", papers.sent, name="paper-sent"),
]
