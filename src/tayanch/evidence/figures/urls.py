"""Addresses of the register of published figures. They name a figure by its id, never what somebody looks for."""

from __future__ import annotations

from django.urls import URLPattern, path

from tayanch.evidence.later import views_of

later = views_of("tayanch.evidence.figures.views")
app_name = "figures"
FIGURE = "figure/<str:code>/"
IMPORT = "imports/<uuid:import_id>/"
urlpatterns: list[URLPattern] = [
    path("", later("register.register"), name="register"),
    path("export/", later("register.export"), name="export"),
    path(FIGURE, later("register.figure"), name="figure"),
    path(f"{FIGURE}cite/<slug:style>/", later("register.cite"), name="cite"),
    path(f"{FIGURE}beside/", later("sides.question"), name="question"),
    path(f"{FIGURE}beside/chart/", later("sides.chart"), name="chart"),
    path(f"{FIGURE}edit/", later("editing.change"), name="change"),
    path(f"{FIGURE}act/", later("editing.act"), name="act"),
    path(f"{FIGURE}note/", later("saying.note"), name="note"),
    path("questions/", later("sides.questions"), name="questions"),
    path("new/", later("editing.new"), name="new"),
    path("preview/", later("editing.preview"), name="preview"),
    path("publications/", later("publications.publications"), name="publications"),
    path("publications/<uuid:publication_id>/", later("publications.publication"), name="publication"),
    path("findings/", later("findings.findings"), name="findings"),
    path("findings/by-hand/", later("saying.contradict"), name="contradict"),
    path("findings/<slug:finding>/", later("findings.finding"), name="finding"),
    path("said/<slug:said_kind>/<uuid:said_id>/", later("saying.said"), name="said"),
    path("imports/", later("importing.imports"), name="imports"),
    path(IMPORT, later("importing.one"), name="import"),
    path(f"{IMPORT}act/", later("importing.act"), name="import-act"),
]
