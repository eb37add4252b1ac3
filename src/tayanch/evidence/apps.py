from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "tayanch.evidence"
    label = "evidence"

    def ready(self) -> None:
        from tayanch.evidence import nobody  # noqa: F401  its registration is the point
