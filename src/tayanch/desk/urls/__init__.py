"""Addresses of the desk. None of them ever carries a name, a phone or a word she said."""

from tayanch.desk.urls import cases, claims, consultations, law, panels

app_name = "desk"
urlpatterns = [
    *consultations.urlpatterns,
    *cases.urlpatterns,
    *claims.urlpatterns,
    *law.urlpatterns,
    *panels.urlpatterns,
]
