from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "tayanch.evidence.indicators"
    label = "indicators"
