from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "tayanch.evidence.figures"
    label = "figures"
