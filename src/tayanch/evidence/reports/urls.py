"""Addresses of the reports' pages. They name a report by a random id and a section by its key."""

from __future__ import annotations

from django.urls import URLPattern, path

from tayanch.evidence.later import views_of

later = views_of("tayanch.evidence.reports.views")
app_name = "reports"
REPORT = "<uuid:report_id>/"
SECTION = f"{REPORT}section/<slug:section_key>/"
urlpatterns: list[URLPattern] = [
    path("", later("reports"), name="reports"),
    path("new/", later("new"), name="new"),
    path(REPORT, later("report"), name="report"),
    path(f"{REPORT}read/", later("read"), name="read"),
    path(f"{REPORT}find/", later("find"), name="find"),
    path(f"{REPORT}changes/", later("changes"), name="changes"),
    path(f"{REPORT}accept/", later("accept"), name="accept"),
    path(f"{REPORT}finish/", later("finish"), name="finish"),
    path(f"{REPORT}file/", later("file"), name="file"),
    path(f"{REPORT}delete/", later("delete"), name="delete"),
    path(SECTION, later("section"), name="section"),
    path(f"{SECTION}save/", later("save"), name="save"),
    path(f"{SECTION}leave-out/", later("leave_out"), name="leave-out"),
    path(f"{SECTION}versions/", later("versions"), name="versions"),
    path(f"{SECTION}restore/", later("restore"), name="restore"),
]
