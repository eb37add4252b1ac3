"""Files with names."""

from django.urls import URLPattern, path

from tayanch.desk.views import exports

urlpatterns: list[URLPattern] = [
    path("exports/", exports.exports, name="exports"),
    path("exports/<uuid:export_id>/decide/", exports.decide, name="export-decide"),
    path("exports/<uuid:export_id>/take/", exports.take, name="export-take"),
]
