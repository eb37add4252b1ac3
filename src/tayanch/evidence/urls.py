"""Addresses of the surveys' pages. They name a survey or a table by a random id."""

from django.urls import URLPattern, path

from tayanch.evidence.views import surveys, tables

app_name = "evidence"
SURVEY = "<uuid:survey_id>/"
TABLE = "tables/<uuid:tabulation_id>/"
urlpatterns: list[URLPattern] = [
    path("", surveys.surveys, name="surveys"),
    path(TABLE, tables.table, name="table"),
    path(f"{TABLE}progress/", tables.progress, name="table-progress"),
    path(f"{TABLE}stop/", tables.stop, name="table-stop"),
    path(f"{TABLE}again/", tables.again, name="table-again"),
    path(f"{TABLE}lonely/", tables.lonely, name="table-lonely"),
    path(f"{TABLE}keep/", tables.keep, name="table-keep"),
    path(f"{TABLE}forget/", tables.forget, name="table-forget"),
    path(f"{TABLE}chart/<int:nth>/", tables.chart, name="table-chart"),
    path(f"{TABLE}compare/", tables.compare, name="table-compare"),
    path(f"{TABLE}file/", tables.export, name="table-file"),
    path(SURVEY, surveys.survey, name="survey"),
    path(f"{SURVEY}progress/", surveys.progress, name="survey-progress"),
    path(f"{SURVEY}stop/", surveys.stop, name="survey-stop"),
    path(f"{SURVEY}again/", surveys.again, name="survey-again"),
    path(f"{SURVEY}people/", surveys.leave_out, name="survey-leave-out"),
    path(f"{SURVEY}describe/", surveys.describe, name="survey-describe"),
    path(f"{SURVEY}delete/", surveys.delete, name="survey-delete"),
    path(f"{SURVEY}design/", surveys.design, name="survey-design"),
    path(f"{SURVEY}tables/new/", tables.new, name="table-new"),
]
