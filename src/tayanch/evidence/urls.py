"""Addresses of the surveys' pages. They name a survey or a table by a random id."""

from __future__ import annotations

from django.urls import URLPattern, path

from tayanch.evidence.later import views_of

later = views_of("tayanch.evidence.views")
app_name = "evidence"
SURVEY = "<uuid:survey_id>/"
TABLE = "tables/<uuid:tabulation_id>/"
urlpatterns: list[URLPattern] = [
    path("", later("surveys.surveys"), name="surveys"),
    path(TABLE, later("tables.table"), name="table"),
    path(f"{TABLE}progress/", later("tables.progress"), name="table-progress"),
    path(f"{TABLE}stop/", later("tables.stop"), name="table-stop"),
    path(f"{TABLE}again/", later("tables.again"), name="table-again"),
    path(f"{TABLE}lonely/", later("tables.lonely"), name="table-lonely"),
    path(f"{TABLE}keep/", later("tables.keep"), name="table-keep"),
    path(f"{TABLE}forget/", later("tables.forget"), name="table-forget"),
    path(f"{TABLE}chart/<int:nth>/", later("tables.chart"), name="table-chart"),
    path(f"{TABLE}compare/", later("tables.compare"), name="table-compare"),
    path(f"{TABLE}file/", later("tables.export"), name="table-file"),
    path(SURVEY, later("surveys.survey"), name="survey"),
    path(f"{SURVEY}progress/", later("surveys.progress"), name="survey-progress"),
    path(f"{SURVEY}stop/", later("surveys.stop"), name="survey-stop"),
    path(f"{SURVEY}again/", later("surveys.again"), name="survey-again"),
    path(f"{SURVEY}people/", later("surveys.leave_out"), name="survey-leave-out"),
    path(f"{SURVEY}describe/", later("surveys.describe"), name="survey-describe"),
    path(f"{SURVEY}delete/", later("surveys.delete"), name="survey-delete"),
    path(f"{SURVEY}design/", later("surveys.design"), name="survey-design"),
    path(f"{SURVEY}tables/new/", later("tables.new"), name="table-new"),
]
