"""Cases and what is in them, the search, the counts."""

from django.urls import URLPattern, path

from tayanch.desk.views import cases, counts, documents, people, search

CASE = "cases/<slug:reference>/"
PERSON = CASE + "people/<uuid:person_id>/"

urlpatterns: list[URLPattern] = [
    path("cases/", cases.cases, name="cases"),
    path("cases/start/", cases.case_start, name="case-start"),
    path(CASE, cases.case, name="case"),
    path(CASE + "facts/", cases.case_facts, name="case-facts"),
    path(CASE + "plan/", cases.case_plan, name="case-plan"),
    path(CASE + "notes/", cases.case_note, name="case-note"),
    path(CASE + "notes/<uuid:note_id>/strike/", cases.case_note_strike, name="case-note-strike"),
    path(CASE + "employer/", cases.case_employer, name="case-employer"),
    path(CASE + "episode/", cases.case_episode, name="case-episode"),
    path(CASE + "violations/", cases.case_violation, name="case-violation"),
    path(CASE + "violations/<uuid:violation_id>/", cases.case_violation_change, name="case-violation-change"),
    path(CASE + "promises/", cases.case_promise, name="case-promise"),
    path(CASE + "hand-over/", cases.case_hand_over, name="case-hand-over"),
    path(CASE + "close/", cases.case_close, name="case-close"),
    path(CASE + "reopen/", cases.case_reopen, name="case-reopen"),
    path(CASE + "people/", people.person_add, name="person-add"),
    path(PERSON, people.person, name="person"),
    path(PERSON + "phones/", people.person_phone, name="person-phone"),
    path(PERSON + "phones/<uuid:contact_id>/", people.person_phone_remove, name="person-phone-remove"),
    path(PERSON + "erase/", people.person_erase, name="person-erase"),
    path(CASE + "papers/", documents.document_keep, name="document-keep"),
    path(CASE + "papers/<uuid:document_id>/", documents.document, name="document"),
    path(CASE + "papers/<uuid:document_id>/remove/", documents.document_remove, name="document-remove"),
    path("search/", search.search, name="search"),
    path("counts/", counts.counts, name="counts"),
    path("counts/rows/", counts.open_rows_file, name="open-rows"),
]
