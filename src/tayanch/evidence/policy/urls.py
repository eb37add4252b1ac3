"""Addresses of these pages: what stands in the data is named by its id there, rows by a random one."""

from __future__ import annotations

from django.urls import URLPattern, path

from tayanch.evidence.later import views_of

later = views_of("tayanch.evidence.policy.views")
app_name = "policy"
ASKED = "recommendations/<slug:recommendation_key>/"
SHEET, CLAUSE = "sheets/<uuid:sheet_id>/", "clauses/<uuid:clause_id>/"
TALK, COMMITMENT, BODY = "talks/<uuid:talk_id>/", "commitments/<uuid:commitment_id>/", "offices/<uuid:body_id>/"
urlpatterns: list[URLPattern] = [
    path("", later("overview.overview"), name="overview"),
    path("calendar/", later("overview.calendar"), name="calendar"),
    path("recommendations/", later("recommendations.recommendations"), name="recommendations"),
    path("recommendations.csv", later("recommendations.file"), name="recommendations-file"),
    path("recommendations/new/", later("recommendations.new"), name="recommendation-new"),
    path(ASKED, later("recommendations.recommendation"), name="recommendation"),
    path(f"{ASKED}change/", later("recommendations.change"), name="recommendation-change"),
    path(f"{ASKED}delete/", later("recommendations.delete"), name="recommendation-delete"),
    path("judgements/<uuid:judgement_id>/take-back/", later("recommendations.take_back"), name="take-back"),
    path("instruments/", later("instruments.instruments"), name="instruments"),
    path("instruments/<slug:instrument_key>/", later("instruments.instrument"), name="instrument"),
    path("areas/", later("areas.areas"), name="areas"),
    path("areas/<slug:area_key>/", later("areas.area"), name="area"),
    path("levels/<uuid:level_id>/take-back/", later("areas.take_back"), name="level-take-back"),
    path("sheets/", later("sheets.sheets"), name="sheets"),
    path("sheets/new/", later("sheets.new"), name="sheet-new"),
    path(SHEET, later("sheets.sheet"), name="sheet"),
    path(f"{SHEET}change/", later("sheets.change"), name="sheet-change"),
    path(f"{SHEET}delete/", later("sheets.delete"), name="sheet-delete"),
    path(CLAUSE, later("sheets.clause"), name="clause"),
    path(f"{CLAUSE}delete/", later("sheets.delete_clause"), name="clause-delete"),
    path("talks/", later("talks.talks"), name="talks"),
    path("talks/new/", later("talks.new"), name="talk-new"),
    path(TALK, later("talks.talk"), name="talk"),
    path(f"{TALK}change/", later("talks.change"), name="talk-change"),
    path(f"{TALK}delete/", later("talks.delete"), name="talk-delete"),
    path(COMMITMENT, later("talks.commitment"), name="commitment"),
    path(f"{COMMITMENT}delete/", later("talks.delete_commitment"), name="commitment-delete"),
    path("offices/", later("offices.offices"), name="offices"),
    path("offices/new/", later("offices.new"), name="office-new"),
    path(BODY, later("offices.office"), name="office"),
    path(f"{BODY}delete/", later("offices.delete"), name="office-delete"),
]
