from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "tayanch.desk"
    label = "desk"
