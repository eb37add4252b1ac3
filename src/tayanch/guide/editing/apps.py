from django.apps import AppConfig


class EditingConfig(AppConfig):
    name = "tayanch.guide.editing"
    label = "guide"
