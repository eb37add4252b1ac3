from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    name = "tayanch.evidence.interviews"
    label = "interviews"

    def ready(self) -> None:
        from tayanch.evidence.interviews import nobody  # noqa: F401  its registration is the point
