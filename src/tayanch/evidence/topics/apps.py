from django.apps import AppConfig


class TopicsConfig(AppConfig):
    name = "tayanch.evidence.topics"
    label = "topics"
