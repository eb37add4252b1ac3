from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "tayanch.audit"
    label = "audit"
