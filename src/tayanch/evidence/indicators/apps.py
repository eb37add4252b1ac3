from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "tayanch.evidence.indicators"
    label = "indicators"

    def ready(self) -> None:
        from tayanch.evidence.indicators import nobody  # noqa: F401  its registration is the point
