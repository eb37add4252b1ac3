"""Lists that are brought in, and records that may be doubles."""

from django.urls import URLPattern, path

from tayanch.desk.views import doubles, imports

LIST = "lists/<uuid:run_id>/"

urlpatterns: list[URLPattern] = [
    path("lists/", imports.lists, name="imports"),
    path(LIST, imports.one_list, name="import"),
    path(f"{LIST}sheet/", imports.sheet, name="import-sheet"),
    path(f"{LIST}columns/", imports.columns, name="import-columns"),
    path(f"{LIST}words/", imports.words, name="import-words"),
    path(f"{LIST}keep/", imports.keep_answers, name="import-keep"),
    path(f"{LIST}check/", imports.begin, {"what": "check"}, name="import-check"),
    path(f"{LIST}take/", imports.begin, {"what": "take"}, name="import-take"),
    path(f"{LIST}undo/", imports.begin, {"what": "undo"}, name="import-undo"),
    path(f"{LIST}progress/", imports.progress, name="import-progress"),
    path(f"{LIST}doubles/", imports.doubles, name="import-doubles"),
    path(f"{LIST}report/", imports.report, name="import-report"),
    path(f"{LIST}back/", imports.back, name="import-back"),
    path(f"{LIST}drop/", imports.drop, name="import-drop"),
    path("doubles/", doubles.doubles, name="doubles"),
    path("doubles/<uuid:first>/<uuid:second>/", doubles.pair, name="double"),
    path("doubles/<uuid:first>/<uuid:second>/join/", doubles.join, name="double-join"),
    path("doubles/<uuid:first>/<uuid:second>/decide/", doubles.decide, name="double-decide"),
    path("doubles/joined/<uuid:merge_id>/part/", doubles.part, name="double-part"),
]
