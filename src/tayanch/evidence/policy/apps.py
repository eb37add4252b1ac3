from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "tayanch.evidence.policy"
    label = "policy"
