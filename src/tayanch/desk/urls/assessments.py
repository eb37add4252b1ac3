"""Short forms, lists of things to do, and the household of a case. What is said in them goes in the body."""

from django.urls import URLPattern, path

from tayanch.desk.views import assessments, checklists, household

CASE = "cases/<str:reference>/"
ONE = f"{CASE}assessments/<uuid:assessment_id>/"

urlpatterns: list[URLPattern] = [
    path(f"{CASE}assessments/", assessments.assessments, name="assessments"),
    path(f"{CASE}assessments/start/", assessments.start, name="assessment-start"),
    path(ONE, assessments.assessment, name="assessment"),
    path(f"{ONE}save/", assessments.save, name="assessment-save"),
    path(f"{ONE}finish/", assessments.finish, name="assessment-finish"),
    path(f"{ONE}reopen/", assessments.reopen, name="assessment-reopen"),
    path(f"{ONE}remove/", assessments.remove, name="assessment-remove"),
    path(f"{ONE}promise/", assessments.promise, name="assessment-promise"),
    path(f"{ONE}handled/", assessments.handled, name="assessment-handled"),
    path(f"{ONE}papers/", assessments.papers, name="assessment-papers"),
    path(f"{ONE}compare/", assessments.compare, name="assessment-compare"),
    path(f"{CASE}household/", household.household, name="household"),
    path(f"{CASE}household/add/", household.add, name="household-add"),
    path(f"{CASE}household/<uuid:person_id>/", household.change, name="household-change"),
]
urlpatterns += [
    path(f"{CASE}{kind}-list/{end}", view, {"kind": kind}, name=f"{kind}-list{name}")
    for kind in checklists.KINDS
    for end, view, name in (
        ("", checklists.checklist, ""),
        ("begin/", checklists.begin, "-begin"),
        ("add/", checklists.add, "-add"),
        ("print/", checklists.printed, "-print"),
        ("remove/", checklists.remove, "-remove"),
        ("<uuid:todo_id>/change/", checklists.change, "-change"),
        ("<uuid:todo_id>/settle/", checklists.settle, "-settle"),
        ("<uuid:todo_id>/promise/", checklists.promise, "-promise"),
    )
]
