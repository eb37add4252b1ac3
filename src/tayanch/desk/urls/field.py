"""The form of the mobile team."""

from django.urls import URLPattern, path

from tayanch.desk.views import field

urlpatterns: list[URLPattern] = [
    path("field/", field.field, name="field"),
    path("field/worker.js", field.worker, name="field-worker"),
    path("field/manifest.json", field.manifest, name="field-manifest"),
    path("field/hello/", field.hello, name="field-hello"),
    path("field/hand-in/", field.hand_in, name="field-hand-in"),
]
