from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "tayanch.evidence.reports"
    label = "reports"
