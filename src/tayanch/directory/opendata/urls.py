"""The addresses of the open data. No language stands in them."""

from django.urls import URLPattern, path

from tayanch.directory.opendata import views

app_name = "open"
LISTS = ("services", "organizations", "service_at_locations", "locations", "taxonomies", "taxonomy_terms")

urlpatterns: list[URLPattern] = [
    path("", views.about, name="about"),
    path("openapi.json", views.description, name="openapi"),
    path("profile", views.profile, name="profile"),
    path("profile/<str:schema_file>", views.profile_file, name="profile-file"),
    path("schema", views.all_schemas, name="schemas"),
    path("schema/<str:schema_file>", views.schema, name="schema"),
    path("services.csv", views.table, name="table"),
    *(path(kind, views.listing, {"kind": kind}, name=kind) for kind in LISTS),
    *(path(f"{kind}/<str:hsds_id>", views.item, {"kind": kind}, name=f"{kind}-one") for kind in LISTS),
    path("<path:rest>", views.nothing, name="nothing"),
]
