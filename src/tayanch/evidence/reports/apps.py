from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "tayanch.evidence.reports"
    label = "reports"

    def ready(self) -> None:
        from tayanch.evidence.reports import nobody  # noqa: F401  its registration is the point
