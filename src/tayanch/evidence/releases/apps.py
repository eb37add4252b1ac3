from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    name = "tayanch.evidence.releases"
    label = "releases"
