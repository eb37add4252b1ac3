from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    name = "tayanch.evidence.releases"
    label = "releases"

    def ready(self) -> None:
        from tayanch.evidence.releases import nobody  # noqa: F401  its registration is the point
